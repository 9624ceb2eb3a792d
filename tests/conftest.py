"""Property tests: the same examples in every run, and no time asserted, since the machine may be busy."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("gouji", deadline=None, derandomize=True)
settings.load_profile("gouji")
