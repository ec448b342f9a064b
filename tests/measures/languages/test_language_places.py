"""Where chosen languages are spoken: names that people use, whole people, where to start."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.languages import where_spoken

LSOAS = [f"E0100000{number}" for number in range(4)]
MSOAS = ["E02000001", "E02000001", "E02000002", "E02000002"]


@pytest.fixture
def names():
    """Return four LSOAs in two MSOAs, of which only the second has a name of its own."""
    return pd.DataFrame(
        {
            "lsoa21_code": LSOAS,
            "msoa21_code": MSOAS,
            "msoa21_name": ["Wick 001", "Wick 001", "Harbour", "Harbour"],
            "msoa21_named_by": ["Office for National Statistics"] * 2 + ["House of Commons Library"] * 2,
            "ward24_code": ["E05000001", "E05000002", "E05000003", "E05000003"],
            "ward24_name": ["Abbey", "Castle", "Quay", "Quay"],
            "neighbourhood_team": pd.array([None] * 4, dtype="str"),
        }
    )


def estimates(code, codes):
    rows = [
        (place, language, people)
        for language, people in (("Aran", 2.4), ("Belic", 6.5), ("Cumbric", 1.0))
        for place in codes
    ]
    table = pd.DataFrame(rows, columns=[code, "language", "speakers"])
    return table.assign(lower=0.0, upper=20.0, method="modelled", status="shown")


def test_neighbourhoods_have_names_residents_and_the_languages_in_the_order_asked_for(names):
    proficiency = pd.DataFrame({"lsoa21_code": LSOAS * 2, "residents_3_plus": [10, 20, 30, 40] * 2})
    rows = estimates("msoa21_code", dict.fromkeys(MSOAS))
    found = measures.languages.in_neighbourhoods(rows, ["Belic", "Aran"], names, proficiency)
    assert list(found["language"]) == ["Belic", "Belic", "Aran", "Aran"]
    assert list(found["residents_3_plus"]) == [60, 140, 60, 140]
    # A number is not a name: the wards say where it is.
    assert list(found["area_name"])[:2] == ["Abbey / Castle (Wick 001)", "Harbour"]
    names["ward24_name"] = pd.array([None] * 4, dtype="str")
    without_wards = measures.languages.in_neighbourhoods(rows, ["Aran"], names, proficiency)
    assert without_wards["area_name"].tolist() == ["Wick 001", "Harbour"]


def test_places_are_teams_where_every_area_has_one_else_wards_else_neighbourhoods(names):
    rows = estimates("lsoa21_code", LSOAS).assign(
        district22_code=["E07000901", "E07000901", "E07000902", "E07000902"] * 3,
        error_of_total=[0.1, 0.1, 0.2, 0.2] * 3,
        standard_error=1.0,
    )
    by_ward = measures.languages.in_named_places(rows, ["Belic"], names)
    told = ["area_name", "speakers", "district22_code", "error_of_total"]
    assert by_ward[told].to_numpy().tolist() == [
        ["Abbey", 6.5, "E07000901", 0.1],
        ["Castle", 6.5, "E07000901", 0.1],
        ["Quay", 13.0, "E07000902", 0.2],
    ]
    teams = names.assign(neighbourhood_team=["North", "North", "South", "South"])
    by_team = measures.languages.in_named_places(rows.drop(columns="error_of_total"), ["Belic"], teams)
    assert by_team[["area_name", "speakers"]].to_numpy().tolist() == [["North", 13.0], ["South", 13.0]]
    none = names.assign(ward24_code=None, ward24_name=None)
    by_msoa = measures.languages.in_named_places(rows, ["Belic"], none)
    assert set(by_msoa["area_name"]) == {"Wick 001", "Harbour"}
    nowhere = measures.languages.in_named_places(rows, ["Belic"], none.assign(msoa21_code=None))
    assert nowhere.empty and {"area_code", "area_name", "speakers"} <= set(nowhere.columns)


def need(people, error):
    """Return need by LSOA of four wards, two in each of two districts."""
    rows = pd.DataFrame({"lsoa21_code": LSOAS, "language": "Belic", "speakers": np.array(people, float)})
    rows = rows.assign(lower=rows["speakers"], upper=rows["speakers"], standard_error=float(error))
    districts = ["E07000901", "E07000901", "E07000902", "E07000902"]
    return rows.assign(district22_code=districts, error_of_total=0.01, method="modelled", status="shown")


@pytest.mark.parametrize(
    ("error", "areas", "named", "share", "sure"),
    [
        # The fourth ward is plainly the smallest.
        (0.1, "", "Castle, Abbey and Quay", 95, "Castle, Abbey and Quay"),
        # The verdict names one district: the places lie in it, and hold a share of all.
        (0.1, "Larkmere", "Quay and Heath", 30, "Quay and Heath"),
        # Nobody can say which of the wards are the three.
        (20, "", "Wick and Larkmere (districts)", 100, "Wick and Larkmere"),
    ],
)
def test_a_message_starts_in_the_areas_of_the_verdict_and_where_no_ward_is_likely_in_districts(
    names, error, areas, named, share, sure, monkeypatch
):
    monkeypatch.setattr(where_spoken, "need_in_places", lambda estimates, *_: estimates)
    wards = {
        "ward24_code": [f"E0500000{at}" for at in range(4)],
        "ward24_name": ["Abbey", "Castle", "Quay", "Heath"],
    }
    places = {
        "district22_code": ["E07000901"] * 2 + ["E07000902"] * 2,
        "district22_name": ["Wick"] * 2 + ["Larkmere"] * 2,
    }
    chosen = pd.DataFrame({"language": ["Belic"], "areas": [areas]})
    people = need([30, 40, 25, 5], error) if error < 1 else need([25, 26, 25, 24], error)
    (row,) = measures.languages.where_to_start(
        people, None, None, chosen, names.assign(**wards, **places)
    ).itertuples()
    assert (row.named, round(row.share_pct), row.sure) == (named, share, sure)
    assert row.begin == sure


@pytest.mark.parametrize(
    ("sure", "many", "likely", "begin"),
    [("Abbey", 1, "Quay", "Abbey"), ("none", 0, "Quay", "Quay (likely)"), ("none", 0, "none", None)],
)
def test_a_message_begins_only_where_it_is_sure_or_likely(names, monkeypatch, sure, many, likely, begin):
    told = dict(language="Belic", sure=sure, sure_areas=many, likely=likely, named="Abbey and Quay")
    told |= {"how_sure": "sure"}
    monkeypatch.setattr(where_spoken, "need_in_places", lambda estimates, *_: estimates)
    monkeypatch.setattr(where_spoken, "in_top_areas", lambda *_, **__: pd.DataFrame([told]))
    places = names.assign(
        ward24_code="E05000001", ward24_name="Abbey", district22_code="E07000901", district22_name="Wick"
    )
    chosen = pd.DataFrame({"language": ["Belic"], "areas": [""]})
    found = measures.languages.where_to_start(need([30, 40, 25, 5], 0.1), None, None, chosen, places)
    assert found["begin"].astype(object).where(found["begin"].notna(), None).tolist() == [begin]


def test_where_to_start_keeps_the_order_of_the_decision_and_needs_no_wards(names, monkeypatch):
    monkeypatch.setattr(where_spoken, "need_in_places", lambda estimates, *_: estimates)
    bare = names.assign(ward24_code=None, ward24_name=None, msoa21_code=None)
    bare = bare.assign(
        district22_code=["E07000901"] * 2 + ["E07000902"] * 2, district22_name=["Wick"] * 2 + ["Larkmere"] * 2
    )
    people = need([30, 40, 25, 5], 0.1)
    people = pd.concat([people.assign(language=name) for name in ("Aran", "Belic", "Cumbric")])
    chosen = pd.DataFrame({"language": ["Cumbric", "Aran"], "areas": ["", "Wick"]})
    found = measures.languages.where_to_start(people, None, None, chosen, bare)
    assert found[["language", "named"]].to_numpy().tolist() == [
        ["Cumbric", "Wick and Larkmere (districts)"],
        ["Aran", "Wick (districts)"],
    ]
    assert measures.languages.where_to_start(people.iloc[:0], None, None, chosen, bare).empty


def test_where_nothing_can_be_estimated_every_step_after_it_is_empty(names):
    small, nothing = (measures.languages.languages_in_places(None, by=by) for by in ("lsoa21", "msoa21"))
    assert (
        small.empty and "lsoa21_code" in small and measures.languages.in_named_places(small, [], names).empty
    )
    places = measures.languages.in_neighbourhoods(nothing, [], names, None)
    found = measures.places.in_top_areas(places, "msoa21_code", "area_name")
    assert found.empty and "status" in found.columns
    # Without outlines there are no neighbourhoods to estimate.
    evidence = {"places_of_small_areas": pd.DataFrame({"lsoa21_code": LSOAS, "district22_code": "E07000218"})}
    assert measures.languages.languages_in_places(evidence, by="msoa21").empty


def test_people_in_need_follow_both_the_languages_need_and_the_places():
    """Of the two places the second has most of those in need: more of each language's are put there."""
    both = ["E01000001", "E01000002"]
    rows = pd.DataFrame(
        {"lsoa21_code": both * 2, "language": ["Aran"] * 2 + ["Belic"] * 2, "speakers": [60.0, 40, 50, 50]}
    )
    rows = rows.assign(lower=rows["speakers"] - 6, upper=rows["speakers"] + 6, standard_error=3.0)
    rows = rows.assign(district22_code="E07000001", method="modelled", status="shown")
    levels = {
        "Main language is English": [500, 500],
        "Speak English well": [100, 50],
        "Cannot speak English well": [10, 40],
        "Cannot speak English": [0, 0],
    }
    proficiency = pd.DataFrame(levels, index=pd.Index(both, name="lsoa21_code")).reset_index()
    proficiency = proficiency.melt("lsoa21_code", var_name="proficiency", value_name="residents_3_plus")
    need = pd.DataFrame({"language": ["Aran", "Belic"], "people_not_proficient": [30.0, 20.0]})
    need = need.assign(area_code="E07000001", status="shown")
    found = where_spoken.need_in_places(rows, need, proficiency)
    assert found.groupby("language")["speakers"].sum().round(6).to_dict() == {"Aran": 30.0, "Belic": 20.0}
    assert found.groupby("lsoa21_code")["speakers"].sum().round(6).tolist() == [10.0, 40.0]
    aran = found.set_index(["language", "lsoa21_code"]).loc[("Aran", "E01000002")]
    # More than what is not known of the speakers: chance, and rates that differ between places.
    part = aran["speakers"] / 40
    assert aran["standard_error"] > np.sqrt((3 * part) ** 2 + aran["speakers"] * (1 - part))
    assert found["speakers"].between(found["lower"], found["upper"]).all()
    assert where_spoken.need_in_places(rows, need.assign(status="not available"), proficiency).empty
    # What nobody in a district speaks has its rows there too: each place has one for every language.
    nobody = rows.assign(speakers=rows["speakers"].mask(rows["language"] == "Belic", 0.0))
    found = where_spoken.need_in_places(nobody, need, proficiency)
    assert len(found) == len(rows) and found.loc[found["language"] == "Belic", "speakers"].eq(0).all()
