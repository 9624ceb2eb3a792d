"""Outcomes to findings and the ledger: roots, causes, the likelier side, the state of each figure."""
