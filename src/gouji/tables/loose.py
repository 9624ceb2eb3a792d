"""Tables whose grid was lost on the way out of a PDF: lines to tokens, tokens to rows with amounts still without columns."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from gouji.lexicon import Profile, TableForm
from gouji.lexicon.profile import plain
from gouji.model.document import RawTable, View
from gouji.model.location import Span
from gouji.model.table import Belief, Cell, Identity, Row, Table, Term
from gouji.tables.cells import CODE, is_total_label, line_key
from gouji.tables.economic import TOTALS
from gouji.tables.lists import name_rows
from gouji.tables.place import Unplaced, place_rows
from gouji.tables.sangong import KEYS, Arrangement, place_sangong
from gouji.values.printed import Printed, decimal_of
from gouji.values.units import Unit

_TOKEN = re.compile(
    r"(?:\(\d{1,2}\)|(?<![\d.,])\d{1,2}[、.])[^\d\s]+|"  # 1、文化旅游…, (1)一般公共…: a numbered label, not an amount
    r"(?<![,])-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}(?=(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}(?!\d))|(?<![.,])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\d.])|[^\d\s]+"
)
_SPLIT_CODE = re.compile(r"(\d{3}) (\d{2})(?: (\d{2}))?(?=[^\d.,]|$)")
_INNER_NUMBER = re.compile(r"(?<=[一-鿿)])(?:[二三四五六七八九]|二?十[一二三四五六七八九]?)(?=、)")
_ECONOMIC_CODE = re.compile(r"3\d{2}(?:\d{2})?")
_YEAR_HALF = re.compile(r"(20\d{2})年度?(?:预|决)算数")
_PAGE_NUMBER = re.compile(r"\d{1,3}")
_FURNITURE = re.compile(r"[-—–·]\d{1,3}[-—–·]")  # a page number between two lines of a table
_ROW_NAME = re.compile(r"合计|年?度?(?:预|决)算数|年|总计")
_LEAST_LISTED = 2  # rows and their total
_UNCUT = 2  # where a text begins and ends
_BOTH_SIDES = 2  # labels on a line of a two-sided table: one of each side
_LEFT_KEYS = {"income_total", "opening_balance", "non_fiscal_balance"}


@dataclass(slots=True)
class Token:
    """A number or a run of text of one line."""

    text: str
    number: bool
    span: Span
    line: int
    first: bool


@dataclass(slots=True)
class Draft:
    """A row under way: texts before and after its amounts, since labels wrap around them."""

    code: str
    line: int
    before: list[Token] = field(default_factory=list)
    numbers: list[Token] = field(default_factory=list)
    after: list[Token] = field(default_factory=list)
    label: str = ""

    @property
    def span(self) -> Span | None:
        texts = self.before or self.after
        return texts[0].span if texts else None


def tokens_of(lines: list[View]) -> list[Token]:
    """Return all tokens of the lines in order; a code printed as 208 05 01 is one token."""
    result = []
    for number, view in enumerate(lines):
        text, first, at = view.folded, True, 0
        if _FURNITURE.fullmatch(text.replace(" ", "")):
            continue
        split = _SPLIT_CODE.match(text)
        if split:
            result.append(Token("".join(g for g in split.groups() if g), True, view.span(0, split.end()), number, True))
            first, at = False, split.end()
        for match in _TOKEN.finditer(text, at):
            token = match.group()
            result.append(Token(token, token[-1].isdigit(), view.span(match.start(), match.end()), number, first))
            first = False
    return result


def read_loose(raw: RawTable, form: TableForm, table: Table, unit: Unit, profile: Profile) -> None:
    """Fill `table` from lines, by the layout of its form."""
    tokens = _without_page_numbers(tokens_of(raw.lines))
    if form.layout == "coded":
        _coded(tokens, form, table, unit)
    elif form.layout == "economic":
        _economic(tokens, table, unit)
    elif form.layout == "sided":
        _sided(tokens, form, table, unit, profile)
    elif form.layout == "sangong":
        _sangong(tokens, table, unit)
    elif form.layout == "list":
        _list(tokens, table, unit)
        name_rows(table, profile)


def _value(token: Token, unit: Unit) -> Printed:
    return Printed(decimal_of(token.text), unit)


# one subject a row


def _coded(tokens: list[Token], form: TableForm, table: Table, unit: Unit) -> None:
    drafts = _drafts(tokens)
    orders = _columns_of(tokens, drafts, form)
    rows = [Unplaced(d.code, d.label, d.span, d.line, [(_value(t, unit), t.span) for t in d.numbers]) for d in drafts]
    place_rows(rows, orders, form, table)


def _drafts(tokens: list[Token]) -> list[Draft]:
    drafts: list[Draft] = []
    by_line: dict[int, list[Token]] = {}
    for token in tokens:
        by_line.setdefault(token.line, []).append(token)
    header: set[str] = set()
    for number, line in by_line.items():
        head = line[0]
        current = drafts[-1] if drafts else None
        said = "".join(t.text for t in line if not t.number)
        counted = [t for t in line if t.number]
        if current is None:
            header.add(said)
        elif said in header and (not counted or _consecutive(counted)):
            continue  # the header again, on the next page
        if head.number and CODE.fullmatch(head.text) and not _is_value(line, current):
            drafts.append(Draft(head.text, number))
            _extend(drafts[-1], line[1:])
        elif (
            not head.number
            and is_total_label(_leading_text(line))
            and any(t.number for t in line)
            and not (current and current.code == "" and current.numbers)
        ):
            drafts.append(Draft("", number, label="合计"))
            _extend(drafts[-1], line[1:])
        elif current is not None:
            _extend(current, line)
    _share_labels(drafts)
    return [d for d in drafts if d.code or d.label]


def _leading_text(line: list[Token]) -> str:
    texts = []
    for token in line:
        if token.number:
            break
        texts.append(token.text)
    return "".join(texts)


def _is_value(line: list[Token], current: Draft | None) -> bool:
    """Whether a line that begins with a code-like number continues the row under way."""
    if current is None or current.numbers or not current.before:
        return False
    return len(line) > 1 and all(t.number for t in line)


def _extend(draft: Draft, line: list[Token]) -> None:
    if draft.numbers and len(line) == 1 and line[0].text.isdigit() and line[0].line != draft.numbers[-1].line:
        return  # a page number between two rows
    for token in line:
        if token.number:
            if draft.after:
                continue
            draft.numbers.append(token)
        elif draft.numbers:
            draft.after.append(token)
        elif token.text not in ("类", "款", "项", "栏次"):
            draft.before.append(token)


def _share_labels(drafts: list[Draft]) -> None:
    """Settle which texts between two rows' amounts end the upper label and which begin the lower one."""
    leading: list[Token] = []
    for draft, following in zip_longest(drafts, drafts[1:]):
        own, lead = draft.after, list[Token]()
        if following is not None and not following.before and own:
            wrapped = bool(leading) or not draft.before
            lead = own[1:] if wrapped and len(own) > 1 else [] if wrapped and draft.before == [] and leading else own
            own = own[: len(own) - len(lead)]
        elif draft.before:
            own = own if following is None or following.before else []
            own = own if not is_total_label("".join(t.text for t in draft.before)) else []
        if not draft.label:
            draft.label = "".join(t.text for t in (*leading, *draft.before, *own))
        leading = lead


