"""Runs to output, one file per form."""
