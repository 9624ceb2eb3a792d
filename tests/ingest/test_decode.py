"""Bytes to text: every encoding a report comes in, every line end, and a plain word for what is no text."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from gouji.errors import Unreadable
from gouji.ingest.decode import decode, source_of
from gouji.ingest.sources import read_source

TEXT = "柳川县档案馆2023年度部门决算\n一、收入支出情况\n本年支出合计400.00万元，其中一般公共预算支出300.00万元，国有资产年末部门账面数不变。\n"


@pytest.mark.parametrize(
    ("mark", "encoding", "named"),
    [
        (b"", "utf-8", "utf-8"),
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
        (b"", "gb18030", "gb18030"),
        (b"", "gbk", "gb18030"),
    ],
)
def test_a_report_is_decoded_without_being_told_how(mark: bytes, encoding: str, named: str) -> None:
    assert decode(mark + TEXT.encode(encoding), "report.txt") == (TEXT, named)


def test_traditional_characters_in_big5_are_recognised() -> None:
    text = "柳川縣檔案館部門決算，本年支出合計四百萬元，其中基本支出三百萬元，項目支出一百萬元，較上年減少。\n" * 20
    assert decode(text.encode("big5"), "report.txt")[0] == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_become_one(tmp_path: Path, end: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(TEXT.replace("\n", end).encode())
    source = read_source(str(path), "report")
    assert source.text == TEXT
    assert [source.line_of(source.text.index(word)) for word in ("柳川", "一、", "本年")] == [1, 2, 3]


@pytest.mark.parametrize(
    ("data", "slug", "says"),
    [
        (b"", "empty", "文件是空的"),
        (b" \r\n\x00\x00 ", "empty", "文件是空的"),
        (b"%PDF-1.7 ...", "damaged", "PDF 已损坏"),
        (b"PK\x03\x04....", "damaged", "压缩包不完整或已损坏"),
        (b"abc\x00\x01\x02" * 20, "binary", "不是文本文件"),
        (b'<?xml version="1.0"?>\n<Workbook xmlns="urn:x">', "unsupported-format", "XML 表格"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><?mso-application?><w:wordDocument>', "unsupported-format", "XML 文档"),
        (
            b'From: <a>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n<html>',
            "unsupported-format",
            "mht",
        ),
    ],
)
def test_what_is_no_text_is_declined_with_its_name(tmp_path: Path, data: bytes, slug: str, says: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=says) as error:
        read_source(str(path), "report")
    assert "report.txt" in str(error.value)
    assert slug in error.value.args or slug in vars(error.value).values()


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="找不到这个文件"):
        read_source(str(tmp_path / "nowhere.txt"), "report")
    with pytest.raises(Unreadable, match="这是文件夹"):
        read_source(str(tmp_path), "report")


def test_random_bytes_are_declined() -> None:
    with pytest.raises(Unreadable, match=r"认不出文字编码|不是文本文件"):
        decode(bytes(range(128, 256)) * 40, "report.txt")


@pytest.mark.parametrize(("name", "kind"), [("a.md", "markdown"), ("a.MARKDOWN", "markdown"), ("a.txt", "text")])
def test_the_format_follows_the_name(name: str, kind: str) -> None:
    assert source_of(TEXT, path=name, sha256="", encoding="utf-8", role="report").format == kind
