"""Every case of fixtures/checks goes through the real pipeline and ends as its key says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gouji.model.alignment import Why
from gouji.model.outcome import Severity
from gouji.model.run import State
from tests.cases import place_of, squeezed
from tests.checks.cases import Case, cases
from tests.formulas import wrong_in

# Checks that only accuse, and those that vouch for a figure they have left alone.
_VOUCHED_BY = {"XT02": ("XT01",), "WX05": ("WX01", "WX02", "WX05"), "WX11": ("WX03", "WX07")}
# Checks about names or tables: a good case has no figure of the narrative.
_WITHOUT_FIGURE = (
    "BT",
    "BU",
    "DC",
    "WT",
    "XT03",
    "XT04",
    "XT05",
    "XT06",
    "XT07",
    "XT08",
    "XT09",
    "WX09",
    "WX12",
    "WX15",
    "WX16",
    "WX17",
    "WX31",
)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def _named(case: Case) -> str:
    return f"{case.code} {case.name}"


@pytest.mark.parametrize("case", cases("bad"), ids=_named)
def test_bad(case: Case, tmp_path: Path) -> None:
    run = case.run(tmp_path)
    [finding] = case.findings(run)
    start, end = place_of(run.document.sources[0].text, case.fields["quote"])
    span = finding.claim.place.span
    quote, said = case.fields["quote"], squeezed(run.document.text(span))
    assert max(start, span.start) < min(end, span.end), said
    assert quote in said or said in quote, said
    assert finding.severity is Severity(case.fields.get("severity", finding.severity.value))
    if "severity" not in case.fields:
        assert finding.severity is not Severity.INFO, "只作提示的，用 severity: info 写明"
    assert finding.kind.value == case.fields.get("kind", finding.kind.value)
    assert case.fields.get("cause", "") in (finding.cause or "")
    if "expected" in case.fields:
        assert finding.expected is not None
        assert (finding.expected.value + (finding.expected.unit or "")) == case.fields["expected"]
    assert finding.evidence or case.code.startswith("DC"), "每个发现至少有一处对照，残留的模板文字除外"
    assert "\n" not in finding.message, "消息是一行话"
    message = _half_width(squeezed(finding.message)).replace(",", "")
    assert not re.search("[A-Za-z]", re.sub("“[^”]*”", "", message)), "消息不露标识符"
    assert not wrong_in(finding.formula or "")
    for part in _quoted_in_message(case):
        assert part in message, message


def _quoted_in_message(case: Case) -> list[str]:
    """Return what the message has to name: the printed number, or the quote itself, and what stands against it."""
    numbers = _NUMBER.findall(_half_width(case.fields["quote"]).replace(",", ""))
    own = numbers[-1] if numbers else case.fields["quote"]
    return [own, case.fields.get("says") or case.fields["expected"]]


def _half_width(text: str) -> str:
    return text.translate(str.maketrans("０１２３４５６７８９．，％", "0123456789.,%"))


@pytest.mark.parametrize("case", cases("good"), ids=_named)
def test_good(case: Case, tmp_path: Path) -> None:
    run = case.run(tmp_path)
    assert [finding.message for finding in case.findings(run)] == []
    if case.code == "WT01":
        assert any(table.closes for table in run.tables)
        assert all(table.closes is not False for table in run.tables)
    if case.code.startswith(_WITHOUT_FIGURE):
        return
    if case.code in _VOUCHED_BY:
        run = case.run(tmp_path, *_VOUCHED_BY[case.code])
        assert [finding.message for finding in run.findings] == []
    entry = case.entry(run)
    assert entry.state is State.CONSISTENT, entry.why
    assert entry.against, "相符的数要说明与什么相符"


@pytest.mark.parametrize("case", cases("skip"), ids=_named)
def test_skip(case: Case, tmp_path: Path) -> None:
    run = case.run(tmp_path)
    assert [finding.message for finding in case.findings(run)] == []
    entry = case.entry(run)
    assert (entry.state, entry.why) == (State.NOT_CHECKED, _reason(case.fields["reason"]))


def _reason(slug: str) -> Why:
    return next(why for why in Why if why.slug == slug)
