"""Paragraphs to figures, and figures to typed claims."""
