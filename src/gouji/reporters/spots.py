"""Where a place stands, in words that lead to it in the file people have open."""

from __future__ import annotations

from pathlib import PurePath

from gouji.model.location import Place
from gouji.model.run import Run
from gouji.reporters.plain import clean


def spot(run: Run, place: Place) -> str:
    """Return a page, a cell of a sheet, or a line; of a Word file the row and column of the table, and '' where the section is named.

    Word counts no paragraphs: their number is told only where there is nothing else.
    """
    told = clean(run.document.sources[place.span.file].spot(place.span.start))
    if not told.endswith("段"):
        return told
    if place.table is not None and place.row is not None and place.column is not None:
        return f"第{place.row + 1}行第{place.column + 1}列"
    return "" if place.section or place.table is not None else told


def name_of(run: Run, file: int) -> str:
    """Return the name of a source: without its folders, which tell of the computer it lay on, unless two are called alike."""
    paths = [source.path for source in run.document.sources]
    names = [PurePath(path).name or path for path in paths]
    if paths[file] == "-":
        return "标准输入"
    return clean(names[file] if names.count(names[file]) == 1 else paths[file])


def line_note(run: Run) -> str:
    """Return what lines are counted in where the files have none of their own, or ''."""
    sources = run.document.sources
    told = {w.place.span.file for f in run.findings for w in (f.claim, *f.evidence, *f.also)}
    files = [clean(sources[i].path) for i in sorted(told) if sources[i].format == "html"]
    return f"{'、'.join(files)}：第几行按读出的文字计，见 gouji text" if files else ""
