"""A writer of consistent synthetic disclosures, with planted contradictions and near-misses, and their scoring."""
