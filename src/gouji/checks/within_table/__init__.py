"""Within tables (WT, 表内勾稽)."""
