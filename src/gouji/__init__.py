"""勾稽 gouji: checks a Chinese government budget or final-account disclosure against itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from gouji.batch.frames import Loaded
    from gouji.batch.run import Summary
    from gouji.config import Settings
    from gouji.model.run import Run

__version__ = "0.1.0"
__all__ = ["Finding", "Run", "Settings", "__version__", "check", "check_all", "load"]


def check(path: str, *, tables: Sequence[str] = (), prior: Sequence[str] = (), settings: Settings | None = None) -> Run:
    """Return the result of checking one report, with the files that hold its tables and the office's reports of other years.

    Raises gouji.errors.GoujiError.
    """
    from gouji import pipeline

    return pipeline.check(str(path), tables=[str(t) for t in tables], prior=[str(p) for p in prior], settings=settings)


def check_all(
    inputs: str | PathLike[str] | Sequence[str | PathLike[str]],
    out: str | PathLike[str],
    *,
    jobs: int | None = None,
    formats: Sequence[str] = (),
    retry: bool = False,
    quiet: bool = True,
    settings: Settings | None = None,
    scheduler: str | None = None,
) -> Summary:
    """Check folders, lists and reports into the store `out`, as `gouji batch` does; what is there already is left as it is.

    `jobs` is the number of processes, by default that of the processors; `formats` (json, terminal) are pages written of each report;
    `retry` tries again what ran out of time or memory, or crashed; without `quiet` the progress is told on standard error; `scheduler`
    is the address of a Dask cluster to check on instead of this machine (extra `cluster`). Raises gouji.errors.UsageError; a report that
    cannot be checked is a failure in the summary.
    """
    from os import fspath
    from pathlib import Path

    from gouji.batch.run import Options, run_batch
    from gouji.config import Settings

    given = [inputs] if isinstance(inputs, str) or not hasattr(inputs, "__iter__") else inputs
    options = Options(jobs, tuple(formats), retry, quiet, scheduler=scheduler)
    return run_batch([fspath(path) for path in given], Path(out), settings or Settings(), options)


def load(out: str | PathLike[str]) -> Loaded:
    """Return the tables of a store as DataFrames. Raises gouji.errors.UsageError where there is none."""
    from pathlib import Path

    from gouji.batch.frames import Loaded

    return Loaded(Path(out))


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
