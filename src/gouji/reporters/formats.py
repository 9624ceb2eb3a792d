"""The forms a result can take: one line each, and which of them a command line asks for.

A form is a module of this package with `render(run, titles) -> bytes`, where `titles` gives the Chinese title of a check by its
code. The module, and with it whatever library it needs, is imported when it renders.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath

from gouji.errors import GoujiError, InternalError, UsageError
from gouji.model.run import Run


@dataclass(frozen=True, slots=True)
class Format:
    """`suffix` ends the name of its files; forms that need a `viewer` are not for a terminal; several reports may follow one another in one that `streams`.

    `sources` are the formats of a report it can be made for (empty: any), `instead` says what to use for others. `tells_errors`: a report that could not be read has a page too.
    """

    name: str
    title: str
    suffix: str
    module: str
    function: str = "render"
    viewer: bool = False
    streams: bool = False
    tells_errors: bool = False
    sources: tuple[str, ...] = ()
    instead: str = ""

    def render(self, run: Run, titles: Mapping[str, str]) -> bytes:
        """Return the file. Raises UsageError where the form is not for such a report, InternalError where making it fails."""
        given = run.document.sources[0]
        if self.sources and given.format not in self.sources:
            told = f"只能从 {'、'.join(self.sources)} 报告做出，这份是 {given.format}"
            raise UsageError(f"{given.path}：{self.name}（{self.title}）{told}{self.instead and '；'}{self.instead}。")
        try:
            made: bytes = getattr(self._module, self.function)(run, titles)
        except GoujiError:
            raise
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__}: {error}，{PurePath(frame.filename).name}:{frame.lineno}"
            raise InternalError(
                f"{given.path}：写 {self.name} 时出错（{place}），这是 gouji 的缺陷，请把这句话告诉维护者。"
            ) from error
        return made

    def render_error(self, path: str, error: GoujiError) -> bytes:
        """Return what stands for a report that could not be read; nothing in a form that has no words for it."""
        told: bytes = getattr(self._module, f"{self.function}_error")(path, error) if self.tells_errors else b""
        return told

    @property
    def _module(self) -> object:
        return import_module(f"gouji.reporters.{self.module}")


FORMATS = (
    Format("terminal", "逐条列出的文字", ".txt", "terminal", streams=True),
    Format("json", "JSON", ".json", "json", tells_errors=True),
    Format("jsonl", "JSON，一份报告一行", ".jsonl", "json", "render_line", streams=True, tells_errors=True),
    Format("html", "网页，正文、报表与发现并排", ".html", "html", viewer=True),
    Format("xlsx", "Excel 问题清单", ".xlsx", "xlsx", viewer=True),
    Format("csv", "CSV 问题清单", ".csv", "csv"),
    Format("md", "Markdown", ".md", "markdown"),
    Format("sarif", "SARIF 2.1.0", ".sarif", "sarif"),
    Format("junit", "JUnit XML", ".junit.xml", "junit"),
    Format("docx", "批注在原 Word 上；其他格式的报告为整改通知", ".docx", "annotated_docx", viewer=True),
    Format("notice", "Word 整改通知", ".notice.docx", "notice_docx", viewer=True),
    Format(
        "pdf",
        "标注在原 PDF 上",
        ".pdf",
        "annotated_pdf",
        viewer=True,
        sources=("pdf",),
        instead="Word 报告请用 docx，其他格式请用 notice",
    ),
    Format("svg", "图", ".svg", "charts.svg", viewer=True),
    Format("png", "图", ".png", "charts.png", viewer=True),
)
_BY_NAME = {format.name: format for format in FORMATS}
# Names people give a file of a form besides the one we would give it.
_OTHER_SUFFIXES = {".htm": "html", ".markdown": "md", ".xml": "junit"}


def chosen(words: Sequence[str], output: str) -> tuple[Format, ...]:
    """Return the forms asked for, each once: those named, else the one the name of the output tells, else the page for a terminal.

    Raises UsageError with the known ones.
    """
    names = [name.strip().lower() for word in words for name in word.replace("，", ",").split(",")]
    unknown = next((name for name in names if name not in _BY_NAME), None)
    if unknown is not None:
        raise UsageError(f"--format {unknown}：可用的有 {'、'.join(_BY_NAME)}；几种一起用逗号隔开。")
    return tuple(_BY_NAME[name] for name in dict.fromkeys(names)) or (by_suffix(output) or FORMATS[0],)


def by_suffix(name: str) -> Format | None:
    """Return the form whose files are named so."""
    lowered = PurePath(name).name.lower()
    fitting = [f for f in FORMATS if lowered.endswith(f.suffix)]
    if fitting:
        return max(fitting, key=lambda f: len(f.suffix))
    return _BY_NAME.get(_OTHER_SUFFIXES.get(PurePath(lowered).suffix, ""))
