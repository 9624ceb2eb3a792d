"""勾稽 gouji: checks a Chinese government budget or final-account disclosure against itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.config import Settings
    from gouji.model.run import Run

__version__ = "0.1.0"
__all__ = ["Finding", "Run", "Settings", "__version__", "check"]


def check(path: str, *, tables: Sequence[str] = (), prior: Sequence[str] = (), settings: Settings | None = None) -> Run:
    """Return the result of checking one report, with the files that hold its tables and the office's reports of other years.

    Raises gouji.errors.GoujiError.
    """
    from gouji import pipeline

    return pipeline.check(str(path), tables=[str(t) for t in tables], prior=[str(p) for p in prior], settings=settings)


def __getattr__(name: str) -> Any:
    """Load the public records only when asked for, so that `import gouji` stays light."""
    if name == "Finding":
        from gouji.model.finding import Finding

        return Finding
    if name == "Run":
        from gouji.model.run import Run

        return Run
    if name == "Settings":
        from gouji.config import Settings

        return Settings
    raise AttributeError(f"module 'gouji' has no attribute {name!r}")
