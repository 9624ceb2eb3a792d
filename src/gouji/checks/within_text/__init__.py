"""Within the narrative (WX, 文内勾稽)."""
