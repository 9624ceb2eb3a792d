"""The only place that knows the order of the stages: `check` runs them over one report."""

from gouji.pipeline.stages import check

__all__ = ["check"]
