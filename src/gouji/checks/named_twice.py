"""Amounts that stand under another row's name, which is told a second time with its own amount."""

from __future__ import annotations

from gouji.checks.evidence import Evidence, Operand
from gouji.lexicon.profile import plain
from gouji.model.alignment import Reading
from gouji.model.claim import Basis, Claim, Subject
from gouji.model.table import Row


def row_meant(evidence: Evidence, claim: Claim, reading: Reading) -> Row | None:
    """Return the one row that prints the claim's amount and that its section leaves out, where the name given is told with its own amount too.

    Then the name is wrong and not the amount: whoever follows the name would print one row twice and the other never.
    """
    subject = claim.subject
    if subject is None or not subject.path:
        return None
    own = reading.cell.interval
    again = (o for o in _levels(evidence, subject, claim) if o.claim is not None and o.interval.meets(own))
    if not any(o.claim.subject is not None and o.claim.subject.path == subject.path for o in again if o.claim):
        return None
    fitting = [row for row in reading.table.rows if row is not reading.row and _prints(row, claim, reading)]
    if len(fitting) != 1 or _levels(evidence, Subject("label:" + plain(fitting[0].label), ""), claim):
        return None
    return fitting[0]


def _levels(evidence: Evidence, subject: Subject, claim: Claim) -> list[Operand]:
    return evidence.level_operands(subject, claim, "restatement", bases=tuple(Basis), reach="section")


def _prints(row: Row, claim: Claim, reading: Reading) -> bool:
    cell = row.cells.get(reading.column)
    alike = len(row.code) == len(reading.row.code)
    return alike and cell is not None and cell.printed is not None and cell.interval.meets(claim.interval)
