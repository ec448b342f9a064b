"""Safe accommodation: supported, turned away and why, and who came from elsewhere."""

import tomllib

import numpy as np
import pandas as pd
import pytest

from analysis import measures, settings
from analysis.errors import InputError


def referrals(**columns):
    reasons = ["no space", "no interpreter"]
    results = ["Supported", *(f"Not supported: {one}" for one in reasons), "Not supported", "Unknown"]
    came_from = ["In the area", "Outside the area", "In the area", "Unknown", "Outside the area"]
    table = pd.DataFrame({"result": results, "came_from": came_from})
    return table.assign(**{"referred_households": [40, 30, 10, 20, 25]} | columns)


def test_households_supported_and_from_outside_with_the_unknown_in_the_bounds():
    row = measures.services.safe_accommodation(referrals()).loc[0]
    names = [f"referred_households_{part}" for part in ("referred", "supported", "not_supported", "known")]
    assert row[names].tolist() == [125, 40, 60, 100]
    assert (row["share_pct"], row["least_pct"], row["most_pct"]) == pytest.approx((40, 32, 52))
    row = measures.services.inflow_from_outside(referrals()).loc[0]
    names = [f"referred_households_{part}" for part in ("from_outside", "known", "unknown")]
    assert row[names].tolist() == [55, 105, 20]
    assert (row["share_pct"], row["least_pct"], row["most_pct"]) == pytest.approx((55 / 105 * 100, 44, 60))


def test_reasons_are_of_those_turned_away_for_a_known_one_most_frequent_first():
    rows = measures.services.not_supported_by_reason(referrals().iloc[::-1])
    assert rows["reason"].tolist() == ["no space", "no interpreter"]
    names = [f"referred_households{part}" for part in ("", "_reason_known", "_reason_unknown")]
    assert rows[names].values.tolist() == [[30, 40, 20], [10, 40, 20]]
    row = rows.loc[0]
    assert (row["share_pct"], row["least_pct"], row["most_pct"]) == pytest.approx((75, 50, 250 / 3))
    none = measures.services.not_supported_by_reason(referrals().iloc[:1])
    assert len(none) == 0 and "share_pct" in none.columns
    # Every reason of the template but the last says what it points to.
    counts = tomllib.loads(settings.data("reference", "local_counts.toml").read_text(encoding="utf-8"))
    labels = counts["safe_accommodation"]["fields"]["result"]["labels"]
    table = pd.DataFrame({"result": labels, "referred_households": 9})
    found = measures.services.not_supported_by_reason(table).set_index("reason")["means"]
    assert found.index[found.isna()].tolist() == ["other reason"]


@pytest.mark.parametrize(
    ("verb", "column"),
    [
        (measures.services.safe_accommodation, "result"),
        (measures.services.not_supported_by_reason, "result"),
        (measures.services.inflow_from_outside, "came_from"),
    ],
)
def test_a_hidden_count_hides_the_share_and_a_label_that_is_not_known_is_refused(verb, column):
    table = referrals(status="shown").astype({"referred_households": float})
    table.loc[1, ["referred_households", "status"]] = [np.nan, "suppressed"]
    found = verb(table)
    assert (found["status"] == "suppressed").all() and found["share_pct"].isna().all()
    with pytest.raises(InputError, match=f'"{column}" has 5 rows'):
        verb(referrals(**{column: "Suported"}))
