"""Excel files to one text."""
