"""Which edition said what: workbooks and courses together, revisions kept, and nothing shown as it is."""

import pandas as pd
import pytest

import sampleshire
from analysis import measures, settings, tables
from analysis.errors import InputError
from analysis.release import people
from analysis.sources import home_office, inventory, nrm_decisions, nrm_workbook
from analysis.sources.files import SourceFile
from sampleshire import home_office as invented

COURSE = "nrm_referrals_longitudinal.csv"
OF_2025, OF_2026 = (
    "national-referral-mechanism-statistics-uk-quarter-4-2025*",
    "national-referral-mechanism-statistics-uk-quarter-1-2026*",
)


def plain(table):
    return pd.DataFrame(table)


@pytest.fixture
def sampled(sampleshire_folder, reads):
    return reads(sampleshire_folder)


def test_a_revised_year_stands_as_each_edition_said_it(county):
    county(COURSE, "nrm_duty_to_notify_longitudinal.csv", OF_2025, OF_2026)
    found = plain(people.nrm_revisions("sampleshire"))
    moved = found[found["referrals_or_reports"] != found["first_said"]]
    assert set(moved["quarter"].str[:4]) == {invented.REVISED_YEAR}
    assert set(moved["edition"]) == {invented.REVISED_IN, "2026-Q2"}
    assert set(moved["series"]) == {"Referrals", "Duty to Notify reports"}
    assert (moved["referrals_or_reports"] > moved["first_said"]).all()


def test_the_newest_edition_is_the_one_that_is_used_and_named(sampled):
    course = plain(people.referrals_by_quarter("sampleshire"))
    assert set(course["edition"]) == {"2026-Q2"}
    reports = plain(people.duty_to_notify_by_quarter("sampleshire"))
    assert set(reports["edition"]) == {"2026-Q2"}


def test_without_the_csv_the_workbook_tells_the_course(county):
    county(OF_2025)
    course = plain(people.referrals_by_quarter("sampleshire"))
    assert set(course["edition"]) == {"2025-Q4"} and course["quarter"].max() == "2025-Q4"
    assert set(course.groupby("categories")["quarter"].agg("min")) == {"2009-Q2", "2019-Q4", "2020-Q1"}


def test_two_files_of_one_edition_have_to_agree(county):
    folder = county(COURSE, "national-referral-mechanism-statistics-uk-quarter-2-2026*")
    path = folder / COURSE
    lines = path.read_text().splitlines(True)
    held = next(at for at, line in enumerate(lines) if line.startswith("2026,Q2,Adult (18 or over),UK,"))
    total = next(at for at, line in enumerate(lines) if line.startswith("2026,Q2,Adult (18 or over),Total,"))
    for at in (held, total):
        start, count = lines[at].rsplit(",", 1)
        lines[at] = f"{start},{int(count) + 1}\n"
    path.write_text("".join(lines))
    with pytest.raises(InputError, match="are both of the edition that ends with 2026-Q2"):
        people.referrals_by_quarter("sampleshire")


def test_an_edition_of_an_earlier_quarter_knows_no_later_revision(county, monkeypatch):
    county(OF_2025, OF_2026)
    monkeypatch.setenv(settings.AS_OF_VARIABLE, "2025-Q4")
    inventory.forget()
    found = plain(people.nrm_revisions("sampleshire"))
    assert set(found["edition"]) == {"2025-Q4"}


def test_referrals_by_kind_of_responder_are_national_and_name_no_force(sampled):
    found = plain(people.referrals_by_responder_type("sampleshire"))
    assert list(found.columns) == ["quarter", "first_responder_type", "age_group", "referrals", "status"]
    keys = ["quarter", "first_responder_type", "age_group"]
    truth = sampleshire.truth()["referrals_by_responder_type"].set_index(keys)["referrals"]
    mine = found.set_index(keys)["referrals"]
    assert mine[mine > 0].to_dict() == truth.to_dict()
    assert set(found["first_responder_type"]) == set(nrm_workbook.RESPONDER_TYPES)


