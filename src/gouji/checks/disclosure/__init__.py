"""Disclosure itself (DC, 公开的完整与规范)."""
