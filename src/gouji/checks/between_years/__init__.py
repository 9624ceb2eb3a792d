"""Between years (BY, 年际勾稽): a report against those of the years before, and against its year's budget."""
