"""Highlights in the user's own PDF: read back by pdfium they lie on exactly the quoted characters, whatever way the page lies."""

from __future__ import annotations

import ctypes
import io
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

import gouji
from gouji.checks.registry import all_checks
from gouji.errors import GoujiError, Unreadable, UsageError
from gouji.ingest.sources import read_source
from gouji.reporters.annotated_pdf import render
from gouji.reporters.remarks import remarks_of
from tests.cases import FIXTURES
from tests.ingest.pdf.build import FONT, pdf_of

_TITLES = {check.code: check.doc.split("\n")[0] for check in all_checks()}
_DOCUMENTS = sorted((FIXTURES / "documents").glob("*/report.*"))
_PDF = sorted((FIXTURES / "formats").glob("*.pdf"))


class Note(NamedTuple):
    """An annotation as read back: what characters lie in it, and what it says."""

    page: int
    marked: str
    author: str
    subject: str
    contents: str


def _annotated(path: Path) -> tuple[Any, bytes]:
    run = gouji.check(str(path))
    return run, render(run, _TITLES)


def _notes(data: bytes) -> Iterator[Note]:
    """Yield the highlights of a file in the order they stand in it."""
    document = pypdfium2.PdfDocument(data)
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            continue  # a broken page, of which nothing was read
        text = page.get_textpage()
        characters = [*_characters(text.raw)]
        for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
            note = pdfium.FPDFPage_GetAnnot(page.raw, index)
            if pdfium.FPDFAnnot_GetSubtype(note) == pdfium.FPDF_ANNOT_HIGHLIGHT:
                marked = "".join(_under(note, characters))
                yield Note(number + 1, marked, *(_string(note, key) for key in (b"T", b"Subj", b"Contents")))
            pdfium.FPDFPage_CloseAnnot(note)
        text.close()
        page.close()
    document.close()


def _characters(text: Any) -> Iterator[tuple[str, float, float]]:
    """Yield the characters of a page with the middle of each, in page space."""
    box = pdfium.FS_RECTF()
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code > 32 and code not in (0xA0, 0x3000):
            pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box))
            yield chr(code), (box.left + box.right) / 2, (box.bottom + box.top) / 2


def _under(note: Any, characters: list[tuple[str, float, float]]) -> Iterator[str]:
    points = pdfium.FS_QUADPOINTSF()
    for number in range(pdfium.FPDFAnnot_CountAttachmentPoints(note)):
        pdfium.FPDFAnnot_GetAttachmentPoints(note, number, ctypes.byref(points))
        xs, ys = (sorted(getattr(points, f"{axis}{n}") for n in (1, 2, 3, 4)) for axis in "xy")
        inside = [(c, x, y) for c, x, y in characters if xs[0] < x < xs[-1] and ys[0] < y < ys[-1]]
        # in the order of the line, whose first and second corner are its beginning and its end
        along = (points.x2 - points.x1, points.y2 - points.y1)
        yield from (c for c, x, y in sorted(inside, key=lambda i: i[1] * along[0] + i[2] * along[1]))


