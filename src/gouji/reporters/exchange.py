"""The prompts and the kept replies, for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gouji.llm.prompts import Prompt
from gouji.reporters.plain import aligned, clean

_SHA = 12


def prompts_page(prompts: Iterable[Prompt]) -> str:
    """Return one line a prompt: name, version, title, schema and the beginning of its SHA-256."""
    rows = [(p.name, f"第 {p.version} 版", p.title, p.schema, p.sha[:_SHA]) for p in prompts]
    return "\n".join([*aligned(rows), *_after(rows), f"共 {len(rows)} 个；用 gouji prompts 名称 看全文。"]) + "\n"


def replies_page(file: str, counts: Sequence[tuple[str, str, str, int]]) -> str:
    """Return one line an endpoint, model and prompt, with the number of replies."""
    rows = [(clean(endpoint), clean(model), clean(prompt), f"{n} 条") for endpoint, model, prompt, n in counts]
    whole = sum(n for *_, n in counts)
    return "\n".join([*aligned(rows), *_after(rows), f"{clean(file)}：共 {whole} 条回复。"]) + "\n"


def _after(rows: Sequence[object]) -> list[str]:
    return [""] if rows else []
