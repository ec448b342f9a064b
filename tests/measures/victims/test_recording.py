"""Recorded, adjusted and expected: labelled as expected, with the assumption in the row."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.victims import recording
from analysis.measures.victims import recording as recording_measures

SOURCE = "HMICFRS, crimes reported October 2018 to March 2019"


def adjusted(victims=20_000, accuracy=93.1, half=1.68, **options):
    counted = pd.DataFrame({"area_name": "Fenmarch", "victims": np.atleast_1d(victims)})
    return recording_measures.adjusted_for_accuracy(counted, accuracy, half, source=SOURCE, **options)


def test_the_words_carry_the_date_and_never_say_real():
    method = adjusted().loc[0, "method"]
    assert SOURCE in method and "real" not in method and "true" not in method


def test_both_ways_of_making_the_interval_agree():
    found = adjusted().loc[0]
    assert found["simulated_lower"] == pytest.approx(found["lower"], rel=0.02)
    assert found["simulated_upper"] == pytest.approx(found["upper"], rel=0.02)
    assert found["simulated_middle"] == pytest.approx(found["adjusted"], rel=0.01)


def test_the_simulation_is_the_same_on_every_run_and_another_with_another_seed():
    assert adjusted()["simulated_lower"].tolist() == adjusted()["simulated_lower"].tolist()
    assert adjusted(seed=1)["simulated_lower"].tolist() != adjusted()["simulated_lower"].tolist()


def test_less_is_known_where_fewer_were_recorded():
    few, many = adjusted(victims=[40, 40_000]).itertuples(index=False)
    assert few.upper / few.adjusted > many.upper / many.adjusted


def test_nothing_recorded_says_nothing_of_how_many_there_were():
    none, one = adjusted(victims=[0, 1]).to_dict("records")
    assert (none["status"], none["method"]) == ("not available", recording.NOTHING_RECORDED)
    assert np.isnan([none["adjusted"], none["lower"], none["simulated_upper"]]).all()
    assert one["status"] == "shown" and one["adjusted"] > 1


def test_where_everything_is_recorded_nothing_is_added():
    found = adjusted(accuracy=100, half=0).loc[0]
    assert (found["adjusted"], found["adjusted_not_recorded"]) == (20_000, 0)
    assert found["upper"] == pytest.approx(20_000 * np.exp(1.959964 / np.sqrt(20_000)), rel=1e-6)


def test_a_suppressed_count_gives_no_number():
    counted = pd.DataFrame(
        {"victims": [np.nan, 5.0], "status": ["suppressed", "suppressed"], "method": "hidden"}
    )
    found = recording_measures.adjusted_for_accuracy(counted, 93.1, 1.68, source=SOURCE)
    assert (found["status"] == "suppressed").all() and (found["method"] == "hidden").all()
    assert found[["adjusted", "lower", "upper", "simulated_middle"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"accuracy": 0}, "accuracy_pct is 0"),
        ({"accuracy": 100.1}, "accuracy_pct is 100.1"),
        ({"accuracy": 0.41, "half": 0.5}, "half-width of accuracy_pct"),
        ({"half": -1}, "half-width of accuracy_pct"),
        ({"victims": -4}, '"victims" is negative in Fenmarch'),
        ({"victims": 1.5}, '"victims" is not whole in Fenmarch'),
    ],
)
def test_what_is_no_share_and_no_count_is_refused(options, message):
    with pytest.raises(InputError, match=message):
        adjusted(**options)


def test_recorded_crime_adjusted_for_the_accuracy_of_recording():
    recorded = pd.DataFrame({"offences": [36_635]})
    found = recording_measures.adjusted_for_accuracy(recorded, 93.1, 1.68, SOURCE, value="offences").loc[0]
    assert found["adjusted"] == pytest.approx(36_635 / 0.931)
    # Delta method: 1.68 points of 93.1 and the chance in 36,635 counted.
    half = 1.959964 * np.sqrt((0.0168 / 1.959964 / 0.931) ** 2 + 1 / 36_635)
    assert [found["lower"], found["upper"]] == pytest.approx(
        [found["adjusted"] * np.exp(-half), found["adjusted"] * np.exp(half)], rel=1e-6
    )
    assert SOURCE in found["method"]


def survey(victims=(2_000,), rate=5.0, lower=4.5, upper=5.5, **columns):
    table = pd.DataFrame({"force_name": "Fenmarch", "victims": list(victims)})
    return table.assign(
        residents_16_plus=100_000,
        survey_rate_pct=rate,
        survey_lower_pct=lower,
        survey_upper_pct=upper,
        **columns,
    )


def compared(table, **options):
    return recording_measures.expected_and_recorded(table, source="a survey of 2025", draws=20_000, **options)


def test_the_expected_number_keeps_the_surveys_limits():
    found = compared(survey()).loc[0]
    assert [found[f"expected{end}"] for end in ("", "_lower", "_upper")] == pytest.approx(
        [5_000, 4_500, 5_500]
    )
    assert found["ratio"] == pytest.approx(0.4)
    assert found["method"].startswith("expected: survey rate times adult residents (a survey of 2025)")


def test_the_ratio_has_the_chance_in_the_survey_and_in_the_count():
    found = compared(survey()).loc[0]
    error = np.log(5.5 / 4.5) / 2 / 1.959964
    half = 1.959964 * np.sqrt(error**2 + 1 / 2_000)
    assert [found["lower"], found["upper"]] == pytest.approx(
        [0.4 * np.exp(-half), 0.4 * np.exp(half)], rel=1e-6
    )
    assert found["simulated_lower"] == pytest.approx(found["lower"], rel=0.02)
    assert found["simulated_upper"] == pytest.approx(found["upper"], rel=0.02)


def test_where_nothing_was_recorded_the_upper_limit_is_simulated():
    none, one = compared(survey([0, 1])).to_dict("records")
    assert (none["ratio"], none["lower"], none["status"]) == (0, 0, "shown")
    assert none["upper"] == none["simulated_upper"] > 0 and "nothing was recorded" in none["method"]
    assert one["lower"] > 0 and "delta method" in one["method"]


@pytest.mark.parametrize("lower", [0.0, 0.01])
def test_a_lower_limit_of_zero_has_no_logarithm(lower):
    found = compared(survey(rate=0.1, lower=lower, upper=0.3)).loc[0]
    assert found["status"] == ("not available" if lower == 0 else "shown")
    assert np.isnan(found["expected"]) == (lower == 0)


def test_a_survey_without_limits_gives_what_is_expected_without_any_and_says_so():
    table = survey([2_000, 0])
    table[["survey_lower_pct", "survey_upper_pct"]] = np.nan
    found = compared(table)
    assert (found["status"] == "shown").all() and found["expected"].tolist() == pytest.approx([5_000, 5_000])
    assert found["ratio"].tolist() == pytest.approx([0.4, 0])
    limits = ["expected_lower", "expected_upper", "lower", "upper", "simulated_lower", "simulated_upper"]
    assert found[limits].isna().all(axis=None)
    assert found["method"].str.endswith("no interval, for the survey prints none").all()
    table["survey_lower_pct"] = 4.5
    with pytest.raises(InputError, match="is blank in Fenmarch"):
        compared(table)


@pytest.mark.parametrize(
    "place", [{"district": "Northam"}, {"district_code": "E07000001"}, {"area_code": "E07000001"}]
)
def test_a_district_wants_the_sentence_that_says_which_assumption_it_is(place):
    with pytest.raises(InputError, match="only under an assumption"):
        compared(survey(**place))
    with pytest.raises(InputError, match="only under an assumption"):
        compared(survey(**place), assumption="  ")
    sentence = "Adults of Northam are harmed as often as adults of England and Wales"
    assert f"assumes: {sentence}" in compared(survey(**place), assumption=sentence).loc[0, "method"]


@pytest.mark.parametrize("code", ["E23000001", "E10000001", "E92000001"])
def test_a_force_a_county_and_a_country_want_none(code):
    assert compared(survey(area_code=code)).loc[0, "status"] == "shown"


def test_a_place_whose_residents_are_not_known_keeps_its_row():
    table = survey([2_000, 50])
    table["residents_16_plus"] = [100_000, np.nan]
    found = compared(table)
    assert list(found["status"]) == ["shown", "not available"]
    assert found.loc[1, ["expected", "ratio", "lower", "upper"]].isna().all()


@pytest.mark.parametrize("limits", [{"lower": 5.1}, {"upper": 4.9}, {"lower": -1}, {"upper": 101}])
def test_limits_that_do_not_hold_the_rate_are_refused(limits):
    with pytest.raises(InputError, match="does not lie between its limits in Fenmarch"):
        compared(survey(**limits))
