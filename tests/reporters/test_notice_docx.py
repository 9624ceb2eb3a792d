"""The letter that asks for corrections: every finding is in it, nothing in it does harm, and Word's readers take it."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import gouji
from gouji.checks.registry import all_checks
from gouji.reporters import annotated_docx
from gouji.reporters.notice_docx import render
from gouji.reporters.word.xml import safe
from tests.cases import FIXTURES
from tests.reporters.read_word import parts_of

_TITLES = {check.code: check.doc.split("\n")[0] for check in all_checks()}
_DOCUMENTS = sorted((FIXTURES / "documents").glob("*/report.*"))
_FAULTY = FIXTURES / "documents" / "tingpu-culture-2024-final" / "report.txt"
_MILLIMETRE = 36_000  # as python-docx counts


def _bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("path", _DOCUMENTS, ids=lambda path: path.parent.name)
def test_each_finding_is_a_row_with_both_places(path: Path) -> None:
    run = gouji.check(str(path))
    made = render(run, _TITLES)
    assert render(run, _TITLES) == made
    for name, part in parts_of(made).items():
        etree.fromstring(part) if name.endswith((".xml", ".rels")) else None
    document = Document(BytesIO(made))
    if not run.findings:
        assert document.tables == []
        assert "没有发现" in "".join(p.text for p in document.paragraphs)
        return
    [table] = document.tables
    assert len(table.rows) == len(run.findings) + 1
    for number, (row, finding) in enumerate(zip(list(table.rows)[1:], run.findings, strict=True), 1):
        cells = [cell.text for cell in row.cells]
        assert cells[0] == str(number)
        quote = _bare(run.document.text(finding.claim.place.span))
        assert quote[:20] in _bare(cells[2])
        for witness in finding.evidence[:6]:
            assert _bare(run.document.text(witness.place.span))[:20] in _bare(cells[3])
        assert _bare(finding.message) in _bare(cells[4])
        assert _bare(finding.formula or "") in _bare(cells[4])
        assert cells[5]
        assert cells[6:] == ["", ""]


def test_the_letter_is_addressed_and_leaves_room_for_dates_and_names() -> None:
    run = gouji.check(str(_FAULTY))
    paragraphs = [p.text for p in Document(BytesIO(render(run, _TITLES))).paragraphs]
    assert paragraphs[0] == f"关于{run.document.entity}2024年度部门决算公开的整改通知"
    assert paragraphs[1] == f"{run.document.entity}："
    assert any(re.search("于　+年　+月　+日前完成更正", text) for text in paragraphs)
    assert any("联系电话：" in text for text in paragraphs)
    assert any(f"发现 {len(run.findings)} 处" in text for text in paragraphs)


def test_without_a_name_there_is_room_for_one() -> None:
    run = gouji.check(str(_FAULTY))
    run.document.entity = None
    paragraphs = [p.text for p in Document(BytesIO(render(run, _TITLES))).paragraphs]
    assert re.fullmatch("＿+：", paragraphs[1])


def test_the_letter_stands_on_a4_and_the_list_lies() -> None:
    letter, listed = Document(BytesIO(render(gouji.check(str(_FAULTY)), _TITLES))).sections
    sizes = [[round(side / _MILLIMETRE) for side in (s.page_width, s.page_height)] for s in (letter, listed)]
    assert sizes == [[210, 297], [297, 210]]


def test_it_stands_in_for_comments_where_the_report_is_no_word_file() -> None:
    run = gouji.check(str(_FAULTY))
    assert annotated_docx.render(run, _TITLES) == render(run, _TITLES)


@settings(max_examples=60)
@given(
    st.text(st.characters(), max_size=60),
    st.sampled_from(["<script>", "\x00", "\u202e", "\ud800", "]]>", "&amp;", "\ufffe"]),
)
def test_hostile_words_stay_words(words: str, worst: str) -> None:
    run = gouji.check(str(_FAULTY))
    first = replace(run.findings[0], message=words + worst + words, formula=worst + words, suggestion=worst)
    run.findings = (first, *run.findings[1:])
    run.document.entity = words + worst
    for part in parts_of(render(run, _TITLES)).values():
        root = etree.fromstring(part)
        assert not [e for e in root.iter() if str(e.tag).endswith("script")]
        assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", part.decode())


@given(st.text(st.characters()))
def test_whatever_is_made_safe_is_xml(text: str) -> None:
    made = etree.fromstring(f'<a b="{safe(text)}">{safe(text)}</a>'.encode())
    assert (made.text or "") == made.get("b")


@pytest.mark.office
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office is not None, "needs LibreOffice"
    run = gouji.check(str(_FAULTY))
    (tmp_path / "notice.docx").write_bytes(render(run, _TITLES))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "notice.docx"),
    ]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    document = pypdfium2.PdfDocument((tmp_path / "notice.pdf").read_bytes())
    pages = [document[n] for n in range(len(document))]
    assert [page.get_width() > page.get_height() for page in pages] == [False, *[True] * (len(pages) - 1)]
    said = ["".join(page.get_textpage().get_text_range().split()) for page in pages]
    assert "整改通知" in said[0]
    assert all("序号位置报告原文" in text for text in said[1:])  # the header stands again
    last = run.findings[-1]
    assert _bare(last.message)[:12] in "".join(said)
