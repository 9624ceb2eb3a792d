"""Word files: what is printed comes out, once, in reading order, with the paragraph it stands in."""

from __future__ import annotations

import pytest

from gouji.ingest.list_numbers import numeral
from tests.ingest.word import abstract, level, num, numbered, p, r, read, tbl, tc, text_of, tr, word

# paragraphs


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (p("一、收入") + p("二、支出"), "一、收入\n二、支出"),
        (p(""), ""),
        (f"<w:p>{r('本年收入')}{r('12.30')}{r('万元')}</w:p>", "本年收入12.30万元"),
        (f"<w:p>{r('甲')}<w:r><w:tab/></w:r>{r('乙')}</w:p>", "甲 乙"),
        (f"<w:p>{r('甲')}<w:r><w:br/></w:r>{r('乙')}</w:p>", "甲\n乙"),
        (f"<w:p>{r('执行率')}<w:r><w:softHyphen/><w:noBreakHyphen/></w:r>{r('乙')}</w:p>", "执行率-乙"),
        ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Symbol" w:char="F0B7"/></w:r></w:p>', "☑"),
        ('<w:p><w:r><w:sym w:font="宋体" w:char="2460"/></w:r></w:p>', "①"),
        (f"<w:sdt><w:sdtPr><w:t>提示</w:t></w:sdtPr><w:sdtContent>{p('内容')}</w:sdtContent></w:sdt>", "内容"),
        (f"<w:p><w:sdt><w:sdtContent>{r('内')}</w:sdtContent></w:sdt><w:hyperlink>{r('容')}</w:hyperlink></w:p>", "内容"),
        (f"<w:p><w:ruby><w:rt>{r('hui')}</w:rt><w:rubyBase>{r('汇')}</w:rubyBase></w:ruby></w:p>", "汇"),
        ("<w:p><m:oMath><m:f><m:num><m:r><m:t>决算</m:t></m:r></m:num><m:den><m:r><m:t>预算</m:t></m:r></m:den></m:f></m:oMath></w:p>", "决算/预算"),
    ],
)  # fmt: skip
def test_a_paragraph_is_what_it_prints(body: str, text: str) -> None:
    assert text_of(body) == text


def test_hidden_text_is_out() -> None:
    style = '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    runs = (r("甲"), r("乙", "<w:vanish/>"), r("丙", '<w:rStyle w:val="H"/>'), r("丁", '<w:vanish w:val="0"/>'))
    assert text_of(f"<w:p>{''.join(runs)}</w:p>", styles=style) == "甲丁"


def test_a_style_hides_a_paragraph_but_for_runs_that_say_otherwise() -> None:
    style = '<w:style w:type="paragraph" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    shown = r("乙", '<w:vanish w:val="false"/>')
    assert text_of(f'<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr>{r("甲")}{shown}</w:p>', styles=style) == "乙"


def test_tracked_changes_are_read_as_accepted() -> None:
    body = (
        f"<w:p>{r('收入')}<w:del><w:r><w:delText>11.00</w:delText></w:r></w:del><w:ins>{r('12.00')}</w:ins>"
        f"<w:moveFrom>{r('万元')}</w:moveFrom><w:moveTo>{r('元')}</w:moveTo></w:p>"
    )
    found = read(word(body))
    assert found.text == "收入12.00元\n"
    assert any("修订" in n for n in found.notices)


@pytest.mark.parametrize("mark", ["<w:del/>", "<w:ins/><w:del/><w:b/>", "<w:moveFrom/><w:sz/>"])
def test_a_deleted_paragraph_mark_joins_two_paragraphs_which_keep_their_places(mark: str) -> None:
    found = read(word(p("收入为", f"<w:rPr>{mark}</w:rPr>") + p("12.00万元。") + p("丙")))
    assert found.text == "收入为12.00万元。\n丙\n"
    assert found.layout is not None
    assert [found.layout.at(at, at + 1) for at in (0, 3, 12)] == [{"paragraph": 1}, {"paragraph": 2}, {"paragraph": 3}]


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def test_of_a_field_only_the_result_is_text() -> None:
    inner = f"{_field('begin')}<w:r><w:instrText>PAGE</w:instrText></w:r>{_field('separate')}{r('9')}{_field('end')}"
    body = f"<w:p>{r('见')}{_field('begin')}<w:r><w:instrText>REF a</w:instrText></w:r>{inner}{_field('separate')}{r('表3')}{_field('end')}{r('。')}</w:p>"
    assert text_of(body) == "见表3。"


