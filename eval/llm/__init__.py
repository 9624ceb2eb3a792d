"""Recorded replies of a careful reader, for measuring what the assistant adds: its mechanism, not any model's quality."""
