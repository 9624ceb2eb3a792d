"""All checks, in the order of their codes."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from gouji.checks.base import Check, registered

_FOLDERS = (
    "within_table",
    "between_tables",
    "text_table",
    "within_text",
    "between_years",
    "between_units",
    "disclosure",
)


@cache
def all_checks() -> tuple[Check, ...]:
    """Return every check of the catalogue, sorted by code. Importing the modules of these folders registers them."""
    for folder in _FOLDERS:
        package = import_module(f"gouji.checks.{folder}")
        for module in iter_modules(package.__path__):
            import_module(f"{package.__name__}.{module.name}")
    return tuple(check for _, check in sorted(registered().items()))
