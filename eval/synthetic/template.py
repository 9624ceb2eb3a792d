"""Template files: settings, phrases and lines, and the small language they are written in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent / "templates"
Node = tuple[str, object]


@dataclass(slots=True)
class Template:
    """A template: settings (`%name value`), phrases (`=name text`, several to choose from) and lines."""

    name: str
    settings: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, list[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


@lru_cache
def load(name: str) -> Template:
    template = Template(name)
    for line in (TEMPLATES / f"{name}.txt").read_text("utf-8").splitlines():
        key, _, text = line[1:].partition(" ")
        if line.startswith("%"):
            template.settings[key] = text
        elif line.startswith("="):
            template.phrases.setdefault(key, []).append(text)
        elif line.strip() and not line.startswith(";"):
            template.lines.append(line)
    return template


def names(kind: str | None = None) -> list[str]:
    found = sorted(path.stem for path in TEMPLATES.glob("*.txt"))
    return [name for name in found if kind is None or load(name).settings["kind"] == kind]


@cache
def parse(text: str) -> tuple[Node, ...]:
    """Return the nodes of template text: words, `{figure}`, `[one|other]`, `^direction^`, `<<loop;between;body>>`."""
    nodes: list[Node] = []
    at = 0
    while at < len(text):
        if text.startswith("<<", at):
            end = text.index(">>", at)
            loop, between, body = text[at + 2 : end].split(";", 2)
            nodes.append(("loop", (loop, between, parse(body))))
            at = end + 2
        elif text[at] == "{":
            end = text.index("}", at)
            nodes.append(("figure", text[at + 1 : end]))
            at = end + 1
        elif text[at] == "^":
            end = text.index("^", at + 1)
            nodes.append(("word", text[at + 1 : end]))
            at = end + 1
        elif text[at] == "[":
            end = text.index("]", at)
            nodes.append(("choice", tuple(parse(part) for part in text[at + 1 : end].split("|"))))
            at = end + 1
        else:
            end = min((i for i in (text.find(mark, at) for mark in ("<<", "{", "^", "[")) if i >= 0), default=len(text))
            nodes.append(("text", text[at:end]))
            at = end
    return tuple(nodes)
