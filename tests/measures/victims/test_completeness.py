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
    row = {"characteristic": characteristic, "benchmark_missing_pct": pct, "rounded_to_pct": rounded}
    return pd.DataFrame([row | {"year": "2021-22", "source": "an inspection"}])


def completeness(table, **options):
    return measures.victims.completeness({"ethnic_group": table}, benchmark(**options)).loc[0]


def test_every_kind_of_missing_is_counted_and_characteristics_keep_their_order():
    table = victims(White=50, Asian=10, Unknown=20, Refused=5, Not_asked=4, Not_stated=6, Not_supplied=5)
    sexes = pd.DataFrame({"sex": ["Female", "Unknown"], "victims": [6, 4]})
    found = measures.victims.completeness({"sex": sexes, "ethnic_group": table}, benchmark())
    assert found["characteristic"].tolist() == ["Sex", "Ethnic group"]
    assert found["victims_missing"].tolist() == [4, 40] and found["total_victims"].tolist() == [10, 100]
    wanted = [100 * float(end) for end in limits.wilson_limits(40, 100)]
    assert found.loc[1, ["lower", "upper"]].tolist() == pytest.approx(wanted)


# Of 1,000, 560 has Wilson limits 52.9 and 59.0, 575 has 54.4 and 60.53, 640 has 61.0 and 66.9, 660 has 63.0
# and 68.9. A benchmark printed as 61 may be 60.5 or 61.5.
@pytest.mark.parametrize(
    ("missing", "rounded", "verdict"),
    [
        (560, 1, "better"),
        (575, 1, "cannot be told"),
        (575, 0, "better"),
        (640, 1, "cannot be told"),
        (660, 1, "worse"),
    ],
)
def test_better_and_worse_only_where_the_whole_interval_says_so(missing, rounded, verdict):
    table = victims(White=1_000 - missing, Unknown=missing)
    assert completeness(table, rounded=rounded)["verdict"] == verdict


def test_a_characteristic_without_a_benchmark_has_its_share_and_says_so():
    found = completeness(victims(White=440, Unknown=560), characteristic="sex")
    assert found["verdict"] == "no benchmark" and found["missing_pct"] == pytest.approx(56)
    assert np.isnan(found["benchmark_missing_pct"])


def test_a_characteristic_without_a_column_is_not_worse_nor_a_suppressed_cell():
    none = completeness(victims(Not_supplied=100))
    assert none["status"] == "not available" and "no column" in none["method"]
    hidden = completeness(victims(White=50.0, Unknown=np.nan).assign(status=["shown", "suppressed"]))
    assert hidden["status"] == "suppressed"
    for row in (none, hidden):
        assert pd.isna(row["verdict"]) and np.isnan(row["missing_pct"])
    assert completeness(victims(Not_supplied=99, White=1))["verdict"] == "worse"


def test_the_inspectorates_figures_have_their_year_and_their_source():
    found = pd.read_csv(BENCHMARK).set_index("characteristic")
    assert found["benchmark_missing_pct"].to_dict() == {"ethnic_group": 61, "sex": 26, "age_band": 27}
    assert (found["year"] == "2021-22").all() and found["source"].str.startswith("HMICFRS").all()
