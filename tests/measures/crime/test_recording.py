"""Recorded, adjusted for the accuracy of recording: labelled as expected, with the source in the row."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.crime import expected

SOURCE = "HMICFRS, crimes reported October 2018 to March 2019"


def adjusted(victims=20_000, accuracy=93.1, half=1.68, **options):
    counted = pd.DataFrame({"area_name": "Fenmarch", "victims": np.atleast_1d(victims)})
    return expected.adjusted_for_accuracy(counted, accuracy, half, source=SOURCE, **options)


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
    assert (none["status"], none["method"]) == ("not available", expected.NOTHING_RECORDED)
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
    found = expected.adjusted_for_accuracy(counted, 93.1, 1.68, source=SOURCE)
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
    found = expected.adjusted_for_accuracy(recorded, 93.1, 1.68, SOURCE, value="offences").loc[0]
    assert found["adjusted"] == pytest.approx(36_635 / 0.931)
    # Delta method: 1.68 points of 93.1 and the chance in 36,635 counted.
    half = 1.959964 * np.sqrt((0.0168 / 1.959964 / 0.931) ** 2 + 1 / 36_635)
    assert [found["lower"], found["upper"]] == pytest.approx(
        [found["adjusted"] * np.exp(-half), found["adjusted"] * np.exp(half)], rel=1e-6
    )
    assert SOURCE in found["method"]
