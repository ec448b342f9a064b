"""The back-test as a page shows it keeps every row, in per cent."""

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError

ROWS = pd.DataFrame(
    {
        "test": ["folds", "forces"],
        "predictors": ["birthplace", "birthplace"],
        "error": [0.25, 0.125],
        "naive": [0.5, 0.375],
        "coverage_90": [0.9, 0.875],
        "cases": [40, 44],
        "made_on": ["2026-01-02", "2026-01-02"],
    }
)


def test_every_row_is_kept_in_per_cent():
    shown = measures.languages.held_out(ROWS.set_index(pd.Index([7, 9])))
    assert shown["error_pct"].tolist() == [25, 12.5]
    assert shown["naive_pct"].tolist() == [50, 37.5]
    assert shown["coverage_pct"].tolist() == [90, 87.5]
    assert shown["cases"].tolist() == [40, 44] and set(shown["status"]) == {"shown"}


def test_a_missing_column_is_named():
    with pytest.raises(InputError, match="naive"):
        measures.languages.held_out(ROWS.drop(columns="naive"))
