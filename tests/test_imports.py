"""What each command imports: nothing heavy on a path that does not use it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.commands import CLEAN, FAULTY, FAULTY_PDF_TEXT

_HEAVY = (
    "pandas",
    "numpy",
    "openai",
    "pydantic",
    "charset_normalizer",
    "rich",
    "yaml",
    "xlsxwriter",
    "docx",
    "jinja2",
    "PIL",
)
_PROBE = """
import json, sys
from gouji.__main__ import main
status = main(sys.argv[1:])
jieba = sys.modules.get("jieba")
dictionary = bool(jieba and jieba.dt.initialized)
print(json.dumps({"status": status, "modules": sorted(sys.modules), "dictionary": dictionary}), file=sys.stderr)
"""


def _imported(*arguments: object) -> dict[str, object]:
    """Return the exit status of a command, the modules it imported, and whether jieba's own dictionary was read."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, *map(str, arguments)], capture_output=True, encoding="utf-8", check=True, timeout=60,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    seen: dict[str, object] = json.loads(done.stderr.splitlines()[-1])
    seen["heavy"] = {name.partition(".")[0] for name in seen["modules"]} & {*_HEAVY}  # type: ignore[attr-defined]
    return seen


@pytest.mark.parametrize("report", [FAULTY, FAULTY_PDF_TEXT, CLEAN], ids=lambda path: path.parent.name)
@pytest.mark.parametrize("format", ["terminal", "json", "csv", "md", "sarif", "junit"])
def test_a_check_imports_nothing_heavy(report: object, format: str) -> None:
    seen = _imported("check", report, "--format", format)
    assert seen["status"] in (0, 1)
    assert not seen["heavy"]
    assert not seen["dictionary"]


@pytest.mark.parametrize("command", ["figures", "tables", "text"])
def test_a_listing_imports_nothing_heavy(command: str) -> None:
    assert not _imported(command, FAULTY)["heavy"]


def test_the_version_is_told_without_typer() -> None:
    modules = _imported("--version")["modules"]
    assert isinstance(modules, list)
    assert not {"typer", "click", "gouji.cli", "gouji.pipeline"} & {*modules}


def test_help_imports_neither_pydantic_nor_the_pipeline() -> None:
    seen = _imported("check", "--help")
    assert not seen["heavy"]
    assert isinstance(seen["modules"], list)
    assert "gouji.pipeline" not in seen["modules"]


def test_importing_the_package_imports_no_stage() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, gouji; print(*[m for m in sys.modules if m.startswith('gouji.')])"],
        capture_output=True, encoding="utf-8", check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.split() == []
