"""Word files read back by other means than those that wrote them: lxml on the parts of the package."""

from __future__ import annotations

import zipfile
from io import BytesIO

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = {f"{W}{name}" for name in ("del", "moveFrom", "rt", "pPr", "rPr")}


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the members of a package."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def marked_in(data: bytes) -> dict[str, str]:
    """Return by the id of each comment what stands between its markers, without white space."""
    root = etree.fromstring(parts_of(data)["word/document.xml"])
    open_marks: dict[str, list[str]] = {}
    done: dict[str, str] = {}
    for element in root.iter():
        if element.tag == f"{W}commentRangeStart":
            open_marks[element.get(f"{W}id")] = []
        elif element.tag == f"{W}commentRangeEnd":
            found = open_marks.pop(element.get(f"{W}id"))
            done[element.get(f"{W}id")] = "".join("".join(found).split())
            following = [e.get(f"{W}id") for e in element.itersiblings() for e in e.iter(f"{W}commentReference")]
            assert element.get(f"{W}id") in following
        elif element.tag in (f"{W}t", f"{W}noBreakHyphen") and not any(a.tag in _GONE for a in element.iterancestors()):
            for kept in open_marks.values():
                kept.append("-" if element.tag.endswith("Hyphen") else element.text or "")
    assert not open_marks
    return done


def comments_in(data: bytes) -> dict[str, str]:
    """Return the comments by id, their paragraphs as lines."""
    parts = parts_of(data)
    root = etree.fromstring(parts["word/comments.xml"])
    return {
        c.get(f"{W}id"): "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in c.iter(f"{W}p"))
        for c in root
    }


def styled_characters(xml: bytes) -> list[tuple[str, bytes, bytes]]:
    """Return every character of the part with the properties of its run and of its paragraph, however the runs are divided."""
    found = []
    for text in etree.fromstring(xml).iter(f"{W}t", f"{W}delText", f"{W}instrText"):
        run = next((a for a in text.iterancestors() if a.tag == f"{W}r"), None)
        own = run.find(f"{W}rPr") if run is not None else None
        paragraph = next((a for a in text.iterancestors() if a.tag == f"{W}p"), None)
        properties = paragraph.find(f"{W}pPr") if paragraph is not None else None
        keys = [etree.tostring(e, with_tail=False) if e is not None else b"" for e in (own, properties)]
        found += [(character, *keys) for character in text.text or ""]
    return found
