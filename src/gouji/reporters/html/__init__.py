"""The report as one page for a browser: what was found, the narrative and the tables side by side, the pictures."""

from gouji.reporters.html.page import render

__all__ = ["render"]
