"""How complete the records are: each kind of missing apart, and against the inspectorate's figures."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.rates import limits

BENCHMARK = Path(__file__).resolve().parents[3] / "data" / "reference" / "completeness_benchmark.csv"


def victims(**counts):
    """Victims by ethnic group: a label each, underscores for spaces."""
    labels = [label.replace("_", " ") for label in counts]
    return pd.DataFrame({"ethnic_group": labels, "victims": list(counts.values())})


def benchmark(pct=61.0, rounded=1.0, characteristic="ethnic_group"):
    return pd.DataFrame(
        {
            "characteristic": [characteristic],
            "benchmark_missing_pct": [pct],
            "rounded_to_pct": [rounded],
            "year": ["2021-22"],
            "source": ["an inspection"],
        }
    )


def completeness(table, held=None):
    held = benchmark() if held is None else held
    return measures.victims.completeness({"ethnic_group": table}, held).loc[0]


def verdict(missing, valid, **options):
    return completeness(victims(White=valid, Unknown=missing), benchmark(**options))


def test_every_kind_of_missing_is_counted_and_characteristics_keep_their_order():
    table = victims(White=50, Asian=10, Unknown=20, Refused=5, Not_asked=4, Not_stated=6, Not_supplied=5)
    sexes = pd.DataFrame({"sex": ["Female", "Unknown"], "victims": [6, 4]})
    found = measures.victims.completeness({"sex": sexes, "ethnic_group": table}, benchmark())
    assert found["characteristic"].tolist() == ["Sex", "Ethnic group"]
    assert found["victims_missing"].tolist() == [4, 40] and found["total_victims"].tolist() == [10, 100]
    wanted = [100 * float(end) for end in limits.wilson_limits(40, 100)]
    assert found.loc[1, ["lower", "upper"]].tolist() == pytest.approx(wanted)


def test_better_and_worse_only_where_the_whole_interval_says_so():
    # Of 1,000, 560 has Wilson limits 52.9 and 59.0, 580 has 54.9 and 61.0. The printed 61 may be 60.5.
    assert verdict(560, 440)["verdict"] == "better"
    assert verdict(580, 420)["verdict"] == "cannot be told"
    assert verdict(640, 360)["verdict"] == "cannot be told"  # 61.0 to 66.9, and 61 may be 61.5
    assert verdict(660, 340)["verdict"] == "worse"  # 63.0 to 68.9


def test_a_benchmark_printed_in_whole_per_cents_may_be_half_of_one_off():
    # 575 of 1,000: the upper limit is 60.53, below 61 and yet not below 60.5.
    assert verdict(575, 425)["upper"] == pytest.approx(60.53, abs=0.01)
    assert verdict(575, 425, rounded=1)["verdict"] == "cannot be told"
    assert verdict(575, 425, rounded=0)["verdict"] == "better"


def test_a_characteristic_without_a_benchmark_has_its_share_and_says_so():
    found = verdict(560, 440, characteristic="sex")
    assert found["verdict"] == "no benchmark" and found["missing_pct"] == pytest.approx(56)
    assert np.isnan(found["benchmark_missing_pct"])


def test_a_characteristic_that_has_no_column_is_not_called_worse():
    found = completeness(victims(Not_supplied=100))
    assert found["status"] == "not available" and "no column" in found["method"]
    assert pd.isna(found["verdict"]) and np.isnan(found["missing_pct"])
    assert completeness(victims(Not_supplied=99, White=1))["verdict"] == "worse"


def test_a_suppressed_cell_gives_no_share_and_no_verdict():
    row = completeness(victims(White=50.0, Unknown=np.nan).assign(status=["shown", "suppressed"]))
    assert row["status"] == "suppressed" and pd.isna(row["verdict"]) and np.isnan(row["missing_pct"])


def test_the_inspectorates_figures_have_their_year_and_their_source():
    found = pd.read_csv(BENCHMARK).set_index("characteristic")
    assert found["benchmark_missing_pct"].to_dict() == {"ethnic_group": 61, "sex": 26, "age_band": 27}
    assert (found["year"] == "2021-22").all() and found["source"].str.startswith("HMICFRS").all()
    row = completeness(victims(White=200, Unknown=800), found.reset_index())
    assert (row["verdict"], row["missing_pct"]) == ("worse", 80)
