"""Many reports: `results` checks a few one after another; `run.py` checks whole folders into a store that can be asked.

Only the first is imported here: `gouji check` starts without the rest.
"""

from gouji.batch.serial import Result, checked, expanded, results

__all__ = ["Result", "checked", "expanded", "results"]
