"""What a run leaves behind: no cycles, and the collector as it was."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest

import gouji
from tests.cases import FIXTURES

REPORTS = sorted(path for path in (FIXTURES / "documents").glob("*/report.*") if path.suffix in (".md", ".txt"))


@pytest.fixture
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


_COUNT = """
import gc, sys, gouji
for path in sys.argv[1:]:
    gouji.check(path)  # loads what stays
    gc.collect()
    gc.disable()
    gouji.check(path)
    print(gc.collect())
    gc.enable()
"""


def test_a_run_holds_no_cycles() -> None:
    # in a process of its own: what other tests leave behind is found by the collector at any time
    files = [*REPORTS, *(FIXTURES / "formats" / name for name in ("report.docx", "reportlab.pdf", "tables.xlsx"))]
    done = subprocess.run([sys.executable, "-c", _COUNT, *files], capture_output=True, text=True, check=True)
    left = {path.name: int(count) for path, count in zip(files, done.stdout.split(), strict=True)}
    assert left.pop("reportlab.pdf") < 20  # array types of ctypes
    assert not [name for name, count in left.items() if count]


def test_what_a_run_made_is_not_young_any_more() -> None:
    run = gouji.check(str(REPORTS[0]))
    assert any(found is run for found in gc.get_objects(generation=2))


def test_the_collector_is_left_as_it_was() -> None:
    gc.disable()
    try:
        gouji.check(str(REPORTS[0]))
        assert not gc.isenabled()
    finally:
        gc.enable()
    gouji.check(str(REPORTS[0]))
    assert gc.isenabled()


@pytest.mark.usefixtures("thawed")
def test_what_the_caller_froze_stays_frozen() -> None:
    gc.freeze()
    frozen = gc.get_freeze_count()
    gouji.check(str(REPORTS[0]))
    assert gc.get_freeze_count() >= frozen // 2 > 0
