"""Names that no list has: kept and told once, unless they may be of the area itself."""

import shutil

import pandas as pd
import pytest

from analysis import areas
from analysis.errors import InputError
from analysis.sources import checks, closed_lists, inventory
from analysis.tables.people.referrals import by_nationality, quarters
from tests.sources.refusals import refusal
from tests.tables.edits import replace

UNIT = "North West Regional Organised Crime Unit"
REFERRALS = "nrm_referrals_police_2026_q1.csv"


def frame(**columns):
    return pd.DataFrame({name: [value] for name, value in columns.items()})


def told(found, invented=False):
    return [said for _key, said in closed_lists.kept(found, invented)]


def test_a_new_unit_of_another_region_is_shown_with_the_nearest_real_name():
    found = frame(first_responder=UNIT)
    assert closed_lists.own_fault(found, areas.area("warwickshire")) == ""
    assert told(found) == [
        f'The first responder "{UNIT}" is not in data/reference/first_responders.csv. It is shown as itself '
        "and counted as a body without a force area. Nearest: "
        '"West Midlands Regional Organised Crime Unit". If it is new, add it there.'
    ]


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("first_responder", "Warwikshire Police"),
        ("first_responder", "Warwickshire and West Mercia Police"),
        ("force_name", "Warwikshire"),
        ("first_responder", "Rugby Borough Constables"),
    ],
)
def test_a_name_that_may_be_the_areas_own_is_refused_there_and_kept_elsewhere(column, name):
    found = frame(**{column: name})
    says = rf'^table\.csv: the .*"{name}" .* may be of Warwickshire\. Nearest: "'
    with pytest.raises(InputError, match=says):
        closed_lists.refuse_own(found, areas.area("warwickshire"), "table.csv")
    closed_lists.refuse_own(found, areas.area("kent"), "table.csv")
    assert len(told(found)) == 1


def test_listed_names_and_scottish_or_northern_irish_authorities_go_untold():
    for name in ("West Yorkshire", "Tarian ROCU", "Police total", "Border Force"):
        assert told(frame(first_responder=name)) == [], name
    for code in ("S12000033", "N09000003", "E07000222", ""):
        assert told(frame(area_code=code, area_name="Somewhere", quarter="2026-Q1")) == [], code


@pytest.mark.parametrize(("invented", "hint"), [(False, "West Midlands"), (True, "Three Reaches")])
def test_no_hint_names_an_invented_body_but_in_sampleshire(invented, hint):
    found = frame(first_responder="Three Rivers Regional Organised Crime Unit")
    assert f'Nearest: "{hint} Regional Organised Crime Unit"' in told(found, invented)[0]
    assert "Kestrelmoor" not in refusal(areas.area, "Kestrelmore")
    with pytest.raises(InputError, match='Nearest: "Sampleshire"'):
        areas.area("Sampelshire")


@pytest.mark.parametrize(
    ("quarter", "name", "refused", "kept"),
    [
        ("2028-Q2", "South Warwickshire", True, 1),
        ("2028-Q2", "Rugby and Nuneaton", True, 1),
        ("2028-Q2", "Mid Kent", False, 1),
        ("2017-Q4", "Aylesbury Vale", False, 0),  # abolished before the list begins
    ],
)
def test_a_new_authority_is_refused_only_where_it_may_be_the_areas(quarter, name, refused, kept):
    found = frame(area_code="E06000099", area_name=name, quarter=quarter)
    assert bool(closed_lists.own_fault(found, areas.area("warwickshire"))) is refused
    assert len(told(found)) == kept


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (frame(nationality="Martian"), 'The nationality "Martian" is not in data/reference/nationalities'),
        (frame(outcome_type=23, outcome_description="Deferred"), 'The outcome type "23 Deferred" is not in'),
        (frame(crime_type="Cyber crime"), 'The crime type "Cyber crime" is not in'),
    ],
)
def test_a_kind_is_of_no_area_and_is_kept_everywhere(found, says):
    assert told(found)[0].startswith(says)
    assert closed_lists.own_fault(found, areas.area("warwickshire")) == ""


# In a folder of files


@pytest.fixture
def with_new_names(county):
    """Return a folder in which two quarters of referrals have a unit and a nationality that no list has."""
    folder = county("nrm_referrals_police_2026_q[12].csv")
    for path in folder.glob("nrm_*.csv"):
        text = path.read_text(encoding="utf-8").replace('"Albanian"', '"Ruritanian"')
        text = text.replace("Three Reaches Regional Organised Crime Unit", UNIT)  # the second has none of it
        path.write_text(text, encoding="utf-8")
    return folder


def test_check_and_a_build_tell_of_each_name_once_and_count_no_fault(with_new_names, office):
    rows, faults = checks.every_file(with_new_names)
    (said,) = [row[4] for row in rows if "not in data/reference" in row[4]]
    assert faults == 0 and UNIT in said and "Ruritanian" in said
    area = areas.area("sampleshire")
    found = inventory.open_for(area, with_new_names)
    warned, aside = checks.looked_over(found, area)
    assert not aside
    lines = [line for lines in warned.values() for line in lines]
    assert len(lines) == 2 and all(line.startswith("nrm_referrals_police_2026_q") for line in lines)


def test_the_areas_own_referrals_stay_what_they_were(county):
    path = county(REFERRALS) / REFERRALS
    before = pd.DataFrame(by_nationality("sampleshire"))
    replace(path, "Three Reaches Regional Organised Crime Unit", UNIT)
    assert pd.DataFrame(by_nationality("sampleshire")).equals(before)
    replace(path, "Sampleshire Police", "Sampelshire Police")
    with pytest.raises(InputError, match=r'"Sampelshire Police" is in no list.* Nearest: "Sampleshire"'):
        by_nationality("sampleshire")


@pytest.mark.real
def test_a_real_quarter_with_a_new_unit_of_another_region_is_counted(real, reads, tmp_path):
    name = "nrm_referrals_police_2023_q3.csv"
    shutil.copy(real(f"home-office/{name}"), tmp_path / name)
    reads(tmp_path)
    before = pd.DataFrame(by_nationality("warwickshire", of="all police"))
    replace(tmp_path / name, "Tarian ROCU", UNIT)
    assert pd.DataFrame(by_nationality("warwickshire", of="all police")).equals(before)
    assert quarters("warwickshire") == ("2023-Q3",)


@pytest.mark.real
def test_the_real_months_of_2025_are_read_with_their_new_outcomes(real):
    rows, faults = checks.every_file(real("police/2025/2025-12-warwickshire-street.csv").parent)
    assert faults == 0
    assert {row[0]: row[3] for row in rows}["2025-12-warwickshire-street.csv"] == "3,678"
