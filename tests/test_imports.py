"""Nothing heavy is imported on a path that does not use it: what a real process imported is looked at, not timed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cases import FIXTURES

REPORT = str(FIXTURES / "documents" / "lanjiang-office-2023-final" / "report.md")
HEAVY = {"pandas", "numpy", "openai", "jieba", "pydantic", "rapidfuzz", "charset_normalizer", "yaml"}


def imported(*arguments: str) -> set[str]:
    program = (
        "import sys; from gouji.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "sys.stderr.write('\\n'.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, encoding="utf-8", errors="replace", check=True
    )
    return {name.partition(".")[0] for name in done.stderr.split("\n")}


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["checks"]])
def test_the_short_commands_import_nothing_heavy(arguments: list[str]) -> None:
    assert not imported(*arguments) & HEAVY


def test_the_version_is_told_without_typer() -> None:
    assert "typer" not in imported("--version")


def test_a_check_imports_no_pandas_no_model_client_and_no_numpy() -> None:
    modules = imported("check", REPORT)
    assert "gouji" in modules
    assert not modules & {"pandas", "numpy", "openai", "jieba", "pydantic", "yaml"}


def test_an_evaluation_does_use_pandas() -> None:
    assert "pandas" in imported("eval", str(FIXTURES / "documents" / "lanwan-2025-budget"))
