"""What the assistant did, for machines and for people: calls, cost, what it added, and the exchange behind each finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gouji.llm.exchange import TROUBLES
from gouji.model.assistance import Assistance, Exchange
from gouji.model.finding import Finding
from gouji.model.run import Run
from gouji.reporters.plain import Style, clean

_STOPPED = {
    "calls": "调用次数到了上限",
    "tokens": "令牌数到了上限",
    "cost": "费用到了上限",
    "endpoint": "模型服务连不上或拒绝",
}
_ROLES = {"system": "系统", "user": "问", "assistant": "例答"}


def assistance_dict(run: Run) -> dict[str, Any] | None:
    """Return the `llm` block of the contract; None where the assistant was off."""
    account = run.assistance
    if account is None:
        return None
    return {
        "endpoint": account.endpoint, "model": account.model,
        "calls": account.calls, "cached": account.cached, "failed": account.failed, "repaired": account.repaired,
        "tokens": {"input": account.input_tokens, "output": account.output_tokens},
        "cost": None if account.cost is None else f"{account.cost:f}", "currency": account.currency or None,
        "stopped": account.stopped or None,
        "questions": dict(sorted(account.questions.items())),
        "troubles": dict(sorted(account.troubles.items())), "dropped": dict(sorted(account.dropped.items())),
        "added": {"checked": account.checked, "findings": account.findings, "figures": list(_added(run))},
        "traces": {finding: list(keys) for finding, keys in account.traces.items()},
        "corrections": dict(account.corrections),
    }  # fmt: skip


def _added(run: Run) -> Iterator[dict[str, Any]]:
    """Yield the amounts and ratios that were checked because the assistant read their words."""
    for entry in run.ledger:
        if entry.origin == "model" and entry.figure.counts_as_figure:
            span = entry.figure.span
            yield {"file": span.file, "start": span.start, "end": span.end, "quote": run.document.text(span)}


def summary(account: Assistance) -> Iterator[str]:
    """Yield what a reader wants to know of it: what was asked and added, what it cost, what went wrong."""
    asked = f"问 {sum(account.questions.values())} 次（新调用 {account.calls}，录下的 {account.cached}）"
    spent = f"令牌 {account.input_tokens} 入 {account.output_tokens} 出"
    cost = "" if account.cost is None else f"，费用 {account.cost.normalize():f}{clean(account.currency)}"
    who = f"（{clean(account.model)}）" if account.model else ""
    yield f"模型辅助{who}：{asked}，{spent}{cost}；多核对了 {account.checked} 个数，多指出 {account.findings} 处。"
    if account.troubles:
        told = "，".join(f"{TROUBLES.get(slug, slug)} {n}" for slug, n in sorted(account.troubles.items()))
        yield f"模型辅助有 {sum(account.troubles.values())} 问没有可用的答复（{told}）；规则的结果不受影响。"
    if account.dropped:
        told = "，".join(f"{why} {n}" for why, n in sorted(account.dropped.items()))
        yield f"模型的提议有 {sum(account.dropped.values())} 条未采用（{told}）。"
    if account.stopped:
        yield f"模型辅助中途停下：{_STOPPED.get(account.stopped, account.stopped)}；规则的结果不受影响。"


def estimate_page(path: str, account: Assistance) -> str:
    """Return what the assistant would ask about a report, and the most it could cost."""
    tasks = "，".join(f"{task} {n}" for task, n in sorted(account.questions.items()))
    lines = [
        f"{clean(path)}：要问 {sum(account.questions.values())} 次（{tasks or '无'}），其中 {account.cached} 次已有录下的回复。"
    ]
    most = account.estimate
    if most is not None:
        cost = "；没有设单价，算不出费用（[llm] input_price、output_price）" if most.cost is None else f"；费用至多 {most.cost.normalize():f}{clean(account.currency)}"  # fmt: skip
        lines.append(f"  至多新调用 {most.calls} 次，令牌 {most.input_tokens} 入 {most.output_tokens} 出{cost}。")
    if not account.model:
        lines.append("  没有设模型服务（GOUJI_LLM_BASE_URL、GOUJI_LLM_MODEL），录下的回复不计在内。")
    lines.append("  挑选行、拟改正要看前面的答复，这里按规则的结果估算；没有发送任何文字。")
    return "\n".join(lines) + "\n"


def trace_page(run: Run, finding: Finding, head: Iterable[str], style: Style) -> str:
    """Return a finding with every exchange it rests on: what was sent, what came back, what code made of it."""
    lines = [*head, ""]
    account = run.assistance
    keys = account.traces.get(finding.id, ()) if account else ()
    found = [e for e in (account.exchanges if account else ()) if e.key in keys]
    if finding.origin == "rule":
        lines.append("这一处是规则指出的，没有用到模型；依据见 gouji explain " + finding.check + "。")
    for exchange in found:
        lines += _exchange(exchange, style)
    if account and finding.id in account.corrections:
        lines.append(f"模型拟的改正：{clean(account.corrections[finding.id])}")
    return "\n".join(lines).rstrip("\n") + "\n"


def exchanges_page(account: Assistance | None, style: Style) -> str:
    """Return every exchange about a report, also those nothing came of, and what was dropped from each."""
    lines = [line for e in (account.exchanges if account else ()) for line in _exchange(e, style)]
    lines.append(f"共 {len(account.exchanges) if account else 0} 次问答。")
    return "\n".join(lines) + "\n"


def _exchange(exchange: Exchange, style: Style) -> Iterator[str]:
    source = "录下的答复" if exchange.cached else "新调用"
    yield style.bold(f"{exchange.task} 第{exchange.version}版，{exchange.place}，{source}，{exchange.key[:12]}")
    # the last message is the question; what stands before it is the prompt itself and its examples
    role, content = exchange.sent[-1]
    yield f"  {_ROLES.get(role, role)}（此前还有提示词与例子 {len(exchange.sent) - 1} 条，见 gouji prompts {exchange.task}）："
    yield from (f"    {clean(line)}" for line in content.splitlines())
    yield "  答："
    yield from (f"    {clean(line)}" for line in exchange.reply.splitlines())
    yield "  程序所取："
    yield from (f"    {clean(line)}" for line in exchange.made or (exchange.trouble or "无",))
    yield ""


def shown_exchange(place: str, name: str, messages: Iterable[tuple[str, str]], *, sent: bool = True) -> str:
    """Return what is sent in one question, or would be, for `--llm-show`."""
    lines = [f"── {'送往模型' if sent else '（不发送）会送往模型'}：{name}，{clean(place)}"]
    for role, content in messages:
        lines.append(f"[{_ROLES.get(role, role)}]")
        lines += [clean(line) for line in content.splitlines()]
    return "\n".join(lines)
