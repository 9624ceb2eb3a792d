"""Numbers as printed: digits, units, intervals; pure arithmetic on Decimal."""
