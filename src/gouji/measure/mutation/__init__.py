"""Mutation: one wrong figure, word or name at a time is planted into a report, and counted is how many are found."""
