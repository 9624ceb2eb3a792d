"""What is said beside a place: safe words, both sides, and whose reading it is."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from docx import Document

import gouji
from gouji.model.assistance import Assistance
from gouji.model.run import Run
from gouji.reporters.notice_docx import render as notice
from gouji.reporters.remarks import remarks_of
from tests.cases import FIXTURES

_FAULTY = FIXTURES / "documents" / "tingpu-culture-2024-final" / "report.txt"


def _read_by_model() -> Run:
    run = gouji.check(str(_FAULTY))
    run.findings = (replace(run.findings[0], origin="model"), *run.findings[1:])
    run.assistance = Assistance(model="m", corrections={run.findings[0].id: "改为鹤沙\u202e古窑遗址"})
    return run


def test_what_the_model_read_or_worded_is_told_as_such() -> None:
    said = {
        remark.number: "\n".join(remark.lines) for remark in remarks_of(_read_by_model(), {}) if remark.role == "claim"
    }
    assert "改正（模型拟，请核实）：改为鹤沙古窑遗址" in said[1]
    assert "来源：模型辅助读出，程序核算" in said[1]
    assert "模型" not in said[2]
    [table] = Document(BytesIO(notice(_read_by_model(), {}))).tables
    assert "模型辅助读出" in table.rows[1].cells[4].text
    assert "模型" not in table.rows[2].cells[4].text


def test_each_place_has_one_remark_a_finding_and_names_the_other_side() -> None:
    run = gouji.check(str(_FAULTY))
    remarks = [*remarks_of(run, {})]
    assert len({(r.number, r.span) for r in remarks}) == len(remarks)
    assert {r.number for r in remarks if r.role == "claim"} == {*range(1, len(run.findings) + 1)}
    for remark in remarks:
        other = run.findings[remark.number - 1]
        if remark.role == "claim":
            assert other.message in remark.lines
            continue
        quote = "".join(run.document.text(other.claim.place.span).split())
        [line] = remark.lines
        assert line.startswith(f"见问题 {remark.number}（{'对照处' if remark.role == 'evidence' else '又一处'}）：")
        assert quote[:20] in "".join(line.split())


def test_what_stands_in_the_quote_of_the_claim_is_marked_with_it() -> None:
    run = gouji.check(str(_FAULTY))
    place = run.findings[0].claim.place
    begin, end = place.span.start, place.span.end
    spans = [(begin, end - 1), (begin + 1, end), (begin - 1, end), (begin, end + 1)]
    places = [replace(place, span=replace(place.span, start=start, end=stop)) for start, stop in spans]
    evidence = tuple(replace(run.findings[0].claim, place=place) for place in places)
    run.findings = (replace(run.findings[0], evidence=evidence, also=evidence[:1]),)
    marked = [(r.role, r.span.start, r.span.end) for r in remarks_of(run, {})]
    assert marked == [("claim", begin, end), ("evidence", begin - 1, end), ("evidence", begin, end + 1)]


def test_where_the_claim_stands_in_another_file_the_first_place_says_it_all() -> None:
    run = gouji.check(str(_FAULTY))
    finding = next(f for f in run.findings if len(f.evidence) > 1)
    claim = replace(finding.claim, place=replace(finding.claim.place, span=replace(finding.claim.place.span, file=1)))
    run.document = replace(run.document, sources=(*run.document.sources, run.document.sources[0]))
    run.findings = (replace(finding, claim=claim),)
    first, *others = remarks_of(run, {})
    assert first.lines[0].startswith("问题 1的对照处（")
    assert finding.message in first.lines
    assert others
    assert all(len(other.lines) == 1 and other.lines[0].startswith("见问题 1（对照处）：") for other in others)
