"""The labels that an office's files are mapped to are the labels that the measures know."""

import tomllib

import pandas as pd
import pytest

from analysis import settings
from analysis.measures.crime import outcomes
from analysis.measures.services.safe_accommodation import INSIDE, NOT_SUPPORTED, OUTSIDE, SUPPORTED
from analysis.measures.victims import needs, repeats, stages, unknowns

LABELS = tomllib.loads(settings.data("reference", "local_counts.toml").read_text("utf-8"))


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


@pytest.mark.parametrize(
    ("file", "field", "known", "family"),
    [
        ("needs", "need_state", needs.NEED_STATES, needs.NOT_MET),
        ("safe_accommodation", "result", (SUPPORTED, NOT_SUPPORTED), NOT_SUPPORTED),
    ],
)
def test_every_label_with_a_reason_is_read(file, field, known, family):
    table = pd.DataFrame({field: labels(file, field)})
    assert [*unknowns.labels_of(table, field, known, families=(family,))] == labels(file, field)


def test_every_number_of_offences_is_read():
    table = pd.DataFrame({"offences_in_12_months": labels("victims", "offences_in_12_months")})
    _, number, more = repeats.events_known(table)
    assert number.tolist() == [1, 2, 3, 4] and more.tolist() == [False, False, False, True]
