"""Expected victims are a range learnt from regions and years, and nothing is claimed without them."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.crime import from_survey

AGES = pd.DataFrame({"age": [15, 16, 59, 60], "residents": [1_000, 40_000, 60_000, 80_000]})
REGIONS = {"E12000001": 0.8, "E12000002": 1.0, "E12000003": 1.25}
YEARS = ("2018/19", "2019/20")
NATIONAL = {"2017/18": 5.5, "2018/19": 5.0, "2019/20": 5.0}


def rate(year, pct, region="", **columns):
    row = {
        "harm": "Partner abuse", "sex": "women", "youngest": 16, "oldest": 59, "year": year,
        "region_code": region, "prevalence_pct": pct, "status": "shown",
    }  # fmt: skip
    return row | columns


def survey(*more, regions=REGIONS, years=YEARS, national=NATIONAL):
    rows = [rate(year, pct) for year, pct in national.items()]
    rows += [
        rate(year, 5.0 * times * (1.05 if at % 2 else 0.95), region)
        for year in years
        for at, (region, times) in enumerate(regions.items(), start=YEARS.index(year))
    ]
    table = pd.DataFrame([*rows, *more])
    return table.astype({"oldest": "Int64"})


def expected(rates, year_ending=None, sex="women", residents=AGES):
    return measures.crime.expected_victims(rates, residents, "Partner abuse", sex, year_ending)


def test_half_the_residents_of_the_ages_are_women_and_the_range_has_the_middle():
    row = expected(survey()).loc[0]
    assert row["survey"] == "2019/20, ages 16 to 59" and row["survey_rate_pct"] == 5.0
    assert row["residents_asked"] == 50_000 and row["expected"] == 2_500
    assert row["lower"] < row["expected"] < row["upper"]
    assert row["least_rate_pct"] < 4.0 and row["most_rate_pct"] > 6.25  # regions themselves lie inside
    assert "half of the residents" in row["method"] and "3 regions" in row["method"]
    everybody = survey().assign(sex="people")
    assert expected(everybody, sex="people").loc[0, "residents_asked"] == 100_000


@pytest.mark.parametrize(
    ("people", "said"), [(11_703, 12_000), (9_847, 9_800), (104, 100), (7.6, 8), (0.2, 0)]
)
def test_a_number_of_victims_has_two_digits(people, said):
    assert from_survey._rounded(people) == said


def test_the_widest_ages_of_the_newest_year_until_the_one_asked_of_are_taken():
    wide = survey(rate("2019/20", 4.0, oldest=74), rate("2019/20", 3.5, oldest=pd.NA))
    assert expected(wide).loc[0, "survey"] == "2019/20, ages 16 and over"
    assert expected(wide).loc[0, "residents_asked"] == 90_000
    assert expected(wide, "2019-03").loc[0, "survey"] == "2018/19, ages 16 to 59"
    assert expected(wide, "2010-03").loc[0, "survey"] == "2017/18, ages 16 to 59"  # none before: the oldest


def test_each_year_since_the_survey_makes_the_range_wider_and_leaves_the_middle():
    rows = [expected(survey(), year).loc[0] for year in ("2020-03", "2022-03", "2026-06")]
    widths = [row["most_rate_pct"] / row["least_rate_pct"] for row in rows]
    assert widths == sorted(widths) and len(set(widths)) == 3
    assert {row["survey_rate_pct"] for row in rows} == {5.0} and "6.25 years after" in rows[2]["method"]


def test_regions_further_apart_make_the_range_wider():
    apart = {"E12000001": 0.5, "E12000002": 1.0, "E12000003": 2.0}
    near, far = expected(survey()).loc[0], expected(survey(regions=apart)).loc[0]
    assert far["upper"] > near["upper"] and far["lower"] < near["lower"]


@pytest.mark.parametrize(
    "rates",
    [
        survey(regions=dict(list(REGIONS.items())[:2])),
        survey(years=YEARS[:1]),
        survey(regions={}),
        survey().query("region_code != '' or year == '2019/20'"),
    ],
    ids=["two regions", "one year of regions", "no region", "one national year"],
)
def test_with_too_few_regions_or_years_there_is_a_number_without_a_range(rates):
    row = expected(rates).loc[0]
    assert row["status"] == "shown" and row["method"].endswith(from_survey.TOO_FEW)
    assert (row["survey_rate_pct"], row["expected"]) == (5.0, 2_500)
    assert row[["lower", "upper", "least_rate_pct", "most_rate_pct"]].isna().all()


def test_several_harms_have_a_row_each_and_one_without_regions_no_range():
    stalking = rate("2018/19", 4.0, harm="Stalking", oldest=pd.NA)
    harms = ["Stalking", "Partner abuse", "Domestic stalking"]
    found = measures.crime.expected_victims(survey(stalking), AGES, harms, "women", "2020-03")
    assert found["harm"].tolist() == ["Stalking", "Partner abuse"]  # the survey has no rate of the third
    assert found["expected"].tolist() == [3_600, 2_500]
    assert found["lower"].notna().tolist() == [False, True]
    assert "stalking, 2018/19" in found.loc[0, "method"] and "1 year after" in found.loc[0, "method"]


def test_without_rate_or_residents_no_row_and_a_missing_year_is_the_last():
    assert expected(survey().iloc[:0]).empty and expected(survey(), residents=AGES.iloc[:0]).empty
    assert expected(survey(), sex="people").empty
    assert expected(survey().assign(status="suppressed")).empty
    assert expected(survey(), np.nan).equals(expected(survey()))


def test_the_same_people_asked_in_two_series_count_once():
    rows = survey()
    again = rows[rows["year"].eq("2019/20")].assign(oldest=74)
    found = from_survey.learnt(
        from_survey.of_harm(pd.concat([rows, again], ignore_index=True), "Partner abuse", "women")
    )
    assert (found.regions, found.region_years) == (3, 6)


def test_the_parts_of_the_variance_are_those_that_were_drawn_with():
    chance, years, regions = np.random.default_rng(3), range(2010, 2030), 400
    national = -3 + np.concatenate([[0], chance.normal(0, 0.1, len(years) - 1)]).cumsum()
    apart = chance.normal(0, 0.3, regions)[:, None] + chance.normal(0, 0.2, (regions, len(years)))
    odds = {"": national} | {f"R{at}": national + apart[at] for at in range(regions)}
    rows = [
        rate(f"{year}/{(year + 1) % 100:02d}", 100 / (1 + np.exp(-line[at])), code)
        for code, line in odds.items()
        for at, year in enumerate(years)
    ]
    found = from_survey.learnt(from_survey.of_harm(pd.DataFrame(rows), "Partner abuse", "women"))
    assert found.between**0.5 == pytest.approx(0.3, rel=0.1)
    assert found.within**0.5 == pytest.approx(0.2, rel=0.05)
    assert found.yearly**0.5 == pytest.approx(0.1, rel=0.4)  # of nineteen changes


def test_offences_whose_name_says_that_the_victim_was_a_child_are_left_out():
    codes = pd.DataFrame({"offence_code": ["19C", "19D", "22B", "71"], "offences": [300, 80, 120, 6]})
    assert measures.crime.may_be_against_adults(codes)["offences"].sum() == 306


@pytest.mark.real
def test_the_real_regions_lie_inside_the_range_that_is_learnt_without_them(real, reads):
    """Of 29 figures of partner abuse 26 lie inside, each region left out in turn."""
    from analysis import tables

    reads(real("README.md").parent)
    rates = tables.crime.survey_rates("warwickshire")
    many = pd.DataFrame({"age": [30], "residents": [10_000_000]})
    regions = from_survey.of_harm(rates, "Partner abuse", "women").query("region_code != ''")
    regions = regions.sort_values("oldest", na_position="last").drop_duplicates(
        ["region_code", "year"], keep="last"
    )
    held = []
    for figure in regions.itertuples():
        others = rates[rates["region_code"] != figure.region_code]
        ends = f"{int(figure.year[:4]) + 1}-03"
        found = measures.crime.expected_victims(others, many, "Partner abuse", "women", ends).loc[0]
        held.append(found["least_rate_pct"] <= figure.prevalence_pct <= found["most_rate_pct"])
    assert len(held) == 29 and sum(held) >= 25
    row = expected(rates, "2022-03", residents=tables.census.residents_by_age("warwickshire")).loc[0]
    assert (row["lower"], row["expected"], row["upper"]) == (6_600, 12_000, 20_000)
