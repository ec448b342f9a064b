"""Quarters have running numbers, and what is not a quarter is refused."""

import pytest

from analysis.errors import InputError
from analysis.measures.victims.providers import quarter_name, quarter_number


def test_a_quarter_has_a_running_number_and_back():
    assert [quarter_name(quarter_number("2025-Q4") + step) for step in (-1, 0, 1)] == [
        "2025-Q3",
        "2025-Q4",
        "2026-Q1",
    ]


@pytest.mark.parametrize("quarter", ["2026-Q5", "2026", "Q1 2026", None])
def test_what_is_no_quarter_is_refused(quarter):
    with pytest.raises(InputError, match="not a quarter such as"):
        quarter_number(quarter)
