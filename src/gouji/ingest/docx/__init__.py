"""Word files to one text."""
