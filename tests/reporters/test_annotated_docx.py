"""Comments in the user's own Word file: exactly on the quoted characters, and nothing else touched."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import etree

import gouji
from gouji.checks.registry import all_checks
from gouji.errors import Unreadable
from gouji.reporters.annotated_docx import render
from gouji.reporters.remarks import remarks_of
from tests.cases import FIXTURES
from tests.ingest.blocks import blocks_of, docx_of
from tests.ingest.word import p, package, r, word
from tests.reporters.read_word import W, comments_in, marked_in, parts_of, styled_characters

_TITLES = {check.code: check.doc.split("\n")[0] for check in all_checks()}
_DOCUMENTS = sorted((FIXTURES / "documents").glob("*/report.*"))
_WORD = sorted((FIXTURES / "formats").glob("*.docx"))
_NUMBER = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]|第[一二三四五六七八九十]+[部分章节条]+)")

# One wrong growth rate: 10.00 of 100.00 is 10.00%.
_BEFORE, _RATE = "基本支出决算为110.00万元，比上年增加10.00万元，", "增长20.00%"
_TITLE = p("白鹭县渡口管理站2023年度部门决算")


def _annotated(path: Path, *tables: Path) -> tuple[Any, bytes]:
    run = gouji.check(str(path), tables=[str(t) for t in tables])
    return run, render(run, _TITLES)


def _one(tmp_path: Path, body: str, **parts: str) -> tuple[bytes, bytes, dict[str, str]]:
    """Return a file before and after, and what is marked for the growth rate, by comment."""
    before = word(_TITLE + body, **parts)
    path = tmp_path / "report.docx"
    path.write_bytes(before)
    run, after = _annotated(path)
    assert [f.check for f in run.findings] == ["WX02"]
    return before, after, marked_in(after)


def _quotes(run: Any) -> list[str]:
    return ["".join(run.document.text(remark.span).split()) for remark in remarks_of(run, _TITLES)]


def _ensure_untouched(before: bytes, after: bytes) -> None:
    """Every part but those of comments is the same, and every character has the formatting it had."""
    old, new = parts_of(before), parts_of(after)
    may_change = {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    assert {name: data for name, data in old.items() if name not in may_change} == {
        name: data for name, data in new.items() if name not in may_change
    }
    main = "word/document.xml"
    left = iter(new[main])
    assert all(byte in left for byte in old[main])  # bytes were put in between, none was changed
    assert styled_characters(new[main]) == styled_characters(old[main])


@pytest.mark.parametrize("path", [*_DOCUMENTS, *_WORD], ids=lambda path: f"{path.parent.name}-{path.name}")
def test_each_mark_is_on_exactly_the_quoted_characters(path: Path, tmp_path: Path) -> None:
    if path.suffix != ".docx":
        made = tmp_path / "report.docx"
        made.write_bytes(docx_of(blocks_of(path)))
        path = made
    run, after = _annotated(path)
    marked, quotes = marked_in(after), _quotes(run)
    assert len(marked) == len(quotes) == len(comments_in(after) if quotes else {})
    for found, quote in zip(marked.values(), sorted(quotes, key=quotes.index), strict=True):
        assert found
        assert found in quotes
        assert quote in {*marked.values()}
    assert {number: marked[number] for number in map(str, range(len(quotes)))} == {
        str(number): quote for number, quote in enumerate(quotes)
    }
    _ensure_untouched(path.read_bytes(), after)
    assert render(run, _TITLES) == after
    if quotes:
        assert all("旁边" not in text for text in comments_in(after).values())


def test_a_comment_says_what_is_wrong_and_where_the_other_side_stands(tmp_path: Path) -> None:
    _, after, marked = _one(tmp_path, p(_BEFORE + _RATE + "。"))
    [(claim, said), *others] = comments_in(after).items()
    assert marked[claim] == _RATE
    assert said.startswith("问题 1（错误 · 把握高）WX02 ")
    assert "110.00" in said
    assert "算式：" in said
    assert "对照：" in said
    assert others
    assert all(re.fullmatch("见问题 1（对照处）：.* “增长20.00%”", text) for _, text in others)
    root = etree.fromstring(parts_of(after)["word/comments.xml"])
    assert {c.get(f"{W}author") for c in root} == {"勾稽"}


_ONE_RUN = r(_BEFORE + "增长20.00%。", "<w:b/>")
_HOLD = {
    "one run": f"<w:p>{_ONE_RUN}</w:p>",
    "a run a character": "<w:p>" + "".join(r(c, f'<w:sz w:val="{20 + n}"/>') for n, c in enumerate(_BEFORE + "增长20.00%。")) + "</w:p>",
    "an insertion": f'<w:p>{r(_BEFORE)}<w:ins w:id="7" w:author="a">{r("增长20.00%", "<w:i/>")}</w:ins>{r("。")}</w:p>',
    "half inserted": f'<w:p>{r(_BEFORE + "增长2")}<w:ins w:id="7" w:author="a">{r("0.00%。")}</w:ins></w:p>',
    "beside a deletion": f'<w:p>{r(_BEFORE)}<w:del w:id="7" w:author="a"><w:r><w:delText>增长10.00%</w:delText></w:r></w:del>{r("增长20.00%。")}</w:p>',
    "around a deletion": f'<w:p>{r(_BEFORE + "增长2")}<w:del w:id="7" w:author="a"><w:r><w:delText>9</w:delText></w:r></w:del>{r("0.00%。")}</w:p>',
    "beside a move": f'<w:p><w:moveFrom w:id="7" w:author="a">{r("增长20.00%")}</w:moveFrom>{r(_BEFORE + "增长20.00%。")}</w:p>',
    "a hyperlink": f'<w:p>{r(_BEFORE)}<w:hyperlink w:anchor="b">{r("增长20.00%")}</w:hyperlink>{r("。")}</w:p>',
    "inside a hyperlink": f'<w:p><w:hyperlink w:anchor="b">{_ONE_RUN}</w:hyperlink></w:p>',
    "a simple field": f'<w:p>{r(_BEFORE)}<w:fldSimple w:instr="QUOTE">{r("增长20.00%")}</w:fldSimple>{r("。")}</w:p>',
    "a field": f'<w:p>{r(_BEFORE)}<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>QUOTE 增长20.00%</w:instrText></w:r>'
    f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("增长20.00%")}<w:r><w:fldChar w:fldCharType="end"/></w:r>{r("。")}</w:p>',
    "a content control": f"<w:p>{r(_BEFORE)}<w:sdt><w:sdtPr/><w:sdtContent>{r('增长20.00%')}</w:sdtContent></w:sdt>{r('。')}</w:p>",
    "a smart tag": f'<w:p><w:smartTag w:uri="u" w:element="e">{_ONE_RUN}</w:smartTag></w:p>',
    "smart tags around the figures": f'<w:p>{r("基本支出决算为")}<w:smartTag w:uri="u" w:element="e"><w:smartTagPr><w:attr w:name="v" w:val="1"/></w:smartTagPr>{r("110.00万元")}</w:smartTag>{r("，比上年增加10.00万元，增长")}<w:smartTag w:uri="u" w:element="e">{r("20.00%")}</w:smartTag>{r("。")}</w:p>',
    "signs in the run": f'<w:p><w:r><w:rPr><w:b/></w:rPr><w:br/><w:t>{_BEFORE}</w:t><w:t>增长20.00%</w:t><w:tab/><w:t>。</w:t></w:r></w:p>',
    "blanks at the ends": f'<w:p><w:r><w:t>{_BEFORE} 增长20.00% 。</w:t></w:r></w:p>',
    "entities": f"<w:p><w:r><w:t>&lt;{_BEFORE}&#22686;长20.00&#x25;。</w:t></w:r></w:p>",
    "properties without content": f"<w:p><w:r><w:rPr/><w:t>{_BEFORE}增长20.00%。</w:t></w:r></w:p>",
    "hidden text beside it": f"<w:p>{r('增长20.00%', '<w:vanish/>')}{_ONE_RUN}</w:p>",
    "a bookmark inside": f'<w:p>{r(_BEFORE + "增长")}<w:bookmarkStart w:id="3" w:name="x"/>{r("20.00%")}<w:bookmarkEnd w:id="3"/>{r("。")}</w:p>',
    "two paragraphs, the mark between them deleted": f'<w:p><w:pPr><w:rPr><w:del w:id="7" w:author="a"/></w:rPr></w:pPr>{r(_BEFORE + "增长")}</w:p>{p("20.00%。")}',
}  # fmt: skip


@pytest.mark.parametrize("body", _HOLD.values(), ids=_HOLD.keys())
def test_whatever_holds_the_text_the_mark_is_exact(body: str, tmp_path: Path) -> None:
    before, after, marked = _one(tmp_path, body)
    assert marked["0"] == _RATE
    assert "旁边" not in "".join(comments_in(after).values())
    _ensure_untouched(before, after)
    with zipfile.ZipFile(tmp_path / "report.docx") as archive:
        old = etree.fromstring(archive.read("word/document.xml"))
    new = etree.fromstring(parts_of(after)["word/document.xml"])
    count = lambda root, name: sum(1 for _ in root.iter(f"{W}{name}"))  # noqa: E731
    for name in ("ins", "del", "hyperlink", "fldChar", "instrText", "sdt", "bookmarkStart", "tab", "br", "p"):
        assert count(new, name) == count(old, name)


_BOX = "<w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict>"
_BESIDE = {
    "a text box": f"<w:p>{r('附图')}<w:r>{_BOX.format(f'<w:p>{_ONE_RUN}</w:p>')}</w:r></w:p>",
    "ruby": f"<w:p>{r(_BEFORE + '增长')}<w:r><w:ruby><w:rt>{r('er')}</w:rt><w:rubyBase>{r('20.00%')}</w:rubyBase></w:ruby></w:r>{r('。')}</w:p>",
    "a formula": f"<w:p>{r(_BEFORE + '增长')}<m:oMath><m:r><m:t>20.00%</m:t></m:r></m:oMath>{r('。')}</w:p>",
    "a cdata section": f"<w:p><w:r><w:t><![CDATA[{_BEFORE}增长20.00%。]]></w:t></w:r></w:p>",
}


@pytest.mark.parametrize("body", _BESIDE.values(), ids=_BESIDE.keys())
def test_where_no_comment_may_stand_it_is_put_beside_and_says_so(body: str, tmp_path: Path) -> None:
    before, after, _ = _one(tmp_path, body)
    assert "旁边" in comments_in(after)["0"]
    _ensure_untouched(before, after)
    root = etree.fromstring(parts_of(after)["word/document.xml"])
    assert all(not [a for a in mark.iterancestors() if a.tag == f"{W}r"] for mark in root.iter(f"{W}commentRangeStart"))


def test_a_footnote_is_marked_at_its_reference(tmp_path: Path) -> None:
    body = f'<w:p>{r("见注")}<w:r><w:footnoteReference w:id="2"/></w:r>{r("。")}</w:p>'
    note = f'<w:footnote w:id="2">{p(_BEFORE + "增长20.00%。")}</w:footnote>'
    before, after, _ = _one(tmp_path, body, footnotes=note)
    root = etree.fromstring(parts_of(after)["word/document.xml"])
    start = next(root.iter(f"{W}commentRangeStart"))
    assert next(root.iter(f"{W}footnoteReference")).getparent() in list(start.itersiblings())
    assert "旁边" in comments_in(after)["0"]
    _ensure_untouched(before, after)


def test_an_automatic_number_is_not_text_to_be_marked(tmp_path: Path) -> None:
    numbers = '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    item = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    _, _, marked = _one(tmp_path, f"<w:p>{item}{_ONE_RUN}</w:p>", numbering=numbers)
    assert marked["0"] == _RATE


def test_comments_that_are_there_stay_and_ids_do_not_collide(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(docx_of(blocks_of(FIXTURES / "documents" / "luting-2023-final" / "report.txt")))
    from docx import Document

    document = Document(str(path))
    first = next(paragraph for paragraph in document.paragraphs if paragraph.runs)
    document.add_comment(first.runs, text="旧批注", author="李")
    document.save(str(path))
    run, after = _annotated(path)
    comments = comments_in(after)
    assert [number for number, text in comments.items() if text == "旧批注"] == ["0"]
    assert len(comments) == len(_quotes(run)) + 1
    assert list(marked_in(after)) != []
    assert {*marked_in(after)} == {*comments}
    assert [c.text for c in Document(BytesIO(after)).comments if c.author == "李"] == ["旧批注"]
    _ensure_untouched(path.read_bytes(), after)


@pytest.mark.parametrize("body", _HOLD.values(), ids=_HOLD.keys())
def test_a_second_round_says_what_the_first_said_and_nothing_twice(body: str, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    _, once, _ = _one(tmp_path, body)
    path.write_bytes(once)
    _, twice = _annotated(path)
    assert parts_of(twice) == parts_of(once)


# Two comments of ours with two sides, as Word writes them back: one was answered, and somebody else's stands beside them.
_W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
_THREADS = "".join(
    f'<w:comment w:id="{n}" w:author="{author}"><w:p {_W14}>{r("首行")}</w:p><w:p {_W14} w14:paraId="0000000{n}">{r(text)}</w:p></w:comment>'
    for n, author, text in [
        (1, "勾稽", "旧一"),
        (2, "勾稽", "旧二"),
        (3, "李", "已核"),
        (4, "李", "另说"),
        (5, "勾稽", "答"),
    ]
)
_TOLD = {
    ("2011/relationships/commentsExtended", "commentEx"): [
        'paraId="00000001"', 'paraId="00000002"', 'paraId="00000003" {0}:paraIdParent="00000002"',
        'paraId="00000004"', 'paraId="00000005" {0}:paraIdParent="00000004"',
    ],
    ("2016/09/relationships/commentsIds", "commentId"): [f'paraId="0000000{n}" {{0}}:durableId="A{n}"' for n in range(1, 6)],
    ("2018/08/relationships/commentsExtensible", "commentExtensible"): [f'durableId="A{n}"' for n in range(1, 6)],
}  # fmt: skip


def _ranged(number: int, text: str, beside: str = "") -> str:
    reference = f'<w:r><w:rPr><w:rStyle w:val="a"/></w:rPr>{beside}<w:commentReference w:id="{number}"/></w:r>'
    return f'<w:commentRangeStart w:id="{number}"/>{r(text)}<w:commentRangeEnd w:id="{number}"></w:commentRangeEnd>{reference}'


def _with_threads(body: str) -> bytes:
    parts: dict[str, Any] = parts_of(word(body, comments=_THREADS))
    kinds = ["http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"]
    for (kind, element), entries in _TOLD.items():
        held = "".join(f"<n:{element} n:{entry.format('n')}/>" for entry in entries)
        parts[f"word/{kind.rpartition('/')[2]}.xml"] = f'<n:all xmlns:n="{kind}">{held}</n:all>'
        kinds.append(f"http://schemas.microsoft.com/office/{kind}")
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{kind}" Target="{kind.rpartition("/")[2]}.xml"/>'
        for n, kind in enumerate(kinds)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{space}">{relations}</Relationships>'
    return package(parts)


def _told_in(parts: dict[str, bytes]) -> list[list[int]]:
    names = [f"word/{kind.rpartition('/')[2]}.xml" for kind, _ in _TOLD]
    return [[int(e.values()[0][-1]) for e in etree.fromstring(parts[name])] for name in names]


@pytest.mark.parametrize("rate", ["20.00%", "10.00%"], ids=["with a finding", "with none left"])
def test_our_earlier_comments_go_unless_somebody_answered(rate: str, tmp_path: Path) -> None:
    threads = _ranged(1, "甲") + _ranged(2, "乙") + _ranged(3, "丙") + _ranged(4, "丁") + _ranged(5, "戊")
    body = _TITLE + f"<w:p>{threads}</w:p>" + p(f"{_BEFORE}增长{rate}。")
    path = tmp_path / "report.docx"
    path.write_bytes(_with_threads(body))
    run, after = _annotated(path)
    kept = {number: text.split("\n")[-1] for number, text in comments_in(after).items() if "问题" not in text}
    assert kept == {"2": "旧二", "3": "已核", "4": "另说", "5": "答"}
    assert {number: marked_in(after)[number] for number in kept} == {"2": "乙", "3": "丙", "4": "丁", "5": "戊"}
    assert len(comments_in(after)) == len(marked_in(after)) == 4 + len(_quotes(run))
    parts = parts_of(after)
    assert _told_in(parts) == [[2, 3, 4, 5]] * 3
    if not run.findings:
        # what is taken out is what was made for the comment, to the byte
        gone = _ranged(1, "甲").replace(r("甲"), "|").split("|")
        before = parts_of(path.read_bytes())["word/document.xml"].decode()
        assert parts["word/document.xml"].decode() == before.replace(gone[0], "").replace(gone[1], "")


def test_a_run_that_holds_more_than_the_reference_stays(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(_with_threads(_TITLE + f"<w:p>{_ranged(1, '甲', '<w:t>乙</w:t>')}</w:p>" + p(_BEFORE)))
    _, after = _annotated(path)
    assert "1" not in comments_in(after)
    left = parts_of(after)["word/document.xml"].decode()
    assert f'{r("甲")}<w:r><w:rPr><w:rStyle w:val="a"/></w:rPr><w:t>乙</w:t></w:r></w:p>' in left


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.decode().replace("w:", "word:").replace(":w=", ":word=").encode(),
        lambda xml: b'<?xml version="1.0" encoding="UTF-16"?>'.decode().join(["", xml.decode()]).encode("utf-16"),
        lambda xml: b'<?xml version="1.0" encoding="gb18030"?>' + xml.decode().encode("gb18030"),
        lambda xml: b"\xef\xbb\xbf" + xml,
        lambda xml: xml.replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main"),
    ],
    ids=["another prefix", "utf-16", "gb18030", "byte-order mark", "strict"],
)  # fmt: skip
def test_other_ways_to_write_the_same_part(change: Any, tmp_path: Path) -> None:
    parts = parts_of(word(_TITLE + f"<w:p>{_ONE_RUN}</w:p>"))
    path = tmp_path / "report.docx"
    path.write_bytes(
        package({name: change(data) if name == "word/document.xml" else data for name, data in parts.items()})
    )
    _, after = _annotated(path)
    made = parts_of(after)["word/document.xml"]
    root = etree.fromstring(made)
    inside, found = False, ""
    for element in root.iter():
        name = etree.QName(element).localname
        ours = "id" if name.startswith("comment") else ""
        number = next((v for k, v in element.attrib.items() if etree.QName(k).localname == ours), None)
        inside = (inside or (name == "commentRangeStart" and number == "0")) and not (
            name == "commentRangeEnd" and number == "0"
        )
        found += element.text or "" if inside and name == "t" else ""
    assert found == _RATE
    assert (
        etree.QName(root).namespace
        == etree.QName(next(e for e in root.iter() if e.tag.endswith("}commentRangeStart"))).namespace
    )


def test_the_cell_of_a_workbook_is_named(tmp_path: Path) -> None:
    run, after = _annotated(FIXTURES / "formats" / "narrative.docx", FIXTURES / "formats" / "tables.xlsx")
    assert len(marked_in(after)) == len(_quotes(run))
    assert re.search(r"tables\.xlsx Sheet\d+![A-Z]+\d+ ", "\n".join(comments_in(after).values()))


def test_hostile_text_becomes_harmless_text(tmp_path: Path) -> None:
    body = p("&lt;script&gt;alert(1)&lt;/script&gt;\u202e\u200f" + _BEFORE + "增\u200b长20.00%。")
    path = tmp_path / "report.docx"
    path.write_bytes(word(_TITLE + body))
    run, after = _annotated(path)
    for remark in run.findings:
        assert remark.check
    text = parts_of(after)["word/comments.xml"].decode()
    assert not re.search("[\u202e\u200f\x00-\x08]|<script", text)
    etree.fromstring(text.encode())


def test_a_file_that_changed_since_is_not_marked(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(word(_TITLE + f"<w:p>{_ONE_RUN}</w:p>"))
    run = gouji.check(str(path))
    path.write_bytes(word(_TITLE + p("别的") + f"<w:p>{_ONE_RUN}</w:p>"))
    with pytest.raises(Unreadable, match="有改动"):
        render(run, _TITLES)
    path.unlink()
    with pytest.raises(Unreadable, match="找不到"):
        render(run, _TITLES)


def test_members_are_carried_over_as_they_are_packed(tmp_path: Path) -> None:
    before = BytesIO(word(_TITLE + f"<w:p>{_ONE_RUN}</w:p>"))
    with zipfile.ZipFile(before, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/media/图.bin", b"\x00" * 4096)
    path = tmp_path / "report.docx"
    path.write_bytes(before.getvalue())
    _, after = _annotated(path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(BytesIO(after)) as new:
        assert new.namelist()[: len(old.namelist())] == old.namelist()
        for info in old.infolist():
            if info.filename not in ("word/document.xml",):
                kept = new.getinfo(info.filename)
                assert (kept.CRC, kept.compress_size, kept.compress_type, kept.date_time) == (
                    info.CRC, info.compress_size, info.compress_type, info.date_time,
                )  # fmt: skip


_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


@pytest.mark.office
def test_libreoffice_reads_and_writes_the_comments_where_they_are(tmp_path: Path) -> None:
    wanted: dict[str, list[str]] = {}
    # LibreOffice drops what stands inside the result of a field or inside a smart tag; Word does not
    for name, body in _HOLD.items():
        if name in ("a field", "a smart tag"):
            continue
        path = tmp_path / f"{name}.docx"
        parts = parts_of(word(_TITLE + body))
        path.write_bytes(package({"[Content_Types].xml": _TYPES, "_rels/.rels": _ROOT, **parts}))
    paths = [*sorted(tmp_path.glob("*.docx")), *_WORD]
    (tmp_path / "in").mkdir()
    for path in paths:
        _, after = _annotated(path)
        (tmp_path / "in" / path.name).write_bytes(after)
        wanted[path.name] = sorted(marked_in(after).values())
    _converted("docx", sorted((tmp_path / "in").iterdir()), tmp_path)
    found = {name: sorted(marked_in((tmp_path / "out" / name).read_bytes()).values()) for name in wanted}
    assert found == wanted


@pytest.mark.office
def test_libreoffice_prints_the_pages_it_printed_before(tmp_path: Path) -> None:
    """But for the comments, which are not printed, no dot of any page is another."""
    path = FIXTURES / "formats" / "libreoffice.docx"
    before, after = tmp_path / "before.docx", tmp_path / "after.docx"
    before.write_bytes(path.read_bytes())
    after.write_bytes(_annotated(path)[1])
    unsaid = 'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"false"}}'
    _converted(unsaid, [before, after], tmp_path)
    old, new = (pypdfium2.PdfDocument(tmp_path / "out" / f"{name}.pdf") for name in ("before", "after"))
    assert len(old) == len(new) > 10
    for number in range(len(old)):
        assert old[number].render(scale=1).to_pil().tobytes() == new[number].render(scale=1).to_pil().tobytes()


def _converted(form: str, paths: list[Path], folder: Path) -> None:
    office = shutil.which("soffice")
    assert office is not None, "needs LibreOffice"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", form, "--outdir", str(folder / "out"), *map(str, paths)]
    subprocess.run(command, check=True, timeout=240, capture_output=True)
