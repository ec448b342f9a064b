"""How many speakers cannot speak English well: one system, held to the totals, with an interval."""

import numpy as np
import pandas as pd
import pytest

import sampleshire
from analysis import tables
from analysis.errors import InputError
from analysis.measures.languages.decisions import joint
from analysis.measures.languages.decisions import need as needs

DISTRICT, COUNT = "E07000001", "residents_3_plus"


def of(found, language):
    return found.set_index("language").loc[language]


def ends(row, names=("lower", "upper")):
    return tuple(row[f"people_not_proficient_{name}"] for name in names)


def crossed(*rows, grouping="group_23"):
    """Return a cross-table of (district number, group of 23, people, people not proficient)."""
    return pd.DataFrame(
        [(f"E0700000{at}", grouping, str(group), people, worse) for at, group, people, worse in rows],
        columns=["area_code", "grouping", "group", "people", "people_not_proficient"],
    )


@pytest.mark.parametrize(
    ("not_proficient", "polish", "urdu"),
    [(0.3, (10, 30), (0, 20)), (0.19, (0, 19), (0, 19)), (0.2, (0, 20), (0, 20)), (0.21, (1, 21), (0, 20))],
)
def test_the_two_counts_bound_each_language_and_the_interval_lies_inside(
    spoken, able, reference, not_proficient, polish, urdu
):
    languages = spoken({"Polish": [80, 0, 0, 0, 0], "Urdu": [20, 0, 0, 0, 0]})
    found, _ = needs.need(languages, able(languages, not_proficient), reference)
    for language, possible in (("Polish", polish), ("Urdu", urdu)):
        row = of(found, language)
        assert ends(row, ("least", "most")) == possible
        low, high = ends(row)
        assert possible[0] <= low < row["people_not_proficient"] < high <= possible[1]
        assert row["need_method"] == needs.MARGINS


def test_languages_of_a_district_add_up_to_its_total_to_the_person(spoken, able, reference):
    languages = spoken({"Polish": [81, 40, 7, 1, 0], "Urdu": [20, 1, 0, 0, 0], "Czech": [33, 2, 7, 1, 0]})
    proficiency = able(languages, 0.3)
    found, local = needs.need(languages, proficiency, reference)
    totals = needs.totals_of(proficiency, "area_code")["not_proficient"]
    assert local.groupby("area_code")["people_not_proficient"].sum().eq(totals).all()
    assert found["people_not_proficient"].sum() == totals.sum()


def test_where_everybody_speaks_one_language_it_is_known_at_most_all_of_them(spoken, able, reference):
    languages = spoken({"Polish": [80, 40, 0, 0, 0], "Urdu": [20, 0, 0, 0, 0]})
    _, local = needs.need(languages, able(languages, 0.3), reference)
    second = of(local[local["area_code"] == "E07000002"], "Polish")
    assert ends(second) == (12, 12) and second["people_not_proficient"] == 12
    # A publisher who moves counts may count more in need than there are speakers.
    languages = spoken({"Polish": [3, 0, 0, 0, 0]})
    proficiency = able(languages, 1.0)
    worse = proficiency["proficiency"] == "Cannot speak English well"
    proficiency.loc[worse & (proficiency["area_code"] == DISTRICT), "residents_3_plus"] = 5
    found, _ = needs.need(languages, proficiency, reference)
    assert ends(of(found, "Polish")) == (3, 3)


def test_what_totals_of_many_districts_tell_is_learnt(reference, monkeypatch):
    """Where Urdu is spoken more people are in need: its rate comes out above that of Polish."""
    codes = [f"E07001{at:03d}" for at in range(60)]
    spoken = pd.DataFrame(np.random.default_rng(1).integers(200, 3_000, (60, 2)), codes, ["Hindi", "Urdu"])
    worse = (0.1 * spoken["Hindi"] + 0.4 * spoken["Urdu"]).round()
    levels = {
        "Main language is English": 9_000,
        "Speak English well": spoken.sum(axis=1) - worse,
        "Cannot speak English well": worse,
        "Cannot speak English": 0,
    }
    both = [
        table.rename_axis("area_code").reset_index().melt("area_code", var_name=name, value_name=COUNT)
        for name, table in (("language", spoken), ("proficiency", pd.DataFrame(levels, codes)))
    ]
    here = [table[table["area_code"] == codes[0]] for table in both]
    found, _ = needs.need(*here, reference, everywhere=both)
    urdu = 0.4 * spoken["Urdu"].iloc[0]
    assert of(found, "Urdu")["people_not_proficient"] == pytest.approx(urdu, rel=0.25)
    assert ends(of(found, "Urdu"))[0] <= urdu <= ends(of(found, "Urdu"))[1]
    assert found["people_not_proficient"].sum() == worse.iloc[0]
    # Its own total is what the estimate is held to, and is not learnt from a second time.
    names, others = pd.Series(["Hindi", "Urdu"]), [table[table["area_code"] != codes[0]] for table in both]
    with_own, without = (needs._from_margins(names, codes[:1], known, reference) for known in (both, others))
    assert np.array_equal(with_own[0], without[0]) and np.array_equal(with_own[1], without[1])
    monkeypatch.setattr(joint, "ROUNDS", 1)
    with pytest.raises(InputError, match="learnt from the totals of districts in 1 rounds"):
        needs.need(*here, reference, everywhere=both)


