"""What a run leaves behind: no cycles, and the collector as it was."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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
gouji.check(sys.argv[1])  # loads what stays
gc.collect()
gc.disable()
gouji.check(sys.argv[1])
print(gc.collect())
"""


@pytest.mark.parametrize("report", REPORTS[:3], ids=lambda path: path.parent.name)
def test_a_run_holds_no_cycles(report: Path) -> None:
    # in a process of its own: what other tests leave behind is found by the collector at any time
    done = subprocess.run([sys.executable, "-c", _COUNT, report], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"


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
