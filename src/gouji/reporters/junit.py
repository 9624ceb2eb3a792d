"""JUnit XML, for build servers: a test case for each check that ran, failed by its errors and warnings.

What only informs is output of its case. A build server counts cases: how many figures were checked stands in the properties.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gouji.model.outcome import Severity
from gouji.model.run import Run
from gouji.reporters.json import coverage_of
from gouji.reporters.plain import clean
from gouji.reporters.problems import Problem, files_of, problems, remarks_of
from gouji.reporters.terminal import coverage_line

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# The characters that XML 1.0 knows, besides line ends.
_ILLEGAL = re.compile("[^\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return the document. The same run gives the same bytes: cases have no time."""
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    found: dict[str, list[Problem]] = {}
    for problem in problems(run, titles):
        found.setdefault(problem.finding.check, []).append(problem)
    crashed = {c.code: c.error for c in run.crashes}
    codes = sorted({*titles, *found, *crashed})
    failing = {code for code in codes if any(p.finding.severity is not Severity.INFO for p in found.get(code, ()))}
    counts = {"tests": str(len(codes)), "failures": str(len(failing - {*crashed})), "errors": str(len(crashed))}
    root = Element("testsuites", {"name": "gouji", **counts})
    suite = SubElement(root, "testsuite", {"name": _legal(files_of(run)), **counts, "skipped": "0"})
    told = SubElement(suite, "properties")
    for name, value in coverage_of(run).items():
        if isinstance(value, int):
            SubElement(told, "property", {"name": name, "value": str(value)})
    for code in codes:
        title = titles.get(code) or (found[code][0].title if code in found else code)
        case = SubElement(suite, "testcase", {"classname": f"gouji.{code[:2]}", "name": f"{code} {_legal(title)}"})
        _result(case, found.get(code, []), crashed.get(code), code in failing)
    SubElement(suite, "system-out").text = _legal("\n".join([coverage_line(run), *remarks_of(run)]))
    indent(root)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _result(case: Element, found: Sequence[Problem], error: str | None, fails: bool) -> None:
    """Give a case its error, failure or output. One failure tells all findings: many readers take only the first."""
    from xml.etree.ElementTree import SubElement

    if error is not None:
        SubElement(case, "error", {"message": _legal(clean(error)), "type": "crash"})
    if found and fails and error is None:
        first = next(p for p in found if p.finding.severity is not Severity.INFO)
        several = f"（共 {len(found)} 处）" if len(found) > 1 else ""
        attributes = {"message": _legal(first.message + several), "type": first.finding.severity.value}
        SubElement(case, "failure", attributes).text = _told(found)
    elif found:
        SubElement(case, "system-out").text = _told(found)


def _told(found: Sequence[Problem]) -> str:
    return _legal("\n\n".join("\n".join(_lines(problem)) for problem in found))


def _lines(problem: Problem) -> list[str]:
    labelled = (("算式", problem.formula), ("建议", problem.advice))
    return [
        f"{problem.severity}（把握{problem.confidence}）{problem.section} {problem.place}：“{problem.quote}”",
        problem.message,
        *(f"依据：{line}" for line in problem.evidence),
        *(f"{label}：{text}" for label, text in labelled if text),
        *(f"又见：{line}" for line in problem.also),
    ]


def _legal(text: str) -> str:
    return _ILLEGAL.sub("�", text)
