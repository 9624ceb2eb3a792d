"""名词没有解释

核对什么：“名词解释”里只有名词、没有释义的一条（如模板留下的“其他专用名词。”）。
为什么：套用模板而没有填写或删去，读者看不到应有的解释。
容差：同级各条至少有三条写了释义才核对。
不核对：名词单独成行、释义另起一段的；下面还有小项的。
依据：《地方预决算公开操作规程》（财预〔2016〕143号）要求对专业性较强的名词进行解释。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from gouji.checks.base import check
from gouji.checks.evidence import Evidence
from gouji.model.document import Paragraph, Section
from gouji.model.location import Place
from gouji.model.outcome import Contradicted, Kind, Outcome, Severity, Witness

_TERMS = "名词解释"
_DEFINES = re.compile("指|反映|包括|是|:")
_LEAST_DEFINED = 3
_LONGEST_TERM = 30


@check(code="DC03", name="term-without-definition", kind=Kind.FORMAT_ERROR, severity=Severity.WARNING, since="0.1")
def term_without_definition(evidence: Evidence) -> Iterator[Outcome]:
    said: dict[int, list[Paragraph]] = defaultdict(list)
    for paragraph in evidence.document.paragraphs:
        if any(_TERMS in s.title for s in paragraph.section.path):
            said[paragraph.section.ordinal].append(paragraph)
    terms: dict[tuple[int, int], list[Section]] = defaultdict(list)
    parents = {s.parent.ordinal for s in evidence.document.sections if s.parent is not None}
    for section in evidence.document.sections:
        if section.ordinal in said and section.parent is not None and _TERMS not in section.title:
            terms[(section.parent.ordinal, section.level)].append(section)
    for siblings in terms.values():
        defined = [s for s in siblings if _DEFINES.search(said[s.ordinal][0].view.folded)]
        if len(defined) >= _LEAST_DEFINED:
            for section in siblings:
                if section not in defined and section.ordinal not in parents:
                    yield from _undefined(evidence, said[section.ordinal])


def _undefined(evidence: Evidence, paragraphs: list[Paragraph]) -> Iterator[Outcome]:
    """Accuse a term whose following lines define nothing either."""
    term = paragraphs[0]
    if len(term.view.folded) > _LONGEST_TERM or any(re.search("指|反映", p.view.folded) for p in paragraphs[1:]):
        return
    span = term.view.span(0, len(term.view.folded))
    at = Witness(Place(span, term.section.name), "claim", None, None, "")
    yield Contradicted(
        at, (), f"“{evidence.said(at)}”：只有名词，没有解释。", "restatement", formula="", confidence=0.9
    )
