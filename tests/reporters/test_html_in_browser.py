"""The page in a real browser: choosing, filtering, keys, phone, dark, print, and no script at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

import gouji
from gouji.reporters.html import render
from tests.browser import Browser
from tests.commands import CLEAN, FAULTY, FAULTY_PDF_TEXT
from tests.reporters.pages import hostile

pytestmark = pytest.mark.browser

# Of the marks of the chosen finding, those in sight: in their pane, or copied into the other one.
_IN_SIGHT = """[...document.querySelectorAll('.on')].filter((e) => {
  const a = e.getBoundingClientRect();
  if (!a.height) return false;
  for (let box = e.parentElement; box; box = box.parentElement) {
    if (!['auto', 'scroll', 'hidden'].includes(getComputedStyle(box).overflowY)) continue;
    const b = box.getBoundingClientRect();
    if (a.bottom <= b.top || a.top >= b.bottom) return false;
  }
  return a.top >= 0 && a.bottom <= innerHeight;
}).map((e) => e.dataset.m.split(' ')).flat()"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    for name, path in (("faulty", FAULTY), ("pdf", FAULTY_PDF_TEXT), ("clean", CLEAN)):
        (made / f"{name}.html").write_bytes(render(gouji.check(str(path)), {}))
    (made / "hostile.html").write_bytes(render(hostile(made), {}))
    return made


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture
def page(browser: Browser, folder: Path) -> Iterator[Browser]:
    browser.screen(1440, 900)
    browser.open(folder / "faulty.html")
    browser.complaints.clear()
    yield browser
    assert browser.complaints == []


def _chosen(page: Browser) -> str | None:
    found: str | None = page.run("document.querySelector('.card.chosen')?.id ?? null")
    return found


@pytest.mark.parametrize("name", ["faulty", "pdf"])
def test_choosing_a_finding_brings_both_sides_into_sight(page: Browser, folder: Path, name: str) -> None:
    page.open(folder / f"{name}.html")
    for card in page.run("[...document.querySelectorAll('.card')].map((c) => c.id)"):
        page.click(f"#{card} .pick")
        assert _chosen(page) == card
        claim, *rest = page.run(f"[...document.querySelectorAll('#{card} [data-go]')].map((a) => a.dataset.go)")
        seen = page.run(_IN_SIGHT)
        assert claim in seen, card
        assert not rest or [m for m in rest if m in seen], card
        assert page.run(f"document.querySelector('#{card} .detail').offsetHeight > 0")
        page.press("Escape")


def test_the_marked_characters_are_the_quoted_ones(page: Browser) -> None:
    page.click("#F4 .pick")
    quoted = page.run("document.querySelector('#F4 .claim q').textContent")
    marked = page.run("[...document.querySelectorAll('#text .on.to')].map((e) => e.textContent).join('')")
    assert marked == quoted


def test_keys_walk_through_the_findings_and_their_places(page: Browser) -> None:
    page.press("j")
    page.press("j")
    assert _chosen(page) == "F2"
    page.press("k")
    assert _chosen(page) == "F1"
    page.press("Enter")
    first = page.run("document.querySelector('.places a.here').dataset.go")
    page.press("Enter")
    assert page.run("document.querySelector('.places a.here').dataset.go") != first
    page.press("Escape")
    assert _chosen(page) is None
    assert page.run("document.querySelectorAll('.on').length") == 0
    page.press("?")
    assert page.run("document.querySelector('#help').open")
    page.press("Escape")
    assert not page.run("document.querySelector('#help').open")
    page.press("/")
    page.type("三公")
    assert page.run("document.activeElement.name") == "words"


def _left(page: Browser) -> int:
    found: int = page.run("[...document.querySelectorAll('.card')].filter((c) => c.offsetHeight).length")
    return found


def test_filters_leave_what_they_say(page: Browser) -> None:
    every = _left(page)
    page.click(".levels .error input")
    warnings = page.run("document.querySelectorAll('.card:not(.error)').length")
    assert _left(page) == warnings < every
    assert page.run("document.querySelector('.filters output').textContent") == f"{warnings} / {every} 处"
    page.click(".levels .error input")
    pick = "(n, v) => {{ const s = document.querySelector(`.filters [name=${{n}}]`); s.value = v; s.dispatchEvent(new Event('input', {{bubbles: true}})); }}"
    pick = pick.replace("{{", "{").replace("}}", "}")
    page.run(f"({pick})('kind', 'ratio-error')")
    assert 0 < _left(page) == page.run("document.querySelectorAll('.card[data-kind=ratio-error]').length") < every
    page.run(f"({pick})('kind', '')")
    page.run(f"({pick})('section', '报表')")
    assert 0 < _left(page) < every
    page.run(f"({pick})('section', '')")
    page.click(".filters [name=words]")
    page.type("没有这样的话")
    assert _left(page) == 0


def test_a_figure_shows_what_it_was_held_against(page: Browser) -> None:
    page.click("#text .f.ok[data-a]")
    told = page.run("document.querySelector('#told').textContent")
    assert told.startswith("一致：")
    assert page.run("document.querySelector('#told').offsetHeight > 0")
    assert len(set(page.run(_IN_SIGHT))) > 1


def test_a_contradicted_figure_leads_to_its_finding(page: Browser) -> None:
    page.click("#text a.claim")
    assert _chosen(page) is not None


