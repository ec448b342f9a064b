"""What a publisher prints is shown, and known when other figures are protected and when they are attacked."""

import copy
import functools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.disclosure import policy as policies
from analysis.disclosure.attack import attack
from analysis.disclosure.solving import solve
from analysis.disclosure.tabulation import Source
from analysis.errors import InputError

from .random_systems import seeds
from .small_releases import policy, release, tabulation

REFERRALS = "nrm_referrals"
PRINTED = Source(REFERRALS, "referrals", printed=("gender", "age_group"), held_to="modern_slavery")
POLICIES = {
    "as_published": policies.as_published(),
    "modern_slavery": policy("modern_slavery", hide_below=10),
}
QUARTER, NEXT = "2026-Q1", "2026-Q2"
FIELDS = ("nationality", "gender", "age_group")


table = functools.partial(tabulation, periods="quarter", source=REFERRALS, policy="modern_slavery")
BY_GENDER = table("by_gender", ["gender"], policy="as_published")
BY_NATIONALITY = table("by_nationality", ["nationality"])
CROSSED = table("crossed", ["nationality", "gender"])


def counts(numbers, quarter=QUARTER):
    """Return counts from {(nationality, gender): how many}."""
    rows = [(quarter, *labels, "Adult", number) for labels, number in numbers.items()]
    return pd.DataFrame(rows, columns=["quarter", *FIELDS, "referrals"]).astype({"referrals": "int64"})


def solved(frame, *tables, edition=QUARTER, ledger=(), source=PRINTED, rules=POLICIES):
    held = sorted(frame["quarter"].unique())
    return solve(
        *("sampleshire", edition, held[-1], frame, held, list(ledger), release(*tables), rules, source)
    )


def cells(document, name, quarter=QUARTER):
    return {
        tuple(labels): value
        for period, labels, value in document["tabulations"][name]["cells"]
        if period == quarter
    }


FEW = {("Albanian", "Male"): 3, ("Albanian", "Female"): 12, ("Polish", "Male"): 2, ("Polish", "Female"): 30}


def test_small_figures_that_are_printed_are_shown_and_no_attack_minds():
    document = solved(counts(FEW), BY_GENDER)
    assert cells(document, "by_gender") == {("Female",): 42, ("Male",): 5, ("Total",): 47}
    assert attack([document], [REFERRALS]).safe and document["as_published"] == {
        "nrm_referrals": ["gender", "age_group"]
    }


@pytest.mark.parametrize("tables", [(BY_NATIONALITY,), (BY_NATIONALITY, BY_GENDER)])
def test_a_controlled_table_is_protected_though_everybody_knows_the_total(tables):
    """Were it not known, hiding the total with the few would do: fewer cells, and nothing gained by it."""
    document = solved(
        counts({("Albanian", "Male"): 4, ("Polish", "Male"): 30, ("Irish", "Male"): 12}), *tables
    )
    found = cells(document, "by_nationality")
    assert found[("Total",)] == 46, "the publisher prints it"
    assert [label for label, value in found.items() if value == "[c]"] == [("Albanian",), ("Irish",)]
    assert attack([document], [REFERRALS]).safe


def test_a_cross_is_protected_given_the_margin_that_is_printed_even_where_we_do_not_print_it():
    document = solved(counts(FEW), CROSSED)
    found = cells(document, "crossed")
    assert found["Total", "Male"] == 5 and found["Total", "Female"] == 42 and found["Total", "Total"] == 47
    assert found["Albanian", "Male"] == found["Polish", "Male"] == "[c]"
    assert attack([document], [REFERRALS]).safe


def test_a_table_that_what_is_printed_gives_away_is_not_made():
    document = solved(counts({("Albanian", "Male"): 7}), BY_NATIONALITY, BY_GENDER)
    assert set(cells(document, "by_nationality").values()) == {"[x]"}
    assert cells(document, "by_gender")[("Total",)] == 7


def test_an_attack_takes_what_is_printed_for_known():
    document = solved(counts(FEW), CROSSED)
    told = copy.deepcopy(document)
    for cell in told["tabulations"]["crossed"]["cells"]:
        if cell[1] == ["Polish", "Male"]:
            cell[2] = 2
    found = attack([told], [REFERRALS])
    assert not found.safe
    assert any(one.labels == ("Albanian", "Male") and one.lower == one.upper == 3 for one in found.narrowed)


def test_what_an_edition_hid_before_it_was_listed_is_shown_by_the_next():
    """The old edition hid 5 men, and 42 women with them; the publisher prints both."""
    old = table("by_gender", ["gender"], last=2)
    first = solved(counts(FEW), old, source=replace(PRINTED, printed=None))
    assert cells(first, "by_gender")[("Male",)] == "[c]"
    both = pd.concat([counts(FEW), counts({("Albanian", "Male"): 2, ("Polish", "Female"): 5}, NEXT)])
    new = table("by_gender", ["gender"], policy="as_published", last=2)
    second = solved(both, new, edition=NEXT, ledger=[first])
    assert cells(second, "by_gender") == {("Female",): 42, ("Male",): 5, ("Total",): 47}
    assert cells(second, "by_gender", NEXT) == {("Female",): 5, ("Male",): 2, ("Total",): 7}
    assert attack([first, second], [REFERRALS]).safe


def test_an_edition_that_rounded_what_is_listed_now_fits_the_figure_that_is_printed():
    rounds = {"to_ten": policy("to_ten", hide_below=10, rounding=10)}
    old = table("by_gender", ["gender"], policy="to_ten")
    first = solved(
        counts({("Albanian", "Male"): 38}), old, source=replace(PRINTED, printed=None), rules=rounds
    )
    assert cells(first, "by_gender")[("Male",)] == 40
    second = solved(counts({("Albanian", "Male"): 38}), BY_GENDER, edition="again", ledger=[first])
    assert cells(second, "by_gender")[("Male",)] == 38
    assert attack([first, second], [REFERRALS]).safe


@pytest.mark.parametrize("seed", seeds(6, 12))
def test_whatever_the_counts_are_no_attack_finds_a_controlled_cell(seed):
    chance = np.random.default_rng(seed)
    labels = [(one, other) for one in ("Albanian", "Irish", "Polish") for other in ("Female", "Male")]
    frame = counts({pair: int(chance.negative_binomial(1, 0.12)) for pair in labels})
    frame = frame[frame["referrals"] > 0]
    document = solved(frame, BY_GENDER, BY_NATIONALITY, CROSSED)
    found = attack([document], [REFERRALS])
    assert found.safe, str(found)
    assert "[c]" not in cells(document, "by_gender").values()


def test_no_document_says_that_a_table_is_as_published_that_its_list_does_not_have():
    document = solved(counts(FEW), BY_GENDER)
    with pytest.raises(InputError, match="is as published, and its publisher does not print it by gender"):
        attack([document | {"as_published": {"nrm_referrals": ["age_group"]}}], [REFERRALS])
    with pytest.raises(InputError, match="names a source that no publisher prints"):
        attack([document | {"as_published": {"victims": ["sex"]}}], [REFERRALS])
