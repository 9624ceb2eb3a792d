"""金额单位写错

核对什么：正文数额与报表数字相同、单位却差一万倍（元、万元、亿元）的地方。
为什么：漏写或多写“万”字，使金额失实一万倍。
容差：换一个单位后与表内数的舍入区间相交才报。
不核对：有效数字不足两位的数；表中无对应单元格的数。
依据：各表右上角“金额单位”与正文计量单位。
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.checks.text_table.units import agrees, slipped
from gouji.model.claim import Measure
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity
from gouji.values.printed import Printed


@check(code="XT02", name="unit-slip", kind=Kind.UNIT_ERROR, severity=Severity.ERROR, since="0.1")
def unit_slip(evidence: Evidence) -> Iterator[Outcome]:
    for claim in evidence.of(Measure.LEVEL):
        if not claim.exact:
            continue
        readings = evidence.alignments[claim.quantity.index].readings
        if not readings or any(agrees(claim, v) for r in readings for v in r.cell.values):
            continue
        found = slipped(claim, readings)
        if found and found[0].table.unit_stated:
            reading, unit = found
            printed = claim.quantity.printed
            other = Printed(printed.value, unit)
            cell = next(v for v in reading.cell.values if v is not None and v.interval.meets(other.interval))
            where = (
                f"{reading.table.title}“{reading.row.label}”{evidence.column_name(reading.column, reading.table.key)}"
            )
            yield Contradicted(
                evidence.witness(claim),
                (evidence.cell_witness(reading, "table", cell),),
                f"正文写{printed}，{where}为{cell}；数字相同而单位不同，应为{printed.value:f}{unit.symbol}。",
                "table",
                implied=cell.interval,
                expected_words=f"{printed.value:f}{unit.symbol}",
                formula=f"{printed} × {(unit.scale / printed.unit.scale).normalize():f} = {printed.value:f}{unit.symbol}",
                cause=f"单位应为{unit.symbol}，误写为{printed.unit.symbol}",
                likelier="claim",
                confidence=0.97,
            )
