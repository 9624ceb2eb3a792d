"""Where the files of several reports and forms go: one stream, or a folder with a file for each report and form."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path, PurePath

from gouji.errors import GoujiError, InputError, UsageError
from gouji.model.run import Run
from gouji.reporters.formats import Format, by_suffix
from gouji.reporters.output import Output, is_terminal, same_file, tell, write_all

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*]')
_HIDDEN = re.compile("[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")  # device names of Windows
_LONGEST = 60  # characters; 180 bytes in UTF-8, which leaves room for suffixes in the 255 of a file name
_SLASHES = ("/", "\\")  # whose name ends so is a folder
_STANDARD_INPUT = "标准输入"


def deliver_to(
    formats: Sequence[Format], option: str, reports: Sequence[str], inputs: Sequence[str]
) -> Stream | Folder:
    """Return the place for the results of `reports`. Raises UsageError, before any work, where it cannot hold them.

    `inputs` are all files that are read: none of them is written over.
    """
    named = "、".join(f.name for f in formats)
    if option not in ("", "-") and _means_folder(formats, option, reports):
        if not option.endswith(_SLASHES) and not _is_folder(option) and by_suffix(option):
            why = f"{len(reports)} 份报告" if len(formats) == 1 else f"{len(formats)} 种格式"
            raise UsageError(f"-o {option}：{why}写不进一个文件；请给出文件夹，如 -o {PurePath(option).stem}/。")
        return Folder(formats, Path(option), reports, inputs)
    if len(formats) > 1:
        raise UsageError(f"--format {named}：几种格式要写到文件夹；请加 -o 文件夹/。")
    [format] = formats
    if len(reports) > 1 and not format.streams:
        several = f"--format {format.name} 只能给一份报告，现有 {len(reports)} 份"
        raise UsageError(f"{several}；多份报告请用 --format jsonl，或用 -o 文件夹/ 每份写一个文件。")
    out = Output(option, inputs)
    if format.viewer and out.is_terminal:
        raise UsageError(f"--format {format.name}：{format.title}不能显示在终端上；请用 -o 文件名{format.suffix}。")
    return Stream(format, out)


def _means_folder(formats: Sequence[Format], option: str, reports: Sequence[str]) -> bool:
    if len(formats) > 1 or option.endswith(_SLASHES):
        return True
    [format] = formats
    if _is_folder(option):
        return format.name != "terminal"  # which nobody asked for by name: Output says what is amiss
    return len(reports) > 1 and not format.streams


def _is_folder(name: str) -> bool:
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):  # no name at all, which is told where it is opened
        return False


class Stream:
    """Standard output, or one file that is written at the end."""

    def __init__(self, format: Format, out: Output) -> None:
        self.format = format
        self.out = out
        self._pages: list[bytes] = []
        self._began = False

    def add(self, _: int, path: str, outcome: Run | GoujiError, titles: Mapping[str, str]) -> None:
        """Write the page of one report, to a file only when all are there."""
        page = self._page(path, outcome, titles)
        if self.format.name == "terminal" and page and self._began:
            page = f"\n{page}" if isinstance(page, str) else b"\n" + page
        self._began = self._began or bool(page)
        if self.out.path is None:
            self.out.write(page)
        else:
            self._pages.append(page.encode("utf-8", "backslashreplace") if isinstance(page, str) else page)

    def finish(self) -> None:
        """Write the file, if it is one and there is anything for it."""
        if any(self._pages):
            self.out.write(b"".join(self._pages))

    def _page(self, path: str, outcome: Run | GoujiError, titles: Mapping[str, str]) -> str | bytes:
        """Return the page: as text where the encoding or colours of standard output matter."""
        made = _made(self.format, path, outcome, titles)
        if self.out.path is not None or (isinstance(outcome, GoujiError) and not made):
            return made
        if self.format.name == "terminal" and isinstance(outcome, Run):
            from gouji.reporters.terminal import page

            return page(outcome, titles, self.out.style)
        if self.format.module == "json" and self.out.ascii_only:
            from gouji.reporters.json import ascii_only

            return ascii_only(made.decode())
        return made.decode() if self.format.module == "json" else made


class Folder:
    """A folder, made where only it is missing: a file for each report and form; what can be made of a report is there whole or not at all."""

    def __init__(self, formats: Sequence[Format], folder: Path, reports: Sequence[str], inputs: Sequence[str]) -> None:
        self.formats = formats
        self.folder = folder
        problem = _why_no_folder(folder)
        if problem:
            raise UsageError(f"-o {folder}：{problem}")
        self.names = names_for(reports, [f.suffix for f in formats], folder, inputs)

    def add(self, number: int, path: str, outcome: Run | GoujiError, titles: Mapping[str, str]) -> None:
        """Write the files of report `number`. Raises UsageError where they cannot be written; a form that is not for this
        report, such as highlights for a protected PDF, keeps none of the others back, and its error is raised at the end.
        """
        stem = self.names[number]
        files: dict[Path, bytes] = {}
        refused: list[GoujiError] = []
        for format in self.formats:
            try:
                made = _made(format, path, outcome, titles)
            except (UsageError, InputError) as error:
                refused.append(error)
            else:
                files |= {self.folder / f"{stem}{format.suffix}": made} if made else {}
        if files:
            write_all(files, self.folder)
            _tell_written(path, outcome, [file.name for file in files], self.folder)
        _tell_refused(refused, [file.name for file in files])

    def finish(self) -> None:
        """Nothing is left to do: every report was written when it was there."""


def _tell_written(path: str, outcome: Run | GoujiError, names: Sequence[str], folder: Path) -> None:
    """Tell the person at a terminal what was found and written; nothing else would show there."""
    if isinstance(outcome, Run) and is_terminal(sys.stderr):
        loud = sum(f.severity.rank > 0 for f in outcome.findings)
        found = f"发现 {len(outcome.findings)} 处（错误和警告 {loud}）" if outcome.findings else "没有发现不一致"
        tell(f"{path}：{found}；已写到 {folder}：{'、'.join(names)}。")


def _tell_refused(refused: Sequence[GoujiError], written: Sequence[str]) -> None:
    """Raise the gravest error after telling the others, and what was written all the same."""
    if not refused:
        return
    *others, gravest = sorted(refused, key=lambda error: error.exit_status)
    if written:
        tell(f"已写出 {'、'.join(written)}；另有格式没有写成：")
    for error in others:
        tell(str(error))
    raise gravest


def _made(format: Format, path: str, outcome: Run | GoujiError, titles: Mapping[str, str]) -> bytes:
    if isinstance(outcome, GoujiError):
        return format.render_error(path, outcome)
    return format.render(outcome, titles)


def _why_no_folder(folder: Path) -> str | None:
    try:
        if folder.exists():
            return None if folder.is_dir() else "这是文件，不是文件夹；请换一个名字。"
        parent = folder.absolute().parent
        return None if parent.is_dir() else f"没有 {parent} 这个文件夹；请先建立。"
    except (OSError, ValueError) as error:
        return f"路径无效（{error}）。"


def names_for(reports: Sequence[str], suffixes: Sequence[str], folder: Path, inputs: Sequence[str]) -> list[str]:
    """Return a name for each report, without suffix: that of its file, with its folder before it where two are called alike.

    No two are the same on any system, and none leads to a file that is read. Beside files that are read each says whose it is:
    there a Word original next to its PDF bears the very name that a letter made from the PDF would get.
    """
    stems = [_stem(report) for report in reports]
    beside = any(_lies_in(i, folder) for i in inputs)
    alike = Counter(_folded(stem) for stem in stems)
    taken: set[str] = set()
    names = []
    for report, stem in zip(reports, stems, strict=True):
        for name in _candidates(report, stem, alike[_folded(stem)] == 1, beside):
            files = [folder / f"{name}{suffix}" for suffix in suffixes]
            if _folded(name) not in taken and not any(same_file(file, i) for file in files for i in inputs):
                break
        taken.add(_folded(name))
        names.append(name)
    return names


def _candidates(report: str, stem: str, alone: bool, beside: bool) -> Iterator[str]:
    if not alone:
        above = safe_name(Path(report).absolute().parent.name)
        stem = f"{above}-{stem}" if above else stem
    if not beside:
        yield stem
    stem = f"{stem}-勾稽"
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


def _lies_in(report: str, folder: Path) -> bool:
    try:
        return report != "-" and folder.is_dir() and Path(report).absolute().parent.samefile(folder)
    except (OSError, ValueError):  # a report that is not there
        return False


def _stem(report: str) -> str:
    return _STANDARD_INPUT if report == "-" else safe_name(PurePath(report).stem) or "报告"


def safe_name(text: str) -> str:
    """Return a name that every system takes for a file: no separators, device names, hidden characters, or blanks at its end."""
    name = _HIDDEN.sub("", _UNSAFE.sub("_", text))[:_LONGEST].strip(". ")
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def _folded(name: str) -> str:
    """Return what systems that do not tell capitals or composed characters apart compare."""
    return unicodedata.normalize("NFC", name).casefold()