def test_a_field_without_an_end_costs_no_other_paragraph() -> None:
    assert text_of(f"<w:p>{_field('begin')}{r('REF')}</w:p>" + p("正文")) == "正文"


def test_the_result_of_a_field_may_run_over_paragraphs() -> None:
    contents = f"<w:p>{_field('begin')}<w:r><w:instrText>TOC</w:instrText></w:r>{_field('separate')}{r('一、收入')}<w:r><w:tab/></w:r>{r('3')}</w:p>"
    assert text_of(contents + f"<w:p>{r('二、支出')}{_field('end')}</w:p>") == "一、收入 3\n二、支出"


def test_a_text_box_stored_in_two_forms_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    body = f"<w:p>{r('框外')}<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r></w:p>"
    assert text_of(body) == "框外\n框内"
    assert text_of(f"<w:p>{r('框外')}<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r></w:p>") == "框外\n框内"


def test_a_text_box_inside_a_text_box_is_read_once() -> None:
    inner = f"<w:r><w:pict><w:txbxContent>{p('里')}</w:txbxContent></w:pict></w:r>"
    body = f"<w:p><w:r><w:pict><w:txbxContent><w:p>{r('外')}{inner}</w:p></w:txbxContent></w:pict></w:r></w:p>"
    assert text_of(body) == "外\n里"


def _note(number: int, text: str, kind: str = "footnote") -> str:
    return f'<w:{kind} w:id="{number}">{p(text)}</w:{kind}>'


def test_notes_follow_the_paragraph_that_ends_a_sentence() -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = _note(0, "分隔") + _note(2, "不含结转。")
    assert (
        text_of(f"<w:p>{r('收入')}{mark}</w:p>" + p("为1.00万元。") + p("完。"), footnotes=notes)
        == "收入\n为1.00万元。\n不含结转。\n完。"
    )
    end = '<w:r><w:endnoteReference w:id="1"/></w:r>'
    assert text_of(f"<w:p>{r('表')}{end}</w:p>", endnotes=_note(1, "注。", "endnote")) == "表\n注。"


def test_headers_and_comments_stand_in_other_parts_and_are_not_read() -> None:
    assert text_of(p("正文"), header1=p("页眉"), comments=f"<w:comment>{p('批注')}</w:comment>") == "正文"


def test_a_carriage_return_is_white_space_and_moves_no_place() -> None:
    found = read(word(p("甲&#13;") + p("乙")))
    assert found.text == "甲 \n乙\n"
    assert found.layout is not None
    assert found.layout.at(3, 4) == {"paragraph": 2}


def test_places_count_the_paragraphs_of_the_file() -> None:
    found = read(word(p("") + p("甲") + tbl(tr("乙", "丙"), tr("丁", "戊")) + p("己")))
    assert found.text == "甲\n\n乙\t丙\n丁\t戊\n\n己\n"
    assert found.layout is not None
    places = [found.layout.at(found.text.index(c), 0)["paragraph"] for c in "甲乙丙丁戊己"]
    assert places == [2, 3, 4, 5, 6, 7]


