"""What a survey and an inspection lead one to expect, beside what was recorded."""

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError

INSPECTED = pd.DataFrame({"accuracy_pct": [93.1], "half_width_pct": [1.68], "source": ["an inspection"]})
RECORDED = pd.DataFrame({"year": ["year ending March 2026"], "offences": [400]})
AGES = pd.DataFrame({"age": [15, 16, 59, 60], "residents": [1_000, 4_000, 6_000, 8_000]})


def asked(**columns):
    row = {
        "harm": "Sexual violence", "kind": "all kinds", "sex": "people", "youngest": 16, "oldest": 59,
        "year": "2023/24", "prevalence_pct": 5.0, "lower_pct": 4.5, "upper_pct": 5.5, "break_reason": "",
        "method": "as published", "status": "shown",
    }  # fmt: skip
    return pd.DataFrame([row | columns])


def newest(*rows, harm="Sexual violence", sex="people"):
    return measures.newest_prevalence(pd.concat(rows, ignore_index=True), harm, sex)


def test_the_inspection_of_the_force_is_divided_by_and_given_in_whole_crimes():
    row = measures.had_all_been_recorded(RECORDED, INSPECTED).loc[0]
    assert row["adjusted"] == 430 and row["lower"] < row["adjusted"] < row["upper"]
    assert "an inspection" in row["method"]


def test_without_an_inspection_nothing_is_said_and_two_are_refused():
    assert measures.had_all_been_recorded(RECORDED, INSPECTED.iloc[:0]).empty
    with pytest.raises(InputError, match="2 inspections are given"):
        measures.had_all_been_recorded(RECORDED, pd.concat([INSPECTED, INSPECTED]))


def test_of_the_newest_year_the_widest_ages_are_taken():
    found = newest(asked(), asked(oldest=74), asked(oldest=85, year="2022/23"))
    assert found[["oldest", "year"]].values.tolist() == [[74, "2023/24"]]
    found = newest(asked(oldest=74), asked(oldest=pd.NA), asked())
    assert pd.isna(found.loc[0, "oldest"])


@pytest.mark.parametrize(
    "other", [{"harm": "Stalking"}, {"sex": "women"}, {"kind": "rape"}, {"status": "not available"}]
)
def test_a_figure_of_something_else_or_without_a_number_is_not_taken(other):
    assert newest(asked(**other)).empty
    assert newest(asked(), asked(year="2024/25", **other))["year"].tolist() == ["2023/24"]


def test_a_series_keeps_a_year_without_a_figure_and_says_what_broke_it():
    table = pd.concat(
        [
            asked(year="2024/25", break_reason="Asked by telephone"),
            asked(year="2023/24", prevalence_pct=None, status="not available"),
            asked(year="2022/23"),
            asked(year="2022/23", oldest=74),
        ]
    )
    found = measures.survey_series(table, "Sexual violence", "people", 59)
    assert found["year"].tolist() == ["2022/23", "2023/24", "2024/25"]
    assert found["series_break"].tolist() == ["", "", "Asked by telephone"]
    assert found["status"].tolist() == ["shown", "not available", "shown"]
    assert measures.survey_series(table, "Stalking", "people", 59).empty


def test_expected_are_those_of_the_ages_that_the_survey_asked():
    row = measures.expected_beside_recorded(RECORDED, asked(), AGES).loc[0]
    assert row["residents_asked"] == 10_000 and row["expected"] == 500
    assert (row["expected_lower"], row["expected_upper"]) == (450, 550)
    assert row["ratio"] == pytest.approx(0.8)
    assert "Sexual violence, 2023/24, ages 16 to 59" in row["method"]
    assert row["survey"] == "2023/24, ages 16 to 59"


def test_without_an_upper_age_everyone_older_is_counted():
    row = measures.expected_beside_recorded(RECORDED, asked(oldest=pd.NA), AGES).loc[0]
    assert row["residents_asked"] == 18_000 and row["survey"] == "2023/24, ages 16 and over"


@pytest.mark.parametrize(
    ("residents", "rate", "expected"), [(428_108, 2.35, 10_100), (99_000, 2.35, 2_330), (900, 2.35, 21)]
)
def test_what_is_expected_is_no_more_precise_than_a_tenth_of_a_per_cent_of_the_residents(
    residents, rate, expected
):
    ages = pd.DataFrame({"age": [30], "residents": [residents]})
    one = asked(prevalence_pct=rate, lower_pct=float("nan"), upper_pct=float("nan"))
    row = measures.expected_beside_recorded(RECORDED, one, ages).loc[0]
    assert row["expected"] == expected
    assert row["ratio"] == pytest.approx(400 / (residents * rate / 100))


def test_a_survey_without_limits_gives_none():
    bare = asked(lower_pct=float("nan"), upper_pct=float("nan"))
    found = measures.expected_beside_recorded(RECORDED, bare, AGES)
    assert found.loc[0, "expected"] == 500 and pd.isna(found.loc[0, "expected_lower"])
    assert "survey_lower_pct" not in found.columns


def test_without_a_survey_a_record_or_residents_nothing_is_expected():
    assert measures.expected_beside_recorded(RECORDED, asked(), AGES.iloc[:0]).empty
    assert measures.expected_beside_recorded(RECORDED, asked().iloc[:0], AGES).empty
    assert measures.expected_beside_recorded(RECORDED.iloc[:0], asked(), AGES).empty


def test_a_district_wants_its_assumption_said():
    district = RECORDED.assign(district22_code="E07000000")
    with pytest.raises(InputError, match="only under an assumption"):
        measures.expected_beside_recorded(district, asked(), AGES)
    found = measures.expected_beside_recorded(district, asked(), AGES, assumption="It is like the country.")
    assert "It is like the country." in found.loc[0, "method"]
