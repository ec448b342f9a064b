"""survival 3.8-3 (R): survival with its limits, and cumulative incidence where endings compete."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.survival import cumulative_incidence, scales

# The reference prints 15 digits; shares lie between 0 and 1.
CURVE, BY_HAND, INCIDENCE = 1e-9, 1e-12, 1e-10


def close(found, expected, tolerance):
    np.testing.assert_allclose(
        np.asarray(found, dtype=float), np.asarray(expected, dtype=float), rtol=0, atol=tolerance
    )


@pytest.fixture
def lung(oracle):
    table = pd.read_csv(oracle("07_survival/lung.csv"))
    return table.assign(event=(table["status"] == 2).astype(int))


@pytest.fixture
def progression(oracle):
    return pd.read_csv(oracle("07_survival/mgus2_competing.csv"))


@pytest.mark.parametrize("scale", ["plain", "log", "log-log", "logit"])
def test_survival_with_greenwoods_error_and_limits_on_each_scale(lung, oracle, scale):
    expected = pd.read_csv(oracle("07_survival/lung_km_expected.csv")).query("ci_type == @scale")
    assert len(expected) == 5
    # Of one ending alone the error of its incidence is that of the share that goes on.
    found = cumulative_incidence(lung, at=expected["time"])
    assert found["at_risk"].tolist() == expected["n_risk"].tolist()
    close(found["survival"], expected["surv"], CURVE)
    close(found["standard_error"], expected["se"], CURVE)
    lower, upper = scales.limits(found["survival"], found["standard_error"], scale)
    close(lower, expected["lo"], CURVE)
    close(upper, expected["hi"], CURVE)


def test_ten_people_two_causes_ties_and_censoring(oracle):
    spells = pd.read_csv(oracle("07_survival/tiny_competing.csv"))
    expected = pd.read_csv(oracle("07_survival/tiny_cif_expected.csv"))
    found = cumulative_incidence(spells, event="status")
    assert len(found) == 2 * len(expected)
    for cause in (1, 2):
        rows = found[found["ending"] == cause]
        assert rows["time"].tolist() == expected["time"].tolist()
        assert rows["at_risk"].tolist() == expected["n_risk"].tolist()
        close(rows["cumulative_incidence"], expected[f"cif{cause}"], BY_HAND)
        close(rows["standard_error"], expected[f"se{cause}"], BY_HAND)


def test_progression_where_death_may_come_first(progression, oracle):
    expected = pd.read_csv(oracle("07_survival/mgus2_cif_expected.csv"))
    assert len(progression) == 1384
    found = cumulative_incidence(progression, "etime", at=expected["time"])
    for cause, name in ((1, "pcm"), (2, "death")):
        rows = found[found["ending"] == cause]
        assert rows["at_risk"].tolist() == expected["n_risk"].tolist()
        close(rows["survival"], expected["S0"], INCIDENCE)
        close(rows["cumulative_incidence"], expected[f"cif_{name}"], INCIDENCE)
        close(rows["standard_error"], expected[f"se_{name}"], INCIDENCE)


def months_as_bands(spells):
    """Return the spells as counts in bands of a month."""
    words = spells.assign(ending=spells["event"].map({0: "still waiting", 1: "progression", 2: "death"}))
    counts = pd.crosstab(words["etime"], words["ending"])
    counts = counts.reindex(range(int(spells["etime"].max()) + 1), fill_value=0).stack().rename("people")
    counts = counts.reset_index().rename(columns={"etime": "days_from"})
    return counts.assign(days_before=counts["days_from"] + 1)


def test_nothing_reports_one_minus_kaplan_meier_as_a_risk(progression, oracle):
    naive = pd.read_csv(oracle("07_survival/mgus2_naive_one_minus_km.csv"))
    # What treating death as censoring gives, to show that it is the trap meant and that our curves see it.
    only = progression.assign(event=(progression["event"] == 1).astype(int))
    wrong = cumulative_incidence(only, "etime", at=naive["time"])["cumulative_incidence"]
    close(wrong, naive["one_minus_km"], INCIDENCE)

    tables = [
        cumulative_incidence(progression, "etime"),
        cumulative_incidence(progression, "etime", at=naive["time"]),
        measures.life_table(months_as_bands(progression)),
    ]
    for table in tables:
        for column in table.select_dtypes("number"):
            values = table[column].dropna().to_numpy()
            # 0.425 at 360 months, where the incidence is 0.134. In the first months the two are alike.
            for risk in naive.query("time >= 60")["one_minus_km"]:
                assert np.abs(values - risk).min() > 1e-6, column


def test_a_life_table_of_months_comes_near_to_the_exact_incidence(progression, oracle):
    expected = pd.read_csv(oracle("07_survival/mgus2_cif_expected.csv"))
    found = measures.life_table(months_as_bands(progression))
    for ending, name in (("progression", "pcm"), ("death", "death")):
        rows = found[found["ending"] == ending].set_index("days_before")
        # Of those last seen in a month half count as there: 0.0013 at most, where the naive risk is 0.29 off.
        close(rows.loc[expected["time"] + 1, "cumulative_incidence"], expected[f"cif_{name}"], 0.002)


def test_ties_are_the_same_in_whatever_order_the_rows_stand(progression):
    shuffled = progression.sample(frac=1, random_state=7)
    first = cumulative_incidence(progression, "etime")
    pd.testing.assert_frame_equal(first, cumulative_incidence(shuffled, "etime"), check_exact=True)