def test_coverage_and_pictures_lead_back_into_the_text(page: Browser) -> None:
    page.click("header [data-view=overview]")
    assert page.run("document.querySelectorAll('.charts svg').length") > 3
    assert page.run("document.querySelector('#text').offsetHeight") == 0
    page.click(".charts a")
    assert _chosen(page) is not None
    assert page.run("document.querySelector('#text').offsetHeight > 0")


def test_on_a_phone_one_thing_at_a_time_and_nothing_sticks_out(page: Browser, folder: Path) -> None:
    page.screen(390, 844)
    page.open(folder / "faulty.html")
    assert page.run("document.documentElement.scrollWidth <= 390")
    assert page.run("document.querySelector('#text').offsetHeight") == 0
    page.click("#F4 .pick")
    claim, other = page.run("[...document.querySelectorAll('#F4 [data-go]')].map((a) => a.dataset.go)")
    assert claim in page.run(_IN_SIGHT)
    assert page.run("document.querySelector('#F4 .formula').offsetHeight > 0")
    page.click("#F4 .evidence .place")
    assert other in page.run(_IN_SIGHT)
    for name in ("text", "tables", "overview", "list"):
        page.click(f"header [data-view={name}]")
        assert page.run("document.documentElement.scrollWidth <= 390"), name


# Contrast of the words of the page against what is behind them, by WCAG.
_CONTRASTS = """(() => {
  const lum = (c) => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\\)|transparent/.test(c)) return c; } return 'rgb(255,255,255)'; };
  const names = ['.f.ok', '.f.bad', '.f.no', 'a.evidence', '.card .message', '.card .meta', '.level', '.where', '.places q', '.tref', '.grid td', '.grid thead th', '.about', 'header .error', 'header .warning'];
  return names.flatMap((n) => { const e = document.querySelector(n); if (!e) return []; const a = lum(getComputedStyle(e).color), b = lum(behind(e)); return [[n, (Math.max(a, b) + .05) / (Math.min(a, b) + .05)]]; });
})()"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(page: Browser, folder: Path, dark: bool) -> None:
    page.screen(1440, 900, dark=dark)
    page.open(folder / "faulty.html")
    paper = page.run("getComputedStyle(document.documentElement).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") is not dark
    contrasts = page.run(_CONTRASTS)
    assert len(contrasts) > 12
    assert [(name, round(c, 1)) for name, c in contrasts if c < 4.5] == []


def test_what_can_be_used_has_a_name_for_those_who_do_not_see_it(page: Browser) -> None:
    page.press("j")
    wanted = {"button", "link", "checkbox", "searchbox", "combobox", "region", "article", "table", "status", "img"}
    nodes = page.send("Accessibility.getFullAXTree")["nodes"]
    told = [
        (n["role"]["value"], n.get("name", {}).get("value", "")) for n in nodes if not n.get("ignored") and "role" in n
    ]
    assert {"button", "link", "searchbox", "combobox", "region"} <= {role for role, _ in told}
    nameless = {role for role, name in told if role in wanted - {"article", "table", "status"} and not name.strip()}
    assert nameless == set()


def test_printed_the_findings_come_first_and_nothing_is_cut_off(page: Browser) -> None:
    page.press("j")
    with pypdfium2.PdfDocument(page.printed()) as document:
        texts = []
        for sheet in document:
            words = sheet.get_textpage()
            texts.append("".join(words.get_text_range().split()))
            words.close()
            sheet.close()
    assert "问题清单" in texts[0]
    whole = "".join(texts)
    assert whole.index("问题清单") < whole.index("核对率与图") < whole.index("一致不一致未核对对照")
    assert whole.count("算式") >= 20
    assert "国有资本经营预算财政拨款支出决算表" in texts[-1] + texts[-2] + texts[-3] or len(texts) > 10


def test_without_script_everything_is_there_and_links_work(browser: Browser, folder: Path) -> None:
    browser.screen(1200, 900, script=False)
    browser.open(folder / "faulty.html")
    try:
        tree = browser.send("DOM.getDocument", depth=0)["root"]["nodeId"]
        for selector in ("#F1 .detail", "#text p", "#tables table", ".charts svg"):
            node = browser.send("DOM.querySelector", nodeId=tree, selector=selector)["nodeId"]
            box = browser.send("DOM.getBoxModel", nodeId=node)["model"]
            assert box["height"] > 0, selector
        filters = browser.send("DOM.querySelector", nodeId=tree, selector=".filters")["nodeId"]
        styles = browser.send("CSS.enable") or browser.send("CSS.getComputedStyleForNode", nodeId=filters)
        assert {"name": "display", "value": "none"} in styles["computedStyle"]
    finally:
        browser.screen(1440, 900)


@pytest.mark.parametrize("name", ["hostile", "clean"])
def test_nothing_is_loaded_nothing_runs_nothing_complains(page: Browser, folder: Path, name: str) -> None:
    page.requests.clear()
    page.open(folder / f"{name}.html")
    page.press("j")
    assert [url for url in page.requests if url.startswith("http")] == []
    assert page.run("document.querySelectorAll('script').length") == 1
    assert page.run("document.querySelector('main').dataset.view") == "list"


def test_a_link_to_a_finding_opens_it(browser: Browser, folder: Path) -> None:
    browser.screen(1440, 900)
    browser.open(folder / "faulty.html", "#F5")
    assert _chosen(browser) == "F5"
