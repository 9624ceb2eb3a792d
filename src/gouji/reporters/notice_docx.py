"""整改通知：a Word letter that asks an office to correct its report, with the list of what was found; a person fills in the blanks and sends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from gouji.model.document import DocumentKind
from gouji.model.finding import Finding
from gouji.model.outcome import Severity, Witness
from gouji.model.run import Run
from gouji.reporters.json import coverage_of
from gouji.reporters.plain import clean, quoted
from gouji.reporters.problems import SEVERITIES
from gouji.reporters.remarks import place_words, told_of_model
from gouji.reporters.spots import name_of
from gouji.reporters.word.made import LANDSCAPE, PORTRAIT, document, paragraph, section_end, table

_KINDS = {DocumentKind.BUDGET: "部门预算", DocumentKind.FINAL_ACCOUNT: "部门决算"}
_HEADER = ("序号", "位置", "报告原文", "对照处（出处与原文）", "不符之处与算式", "请核实并更正", "整改期限", "整改情况")
_WIDTHS = (12, 31, 36, 52, 54, 34, 19, 19)  # millimetres, as wide as the page lying down allows
_MOST_PLACES = 6
_LONGEST = 2000
_BLANK = "　" * 6


def render(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return the letter as a Word file."""
    title = _title(run)
    body = [paragraph(title, "Title"), paragraph(f"{_addressee(run)}："), *(paragraph(p, "Body") for p in _letter(run))]
    body += [paragraph(line, align="right") for line in ("（印章）　　", "　　　　年　　月　　日　　")]
    if not run.findings:
        return document("".join(body), title, PORTRAIT)
    rows = [_row(run, number, finding, titles) for number, finding in enumerate(run.findings, 1)]
    listed = paragraph("附件：问题清单", "Heading1") + table(_WIDTHS, _HEADER, rows)
    # a table may not be the last thing on a page: Word wants a paragraph behind it
    return document("".join(body) + section_end(PORTRAIT) + listed + paragraph("", "TableText"), title, LANDSCAPE)


def _addressee(run: Run) -> str:
    return clean(run.document.entity or "") or "＿＿＿＿＿＿＿＿"


def _title(run: Run) -> str:
    year = f"{run.document.year}年度" if run.document.year else ""
    entity = clean(run.document.entity or "")
    return f"关于{entity}{year}{_KINDS.get(run.document.kind, '部门预决算')}公开的整改通知"


def _letter(run: Run) -> Iterator[str]:
    """Yield the paragraphs between the salutation and the seal."""
    names = "、".join(f"“{name_of(run, file)}”" for file in range(len(run.document.sources)))
    coverage = coverage_of(run)
    yield (
        f"我单位对你单位公开的{_KINDS.get(run.document.kind, '部门预决算')}（文件{names}）作了勾稽核对："
        f"正文数字 {coverage['figures']} 个，已核对 {coverage['checked']} 个，其中一致 {coverage['consistent']} 个、不一致 {coverage['contradicted']} 个；"
        f"未核对 {coverage['not_checked']} 个，不表示无误。"
    )
    if not run.findings:
        yield "已核对的部分没有发现彼此不符之处。特此告知。"
        return
    found = Counter(f.severity for f in run.findings)
    named = "、".join(f"{SEVERITIES[s]} {found[s]} 处" for s in Severity if found[s])
    hints = "“提示”不一定是错，供核实时参考。" if found[Severity.INFO] else ""
    yield (
        f"共发现 {len(run.findings)} 处彼此不符或不合规范（{named}），逐条列在附件中。"
        f"一处与其对照处的数字或文字不能同时成立，至少一处有误。{hints}"
    )
    yield f"请对照账表和原始资料逐条核实，于{_BLANK[:3]}年{_BLANK[:2]}月{_BLANK[:2]}日前完成更正，重新公开更正后的报告，并将整改情况加盖公章后书面报送我单位；经核实无误的，请说明理由。"
    yield f"联系人：{_BLANK}联系电话：{_BLANK}"
    yield "附件：问题清单"


def _row(run: Run, number: int, finding: Finding, titles: Mapping[str, str]) -> list[Sequence[str]]:
    """Return the cells of one finding, each as lines; the last two are left to be filled in."""
    heading = f"【{SEVERITIES[finding.severity]}】{titles.get(finding.check, finding.name)}"
    said = [heading, finding.message]
    said += [f"算式：{finding.formula}"] if finding.formula else []
    said += [f"可能原因：{finding.cause}"] if finding.cause else []
    said += told_of_model(run, finding)
    where = [place_words(run, finding.claim), *_further(run, finding.also)]
    cells = [
        [str(number)],
        where,
        [_quote(run, finding.claim)],
        [*_against(run, finding)],
        said,
        [*_request(finding)],
        [""],
        [""],
    ]
    return [[clean(line)[:_LONGEST] for line in lines] for lines in cells]


def _further(run: Run, witnesses: Sequence[Witness]) -> Iterator[str]:
    for witness in witnesses[:_MOST_PLACES]:
        yield f"又见：{place_words(run, witness)}"
    if len(witnesses) > _MOST_PLACES:
        yield f"等共 {len(witnesses) + 1} 处"


def _against(run: Run, finding: Finding) -> Iterator[str]:
    for witness in finding.evidence[:_MOST_PLACES]:
        yield f"{place_words(run, witness)}{_quote(run, witness)}"
    if len(finding.evidence) > _MOST_PLACES:
        yield f"等共 {len(finding.evidence)} 处"
    if not finding.evidence:
        yield "—"


def _quote(run: Run, witness: Witness) -> str:
    return quoted(run.document.text(witness.place.span))


def _request(finding: Finding) -> Iterator[str]:
    """Yield what is asked for: the wording, where it is known, else the number that would agree, else only that it be checked."""
    expected = finding.expected
    if finding.suggestion:
        yield f"核实后改为{quoted(finding.suggestion)}"
    elif expected and expected.unit is not None:
        yield f"如原文有误，与对照处相合的数是 {expected.value}{expected.unit}；如对照处有误，请更正对照处。"
    elif expected:
        yield f"如原文有误，应为{quoted(expected.value)}。"
    else:
        yield "请核实，更正有误的一处。" if finding.evidence else "请核实并更正。"
