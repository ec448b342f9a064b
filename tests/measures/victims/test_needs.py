"""Needs: found, met, waiting, not met and why; and the grid by protected characteristic, blanks included."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.victims import needs

STATES = {
    "Met": 40, "Waiting": 10, "Declined": 5, "Unsafe to contact": 3, "Uncontactable": 2,
    "Not met: no interpreter": 6, "Not met: service full": 4, "Unknown": 20, "Refused": 10,
}  # fmt: skip


def found(states=STATES, column="need_result", category="Finance and benefits", **columns):
    table = pd.DataFrame({column: list(states), "client_needs": list(states.values())})
    return table.assign(need_category=category, **columns)


def test_every_result_has_its_place_and_the_unknown_are_in_none_of_them():
    row = measures.victims.needs_met(found()).loc[0]
    ends = ["client_needs_met", "waiting", "declined", "unsafe_to_contact", "uncontactable", "not_met"]
    assert row["client_needs_identified"] == 100 and row[ends].tolist() == [40, 10, 5, 3, 2, 10]
    assert (row["client_needs_known"], row["client_needs_unknown"]) == (70, 30)
    assert row["share_pct"] == pytest.approx(40 / 70 * 100)
    assert (row["least_pct"], row["most_pct"]) == (40, 70)


def test_a_category_outside_the_eight_and_an_unknown_result_are_refused():
    assert len(needs.NEED_CATEGORIES) == 8
    with pytest.raises(InputError, match='Nearest: "Finance and benefits"'):
        measures.victims.needs_met(found(category="Finances and benefits"))
    with pytest.raises(InputError, match=r'"need_result".*Nearest: "Declined"'):
        measures.victims.needs_met(found({"Declines": 4}))
    with pytest.raises(InputError, match='Nearest: "Waiting"'):
        grid(sex=by(Waitin=4))


@pytest.mark.parametrize(
    ("states", "counted"),
    [
        (STATES, [["no interpreter", 12], ["service full", 8]]),
        ({"Not met": 7, "Met": 5}, [[needs.NO_REASON, 14]]),
        ({"Met": 5}, []),
    ],
)
def test_reasons_are_counted_over_categories_the_most_frequent_first(states, counted):
    one, other = (found(states, "need_state", name) for name in needs.NEED_CATEGORIES[:2])
    table = measures.victims.reasons_not_met(pd.concat([one, other]))
    assert table[["reason", "client_needs"]].values.tolist() == counted


def test_a_hidden_reason_hides_itself_and_no_other_and_takes_its_category_along():
    table = found({"Not met: service full": np.nan, "Not met: no interpreter": 6.0}, "need_state")
    table = table.assign(status=["suppressed", "shown"])
    rows = measures.victims.reasons_not_met(table).set_index("reason")
    assert rows["status"].to_dict() == {"no interpreter": "shown", "service full": "suppressed"}
    met = measures.victims.needs_met(table.rename(columns={"need_state": "need_result"}))
    assert (met["status"] == "suppressed").all() and met.select_dtypes("number").isna().all(axis=None)


# The grid


def by(column="sex", label="x", **counts):
    """Needs of one group by what became of them: a result each, underscores for spaces."""
    results = [name.replace("_", " ") for name in counts]
    return pd.DataFrame({column: label, "need_result": results, "client_needs": list(counts.values())})


def grid(**tables):
    return measures.victims.needs_by_characteristic(tables).set_index("characteristic")


def test_the_nine_stand_in_the_laws_order_and_words_and_the_blank_say_why():
    sexes = by(Met=30, Waiting=10, Not_met=10, Unknown=25)
    rows = grid(sex=sexes, ethnic_group=by("ethnic_group", Met=9), disability=by("disability").iloc[:0])
    assert rows.index.tolist() == list(needs.CHARACTERISTICS) and len(rows) == 9
    assert rows.index[rows["status"] == "shown"].tolist() == ["Race", "Sex"]
    assert rows.loc["Disability", "method"] == rows.loc["Age", "method"] == needs.NOT_SUPPLIED
    assert rows.loc["Pregnancy and maternity", "method"] == needs.NOT_COLLECTED
    assert rows.loc["Gender reassignment", "why_not"] == "not collected, no return has a column for it"
    row = rows.loc["Sex"]
    counts = ["group", "needs_found", "needs_met", "known", "unknown", "why_not"]
    assert row[counts].tolist() == ["x", 75, 30, 50, 25, ""]
    assert (row["share_pct"], row["least_pct"], row["most_pct"]) == pytest.approx((60, 40, 220 / 3))


def test_those_under_18_come_first_of_the_ages_and_the_rest_keep_their_order():
    ages = pd.concat([by("age_band", label, Met=5) for label in ("25-34", "Unknown", "0-17")])
    assert grid(age_band=ages).loc["Age", "group"].tolist() == ["0-17", "25-34", "Unknown"]


def test_a_hidden_need_hides_its_group_alone_and_is_no_blank():
    table = pd.concat([by(Met=30.0, Waiting=np.nan), by(label="y", Met=20)], ignore_index=True)
    rows = grid(sex=table.assign(status=["shown", "suppressed", "shown"])).loc["Sex"].set_index("group")
    assert rows["status"].to_dict() == {"x": "suppressed", "y": "shown"}
    assert pd.isna(rows.loc["x", "needs_found"]) and rows["why_not"].tolist() == ["", ""]
