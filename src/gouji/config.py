"""gouji.toml and command-line options to settings.

pydantic is imported only when there is a file to validate: a plain check starts without it.
"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gouji.errors import UsageError, trouble
from gouji.llm_settings import LlmSettings
from gouji.model.trace import Accepted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FILE_NAME = "gouji.toml"
_SEVERITIES = ("error", "warning", "info")
_ACCEPTED = "可用的有 select、ignore、severity（error|warning|info）、profile、[limits]、[llm]、[[ignored]]（check、quote、reason）"
_LLM_ACCEPTED = (
    "[llm] 可用的有 base_url、model、api_key、api_key_env、timeout、retries、concurrency、max_calls、max_tokens、"
    "max_cost、input_price、output_price、currency、cache、tasks；数要在合理范围内，费用须连同两个单价"
)
_NO_LLM = LlmSettings()
_NEAR = 60  # rapidfuzz WRatio; WX2, xt and growth-rate still meet their code or name, an unrelated word does not
_MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class IgnoredFinding:
    """One finding a person has looked at: named by check and quote, with the reason it may stand."""

    check: str
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost before it is refused; a hostile file is cheap to make and dear to read.

    Real reports stay far below: the largest package of the field unpacks 32 times its size.
    """

    bytes: float = 100 * 1024 * 1024
    characters: float = 20_000_000
    pages: float = 2000
    members: float = 2000
    unpacked: float = 300 * 1024 * 1024
    ratio: float = 100
    depth: float = 100
    cells: float = 2_000_000
    seconds: float = 60
    memory: float = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Settings:
    """What is checked and shown. `accepted` holds the entries of a baseline; `select` and `ignore` hold codes, prefixes of codes, names or titles of checks."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: str = "info"
    profile: str | None = None
    ignored: tuple[IgnoredFinding, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    limits: Limits = Limits()
    llm: LlmSettings = _NO_LLM

    def runs(self, code: str, name: str, title: str) -> bool:
        """Whether a check is to run."""

        def named(words: tuple[str, ...]) -> bool:
            return any(names(w, code, name, title) for w in words)

        return (not self.select or named(self.select)) and not named(self.ignore)

    def override(self, **given: Any) -> Settings:
        """Return the settings with the options that were given on the command line."""
        return replace(self, **{k: v for k, v in given.items() if v not in (None, ())})


def names(word: str, code: str, name: str, title: str) -> bool:
    """Whether a word of --select or --ignore names a check: its name, its Chinese title, its code, or the beginning of that."""
    return word in (name, title) or (bool(word) and code.startswith(word.upper()))


def ensure_known(settings: Settings, catalogue: Sequence[tuple[str, str, str]]) -> None:
    """Raise UsageError for a word in the settings that names no check. `catalogue` holds code, name and title of each."""
    known = [word for labels in catalogue for word in labels]
    unknown = [w for w in (*settings.select, *settings.ignore) if not any(names(w, *labels) for labels in catalogue)]
    for word in (*unknown, *(e.check for e in settings.ignored)):
        if word not in known:
            raise UsageError(f"没有“{word}”这个核对项{near(word, known)}；用 gouji checks 查看代码和名称。")


def near(word: str, known: Iterable[str]) -> str:
    """Return `，相近的有 …` with the names nearest to a misspelt one, or an empty text."""
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        word, list(known), scorer=fuzz.WRatio, processor=utils.default_process, limit=_MOST_NEAR, score_cutoff=_NEAR
    )
    return "，相近的有 " + "、".join(name for name, _, _ in found) if found else ""


def load_settings(path: str | None = None) -> Settings:
    """Return the settings of a file, or of ./gouji.toml if there is one, else the defaults. Raises UsageError."""
    file = Path(path) if path else Path(FILE_NAME)
    if not path and not file.is_file():
        return Settings()
    try:
        data = tomllib.loads(file.read_text("utf-8-sig"))  # the Windows editor puts a byte-order mark first
    except OSError as error:
        raise UsageError(f"{file}：设置文件读不出来（{trouble(error)}）；请核对路径。") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}：设置文件不是 UTF-8 编码；请另存为 UTF-8。") from error
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+), column (\d+)", str(error))
        place = f"第{where.group(1)}行第{where.group(2)}列" if where else str(error)
        raise UsageError(f'{file}：{place}不合 TOML 的写法；文字要放在引号里，如 select = ["WX"]。') from error
    return _validated(data, file)


def _validated(data: dict[str, Any], file: Path) -> Settings:
    from decimal import Decimal

    from pydantic import BaseModel, ConfigDict, Field, ValidationError

    class Entry(BaseModel):
        model_config = ConfigDict(extra="forbid")
        check: str = Field(min_length=1)
        quote: str = Field(min_length=1)
        reason: str = Field(min_length=1)

    class Llm(BaseModel):  # what is absent takes the default of LlmSettings
        model_config = ConfigDict(extra="forbid")
        base_url: str = ""
        model: str = ""
        api_key: str = ""
        api_key_env: str = ""
        timeout: float | None = Field(default=None, gt=0, le=3600, allow_inf_nan=False)
        retries: int | None = Field(default=None, ge=0, le=10)
        concurrency: int | None = Field(default=None, ge=1, le=64)
        max_calls: int | None = Field(default=None, ge=0)
        max_tokens: int | None = Field(default=None, ge=0)
        max_cost: Decimal | None = Field(default=None, ge=0)
        input_price: Decimal | None = Field(default=None, ge=0)
        output_price: Decimal | None = Field(default=None, ge=0)
        currency: str = ""
        cache: str = Field(default="", min_length=1)
        tasks: list[str] = []

    class File(BaseModel):
        model_config = ConfigDict(extra="forbid")
        select: list[str] = []
        ignore: list[str] = []
        severity: str = Field("info", pattern="^(error|warning|info)$")
        profile: str | None = None
        limits: dict[str, Any] = {}
        llm: Llm = Llm()
        ignored: list[Entry] = []

    try:
        read = File.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p + 1 if isinstance(p, int) else p) for p in first["loc"])
        problem = {"extra_forbidden": "没有这个设置", "missing": "缺少", "string_too_short": "不能为空"}.get(
            first["type"], "值不合要求"
        )
        accepted = _LLM_ACCEPTED if first["loc"][0] == "llm" else _ACCEPTED
        # not `from error`: pydantic repeats the value, which may be a key
        raise UsageError(f"{file}：设置“{place}”{problem}；{accepted}。") from None
    ignored = tuple(IgnoredFinding(e.check, e.quote, e.reason) for e in read.ignored)
    limits = _limited(Limits(), f"{file}：设置 limits", read.limits.items())
    llm = _llm_settings(read.llm.model_dump(exclude_unset=True), file)
    return Settings(
        tuple(read.select), tuple(read.ignore), read.severity, _beside(file, read.profile), ignored, (), limits, llm
    )


def _llm_settings(given: dict[str, Any], file: Path) -> LlmSettings:
    """Return [llm] of a file; a relative path of the cache counts from the folder of the file."""
    if ("input_price" in given) != ("output_price" in given) or ("max_cost" in given) > ("input_price" in given):
        raise UsageError(
            f"{file}：设置“llm”里 input_price 与 output_price 要一并给出（每百万 token 的价钱），max_cost 要连同两者。"
        )
    cache = str(file.parent / Path(given["cache"]).expanduser()) if "cache" in given else ""
    return LlmSettings(**{**given, "cache": cache, "tasks": tuple(given.get("tasks", ())), "file": str(file)})


def _beside(file: Path, profile: str | None) -> str | None:
    """Return the profile, its path counted from the folder of the settings file; built-in names stay as they are."""
    beside = file.parent / profile if profile else None
    return str(beside) if beside is not None and beside.is_file() else profile


def checked_severity(text: str) -> str:
    """Return a severity given on the command line. Raises UsageError."""
    if text not in _SEVERITIES:
        raise UsageError(f"--severity {text}：可用的有 error、warning、info。")
    return text


def with_limits(limits: Limits, given: Sequence[str]) -> Limits:
    """Return the limits with those given on the command line as NAME=VALUE. Raises UsageError."""
    pairs = []
    for pair in given:
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals:
            raise UsageError(f"--limit {pair}：要写成 名称=数，如 pages={Limits().pages:g}；{_limit_names()}。")
        pairs.append((name, value))
    return _limited(limits, "--limit", pairs)


def _limited(limits: Limits, place: str, given: Iterable[tuple[str, object]]) -> Limits:
    known = asdict(limits)
    for name, value in given:
        if name not in known:
            raise UsageError(f"{place}：没有“{name}”这个上限{near(name, known)}；{_limit_names()}。")
        try:
            number = math.nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]  # refused below
        except (TypeError, ValueError):
            number = math.nan
        if not (math.isfinite(number) and number > 0):
            raise UsageError(
                f"{place}：{name} 的值“{value}”要是大于 0 的数，如 {name}={getattr(Limits(), name):.10g}。"
            )
        known[name] = number
    return Limits(**known)


def _limit_names() -> str:
    return "可用的有 " + "、".join(asdict(Limits()))
