"""The user's own Word file with a comment at each place of each finding; from other formats a letter that asks for corrections.

Nothing but markers is put into the text, and of the package only what holds or tells of comments changes;
our own comments of an earlier round give way to the new ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count

from gouji.model.run import Run
from gouji.reporters.original import original
from gouji.reporters.remarks import remarks_of
from gouji.reporters.word.anchors import Anchors
from gouji.reporters.word.comments import comment, ids_in, with_comments
from gouji.reporters.word.earlier import without_earlier
from gouji.reporters.word.markers import with_markers
from gouji.reporters.word.package import Package
from gouji.reporters.word.runs import Runs
from gouji.reporters.word.xml import in_utf8, out_of_utf8

# as the reader finds it: some services number the part
_MAIN = re.compile(r"word/document\d*\.xml")
_BESIDE = "（所引文字在脚注、文本框、公式等不能单独加批注的地方，批注加在它旁边。）"


def render(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return a Word file. Raises Unreadable where the report's own file can no longer be read as it was checked."""
    if run.document.sources[0].format != "docx":
        from gouji.reporters.notice_docx import render as notice

        return notice(run, titles)
    return annotated(run, titles)


def annotated(run: Run, titles: Mapping[str, str]) -> bytes:
    """Return the report's own Word file with comments, those of this run alone of ours."""
    source = run.document.sources[0]
    package = Package(original(source))
    main = next((name for name in package.names if _MAIN.fullmatch(name)), "word/document.xml")
    package = without_earlier(package, main)
    data, encoding = in_utf8(package.read(main))
    runs = Runs(data, main)
    anchors = Anchors(source, runs.paragraphs)
    used = runs.used_ids | ids_in(package, main)
    free = (str(number) for number in count() if str(number) not in used)
    marks, comments = [], []
    for remark in remarks_of(run, titles):
        anchor = anchors.of(remark.span.start, remark.span.end)
        number = next(free)
        marks.append((number, anchor))
        lines = remark.lines if anchor.exact else (*remark.lines, _BESIDE)
        comments.append(comment(number, lines, runs.namespace))
    if not comments:
        return package.data
    document = out_of_utf8(with_markers(runs, marks), encoding)
    return package.replaced({main: document, **with_comments(package, main, comments, runs.namespace)})
