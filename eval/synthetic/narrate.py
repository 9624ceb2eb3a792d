"""Template text → blocks. The template says the words, the department the figures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import cast

from .document import Block, Fig, Heading, Paragraph, Piece
from .figures import Figures
from .loops import members
from .model import Department
from .money import Style
from .template import Node, Template, parse
from .words import WORDS

HALF = str.maketrans({"（": "(", "）": ")", "，": ",", "；": ";", "：": ":"})


class Teller(Figures):
    """Expands a template for one department."""

    def __init__(self, dept: Department, template: Template, style: Style, rng: Random) -> None:
        super().__init__(dept, style, rng)
        self.template = template
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
        for at, (code, name) in enumerate(members(self.dept, loop.replace("$", outer.get("$", ""))), 1):
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

    def figure(self, text: str, out: list[Piece]) -> None:
        """Add what `{text}` stands for: a phrase's own figure, a phrase of several, or a single figure."""
        head, *rest = text.split()
        keys = [self.key(part) for part in rest]
        if head in self.local:
            out.append(self.local[head])
        elif head == "yoy":
            self.change(keys[0], f"last.{keys[0]}", "yoy", out)
        elif head == "chg":
            self.change(keys[0], keys[1], rest[2], out)
        elif head == "exec":
            self.execution(keys[0], keys[1], rest[2] if len(rest) > 2 else "exec", out)
        elif head == "cmp":
            self.compare(keys[0], keys[1], out)
        elif head == "why":
            self.reason(keys[0], keys[1] if len(keys) > 1 else f"last.{keys[0]}", out)
        else:
            out.append(self.single(head, rest))
