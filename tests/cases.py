"""Case files of fixtures/: YAML in which a key said twice is an error, and where a quote stands in a source."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
_SPACE = re.compile(r"\s+")


class _Loader(yaml.SafeLoader):
    """Reads a mapping with a repeated key as an error, so that no case is lost unseen."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    again = {key for key in keys if keys.count(key) > 1}
    if again:
        raise ValueError(f"{loader.name}：键重复：{'、'.join(map(str, again))}")
    return dict(zip(keys, (loader.construct_object(value, deep=True) for _, value in node.value), strict=True))


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load(path: Path) -> dict[str, Any]:
    """Return the cases of one file by their keys."""
    with path.open(encoding="utf-8") as file:
        read: dict[str, Any] = yaml.load(file, _Loader)
    return read


def squeezed(text: str) -> str:
    """Return the text without white space, as quotes are written."""
    return _SPACE.sub("", text)


def place_of(source: str, quote: str) -> tuple[int, int]:
    """Return where a quote stands in a source, white space left aside. It must stand there once only."""
    kept = [i for i, char in enumerate(source) if not char.isspace()]
    bare = squeezed(source)
    if bare.count(quote) != 1:
        raise ValueError(f"“{quote}”在原文出现 {bare.count(quote)} 次，应恰好一次")
    first = bare.index(quote)
    return kept[first], kept[first + len(quote) - 1] + 1
