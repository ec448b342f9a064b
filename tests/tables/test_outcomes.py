"""How recorded crimes ended: every recorded offence has one outcome type, and type 0 is in no denominator."""

import csv

import pandas as pd
import pytest

import sampleshire
from analysis import settings, tables
from analysis.errors import InputError
from analysis.sources.outcomes import CLOSED, RECORDED
from analysis.tables.crime import results
from tests.tables.edits import keep

OLD, LATER = (f"prc-outcomes-open-data-mar{year}-tables-230726.csv" for year in (2024, 2025))
NEWEST = "prc-outcomes-open-data-mar2026-tables-230726.xlsx"
CRIME = "prc-pfa-mar2013-onwards-tables202425.csv"


def edit(path, change):
    """Write what `change` makes of each row (a list of cells; None leaves it out) into the file."""
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    rows = [new for row in rows if (new := change(dict(zip(header, row, strict=True)))) is not None]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *(row.values() for row in rows)])


@pytest.fixture
def two_forces(county):
    """Return a function like `county` that keeps the rows of Sampleshire and Brackmarsh alone in CSVs."""

    def make(*names):
        folder = county(*names)
        for path in folder.glob("prc-*.csv"):
            keep(path, lambda line: ",Sampleshire," in line or ",Brackmarsh," in line)
        return folder

    return make


@pytest.fixture(scope="module")
def every(sampleshire_folder):
    """Return Sampleshire's outcomes, and those of every force, from all its files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(settings.INPUTS_VARIABLE, str(sampleshire_folder))
        return tables.crime.outcomes("sampleshire"), tables.crime.outcomes("sampleshire", by="force")


def test_the_tables_are_what_is_true_and_every_force_is_comparable(every):
    true = sampleshire.truth()["outcomes"]
    for table, which in (
        (every[0], true["force_name"] == "Sampleshire"),
        (every[1], true["force_name"] != "British Transport Police"),
    ):
        assert table[RECORDED].sum() == true.loc[which, "recorded"].sum()
        by_type = table.groupby("outcome_type")[CLOSED].sum(min_count=1)
        pd.testing.assert_series_equal(
            by_type, true[which].groupby("outcome_type")["closed"].sum(min_count=1), check_names=False
        )
    assert every[0]["period_start"].nunique() == 16
    assert every[1]["police_force_area_code"].nunique() == 13 and every[1]["status"].eq("shown").all()
    ours = every[1][every[1]["police_force_area_code"] == "E23000901"]
    keys = ["period_start", "offence_subgroup", "outcome_type"]
    pd.testing.assert_series_equal(
        ours.groupby(keys)[CLOSED].sum(), every[0].groupby(keys)[CLOSED].sum(), check_names=False
    )


def test_type_0_is_no_outcome_and_an_expired_code_has_closing_investigations(every):
    for table in every:
        undecided = table["outcome_type"] == 0
        assert undecided.any() and (~table.loc[undecided, "is_outcome"]).all()
        assert table.loc[~undecided, "is_outcome"].all()
        assert table.loc[undecided, CLOSED].isna().all()
        assert table.loc[undecided, "closed_reason"].eq("not applicable").all()
    expired = every[0][every[0]["offence_code_expired"]]
    assert len(expired) and expired[RECORDED].isna().all()
    assert expired["recorded_reason"].eq("offence code expired").all() and expired[CLOSED].gt(0).all()


def test_another_force_under_a_name_that_no_list_knows_stops_nothing(two_forces):
    path = two_forces(LATER) / LATER
    before = tables.crime.outcomes("sampleshire")
    edit(path, lambda row: row | {"Force Name": row["Force Name"].replace("Brackmarsh", "Fens Partnership")})
    assert tables.crime.outcomes("sampleshire").equals(before)
    assert set(tables.crime.outcomes("sampleshire", by="force")["area_name"]) == {"Sampleshire"}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Sampleshyre", ": the force or other body .* may be of Sampleshire"),
        ("Fens", ": holds no row of the"),
    ],
)
def test_a_file_without_the_areas_own_force_is_refused(two_forces, name, says):
    path = two_forces(LATER) / LATER
    edit(path, lambda row: row | {"Force Name": row["Force Name"].replace("Sampleshire", name)})
    with pytest.raises(InputError, match=LATER + says):
        tables.crime.outcomes("sampleshire")


def test_an_outcome_type_that_is_new_is_shown_in_the_publishers_words(two_forces):
    path = two_forces(LATER) / LATER
    before = tables.crime.outcomes("sampleshire")
    new = {"Outcome Type": "23", "Outcome Description": "New"}
    edit(path, lambda row: row | new if row["Outcome Type"] == "22" else row)
    found = tables.crime.outcomes("sampleshire")
    renamed = found[found["outcome_type"] == 23]
    assert set(renamed["outcome"]) == {"New"} and renamed["is_outcome"].all()
    for count in (RECORDED, CLOSED):
        assert found[count].sum() == before[count].sum()
        assert renamed[count].sum() == before.loc[before["outcome_type"] == 22, count].sum() > 0


def without(quarter):
    return lambda row: row if row["Financial Quarter"] != quarter else None


def test_a_newest_year_that_is_not_whole_or_is_cut_by_the_runs_quarter_is_marked(two_forces, monkeypatch):
    edit(two_forces(OLD, LATER) / LATER, without("4"))
    found = tables.crime.outcomes("sampleshire").groupby("period_start")["quarters_in_year"].agg(set)
    assert found.tolist() == [{4}] * 4 + [{3}] * 3
    monkeypatch.setenv(settings.AS_OF_VARIABLE, "2024-Q3")
    found = tables.crime.outcomes("sampleshire").groupby("period_start")["quarters_in_year"].agg(set)
    assert found.tolist() == [{4}] * 4 + [{2}] * 2


@pytest.mark.parametrize(
    ("newest", "gone", "says"),
    [
        (LATER, "4", "2023/24 has 3 of 4 quarters, and there is a later year"),
        (NEWEST, "", "there is no file of 2024/25"),
    ],
)
def test_an_older_year_that_is_not_whole_or_is_missing_between_two_is_refused(two_forces, newest, gone, says):
    edit(two_forces(OLD, newest) / OLD, without(gone))
    with pytest.raises(InputError, match=says):
        tables.crime.outcomes("sampleshire")


def test_swapped_counts_are_refused_by_the_recorded_crime_table(two_forces):
    """Without type 0 nothing in the file itself tells the columns apart."""
    folder = two_forces(LATER, CRIME)

    def change(row):
        *_, recorded, closed = row
        if row["Outcome Type"] == "0":
            return None
        # As many closed as recorded, and far fewer under the other heading.
        number = 0 if row[recorded].startswith("N/A") else int(row[recorded])
        return row | {recorded: str(number // 2), closed: str(number)}

    edit(folder / LATER, change)
    with pytest.raises(
        InputError, match=r"near the [\d,]+ offences recorded\. The two count columns look swap"
    ):
        tables.crime.outcomes("sampleshire")


def lose(share):
    """Return a change that takes a share of Sampleshire's shoplifting of one outcome type away."""

    def change(row):
        recorded = list(row)[-2]
        if (row["Force Name"], row["Offence Code"], row["Outcome Type"]) != ("Sampleshire", "46", "18"):
            return row
        return row | {recorded: str(int(int(row[recorded]) * (1 - share)))}

    return change


