"""A careful reader: answers the assistant's questions from reader.yml, by the words and marks it is shown. It knows no value.

Entries stand as a person wrote them. What is sent is folded, so words are found by their letters and copied as they were sent.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

Message = dict[str, str]
Entry = dict[str, Any]

_BLOCK = re.compile(r"<<<文档\n(.*?)\n文档>>>", re.S)
_MARK = re.compile(r"⟦[A-Z]\d* ?([^⟦⟧]*)⟧")
_ROW = re.compile(r"^(R\d+) (.*?)｜(.*?)｜(.*)$", re.M)
_LETTER = re.compile(r"[^\W\d_]|⟦|⟧")  # no digits: some are blanked where they are sent


class Reader:
    """The answers of one case. `unread` counts the questions it had no entry for, by task."""

    def __init__(self, path: Path) -> None:
        self._entries: dict[str, list[Entry]] = yaml.safe_load(path.read_text("utf-8"))
        self.unread: Counter[str] = Counter()

    def reply(self, task: str, messages: list[Message]) -> str:
        """Return the answer to a conversation as JSON."""
        question = messages[-1]["content"]
        texts = [block.strip() for block in _BLOCK.findall(question)]
        answer = {
            "label-figures": self._label,
            "choose-row": self._choose,
            "compare-statements": self._compare,
            "write-correction": self._write,
        }[task](texts, question)
        if answer is None:
            self.unread[task] += 1
            answer = _NOTHING[task]
        return json.dumps(answer, ensure_ascii=False)

    def _label(self, texts: list[str], question: str) -> Entry | None:
        text = texts[0]
        entry = self._paragraph("label-figures", text)
        if entry is None:
            return None
        sent = f"{question.splitlines()[0]}\n{text}"
        figures = [{**f, "subject": as_sent(f["subject"], sent)} for f in entry["figures"]]
        relations = [{**r, "quote": as_sent(r["quote"], text)} for r in entry["relations"]]
        return {"figures": figures, "relations": relations}

    def _choose(self, texts: list[str], question: str) -> Entry | None:
        text = texts[0]
        asked = re.search(r"要选的数：⟦?(F\d+)", question)
        entry = self._paragraph("choose-row", text, mark=asked[1] if asked else "")
        if entry is None:
            return None
        table, row, column = entry["row"]
        rows = _ROW.findall(question.partition("候选：")[2])
        found = [r for r in rows if row in (r[2], *r[2].split(" ", 1)) and column in r[3]]
        found = [r for r in found if r[1] == table] or found
        choice = found[0][0] if len(found) == 1 else "无"
        return {"choice": choice, "quote": as_sent(entry["quote"], text)}

    def _compare(self, texts: list[str], _: str) -> Entry | None:
        left, right = texts
        for entry in self._entries["compare-statements"]:
            sides = entry["left"], entry["right"]
            quotes = entry["left_quote"], entry["right_quote"]
            for (a, b), (qa, qb) in ((sides, quotes), (sides[::-1], quotes[::-1])):
                if stands_in(a, left) and stands_in(b, right):
                    answer = {"both_true": entry["both_true"], "differs": entry["differs"]}
                    return {**answer, "left": as_sent(qa, left), "right": as_sent(qb, right)}
        return None

    def _write(self, texts: list[str], question: str) -> Entry | None:
        claimed, cited = (_MARK.search(part) for part in texts[0].split("依据：", 1))
        if claimed is None or cited is None:
            return None
        expected = re.search(r"^更正：(⟦.*⟧)", question, re.M)
        wish = f"请核实后改为{expected[1]}" if expected else "请核实两处并改为一致"
        return {"sentence": f"此处所写{claimed[0]}与别处所列{cited[0]}不能同时成立，{wish}。"}

    def _paragraph(self, task: str, text: str, mark: str | None = None) -> Entry | None:
        """Return the entry whose paragraph stands in the text, the longest of several."""
        entries = [e for e in self._entries[task] if mark in (None, e.get("mark")) and stands_in(e["paragraph"], text)]
        return max(entries, key=lambda e: len(e["paragraph"]), default=None)


_NOTHING: dict[str, Entry] = {
    "label-figures": {"figures": [], "relations": []},
    "choose-row": {"choice": "无", "quote": ""},
    "compare-statements": {"both_true": True, "differs": "措辞", "left": "", "right": ""},
    "write-correction": {"sentence": "请核实两处并改为一致。"},
}


def _letters(text: str) -> tuple[str, list[int]]:
    """Return the letters and brackets of a text with their places; a mark counts as its unit, whatever its number."""
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for mark in [*_MARK.finditer(text), None]:
        end = mark.start() if mark else len(text)
        for letter in _LETTER.finditer(text, at, end):
            pieces.append(letter[0])
            places.append(letter.start())
        if mark:
            for letter in f"⟦{mark[1]}⟧":
                pieces.append(letter)
                places.append(mark.end() - 1 if letter == "⟧" else mark.start())
            at = mark.end()
    return "".join(pieces), places


def stands_in(words: str, text: str) -> bool:
    """Whether the words stand in the text, number of marks, punctuation and width aside."""
    return _letters(_bare(words))[0] in _letters(text)[0]


def as_sent(words: str, text: str) -> str:
    """Return the words as the text spells them; unchanged where they do not stand there."""
    if not words:
        return ""
    wanted = _letters(_bare(words))[0]
    letters, places = _letters(text)
    at = letters.find(wanted)
    return text[places[at] : places[at + len(wanted) - 1] + 1] if at >= 0 and wanted else words


def _bare(words: str) -> str:
    """Return words of an entry with marks that have no number (⟦ 万元⟧) spelled like the others."""
    return words.replace("⟦ ", "⟦V ")
