"""Checks of a department against its units, and of a district against its offices."""