def test_a_revision_between_releases_is_no_fault_and_a_greater_one_is_refused(two_forces):
    folder = two_forces(LATER, CRIME)
    edit(folder / LATER, lose(0.1))
    found = tables.crime.outcomes("sampleshire")
    offences = tables.crime.recorded_crime("sampleshire")["offences"].sum()
    assert 0 < offences - found[RECORDED].sum() <= results.TOLERANCE * offences
    edit(folder / LATER, lose(0.6))
    said = r"add to [\d,]+, type 0 included, where the recorded crime table has [\d,]+; up to 2% apart"
    with pytest.raises(InputError, match=said):
        tables.crime.outcomes("sampleshire")


def test_another_force_whose_outcomes_do_not_add_up_is_left_out_of_comparisons(two_forces):
    def change(row):
        recorded = list(row)[-2]
        whole = row["Force Name"] == "Brackmarsh" and row["Outcome Type"] == "18"
        return row | {recorded: "0"} if whole and not row[recorded].startswith("N/A") else row

    edit(two_forces(LATER, CRIME) / LATER, change)
    found = tables.crime.outcomes("sampleshire", by="force")
    assert set(found.loc[found["status"] == "not available", "area_name"]) == {"Brackmarsh"}
    assert tables.crime.outcomes("sampleshire")["status"].eq("shown").all()


def test_data_that_a_force_did_not_provide_is_no_zero(two_forces):
    def change(row):
        *_, recorded, closed = row
        if row["Force Name"] != "Sampleshire" or row["Financial Quarter"] != "2":
            return row
        return row | {recorded: "N/A - data not provided", closed: "N/A - data not provided"}

    edit(two_forces(LATER, CRIME) / LATER, change)
    found = tables.crime.outcomes("sampleshire")
    second = found["period_start"] == "2024-07-01"
    assert (found.loc[second, "status"] == "not available").all()
    assert found.loc[second, [RECORDED, CLOSED]].isna().all(axis=None)
    assert (found.loc[~second, "status"] == "shown").all()
    by_force = tables.crime.outcomes("sampleshire", by="force")
    ours = by_force[(by_force["area_name"] == "Sampleshire") & (by_force["period_start"] == "2024-07-01")]
    assert (ours["status"] == "not available").all() and ours[CLOSED].isna().all()
