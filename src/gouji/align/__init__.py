"""Claims to the table cells they may be about, blind to the value."""
