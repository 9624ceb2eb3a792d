"""Findings of one version of a report found again in another: for re-checks and baselines."""