def _columns_of(tokens: list[Token], drafts: list[Draft], form: TableForm) -> list[list[str]]:
    """Return the column keys in the orders they may have: as many as the 栏次 line numbers, else those whose headers are there.

    The order of the headers is that of the columns, unless the header has two levels; then it is the form's.
    """
    first = drafts[0].line if drafts else 10**9
    header = [t for t in tokens if t.line < first]
    joined = plain("".join(t.text for t in header if not t.number))
    keys = [k for k, _ in form.columns]
    for number in {t.line for t in header}:
        ints = [t.text for t in header if t.line == number and t.number]
        if len(ints) >= 2 and ints == [str(i + 1) for i in range(len(ints))] and len(ints) == len(keys):
            return [keys]
    at = {k: _first_place(joined, spellings) for k, spellings in form.columns}
    present = [k for k in keys if at[k] >= 0 or k == "total"]
    if len(present) < 2:
        return [keys]
    in_order = sorted(present, key=lambda k: at[k])
    return [present] if in_order == present else [in_order, present]


def _first_place(joined: str, spellings: tuple[str, ...]) -> int:
    """Return where the header first names a column, -1 where it does not; spellings of two characters (合计) prove nothing."""
    return min((i for s in spellings if len(s) > 2 and (i := joined.find(s)) >= 0), default=-1)


# projects or purchases numbered through, with one amount each


def _list(tokens: list[Token], table: Table, unit: Unit) -> None:
    """Read lines such as 1 城管执法专项 126.38 up to 合计 238.09; nothing where another line stands between them."""
    rows: list[Row] = []
    for number in sorted({t.line for t in tokens}):
        line = [t for t in tokens if t.line == number]
        numbered = line[0].text == str(len(rows) + 1) and line[0].number
        named, amounts = _named_amounts(line[numbered:])
        label = "".join(t.text for t in named)
        whole = not numbered and plain(label) in ("合计", "总计")
        if named and len(amounts) == 1 and (numbered or (whole and rows)):
            row = Row(number, "合计" if whole else label, named[0].span, "", "@total" if whole else "")
            row.cells["total"] = Cell(number, 0, amounts[0].span, _value(amounts[0], unit))
            rows.append(row)
        elif rows:
            return
        if whole and rows:
            break
    if rows and rows[-1].key == "@total" and len(rows) > _LEAST_LISTED:
        table.rows, table.columns = rows, {"total": 0}
        terms = tuple(Term(1, r.cells["total"]) for r in rows[:-1])
        table.identities.append(Identity("合计 total", rows[-1].cells["total"], terms, "column"))


