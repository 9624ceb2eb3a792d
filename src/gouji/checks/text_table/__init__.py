"""Narrative against tables (XT, 文表勾稽)."""
