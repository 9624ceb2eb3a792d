"""gouji.toml and command-line options to settings.

pydantic is imported only when there is a file to validate: a plain check starts without it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gouji.errors import UsageError

_SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class IgnoredFinding:
    """One finding a person has looked at: named by check and quote, with the reason it may stand."""

    check: str
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What is checked and shown. `select` and `ignore` hold codes, prefixes of codes, or names of checks."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: str = "info"
    profile: str | None = None
    ignored: tuple[IgnoredFinding, ...] = ()

    def runs(self, code: str, name: str) -> bool:
        """Whether a check is to run."""

        def named(words: tuple[str, ...]) -> bool:
            return any(w == name or code.startswith(w.upper()) for w in words)

        return (not self.select or named(self.select)) and not named(self.ignore)

    def override(self, **given: Any) -> Settings:
        """Return the settings with the options that were given on the command line."""
        return replace(self, **{k: v for k, v in given.items() if v not in (None, ())})


def load_settings(path: str | None = None) -> Settings:
    """Return the settings of a file, of ./gouji.toml if there is one, else the defaults. Raises UsageError naming the entry."""
    file = Path(path) if path else Path("gouji.toml")
    if not path and not file.is_file():
        return Settings()
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{file}：设置文件读不出来（{error.strerror}）。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}：不是有效的 TOML（{error}）。") from error
    return _validated(data, file)


def _validated(data: dict[str, Any], file: Path) -> Settings:
    from pydantic import BaseModel, ConfigDict, Field, ValidationError

    class Entry(BaseModel):
        model_config = ConfigDict(extra="forbid")
        check: str
        quote: str
        reason: str = Field(min_length=1)

    class File(BaseModel):
        model_config = ConfigDict(extra="forbid")
        select: list[str] = []
        ignore: list[str] = []
        severity: str = Field("info", pattern="^(error|warning|info)$")
        profile: str | None = None
        ignored: list[Entry] = []

    try:
        read = File.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise UsageError(
            f"{file}：设置“{place}”不对（{first['msg']}）；可用的有 select、ignore、severity（error|warning|info）、profile、[[ignored]]（check、quote、reason）。"
        ) from error
    ignored = tuple(IgnoredFinding(e.check, e.quote, e.reason) for e in read.ignored)
    return Settings(tuple(read.select), tuple(read.ignore), read.severity, read.profile, ignored)


def checked_severity(text: str) -> str:
    """Return a severity given on the command line. Raises UsageError."""
    if text not in _SEVERITIES:
        raise UsageError(f"--severity {text}：可用的有 error、warning、info。")
    return text
