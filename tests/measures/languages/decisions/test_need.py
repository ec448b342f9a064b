"""How many speakers cannot speak English well: never a product of two tables, never outside the totals."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.languages.decisions import need
from analysis.measures.languages.decisions import need as need_by_group

DISTRICT = "E07000001"


def of(found, language):
    return found.set_index("language").loc[language]


def ends(row):
    return row["people_not_proficient_lower"], row["people_not_proficient_upper"]


def crossed(*rows):
    """Return a cross-table of (district number, group of 23, people, people not proficient)."""
    return pd.DataFrame(
        [(f"E0700000{at}", "group_23", str(group), people, worse) for at, group, people, worse in rows],
        columns=["area_code", "grouping", "group", "people", "people_not_proficient"],
    )


def test_without_more_the_two_margins_bound_each_language(spoken, able, reference):
    languages = spoken({"Polish": [80, 0, 0, 0, 0], "Urdu": [20, 0, 0, 0, 0]})
    found = need.need_by_language(languages, able(languages, 0.3), reference)
    # 30 of 100 are not proficient: at least 30 - 20 of them speak Polish, at most 20 Urdu.
    assert ends(of(found, "Polish")) == (10, 30)
    assert ends(of(found, "Urdu")) == (0, 20)
    assert of(found, "Polish")["need_method"] == need_by_group.MARGINS
    assert not of(found, "Polish")["modelled"]
    assert pd.isna(of(found, "Polish")["people_not_proficient"])


@pytest.mark.parametrize(("not_proficient", "expected"), [(0.19, (0, 19)), (0.2, (0, 20)), (0.21, (1, 21))])
def test_the_lower_end_rises_once_others_cannot_hold_them_all(
    spoken, able, reference, not_proficient, expected
):
    languages = spoken({"Polish": [80, 0, 0, 0, 0], "Urdu": [20, 0, 0, 0, 0]})
    found = need.need_by_language(languages, able(languages, not_proficient), reference)
    assert ends(of(found, "Polish")) == expected


def test_ends_are_added_over_districts(spoken, able, reference):
    languages = spoken({"Polish": [80, 40, 0, 0, 0], "Urdu": [20, 0, 0, 0, 0]})
    found = need.need_by_language(languages, able(languages, 0.3), reference)
    # In the second district everybody speaks Polish: there the count is certain.
    assert ends(of(found, "Polish")) == (10 + 12, 30 + 12)


def test_a_language_that_is_a_group_by_itself_is_observed(spoken, able, reference):
    languages = spoken({"French": [100, 0, 0, 0, 0], "Polish": [300, 0, 0, 0, 0]})
    cross = crossed(
        *[(at, 4, 100 if at == 1 else 0, 7 if at == 1 else 0) for at in range(1, 6)],
        *[(at, 8, 300 if at == 1 else 0, 73 if at == 1 else 0) for at in range(1, 6)],
    )
    found = need.need_by_language(languages, able(languages, 0.2), reference, cross)
    assert of(found, "French")["people_not_proficient"] == 7
    assert ends(of(found, "French")) == (7, 7)
    assert of(found, "French")["need_method"] == need_by_group.OBSERVED


def test_one_of_several_in_a_group_has_a_range_that_keeps_to_the_groups_bounds(spoken, able, reference):
    languages = spoken(
        {"Polish": [300, 0, 0, 0, 0], "Romanian": [100, 0, 0, 0, 0], "French": [200, 0, 0, 0, 0]}
    )
    rows = [(1, 8, 400, 90), (1, 4, 200, 10), (1, 13, 150, 60)]
    found = need.need_by_language(languages, able(languages, 1 / 6), reference, crossed(*rows))
    low, high = ends(of(found, "Romanian"))
    assert 0 <= low < 100 * 90 / 400 < high <= 90
    assert of(found, "Romanian")["modelled"]
    assert of(found, "Romanian")["need_method"] == need_by_group.IN_GROUP


def test_where_the_district_is_not_open_the_rate_of_other_places_is_held_to_its_own_total(reference):
    shift = need_by_group.shift_to(pd.Series([300.0, 200.0]), pd.Series([0.2, 0.1]), 120)
    moved = need_by_group.moved(pd.Series([0.2, 0.1]), shift)
    assert (pd.Series([300.0, 200.0]) * moved).sum() == pytest.approx(120, abs=1e-6)
    assert moved[0] > moved[1]


def test_a_range_from_elsewhere_says_that_it_is_modelled(spoken, able, reference):
    languages = spoken({"Polish": [600, 0, 0, 0, 0], "French": [400, 0, 0, 0, 0]})
    rows = [
        (at, group, people, worse)
        for at in range(2, 6)
        for group, people, worse in ((8, 500, 150), (4, 300, 15))
    ]
    found = need.need_by_language(languages, able(languages, 0.2), reference, crossed(*rows))
    polish = of(found, "Polish")
    assert polish["need_method"] == need_by_group.ELSEWHERE and polish["modelled"]
    assert pd.isna(polish["people_not_proficient"])
    assert ends(polish)[0] > ends(of(found, "French"))[0]
    assert ends(polish)[1] <= 200


def test_small_areas_narrow_the_range_and_never_widen_it(spoken, able, reference):
    languages = spoken({"Polish": [80, 0, 0, 0, 0], "Urdu": [80, 0, 0, 0, 0]})
    small = pd.DataFrame(
        [
            ("E01000001", "Polish", 60, 60),
            ("E01000002", "Polish", 20, 20),
            ("E01000001", "Urdu", 0, 0),
            ("E01000002", "Urdu", 80, 80),
        ],
        columns=["lsoa21_code", "language", "lower", "upper"],
    )
    levels = pd.DataFrame(
        [
            (code, label, people)
            for code, other, worse in (("E01000001", 60, 30), ("E01000002", 100, 2))
            for label, people in (
                ("Main language is English", 900),
                ("Speak English well", other - worse),
                ("Cannot speak English well", worse),
                ("Cannot speak English", 0),
            )
        ],
        columns=["lsoa21_code", "proficiency", "residents_3_plus"],
    )
    wide = need.need_by_language(languages, able(languages, 0.2), reference)
    found = need.need_by_language(
        languages, able(languages, 0.2), reference, small_areas=small, small_proficiency=levels
    )
    assert ends(of(wide, "Polish")) == (0, 32)
    assert ends(of(found, "Polish")) == (30, 32)
    assert ends(of(found, "Urdu")) == (0, 2)


def test_a_district_without_proficiency_is_named(spoken, able, reference):
    languages = spoken({"Polish": 50})
    proficiency = able(languages)
    with pytest.raises(InputError, match="no row for E07000001"):
        need.need_by_language(languages, proficiency[proficiency["area_code"] != DISTRICT], reference)


@pytest.mark.parametrize("open_here", ["all open", "none of its own", "no cross-table"])
def test_in_sampleshire_the_truth_lies_in_nine_ranges_of_ten(sampleshire_folder, reads, open_here):
    import sampleshire
    from analysis import tables

    reads(sampleshire_folder)
    cross = tables.languages.decision.language_proficiency_cross("sampleshire")
    ours = cross["area_code"].str.startswith("E0700090")
    cross = {"all open": cross, "none of its own": cross[~ours], "no cross-table": None}[open_here]
    reference = tables.languages.reference.language_reference()
    found = need.need_by_language(
        tables.census.language("sampleshire"), tables.census.proficiency("sampleshire"), reference, cross
    ).set_index("language")
    truth = sampleshire.truth()["language_by_proficiency"]
    truth = truth[truth["area_code"].str.startswith("E019") & truth["proficiency"].str.startswith("Cannot")]
    named = dict(zip(reference["leaf"], reference["language"], strict=True))
    true = truth.groupby(truth["language"].map(named))["people"].sum().reindex(found.index, fill_value=0)
    inside = true.between(found["people_not_proficient_lower"], found["people_not_proficient_upper"])
    assert inside[found["residents_3_plus"] >= 100].mean() >= 0.9
