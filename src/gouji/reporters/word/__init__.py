"""Word files: comments put into one that is there, parts of one that is made."""
