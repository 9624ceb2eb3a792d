"""Number formats of spreadsheets: what a stored number shows, `#,##0.00` of 4570.5083 being 4,570.51."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, Overflow
from functools import lru_cache

from gouji.ingest.spreadsheet.dates import date_shown

_ACCOUNTING = '_ * #,##0{0}_ ;_ * -#,##0{0}_ ;_ * "-"{1}_ ;_ @_ '
_DATE, _MONTH, _DAY = 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', 'm"月"d"日"'
# The formats that files name by number alone, as the Chinese editions show them.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;¥-#,##0", 6: "¥#,##0;[Red]¥-#,##0",
    7: "¥#,##0.00;¥-#,##0.00", 8: "¥#,##0.00;[Red]¥-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "General", 13: "General",
    14: "yyyy/m/d", 15: "d-m-yy", 16: "d-m", 17: "m-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: _MONTH, 28: _DAY, 29: _DAY, 30: "m-d-yy", 31: _DATE, 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: _MONTH,
    37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00",
    41: _ACCOUNTING.format("", ""), 42: _ACCOUNTING.format("", ""), 43: _ACCOUNTING.format(".00", "??"), 44: _ACCOUNTING.format(".00", "??"),
    45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss", 48: "General", 49: "@", 50: _MONTH, 51: _DAY, 52: _MONTH, 53: _DAY, 54: _DAY,
    55: _MONTH, 56: _DAY, 57: _MONTH, 58: _DAY,
}  # fmt: skip
# "text", \x and !x for one character, _x for its width, *x as filling, [colour] or [condition], General, placeholders.
_TOKEN = re.compile(
    r'"([^"]*)"?|[\\!](.)|_.|\*.|\[([^\]]*)\]|(General|G/通用格式)|([0#?])|([Ee][+-])|([.,%@])|(.)', re.S
)
_CONDITION = re.compile(r"([<>]=?|=|<>)\s*(-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-]*)")
_DATE_LETTERS = re.compile("[ymdhs]|aaa", re.I)
_STORED = Context(prec=15)  # digits a spreadsheet keeps of a number
_GENERAL_WIDTH = 11
_LARGEST = Decimal(10) ** 40
_LONGEST = 255  # characters of a format; no program writes longer ones
_ROUNDING = Context(prec=1000)  # more digits than the largest number has in the longest format


@dataclass(frozen=True, slots=True)
class _Section:
    """One part of a format: tokens (kind, text) of kind text, digit, point, percent, group, general, power."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, Decimal] | None
    red: bool
    date: str

    @property
    def has_sign(self) -> bool:
        return any(kind == "text" and text in ("-", "－", "(", "（", "△", "▲") for kind, text in self.tokens)


def shown(stored: str, code: str, *, epoch_1904: bool = False) -> str:
    """Return what a cell with this stored number and format displays. A number that is none is shown as it stands."""
    try:
        value = _STORED.create_decimal(stored)
    except (InvalidOperation, Overflow):
        return stored
    if not value.is_finite() or abs(value) >= _LARGEST:
        return stored
    if len(code) > _LONGEST:
        return general(value)
    sections = _sections(code)
    section, signed = _chosen(sections, value)
    if section.date and (date := date_shown(value, section.date, epoch_1904=epoch_1904)):
        return date
    if section.date:
        return general(value)
    text = _number(section, abs(value) if signed else value)
    if signed and section.red and not section.has_sign and text:
        return "-" + text  # negative numbers that differ in colour alone
    return text


def general(value: Decimal) -> str:
    """Return a number as the format General shows it: at most eleven characters."""
    if value == 0:
        return "0"
    size = abs(value)
    if size >= Decimal(10) ** _GENERAL_WIDTH or size < Decimal("0.0001"):
        mantissa, _, power = f"{value:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{int(power):+03d}"
    whole = len(str(int(size)))
    rounded = value.quantize(Decimal(1).scaleb(-max(_GENERAL_WIDTH - 1 - whole, 0)), ROUND_HALF_UP)
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...]:
    sections, start = [], 0
    pieces: list[str] = []
    for match in _TOKEN.finditer(code):
        if match.group(8) == ";":
            pieces.append(code[start : match.start()])
            start = match.end()
    pieces.append(code[start:])
    for piece in pieces[:4]:
        sections.append(_section(piece))
    return tuple(sections)


