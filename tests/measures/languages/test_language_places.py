"""Where chosen languages are spoken: names that people use, whole people, hot spots in words."""

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
        {
            code: place,
            "language": language,
            "speakers": people,
            "lower": 0.0,
            "upper": 20.0,
            "status": "shown",
        }
        for language, people in (("Aran", 2.4), ("Belic", 6.5), ("Cumbric", 1.0))
        for place in codes
    ]
    return pd.DataFrame(rows).assign(method="modelled")


def test_neighbourhoods_have_names_residents_and_the_languages_in_the_order_asked_for(names):
    proficiency = pd.DataFrame(
        {
            "lsoa21_code": LSOAS * 2,
            "proficiency": ["a"] * 4 + ["b"] * 4,
            "residents_3_plus": [10, 20, 30, 40] * 2,
        }
    )
    rows = estimates("msoa21_code", dict.fromkeys(MSOAS))
    found = measures.languages.in_neighbourhoods(rows, ["Belic", "Aran"], names, proficiency)
    assert list(found["language"]) == ["Belic", "Belic", "Aran", "Aran"]
    assert list(found["residents_3_plus"]) == [60, 140, 60, 140]
    # A number is not a name: the wards say where it is.
    assert list(found["area_name"])[:2] == ["Abbey / Castle (Wick 001)", "Harbour"]


def test_without_wards_a_neighbourhood_keeps_the_name_it_has(names):
    names["ward24_name"] = pd.array([None] * 4, dtype="str")
    proficiency = pd.DataFrame({"lsoa21_code": LSOAS, "residents_3_plus": 10})
    found = measures.languages.in_neighbourhoods(
        estimates("msoa21_code", dict.fromkeys(MSOAS)), ["Aran"], names, proficiency
    )
    assert found["area_name"].tolist() == ["Wick 001", "Harbour"]


def test_places_are_teams_where_every_area_has_one_else_wards_else_neighbourhoods(names):
    rows = estimates("lsoa21_code", LSOAS).assign(
        district22_code=["E07000901", "E07000901", "E07000902", "E07000902"] * 3
    )
    by_ward = measures.languages.in_named_places(rows, ["Belic"], names)
    assert set(by_ward["kind_of_place"]) == {"ward"}
    assert dict(zip(by_ward["area_name"], by_ward["speakers"], strict=True)) == {
        "Abbey": 6.5,
        "Castle": 6.5,
        "Quay": 13.0,
    }
    assert dict(zip(by_ward["area_name"], by_ward["district22_code"], strict=True)) == {
        "Abbey": "E07000901",
        "Castle": "E07000901",
        "Quay": "E07000902",
    }
    unsure = rows.assign(error_of_total=[0.1, 0.1, 0.2, 0.2] * 3)
    found = measures.languages.in_named_places(unsure, ["Belic"], names)
    assert dict(zip(found["area_name"], found["error_of_total"], strict=True)) == {
        "Abbey": 0.1,
        "Castle": 0.1,
        "Quay": 0.2,
    }
    teams = names.assign(neighbourhood_team=["North", "North", "South", "South"])
    by_team = measures.languages.in_named_places(rows, ["Belic"], teams)
    assert dict(zip(by_team["area_name"], by_team["speakers"], strict=True)) == {"North": 13.0, "South": 13.0}
    none = names.assign(ward24_code=None, ward24_name=None)
    assert set(measures.languages.in_named_places(rows, ["Belic"], none)["area_name"]) == {
        "Wick 001",
        "Harbour",
    }
    nowhere = measures.languages.in_named_places(rows, ["Belic"], none.assign(msoa21_code=None))
    assert nowhere.empty and {"area_code", "area_name", "kind_of_place", "speakers"} <= set(nowhere.columns)


def test_sure_hot_spots_are_counted_and_named_and_likely_ones_apart(monkeypatch):
    spots = pd.DataFrame(
        {
            "language": "Aran",
            "area_name": ["Abbey", "Quay", "Castle", "Heath", "Moor"],
            "speakers": [5.0, 9.0, 7.0, 1.0, np.nan],
            "finding": ["hot spot", "hot spot", "hot spot", "no hot spot", None],
            "certainty": ["sure", "sure", "likely", "not sure", None],
            "status": ["shown"] * 4 + ["not available"],
        }
    )
    monkeypatch.setattr(where_spoken, "hot_spots", lambda *_: spots)
    (found,) = measures.languages.hot_spots_by_language(spots, None).to_dict("records")
    assert found == {
        "language": "Aran",
        "areas": 4,
        "hot_spots": 3,
        "sure_spots": 2,
        "sure": "Quay and Abbey",
        "likely": "Castle",
        "status": "shown",
    }


