"""The 问题清单 as a workbook: the problems, how much was checked, and the tables as read with the cells of evidence marked."""

from gouji.reporters.xlsx.book import render

__all__ = ["render"]
