"""Where the model is, what may be spent on it, what it costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlsplit, urlunsplit

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server and one of its models. `timeout` in seconds, for one try; `retries` are tries after the first."""

    base_url: str = field(repr=False)
    model: str
    api_key: str = field(repr=False, default="")
    timeout: float = 60.0
    retries: int = 2
    concurrency: int = 4

    @property
    def shown(self) -> str:
        """The address as it may be printed and stored: without user, password, query and fragment."""
        return shown_address(self.base_url)


def shown_address(base_url: str) -> str:
    """Return an address without anything secret: user, password, query and fragment are dropped."""
    try:
        parts = urlsplit(base_url.strip())
    except ValueError:  # brackets that are no IPv6 address
        return "？"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))


@dataclass(frozen=True, slots=True)
class Caps:
    """What one session may use at most; None means no limit."""

    calls: int | None = None
    tokens: int | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Prices:
    """Money for a million tokens."""

    input: Decimal
    output: Decimal
    currency: str = ""

    def cost(self, input_tokens: int, output_tokens: int) -> Decimal:
        """Return what so many tokens cost, exactly."""
        return (self.input * input_tokens + self.output * output_tokens) / _MILLION