def _named_amounts(line: list[Token]) -> tuple[list[Token], list[Token]]:
    """Return the texts a line begins with and the numbers after them, both empty where they are mixed."""
    named = [t for t in line if not t.number]
    return (named, line[len(named) :]) if line[: len(named)] == named else ([], [])


# economic subjects side by side


def _economic(tokens: list[Token], table: Table, unit: Unit) -> None:
    row: Row | None = None
    pending: list[str] = []
    for token, following in zip_longest(tokens, tokens[1:]):
        is_code = _ECONOMIC_CODE.fullmatch(token.text) and following is not None and not following.number
        is_code = is_code and (token.first or following.line == token.line)  # 10545 at the end of a line is an amount
        if is_code:
            row = Row(token.line, "", None, token.text)
            row.cells["amount"] = Cell(token.line, 0, None, None)
            table.rows.append(row)
            pending = []
        elif not token.number:
            pending.append(token.text)
            label = plain("".join(pending))
            total = label in TOTALS or plain(token.text) in TOTALS
            if row is not None and row.code and row.cells["amount"].printed is None and not total:
                row.label, row.span = "".join(pending), row.span or token.span
            elif total:
                row = Row(token.line, token.text, token.span, "", TOTALS.get(plain(token.text)) or TOTALS[label])
                row.cells["amount"] = Cell(token.line, 0, None, None)
                if following is not None and following.number and not CODE.fullmatch(following.text):
                    table.rows.append(row)
        elif row is not None and row.cells["amount"].printed is None:
            row.cells["amount"] = Cell(token.line, 0, token.span, _value(token, unit))
            pending = []
    table.columns = {"amount": 0}


def _without_page_numbers(tokens: list[Token]) -> list[Token]:
    """Return the tokens without small whole numbers alone on a line, where the amounts of the table have decimals."""
    amounts = [t for t in tokens if t.number and not CODE.fullmatch(t.text)]
    if 2 * sum("." in t.text for t in amounts) <= len(amounts):
        return tokens
    on_line = Counter(t.line for t in tokens)
    return [t for t in tokens if not (on_line[t.line] == 1 and _PAGE_NUMBER.fullmatch(t.text))]


# two sides


def _sided(tokens: list[Token], form: TableForm, table: Table, unit: Unit, profile: Profile) -> None:
    filled = {t.line for t in tokens if t.number}
    start = next(
        (t.line for t in tokens if t.text.startswith("一、") or (t.line in filled and line_key(t.text, profile))), None
    )
    if start is None:
        return
    numbered = any("行次" in t.text for t in tokens) or _joined(tokens, start).count("行次") > 0
    items: list[tuple[str, Token | None, list[Token], int | None]] = []
    for line in sorted({t.line for t in tokens if t.line >= start}):
        found = _items(_without_class_codes([t for t in tokens if t.line == line], profile), profile)
        sides = (0, 1) if len(found) == _BOTH_SIDES else (None,) * len(found)
        items += [(*item, side) for item, side in zip(found, sides, strict=True)]
    seen: set[tuple[int, str]] = set()
    for label, token, numbers, beside in items:
        if token is None:
            continue
        values = numbers[1:] if numbered and numbers and numbers[0].text.isdigit() else numbers
        key = line_key(label, profile)
        side = _side(label, key, seen, profile) if beside is None else beside
        if (side, key) in seen:
            key = ""
        seen.add((side, key))
        row = Row(token.line, label, token.span, "", key, side)
        wanted = form.sides[side][0]
        _place_values(row, values, wanted, unit)
        for j, name in enumerate(wanted):
            table.columns[f"{side}.{name}"] = j
        table.rows.append(row)


def _without_class_codes(line: list[Token], profile: Profile) -> list[Token]:
    """Return a line without the codes of its 功能类 (203 国防支出), which would pass for the amount of a blank left side."""
    return [
        token
        for token, after in zip_longest(line, line[1:])
        if not (token.text in profile.classes and after is not None and _is_class(after, profile.classes[token.text]))
    ]


def _is_class(token: Token, name: str) -> bool:
    return not token.number and plain(token.text).removesuffix("支出") == name.removesuffix("支出")


def _joined(tokens: list[Token], before: int) -> str:
    return "".join(t.text for t in tokens if t.line < before)


def _both_known(left: str, right: str, profile: Profile) -> bool:
    return bool(line_key(left, profile)) and bool(line_key(right, profile))


