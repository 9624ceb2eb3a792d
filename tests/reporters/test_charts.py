"""The pictures: printed numbers of believed cells, labels that do not run into one another, files that open."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import gouji
from gouji.errors import UsageError
from gouji.model.run import Run, State
from gouji.model.table import Belief
from gouji.reporters.charts import png, svg
from gouji.reporters.charts.canvas import WIDTH, Picture, Rect, Squares, Words, length, wrapped
from gouji.reporters.charts.draw import comparison, composition
from gouji.reporters.charts.figures import against_last_year, income, initial_and_final, sangong, spending
from gouji.reporters.charts.poster import missing, pictures, poster
from gouji.reporters.charts.strip import strip
from tests.commands import FAULTY
from tests.reporters.pages import DOCUMENTS, hostile


@pytest.fixture
def run() -> Run:
    return gouji.check(str(FAULTY))


def _words(picture: Picture) -> list[str]:
    return [s.text for s in picture.shapes if isinstance(s, Words)]


def test_the_composition_prints_the_cells_largest_first(run: Run) -> None:
    data = spending(run)
    assert data
    table = next(t for t in run.tables if t.key == "T3")
    printed = {
        r.label: f"{r.cells['total'].printed.value:f}"
        for r in table.rows
        if len(r.code) == 3 and r.cells["total"].printed
    }
    assert {p.label: p.amount.printed for p in data.parts} == printed
    assert [p.amount.value for p in data.parts] == sorted((p.amount.value for p in data.parts), reverse=True)
    assert all(sum(a.value for _, a in p.inner) == p.amount.value for p in data.parts if p.inner)


def test_a_cell_that_is_not_believed_is_counted_and_not_drawn(run: Run) -> None:
    table = next(t for t in run.tables if t.key == "T3")
    row = next(r for r in table.rows if len(r.code) == 3)
    row.cells["total"].belief = Belief.UNCLEAR
    data = spending(run)
    assert data
    assert data.unread == 1
    assert row.label not in [p.label for p in data.parts]
    assert "表中另有 1 项未读清，没有画出。" in _words(composition(data))


def test_parts_that_do_not_make_the_whole_are_told(run: Run) -> None:
    data = income(run)
    assert data
    assert "各项之和与合计不等。" not in _words(composition(data))
    assert "各项之和与合计不等。" in _words(composition(replace(data, parts=data.parts[:1])))


def test_a_table_that_was_not_read_is_told(run: Run) -> None:
    assert missing(run) == []
    for table in run.tables:
        for row in table.rows if table.key in ("T2", "T3", "T7") else ():
            for cell in row.cells.values():
                cell.belief = Belief.UNCLEAR
    [note] = missing(run)
    assert note == "没有画：收入按来源、支出按功能分类、“三公”经费。表中没有数，或没有读清。"


def test_pairs_are_of_statements_that_were_found_consistent(run: Run) -> None:
    data = initial_and_final(run)
    assert data
    shown = {(p.label, p.first.printed if p.first else "", p.second.printed if p.second else "") for p in data.pairs}
    assert ("信访事务", "50", "46.18") in shown
    left = {
        "一般公共预算财政拨款支出",
        "行政运行",
        "提租补贴",
        "购房补贴",
    }  # of each, one of the two is wrong or was not checked
    assert not left & {p.label for p in data.pairs}
    assert data.notes == ("另有 4 项，两数没有都核对相符，没有画出。",)
    for entry in run.ledger:
        entry.state = State.NOT_CHECKED
    assert initial_and_final(run) is None
    assert against_last_year(run) is None


def test_last_year_is_this_year_less_the_change(run: Run) -> None:
    data = against_last_year(run)
    assert data
    pair = next(p for p in data.pairs if p.label == "收入合计")
    assert pair.first
    assert pair.second
    assert pair.second.printed == "3794.52"
    assert pair.beside == "比上年增 309.31"
    assert pair.second.value - pair.first.value == 3093100


def test_sangong_prints_both_halves(run: Run) -> None:
    data = sangong(run)
    assert data
    assert next((p.first.printed if p.first else "", p.second.printed if p.second else "") for p in data.pairs) == (
        "24.50",
        "20.45",
    )
    assert "其中：公务用车运行维护费" in _words(comparison(data))


def test_the_strip_shows_every_figure_once(run: Run) -> None:
    picture = strip(run, {})
    assert picture
    figures = [e for e in run.ledger if e.figure.counts_as_figure]
    squares = sum(len(s.corners) for s in picture.shapes if isinstance(s, Squares))
    tall = sum(isinstance(s, Rect) and s.ink == "wrong" and bool(s.title) for s in picture.shapes)
    assert squares + tall == len(figures) + len(run.tables)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.parent.name)
def test_words_do_not_run_into_one_another_or_over_the_edge(path: Path) -> None:
    for picture in pictures(gouji.check(str(path))):
        boxes = [_box(s) for s in picture.shapes if isinstance(s, Words)]
        assert all(x0 >= -1 and x1 <= WIDTH + 1 and y1 <= picture.height for x0, _, x1, y1 in boxes)
        for i, (a0, b0, a1, b1) in enumerate(boxes):
            for c0, d0, c1, d1 in boxes[:i]:
                assert a1 <= c0 or c1 <= a0 or b1 <= d0 or d1 <= b0, picture.title


def _box(words: Words) -> tuple[float, float, float, float]:
    wide = length(words.text, words.size)
    left = words.x - {"start": 0, "middle": wide / 2, "end": wide}[words.anchor]
    return left, words.y - 0.75 * words.size, left + wide, words.y + 0.1 * words.size


@given(st.text(max_size=80), st.integers(10, 300), st.integers(1, 3))
def test_wrapped_text_fits(text: str, width: int, lines: int) -> None:
    found = wrapped(text, width, 10, lines)
    assert len(found) <= lines
    assert "".join(found).removesuffix("…") == text[: len("".join(found).removesuffix("…"))]


def test_svg_is_xml_whatever_the_report_is_called(tmp_path: Path) -> None:
    run = hostile(tmp_path)
    data = svg.render(run, {})
    assert data == svg.render(run, {})
    root = ET.fromstring(data)
    tags = {e.tag.rpartition("}")[2] for e in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "path", "text"}


@given(st.text(st.sampled_from("<>&\"'数1\x00\x1b\ufffe\uffff\ud800"), max_size=30))
def test_any_text_can_be_written_as_xml(text: str) -> None:
    picture = Picture(text, text, 20, [Words(0, 0, text), Rect(0, 0, 1, 1, "ink", text)])
    ET.fromstring(svg.inline(picture).encode("utf-8"))


def test_png_opens_and_is_twice_as_large_as_the_picture(run: Run) -> None:
    data = png.render(run, {})
    assert data == png.render(run, {})
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (2 * (WIDTH + 48), round(2 * (poster(run).height + 48)))
        assert len(image.getcolors() or ()) > 3


def test_without_a_chinese_font_png_says_what_to_do(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png, "_FONTS", ("no-such-font.ttf",))
    png._font.cache_clear()
    with pytest.raises(UsageError, match=r"没有找到中文字体.*--format svg"):
        png.render(run, {})


def test_nothing_to_draw_is_told(run: Run) -> None:
    run.ledger, run.tables = (), ()
    with pytest.raises(UsageError, match="没有读清可画的数"):
        svg.render(run, {})
