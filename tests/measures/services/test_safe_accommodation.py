"""Safe accommodation: supported, turned away and why, and who came from elsewhere."""

import tomllib

import numpy as np
import pandas as pd
import pytest

from analysis import measures, settings
from analysis.errors import InputError


def referrals(**columns):
    table = pd.DataFrame(
        {
            "result": [
                "Supported",
                "Not supported: no space",
                "Not supported: no interpreter",
                "Not supported",
                "Unknown",
            ],
            "came_from": ["In the area", "Outside the area", "In the area", "Unknown", "Outside the area"],
            "referred_households": [40, 30, 10, 20, 25],
        }
    )
    return table.assign(**columns)


def test_households_supported_with_the_unknown_in_the_bounds():
    row = measures.services.safe_accommodation(referrals()).loc[0]
    names = [f"referred_households_{part}" for part in ("referred", "supported", "not_supported", "known")]
    assert row[names].tolist() == [125, 40, 60, 100]
    assert (row["share_pct"], row["least_pct"], row["most_pct"]) == pytest.approx((40, 32, 52))


def test_reasons_are_of_those_turned_away_whose_reason_is_known():
    found = measures.services.not_supported_by_reason(referrals()).set_index("reason")
    assert found["referred_households"].to_dict() == {"no space": 30, "no interpreter": 10}
    names = ["referred_households_reason_known", "referred_households_reason_unknown"]
    assert found[names].values.tolist() == [[40, 20]] * 2
    row = found.loc["no space"]
    assert (row["share_pct"], row["least_pct"], row["most_pct"]) == pytest.approx((75, 50, 250 / 3))


def test_the_most_frequent_reason_comes_first():
    found = measures.services.not_supported_by_reason(referrals().iloc[::-1])
    assert found["reason"].tolist() == ["no space", "no interpreter"]


def test_every_reason_of_the_template_but_the_last_says_what_it_points_to():
    counts = tomllib.loads(settings.data("reference", "local_counts.toml").read_text(encoding="utf-8"))
    labels = counts["safe_accommodation"]["fields"]["result"]["labels"]
    table = pd.DataFrame({"result": labels, "referred_households": 9})
    found = measures.services.not_supported_by_reason(table).set_index("reason")["means"]
    assert found.index[found.isna()].tolist() == ["other reason"]


def test_where_nobody_was_turned_away_there_is_no_reason():
    found = measures.services.not_supported_by_reason(referrals().iloc[:1])
    assert len(found) == 0 and "share_pct" in found.columns


def test_the_inflow_from_outside_the_area():
    row = measures.services.inflow_from_outside(referrals()).loc[0]
    names = [f"referred_households_{part}" for part in ("from_outside", "known", "unknown")]
    assert row[names].tolist() == [55, 105, 20]
    assert row["share_pct"] == pytest.approx(55 / 105 * 100)
    assert (row["least_pct"], row["most_pct"]) == pytest.approx((44, 60))


@pytest.mark.parametrize(
    ("verb", "column", "label"),
    [
        (measures.services.safe_accommodation, "result", "Suported"),
        (measures.services.inflow_from_outside, "came_from", "Elsewhere"),
    ],
)
def test_a_label_that_is_not_known_is_refused(verb, column, label):
    with pytest.raises(InputError, match=f'"{column}" has 5 rows'):
        verb(referrals(**{column: label}))


@pytest.mark.parametrize(
    "verb",
    [
        measures.services.safe_accommodation,
        measures.services.not_supported_by_reason,
        measures.services.inflow_from_outside,
    ],
)
def test_a_hidden_count_hides_the_share(verb):
    table = referrals(status="shown").astype({"referred_households": float})
    table.loc[1, ["referred_households", "status"]] = [np.nan, "suppressed"]
    found = verb(table)
    assert (found["status"] == "suppressed").all() and found["share_pct"].isna().all()
