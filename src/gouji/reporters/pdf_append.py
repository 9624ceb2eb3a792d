"""Annotations added to a PDF as an update at its end: every byte that was there stays, and nothing but the annotations grows it.

pdfium writes out the dictionaries of the pages with a placeholder among their annotations; all else of what it would append
(each object it has looked at, in a cross-reference stream that others take for damaged) is left out.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from gouji.errors import Unreadable

_PLACEHOLDER = "gouji-page-{}"
_OBJECT = re.compile(rb"(\d+) (\d+) obj\s*\Z")
_REFERENCE = rb"\s*(\d+\s+\d+\s+R)"
_ID = re.compile(rb"/ID\s*\[\s*<([0-9A-Fa-f]*)>")
_STARTXREF = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_STREAM_WIDTHS = (1, 4, 2)  # kind, offset, generation


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation: its dictionary, where /AP leads to its picture as `{}`, and the stream dictionary and content of that picture."""

    dictionary: bytes
    picture: bytes
    content: bytes


def with_annotations(data: bytes, pages: Mapping[int, Sequence[Annotation]]) -> bytes:
    """Return the file with annotations on pages, by their index from 0. Raises Unreadable where it is too damaged to be added to."""
    kept = _saved_with_placeholders(data, pages)
    if not kept.startswith(data) or data[:5] != b"%PDF-":
        raise Unreadable("PDF 的结构有损坏，不能加标注；请用原来的软件另存一次。", "damaged")
    update = _Update(data, kept[len(data) :])
    for page, notes in pages.items():
        update.add(_PLACEHOLDER.format(page).encode(), notes)
    made = update.done()
    _ensure_there(made, pages)
    return made


