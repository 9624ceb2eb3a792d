"""Series of five years agree across the years, and a break in one is found."""

from __future__ import annotations

from eval.synthetic.series import YEARS, office, score


def test_what_a_year_carries_out_the_next_brings_in() -> None:
    made = office(7, 1)
    for before, final in zip(made.finals, made.finals[1:], strict=False):
        assert final.year == before.year + 1
        assert all(
            final.facts[f"{fund}.ci"] == before.facts[f"{fund}.co"] for fund in ("gen", "fund", "state", "other")
        )
        assert final.facts["last.gen.spend"] == before.facts["gen.spend"]
    assert len(made.finals) == YEARS


def test_an_initial_budget_is_that_of_the_years_budget() -> None:
    made = office(7, 2)
    for final, budget in zip(made.finals, made.budgets, strict=True):
        assert final.facts["ib.spend"] == budget.facts["gen.spend"]
        assert final.facts["sgb.rec"] == budget.facts["sg.rec"]


def test_breaks_are_found_and_nothing_else() -> None:
    tally = score(7, 1, 8)
    assert tally.wrong == []
    assert sum(tally.hits.values()) == sum(tally.planted.values()) > 0
