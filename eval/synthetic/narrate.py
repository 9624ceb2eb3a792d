"""Template text → blocks. The template says the words, the department the figures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import cast

from .document import Block, Fig, Heading, Paragraph, Piece
from .model import OTHERS, VEHICLES, Department, subject
from .money import UNITS, Style, printed
from .template import Node, Template, parse
from .words import WORDS

MEASURES = {  # loop → the facts it goes through and the length of their codes
    "allclasses": ("all.i.", 3),
    "finclasses": ("fin.i.", 3),
    "funditems": ("fund.i.", 7),
    "stateitems": ("state.i.", 7),
}


HALF = str.maketrans({"（": "(", "）": ")", "，": ",", "；": ";", "：": ":"})


class Teller:
    """Expands a template for one department."""

    def __init__(self, dept: Department, template: Template, style: Style, rng: Random) -> None:
        self.dept, self.template, self.style, self.rng = dept, template, style, rng
        self.facts = dept.facts
        self.env: dict[str, str] = {}
        self.chosen: dict[str, str] = {}
        self.groups = 0
        self.said: set[str] = set()
        self.local: dict[str, Fig | str] = {}

    # blocks

    def block(self, line: str) -> Iterator[Block]:
        """Yield the blocks of one template line: `# heading`, `?flag paragraph`, `*loop paragraph`, paragraph."""
        if line.startswith("#"):
            marks, _, text = line.partition(" ")
            yield Heading(len(marks), self.pieces(text))
        elif line.startswith("?"):
            flag, _, rest = line[1:].partition(" ")
            if self.holds(flag):
                yield from self.block(rest)
        elif line.startswith("*"):
            loop, _, text = line[1:].partition(" ")
            for _ in self.each(loop):
                yield Paragraph(self.pieces(text))
        else:
            yield Paragraph(self.pieces(line))

    def holds(self, flag: str) -> bool:
        return all((part.lstrip("!") in self.dept.flags) != part.startswith("!") for part in flag.split("&"))

    def each(self, loop: str) -> Iterator[None]:
        """Set the loop's variables for each of its members: `$` the code, name, bare, i the ordinal."""
        outer, kept = self.env, dict(self.env)
        for at, (code, name) in enumerate(self.members(loop.replace("$", outer.get("$", ""))), 1):
            bare = name[:-2] if name.endswith("支出") and len(name) > 4 else name
            self.env = {
                **kept,
                "$": code,
                "name": name,
                "bare": bare,
                "i": str(at),
                "cn": "一二三四五六七八九十"[(at - 1) % 10],
            }
            yield
        self.env = outer

    def members(self, loop: str) -> list[tuple[str, str]]:
        kind, _, prefix = loop.partition(":")
        if kind in ("classes", "sections", "items"):
            length = {"classes": 3, "sections": 5}.get(kind, 7)
            found = [c for c in self.dept.codes("gen.i.", length) if c.startswith(prefix)]
            return [(code, subject(code)) for code in found]
        if kind in MEASURES:
            measure, length = {
                "allclasses": ("all.i.", 3),
                "finclasses": ("fin.i.", 3),
                "funditems": ("fund.i.", 7),
                "stateitems": ("state.i.", 7),
            }[kind]
            return [(c, subject(c)) for c in self.dept.codes(measure, length) if c.startswith(prefix)]
        if kind == "projects":
            return [(str(at), name) for at, name in enumerate(self.dept.projects)]
        if kind == "vehicles":
            return [(key, name) for key, name in VEHICLES.items() if self.facts[f"veh.{key}"] or prefix == "all"]
        if kind == "others":
            return [(key, name) for key, name in OTHERS.items() if self.facts[f"in.{key}"] or prefix == "all"]
        if kind == "purchases":
            bought = [("goods", "货物"), ("works", "工程"), ("services", "服务")]
            return [(key, name) for key, name in bought if self.facts[f"buy.{key}"] or prefix == "all"]
        raise KeyError(loop)

    # words

    def pieces(self, text: str) -> list[Piece]:
        out: list[Piece] = []
        self.expand(parse(text), out)
        return [p.translate(HALF) if self.style.half and isinstance(p, str) else p for p in out]

    def expand(self, nodes: tuple[Node, ...], out: list[Piece]) -> None:
        for kind, what in nodes:
            if kind == "text":
                out.append(str(what))
            elif kind == "word":
                out.append(Fig(str(what), "word", group=self.groups))
            elif kind == "choice":
                self.expand(self.rng.choice(cast(tuple[tuple[Node, ...], ...], what)), out)
            elif kind == "loop":
                loop, between, body = cast(tuple[str, str, tuple[Node, ...]], what)
                for _ in self.each(loop):
                    if out and self.env["i"] != "1":
                        out.append(between)
                    self.expand(body, out)
            else:
                self.figure(str(what), out)

    def phrase(self, name: str, out: list[Piece], **local: Fig | str) -> None:
        """Expand one of the template's phrases of that name; the report keeps to the one it chose."""
        if name not in self.chosen:
            self.chosen[name] = self.rng.choice(self.template.phrases[name])
        self.groups += 1
        outer, self.local = self.local, local
        group = self.groups
        for fig in local.values():
            if isinstance(fig, Fig):
                fig.group = group
        self.expand(parse(self.chosen[name]), out)
        self.local = outer

    def figure(self, text: str, out: list[Piece]) -> None:
        head, *rest = text.split()
        keys = [self.key(part) for part in rest]
        if head in self.local:
            out.append(self.local[head])
        elif head in ("y", "y-1", "y+1"):
            year = self.dept.year + {"y": 0, "y-1": -1, "y+1": 1}[head]
            out.append(Fig(str(year), "year", key=head, value=Fraction(year)))
        elif head in ("dept", "short"):
            out.append(Fig(self.dept.name if head == "dept" else self.dept.short, "entity", key=head))
        elif head in ("name", "bare", "cname", "cbare", "kname", "kbare"):
            out.append(self.named(head))
        elif head in ("i", "cn"):
            out.append(self.env[head])
        elif head == "#":
            out.append(Fig(str(self.facts[keys[0]]), "count", key=keys[0], value=Fraction(self.facts[keys[0]])))
        elif head == "unit":
            out.append(self.style.unit)
        elif head == "pt":
            value = Fraction(self.facts[keys[0]], 100)
            out.append(Fig(printed(value, 2, trim=self.style.trim), "score", key=keys[0], value=value))
        elif head == "%":
            out.append(self.rate(*keys))
        elif head == "word":
            out.append(self.rng.choice(WORDS[rest[0]]))
        elif head in ("yoy", "chg"):
            self.change(
                keys[0], keys[1] if head == "chg" else f"last.{keys[0]}", rest[-1] if head == "chg" else "yoy", out
            )
        elif head == "exec":
            self.execution(keys[0], keys[1], rest[2] if len(rest) > 2 else "exec", out)
        elif head == "cmp":
            self.compare(keys[0], keys[1], out)
        elif head == "why":
            self.reason(keys[0], keys[1] if len(keys) > 1 else f"last.{keys[0]}", out)
        elif head == "econ":
            out.append(self.economic(rest[0]))
        elif head == "use":
            self.phrase(rest[0], out)
        else:
            out.append(self.money(self.key(head)))

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

    # figures

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

    def change(self, this: str, base: str, phrase: str, out: list[Piece]) -> None:
        """Expand the phrase `.up`, `.down`, `.same` or `.new` (a base of zero), with d, r, p (this) and b (base)."""
        now, then = self.facts[this], self.facts[base]
        delta = self.money(f"d:{this}:{base}", abs(now - then))
        delta.kind, delta.of = "delta", (this, base)
        rate = self.percent(
            Fraction(abs(now - then) * 100, then) if then else Fraction(0), f"r:{this}:{base}", (this, base)
        )
        which = "same" if now == then else "new" if not then else "up" if now > then else "down"
        start = len(out)
        self.phrase(f"{phrase}.{which}", out, d=delta, r=rate, p=self.money(this), b=self.money(base))
        self.direct(out[start:], this, base)

    def direct(self, pieces: list[Piece], this: str, base: str) -> None:
        """Tell the direction words of a phrase what they compare."""
        for piece in pieces:
            if isinstance(piece, Fig) and piece.kind == "word":
                piece.key, piece.of = f"dir:{this}:{base}", (this, base)

    def execution(self, this: str, base: str, phrase: str, out: list[Piece]) -> None:
        """Expand the phrase `.rate`, or `.none` where the budget is zero (`.zero` where both are)."""
        which = "rate" if self.facts[base] else "none" if self.facts[this] else "zero"
        self.phrase(f"{phrase}.{which}", out, r=self.rate(this, base), p=self.money(this), b=self.money(base))

    def compare(self, this: str, base: str, out: list[Piece]) -> None:
        now, then = self.facts[this], self.facts[base]
        which = "same" if now == then else "up" if now > then else "down"
        start = len(out)
        self.phrase(f"cmp.{which}", out)
        self.direct(out[start:], this, base)

    def reason(self, this: str, base: str, out: list[Piece]) -> None:
        now, then = self.facts[this], self.facts[base]
        words = WORDS["same" if now == then else "up" if now > then else "down"]
        out.append("，".join(self.rng.sample(words, self.rng.randint(1, 2))))

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
