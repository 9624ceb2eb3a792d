"""The findings as Markdown, for mail and issue trackers: readable as it is, and nothing of the document is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gouji.model.run import Run, State
from gouji.reporters.by_section import shares
from gouji.reporters.plain import clean
from gouji.reporters.problems import Problem, files_of, problems, remarks_of, subject_of, tally_of
from gouji.reporters.terminal import coverage_line

# Trackers look for names, numbers of threads and addresses after the markup is done, where a backslash no longer helps:
# their signs are printed in full width. So are the signs of HTML, which some readers of mail take for tags whatever stands before.
_WIDE = str.maketrans({"<": "＜", ">": "＞", "&": "＆", "@": "＠", "#": "＃"})
_MARKS = re.compile(r"([\\`*_\[\]|~$])")
_ADDRESS = re.compile(r"(?i)(?<![a-z0-9])([a-z][a-z0-9+.-]*):(?=//)|\b(www)\.|\b(gh)-(?=\d)")
_WIDER = {":": "：", ".": "．", "-": "－"}
_LIST = re.compile(r"^(\d{1,9})(?=[.)])|^(?=[-+=])")  # what would open a list at the beginning of a line


def render(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return the page."""
    lines = [
        f"# 勾稽核对：{plain(subject_of(run))}",
        "",
        f"文件：{plain(files_of(run))}  ",
        f"{plain(tally_of(run))}  ",
    ]
    lines += [plain(coverage_line(run)), *(f"\n说明：{plain(remark)}" for remark in remarks_of(run))]
    for problem in problems(run, titles):
        lines += ["", *_problem(problem)]
    lines += ["", *_coverage(run)]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def plain(text: str) -> str:
    """Return text of the document on one line that every reader of Markdown shows as it is."""
    text = clean(text).translate(_WIDE)
    text = _ADDRESS.sub(lambda m: m[0][:-1] + _WIDER[m[0][-1]], text)
    return _MARKS.sub(r"\\\1", text)


def opening(text: str) -> str:
    """Return such a text for the beginning of a line."""
    return _LIST.sub(r"\1\\", plain(text))


def _problem(problem: Problem) -> Iterator[str]:
    finding = problem.finding
    yield f"## {problem.number}. {finding.check} {plain(problem.title)}（{problem.severity}，把握{problem.confidence}）"
    yield ""
    yield opening(problem.message)
    yield ""
    yield f"- 位置：{plain(f'{problem.section} {problem.place}')}：“{plain(problem.quote)}”"
    if len(problem.evidence) == 1:
        yield f"- 依据：{plain(problem.evidence[0])}"
    elif problem.evidence:
        yield "- 依据："
        yield from (f"  - {opening(line)}" for line in problem.evidence)
    for label, text in (("算式", problem.formula), ("可能原因", problem.cause)):
        if text:
            yield f"- {label}：{plain(text)}"
    if problem.suggestion:
        yield f"- 建议：核实后改为“{plain(problem.suggestion)}”"
    if problem.correction:
        yield f"- 改正（模型拟，请核实）：{plain(problem.correction)}"
    if finding.origin == "model":
        yield "- 来源：模型辅助读出，程序核算"
    yield from (f"- 又见：{plain(line)}" for line in problem.also)


def _coverage(run: Run) -> Iterator[str]:
    yield "## 核对了多少"
    yield ""
    yield "| 部分 | 数字 | 一致 | 不一致 | 未核对 | 核对率 | 未核对的原因 |"
    yield "|---|---:|---:|---:|---:|---:|---|"
    for share in shares(run):
        why = "，".join(f"{reason.text} {n}" for reason, n in share.reasons.most_common())
        states = (share.states[s] for s in (State.CONSISTENT, State.CONTRADICTED, State.NOT_CHECKED))
        cells = (plain(share.section), share.figures, *states, share.percent, plain(why))
        yield f"| {' | '.join(str(cell) for cell in cells)} |"
