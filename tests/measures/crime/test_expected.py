"""What a survey and an inspection lead one to expect, beside what was recorded."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.crime import expected

INSPECTED = pd.DataFrame({"accuracy_pct": [93.1], "half_width_pct": [1.68], "source": ["an inspection"]})
AGES = pd.DataFrame({"age": [15, 16, 59, 60], "residents": [1_000, 4_000, 6_000, 8_000]})
CODES = {"19C": 300, "20A": 200, "19D": 80, "22B": 120, "71": 6}  # 19D and 22B are of children under 16


def asked(**columns):
    row = {
        "harm": "Sexual violence", "kind": "all kinds", "sex": "people", "youngest": 16, "oldest": 59,
        "year": "2023/24", "prevalence_pct": 5.0, "lower_pct": 4.5, "upper_pct": 5.5, "break_reason": "",
        "method": "as published", "status": "shown",
    }  # fmt: skip
    return pd.DataFrame([row | columns])


def years(*starts):
    """Return offences recorded in each quarter from a first of April on, the whole number in the first."""
    days = [day for start in starts for day in pd.date_range(f"{start}-04-01", periods=4, freq="QS")]
    rows = [(day, code, count * (day.month == 4)) for day in days for code, count in CODES.items()]
    return pd.DataFrame(rows, columns=["period_start", "offence_code", "offences"])


def beside(*surveys, recorded=None, residents=AGES):
    prevalence = pd.concat(surveys, ignore_index=True) if surveys else asked().iloc[:0]
    recorded = years(2023) if recorded is None else recorded
    return measures.crime.adults_expected_and_recorded(recorded, prevalence, residents, "Sexual violence")


def adjusted(*offences, accuracy=93.1, half=1.68, **columns):
    recorded = pd.DataFrame({"area_name": "Fenmarch", "offences": offences}).assign(**columns)
    found = INSPECTED.assign(accuracy_pct=accuracy, half_width_pct=half)
    return measures.crime.had_all_been_recorded(recorded, found)


def test_the_inspection_of_the_force_is_divided_by_and_less_is_known_where_fewer_were_recorded():
    few, many = adjusted(400, 40_000).itertuples(index=False)
    assert few.adjusted == 430 and few.lower < few.adjusted < few.upper and "an inspection" in few.method
    assert few.upper / few.adjusted > many.upper / many.adjusted
    whole = adjusted(20_000, accuracy=100, half=0).loc[0]
    assert whole["adjusted"] == 20_000
    assert whole["upper"] == pytest.approx(20_000 * np.exp(1.959964 / np.sqrt(20_000)), abs=5)
    recorded = pd.DataFrame({"offences": [400]})
    assert measures.crime.had_all_been_recorded(recorded, INSPECTED.iloc[:0]).empty


def test_nothing_recorded_says_nothing_of_how_many_there_were_and_a_hidden_count_nothing_at_all():
    none, one = adjusted(0, 1).to_dict("records")
    assert (none["status"], none["method"]) == ("not available", expected.NOTHING_RECORDED)
    assert pd.isna([none["adjusted"], none["lower"], none["upper"]]).all() and one["status"] == "shown"
    row = adjusted(None, status="suppressed", method="hidden").loc[0]
    assert (row["status"], row["method"]) == ("suppressed", "hidden")
    assert row[["adjusted", "lower", "upper"]].isna().all()


def test_of_the_newest_year_of_both_the_widest_ages_are_taken():
    found = beside(asked(), asked(oldest=74), asked(oldest=85, year="2022/23"), recorded=years(2022, 2023))
    assert found[["survey", "year_ending"]].values.tolist() == [["2023/24, ages 16 to 74", "2024-03"]]
    assert beside(asked(oldest=74), asked(oldest=pd.NA)).loc[0, "survey"] == "2023/24, ages 16 and over"


@pytest.mark.parametrize(
    ("surveyed", "recorded", "year"),
    [
        ("2024/25", (2022, 2023), "2023-03"),  # the survey has a newer year, which the record has not
        ("2023/24", (2022, 2023, 2024), "2024-03"),  # and the other way round
        ("2021/22", (2022,), "2023-03"),
    ],
)
def test_survey_and_record_are_of_the_same_year(surveyed, recorded, year):
    row = beside(asked(year=surveyed), asked(year="2022/23"), recorded=years(*recorded)).loc[0]
    assert row["year_ending"] == year and row["survey"].startswith(f"{int(year[:4]) - 1}/{year[2:4]}")


def test_without_a_year_of_both_nothing_is_expected_and_the_row_says_why():
    row = beside(asked(year="2021/22")).loc[0]
    assert row["status"] == "not available" and pd.isna(row["expected"])
    assert "no year of the survey is one of which all four quarters are recorded" in row["method"]
    three = years(2023).query("period_start < '2024-01-01'")
    assert beside(asked(), recorded=three).loc[0, "status"] == "not available"
    assert beside().empty and beside(asked(), residents=AGES.iloc[:0]).empty
    assert beside(asked(), recorded=three.iloc[:0]).empty


@pytest.mark.parametrize(
    "other", [{"harm": "Stalking"}, {"sex": "women"}, {"kind": "rape"}, {"status": "not available"}]
)
def test_a_figure_of_something_else_or_without_a_number_is_not_taken(other):
    assert beside(asked(**other)).empty
    found = beside(asked(), asked(year="2024/25", **other), recorded=years(2023, 2024))
    assert found["survey"].tolist() == ["2023/24, ages 16 to 59"]


def test_adults_expected_of_the_ages_asked_stand_beside_offences_whose_name_is_not_of_children():
    row = beside(asked()).loc[0]
    assert (row["offences"], row["offences_16_plus"]) == (706, 506)
    assert not {"ratio", "lower", "upper"} & {*row.index}  # offences and people are never divided
    assert row["residents_asked"] == 10_000 and row["expected"] == 500
    assert (row["expected_lower"], row["expected_upper"]) == (450, 550)
    assert "Sexual violence, 2023/24, ages 16 to 59" in row["method"]
    assert beside(asked(oldest=pd.NA)).loc[0, "residents_asked"] == 18_000


@pytest.mark.parametrize(
    ("residents", "rate", "expected"), [(428_108, 2.35, 10_100), (99_000, 2.35, 2_330), (900, 2.35, 21)]
)
def test_what_is_expected_is_no_more_precise_than_a_tenth_of_a_per_cent_of_the_residents(
    residents, rate, expected
):
    ages = pd.DataFrame({"age": [30], "residents": [residents]})
    one = asked(prevalence_pct=rate, lower_pct=float("nan"), upper_pct=float("nan"))
    row = beside(one, residents=ages).loc[0]
    assert row["expected"] == expected and "expected_lower" not in row.index


@pytest.mark.real
def test_the_real_offences_of_2017_that_may_be_against_adults_are_half_of_all(real, reads):
    from analysis import tables

    reads(real("README.md").parent)
    recorded = tables.crime.recorded_crime("warwickshire").query("offence_group == 'Sexual offences'")
    survey = tables.crime.survey_prevalence("warwickshire")
    residents = tables.census.residents_by_age("warwickshire")
    row = measures.crime.adults_expected_and_recorded(recorded, survey, residents, "Sexual violence").loc[0]
    assert (row["year_ending"], row["survey"]) == ("2018-03", "2017/18, ages 16 to 74")
    assert (row["offences"], row["offences_16_plus"]) == (1_438, 739)


def test_the_share_that_is_shown_is_the_one_from_which_the_number_follows():
    """2.3% of 431,545 was printed as 9,800; the file had 2.272%."""
    many = pd.DataFrame({"age": [30], "residents": [431_545]})
    row = beside(asked(prevalence_pct=2.272), residents=many).loc[0]
    assert (row["survey_rate"], row["expected"]) == ("2.27%", 9_800)
    assert row["expected"] == pytest.approx(row["survey_rate_pct"] * row["residents_asked"] / 100, abs=50)
