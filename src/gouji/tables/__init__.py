"""Raw grids and lines to typed tables: which form, which unit, which cell is what, and what must add up."""
