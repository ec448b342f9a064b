"""Referrals of a force: every quarter that is known, agreed between files, and not a row shown."""

import shutil

import pandas as pd
import pytest
from pandera.errors import SchemaError

import sampleshire
from analysis.errors import InputError
from analysis.release import people
from analysis.sources import home_office, inventory, nationalities
from analysis.tables.declaration import columns
from analysis.tables.people.referrals import FIELDS, KINDS, Referrals, by_nationality, counts, quarters

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


def test_every_force_is_apart_and_police_bodies_without_an_area_are_in_none(everywhere):
    found = people.referrals("sampleshire", of="every force")
    truth = true_referrals(None)
    others = truth["first_responder"].str.contains("Unit")
    assert others.any()
    assert found["referrals"].sum() == truth.loc[~others, "referrals"].sum()
    assert found["police_force_area_code"].nunique() == 13
    assert not found["area_name"].str.contains("Unit").any()


def test_a_quarter_in_which_a_force_made_none_is_known_and_has_no_row(everywhere):
    truth = true_referrals(None)
    made = truth[truth["first_responder"] == "Kestrelmoor Police"]["quarter"].nunique()
    assert made < 17, "the smallest force is meant to have a quarter without a referral"
    assert len(quarters("kestrelmoor")) == 17
    assert people.referrals("kestrelmoor")["quarter"].nunique() == made


def test_counts_are_text_and_whole_numbers_of_at_least_one(everywhere):
    found = counts("sampleshire")
    assert list(found.columns) == ["quarter", *FIELDS, "adult_or_child", *KINDS, "referrals"]
    assert (found.drop(columns="referrals").dtypes == "str").all()
    assert found["referrals"].dtype == "int64" and found["referrals"].min() >= 1
    assert found["referrals"].sum() == true_referrals()["referrals"].sum()


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


def test_the_national_course_keeps_zeros(county):
    county(COURSE)
    course = people.referrals_by_quarter("sampleshire")
    assert course["quarter"].iloc[0] == "2009-Q2" and course["quarter"].iloc[-1] == "2026-Q2"
    assert (course["referrals"] == 0).any()


def test_without_a_file_the_tables_are_empty_with_their_columns(county):
    county("ruc21_lsoa21.csv")
    assert not len(people.referrals("sampleshire"))
    assert list(people.referrals("sampleshire").columns) == columns(Referrals)
    assert not len(people.referrals_by_quarter("sampleshire"))
    assert not len(by_nationality("sampleshire"))
    assert quarters("sampleshire") == ()


def test_referrals_of_nobody_known_are_refused(county):
    county(TABLE)
    with pytest.raises(InputError, match='No referrals of "nobody"'):
        people.referrals("sampleshire", of="nobody")


def test_two_nationalities_are_declared_in_the_alphabets_order():
    row = {
        "quarter": "2026-Q1",
        "police_force_area_code": "E23000901",
        "area_name": "Sampleshire",
        "nationality": "Greek Albanian",
        "age_group": home_office.ADULT,
        "gender": "Male",
        "exploitation": "Labour",
        "referrals": 1,
        "status": "shown",
    }
    Referrals.validate(pd.DataFrame([{**row, "nationality": "Albanian Greek"}]))
    with pytest.raises(SchemaError, match="spelt"):
        Referrals.validate(pd.DataFrame([row]))
    for kinds in ("Labour & Sexual", "Piracy", ""):
        with pytest.raises(SchemaError, match="known"):
            Referrals.validate(
                pd.DataFrame([{**row, "nationality": "Albanian Greek", "exploitation": kinds}])
            )


# The real files


@pytest.mark.real
def test_warwickshire_police_made_48_referrals_in_six_quarters(real, reads):
    reads(real("home-office"))
    found = people.referrals("warwickshire")
    assert found.groupby("quarter")["referrals"].sum().tolist() == [4, 7, 7, 13, 7, 10]
    assert quarters("warwickshire")[0] == "2022-Q2" and quarters("warwickshire")[-1] == "2023-Q3"
    assert quarters("west-midlands") == ("2023-Q3",)


@pytest.mark.real
def test_all_police_are_970_and_the_forces_with_an_area_a_little_fewer(real, reads):
    reads(real("home-office"))
    every = by_nationality("warwickshire", of="all police")
    forces = people.referrals("warwickshire", of="every force")
    assert forces["referrals"].sum() == 886 and forces["police_force_area_code"].nunique() == 43
    five = every[~every["country"].isin(["", "GBR"])].nlargest(5, "referrals")["nationality"]
    assert list(five) == ["Vietnamese", "Albanian", "Pakistani", "Romanian", "Indian"]
