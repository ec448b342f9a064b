"""The labels that an office's files are mapped to are the labels that the measures know."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from analysis.measures.crime import outcomes
from analysis.measures.services.safe_accommodation import INSIDE, NOT_SUPPORTED, OUTSIDE, SUPPORTED
from analysis.measures.victims import needs, repeats, stages, unknowns

LABELS = tomllib.loads(
    (Path(__file__).resolve().parents[3] / "data" / "reference" / "local_counts.toml").read_text("utf-8")
)


def labels(file, field):
    return LABELS[file]["fields"][field]["labels"]


@pytest.mark.parametrize(
    ("file", "field", "known"),
    [
        ("support", "stage", (*stages.STAGES,)),
        ("support", "state", ("Need met", *stages.LEFT)),
        ("needs", "need_category", needs.NEED_CATEGORIES),
        ("safe_accommodation", "came_from", (INSIDE, OUTSIDE)),
        ("victims", "outcome_type", outcomes.OUTCOME_TYPES),
    ],
)
def test_a_closed_list_is_the_list_of_the_measure(file, field, known):
    assert set(labels(file, field)) == set(known)


def test_what_victims_are_counted_by_has_the_same_labels_in_every_return():
    known = LABELS["victims"]["fields"]
    for file, kind in LABELS.items():
        for field in set(kind["fields"]) & set(known):
            assert kind["fields"][field].get("labels") == known[field].get("labels"), (file, field)


def test_every_state_of_a_need_is_read():
    table = pd.DataFrame({"need_state": labels("needs", "need_state")})
    found = unknowns.labels_of(table, "need_state", needs.NEED_STATES, families=(needs.NOT_MET,))
    assert list(found) == labels("needs", "need_state")


def test_every_result_of_a_referral_to_safe_accommodation_is_read():
    table = pd.DataFrame({"result": labels("safe_accommodation", "result")})
    found = unknowns.labels_of(table, "result", (SUPPORTED, NOT_SUPPORTED), families=(NOT_SUPPORTED,))
    assert list(found) == labels("safe_accommodation", "result")


def test_every_number_of_offences_is_read():
    table = pd.DataFrame({"offences_in_12_months": labels("victims", "offences_in_12_months")})
    _, number, more = repeats._known_events(table)
    assert number.tolist() == [1, 2, 3, 4] and more.tolist() == [False, False, False, True]
