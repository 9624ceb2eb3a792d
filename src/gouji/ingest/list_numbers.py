"""Numbers of automatic lists as Word and browsers print them: 一, 十一, 甲, ①, iv."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_MOST_ROMAN = 4000
_COUNTING = (
    "chineseCounting",
    "chineseCountingThousand",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "japaneseCounting",
)
# First character and how many follow it in Unicode.
_ENCLOSED = {
    "decimalEnclosedCircle": (0x2460, 20), "decimalEnclosedCircleChinese": (0x2460, 20),
    "decimalEnclosedParen": (0x2474, 20), "decimalEnclosedFullstop": (0x2488, 20),
    "ideographEnclosedCircle": (0x3280, 10),
}  # fmt: skip


def numeral(value: int, form: str) -> str:
    """Return a list number in one of Word's formats; decimal for a format that is not known here, '' for none and bullets."""
    if form in ("none", "bullet"):
        return ""
    if form in _COUNTING:
        return counted(value)
    if form in _ENCLOSED:
        first, many = _ENCLOSED[form]
        return chr(first + value - 1) if 1 <= value <= many else str(value)
    if form == "chineseLegalSimplified":
        return counted(value, _LEGAL, "拾佰仟")
    if form in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"):
        return "".join("〇一二三四五六七八九"[int(c)] for c in str(max(value, 0)))
    if form in ("ideographTraditional", "ideographZodiac"):
        signs = _STEMS if form == "ideographTraditional" else _BRANCHES
        return signs[value - 1] if 1 <= value <= len(signs) else str(value)
    return _latin(value, form)


def _latin(value: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman") and 0 < value < _MOST_ROMAN:
        shown, rest = "", value
        for worth, sign in _ROMAN:
            shown += sign * (rest // worth)
            rest %= worth
        return shown if form == "upperRoman" else shown.lower()
    if form in ("upperLetter", "lowerLetter") and value > 0:
        letter = chr(ord("A") + (value - 1) % 26) * min((value - 1) // 26 + 1, 26)
        return letter if form == "upperLetter" else letter.lower()
    if form == "decimalFullWidth":
        return "".join(chr(ord(c) + 0xFEE0) for c in str(max(value, 0)))
    return f"{value:02d}" if form == "decimalZero" else str(value)


def counted(value: int, digits: str = _DIGITS, places: str = "十百千") -> str:
    """Return 十一, 二十, 一百零五 for values below ten thousand; others in decimals."""
    if not 0 < value < 10_000:
        return str(value)
    shown, gap = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            shown += ("零" if gap and shown else "") + digits[digit] + (places[place - 1] if place else "")
        gap = not digit
    return shown.removeprefix(digits[1]) if 10 <= value < 20 and digits == _DIGITS else shown
