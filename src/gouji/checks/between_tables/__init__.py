"""Between tables (BT, 表间勾稽)."""
