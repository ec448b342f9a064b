"""A name that a spreadsheet would run is refused before it appears in a CSV."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.publish.exhibits.tabulate import csv_of


def rows(name):
    return pd.DataFrame({"area_name": [name], "victims": [12], "status": ["shown"]})


@pytest.mark.parametrize(
    "name",
    ["=1+1", "  =1+1", "\t=1", "@SUM(A1)", *(f"{sign}cmd|' /C calc'!A0" for sign in ("=", "+", "-2+3+"))],
)
def test_a_formula_is_refused(name):
    with pytest.raises(InputError, match="would take it for a formula") as fault:
        csv_of(rows(name), False)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    "name", ["Northam", "+ detailed identity", "- none -", "65 and over", "a = b", "", "Wick (part)"]
)
def test_a_name_passes(name):
    assert csv_of(rows(name), False).splitlines()[1].startswith(name or ",")
