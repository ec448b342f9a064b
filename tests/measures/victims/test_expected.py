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
    assert row["adjusted"] == round(400 / 0.931) and row["lower"] < row["adjusted"] < row["upper"]
    assert "an inspection" in row["method"]


def test_without_an_inspection_nothing_is_said_and_two_are_refused():
    assert measures.had_all_been_recorded(RECORDED, INSPECTED.iloc[:0]).empty
    with pytest.raises(InputError, match="2 inspections are given"):
        measures.had_all_been_recorded(RECORDED, pd.concat([INSPECTED, INSPECTED]))


def test_the_newest_year_of_the_widest_ages_is_taken():
    found = newest(asked(), asked(oldest=74, year="2022/23"), asked(oldest=74, year="2021/22"))
    assert found[["oldest", "year"]].values.tolist() == [[74, "2022/23"]]


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
    assert found["period_start"].tolist() == [pd.Timestamp(f"{year}-04-01") for year in (2022, 2023, 2024)]
    assert found["series_break"].tolist() == ["", "", "Asked by telephone"]
    assert found["status"].tolist() == ["shown", "not available", "shown"]
    assert measures.survey_series(table, "Stalking", "people", 59).empty


def test_expected_are_those_of_the_ages_that_the_survey_asked():
    row = measures.expected_beside_recorded(RECORDED, asked(), AGES).loc[0]
    assert row["residents_asked"] == 10_000 and row["expected"] == 500
    assert (row["expected_lower"], row["expected_upper"]) == (450, 550)
    assert row["ratio"] == pytest.approx(0.8)
    assert "Sexual violence, ages 16 to 59, 2023/24" in row["method"]


def test_a_survey_without_limits_gives_none():
    bare = asked(lower_pct=float("nan"), upper_pct=float("nan"))
    found = measures.expected_beside_recorded(RECORDED, bare, AGES)
    assert found.loc[0, "expected"] == 500 and pd.isna(found.loc[0, "expected_lower"])
    assert "survey_lower_pct" not in found.columns


def test_without_a_survey_or_a_record_nothing_is_expected():
    assert measures.expected_beside_recorded(RECORDED, asked().iloc[:0], AGES).empty
    assert measures.expected_beside_recorded(RECORDED.iloc[:0], asked(), AGES).empty


def test_a_district_wants_its_assumption_said():
    district = RECORDED.assign(district22_code="E07000000")
    with pytest.raises(InputError, match="only under an assumption"):
        measures.expected_beside_recorded(district, asked(), AGES)
    found = measures.expected_beside_recorded(district, asked(), AGES, assumption="It is like the country.")
    assert "It is like the country." in found.loc[0, "method"]