def test_a_language_without_a_sure_place_says_so(monkeypatch):
    spots = pd.DataFrame(
        {
            "language": ["Aran"],
            "area_name": ["Abbey"],
            "speakers": [5.0],
            "finding": ["hot spot"],
            "certainty": ["not sure"],
            "status": "shown",
        }
    )
    monkeypatch.setattr(where_spoken, "hot_spots", lambda *_: spots)
    (found,) = measures.languages.hot_spots_by_language(spots, None).to_dict("records")
    assert (found["hot_spots"], found["sure_spots"]) == (1, 0)
    assert (found["sure"], found["likely"]) == ("no place is sure", "none")


def test_the_surest_place_over_its_share_is_named_not_the_highest_figure(monkeypatch):
    quotients = pd.DataFrame(
        {
            "language": ["Aran"] * 3 + ["Belic"],
            "area_name": ["Abbey", "Quay", "Castle", "Abbey"],
            "location_quotient": [9.0, 4.0, 3.0, 2.0],
            "lower": [0.5, 2.0, 1.5, 0.0],
            "upper": [30.0, 6.0, 5.0, 8.0],
            "finding": [
                "no clear difference",
                "more than its share",
                "more than its share",
                "no clear difference",
            ],
            "method": "limits of the estimate",
            "status": "shown",
        }
    )
    monkeypatch.setattr(where_spoken, "location_quotients", lambda *_: quotients)
    aran, belic = measures.languages.most_over_its_share(quotients).to_dict("records")
    assert (aran["area_name"], aran["location_quotient"], aran["places"]) == ("Quay", 4.0, 2)
    assert (belic["places"], belic["area_name"], belic["status"]) == (
        0,
        "nowhere for certain",
        "not available",
    )
    assert np.isnan(belic["location_quotient"])


@pytest.mark.parametrize("level", ["lsoa21", "msoa21"])
def test_where_nothing_can_be_estimated_every_step_after_it_is_empty(level, names):
    nothing = measures.languages.languages_in_places(None, by=level)
    assert nothing.empty and f"{level}_code" in nothing.columns
    if level == "lsoa21":
        assert measures.languages.in_named_places(nothing, [], names).empty
        return
    places = measures.languages.in_neighbourhoods(nothing, [], names, None)
    top = measures.places.in_top_areas(places, "msoa21_code", "area_name")
    touching = pd.DataFrame({"msoa21_code": ["E02000001"], "neighbour_msoa21_code": ["E02000002"]})
    for found in (
        top,
        measures.languages.most_over_its_share(places),
        measures.languages.hot_spots_by_language(places, touching),
    ):
        assert found.empty and "status" in found.columns


def test_without_outlines_there_are_no_neighbourhoods_to_estimate():
    evidence = {"places_of_small_areas": pd.DataFrame({"lsoa21_code": LSOAS, "district22_code": "E07000218"})}
    assert measures.languages.languages_in_places(evidence, by="msoa21").empty


def test_people_in_need_follow_both_the_languages_need_and_the_places():
    """Of the two places the second has most of those in need: more of each language's are put there."""
    speakers = {("E01000001", "Aran"): 60.0, ("E01000002", "Aran"): 40.0, ("E01000001", "Belic"): 50.0,
                ("E01000002", "Belic"): 50.0}  # fmt: skip
    rows = pd.DataFrame(
        [(*key, "E07000001", people, people - 6, people + 6, 3.0) for key, people in speakers.items()],
        columns=[
            "lsoa21_code",
            "language",
            "district22_code",
            "speakers",
            "lower",
            "upper",
            "standard_error",
        ],
    ).assign(method="modelled", status="shown")
    levels = {"Main language is English": (500, 500), "Speak English well": (100, 50),
              "Cannot speak English well": (10, 40), "Cannot speak English": (0, 0)}  # fmt: skip
    proficiency = pd.DataFrame(
        [
            (code, level, people)
            for level, both in levels.items()
            for code, people in zip(["E01000001", "E01000002"], both, strict=True)
        ],
        columns=["lsoa21_code", "proficiency", "residents_3_plus"],
    )
    need = pd.DataFrame(
        {
            "area_code": "E07000001",
            "language": ["Aran", "Belic"],
            "people_not_proficient": [30.0, 20.0],
            "status": "shown",
        }
    )
    found = measures.languages.need_in_places(rows, need, proficiency)
    assert found.groupby("language")["speakers"].sum().round(6).to_dict() == {"Aran": 30.0, "Belic": 20.0}
    assert found.groupby("lsoa21_code")["speakers"].sum().round(6).tolist() == [10.0, 40.0]
    aran = found.set_index(["language", "lsoa21_code"]).loc[("Aran", "E01000002")]
    assert aran["standard_error"] == pytest.approx(3 * aran["speakers"] / 40)
    assert measures.languages.need_in_places(rows, need.assign(status="not available"), proficiency).empty
    # What nobody in a district speaks has its rows there too: each place has one for every language.
    nobody = rows.assign(speakers=rows["speakers"].mask(rows["language"] == "Belic", 0.0))
    found = measures.languages.need_in_places(nobody, need, proficiency)
    assert len(found) == len(rows) and found.loc[found["language"] == "Belic", "speakers"].eq(0).all()
