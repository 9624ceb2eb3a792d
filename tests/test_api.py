"""The examples of docs/api.md run as they are printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import gouji

_PAGE = Path(__file__).resolve().parent.parent / "docs" / "api.md"


def test_the_examples_run_as_one_script_without_a_guard(tmp_path: Path) -> None:
    script = tmp_path / "examples.py"
    script.write_text("\n".join(re.findall(r"```python\n(.*?)```", _PAGE.read_text("utf-8"), re.S)), "utf-8")
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        capture_output=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "WX02 error" in done.stdout


def test_everything_public_is_told() -> None:
    page = _PAGE.read_text("utf-8")
    functions = [n for n in gouji.__all__ if n.islower() and not n.startswith("_")]
    assert [n for n in functions if f"gouji.{n}(" not in page] == []
