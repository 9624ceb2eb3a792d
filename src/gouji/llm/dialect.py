"""How one endpoint wants to be asked: what these servers have in common is less than it looks.

json_schema is enforced by some, refused by others (DeepSeek knows json_object only); newer models of OpenAI take
max_completion_tokens alone and no temperature. Found out from the first refusal, then remembered.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any, Self

FORMATS = ("json_schema", "json_object", "plain")
_LIMITS = ("max_tokens", "max_completion_tokens")
# What servers say of a form of output they do not know; a context that is too long, for one, is told in other words.
_NO_FORMAT = re.compile(
    r"response_format|json_schema|json_object|json mode|guided|grammar|structured output|unsupported|not support", re.I
)
# Checked by code after the reply instead: strict servers refuse schemas with them, grammars read some patterns otherwise.
_UNCOMMON = {"title", "pattern", "minLength", "maxLength", "minItems", "maxItems"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The form of output asked for, the name of the limit on a reply, and whether a temperature may be given."""

    format: str = FORMATS[0]
    limit: str = _LIMITS[0]
    temperature: bool = True

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the dialect that was written as text, or None where it is not one."""
        form, _, rest = text.partition(" ")
        limit, _, warm = rest.partition(" ")
        known = form in FORMATS and limit in _LIMITS and warm in ("", "temperature")
        return cls(form, limit, bool(warm)) if known else None

    def __str__(self) -> str:
        return f"{self.format} {self.limit}{' temperature' if self.temperature else ''}"

    def after(self, complaint: str) -> Dialect | None:
        """Return what to try after a request was refused with these words, or None where they are about something else."""
        if self.limit == _LIMITS[0] and _LIMITS[1] in complaint:
            return replace(self, limit=_LIMITS[1])
        if self.temperature and re.search("temperature", complaint, re.I):
            return replace(self, temperature=False)
        if self.format != FORMATS[-1] and _NO_FORMAT.search(complaint):
            return replace(self, format=FORMATS[FORMATS.index(self.format) + 1])
        return None

    def parameters(self, name: str, schema: dict[str, Any], max_tokens: int) -> dict[str, Any]:
        """Return what goes with the conversation into a request."""
        given: dict[str, Any] = {self.limit: max_tokens}
        if self.temperature:
            given["temperature"] = 0
        if self.format == "json_schema":
            strict = {"name": name, "strict": True, "schema": common(schema)}
            given["response_format"] = {"type": "json_schema", "json_schema": strict}
        elif self.format == "json_object":
            given["response_format"] = {"type": "json_object"}
        return given


def common(schema: Any) -> Any:
    """Return a JSON Schema with the keywords alone that every endpoint knows."""
    if isinstance(schema, list):
        return [common(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(named := schema.get("properties"), dict):  # a property may be called like a keyword
        properties = {name: common(part) for name, part in named.items()}
        return {**common({k: v for k, v in schema.items() if k != "properties"}), "properties": properties}
    return {k: common(v) for k, v in schema.items() if k not in _UNCOMMON}


def canonical(value: Any) -> str:
    """Return JSON that is the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
