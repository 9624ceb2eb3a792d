"""两张附表的同一指标不一致

核对什么：整体自评表与项目自评表（或两张绩效表）里成组相同的指标，年初目标值、实际完成值是否相同。
为什么：同一个项目的指标在两张表里各填一遍，改了一处忘了另一处。
容差：目标值、完成值里的数逐个相同即一致；100%与99.89%这样取整后相同的算一致。
不核对：相同的指标不足四个，或者不同的超过四分之一（多半不是同一个项目）；两个不同的项目；只有百分比相同的表；没有数的指标值；长期目标。
依据：部门整体绩效自评表、项目支出绩效自评表的指标栏。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from gouji.checks.annexes import all_annexes
from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.annex import Annex, Block, BlockKind
from gouji.model.document import GridCell
from gouji.model.location import Place
from gouji.model.outcome import Consistent, Contradicted, Kind, Outcome, Severity, Witness
from gouji.values.cells import printed_cell
from gouji.values.units import PERCENT

_LEAST_COMMON = 4
_SHARE = 4  # one in so many may differ
_MOST_BLOCKS = 60
_LEAD = re.compile(r"^(?:指标)?\d{1,2}[:.、]")
_COUNTED = re.compile(r"\d(?!\d*(?:\.\d+)?[%‰\d.])")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_UPPER = re.compile(r"[\u4e00-\u9fff]{1,8}指标(?:\(\d+分?\))?")
_SHORTEST = 3  # characters of a name; 及时 is a value that slipped a column
_LATER = re.compile("长期|中期|三年|总体绩效")


@dataclass(slots=True)
class _Group:
    """The indicators of one block by their names; names said twice are left out."""

    annex: Annex
    values: dict[str, dict[str, GridCell]]


@check(
    code="BT03",
    name="indicator-differs-between-annexes",
    kind=Kind.CROSS_TABLE_MISMATCH,
    severity=Severity.WARNING,
    since="0.1",
)
def indicator_differs_between_annexes(evidence: Evidence) -> Iterator[Outcome]:
    groups = [g for g in (_group(a, b) for a in all_annexes(evidence) for b in a.of_kind(BlockKind.INDICATORS)) if g]
    told: set[tuple[int, str]] = set()
    for left, right in combinations(groups[:_MOST_BLOCKS], 2):
        apart = _apart(left, right)
        if apart is None:
            continue
        alike = [n for n in left.values if n in right.values and n not in dict(apart)]
        yield from _consistent(left, right, alike)
        for name, role in apart:
            if (left.values[name][role].span.start, role) not in told:
                told.add((left.values[name][role].span.start, role))
                yield _contradicted(left, right, name, role, len(alike))


def _apart(left: _Group, right: _Group) -> list[tuple[str, str]] | None:
    """Return the names and roles in which two groups differ; None where they need not be about one project.

    Percentages recur in every form (预算执行率, 满意度), so one of the indicators that agree has to count something.
    """
    projects = {g.annex.project for g in (left, right) if g.annex.project}
    common = [n for n in left.values if n in right.values]
    if left.annex.index == right.annex.index or len(projects) > 1 or len(common) < _LEAST_COMMON:
        return None
    apart = [(n, r) for n in common for r in left.values[n] if _differ(left.values[n], right.values[n], r)]
    alike = [n for n in common if n not in dict(apart)]
    counted = any(_COUNTED.search(c.text) for n in alike for c in left.values[n].values())
    small = 2 * len(common) < min(len(left.values), len(right.values))
    return apart if counted and not small and _SHARE * (len(common) - len(alike)) <= len(common) else None


def _group(annex: Annex, block: Block) -> _Group | None:
    """Return the indicators of a block with a grid that is about the year, or None."""
    roles = [r for r in block.roles if r in ("target", "actual")]
    if not block.certain or not roles or any(_LATER.search(r[0].text) for r in block.rows if r):
        return None
    level = block.columns("level")[-1]
    values: dict[str, dict[str, GridCell]] = {}
    seen: dict[str, int] = defaultdict(int)
    for row in block.rows:
        at = _name_column(row, level)
        name = _LEAD.sub("", row[at].text) if at < len(row) else ""
        cells = [c for c in row[at + 1 :] if c.text][: len(roles)]
        if len(name) >= _SHORTEST and len(cells) == len(roles):
            seen[name] += 1
            values[name] = dict(zip(roles, cells, strict=True))
    return _Group(annex, {n: v for n, v in values.items() if seen[n] == 1})


def _name_column(row: list[GridCell], level: int) -> int:
    """Return where a row names its indicator: right of 数量指标. Merged cells are lost, so a row need not stand under its header."""
    upper = [j for j, c in enumerate(row) if "指标" in c.text and _UPPER.fullmatch(c.text)]
    if upper:
        return upper[-1] + 1
    filled = next((j for j, c in enumerate(row) if c.text), level)
    return filled or level


def _differ(left: dict[str, GridCell], right: dict[str, GridCell], role: str) -> bool:
    """Whether two cells print different numbers; words are left to the reader."""
    if role not in left or role not in right:
        return False
    one, other = left[role].text, right[role].text
    numbers = [[Decimal(n.replace(",", "")) for n in _NUMBER.findall(t)] for t in (one, other)]
    if not all(numbers) or numbers[0] == numbers[1]:
        return False
    printed = [printed_cell(t, PERCENT) for t in (one, other)]
    alike = printed[0] is not None and printed[1] is not None and printed[0].unit is printed[1].unit
    return not (alike and printed[0] and printed[1] and printed[0].interval.meets(printed[1].interval))


def _witness(group: _Group, name: str, role: str, part: str) -> Witness:
    cell = group.values[name][role]
    place = "·".join(p for p in (group.annex.project, name) if p)
    return Witness(
        Place(cell.span, None, group.annex.index), part, None, None, f"{group.annex.title or '附表'}“{place}”"
    )


def _consistent(left: _Group, right: _Group, names: list[str]) -> Iterator[Outcome]:
    for name in names:
        role = next((r for r in left.values[name] if r in right.values[name]), None)
        if role is not None:
            yield Consistent(
                _witness(left, name, role, "claim"), (_witness(right, name, role, "table"),), "restatement"
            )


def _contradicted(left: _Group, right: _Group, name: str, role: str, alike: int) -> Outcome:
    at, operand = _witness(left, name, role, "claim"), _witness(right, name, role, "table")
    what = "目标值" if role == "target" else "完成值"
    one, other = left.values[name][role].text, right.values[name][role].text
    return Contradicted(
        at,
        (operand,),
        f"{at.words}的{what}为{one}，{operand.words}为{other}；两张表另有{alike}个指标相同，这一个不能同时成立。",
        "restatement",
        expected_words=other,
        formula=f"{one} ≠ {other}",
        confidence=0.8,
    )
