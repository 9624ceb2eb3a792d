"""A batch as a process of its own, to be killed: the poisoned worker on small reports. Run by tests/batch/test_resume.py."""

from __future__ import annotations

import sys
from pathlib import Path

from eval.poison import FUNCTION
from tests.batch.reports import batch

if __name__ == "__main__":
    batch(Path(sys.argv[1]), out=Path(sys.argv[2]), function=FUNCTION)