def _saved_with_placeholders(data: bytes, pages: Mapping[int, Sequence[Annotation]]) -> bytes:
    document = pypdfium2.PdfDocument(data)
    try:
        for page in pages:
            handle = pdfium.FPDF_LoadPage(document.raw, page)
            note = pdfium.FPDFPage_CreateAnnot(handle, pdfium.FPDF_ANNOT_HIGHLIGHT)
            if note:
                text = _PLACEHOLDER.format(page).encode("utf-16-le") + b"\0\0"
                words = (pdfium.c_ushort * (len(text) // 2)).from_buffer_copy(text)
                pdfium.FPDFAnnot_SetStringValue(note, b"NM", words)
                pdfium.FPDFPage_CloseAnnot(note)
            pdfium.FPDF_ClosePage(handle)
        kept = io.BytesIO()
        document.save(kept, flags=pdfium.FPDF_INCREMENTAL)
    finally:
        document.close()
    return kept.getvalue()


def _ensure_there(data: bytes, pages: Mapping[int, Sequence[Annotation]]) -> None:
    """Raise where the annotations are not found again, as in a file whose own directory was wrong from the start."""
    document: Any = None
    try:
        document = pypdfium2.PdfDocument(data)
        for page, notes in pages.items():
            opened = document[page]
            if pdfium.FPDFPage_GetAnnotCount(opened.raw) < len(notes):
                raise Unreadable("PDF 的结构有损坏，加不上标注；请用原来的软件另存一次。", "damaged")
            opened.close()
    except pypdfium2.PdfiumError as error:
        raise Unreadable("PDF 的结构有损坏，加不上标注；请用原来的软件另存一次。", "damaged") from error
    finally:
        if document is not None:
            document.close()


class _Update:
    """Objects to be appended, and the directory of them in the form the file has: a table or a stream."""

    def __init__(self, data: bytes, written: bytes) -> None:
        self._data, self._written = data, written
        self._tail = written[written.rfind(b"endobj") :]
        numbers = [int(number) for number in re.findall(rb"(\d+) \d+ obj", written)]
        self._next = max([int(self._found(rb"\s*(\d+)", b"Size") or b"1"), *(n + 1 for n in numbers)])
        self._body = bytearray(data if data.endswith((b"\n", b"\r")) else data + b"\n")
        self._offsets: dict[int, tuple[int, int]] = {}

    def add(self, placeholder: bytes, annotations: Sequence[Annotation]) -> None:
        """Add the annotations of one page, and its list of annotations with them in the placeholder's stead."""
        mark = b"<</NM(" + placeholder + b")/Subtype/Highlight/Type/Annot>>"
        at = self._written.find(mark)
        head = _OBJECT.search(self._written, 0, self._written.rfind(b"obj", 0, at) + 5) if at >= 0 else None
        if head is None:
            raise Unreadable("PDF 的结构特殊，加不上标注；请用原来的软件另存一次。", "damaged")
        references = b" ".join(b"%d 0 R" % self._annotation(annotation) for annotation in annotations)
        whole = self._written[head.end() : self._written.index(b"endobj", at)].strip()
        self._object(int(head[1]), whole.replace(mark, b" " + references + b" "), int(head[2]))

    def _annotation(self, annotation: Annotation) -> int:
        picture = b"<<%s/Length %d>>\nstream\n%s\nendstream" % (
            annotation.picture,
            len(annotation.content),
            annotation.content,
        )
        number = self._object(self._new(), picture)
        return self._object(self._new(), annotation.dictionary.replace(b"{}", b"%d 0 R" % number))

    def _new(self) -> int:
        self._next += 1
        return self._next - 1

    def _object(self, number: int, content: bytes, generation: int = 0) -> int:
        self._offsets[number] = (len(self._body), generation)
        self._body += b"%d %d obj\n%s\nendobj\n" % (number, generation, content)
        return number

    def done(self) -> bytes:
        """Return the whole file."""
        before = _STARTXREF.findall(self._data)
        previous = int(before[-1]) if before else 0
        is_table = self._data[previous : previous + 4] == b"xref"
        start = len(self._body)
        if is_table:
            self._body += b"xref\n" + b"".join(self._ranges()) + b"trailer\n<<" + self._entries(previous) + b">>\n"
        else:
            self._add_stream(previous)
        self._body += b"startxref\n%d\n%%%%EOF\n" % start
        return bytes(self._body)

    def _ranges(self) -> list[bytes]:
        rows = sorted(self._offsets.items())
        return [b"%d 1\n%010d %05d n \n" % (number, offset, generation) for number, (offset, generation) in rows]

    def _add_stream(self, previous: int) -> None:
        number = self._new()
        self._offsets[number] = (len(self._body), 0)
        rows = sorted(self._offsets.items())
        content = b"".join(
            b"".join(value.to_bytes(width) for value, width in zip((1, *row), _STREAM_WIDTHS, strict=True))
            for _, row in rows
        )
        index = b" ".join(b"%d 1" % n for n, _ in rows)
        form = b"/Type/XRef/W[%d %d %d]/Index[%s]/Length %d" % (*_STREAM_WIDTHS, index, len(content))
        self._object(number, b"<<%s%s>>\nstream\n%s\nendstream" % (form, self._entries(previous), content))

    def _entries(self, previous: int) -> bytes:
        told = b"".join(
            b"/" + name + b" " + found for name in (b"Root", b"Info") if (found := self._found(_REFERENCE, name))
        )
        return b"/Size %d/Prev %d%s%s" % (self._next, previous, told, self._identity())

    def _identity(self) -> bytes:
        """Return /ID, its second part made of the content: pdfium's is random, and the same run gives the same bytes."""
        made = hashlib.sha256(self._body).hexdigest()[:32].upper().encode()
        first = _ID.search(self._tail)
        given = first[1] if first else b""
        own = bool(given) and (given.lower() in self._data.lower() or bytes.fromhex(given.decode()) in self._data)
        return b"/ID[<%s><%s>]" % (given if own else made, made)

    def _found(self, pattern: bytes, name: bytes) -> bytes | None:
        found = re.search(rb"/" + name + pattern, self._tail)
        return found[1] if found else None