def _section(code: str) -> _Section:
    tokens: list[tuple[str, str]] = []
    condition, red, bare = None, False, ""
    for match in _TOKEN.finditer(code):
        quoted, escaped, bracket, general_word, digit, power, mark, other = match.groups()
        if quoted is not None or escaped is not None:
            tokens.append(("text", quoted if quoted is not None else escaped))
        elif bracket is not None:
            found = _CONDITION.fullmatch(bracket)
            condition = (found.group(1), Decimal(found.group(2))) if found else condition
            red = red or bracket.lower() in ("red", "红色")
            if money := _CURRENCY.match(bracket):
                tokens.append(("text", money.group(1)))
        elif general_word or mark == "@":
            tokens.append(("general", ""))
        elif digit or power:
            tokens.append(("digit", digit) if digit else ("power", power))
        elif mark:
            tokens.append(({".": "point", ",": "group", "%": "percent"}[mark], mark))
        elif other:
            tokens.append(("text", other))
            bare += other
    is_date = bool(_DATE_LETTERS.search(bare)) and not any(kind == "general" for kind, _ in tokens)
    return _Section(tuple(tokens), condition, red, code if is_date else "")


def _chosen(sections: tuple[_Section, ...], value: Decimal) -> tuple[_Section, bool]:
    """Return the section for a value, and whether it shows the value without its sign."""
    if any(s.condition for s in sections):
        for section in sections:
            if section.condition is None or _holds(section.condition, value):
                return section, False
        return sections[-1], False
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _holds(condition: tuple[str, Decimal], value: Decimal) -> bool:
    sign, limit = condition
    return {
        "<": value < limit, ">": value > limit, "<=": value <= limit, ">=": value >= limit, "=": value == limit, "<>": value != limit,
    }[sign]  # fmt: skip


def _number(section: _Section, value: Decimal) -> str:
    kinds = [kind for kind, _ in section.tokens]
    if "power" in kinds:
        return general(value) if value == 0 else f"{value:.{_decimals(kinds)}E}"
    if "general" in kinds or not section.tokens:
        return "".join(general(value) if k == "general" else t for k, t in section.tokens if k in ("general", "text"))
    if "digit" not in kinds:
        return "".join(text for kind, text in section.tokens if kind in ("text", "percent")).strip()
    last = max(at for at, kind in enumerate(kinds) if kind == "digit")
    point = kinds.index("point") if "point" in kinds else len(kinds)
    # A comma after the last digit of the whole part divides by a thousand; one between digits groups them.
    whole_last = max((at for at, kind in enumerate(kinds[:point]) if kind == "digit"), default=-1)
    thousands = sum(kind == "group" for kind in [*kinds[whole_last + 1 : point], *kinds[max(last, point) + 1 :]])
    grouped = "group" in kinds[: max(whole_last, 0)]
    decimals = [text for kind, text in section.tokens[point:] if kind == "digit"]
    scaled = value.scaleb(2 * kinds.count("percent") - 3 * thousands)
    rounded = abs(scaled).quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, _ROUNDING)
    whole, _, fraction = f"{rounded:f}".partition(".")
    sign = "-" if scaled < 0 and rounded != 0 else ""
    body = _whole(section.tokens[:point], whole.lstrip("0"), grouped=grouped) + _fraction(
        section.tokens[point:], fraction
    )
    return (sign + body).strip()


def _decimals(kinds: list[str]) -> int:
    return (
        sum(kind == "digit" for kind in kinds[kinds.index("point") : kinds.index("power")]) if "point" in kinds else 0
    )


def _whole(tokens: tuple[tuple[str, str], ...], digits: str, *, grouped: bool) -> str:
    """Return the part before the point: digits fill the places from the right, the first place takes what is left."""
    places = sum(kind == "digit" for kind, _ in tokens)
    out: list[str] = []
    rest, taken = digits, 0

    def take() -> str:
        nonlocal rest, taken
        digit, rest = rest[-1], rest[:-1]
        comma = "," if grouped and taken and taken % 3 == 0 else ""
        taken += 1
        return digit + comma

    for kind, text in reversed(tokens):
        if kind == "digit":
            places -= 1
            if rest:
                out.append(take())
                while rest and not places:
                    out.append(take())
            elif text == "0":
                rest = "0"
                out.append(take())
        elif kind in ("text", "percent"):
            out.append(text)
    return "".join(reversed(out))


def _fraction(tokens: tuple[tuple[str, str], ...], digits: str) -> str:
    """Return the point and what follows it; zeros at the end show only where the format asks for them."""
    wanted = [text for kind, text in tokens if kind == "digit"]
    keep = max((at + 1 for at, text in enumerate(wanted) if text == "0" or digits[at] != "0"), default=0)
    keep = max(keep, len(digits.rstrip("0")))
    out, at = "", 0
    for kind, text in tokens:
        if kind == "digit":
            out += digits[at] if at < keep else ""
            at += 1
        elif kind in ("text", "percent") or (kind == "point" and keep):
            out += text
    return out
