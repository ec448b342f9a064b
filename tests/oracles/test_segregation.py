"""R package segregation 1.1.0 (Elbers): pupils of 2,045 schools by race, the mutual information M and H."""

import json

import pandas as pd
import pytest

from analysis import measures

TOLERANCE = 1e-9  # a sum of 5 x 2,045 logarithms in double precision


def test_mutual_information_and_its_normalised_form(oracle):
    pupils = pd.read_csv(oracle("05_language/schools00.csv"))
    wanted = json.loads(oracle("05_language/schools00_expected.json").read_text())
    (row,) = measures.segregation(pupils, "school", "race", "n").itertuples()
    assert row.mutual_information == pytest.approx(wanted["M"], abs=TOLERANCE)
    assert row.normalised == pytest.approx(wanted["H"], abs=TOLERANCE)
    assert (row.units, row.groups, row.n) == (2045, 5, pupils["n"].sum())


def test_the_parts_of_the_groups_add_up_to_the_whole(oracle):
    pupils = pd.read_csv(oracle("05_language/schools00.csv"))
    wanted = json.loads(oracle("05_language/schools00_expected.json").read_text())
    parts = measures.segregation_by_group(pupils, "school", "race", "n")
    assert parts["contribution"].sum() == pytest.approx(wanted["M"], abs=TOLERANCE)
    assert parts["share_pct"].sum() == pytest.approx(100)
