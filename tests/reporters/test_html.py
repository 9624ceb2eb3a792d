"""The page: every mark on exactly the quoted characters, every figure with its state, nothing in it that acts."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gouji
from gouji.model.run import Crash, Run, State
from gouji.reporters.html import render
from gouji.reporters.html.marks import Marks
from gouji.reporters.html.text import shown
from gouji.reporters.plain import visible
from tests.cases import FIXTURES
from tests.commands import CLEAN, FAULTY, FAULTY_PDF_TEXT
from tests.reporters.pages import DOCUMENTS, FORMATS, hostile, quote


def _page(run: Run) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(render(run, {}).decode("utf-8"))


def _pieces(page: lxml.html.HtmlElement) -> dict[str, str]:
    """Return the text under each mark, its pieces joined; of a place shown twice, once."""
    texts: dict[str, list[str]] = {}
    seen: set[tuple[str, str]] = set()
    for element in page.iterfind(".//*[@data-m]"):
        holder = next(e for e in element.iterancestors() if e.tag in ("p", "td", "th", "h2", "h3", "h4", "h5", "h6"))
        block = page.getroottree().getpath(holder)
        for mark in element.get("data-m").split():
            if all(m != mark or b == block for m, b in seen):
                seen.add((mark, block))
                texts.setdefault(mark, []).append(element.text_content())
    return {mark: "".join(parts) for mark, parts in texts.items()}


@pytest.mark.parametrize("path", [*DOCUMENTS, *FORMATS], ids=lambda p: f"{p.parent.name}-{p.name}")
def test_every_mark_stands_on_exactly_the_quoted_characters(path: Path) -> None:
    _assert_exact(gouji.check(str(path)))


def test_marks_are_exact_in_every_file_of_a_report() -> None:
    formats = FIXTURES / "formats"
    run = gouji.check(str(formats / "narrative.docx"), tables=[str(formats / "tables.xlsx")])
    _assert_exact(run)
    page = _page(run)
    [tables] = page.xpath("//section[@id='tables']")
    assert "tables.xlsx" in page.text_content()
    assert len(tables.find_class("table")) == len(run.tables) > 5
    held = [e.against[0].place.span for e in run.ledger if e.against and e.against[0].place.span.file]
    assert held
    texts = _pieces(tables)
    assert all(texts[Marks(run).of(span).id] == quote(run, span) for span in held[:5])


def _assert_exact(run: Run) -> None:
    page = _page(run)
    texts = _pieces(page)
    cards = page.find_class("card")
    assert len(cards) == len(run.findings)
    for finding, card in zip(run.findings, cards, strict=True):
        places = [a.get("data-go") for a in card.iterfind(".//*[@data-go]")]
        expected = [quote(run, w.place.span) for w in (finding.claim, *finding.evidence, *finding.also)]
        assert [texts[mark] for mark in places] == expected
        assert [q.text_content() for q in card.iter("q")] == expected


@pytest.mark.parametrize("path", [*DOCUMENTS, *FORMATS], ids=lambda p: f"{p.parent.name}-{p.name}")
def test_every_figure_is_marked_with_its_state(path: Path) -> None:
    run = gouji.check(str(path))
    page = _page(run)
    texts = _pieces(page)
    classes = {mark: e.get("class").split() for e in page.iterfind(".//*[@data-m]") for mark in e.get("data-m").split()}
    marks = Marks(run)
    states = {State.CONSISTENT: "ok", State.CONTRADICTED: "bad", State.NOT_CHECKED: "no"}
    for entry in run.ledger:
        mark = marks.of(entry.figure.span).id
        assert texts[mark] == quote(run, entry.figure.span)
        assert {"f", states[entry.state]} <= {*classes[mark]}
    ids = Counter(e.get("id") for e in page.iterfind(".//*[@id]"))
    assert max(ids.values()) == 1


@pytest.mark.parametrize("path", [FAULTY, FAULTY_PDF_TEXT], ids=lambda p: p.parent.name)
def test_no_line_of_the_report_is_left_out(path: Path) -> None:
    run = gouji.check(str(path))
    told = _bare(_page(run).text_content())
    lines = [line for line in run.document.sources[0].text.splitlines() if "|" not in line and "\t" not in line]
    assert len(lines) > 100
    assert [line for line in lines if _bare(line) not in told] == []


def _bare(text: str) -> str:
    return re.sub(r"[\s#*>\-]|</?[a-z]+>", "", visible(text))


def test_the_words_around_a_quote_are_cut_between_numbers_and_sentences(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    sentence = "基本支出决算为1,100,000,000.00万元，比上年增加10.00万元，增长20.00%，主要原因是渡口船舶检修任务和值守人员补助增加较多"
    path.write_text(f"# 鹭洲县渡口管理站2023年度部门决算\n\n上一句到此为止。{sentence}。下一句。\n", "utf-8")
    [card] = _page(gouji.check(str(path))).find_class("card")
    told = [words.text_content() for words in card.find_class("words")]
    assert told
    for words in told:
        at = sentence.index(words)
        end = at + len(words)
        assert not re.fullmatch(r"[\d.,]{2}", sentence[max(0, at - 1) : at + 1])
        assert not re.fullmatch(r"[\d.,]{2}", sentence[end - 1 : end + 1])
        assert words[0] != "，"


def test_a_figure_leads_to_what_it_was_held_against() -> None:
    run = gouji.check(str(FAULTY))
    page = _page(run)
    texts = _pieces(page)
    entry = next(e for e in run.ledger if e.against and e.against[0].place.table is not None)
    figure = next(
        e for e in page.find_class("f") if e.get("data-a") and e.text_content() == run.document.text(entry.figure.span)
    )
    assert quote(run, entry.against[0].place.span) in [texts[mark] for mark in figure.get("data-a").split()]


def test_numbers_of_the_head_are_those_of_the_run() -> None:
    run = gouji.check(str(FAULTY))
    head = " ".join(_page(run).xpath("//header")[0].text_content().split())
    assert head.startswith(f"{run.document.entity}2023年决算")
    assert f"发现 {len(run.findings)} 处：" in head
    figures = [e for e in run.ledger if e.figure.counts_as_figure]
    assert f"正文数字 {len(figures)} 个：" in head
    rows = _page(run).xpath("//table[@class='shares']/tbody/tr")
    assert sum(int(r[2].text_content()) for r in rows[:-1]) == int(rows[-1][2].text_content()) == len(figures)


def test_ignored_findings_notes_and_crashes_are_told() -> None:
    run = gouji.check(str(CLEAN))
    run.ignored, run.notes, run.crashes = 2, ("一条说明<b>",), (Crash("WX03", "ZeroDivisionError"),)
    text = _page(run).text_content()
    assert "核对没有完成，没有发现不一致；按设置略去 2 处" in text
    assert "说明：一条说明<b>" in text
    assert "核对 WX03 出错" in text


def test_a_table_whose_columns_were_lost_shows_its_reading_and_its_lines() -> None:
    run = gouji.check(str(FAULTY_PDF_TEXT))
    table = next(t for t in run.tables if t.key == "T2")
    [section] = _page(run).xpath(f"//section[@id='t{table.index + 1}']")
    assert [c.text_content() for c in section.find_class("head")[0]][:3] == ["项目", "本年收入合计", "财政拨款收入"]
    assert "原文各行" in section.text_content()


def test_same_run_same_page_and_only_its_own_style_and_script_may_act(tmp_path: Path) -> None:
    run = hostile(tmp_path)
    assert run.findings
    data = render(run, {})
    assert data == render(run, {})
    text = data.decode("utf-8")
    page = lxml.html.document_fromstring(text)
    [policy] = [m.get("content") for m in page.iter("meta") if m.get("http-equiv")]
    [script], [style] = list(page.iter("script")), list(page.iter("style"))
    for directive, element in (("script-src", script), ("style-src", style)):
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for element in page.iter():
        if isinstance(element.tag, str):
            assert element.tag not in ("img", "iframe", "object", "embed", "base", "link")
            assert not [a for a in element.attrib if a.startswith("on") or a in ("style", "src", "srcdoc")]
            assert element.get("href", "#").startswith("#")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "alert(3)" in page.text_content()
    assert "{{ 7 * 7 }}" in page.text_content()


_ANY = st.text(st.sampled_from("<>&\"'/*\n\t 数1b=x!-\u202e\u200b\u0000\x7f\ud800\U000e0041"), max_size=40)


@given(_ANY, st.sampled_from(["", "<script>", "</i><b>", "<b onclick=x>", "<!--", "**", "\n\n"]), _ANY)
def test_text_comes_out_as_text(before: str, inside: str, after: str) -> None:
    text = before + inside + after
    markup = str(shown(text))
    assert not re.search(r"<(?!i hidden>|/i>)", markup)
    unescaped = re.sub(r"</?i[^>]*>", "", markup)
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        unescaped = unescaped.replace(entity, char)
    assert unescaped == visible(text)
    markup.encode("utf-8")


@pytest.mark.parametrize(
    "text", [" " * 300_000 + "<", "<b " * 100_000, "\n \t" * 100_000, "**" * 100_000, "<!---->" * 60 + "字"]
)
def test_no_text_takes_long(tmp_path: Path, text: str) -> None:
    assert shown(text)
    path = tmp_path / "report.md"
    path.write_text(f"# 鹭洲县渡口管理站2023年度部门决算\n\n增长5%。{text}\n\n<!-- {text}\n", "utf-8")
    assert render(gouji.check(str(path)), {})


@settings(max_examples=40)
@given(_ANY, _ANY, _ANY)
def test_no_report_becomes_markup(tmp_path_factory: pytest.TempPathFactory, title: str, words: str, cell: str) -> None:
    path = tmp_path_factory.mktemp("hostile") / "report.md"
    text = f"# 鹭洲县渡口管理站2023年度部门决算{title}\n\n支出110万元{words}，比上年增加10万元，增长20%。\n\n本年支出合计120万元。\n\n|项目{cell}|金额|\n|---|---|\n|{cell}|12.00|\n"
    path.write_bytes(text.replace("\0", "\x1b").encode("utf-8", "replace"))  # NUL would make it no text file
    page = _page(gouji.check(str(path)))
    assert {e.tag for e in page.iter() if isinstance(e.tag, str)} <= _ELEMENTS
    assert len(list(page.iter("script"))) == 1
    assert not [e.tag for e in page.iter() if not isinstance(e.tag, str)]


# All the page is made of: whatever else a parser finds came out of a report.
_ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        "html head meta title style script body a header h1 h2 h3 h4 h5 h6 p b span nav button main section form input label "
        "select option output div article ol li q details summary dl dt dd table caption thead tbody tr th td figure "
        "svg rect path text i small dialog kbd",
    )
)


def test_a_profile_of_the_users_own_is_no_obstacle() -> None:
    run = gouji.check(str(FAULTY_PDF_TEXT))
    run.profile = "吾乡样式"
    assert "财政拨款收入".encode() in render(run, {})
