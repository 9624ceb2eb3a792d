"""文表数额不一致

核对什么：正文写的某项数额，与它所说的报表单元格是否相等。
为什么：正文是对报表的说明，同一项目、同一口径只能有一个数。
容差：两数各带末位半个单位的舍入区间，相交即一致；再差不到一个末位单位的记为尾差。
不核对：约数；上年数；口径不同（年初预算对决算）；表中无此行；几种读法并列而数值不一。未注明口径的“预算”只提示，不定为错误。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）要求说明与报表一致；各表栏目。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gouji.checks.arithmetic import gap_text, is_tail, show, slip_between
from gouji.checks.base import check
from gouji.checks.evidence import SOFT, Evidence
from gouji.checks.named_twice import row_meant
from gouji.checks.text_table.units import agrees, slipped
from gouji.model.alignment import Reading, Why
from gouji.model.claim import Basis, Claim, Measure
from gouji.model.document import DocumentKind
from gouji.model.outcome import Consistent, Contradicted, Kind, NotChecked, Outcome, Severity
from gouji.values.slips import digits_of

_LONG = 5  # of two unrelated numbers of four digits one in seventy is a slip of the other, of five one in seven hundred


@check(code="XT01", name="amount-differs-from-table", kind=Kind.VALUE_MISMATCH, severity=Severity.ERROR, since="0.1")
def amount_differs_from_table(evidence: Evidence) -> Iterator[Outcome]:
    for claim in evidence.of(Measure.LEVEL):
        alignment = evidence.alignments[claim.quantity.index]
        at = evidence.witness(claim)
        if not claim.exact:
            yield NotChecked(at, Why.APPROXIMATE)
        elif not alignment.readings:
            yield NotChecked(at, alignment.declined or Why.NO_ROW)
        else:
            outcome = _against(evidence, claim, alignment.readings)
            if outcome is not None:
                yield outcome


def _against(evidence: Evidence, claim: Claim, readings: tuple[Reading, ...]) -> Outcome | None:
    at = evidence.witness(claim)
    for reading in readings:
        for value in reading.cell.values:
            if agrees(claim, value):
                return Consistent(at, (evidence.cell_witness(reading, "table", value),), "table")
    best = readings[0]
    if claim.quantity.index in evidence.proposals.choices:
        return _contradicted(evidence, claim, best)
    if slipped(claim, readings):
        return None if best.table.unit_stated else NotChecked(at, Why.UNCLEAR_TABLE)
    values = {v.base if v else None for r in readings for v in r.cell.values}
    if len(values) > 1 and (claim.inherited or not _in_own_section(evidence, claim)):
        return _one_slip_away(evidence, claim, readings) or NotChecked(at, Why.TIE)
    if best.score < SOFT:
        return _one_slip_away(evidence, claim, readings) or NotChecked(at, Why.BASIS)
    if claim.nested or _may_mean_something_else(evidence, claim) or _part_of_another(evidence, claim, best):
        return NotChecked(at, Why.BASIS)
    if _of_less_money(evidence, claim, best):
        return NotChecked(at, Why.BASIS)
    return _contradicted(evidence, claim, best)


def _one_slip_away(evidence: Evidence, claim: Claim, readings: tuple[Reading, ...]) -> Outcome | None:
    """Return a warning where the amount is one slip of the hand away from exactly one of several readings, too long for chance."""
    printed = claim.quantity.printed
    if len(digits_of(printed.value, printed.exponent)) < _LONG:
        return None
    found = [
        (reading, cause)
        for reading in readings
        if reading.cell.printed is not None
        and len(digits_of(reading.cell.printed.value, reading.cell.printed.exponent)) >= _LONG
        and (cause := slip_between(printed, reading.cell.interval))
    ]
    if len({r.cell.printed for r, _ in found}) != 1:
        return None
    reading, cause = found[0]
    outcome = _contradicted(evidence, claim, reading)
    return replace(outcome, cause=cause, confidence=0.7, severity=Severity.WARNING)


def _in_own_section(evidence: Evidence, claim: Claim) -> bool:
    return evidence.table_of(claim) is not None


def _may_mean_something_else(evidence: Evidence, claim: Claim) -> bool:
    """Whether a phrase such as 上年结转 stands outside the sections of the tables, where it may be that of a single project."""
    kind, _, name = claim.subject.key.partition(":") if claim.subject else ("", "", "")
    before = evidence.previous(claim)
    text = claim.quantity.paragraph.view.folded
    part = before is not None and "其中" in text[before.quantity.end : claim.quantity.start]
    return evidence.table_of(claim) is None and (part or kind != "concept" or name in evidence.profile.loose_outside)


def _of_less_money(evidence: Evidence, claim: Claim, reading: Reading) -> bool:
    """Whether a subject is held against a table of less money than its section speaks of, and another budget spends on it too."""
    own, profile = evidence.table_of(claim), evidence.profile
    if not reading.row.code or own not in profile.scopes or profile.width(reading.table.key) >= profile.width(own):
        return False
    others = (t for t in evidence.tables if profile.scopes.get(t.key) in ("gov_funds", "state_capital"))
    return any(
        row.code[:3] == reading.row.code[:3] and any(c.printed and c.printed.value for c in row.cells.values())
        for table in others for row in table.rows
    )  # fmt: skip


def _part_of_another(evidence: Evidence, claim: Claim, reading: Reading) -> bool:
    """Whether a part (其中基本支出…) is one of a whole that is nowhere in the table: then it need not be in that table either."""
    before = evidence.previous(claim)
    text = claim.quantity.paragraph.view.folded
    if before is None or "其中" not in text[before.quantity.end : claim.quantity.start]:
        while before is not None and before.group == claim.group and before.measure is not Measure.LEVEL:
            before = evidence.previous(before)
        siblings = before is not None and before.group == claim.group
        before = evidence.previous(before) if siblings and before is not None else None
        if (
            before is None
            or before.group != claim.group
            or "其中" not in text[before.quantity.end : claim.quantity.start]
        ):
            return False
    whole = evidence.alignments.get(before.quantity.index)
    if before.group != claim.group or before.measure is not Measure.LEVEL or whole is None:
        return False
    return not any(r.table is reading.table for r in whole.readings)


def _contradicted(evidence: Evidence, claim: Claim, reading: Reading) -> Contradicted:
    printed, cell = claim.quantity.printed, reading.cell.printed
    implied = reading.cell.interval
    where = f"{reading.table.title}“{reading.row.label}”{evidence.column_name(reading.column, reading.table.key)}"
    unit = printed.unit
    shown = show(implied.middle, unit, min(printed.exponent, cell.exponent if cell else 0)) if cell else "空"
    name = claim.subject.words if claim.subject else ""
    unstated = claim.basis is Basis.BUDGET and evidence.document.kind is not DocumentKind.BUDGET
    said = f"正文“{name}{'预算' if unstated else ''}”为{printed}，{where}为{shown}"
    gap = f"相差{gap_text(claim, implied.middle)}" if cell else "表中该格为空"
    meant = row_meant(evidence, claim, reading)
    note = (
        "；正文“预算”未注明口径，可能是年初预算，表列的是调整后（全年）预算数，两处口径应统一或注明。"
        if unstated
        else "，两处不能同时成立。"
    )
    if meant is not None:
        note += f"{printed}是该表“{meant.label}”的数，“{name}”已另写一次，疑是名称写错。"
    return Contradicted(
        evidence.witness(claim),
        (evidence.cell_witness(reading, "table", cell),),
        f"{said}，{gap}{note}",
        "table",
        implied=None if meant is not None else implied,  # the name is to be mended, not the amount
        formula=f"{printed} ≠ {shown}",
        cause=f"“{meant.label}”写成了“{name}”" if meant is not None else "",
        tail=bool(cell) and is_tail(claim, implied),
        confidence=_confidence(claim, reading),
        severity=Severity.WARNING if unstated or (claim.subject and claim.subject.score < 0.7) else None,
    )


def _confidence(claim: Claim, reading: Reading) -> float:
    subject = claim.subject.score if claim.subject else 0.5
    return round(min(0.98, 0.6 + 0.2 * reading.score + 0.2 * subject), 2)
