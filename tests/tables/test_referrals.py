"""Referrals and Duty to Notify reports: every quarter that is known, agreed between files and editions."""

import dataclasses
import shutil

import pandas as pd
import pytest
from pandera.errors import SchemaError

import sampleshire
from analysis import measures, settings, tables
from analysis.errors import InputError
from analysis.release import people
from analysis.sources import inventory, nationalities, nrm_decisions, nrm_workbook
from analysis.tables.declaration import columns
from analysis.tables.people import duty_to_notify
from analysis.tables.people.duty_to_notify import DutyToNotify
from analysis.tables.people.referrals import FIELDS, KINDS, Referrals, by_nationality, counts, quarters
from tests.tables.edits import line_of, replace

TABLE, NEXT = "nrm_referrals_police_2026_q1.csv", "nrm_referrals_police_2026_q2.csv"
COURSE = "nrm_referrals_longitudinal.csv"
OURS = "Sampleshire Police"


def true_referrals(responder=OURS, spelt=True):
    found = sampleshire.truth()["referrals"]
    found = found[found["first_responder"] == responder] if responder else found
    return found.assign(nationality=found["nationality"].map(nationalities.written)) if spelt else found


def part_of(folder, name, force, quarter):
    """Write the rows of one force as the part of a table, and return its path."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines(True)
    path = folder / f"nrm_referrals_police_{quarter}-{force.split()[0].lower()}-subset.csv"
    path.write_text(lines[0] + "".join(line for line in lines if f'"{force}"' in line), encoding="utf-8")
    return path


def test_a_force_has_every_referral_that_it_truly_made(everywhere):
    found = people.referrals("sampleshire")
    assert list(found.columns) == columns(Referrals)
    assert set(found["area_name"]) == {"Sampleshire"}
    keys = ["quarter", "nationality", "age_group", "gender", "exploitation"]
    truth = true_referrals().groupby(keys)["referrals"].sum()
    assert found.set_index(keys)["referrals"].sort_index().to_dict() == truth.to_dict()
    assert len(quarters("sampleshire")) == 17
    counted = counts("sampleshire")
    assert list(counted.columns) == ["quarter", *FIELDS, "adult_or_child", *KINDS, "referrals"]
    assert (counted.drop(columns="referrals").dtypes == "str").all()
    assert counted["referrals"].dtype == "int64" and counted["referrals"].min() >= 1
    assert counted["referrals"].sum() == truth.sum()


def test_every_force_is_apart_and_a_quarter_without_referrals_has_no_row(everywhere):
    found = people.referrals("sampleshire", of="every force")
    truth = true_referrals(None)
    others = truth["first_responder"].str.contains("Unit")
    assert others.any()
    assert found["referrals"].sum() == truth.loc[~others, "referrals"].sum()
    assert found["police_force_area_code"].nunique() == 13
    assert not found["area_name"].str.contains("Unit").any()
    made = truth[truth["first_responder"] == "Kestrelmoor Police"]["quarter"].nunique()
    assert made < 17, "the smallest force is meant to have a quarter without a referral"
    assert len(quarters("kestrelmoor")) == 17
    assert people.referrals("kestrelmoor")["quarter"].nunique() == made


def test_somebody_of_two_nationalities_counts_under_each(everywhere):
    every = by_nationality("sampleshire", of="all police")
    truth = true_referrals(None)
    for name in ("Albanian", "UK", "Congolese (DRC)", "Ukrainian"):
        mine = truth[truth["nationality"].map(lambda text, name=name: name in nationalities.named_in(text))]
        assert every.loc[every["nationality"] == name, "referrals"].sum() == mine["referrals"].sum() > 0
    assert set(every.loc[every["nationality"] == "Albanian", "country"]) == {"ALB"}
    ours = by_nationality("sampleshire")
    assert ours["referrals"].sum() < every["referrals"].sum()
    assert (ours["period_end"].dt.to_period("Q").astype("str") == ours["quarter"].str.replace("-", "")).all()
    with pytest.raises(InputError, match='Known: "area", "all police"'):
        by_nationality("sampleshire", of="everybody")
    with pytest.raises(InputError, match='No referrals of "nobody"'):
        people.referrals("sampleshire", of="nobody")


def test_a_part_of_the_table_is_enough_for_its_force_and_for_no_other(county):
    folder = county(TABLE)
    part_of(folder, TABLE, OURS, "2026_q1")
    whole = people.referrals("sampleshire")
    (folder / TABLE).unlink()
    inventory.forget()
    assert people.referrals("sampleshire").equals(whole)
    assert quarters("brackmarsh") == () and not len(people.referrals("brackmarsh"))
    assert not len(people.referrals("sampleshire", of="every force"))


def test_a_part_that_says_otherwise_than_the_whole_is_refused(county):
    folder = county(TABLE, NEXT)
    path = part_of(folder, NEXT, OURS, "2026_q1")
    with pytest.raises(InputError, match=f"{TABLE} and {path.name}: give other figures for the same force"):
        people.referrals("sampleshire")


def test_one_table_under_the_names_of_two_quarters_is_refused(county):
    folder = county(TABLE)
    shutil.copy(folder / TABLE, folder / NEXT)
    with pytest.raises(InputError, match="hold the same figures for 2026-Q1 and 2026-Q2"):
        people.referrals("sampleshire")


def test_quarters_after_the_latest_are_not_read(county, monkeypatch):
    county(TABLE, NEXT, COURSE)
    monkeypatch.setenv("VNA_AS_OF", "2026-Q1")
    assert quarters("sampleshire") == ("2026-Q1",)
    course = people.referrals_by_quarter("sampleshire")
    assert course["quarter"].max() == "2026-Q1"
    assert len(course) == 68 * 12


def test_two_nationalities_are_declared_in_the_alphabets_order(county):
    county(TABLE)
    rows = people.referrals("sampleshire").head(1)
    Referrals.validate(rows.assign(nationality="Albanian Greek"))
    with pytest.raises(SchemaError):
        Referrals.validate(rows.assign(nationality="Greek Albanian"))


@pytest.mark.real
def test_the_real_referrals_of_warwickshire_and_of_all_police_are_as_published(real, reads):
    reads(real("home-office"))
    found = people.referrals("warwickshire")
    assert found.groupby("quarter")["referrals"].sum().tolist() == [4, 7, 7, 13, 7, 10]
    assert quarters("warwickshire")[0] == "2022-Q2" and quarters("warwickshire")[-1] == "2023-Q3"
    assert quarters("west-midlands") == ("2023-Q3",)
    every = by_nationality("warwickshire", of="all police")
    forces = people.referrals("warwickshire", of="every force")
    assert forces["referrals"].sum() == 886 and forces["police_force_area_code"].nunique() == 43
    five = every[~every["country"].isin(["", "GBR"])].nlargest(5, "referrals")["nationality"]
    assert list(five) == ["Vietnamese", "Albanian", "Pakistani", "Romanian", "Indian"]


# Editions: which file said what


WORKBOOK = "national-referral-mechanism-statistics-uk-quarter"
OF_2025, OF_2026 = f"{WORKBOOK}-4-2025*", f"{WORKBOOK}-1-2026*"


def test_without_the_csv_the_workbook_tells_the_course_without_later_revisions(county, monkeypatch):
    folder = county(COURSE, OF_2025)
    assert set(people.referrals_by_quarter("sampleshire")["edition"]) == {"2026-Q2"}
    monkeypatch.setenv(settings.AS_OF_VARIABLE, "2025-Q4")
    inventory.forget()
    assert set(people.referrals_by_quarter("sampleshire")["edition"]) == {"2025-Q4"}
    monkeypatch.delenv(settings.AS_OF_VARIABLE)
    (folder / COURSE).unlink()
    inventory.forget()
    course = people.referrals_by_quarter("sampleshire")
    assert set(course["edition"]) == {"2025-Q4"} and course["quarter"].max() == "2025-Q4"
    assert set(course.groupby("categories")["quarter"].agg("min")) == {"2009-Q2", "2019-Q4", "2020-Q1"}


def test_two_files_of_one_edition_have_to_agree(county):
    folder = county(COURSE, f"{WORKBOOK}-2-2026*")
    for place in ("UK", "Total"):
        line = line_of(folder / COURSE, f"2026,Q2,Adult (18 or over),{place},")
        start, count = line.rsplit(",", 1)
        replace(folder / COURSE, line, f"{start},{int(count) + 1}\n")
    with pytest.raises(InputError, match="are both of the edition that ends with 2026-Q2"):
        people.referrals_by_quarter("sampleshire")


def test_referrals_by_kind_of_responder_are_national_and_name_no_force(everywhere):
    found = people.referrals_by_responder_type("sampleshire")
    assert list(found.columns) == ["quarter", "first_responder_type", "age_group", "referrals", "status"]
    keys = ["quarter", "first_responder_type", "age_group"]
    truth = sampleshire.truth()["referrals_by_responder_type"].set_index(keys)["referrals"]
    mine = found.set_index(keys)["referrals"]
    assert mine[mine > 0].to_dict() == truth.to_dict()
    assert set(found["first_responder_type"]) == set(nrm_workbook.RESPONDER_TYPES)


def test_decisions_are_open_and_as_they_truly_were(everywhere):
    found = tables.people.grounds_decisions("sampleshire")
    keys = ["quarter", "grounds", "age_group", "decision"]
    truth = sampleshire.truth()["grounds_decisions"].set_index(keys)["decisions"].sort_index()
    assert found.set_index(keys)["decisions"].sort_index().to_dict() == truth.to_dict()
    one = found[found["grounds"] == nrm_decisions.REASONABLE]
    share = measures.hidden.positive_share(one[one["quarter"] >= "2025-Q3"], by="age_group")
    assert (share["status"] == "shown").all()


def test_a_part_under_the_name_of_the_whole_table_and_the_reverse_are_refused(county):
    folder = county(TABLE)
    part = part_of(folder, TABLE, OURS, "2026_q1")
    whole = (folder / TABLE).read_bytes()
    part.replace(folder / TABLE)
    inventory.forget()
    for of in ("area", "every force"):
        with pytest.raises(InputError, match="named as the whole table, and the row of all police is not"):
            people.referrals("sampleshire", of=of)
    (folder / TABLE).unlink()
    part.write_bytes(whole)
    inventory.forget()
    with pytest.raises(InputError, match="named as a part of the table, and holds every first responder"):
        people.referrals("sampleshire")


def test_a_workbook_and_a_csv_of_one_quarter_have_to_agree(county):
    path = county(TABLE, OF_2026) / TABLE
    # The county's referrals under a neighbour's name, and the neighbour's under the county's: all adds up.
    text = path.read_text(encoding="utf-8").replace(OURS, "?").replace("Copplesey Police", OURS)
    path.write_text(text.replace("?", "Copplesey Police"), encoding="utf-8")
    with pytest.raises(InputError, match="give other figures for the same force and quarter"):
        people.referrals("sampleshire")


# Duty to Notify


def test_reports_are_as_they_were_and_the_course_has_what_was_revised_since(
    everywhere,
):
    found = people.duty_to_notify("sampleshire")
    assert list(found.columns) == columns(DutyToNotify)
    truth = sampleshire.truth()["reports"]
    truth = truth.assign(nationality=truth["nationality"].map(nationalities.written))
    truth = truth.groupby(["quarter", "nationality"])["reports"].sum()
    assert found.set_index(["quarter", "nationality"])["reports"].sort_index().to_dict() == truth.to_dict()
    assert len(duty_to_notify.quarters("sampleshire")) == 17
    assert list(duty_to_notify.counts("sampleshire").columns) == ["quarter", "nationality", "reports"]
    course = people.duty_to_notify_by_quarter("sampleshire")
    assert set(course["edition"]) == set(people.referrals_by_quarter("sampleshire")["edition"]) == {"2026-Q2"}
    tabled = found.groupby("quarter")["reports"].sum()
    difference = course.set_index("quarter")["reports"][tabled.index] - tabled
    assert difference[difference != 0].to_dict() == {"2023-Q1": 1}


def test_each_nationality_of_two_is_counted(county):
    county("nrm_duty_to_notify_2026_q1.csv")
    found = duty_to_notify.by_nationality("sampleshire")
    rows = people.duty_to_notify("sampleshire")
    expected = sum(
        len(nationalities.named_in(text)) * count
        for text, count in zip(rows["nationality"], rows["reports"], strict=True)
    )
    assert found["reports"].sum() == expected
    assert set(found["period_end"]) == {pd.Timestamp("2026-03-31")}


@pytest.mark.real
def test_the_real_reports_are_as_published(real, reads):
    reads(real("home-office"))
    found = people.duty_to_notify("warwickshire").groupby("quarter")["reports"].sum()
    assert (found.index[0], found.index[-1]) == ("2022-Q2", "2023-Q4")
    assert found.tolist() == [1_125, 1_160, 1_307, 1_420, 1_148, 1_317, 1_044]
    course = people.duty_to_notify_by_quarter("warwickshire").set_index("quarter")["reports"]
    assert (course[found.index] - found).loc[lambda change: change != 0].to_dict() == {"2022-Q2": 1}
    found = duty_to_notify.by_nationality("warwickshire")
    found = found[~found["country"].isin(["", "GBR"])].groupby("nationality")["reports"].sum()
    largest = {"Albanian": 1_384, "Eritrean": 1_300, "Sudanese": 876, "Romanian": 567, "Chinese": 518}
    assert found.nlargest(5).to_dict() == largest


def test_chapters_are_handed_the_decisions_and_cite_the_same_files(everywhere, released_file):
    def read(run):
        with settings.serving(run):
            inventory.forget()
            found = tables.people.grounds_decisions("sampleshire")
            read = {item.card_id for item in inventory.current().used}
            return found, sorted(read - {"lookup_district_force"})

    (own, cited), (handed, as_cited) = (
        read(dataclasses.replace(settings.current_run(), solved=solved)) for solved in (None, released_file)
    )
    pd.testing.assert_frame_equal(own, handed)
    assert cited == as_cited and cited
