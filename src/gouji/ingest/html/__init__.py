"""HTML files to one text."""
