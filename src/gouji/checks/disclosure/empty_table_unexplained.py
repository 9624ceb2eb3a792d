"""空表没有说明

核对什么：政府性基金预算、国有资本经营预算等报表全是空格的，表下或正文有没有说明（“本部门无……”“本表为空表”）。
为什么：没有数据的表应当保留并说明，否则读者不知道是没有这项收支还是漏填。
容差：表下注释、正文任何一处说到这项收支没有、为零或为空表即可；只作提示。
不核对：填了 0 的表；没有读出栏目的表；整份是空白模板的。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）：没有数据的表格应当列出空表并说明。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.document import DocumentKind
from gouji.model.location import Place
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness
from gouji.model.table import Table

_ABOUT = {"gov_funds": "政府性基金", "state_capital": "国有资本", "sangong": "三公"}
_NOTHING = re.compile(r"无|没有|未|空表|为空|不涉及|零|[^\d.]0(?:\.0+)?万?元")
_REACH = 80  # characters around the name in which its absence is told


@check(code="DC08", name="empty-table-unexplained", kind=Kind.FORMAT_ERROR, severity=Severity.INFO, since="0.1")
def empty_table_unexplained(evidence: Evidence) -> Iterator[Outcome]:
    if evidence.document.kind is DocumentKind.TEMPLATE or not evidence.claims:
        return
    for table in evidence.tables:
        about = _ABOUT.get(evidence.profile.scopes.get(table.key, ""))
        if about and table.span is not None and _empty(evidence, table) and not _explained(evidence, table, about):
            at = Witness(Place(table.span, None, table.index), "claim", None, None, table.title)
            message = f"“{table.title}”是空表，表下和正文都没有说明没有这项收支。"
            yield Contradicted(at, (), message, "restatement", formula="", confidence=0.8)


def _empty(evidence: Evidence, table: Table) -> bool:
    """Whether a table with columns we know prints no amount at all."""
    raw = evidence.document.tables[table.index]
    printed = any(c.printed is not None or c.lost for r in table.rows for c in r.cells.values())
    return raw.certain and not printed and not any(c.amount is not None for row in raw.grid()[1:] for c in row)


def _explained(evidence: Evidence, table: Table, about: str) -> bool:
    notes = (v.folded for v in evidence.document.tables[table.index].notes)
    if any(_NOTHING.search(note) for note in notes):
        return True
    text = evidence.narrative.text
    near = (text[max(0, i - _REACH) : i + _REACH] for i in evidence.narrative.places(about))
    return any(_NOTHING.search(words) for words in near)
