"""Checks: each file is one rule a budget officer applies by hand."""