def test_decisions_are_open_and_as_they_truly_were(sampled):
    found = tables.people.grounds_decisions("sampleshire")
    keys = ["quarter", "grounds", "age_group", "decision"]
    truth = sampleshire.truth()["grounds_decisions"].set_index(keys)["decisions"].sort_index()
    assert found.set_index(keys)["decisions"].sort_index().to_dict() == truth.to_dict()
    one = found[found["grounds"] == nrm_decisions.REASONABLE]
    share = measures.hidden.positive_share(one[one["quarter"] >= "2025-Q3"], by="age_group")
    assert (share["status"] == "shown").all()


def test_tables_without_a_file_are_without_rows(county):
    county("nrm_duty_to_notify_2026_q1.csv")
    assert not len(tables.people.grounds_decisions("sampleshire"))
    assert not len(people.referrals_by_responder_type("sampleshire"))
    assert not len(people.nrm_revisions("sampleshire"))


# The whole table under the name of a part, and the reverse


def test_the_whole_table_under_the_name_of_a_part_is_refused(county):
    folder = county("nrm_referrals_police_2026_q1.csv")
    path = folder / "nrm_referrals_police_2026_q1.csv"
    path.rename(folder / "nrm_referrals_police_2026_q1-sampleshire-subset.csv")
    with pytest.raises(InputError, match="named as a part of the table, and holds every first responder"):
        people.referrals("sampleshire")


def test_a_part_under_the_name_of_the_whole_table_is_refused(county):
    folder = county("nrm_referrals_police_2026_q1.csv")
    path = folder / "nrm_referrals_police_2026_q1.csv"
    lines = path.read_text(encoding="utf-8").splitlines(True)
    path.write_text(
        lines[0] + "".join(one for one in lines if '"Sampleshire Police"' in one), encoding="utf-8"
    )
    inventory.forget()
    for of in ("area", "every force"):
        with pytest.raises(InputError, match="named as the whole table, and the row of all police is not"):
            people.referrals("sampleshire", of=of)


def test_a_workbook_and_a_csv_of_one_quarter_have_to_agree(county):
    folder = county("nrm_referrals_police_2026_q1.csv", OF_2026)
    # The county's referrals under a neighbour's name, and the neighbour's under the county's: all adds up.
    path = folder / "nrm_referrals_police_2026_q1.csv"
    text = path.read_text(encoding="utf-8")
    other = "Copplesey Police"
    swapped = text.replace('"Sampleshire Police"', '"?"').replace(f'"{other}"', '"Sampleshire Police"')
    path.write_text(swapped.replace('"?"', f'"{other}"'), encoding="utf-8")
    with pytest.raises(InputError, match="give other figures for the same force and quarter"):
        people.referrals("sampleshire")


# The real files


def test_the_real_six_quarters_of_warwickshire_police(real):
    found = []
    for quarter in ("2022_q2", "2022_q3", "2022_q4", "2023_q1", "2023_q2", "2023_q3"):
        file = SourceFile(real(f"home-office/nrm_referrals_police_{quarter}-warwickshire-subset.csv"))
        found.append(int(home_office.nrm_referrals(file).frame["referrals"].sum()))
    assert found == [4, 7, 7, 13, 7, 10]


def test_the_real_duty_to_notify_of_seven_quarters(real):
    quarters = ("2022_q2", "2022_q3", "2022_q4", "2023_q1", "2023_q2", "2023_q3", "2023_q4")
    found = [
        int(
            home_office.duty_to_notify(SourceFile(real(f"home-office/nrm_duty_to_notify_{one}.csv")))
            .frame["reports"]
            .sum()
        )
        for one in quarters
    ]
    assert found == [1_125, 1_160, 1_307, 1_420, 1_148, 1_317, 1_044]


def test_the_real_police_total_and_the_national_year(real):
    whole = home_office.nrm_referrals(SourceFile(real("home-office/nrm_referrals_police_2023_q3.csv")))
    assert whole.whole and whole.frame["referrals"].sum() == 970
    course = home_office.nrm_referrals_by_quarter(SourceFile(real(f"home-office/{COURSE}"))).frame
    assert course.loc[course["quarter"].str.startswith("2023"), "referrals"].sum() == 17_004
