"""Files to a Document: one text per source, its paragraphs, sections and raw tables."""