def test_a_language_that_is_a_group_by_itself_is_counted_and_what_no_group_counts_shares_the_rest(
    spoken, able, reference
):
    languages = spoken({"French": [100, 0, 0, 0, 0], "Polish": [300, 0, 0, 0, 0]})
    proficiency = able(languages, 0.2)
    found, _ = needs.need(languages, proficiency, reference, crossed((1, 4, 100, 7), (1, 8, 300, 73)))
    french = of(found, "French")
    assert french["people_not_proficient"] == 7 and ends(french) == (7, 7)
    assert french["need_method"] == needs.OBSERVED
    found, _ = needs.need(languages, proficiency, reference, crossed((1, 4, 100, 10)))
    assert of(found, "French")["people_not_proficient"] == 10
    assert of(found, "Polish")["people_not_proficient"] == 70


def test_languages_of_one_group_add_up_to_what_is_counted_of_it(spoken, able, reference):
    languages = spoken(
        {"Polish": [300, 0, 0, 0, 0], "Romanian": [100, 0, 0, 0, 0], "French": [200, 0, 0, 0, 0]}
    )
    found, _ = needs.need(
        languages, able(languages, 1 / 6), reference, crossed((1, 8, 400, 90), (1, 4, 200, 10))
    )
    both = found[found["language"].isin(["Polish", "Romanian"])]
    assert both["people_not_proficient"].sum() == 90 and set(both["need_method"]) == {needs.IN_GROUP}
    low, high = ends(of(found, "Romanian"))
    assert 0 <= low < 100 * 90 / 400 < high <= 90


def test_rates_of_other_places_are_held_to_the_districts_own_total(spoken, able, reference):
    languages = spoken({"Polish": [600, 0, 0, 0, 0], "French": [400, 0, 0, 0, 0]})
    rows = [
        (at, group, people, worse)
        for at in range(2, 6)
        for group, people, worse in ((8, 500, 150), (4, 300, 15))
    ]
    found, _ = needs.need(languages, able(languages, 0.2), reference, crossed(*rows))
    polish, french = of(found, "Polish"), of(found, "French")
    assert polish["need_method"] == needs.ELSEWHERE
    assert polish["people_not_proficient"] + french["people_not_proficient"] == 200
    # Odds of 3 in 7 and 1 in 19, moved alike until 200 are reached.
    assert polish["people_not_proficient"] == pytest.approx(178, abs=3)
    assert ends(polish)[1] <= 200 and ends(polish)[0] > ends(french)[1]


def test_a_district_without_proficiency_is_estimated_as_others_and_held_to_no_total(spoken, able, reference):
    languages = spoken({"Polish": [500, 400, 0, 0, 0], "Urdu": [200, 90, 0, 0, 0], "Czech": [0, 50, 0, 0, 0]})
    proficiency = able(languages, 0.3)
    partial = proficiency[proficiency["area_code"] != DISTRICT]
    whole, _ = needs.need(languages, proficiency, reference)
    found, local = needs.need(languages, partial, reference)
    here = local[local["area_code"] == DISTRICT]
    polish = of(here, "Polish")
    assert polish["need_method"] == of(found, "Polish")["need_method"] == needs.NO_TOTAL
    assert of(found, "Czech")["need_method"] == needs.MARGINS
    assert ends(polish, ("least", "most")) == (0, 500)
    low, high = ends(polish)
    assert 0 < low < polish["people_not_proficient"] < high < 500
    # A group that is counted there keeps its count.
    group = reference.set_index("language").loc["Polish", "group_23"]
    cross = crossed((1, group, 500, 120), (2, group, 400, 110))
    _, counted = needs.need(languages, partial, reference, cross)
    counted = of(counted[counted["area_code"] == DISTRICT], "Polish")
    assert ends(counted) == (120, 120) and counted["need_method"] == needs.OBSERVED
    # What is known elsewhere stays to the person, and the area's range is wider than with the total.
    others = local[local["area_code"] != DISTRICT].groupby("area_code")["people_not_proficient"].sum()
    assert others.eq(needs.totals_of(partial, "area_code")["not_proficient"]).all()
    wide, narrow = (np.diff(ends(of(table, "Polish")))[0] for table in (found, whole))
    assert wide > 1.2 * narrow


