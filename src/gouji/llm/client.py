"""One request to the endpoint through the openai client, and whatever may come back: never an exception.

Nothing the server says in words is passed on: it could repeat the key. What went wrong is a slug of `TROUBLES`.
"""

from __future__ import annotations

import json
import logging
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai

from gouji.llm.dialect import Dialect
from gouji.llm.endpoint import Endpoint
from gouji.llm.prompts import Message

_LARGEST = 200_000  # bytes of a reply: a hundred times what an answer takes
_REDACTED = 8  # a key shorter than this is a placeholder such as “none”; a text may well contain it
_STEPS = 4  # from the richest dialect to the poorest
_STATUS = {401: "auth", 402: "auth", 403: "auth", 404: "not-found", 408: "timeout", 429: "rate-limit"}

# It tells the whole address of every request, with what may be secret in it.
logging.getLogger("httpx2").addFilter(lambda record: record.levelno > logging.INFO)


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one request: a text, or trouble. `finish` says why a text ended early."""

    text: str = ""
    trouble: str = ""
    finish: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None


class _TooLong(Exception):
    """A reply that does not end."""


class _Bounded(httpx2.Client):
    """A client that reads no more than an answer can be, and no longer than the timeout even where bytes trickle in."""

    def __init__(self, seconds: float, **options: Any) -> None:
        super().__init__(timeout=seconds, **options)
        self._seconds = seconds

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        until = monotonic() + self._seconds
        response = super().send(request, **{**options, "stream": True})
        body = bytearray()
        try:
            for part in response.iter_bytes():
                body += part
                if len(body) > _LARGEST:
                    raise _TooLong
                if monotonic() > until:
                    raise httpx2.ReadTimeout("the reply took too long", request=request)
        finally:
            response.close()
        headers = [(k, v) for k, v in response.headers.multi_items() if k not in ("content-encoding", "content-length")]
        return httpx2.Response(response.status_code, headers=headers, content=bytes(body), request=request)


class Client:
    """The endpoint, open until closed; may be asked from several threads."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        # A redirect would carry the text to a server nobody named; a proxy has no business between us and this machine.
        parts = urlsplit(endpoint.base_url)
        local = _is_loopback(parts.hostname or "")
        # Without TLS the certificates, slow to load, are not needed; this context would trust nobody.
        verify = True if parts.scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        http = _Bounded(endpoint.timeout, follow_redirects=False, trust_env=not local, verify=verify)
        self._openai = openai.OpenAI(
            base_url=parts._replace(query="", fragment="").geturl(),
            default_query=dict(httpx2.QueryParams(parts.query)),
            api_key=endpoint.api_key or "none",  # the client wants one, servers on one's own machine do not
            timeout=endpoint.timeout,
            max_retries=endpoint.retries,
            http_client=http,
            default_headers={"Accept-Encoding": "identity"},
        )

    def close(self) -> None:
        self._openai.close()

    def complete(
        self, messages: list[Message], name: str, schema: dict[str, Any], max_tokens: int, dialect: Dialect
    ) -> tuple[Heard, Dialect]:
        """Return the reply to a conversation and the dialect the endpoint took."""
        for _ in range(_STEPS + 1):
            try:
                raw = self._openai.chat.completions.with_raw_response.create(
                    model=self._endpoint.model,
                    messages=messages,  # type: ignore[arg-type]  # roles as literals
                    **dialect.parameters(name, schema, max_tokens),
                )
                return self._heard(raw.http_response.content), dialect
            except openai.APIStatusError as error:
                status = error.status_code
                complaint = error.response.text[:2000] if status in (400, 422, 501) else ""
                if (other := dialect.after(complaint)) is None:
                    return Heard(trouble=_trouble(status)), dialect
                dialect = other
            except openai.APITimeoutError:
                return Heard(trouble="timeout"), dialect
            except _TooLong:
                return Heard(trouble="too-long"), dialect
            except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError, RuntimeError):
                return Heard(trouble="connection"), dialect
        return Heard(trouble="rejected"), dialect

    def _heard(self, body: bytes) -> Heard:
        """Return what a response says. Reads `content` only: thoughts and tool calls stand elsewhere."""
        try:
            data = json.loads(body.decode("utf-8", "replace"))
            choice = data["choices"][0]
            message = choice["message"]
            content, refusal = message.get("content"), message.get("refusal")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return Heard(trouble="not-api")
        spent = data.get("usage") if isinstance(data.get("usage"), dict) else {}
        refused = bool(refusal) or choice.get("finish_reason") == "content_filter"
        finish = "refused" if refused else "cut-off" if choice.get("finish_reason") == "length" else ""
        tokens = _count(spent.get("prompt_tokens")), _count(spent.get("completion_tokens"))
        return Heard(self._clean(_text(content)), "", finish, *tokens)

    def _clean(self, text: str) -> str:
        """Return text that UTF-8 can hold, without the key should the server repeat it."""
        text = text.encode("utf-8", "replace").decode("utf-8")
        key = self._endpoint.api_key
        return text.replace(key, "…") if len(key) >= _REDACTED else text


def _text(content: Any) -> str:
    """Return the content of a message; some servers give it in parts."""
    if isinstance(content, list):
        content = "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None


def _trouble(status: int) -> str:
    if status >= 500:
        return "server-error"
    return _STATUS.get(status, "rejected" if status >= 400 else "not-api")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
