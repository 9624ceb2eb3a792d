"""The command line as a user starts it: a process of its own, its output as bytes or text."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cases import FIXTURES

FAULTY = FIXTURES / "documents" / "lanjiang-office-2023-final" / "report.md"
FAULTY_PDF_TEXT = FIXTURES / "documents" / "luting-2023-final" / "report.txt"
CLEAN = FIXTURES / "documents" / "lanwan-2025-budget" / "report.md"

# One wrong growth rate: 10.00 of 100.00 is 10.00%.
SHORT = "白鹭县渡口管理站2023年度部门决算\n基本支出决算为110.00万元，比上年增加10.00万元，增长20.00%。\n"


@dataclass(frozen=True)
class Done:
    """What a process left: exit status and both streams, decoded as UTF-8."""

    status: int
    out: str
    err: str


def gouji(*arguments: object, stdin: bytes = b"", cwd: Path | None = None, **environment: str) -> Done:
    """Return what `gouji` does with these arguments."""
    done = start(*arguments, stdin=stdin, cwd=cwd, **environment)
    assert b"Traceback" not in done.stderr, done.stderr.decode("utf-8", "replace")
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def start(*arguments: object, stdin: bytes = b"", cwd: Path | None = None, **environment: str) -> Any:
    """Return the completed process with its streams as bytes."""
    return subprocess.run(
        [sys.executable, "-m", "gouji", *map(str, arguments)],
        input=stdin, capture_output=True, cwd=cwd, check=False, timeout=120,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )  # fmt: skip
