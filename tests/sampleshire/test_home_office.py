"""Sampleshire's referrals, reports, support and arrivals: in the publisher's layout, quirks included."""

import csv

import pytest

import sampleshire


@pytest.fixture
def rows(sampleshire_folder):
    """Return a function from a file's name to its rows."""

    def read(name):
        with (sampleshire_folder / "home-office" / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    return read


def test_support_has_the_publishers_quirks_of_spelling_authorities_and_codes(rows):
    found = rows("asylum_support_local_authority_Asy_D11.csv")
    by_kind = {}
    for row in found:
        by_kind.setdefault(row["Accommodation Type"], set()).add(row["Date"])
    assert by_kind["Subsistence only"] == {"2022-12-31"}
    assert "2022-12-31" not in by_kind["Subsistence Only"]
    codes = {row["LAD Code"] for row in found if row["LAD Code"].startswith("N/A")}
    assert codes == {
        "N/A",
        "N/A - Section 4 (pre-2018)",
        "N/A - Section 98 (pre-Dec 2022)",
        "N/A - Subsistence Only (Dec 2023 - Jun 2026)",
    }
    assert {row["UK Region"] for row in found} >= {"North Reach", "NORTH REACH"}
    # Two rows differ in their count alone, and four authorities are under the code of one.
    keys = [tuple(value for name, value in row.items() if name != "People") for row in found]
    assert len(keys) == len(set(keys)) + 1
    assert len({row["Local Authority"] for row in found if row["LAD Code"] == "E07000919"}) == 4


def test_the_county_has_few_referrals_a_quarter_and_enough_in_three_years(sampleshire_folder):
    truth = sampleshire.truth()["referrals"]
    ours = truth[truth["first_responder"] == "Sampleshire Police"]
    by_quarter = ours.groupby("quarter")["referrals"].sum()
    assert by_quarter.max() < 25 and by_quarter.min() >= 1
    three_years = ours[ours["quarter"] > "2023-Q2"].groupby("nationality")["referrals"].sum()
    assert three_years["Albanian"] >= 10 and (three_years < 10).sum() > 5