@pytest.mark.parametrize(
    ("estimates", "expected"), [([1.6, 2.7, 0.7], [1, 3, 1]), ([2.0, 2.5, 0.5], [2, 3, 0])]
)
def test_people_left_over_by_rounding_go_to_the_largest_remainders(estimates, expected):
    assert joint.whole(np.array(estimates), np.zeros(3, dtype=int), np.array([5.0])).tolist() == expected


@pytest.mark.parametrize("open_here", ["all open", "none of its own", "no cross-table"])
def test_in_sampleshire_the_truth_lies_in_nine_ranges_of_ten(sampleshire_folder, reads, reference, open_here):
    reads(sampleshire_folder)
    cross = tables.languages.decision.language_proficiency_cross("sampleshire")
    ours = cross["area_code"].str.startswith("E0700090")
    cross = {"all open": cross, "none of its own": cross[~ours], "no cross-table": None}[open_here]
    own, everywhere = (
        [table("sampleshire", by) for table in (tables.census.language, tables.census.proficiency)]
        for by in ("district", "every district")
    )
    found = needs.need(*own, reference, cross, everywhere)[0].set_index("language")
    truth = sampleshire.truth()["language_by_proficiency"]
    truth = truth[truth["area_code"].str.startswith("E019") & truth["proficiency"].str.startswith("Cannot")]
    named = dict(zip(reference["leaf"], reference["language"], strict=True))
    true = truth.groupby(truth["language"].map(named))["people"].sum().reindex(found.index, fill_value=0)
    inside = true.between(found["people_not_proficient_lower"], found["people_not_proficient_upper"])
    assert inside[found["residents_3_plus"] >= 100].mean() >= 0.85
    wrong = (true - found["people_not_proficient"]).abs().sum()
    one_rate = found["residents_3_plus"] * true.sum() / found["residents_3_plus"].sum()
    assert wrong < 0.75 * (true - one_rate).abs().sum()


def test_what_an_order_tells_is_what_is_expected_of_that_place():
    # Of four drawn from a normal distribution the largest is 1.03 standard deviations above the mean and has
    # the variance 0.49; Blom's formula comes near to both (Harter 1961, table 1).
    none = np.zeros(4, dtype=int)
    score, variance = joint._by_order(np.array([1, 0, 0, 0]), np.array([0, 0, 0, 1]))
    assert score == pytest.approx([1.03, 0, 0, -1.03], abs=0.03)
    assert variance[0] == pytest.approx(0.49, abs=0.1) and variance[1] < 0.2
    score, variance = joint._by_order(none, none)
    assert score == pytest.approx(0) and variance == pytest.approx(1)
    score, _ = joint._by_order(np.array([9, 0, 10, 0]), none)  # of a list that is longer than what is here
    assert score[0] > score[2] > score[1]


def _rates(least=0, most=0, counted=np.nan):
    """Return the rates of three languages: totals look as if 10, 40 and 10 % of their speakers needed it."""
    speakers = np.random.default_rng(7).integers(200, 4_000, (60, 3)).astype(float)
    totals = (speakers @ np.array([0.1, 0.4, 0.1])).round()
    told = [np.zeros(3, dtype=int), np.zeros(3, dtype=int), np.full(3, np.nan)]
    for values, given in zip(told, (least, most, counted), strict=True):
        values[0] = given
    rates, covariance = joint.rates_from_margins(speakers, totals, np.repeat("E07", 60), *told)
    rates = joint.expit(rates)
    # All places together are met, whatever is told.
    assert speakers.sum(axis=0) @ rates == pytest.approx(totals.sum(), rel=0.02)
    return rates, np.sqrt(np.diag(covariance))


def test_rates_from_totals_follow_what_an_earlier_census_told():
    free, unsure = _rates()
    assert free[1] > free[0] + 0.1 and free[1] > free[2] + 0.1
    first, _ = _rates(least=1)
    last, _ = _rates(most=1)
    assert last[0] < free[0] < first[0]
    counted, surer = _rates(counted=joint.logit(0.28))
    assert 0.19 < counted[0] < 0.4 and counted[0] > free[0] + 0.05
    assert surer[0] < 0.8 * unsure[0]


def test_without_a_total_an_earlier_census_alone_tells():
    least, zero = np.array([0, 1, 0]), np.zeros(3, dtype=int)
    rates, _ = joint.rates_from_margins(
        np.ones((2, 3)), np.zeros(2), np.array(["E07", "E07"]), least, zero, np.full(3, np.nan)
    )
    assert rates[1] > rates[0] == rates[2]


def test_an_estimate_that_does_not_come_to_rest_is_refused(spoken, able, reference, monkeypatch):
    languages = spoken({"Polish": [81, 40, 7, 1, 0], "Urdu": [20, 1, 0, 0, 0]})
    monkeypatch.setattr(joint, "MOST_ROUNDS", 1)
    with pytest.raises(InputError, match="held to the totals of the area's districts in 1 rounds"):
        needs.need(languages, able(languages, 0.3), reference)
