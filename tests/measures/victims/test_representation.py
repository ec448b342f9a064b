"""Over, under, or cannot be told: with the unknowns as what they are."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import measures
from analysis.errors import InputError
from analysis.measures.rates import limits
from analysis.measures.victims.representation import beside_residents

RESIDENTS = pd.DataFrame({"sex": ["Female", "Male"], "residents": [5_100, 4_900]})


def victims(female, male, unknown, **columns):
    table = pd.DataFrame({"sex": ["Female", "Male", "Unknown"], "victims": [female, male, unknown]})
    return table.assign(**columns)


def found_for(label, *counts):
    return beside_residents(victims(*counts), RESIDENTS, "sex").set_index("sex").loc[label]


def test_the_ratio_its_interval_and_its_bounds_by_hand():
    row = found_for("Female", 600, 300, 100)
    assert (row["victims"], row["victims_known"], row["victims_unknown"]) == (600, 900, 100)
    assert row["expected"] == pytest.approx(900 * 0.51)
    assert row["ratio"] == pytest.approx(600 / 900 / 0.51)
    assert [row["lower"], row["upper"]] == pytest.approx(
        [float(end) / 0.51 for end in limits.wilson_limits(600, 900)]
    )
    assert (row["least_ratio"], row["most_ratio"]) == pytest.approx((0.6 / 0.51, 0.7 / 0.51))
    assert row["lower_with_unknowns"] == pytest.approx(float(limits.wilson_limits(600, 1_000)[0]) / 0.51)
    assert row["upper_with_unknowns"] == pytest.approx(float(limits.wilson_limits(700, 1_000)[1]) / 0.51)
    assert (row["verdict"], row["known_only"]) == ("over", "over")
    assert row["finding"] == "over-represented, whatever the unknown values are"


# Residents: 51 in 100 female. Of 1,000 victims 15.8 are a standard error, and a verdict needs 2.24 of them,
# which chance alone reaches in 2.5 per cent: half of a page's 5.
@pytest.mark.parametrize(
    ("female", "verdict", "known_only"),
    [
        (546, "over", "over"),
        (545, "cannot be told", "over"),
        (374, "under", "under"),
        (375, "cannot be told", "under"),
    ],
)
def test_a_verdict_needs_even_the_bounds_with_chance_beyond_one(female, verdict, known_only):
    row = found_for("Female", female, 900 - female, 100)
    assert (row["verdict"], row["known_only"]) == (verdict, known_only)
    if verdict == "cannot be told":
        said = f"the known values alone say {known_only}, but the unknown ones could change that"
        assert row["finding"] == f"cannot be told: {said}"
    few = found_for("Female", 12, 8, 0)  # cannot be told even where all is known
    assert few["verdict"] == few["known_only"] == "cannot be told"
    assert few["finding"] == "cannot be told, from the known values either"
    assert few["least_ratio"] == few["ratio"] == few["most_ratio"]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400), st.floats(0, 1))
def test_no_way_of_sharing_out_the_unknown_contradicts_a_verdict(female, male, unknown, share):
    if female + male == 0:
        return
    row = found_for("Female", female, male, unknown)
    guessed = round(unknown * share)
    filled = found_for("Female", female + guessed, male + unknown - guessed, 0)
    assert row["least_ratio"] - 1e-9 <= filled["ratio"] <= row["most_ratio"] + 1e-9
    if row["verdict"] != "cannot be told":
        assert filled["known_only"] == row["verdict"]


def test_no_victim_is_a_ratio_of_zero_and_no_resident_or_known_one_is_none():
    table = pd.DataFrame({"sex": ["Male"], "victims": [50]})
    row = beside_residents(table, RESIDENTS, "sex").set_index("sex").loc["Female"]
    assert (row["victims"], row["ratio"], row["verdict"], row["status"]) == (0, 0, "under", "shown")
    found = beside_residents(victims(5, 0, 0), RESIDENTS.assign(residents=[100, 0]), "sex").loc[1]
    assert (found["status"], found["method"]) == ("not available", "not given: no residents of this group")
    assert np.isnan(found["ratio"]) and pd.isna(found["verdict"])
    found = beside_residents(victims(0, 0, 9), RESIDENTS, "sex")
    assert (found["status"] == "not available").all() and (found["victims_unknown"] == 9).all()
    assert (found["method"] == "not given: of nobody is the group known").all()
    none = beside_residents(victims(1, 1, 1).iloc[:0], RESIDENTS, "sex")
    assert none.empty and {"ratio", "verdict", "method", "status"} < set(none.columns)


def test_a_suppressed_victim_or_resident_gives_no_number():
    hidden = victims(600.0, np.nan, 100.0, status=["shown", "suppressed", "shown"])
    found = beside_residents(hidden, RESIDENTS, "sex")
    assert (found["status"] == "suppressed").all()
    assert found.select_dtypes("number").isna().all(axis=None) and found["verdict"].isna().all()
    without = RESIDENTS.assign(residents=[5_100, np.nan])
    found = beside_residents(victims(600, 300, 100), without, "sex")
    assert (found["status"] == "not available").all() and found["ratio"].isna().all()


def test_victims_by_district_are_held_against_their_own_residents():
    table = pd.concat([victims(60, 30, 0, district=name) for name in ("Northam", "Wick")])
    residents = pd.concat([RESIDENTS.assign(district=name) for name in ("Northam", "Wick")])
    found = beside_residents(table, residents, "sex", by=["district"]).set_index("district")
    assert found["status"].eq("shown").all() and found.loc["Wick", "victims"].tolist() == [60, 30]
    with pytest.raises(InputError, match='Victims have "district" for which there are no residents'):
        beside_residents(table.assign(district="Fenby"), residents, "sex", by=["district"])
    with pytest.raises(InputError, match="there are no residents"):
        beside_residents(victims(60, 30, 0), RESIDENTS.assign(residents=0), "sex")
    with pytest.raises(InputError, match=r'not a group of the residents.*Nearest: "Female"'):
        beside_residents(victims(60, 30, 0).replace("Female", "Femal"), RESIDENTS, "sex")


def of_ages(*residents):
    """Return residents by sex and age, as many women as men, but for the young: `residents` of each."""
    rows = [("Female", "0-17", residents[0]), ("Male", "0-17", residents[1])]
    rows += [("Female", "18-24", 1_000), ("Male", "18-24", 1_000)]
    return pd.DataFrame(rows, columns=["sex", "age_band", "residents"])


def test_a_group_that_is_only_younger_has_the_share_that_its_ages_expect():
    # The young are victims three times as often: of 3,000 women 900 + 100, of 2,000 men 450 + 100.
    ages = pd.DataFrame({"age_band": ["0-17", "18-24", "Unknown"], "victims": [900, 200, 50]})
    found = measures.victims.representation(victims(700, 400, 50), of_ages(2_000, 1_000), "sex", by_age=ages)
    female = found.set_index("sex").loc["Female"]
    assert female["expected_share_pct"] == pytest.approx((600 + 100) / 1_100 * 100)
    assert female["residents_share_pct"] == pytest.approx(60)
    assert (female["ratio"], female["verdict"]) == (pytest.approx(1), "cannot be told")
    crude = pd.DataFrame({"characteristic": "Sex", "group": ["Female", "Male"], "residents": [3_000, 2_000]})
    found = measures.victims.representation(victims(700, 400, 0), crude, "sex")
    assert found.set_index("sex").loc["Female", "verdict"] == "over"


def test_a_hidden_age_gives_no_figure_and_no_residents_by_age_no_row():
    ages = pd.DataFrame(
        {"age_band": ["0-17", "18-24"], "victims": [900, np.nan], "status": ["shown", "suppressed"]}
    )
    found = measures.victims.representation(victims(700, 400, 50), of_ages(10, 10), "sex", by_age=ages)
    assert set(found["status"]) == {"suppressed"} and found["ratio"].isna().all()
    none = of_ages(10, 10).iloc[:0]
    assert measures.victims.representation(victims(700, 400, 50), none, "sex", by_age=ages.iloc[:1]).empty
    # A table that was not made has no rows: it is a gap, not a list that lacks an age band.
    for counted in (victims(700, 400, 50), victims(700, 400, 50).iloc[:0]):
        unknown = measures.victims.representation(counted, of_ages(10, 10), "sex", by_age=ages.iloc[:0])
        assert unknown.empty and "verdict" in unknown
    with pytest.raises(InputError, match="Victims lack an age band that residents have"):
        measures.victims.representation(victims(7, 4, 5), of_ages(10, 10), "sex", by_age=ages.iloc[:1])


def test_people_who_are_several_victims_widen_the_interval():
    live = pd.DataFrame({"characteristic": "Sex", "group": ["Female", "Male"], "residents": [5_100, 4_900]})
    often = pd.DataFrame({"offences_in_12_months": ["1", "4 or more"], "victims": [100, 100]})
    alone = measures.victims.representation(victims(600, 400, 0), live, "sex").loc[0]
    wider = measures.victims.representation(victims(600, 400, 0), live, "sex", often=often).loc[0]
    assert wider["ratio"] == alone["ratio"]
    assert wider["lower"] == pytest.approx(float(limits.wilson_limits(240, 400)[0]) / 0.51)
    assert "one person is several victims" in wider["method"]


def test_residents_of_one_characteristic_are_added_up_over_districts():
    live = [("Sex", "Female", 10), ("Sex", "Male", 20), ("Sex", "Female", 30), ("Age band", "18-24", 40)]
    table = pd.DataFrame(live, columns=["characteristic", "group", "residents"])
    found = measures.victims.representation(victims(6, 3, 1), table, "sex").set_index("sex")
    assert found["residents"].to_dict() == {"Female": 40, "Male": 20}
    unknown = table.assign(residents=[10, 20, np.nan, 40])
    found = measures.victims.representation(victims(6, 3, 1), unknown, "sex")
    assert (found["status"] == "not available").all()
