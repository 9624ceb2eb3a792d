"""What a check is: a function from evidence to outcomes, with a code, a name, a kind and a default severity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gouji.checks.evidence import Evidence
from gouji.errors import InternalError
from gouji.model.outcome import Kind, Outcome, Severity

CheckFunction = Callable[[Evidence], Iterator[Outcome]]
_CHECKS: dict[str, Check] = {}


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check. `doc` is its docstring: title, then 核对什么 为什么 容差 不核对 依据."""

    code: str
    name: str
    kind: Kind
    severity: Severity
    since: str
    function: CheckFunction
    doc: str

    @property
    def title(self) -> str:
        return self.doc.partition("\n")[0].strip()


def check(
    *, code: str, name: str, kind: Kind, severity: Severity, since: str
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a check. Its documentation is the docstring of the module it stands in. Raises InternalError on a second code."""

    def register(function: CheckFunction) -> CheckFunction:
        import sys

        doc = sys.modules[function.__module__].__doc__ or ""
        if code in _CHECKS or any(c.name == name for c in _CHECKS.values()):
            raise InternalError(f"核对代码或名称重复：{code} {name}")
        _CHECKS[code] = Check(code, name, kind, severity, since, function, doc)
        return function

    return register


def registered() -> dict[str, Check]:
    """Return the checks registered so far, by code."""
    return _CHECKS
