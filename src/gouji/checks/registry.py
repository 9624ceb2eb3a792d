"""All checks, in the order of their codes."""

from __future__ import annotations

from functools import cache

from gouji.checks.base import Check, registered


@cache
def all_checks() -> tuple[Check, ...]:
    """Return every check of the catalogue, sorted by code. Importing the modules registers them."""
    from gouji.checks.between_tables import (
        annex_differs_from_table,
        annex_title_differs_from_name,
        code_named_differently,
        table_differs_from_table,
    )
    from gouji.checks.disclosure import doubled_words, form_field_unfilled, template_residue, term_without_definition
    from gouji.checks.text_table import (
        absence_contradicts_table,
        amount_differs_from_table,
        code_name_differs_from_table,
        item_name_differs_from_row,
        list_differs_from_table,
        subject_list_differs_from_table,
        subject_path_mismatch,
        table_reference_mismatch,
        unit_slip,
    )
    from gouji.checks.within_table import table_identity_fails
    from gouji.checks.within_text import (
        annex_year_differs_from_report,
        change_amount_mismatch,
        direction_mismatch,
        entity_differs_from_cover,
        execution_rate_mismatch,
        growth_rate_mismatch,
        level_differs_from_entity,
        name_differs_from_others,
        part_exceeds_whole,
        parts_differ_from_whole,
        quantity_stated_twice,
        recurring_statement_differs,
        same_digits_other_unit,
        same_rate_other_change,
        share_mismatch,
        vehicles_differ_from_total,
        weighted_share_mismatch,
        year_differs_from_report,
    )

    modules = (
        annex_differs_from_table, annex_title_differs_from_name, code_named_differently, table_differs_from_table,
        doubled_words, form_field_unfilled, template_residue, term_without_definition, absence_contradicts_table,
        amount_differs_from_table, code_name_differs_from_table, item_name_differs_from_row, list_differs_from_table,
        subject_list_differs_from_table, subject_path_mismatch, table_reference_mismatch, unit_slip,
        table_identity_fails, annex_year_differs_from_report, change_amount_mismatch, direction_mismatch,
        entity_differs_from_cover, execution_rate_mismatch, growth_rate_mismatch, level_differs_from_entity,
        name_differs_from_others, part_exceeds_whole, parts_differ_from_whole, quantity_stated_twice,
        recurring_statement_differs, same_digits_other_unit, same_rate_other_change, share_mismatch,
        vehicles_differ_from_total, weighted_share_mismatch, year_differs_from_report,
    )  # fmt: skip
    assert modules
    return tuple(check for _, check in sorted(registered().items()))
