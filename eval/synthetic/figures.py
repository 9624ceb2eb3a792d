"""Single figures of the narrative."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

from .document import Fig, Piece
from .model import Department, subject
from .money import UNITS, Style, printed
from .words import WORDS

YEARS = {"y": 0, "y-1": -1, "y+1": 1}
NAMES = ("name", "bare", "cname", "cbare", "kname", "kbare")


class Figures:
    """Makes single figures of one department; `env` holds the loop's variables."""

    def __init__(self, dept: Department, style: Style, rng: Random) -> None:
        self.dept, self.style, self.rng = dept, style, rng
        self.facts = dept.facts
        self.env: dict[str, str] = {}

    def single(self, head: str, rest: list[str]) -> Piece:
        """Return the figure that a template's `{head rest}` asks for; a head that is no word is the key of an amount."""
        keys = [self.key(part) for part in rest]
        if head in YEARS:
            year = self.dept.year + YEARS[head]
            return Fig(str(year), "year", key=head, value=Fraction(year))
        if head in ("dept", "short"):
            return Fig(self.dept.name if head == "dept" else self.dept.short, "entity", key=head)
        if head in NAMES:
            return self.named(head)
        if head in self.env:
            return self.env[head]
        makers: dict[str, Callable[[], Piece]] = {
            "a": lambda: self.money(keys[0]),
            "#": lambda: self.count(keys[0]),
            "pt": lambda: self.points(keys[0]),
            "%": lambda: self.rate(*keys),
            "unit": lambda: self.style.unit,
            "word": lambda: self.rng.choice(WORDS[rest[0]]),
            "econ": lambda: self.economic(rest[0]),
        }
        return makers[head]() if head in makers else self.money(self.key(head))

    def count(self, key: str) -> Fig:
        return Fig(str(self.facts[key]), "count", key=key, value=Fraction(self.facts[key]))

    def points(self, key: str) -> Fig:
        value = Fraction(self.facts[key], 100)
        return Fig(printed(value, 2, trim=self.style.trim), "score", key=key, value=value)

    def key(self, text: str) -> str:
        return text.replace("$", self.env.get("$", "$"))

    def named(self, head: str) -> Fig:
        code = self.env["$"]
        cut = {"c": 3, "k": 5}.get(head[0])
        name = subject(code[:cut]) if cut else self.env["name"]
        if head.endswith("bare") and name.endswith("支出") and len(name) > 4:
            name = name[:-2]
        if code.isdigit() and len(code) < 3:
            return Fig(name, "project", key=f"prjname.{code}")
        return Fig(name, "name" if code.isdigit() else "title", key=f"name.{code[:cut] if cut else code}")

    def money(self, key: str, value: int | None = None, **more: object) -> Fig:
        value = self.facts[key] if value is None else value
        exact = Fraction(value, UNITS[self.style.unit])
        text = printed(exact, 2, separator=self.style.separator, trim=self.style.trim)
        if not value and self.style.trim:
            text = "0"
        return Fig(text, "amount", key=key, value=exact, unit=self.style.unit)

    def rate(self, part: str, whole: str) -> Fig:
        """Return part ÷ whole in percent. A whole of zero is printed as 0: the phrases see to it that none is."""
        base = self.facts[whole]
        value = Fraction(self.facts[part] * 100, base) if base else Fraction(0)
        return self.percent(value, f"%:{part}:{whole}", (part, whole))

    def percent(self, value: Fraction, key: str, of: tuple[str, ...]) -> Fig:
        text = printed(value, self.style.rate_places, trim=self.style.rate_trim)
        return Fig(text, "rate", key=key, value=value, unit=self.style.percent, of=of)

    def economic(self, side: str) -> Fig:
        """Return the list “主要包括”: names of the economic items that have an amount, in order of code."""
        first = {
            "people": ("301", "303"),
            "public": ("302", "310"),
            "301": ("301",),
            "302": ("302",),
            "303": ("303",),
            "310": ("310",),
        }[side]
        found = [key[5:] for key, value in self.facts.items() if key.startswith("econ.") and len(key) == 10 and value]
        codes = sorted((code for code in found if code[:3] in first), key=lambda code: (first.index(code[:3]), code))
        return Fig(
            "、".join(subject(code) for code in codes), "list", key=f"list.{side}", of=tuple(f"econ.{c}" for c in codes)
        )
