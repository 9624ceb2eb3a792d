"""Objects of a .jsonl file written by hand, read with messages that name the line and what would be accepted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from gouji.errors import InputError

_Choice = TypeVar("_Choice", bound=Enum)


@dataclass(frozen=True, slots=True)
class Row:
    """One object of a .jsonl file, with where it stands for messages."""

    where: str
    fields: Mapping[str, Any]

    def text(self, key: str) -> str:
        """Return a text that is not empty."""
        value = self.fields.get(key)
        if not isinstance(value, str) or not value:
            raise InputError(f"{self.where}：{key} 应是非空的文字，现为 {shown(value)}。")
        return value

    def choice(self, key: str, choices: type[_Choice]) -> _Choice:
        """Return the member whose value stands under `key`."""
        value = self.fields.get(key)
        for choice in choices:
            if choice.value == value:
                return choice
        raise self.no_choice(key, [str(c.value) for c in choices])

    def no_choice(self, key: str, accepted: list[str]) -> InputError:
        return InputError(f"{self.where}：{key} 应是 {'、'.join(accepted)} 之一，现为 {shown(self.fields.get(key))}。")


def rows_of(path: Path) -> Iterator[Row]:
    """Yield the objects of a .jsonl file, each with an id of its own. Raises InputError naming the line."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}：不是 UTF-8 编码；请另存为 UTF-8，每行一个 JSON 对象。") from error
    seen: set[str] = set()
    # not splitlines(): a quote may hold U+2028 or a form feed
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        row = Row(f"{path} 第 {number} 行", _object(line, f"{path} 第 {number} 行"))
        if row.text("id") in seen:
            raise InputError(f"{row.where}：id {row.text('id')} 已经用过；每条的 id 应各不相同。")
        seen.add(row.text("id"))
        yield row


def _object(line: str, where: str) -> Mapping[str, Any]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"{where}第 {error.colno} 个字符起不是 JSON；每行应是一个完整的 JSON 对象。") from error
    if not isinstance(value, dict):
        raise InputError(f"{where}：应是一个 JSON 对象，现为 {shown(value)}。")
    return value


def shown(value: object) -> str:
    """Return a value as messages quote it."""
    return "空缺" if value is None else json.dumps(value, ensure_ascii=False)