def _string(note: Any, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
    kept = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(note, key, ctypes.cast(kept, ctypes.POINTER(ctypes.c_ushort)), size)
    return kept.raw.decode("utf-16-le").rstrip("\0")


def _ensure_exact(run: Any, after: bytes) -> None:
    """What is marked for each place, over all pages and lines, is its quote."""
    layout = run.document.sources[0].layout
    wanted: dict[tuple[int, str, str], int] = {}
    for remark in remarks_of(run, _TITLES):
        span = remark.span
        lines = layout.at(span.start, span.end)["boxes"]
        for page in dict.fromkeys(int(line[0]) for line in lines):
            here = [at for at in range(span.start, span.end) if layout.pages[at] == page]
            quote = "".join(run.document.sources[0].text[at] for at in here)
            key = (page, "".join(quote.split()), f"问题 {remark.number}")
            wanted[key] = wanted.get(key, 0) + 1
    found: dict[tuple[int, str, str], int] = {}
    for note in _notes(after):
        assert note.author == "勾稽"
        assert note.contents.startswith((note.subject, f"见{note.subject}"))
        key = (note.page, note.marked.replace("\ufffe", "-"), note.subject)
        found[key] = found.get(key, 0) + 1
    assert found == wanted


@pytest.mark.parametrize("path", [*_DOCUMENTS, *_PDF], ids=lambda path: f"{path.parent.name}-{path.name}")
def test_each_highlight_is_on_exactly_the_quoted_characters(path: Path, tmp_path: Path) -> None:
    if path.suffix != ".pdf":
        made = tmp_path / "report.pdf"
        made.write_bytes(pdf_of(read_source(str(path), "report").text))
        path = made
    run, after = _annotated(path)
    _ensure_exact(run, after)
    assert after.startswith(path.read_bytes())
    assert render(run, _TITLES) == after


def _turned(data: bytes, quarter: int = 0, crop: tuple[float, ...] = (), media: tuple[float, ...] = ()) -> bytes:
    document = pypdfium2.PdfDocument(data)
    for number in range(len(document)):
        page = document[number]
        page.set_rotation(90 * quarter)
        if crop:
            page.set_cropbox(*crop)
        if media:
            page.set_mediabox(*media)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("quarter", range(4))
@pytest.mark.parametrize("crop", [(), (30.0, 20.0, 580.0, 830.0)], ids=["whole", "cropped"])
@pytest.mark.parametrize("media", [(), (-40.0, -25.0, 640.0, 860.0)], ids=["from zero", "from below zero"])
def test_pages_may_be_turned_cropped_and_shifted(quarter: int, crop: Any, media: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(_turned((FIXTURES / "formats" / "reportlab.pdf").read_bytes(), quarter, crop, media))
    run, after = _annotated(path)
    assert len(run.findings) > 10
    _ensure_exact(run, after)


@pytest.mark.parametrize("quarter", [0, 1, 3])
def test_pages_read_the_slow_way_lie_as_the_others(
    quarter: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where pdfium loses text pdfplumber reads the page, which counts from another corner."""
    path = tmp_path / "report.pdf"
    whole = (FIXTURES / "formats" / "libreoffice.pdf").read_bytes()
    path.write_bytes(_turned(whole, quarter, (30.0, 20.0, 580.0, 830.0), (-40.0, -25.0, 640.0, 860.0)))
    before = gouji.check(str(path))
    monkeypatch.setattr("gouji.ingest.pdf.reader._adds_up", lambda drawing: False)
    run, after = _annotated(path)
    assert [f.check for f in run.findings] == [f.check for f in before.findings]
    _ensure_exact(run, after)


@pytest.mark.parametrize("may", [0, 1])
def test_a_protected_file_is_left_alone_and_the_remedy_named(may: int, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    lock = StandardEncryption("", "o", canAnnotate=may)
    path.write_bytes(_drawn(["白鹭县渡口管理站2023年度部门决算", _SENTENCE], encrypt=lock))
    with pytest.raises(Unreadable, match=r"权限限制.*notice"):
        _annotated(path)


_SENTENCE = "基本支出决算为110.00万元，比上年增加10.00万元，增长20.00%。"


def _drawn(lines: list[str], **given: Any) -> bytes:
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=A4, invariant=1, **given)
    canvas.setFont(FONT, 12)
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 40 * number, line)
    canvas.save()
    return kept.getvalue()


def test_notes_that_are_there_stay(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(_drawn(["白鹭县渡口管理站2023年度部门决算", _SENTENCE]))
    run, once = _annotated(path)
    path.write_bytes(once)
    _, twice = _annotated(path)
    assert sorted(_notes(twice)) == sorted([*_notes(once)] * 2)
    assert len([*_notes(once)]) == 1 + len(run.findings[0].evidence)


def test_what_stands_in_the_quote_of_the_claim_is_marked_with_it(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(_drawn(["白鹭县渡口管理站2023年度部门决算", _SENTENCE]))
    run = gouji.check(str(path))
    [finding] = run.findings
    place = finding.claim.place
    inner = replace(place, span=replace(place.span, start=place.span.start + 1))
    run.findings = (replace(finding, evidence=(replace(finding.claim, place=inner),)),)
    [note] = _notes(render(run, _TITLES))
    assert note.contents.startswith("问题 1（")


def test_the_numbers_of_all_findings_at_a_place_are_printed_there(tmp_path: Path) -> None:
    run, after = _annotated(FIXTURES / "formats" / "reportlab.pdf")
    printed = {n for found in re.findall(rb"Tm \(([\d,+]+)\) Tj", after) for n in found.decode().strip("+").split(",")}
    assert printed == {str(number) for number in range(1, len(run.findings) + 1)}


def _packed(data: bytes) -> bytes:
    """Return a PDF of ReportLab's with its objects, as far as they are no streams, in an object stream, and a stream for directory."""
    objects = {int(n): body for n, body in re.findall(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", data, re.S)}
    root = re.search(rb"/Root (\d+) 0 R", data)
    assert root is not None
    inside = {n: body for n, body in objects.items() if b"stream" not in body}
    heads, bodies = b"", b""
    for n, body in inside.items():
        heads += b"%d %d " % (n, len(bodies))
        bodies += body + b"\n"
    pack, directory = max(objects) + 1, max(objects) + 2
    form = b"<</Type/ObjStm/N %d/First %d/Length %d>>" % (len(inside), len(heads), len(heads + bodies))
    objects[pack] = form + b"\nstream\n" + heads + bodies + b"\nendstream"
    made, rows = b"%PDF-1.5\n", {0: (0, 0, 65535)}
    for place, n in enumerate(inside):
        rows[n] = (2, pack, place)
    for n in sorted({*objects} - {*inside}):
        rows[n] = (1, len(made), 0)
        made += b"%d 0 obj\n%s\nendobj\n" % (n, objects[n])
    rows[directory] = (1, len(made), 0)
    content = b"".join(bytes([k]) + at.to_bytes(4) + more.to_bytes(2) for _, (k, at, more) in sorted(rows.items()))
    form = b"<</Type/XRef/W[1 4 2]/Size %d/Root %s 0 R/Length %d>>" % (directory + 1, root[1], len(content))
    end = b"startxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (directory, form, content) + end


def _directory(data: bytes) -> dict[int, int]:
    """Return the numbers and offsets of the last directory, table or stream, which must lie where the end of the file says."""
    start = int(re.findall(rb"startxref\n(\d+)\n%%EOF\n\Z", data)[-1])
    if data[start : start + 4] == b"xref":
        table = data[start : data.index(b"trailer", start)]
        return {int(n): int(at) for n, at in re.findall(rb"(\d+) 1\n(\d{10}) \d{5} n", table)}
    found = re.match(
        rb"\d+ 0 obj\n<</Type/XRef/W\[1 4 2\]/Index\[([\d ]+)\]/Length (\d+).*?stream\n", data[start:], re.S
    )
    assert found is not None
    rows = data[start + found.end() :][: int(found[2])]
    numbers = [int(n) for n in found[1].split()[::2]]
    return {n: int.from_bytes(rows[7 * at + 1 : 7 * at + 5]) for at, n in enumerate(numbers)}


@pytest.mark.parametrize("packed", [False, True], ids=["table", "stream"])
def test_the_update_has_the_form_of_the_file_and_leads_to_every_object(packed: bool, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    before = _drawn(["白鹭县渡口管理站2023年度部门决算", _SENTENCE])
    path.write_bytes(_packed(before) if packed else before)
    run, after = _annotated(path)
    assert [f.check for f in run.findings] == ["WX02"]
    _ensure_exact(run, after)
    directory = _directory(after)
    for number, at in directory.items():
        assert after[at:].startswith(b"%d 0 obj" % number)
    notes = len([*_notes(after)])
    assert len(directory) == 2 * notes + 1 + packed
    assert len(after) - path.stat().st_size < 2500 * notes


@pytest.mark.parametrize("seed", range(12))
def test_a_file_with_holes_is_marked_or_refused(seed: int, tmp_path: Path) -> None:
    data, chance = bytearray((FIXTURES / "formats" / "libreoffice.pdf").read_bytes()), random.Random(seed)
    for _ in range(30):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path = tmp_path / "report.pdf"
    path.write_bytes(data)
    try:
        run, after = _annotated(path)
    except GoujiError:
        return
    assert after.startswith(bytes(data))
    assert sum(1 for _ in _notes(after)) >= len(run.findings)


def test_hostile_words_stay_words_in_the_note(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(_drawn(["白鹭县渡口管理站2023年度部门决算", _SENTENCE]))
    run = gouji.check(str(path))
    worst = ")>>endobj <script> \x00\u202e\ud800 {} %s"
    run.findings = (replace(run.findings[0], message=worst, formula=worst),)
    [note, *_] = _notes(render(run, _TITLES))
    assert ")>>endobj <script>" in note.contents
    assert not re.search("[\x00\u202e]", note.contents)


def test_another_format_is_told_what_to_use(tmp_path: Path) -> None:
    run = gouji.check(str(_DOCUMENTS[0]))
    with pytest.raises(UsageError, match="--format notice"):
        render(run, _TITLES)
    run = gouji.check(str(FIXTURES / "formats" / "report.docx"))
    with pytest.raises(UsageError, match="--format docx"):
        render(run, _TITLES)


def test_a_file_that_changed_since_is_not_marked(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(_drawn(["白鹭县渡口管理站2023年度部门决算", _SENTENCE]))
    run = gouji.check(str(path))
    path.write_bytes(_drawn(["白鹭县渡口管理站2023年度部门决算"]))
    with pytest.raises(Unreadable, match="有改动"):
        render(run, _TITLES)
