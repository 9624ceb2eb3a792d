"""Old and foreign office formats through LibreOffice: the same findings, nothing run or fetched, and an end when it takes too long.

What needs LibreOffice itself is marked `office`; how it is found, started and ended is tried with programs of our own in its place.
"""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import threading
import time
import zipfile
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from gouji.config import Limits
from gouji.errors import Unreadable, UsageError
from gouji.ingest.limits import Budget
from gouji.ingest.office import soffice
from gouji.ingest.office.reader import office_of, read_office
from gouji.ingest.sources import read_source
from tests.cases import FIXTURES
from tests.ingest import blocks
from tests.ingest.spanned import Cell, Table, blocks_of, placed
from tests.ingest.word import p, word

RTF = rb"{\rtf1\ansi\ansicpg936 {\fonttbl\f0 SimSun;}\f0 \'b2\'bf\'c3\'c5 2023 12.00\par}"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
DOC = OLE + "WordDocument".encode("utf-16-le")
REPORTS = [
    FIXTURES / "documents" / name / "report.md"
    for name in ("lanjiang-office-2023-final", "luxi-forestry-2022-final", "baiyuan-water-2023-final")
]

posix = pytest.mark.skipif(os.name == "nt", reason="a shell script stands for the program")


def zipped(**parts: str) -> bytes:
    """Return a zip with these members, `__` standing for `/`, `_` for a dot."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return kept.getvalue()


def opendocument(kind: str, **more: str) -> bytes:
    """Return an OpenDocument package of a kind."""
    return zipped(mimetype=f"application/vnd.oasis.opendocument.{kind}", content_xml="<a/>", **more)


def budget(**limits: float) -> Budget:
    """Return a budget for a file called 报告.doc."""
    return Budget("报告.doc", Limits(**limits))


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder, alone on PATH before the system's, where a test puts a program called soffice."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.delenv(soffice.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), "/usr/bin", "/bin"]))
    return folder


def program(path: Path, script: str) -> Path:
    """Write a shell script that can be run."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


# which format


@pytest.mark.parametrize(
    ("data", "ending", "becomes"),
    [
        (RTF, "rtf", "docx"),
        (DOC, "doc", "docx"),
        (opendocument("text"), "odt", "docx"),
        (opendocument("text-template"), "odt", "docx"),
        (opendocument("spreadsheet"), "ods", "xlsx"),
        (zipped(xl__workbook_bin="x"), "xlsb", "xlsx"),
    ],
    ids=["rtf", "doc", "odt", "ott", "ods", "xlsb"],
)
def test_the_format_is_told_by_the_content(data: bytes, ending: str, becomes: str) -> None:
    kind = office_of(data, budget())
    assert (kind.ending, kind.becomes) == (ending, becomes)


@pytest.mark.parametrize(
    "data", [OLE, OLE + "PowerPoint Document".encode("utf-16-le"), opendocument("presentation"), zipped(mimetype="a/b")]
)
def test_slides_and_drawings_are_declined(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"报告\.doc：这种办公文件") as error:
        office_of(data, budget())
    assert error.value.code == "unsupported-format"


def test_a_locked_opendocument_is_declined_before_anything_is_started() -> None:
    with pytest.raises(Unreadable, match="文件加了密码"):
        office_of(opendocument("text", **{"META-INF__manifest_xml": "<manifest:encryption-data/>"}), budget())


def test_a_package_is_unpacked_within_limits_before_anything_is_started() -> None:
    with pytest.raises(Unreadable, match="压缩比超过 100 倍"):
        office_of(opendocument("text", Pictures__a_svg=" " * 3_000_000), budget())


# found or not


