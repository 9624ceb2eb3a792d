"""Caps held before a call is made: what is under way counts with the most it may take."""

from __future__ import annotations

from decimal import Decimal

from gouji.errors import UsageError
from gouji.llm.endpoint import Caps, Prices
from gouji.llm.exchange import Estimate, Spending


class Budget:
    """What was spent, what is set aside for calls under way, and the caps on both together."""

    def __init__(self, caps: Caps, prices: Prices | None) -> None:
        if caps.cost is not None and prices is None:
            raise UsageError("设了费用上限，却没有单价；请一并设置 input_price 和 output_price。")
        self._caps = caps
        self._prices = prices
        self._aside = Spending()
        self.spent = Spending()

    def exceeded(self, most: Spending) -> str:
        """Return the cap that so much more could pass: calls, tokens or cost; else an empty text."""
        whole = self.spent + self._aside + most
        caps = self._caps
        if caps.calls is not None and whole.calls > caps.calls:
            return "calls"
        if caps.tokens is not None and whole.input_tokens + whole.output_tokens > caps.tokens:
            return "tokens"
        cost = self.cost(whole)
        return "cost" if caps.cost is not None and cost is not None and cost > caps.cost else ""

    def set_aside(self, most: Spending) -> None:
        self._aside += most

    def settle(self, most: Spending, spent: Spending) -> None:
        """Replace what was set aside by what was spent."""
        self._aside -= most
        self.spent += spent

    def estimate(self, most: Spending) -> Estimate:
        """Return so much with what it costs."""
        return Estimate(most.calls, most.input_tokens, most.output_tokens, self.cost(most))

    def cost(self, spending: Spending) -> Decimal | None:
        """Return what so much costs, or None without prices."""
        return self._prices.cost(spending.input_tokens, spending.output_tokens) if self._prices else None