def _numbered_parts(token: Token, profile: Profile) -> list[Token]:
    """Return a text token cut where two lines ran together because amounts are blank: before each 二、 inside it, or between two names."""
    if token.number:
        return [token]
    text = token.text
    cuts = [0, *(m.start() for m in _INNER_NUMBER.finditer(text)), len(text)]
    if len(cuts) == _UNCUT and not line_key(text, profile):
        cuts[1:1] = [i for i in range(3, len(text) - 2) if _both_known(text[:i], text[i:], profile)][:1]
    start = token.span.start
    return [
        replace(
            token,
            text=token.text[low:high],
            span=Span(start + low, start + high, token.span.file),
            first=token.first and not low,
        )
        for low, high in pairwise(cuts)
    ]


def _items(line: list[Token], profile: Profile) -> list[tuple[str, Token | None, list[Token]]]:
    """Return (label, its first token, amounts) of a line. A label may be broken by a space, and two of them may have run together."""
    result: list[tuple[str, Token | None, list[Token]]] = []
    for token in (part for whole in line for part in _numbered_parts(whole, profile)):
        known = token.text[:2].endswith("、") or (bool(result) and _both_known(result[-1][0], token.text, profile))
        if token.number:
            if not result:
                result.append(("", None, []))
            result[-1][2].append(token)
        elif result and not result[-1][2] and result[-1][1] is not None and not known:
            label, head, numbers = result[-1]
            result[-1] = (label + token.text, head, numbers)
        else:
            result.append((token.text, token, []))
    return result


def _side(label: str, key: str, seen: set[tuple[int, str]], profile: Profile) -> int:
    if key == "grand_total":
        return 1 if (0, key) in seen or label.startswith("支") else 0
    if key in _LEFT_KEYS or key.endswith("_income") or key == "superior_subsidy":
        return 0
    return 1 if key or plain(label) in profile.classes.values() or plain(label).endswith("支出") else 0


def _place_values(row: Row, values: list[Token], wanted: tuple[str, ...], unit: Unit) -> None:
    """Put amounts under the columns of a side; with blanks lost, the total comes first and the rest may stand anywhere."""
    printed = [(_value(t, unit), t.span) for t in values[: len(wanted)]]
    loose = len(wanted) > 1 and 0 < len(printed) < len(wanted)
    for j, name in enumerate(wanted):
        value = printed[j] if j < len(printed) else None
        cell = Cell(row.index, j, value[1] if value else None, value[0] if value else None)
        if loose and j > 0:
            cell.belief = Belief.ALTERNATIVE
            cell.alternatives = (*dict.fromkeys(printed[1:]), (None, None))
        row.cells[name] = cell


# 三公


def _sangong(tokens: list[Token], table: Table, unit: Unit) -> None:
    by_line: dict[int, list[Token]] = {}
    for token in tokens:
        by_line.setdefault(token.line, []).append(token)
    rows = [
        (n, _amounts(line)) for n, line in by_line.items() if all(t.number or _ROW_NAME.fullmatch(t.text) for t in line)
    ]
    rows = [(n, ts) for n, ts in rows if ts and not _consecutive(ts)]
    if not rows:
        return
    named = [
        (n, ts)
        for n, ts in rows
        if (by_line[n][-len(ts) - 1 : -len(ts)] != [] and not by_line[n][0].number) or _year(by_line[n][0])
    ]
    chosen = named[-1:] or rows
    header = "".join(t.text for t in tokens if not t.number and t.line < rows[0][0])
    budgets, finals = header.count("预算数"), header.count("决算数")
    paired = finals >= 2 and budgets >= 2
    halves = not paired and finals >= 1 and budgets >= 1
    late = 0 <= header.find("公务接待") < header.find("公务用车购置")
    keys = ("total", "abroad", "reception", "vehicle", "vehicle_purchase", "vehicle_running") if late else KEYS
    numbers = [(_value(t, unit), t.span) for _, ts in chosen for t in ts]
    years = [int(y) for y in _YEAR_HALF.findall("".join(t.text for t in tokens if t.line < rows[0][0]))]
    two_years = not (halves or paired) and len(years) == _BOTH_SIDES and years[0] < years[1]
    place_sangong(numbers, table, chosen[0][0], Arrangement(keys, halves, paired, two_years))


def _year(token: Token) -> bool:
    return token.number and re.fullmatch(r"20\d\d", token.text) is not None


def _amounts(line: list[Token]) -> list[Token]:
    """Return the amounts of a line such as 2023年预算数 21.50 14.50."""
    numbers = [t for t in line if t.number]
    return numbers[1:] if len(numbers) < len(line) and _year(line[0]) else numbers


def _consecutive(tokens: list[Token]) -> bool:
    return (
        len(tokens) >= 3
        and all(t.text.isdigit() for t in tokens)
        and all(int(b.text) - int(a.text) == 1 for a, b in pairwise(tokens))
    )
