"""A batch as a process of its own, to be killed: the poisoned worker on small reports, or another, on this machine or a cluster.

usage: killed.py FOLDER OUT [FUNCTION [SCHEDULER]]
"""

from __future__ import annotations

import sys
from pathlib import Path

from eval.poison import FUNCTION
from gouji.errors import GoujiError
from tests.batch.reports import batch

if __name__ == "__main__":
    folder, out, function, scheduler, *_ = [*sys.argv[1:], *(None,) * 2]
    try:
        batch(
            Path(folder or ""), out=Path(out or ""), jobs=None if scheduler else 2,
            function=function or FUNCTION, scheduler=scheduler,
        )  # fmt: skip
    except GoujiError as error:
        print(error)
        sys.exit(error.exit_status)