def test_without_libreoffice_the_message_says_how_to_get_it_and_how_to_do_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(soffice.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(soffice, "_PLACES", ())
    with pytest.raises(Unreadable) as error:
        read_office(RTF, budget())
    assert error.value.code == "no-libreoffice"
    for words in (
        "报告.doc：这是RTF 文档",
        "sudo apt install libreoffice-writer",
        "winget install",
        "brew install",
        soffice.VARIABLE,
        "另存为 docx",
    ):
        assert words in str(error.value)


def test_a_wrong_setting_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(soffice.VARIABLE, "/nowhere/soffice")
    with pytest.raises(UsageError, match="GOUJI_SOFFICE=/nowhere/soffice：这里没有可运行的程序"):
        read_office(RTF, budget())


@posix
def test_the_setting_comes_before_what_is_on_the_path(fake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(fake / "soffice", "exit 1")
    assert soffice.find("x", "x") == str(fake / "soffice")
    own = program(fake / "own", "exit 1")
    monkeypatch.setenv(soffice.VARIABLE, str(own))
    assert soffice.find("x", "x") == str(own)


@posix
def test_a_program_under_its_other_name_is_found(fake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(fake))
    other = program(fake / "libreoffice", "exit 1")
    assert soffice.find("x", "x") == str(other)


# started and ended

_TAKES_LAST = 'for last; do :; done; root=$(dirname "$last")'


@posix
def test_it_works_in_a_folder_of_its_own_and_leaves_nothing(fake: Path, tmp_path: Path) -> None:
    """The copy has a name of ours, the profile and the home lie beside it, and all of it is gone afterwards."""
    made, log = tmp_path / "made.docx", tmp_path / "log"
    made.write_bytes(word(p("部门2023年度收入合计12.00万元。")))
    program(
        fake / "soffice",
        f'{_TAKES_LAST}; mkdir -p "$root/out"; cp "{made}" "$root/out/document.docx"; '
        f'{{ echo "$last"; echo "$HOME"; pwd; cat "$root/profile/user/registrymodifications.xcu"; echo; echo "$@"; cat "$last"; }} > "{log}"',
    )
    report = tmp_path / "报告 $(touch x).rtf"
    report.write_bytes(RTF)
    before = sorted(tmp_path.iterdir())
    source = read_source(str(report), "report")
    assert source.text.startswith("部门2023年度收入合计12.00万元。")
    assert source.format == "office"
    assert source.notices == (f"{report}：RTF 文档，由 LibreOffice 转换后读取；位置按转换后的文件计。",)
    assert sorted(tmp_path.iterdir()) == [*before[:1], log, *before[1:]] or set(tmp_path.iterdir()) == {*before, log}
    told = log.read_bytes().decode("utf-8", "replace").splitlines()
    root = Path(told[0]).parent
    assert Path(told[0]).name == "document.rtf"
    assert told[1] == told[2] == str(root)
    assert not root.exists()
    assert "报告" not in "\n".join(told[3:])
    for setting in ("DisableMacrosExecution", "BlockUntrustedRefererLinks", "ooInetHTTPProxyName"):
        assert setting in told[4]
    assert f"-env:UserInstallation={(root / 'profile').as_uri()}" in "\n".join(told)


@posix
@pytest.mark.parametrize("script", ["exit 0", "exit 77", "kill -9 $$"])
def test_a_file_it_cannot_convert_is_told_as_such(fake: Path, script: str) -> None:
    program(fake / "soffice", script)
    with pytest.raises(Unreadable, match=r"报告\.doc：LibreOffice 没能转换这个RTF 文档") as error:
        read_office(RTF, budget())
    assert "另存为 docx" in str(error.value)


@posix
def test_a_program_that_cannot_be_started_is_told_as_such(fake: Path) -> None:
    (fake / "soffice").write_bytes(b"\x7fELF")
    (fake / "soffice").chmod(0o755)
    with pytest.raises(Unreadable, match="启动不了"):
        read_office(RTF, budget())


@posix
def test_what_takes_too_long_is_ended_with_its_children(fake: Path, tmp_path: Path) -> None:
    child = tmp_path / "child"
    program(fake / "soffice", f'sleep 60 & echo $! > "{child}"; wait')
    started = time.perf_counter()
    with pytest.raises(Unreadable, match=r"读取时间超过 0\.5 秒的上限.*--limit seconds="):
        read_office(RTF, budget(seconds=0.5))
    assert time.perf_counter() - started < 10
    assert _gone(int(child.read_text()))


def _gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has asked after yet counts as ended."""
    for _ in range(50):
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout
        if not state.strip() or state.startswith("Z"):
            return True
        time.sleep(0.1)
    return False


@posix
def test_a_result_that_is_too_large_is_declined(fake: Path) -> None:
    program(
        fake / "soffice", f'{_TAKES_LAST}; mkdir -p "$root/out"; head -c 2000 /dev/zero > "$root/out/document.docx"'
    )
    with pytest.raises(Unreadable, match="文件大小超过 1,000 字节"):
        read_office(RTF, budget(bytes=1000))


# LibreOffice itself

_WIDE = 8600  # twentieths of a point between the margins


def word_file(markdown: str) -> bytes:
    """Return a report as a Word file whose tables have widths and merged cells, as Word itself writes them."""
    made = docx.Document()
    for block in blocks_of(markdown):
        if isinstance(block, str):
            made.add_paragraph(block)
        else:
            made.element.body.insert_element_before(parse_xml(_table(block)), "w:sectPr")
            made.add_paragraph()
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _table(table: Table) -> str:
    cells = placed(table)
    columns = max(c.column + c.cell.across for c in cells)
    each = _WIDE // columns
    starts = {(c.row + down, c.column): (c.cell, down) for c in cells for down in range(c.cell.down)}
    rows = []
    for row in range(len(table)):
        made, column = [], 0
        while column < columns:
            cell, down = starts.get((row, column), (Cell(""), 0))
            merge = "" if cell.down == 1 else f'<w:vMerge w:val="{"continue" if down else "restart"}"/>'
            made.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{each * cell.across}" w:type="dxa"/><w:gridSpan w:val="{cell.across}"/>{merge}</w:tcPr>'
                f"<w:p><w:r><w:t>{'' if down else escape(cell.text)}</w:t></w:r></w:p></w:tc>"
            )
            column += cell.across
        rows.append(f"<w:tr>{''.join(made)}</w:tr>")
    grid = f'<w:gridCol w:w="{each}"/>' * columns
    return f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{_WIDE}" w:type="dxa"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'


def converted(data: bytes, ending: str, to: str, folder: Path) -> Path:
    """Return a file that LibreOffice has written in another format."""
    (folder / f"report.{ending}").write_bytes(data)
    profile = (folder / "writing").as_uri()
    subprocess.run(
        [soffice.find("", ""), f"-env:UserInstallation={profile}", "--headless", "--convert-to", to,
         "--outdir", str(folder / "made"), str(folder / f"report.{ending}")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return next((folder / "made").iterdir())


@pytest.mark.office
@pytest.mark.parametrize("to", ["doc", "rtf", "odt"])
@pytest.mark.parametrize("report", REPORTS, ids=lambda p: p.parent.name)
def test_an_old_document_gives_the_findings_of_its_text(report: Path, to: str, tmp_path: Path) -> None:
    file = converted(word_file(report.read_text("utf-8")), "docx", to, tmp_path)
    assert [f[:3] for f in blocks.findings(file)] == [f[:3] for f in blocks.findings(report)]


@pytest.mark.office
def test_a_wps_document_is_read_whatever_its_name(tmp_path: Path) -> None:
    report = "# 部门2023年度决算\n\n基本支出决算为110.00万元，比上年增加10.00万元，增长20.00%。\n\n合计\t12.00\n"
    made = converted(word_file(report), "docx", "doc", tmp_path).rename(tmp_path / "报告.wps")
    source = read_source(str(made), "report")
    assert "增长20.00%。" in source.text
    assert "合计\t12.00" in source.text


@pytest.mark.office
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_is_fetched_and_no_link_followed(scheme: str, tmp_path: Path) -> None:
    """A picture and a section that a document links to on a server of ours: nobody calls there."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        threading.Thread(target=_count, args=(server, calls), daemon=True).start()
        at = f"{scheme}://127.0.0.1:{port}"
        fields = "".join(
            rf'{{\field{{\*\fldinst {word} "{at}/{name}"}}{{\fldrslt x}}}}'
            for word, name in (("INCLUDEPICTURE", "a.png"), ("INCLUDETEXT", "b.rtf"))
        )
        rtf = (r"{\rtf1\ansi 12.00\par" + fields + r"\par}").encode()
        assert "12.00" in read_office(rtf, budget()).text
        content = (
            '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
            'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" office:version="1.2"><office:body><office:text>'
            f'<text:p>13.00</text:p><text:p><draw:frame><draw:image xlink:href="{at}/c.png" xlink:type="simple"/></draw:frame></text:p>'
            f'<text:section text:name="s"><text:section-source xlink:href="{at}/d.odt" xlink:type="simple"/><text:p>旧</text:p></text:section>'
            "</office:text></office:body></office:document-content>"
        )
        manifest = (
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
        )
        odt = zipped(
            mimetype="application/vnd.oasis.opendocument.text", content_xml=content,
            **{"META-INF__manifest_xml": manifest},
        )  # fmt: skip
        assert "13.00" in read_office(odt, budget()).text
    assert calls == []


def _count(server: socket.socket, calls: list[object]) -> None:
    while True:
        try:
            connection, caller = server.accept()
        except OSError:
            return
        calls.append(caller)
        connection.close()


@pytest.mark.office
def test_what_is_no_office_file_inside_ends_in_a_message() -> None:
    with pytest.raises(Unreadable, match=r"报告\.doc"):
        read_office(DOC, budget(seconds=30))


@pytest.mark.office
def test_several_at_once_do_not_wait_for_one_another(tmp_path: Path) -> None:
    report = tmp_path / "report.rtf"
    report.write_bytes(RTF)
    running = [
        subprocess.Popen([sys.executable, "-m", "gouji", "text", str(report)], stdout=subprocess.PIPE) for _ in range(3)
    ]
    assert [process.communicate(timeout=120)[0].decode().split() for process in running] == [
        ["部门", "2023", "12.00"]
    ] * 3
