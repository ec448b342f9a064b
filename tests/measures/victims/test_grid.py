"""The grid of needs by protected characteristic: what is blank is a part of it."""

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.victims import needs as grid


def needs(column="sex", **counts):
    """Needs of one group by what became of them: a result each, underscores for spaces."""
    results = [label.replace("_", " ") for label in counts]
    return pd.DataFrame({column: "x", "need_result": results, "client_needs": list(counts.values())})


def test_needs_met_are_of_those_of_which_it_is_known_what_became():
    row = measures.victims.needs_of_characteristic(
        needs(Met=30, Waiting=10, Not_met=10, Unknown=25), "sex"
    ).loc[0]
    assert (row["characteristic"], row["group"]) == ("Sex", "x")
    assert row[["needs_found", "needs_met", "known", "unknown"]].tolist() == [75, 30, 50, 25]
    assert (row["share_pct"], row["least_pct"], row["most_pct"]) == pytest.approx((60, 40, 220 / 3))


@pytest.mark.parametrize(
    ("column", "name"), [("age_band", "Age"), ("ethnic_group", "Race"), ("disability", "Disability")]
)
def test_a_field_is_called_by_its_name_in_the_law(column, name):
    found = measures.victims.needs_of_characteristic(needs(column, Met=9), column)
    assert found["characteristic"].tolist() == [name]


def test_a_hidden_need_hides_its_group_alone_and_another_result_is_refused():
    table = pd.concat([needs(Met=30, Waiting=10), needs(Met=20).assign(sex="y")], ignore_index=True)
    hidden = table.assign(status=["shown", "suppressed", "shown"]).astype({"client_needs": float})
    hidden.loc[1, "client_needs"] = float("nan")
    found = measures.victims.needs_of_characteristic(hidden, "sex").set_index("group")
    assert found["status"].to_dict() == {"x": "suppressed", "y": "shown"}
    assert pd.isna(found.loc["x", "needs_found"])
    with pytest.raises(InputError, match='Nearest: "Waiting"'):
        measures.victims.needs_of_characteristic(needs(Waitin=4), "sex")


def filled(*rows):
    return pd.DataFrame(rows, columns=["characteristic", "group"]).assign(status="shown", method="Wilson")


def test_the_nine_stand_in_their_order_and_those_without_a_row_say_why():
    found = measures.victims.with_blanks(filled(("Sex", "Female"), ("Race", "Asian")))
    assert found["characteristic"].tolist() == list(grid.CHARACTERISTICS) and len(found) == 9
    reasons = found.set_index("characteristic")["method"]
    assert reasons["Sex"] == reasons["Race"] == "Wilson"
    assert reasons["Age"] == reasons["Religion or belief"] == grid.NOT_SUPPLIED
    assert reasons["Gender reassignment"] == reasons["Pregnancy and maternity"] == grid.NOT_COLLECTED
    assert (found["status"] == "shown").sum() == 2


def test_those_under_18_come_first_of_the_ages_and_the_rest_keep_their_order():
    found = measures.victims.with_blanks(filled(("Age", "25-34"), ("Age", "Unknown"), ("Age", "0-17")))
    assert found["group"].tolist()[:3] == ["0-17", "25-34", "Unknown"]


def test_a_characteristic_that_is_hidden_is_no_blank():
    found = measures.victims.with_blanks(filled(("Sex", "Female")).assign(status="suppressed"))
    assert found.loc[found["characteristic"] == "Sex", "status"].tolist() == ["suppressed"]


def test_a_row_without_a_figure_says_why_in_words_and_one_with_a_figure_names_no_method():
    held = {"characteristic": ["Sex", "Sex"], "group": ["Female", "Male"], "method": ["Wilson", None]}
    rows = measures.victims.with_blanks(pd.DataFrame(held | {"status": ["shown", "suppressed"]}))
    rows = rows.set_index("characteristic")
    assert rows.loc["Sex", "why_not"].fillna("").tolist() == ["", ""]
    assert rows.loc["Gender reassignment", "why_not"] == "not collected, no return has a column for it"
    assert rows.loc["Disability", "why_not"] == "not every provider supplies it"