def test_pictures_and_embedded_files_are_announced() -> None:
    def picture(width: int) -> str:
        return f'<w:p><w:r><w:drawing><wp:inline><wp:extent cx="{width}" cy="2000000"/><a:blip/></wp:inline></w:drawing></w:r></w:p>'

    assert [n for n in read(word(picture(5_000_000))).notices if "1 张图片" in n]
    assert read(word(picture(500_000))).notices == ()
    assert [n for n in read(word("<w:p><w:r><w:object/></w:r></w:p>")).notices if "--tables" in n]
    assert [n for n in read(word("<w:altChunk/>" + p("甲"))).notices if "嵌了 1 个" in n]


def test_the_strict_variant_reads_alike() -> None:
    from tests.ingest.word import package

    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f'<w:document xmlns:w="{strict}"><w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:body></w:document>'
    assert read(package({"word/document2.xml": body})).text == "甲\n"


# headings


def test_headings_without_a_number_are_marked_by_their_style() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="1"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="1"/></w:style>'
    )
    misused = "收入100.00万元"
    body = (
        p("概况", '<w:pStyle w:val="a"/>') + p("正文", '<w:pStyle w:val="a"/><w:outlineLvl w:val="9"/>')
        + p(misused, '<w:pStyle w:val="a"/>') + p("收支说明", '<w:outlineLvl w:val="1"/>')
    )  # fmt: skip
    found = read(word(body, styles=style))
    assert found.text == f"概况\n正文\n{misused}\n收支说明\n"
    assert found.headings == {0, found.text.index("收支说明")}


# numbers of lists


def test_numbers_of_lists_are_printed() -> None:
    levels = abstract(
        level(0, "chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>'), level(1, "japaneseCounting", "（%2）"),
        level(2, "decimal", "%3."), level(3, "decimalEnclosedCircle", "%4"), level(4, "decimal", "%1.%5", "<w:isLgl/>"),
    )  # fmt: skip
    body = "".join(
        numbered(t, level=at)
        for t, at in [
            ("甲", 0),
            ("乙", 1),
            ("丙", 2),
            ("丁", 3),
            ("戊", 2),
            ("己", 1),
            ("庚", 0),
            ("辛", 1),
            ("壬", 2),
            ("癸", 4),
        ]
    )
    expected = "一、甲\n（一） 乙\n1. 丙\n① 丁\n2. 戊\n（二） 己\n二、庚\n（一） 辛\n1. 壬\n2.1 癸"
    assert text_of(body, numbering=levels + num()) == expected


def test_lists_of_one_definition_count_on_and_an_override_begins_anew() -> None:
    levels = abstract(level(0, "decimal", "%1."))
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    body = numbered("甲") + numbered("乙", 2) + numbered("丙", 3) + numbered("丁", 3) + numbered("戊")
    found = text_of(body, numbering=levels + num(1) + num(2) + num(3, more=again))
    assert found == "1. 甲\n2. 乙\n1. 丙\n2. 丁\n3. 戊"


def test_restarts_can_be_switched_off() -> None:
    levels = abstract(level(0, "decimal", "%1."), level(1, "decimal", "%2）", '<w:lvlRestart w:val="0"/>'))
    body = numbered("甲") + numbered("乙", level=1) + numbered("丙") + numbered("丁", level=1)
    assert text_of(body, numbering=levels + num()) == "1. 甲\n1） 乙\n2. 丙\n2） 丁"


def test_a_style_carries_its_number_and_zero_takes_it_away() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:basedOn w:val="1"/></w:style>'
    )
    levels = abstract(
        level(0, "chineseCounting", "第%1部分", '<w:pStyle w:val="1"/>'), level(1, "chineseCounting", "%2、", '<w:pStyle w:val="2"/>')
    )  # fmt: skip
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        p("概况", '<w:pStyle w:val="1"/>') + p("职责", '<w:pStyle w:val="2"/>')
        + p("无号", f'<w:pStyle w:val="1"/>{none}') + p("说明", '<w:pStyle w:val="1"/>')
    )  # fmt: skip
    assert text_of(body, styles=style, numbering=levels + num()) == "第一部分 概况\n一、 职责\n无号\n第二部分 说明"


