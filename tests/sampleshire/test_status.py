"""Sampleshire's assumptions, its decisions to share, and what is true beneath them: counts alone."""

import numpy as np
import pandas as pd
import pytest

import sampleshire
from analysis import settings
from analysis.errors import InputError
from analysis.extracts import counts_for, refused
from sampleshire import canaries, mapping, sharing, status


@pytest.fixture(scope="module")
def decisions():
    return sharing.build(sampleshire._stream(sampleshire.SEED, 61))


@pytest.fixture
def office(tmp_path, decisions, monkeypatch):
    sharing.write(tmp_path, decisions)
    status.write(tmp_path)
    (tmp_path / "columns.toml").write_text(mapping.columns_toml(), encoding="utf-8")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path))
    return tmp_path


def residents(people):
    areas = ["E07000901", "E07000902"]
    return pd.DataFrame(people, index=areas, columns=["union", "other", "without", "lately"])


# Decisions to share


def test_nobody_counts_links_until_a_quarter_and_everybody_does_from_it(decisions):
    early = decisions["quarter"] < sharing.LINKED_FROM
    assert set(decisions.loc[early, "linked_to_third_party"]) == {"Not asked"}
    assert set(decisions.loc[~early, "linked_to_third_party"]) == {"yes", "no"}


def test_no_heading_field_or_word_stands_for_a_persons_status():
    words = [*sharing.HEADINGS.values(), *sharing.FIELDS, *sharing.GROUNDS, *status.HEADINGS]
    assert not [word for word in words if refused.kind(word)]
    text = " ".join(words).lower()
    assert not [word for word in ("visa", "nationality", "immigra", "reference", "refugee") if word in text]


def test_a_run_given_a_name_reference_or_status_is_refused_without_a_word_of_it(office):
    path = office / "information_sharing_2026-Q2.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    for kind, heading, value in canaries.REFUSED:
        planted = value.format(n="7777", m="777")
        wider = [lines[0], f"{lines[1]},{heading}", *(f'{line},"{planted}"' for line in lines[2:])]
        path.write_text("\n".join(wider) + "\n", encoding="utf-8")
        with pytest.raises(InputError) as caught:
            counts_for("sampleshire", kind="information_sharing")
        # A nationality is refused beside a place; without one its heading is none of those that may be.
        told = "neither mapped nor ignored" if kind == "nationality" else "never let in"
        assert told in str(caught.value) and planted not in str(caught.value), kind


# What is true


def test_each_part_of_the_truth_is_of_the_one_before_by_its_shares():
    true, shares = status.truth(np.random.default_rng(3), residents(20_000))
    whole = true.groupby("quantity")["people"].sum()
    parts = whole[[status.NO_RECOURSE, status.ADULTS, status.VICTIMS, status.SEEKING]]
    assert parts.is_monotonic_decreasing and parts.iloc[-1] > 0
    share = shares.set_index("assumption")["true_pct"] / 100
    adults, everybody = whole[status.ADULTS], whole[status.NO_RECOURSE]
    chance = share["adults_among_no_recourse"]
    assert adults / everybody == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / everybody))


def test_every_true_share_lies_in_the_range_that_the_office_assumes():
    for seed in range(25):
        _, shares = status.truth(np.random.default_rng(seed), residents(100))
        for (name, low, high, *_), true in zip(status.ASSUMPTIONS, shares.itertuples(), strict=True):
            assert true.assumption == name and low <= true.true_pct <= high


def test_where_nobody_lives_nobody_lacks_recourse_and_each_seed_differs():
    true, _ = status.truth(np.random.default_rng(3), residents(0))
    assert (true["people"] == 0).all()
    one, other = (status.truth(np.random.default_rng(seed), residents(5_000))[0] for seed in (1, 2))
    assert not one.equals(other)
