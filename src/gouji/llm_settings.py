"""The settings of the assistant: [llm] of gouji.toml, and the environment, which wins.

Reading them needs no model: a missing address is told only when the assistant is asked for (`resolved`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from gouji.errors import UsageError

_URL, _MODEL, _KEY = "GOUJI_LLM_BASE_URL", "GOUJI_LLM_MODEL", "GOUJI_LLM_API_KEY"
_OTHER_URL, _OTHER_KEY = "OPENAI_BASE_URL", "OPENAI_API_KEY"
_HOME_OF_OTHER_KEY = "api.openai.com"
_EXAMPLE = "http://localhost:11434/v1"
_LOCAL_ENDINGS = (".local", ".lan", ".internal", ".intranet")


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """How the assistant reaches its model and what it may spend on a report; prices are per million tokens.

    `cache` is the file of kept replies, '' the usual place; `tasks` names prompts, none means all of them.
    """

    base_url: str = field(default="", repr=False)
    model: str = ""
    api_key: str = field(default="", repr=False)
    api_key_env: str = ""
    timeout: float = 60.0
    retries: int = 2
    concurrency: int = 4
    max_calls: int | None = 200
    max_tokens: int | None = 1_000_000
    max_cost: Decimal | None = None
    input_price: Decimal | None = None
    output_price: Decimal | None = None
    currency: str = "元"
    cache: str = ""
    tasks: tuple[str, ...] = ()
    file: str = "gouji.toml"  # where they were read, for messages

    def resolved(self, environment: Mapping[str, str] = os.environ) -> LlmSettings:
        """Return the settings with address, model and key in place. Raises UsageError, saying what is missing or wrong."""
        url, url_place = self._base_url(environment)
        parts = _checked_url(url, url_place)
        model = environment.get(_MODEL, "").strip() or self.model
        if not model:
            raise UsageError(f"没有设置模型；请设环境变量 {_MODEL}，或在 {self.file} 的 [llm] 写 model，如 qwen3:8b。")
        key = self._key(environment, parts, from_file=url_place.startswith(self.file))
        if not key and not _is_local(parts.hostname or "") and parts.password is None:
            raise UsageError(
                f"{parts.hostname} 要密钥：请设环境变量 {_KEY}，或在 {self.file} 的 [llm] 用 api_key_env 指明变量名；服务器不要密钥时写 none。"
            )
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise UsageError("密钥里有空白、换行或非 ASCII 字符；请重新复制。")
        return replace(self, base_url=url, model=model, api_key=key)

    def named(self, environment: Mapping[str, str] = os.environ) -> tuple[str, str] | None:
        """Return address and model as far as they are set, unchecked: enough to find the replies recorded from them."""
        url = environment.get(_URL, "").strip() or self.base_url or environment.get(_OTHER_URL, "").strip()
        model = environment.get(_MODEL, "").strip() or self.model
        return (url, model) if url and model else None

    def cache_file(self) -> Path:
        """Return the file of kept replies: never beside a report."""
        return Path(self.cache) if self.cache else cache_folder() / "replies.sqlite"

    def _base_url(self, environment: Mapping[str, str]) -> tuple[str, str]:
        if url := environment.get(_URL, "").strip():
            return url, f"环境变量 {_URL}"
        if self.base_url:
            return self.base_url, f"{self.file} 的 [llm] base_url"
        if url := environment.get(_OTHER_URL, "").strip():
            return url, f"环境变量 {_OTHER_URL}"
        raise UsageError(
            f"没有设置模型服务的地址；请设环境变量 {_URL}，或在 {self.file} 的 [llm] 写 base_url，如 {_EXAMPLE}。"
        )

    def _key(self, environment: Mapping[str, str], parts: SplitResult, *, from_file: bool) -> str:
        """Return the key. The one for OpenAI goes to no server that a settings file names: such a file may come with the report."""
        if key := environment.get(_KEY, "").strip():
            return key
        if self.api_key_env:
            if key := environment.get(self.api_key_env, "").strip():
                return key
            raise UsageError(f"{self.file} 的 [llm] api_key_env：没有环境变量 {self.api_key_env}，或其值为空。")
        if self.api_key:
            return self.api_key
        if from_file and parts.hostname != _HOME_OF_OTHER_KEY:
            return ""
        return environment.get(_OTHER_KEY, "").strip()


def _checked_url(url: str, place: str) -> SplitResult:
    """Return the parts of an address. The message does not repeat it: it may hold a password."""
    wanted = f"应是以 http:// 或 https:// 开头的完整地址，通常以 /v1 结尾，如 {_EXAMPLE}"
    try:
        parts = urlsplit(url)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        raise UsageError(f"{place}：不是网址；{wanted}。") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_right:
        raise UsageError(f"{place}：不是网址；{wanted}。")
    if any(c.isspace() or not c.isprintable() for c in url):
        raise UsageError(f"{place}：网址里有空白；{wanted}。")
    path = parts.path.rstrip("/")
    if path.endswith("/chat/completions"):
        raise UsageError(f"{place}：请去掉末尾的 /chat/completions；{wanted}。")
    if not path:
        raise UsageError(f"{place}：只有主机，没有路径；{wanted}。")
    return parts


def _is_local(host: str) -> bool:
    """Whether a server stands on this machine or in the house, where keys are not usual."""
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_LOCAL_ENDINGS)
    return address.is_loopback or address.is_private


def cache_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Return the folder for what can be made again, where the system wants it. Raises UsageError where there is no home."""
    given = environment.get("LOCALAPPDATA" if platform == "win32" else "XDG_CACHE_HOME", "")
    if Path(given).is_absolute():
        return Path(given) / "gouji"
    try:
        home = Path.home()
    except RuntimeError as error:
        raise UsageError("找不到用户目录；请用 [llm] 的 cache 指明回复缓存放在哪里。") from error
    usual = {"win32": home / "AppData" / "Local", "darwin": home / "Library" / "Caches"}
    return usual.get(platform, home / ".cache") / "gouji"