def test_a_list_kept_as_a_style_lends_its_levels() -> None:
    kept = f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="S"/>{level(0, "chineseCounting", "%1、")}</w:abstractNum>'
    user = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="S"/></w:abstractNum>'
    assert text_of(numbered("甲"), numbering=kept + user + num()) == "一、 甲"


def test_bullets_and_unknown_lists_print_no_words() -> None:
    assert text_of(numbered("甲"), numbering=abstract(level(0, "bullet", "")) + num()) == "甲"
    assert text_of(numbered("甲", 7), numbering=num()) == "甲"
    assert text_of(numbered("甲")) == "甲"


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (10, "chineseCounting", "十"), (11, "japaneseCounting", "十一"), (20, "chineseCountingThousand", "二十"),
        (105, "chineseCountingThousand", "一百零五"), (110, "chineseCounting", "一百一十"), (1002, "chineseCounting", "一千零二"),
        (12, "chineseLegalSimplified", "壹拾贰"), (3, "ideographTraditional", "丙"), (2, "ideographZodiac", "丑"),
        (20, "decimalEnclosedCircle", "⑳"), (21, "decimalEnclosedCircle", "21"), (3, "decimalEnclosedParen", "⑶"),
        (4, "upperRoman", "IV"), (9, "lowerRoman", "ix"), (28, "upperLetter", "BB"), (3, "lowerLetter", "c"),
        (7, "decimalZero", "07"), (12, "decimalFullWidth", "１２"), (23, "ideographDigital", "二三"), (5, "none", ""),
        (20_000, "chineseCounting", "20000"), (5, "whatever", "5"), (0, "upperLetter", "0"),
    ],
)  # fmt: skip
def test_numerals(value: int, form: str, shown: str) -> None:
    assert numeral(value, form) == shown


# tables


def test_merged_cells_stand_once() -> None:
    across, down, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = tbl(
        tr(tc("项目", down), tc("决算", across)), tr(tc("重复", on), "基本", "项目支出"),
        tr("乙", "1.00", properties='<w:gridBefore w:val="1"/>'), tr("丙", "2.00", properties='<w:gridAfter w:val="1"/>'),
    )  # fmt: skip
    assert text_of(table) == "项目\t决算\t\n\t基本\t项目支出\n\t乙\t1.00\n丙\t2.00\t\n"


