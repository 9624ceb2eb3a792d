"""Scoring of labelled cases: what `gouji eval` runs."""
