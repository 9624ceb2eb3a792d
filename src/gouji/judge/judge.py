"""All outcomes of a document to its findings and its ledger."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from gouji.judge.causes import cause_of
from gouji.judge.ledger import ledger_of
from gouji.judge.repair import merge_repairs
from gouji.judge.roots import Root, further_places, roots_of, same_slip
from gouji.model.claim import Claim
from gouji.model.document import Document
from gouji.model.finding import Expected, Finding
from gouji.model.outcome import Checked, Contradicted, Kind, Severity, Witness
from gouji.model.run import Entry
from gouji.model.table import Belief, Table
from gouji.values.printed import rounded
from gouji.values.units import Dimension

LOW_CONFIDENCE = 0.6
_MOST_EVIDENCE = 20
_SPACE = re.compile(r"\s+")
CheckInfo = tuple[str, Kind, Severity]  # name, kind, default severity


def judge(
    document: Document,
    tables: Sequence[Table],
    claims: Sequence[Claim],
    checked: Sequence[Checked],
    catalogue: Mapping[str, CheckInfo],
    origin: str = "rule",
) -> tuple[tuple[Finding, ...], tuple[Entry, ...]]:
    """Return the findings in document order and the ledger. `origin` says who read the words: rules, or the model."""
    ordinals: Counter[str] = Counter()
    findings = []
    others = [n for n, source in enumerate(document.sources) if source.role == "prior"]
    for root in same_slip(merge_repairs(roots_of(checked), tables, checked, others)):
        findings.append(_finding(document, tables, root, catalogue[root.code], ordinals, origin))
    return tuple(findings), ledger_of(claims, checked, findings)


def _finding(
    document: Document, tables: Sequence[Table], root: Root, info: CheckInfo, ordinals: Counter[str], origin: str
) -> Finding:
    outcome, also = root.speaker, further_places(root)
    name, kind, default = info
    cause = cause_of(outcome, tables)
    expected = _expected(outcome)
    likelier = outcome.likelier or (
        "claim"
        if not root.open and _table_is_sure(outcome, tables) and not outcome.tail and outcome.severity is None
        else None
    )
    quote = document.text(outcome.at.place.span)
    table = outcome.at.place.table
    where = outcome.at.place.section or (tables[table].title if table is not None else "")
    seed = "|".join((root.code, _SPACE.sub("", quote), where, *((origin,) if origin != "rule" else ())))
    ordinals[seed] += 1
    return Finding(
        id=hashlib.sha256(f"{seed}|{ordinals[seed]}".encode()).hexdigest()[:12],
        check=root.code,
        name=name,
        kind=Kind.ROUNDING if outcome.tail else outcome.kind or kind,
        severity=_severity(outcome, default),
        confidence=outcome.confidence,
        origin=origin,
        message=outcome.message + (f"（共{len(also) + 1}处）" if also else ""),
        claim=outcome.at,
        expected=expected,
        evidence=_evidence(root),
        formula=outcome.formula or None,
        cause=cause or None,
        likelier=likelier,
        suggestion=_suggestion(quote, outcome, expected) if likelier == "claim" else None,
        also=also,
    )


def _severity(outcome: Contradicted, default: Severity) -> Severity:
    if outcome.tail or outcome.confidence < LOW_CONFIDENCE:
        return Severity.INFO
    if outcome.severity is not None and outcome.severity.rank < default.rank:
        return outcome.severity
    return default


def _expected(outcome: Contradicted) -> Expected | None:
    if outcome.expected_words and outcome.at.printed is None:
        return Expected(outcome.expected_words, None)
    printed = outcome.at.printed
    if printed is None or outcome.implied is None:
        return None
    point = outcome.implied.middle if outcome.point is None else outcome.point
    scale, unit = printed.unit.scale, printed.unit.symbol
    exponent = min(printed.exponent, -2)
    if printed.unit.dimension is Dimension.COUNT:
        count = f"{(point / scale).normalize():f}"
        return Expected(count, unit, count, count)
    bounds = [f"{rounded(v / scale, exponent - 2).normalize():f}" for v in (outcome.implied.low, outcome.implied.high)]
    low, high = sorted(bounds, key=float)
    return Expected(f"{rounded(point / scale, exponent):f}", unit, low, high)


def _table_is_sure(outcome: Contradicted, tables: Sequence[Table]) -> bool:
    """Whether the claim is contradicted by a cell that an identity of its own table supports."""
    if outcome.by != "table" or not outcome.operands or outcome.at.place.table is not None:
        return False
    place = outcome.operands[0].place
    if place.table is None:
        return False
    cells = (
        c for r in tables[place.table].rows for c in r.cells.values() if c.row == place.row and c.column == place.column
    )
    return any(c.belief is Belief.CLOSED for c in cells)


def _suggestion(quote: str, outcome: Contradicted, expected: Expected | None) -> str | None:
    if expected is None:
        return None
    if outcome.at.printed is None:
        return expected.value
    if outcome.expected_words:
        return re.sub(r"-?[\d,]+(?:\.\d+)?\s*[^\d\s]*$", outcome.expected_words, _SPACE.sub("", quote))
    value = expected.value.lstrip("-") if outcome.at.printed.value >= 0 else expected.value
    return re.sub(r"-?\d[\d,]*(?:\.\d+)?(?=\D*$)", value, _SPACE.sub("", quote))


def _evidence(root: Root) -> tuple[Witness, ...]:
    """Return the evidence of the finding and of what was merged into it, without repeats and without its own places."""
    own = {w.place.span for w in (root.speaker.at, *root.also)}
    result: dict[object, Witness] = {}
    for outcome in (root.speaker, *root.merged):
        for witness in (*outcome.operands, *([] if outcome is root.speaker else [outcome.at])):
            if witness.place.span not in own:
                result.setdefault(witness.place.span, witness)
    return tuple(result.values())[:_MOST_EVIDENCE]