def test_a_column_of_next_to_no_width_is_none() -> None:
    """LibreOffice writes RTF tables so: the edges of a merged and of a single cell miss each other by a unit."""
    across, three = '<w:gridSpan w:val="2"/>', '<w:gridSpan w:val="3"/>'
    rows = (
        tr(tc("公务用车", three), tc("公务接待费", across)), tr("小计", "购置", tc("运行", across), "接待"), tr("3.00", "1.00", tc("2.00", across), "4.00"),
    )  # fmt: skip
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in (1234, 1234, 1232, 1, 1233))
    table = tbl(*rows).replace("<w:tbl>", f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>")
    assert text_of(table) == "公务用车\t\t\t公务接待费\n小计\t购置\t运行\t接待\n3.00\t1.00\t2.00\t4.00\n"
    unseen = table.replace(' w:w="1"', ' w:w="0"')  # no width given: nothing is known
    assert text_of(unseen).startswith("公务用车\t\t\t公务接待费\t\n")


def test_a_cell_is_closed_up() -> None:
    cell = f"<w:tc>{p('合')}<w:p>{r('计')}<w:r><w:tab/><w:br/></w:r>{r('数 ')}</w:p></w:tc>"
    assert text_of(tbl(tr(cell, "1"))) == "合 计 数\t1\n"


def _control(content: str) -> str:
    return f"<w:sdt><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def test_deleted_and_hidden_rows_are_out_and_wrapped_ones_in() -> None:
    rows = (
        tr("甲", "1"), tr("乙", "2", properties="<w:del/>"), tr("丙", "3", properties="<w:hidden/>"),
        _control(tr("丁", _control(tc("4")))),
    )  # fmt: skip
    assert text_of(tbl(*rows)) == "甲\t1\n丁\t4\n"


def test_frames_are_not_tables_and_tables_in_cells_follow() -> None:
    inner = tbl(tr("甲", "1"))
    frame = tbl(tr(f"<w:tc>{p('前言')}{inner}{p('')}</w:tc>"))
    assert text_of(frame) == "前言\n\n甲\t1\n"
    assert text_of(tbl(tr(f"<w:tc>{p('外')}{inner}</w:tc>", "2"))) == "外\t2\n\n甲\t1\n"


def test_text_boxes_and_notes_of_cells_are_kept() -> None:
    box = f"<w:tc><w:p>{r('甲')}<w:r><w:pict><w:txbxContent>{p('框')}</w:txbxContent></w:pict><w:footnoteReference w:id='1'/></w:r></w:p></w:tc>"
    assert text_of(tbl(tr(box, "1")), footnotes=_note(1, "注。")) == "甲 框\t1\n\n注。"


def test_a_paragraph_without_words_counts_and_a_hidden_one_does_not() -> None:
    lists = {"numbering": abstract(level(0, "chineseCounting", "%1、")) + num()}
    assert text_of(numbered("甲") + numbered("") + numbered("丙"), **lists) == "一、 甲\n三、 丙"
    hidden = p("乙", '<w:pStyle w:val="h"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    styles = '<w:style w:type="paragraph" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
    assert text_of(numbered("甲") + hidden + numbered("丙"), styles=styles, **lists) == "一、 甲\n二、 丙"


def test_a_cell_with_nothing_but_its_number_shows_that() -> None:
    lists = {"numbering": abstract(level(0, "decimal", "%1")) + num()}
    rows = [tr(f"<w:tc>{numbered('')}</w:tc>", name) for name in ("甲", "乙")]
    assert text_of(tbl(*rows), **lists) == "1\t甲\n2\t乙\n"


def test_a_number_in_a_cell_is_printed() -> None:
    cell = f"<w:tc>{numbered('项')}</w:tc>"
    assert (
        text_of(tbl(tr(cell, "1"), tr(cell, "2")), numbering=abstract(level(0, "decimal", "%1")) + num())
        == "1 项\t1\n2 项\t2\n"
    )


@pytest.mark.parametrize(
    ("before", "after", "parted"),
    [
        ("本年度收入支出总计均为一千二百三十四万元与上年度相比增加", "五十六万元。", False),
        ("本年度收入支出总计均为一千二百三十四万元与上年度持平。", "支出为五十六万元。", True),
        ("本年度收入支出总计均为一千二百三十四万元与上年度相比增加", "二、支出", True),
        ("柳川县档案馆", "2023年度部门决算", True),
    ],
)
def test_a_line_break_inside_a_sentence_does_not_part_it(before: str, after: str, parted: bool) -> None:
    body = f"<w:p>{r(before)}<w:r><w:br/></w:r>{r(after)}</w:p>"
    assert text_of(body) == before + ("\n" if parted else " ") + after


def test_paragraphs_end_where_the_file_ends_them() -> None:
    from gouji.ingest.decode import source_of
    from gouji.ingest.report import document_of

    found = read(word(p("2023年度部门决算") + p("收入情况") + p("本年收入10.00万元")))
    source = source_of(
        found.text, path="a", sha256="", encoding="", role="report", format="docx", whole_lines=found.whole_lines
    )
    assert [x.view.folded for x in document_of([source])[0].paragraphs] == [
        "2023年度部门决算",
        "收入情况",
        "本年收入10.00万元",
    ]


def test_text_pasted_with_the_lines_of_a_page_is_read_as_such() -> None:
    line = "本年度收入支出总计均为一千二百三十四万元与上年度相比有所增加其中"
    whole = p(line + "。") * 8
    assert read(word(whole + p(line) + p("项目支出"))).whole_lines
    assert not read(word((p(line) + p("项目支出。")) * 8)).whole_lines
