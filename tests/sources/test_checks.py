"""What `vna check` and `vna sources` say of a folder's files."""

import datetime
import re
import shutil

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis import areas, settings
from analysis.cli import app
from analysis.errors import InputError
from analysis.extracts import fields, states, templates
from analysis.release import process
from analysis.sources import checks, inventory
from analysis.sources.catalogue import catalogue

STREET = "2026-03-sampleshire-street.csv"


def number(text):
    return int(text.replace(",", ""))


def by_name(rows):
    return {row[0]: row for row in rows}


# What each file is


def test_every_file_of_sampleshire_is_read_and_its_rows_are_explained(sampleshire_folder):
    rows, faults = checks.every_file(sampleshire_folder)
    assert faults == 0 and not [row for row in rows if row[5]]
    found = by_name(rows)
    _name, title, period, count, explained, wrong = found[STREET]
    assert (title, period, wrong) == ("Street-level crime", "2026-03", "")
    placed, unplaced = re.fullmatch(r"(\S+) with a place; (\S+) with no place recorded", explained).groups()
    assert number(count) == number(placed) + number(unplaced)
    assert found["census2021-ts024-ltla.csv"][3:5] == ("65", "94 categories that split no further")
    assert found["census2021-ts026.zip: census2021-ts026-ltla.csv"][3] == "65"
    assert found["census2021-ts026.zip: metadata/ts026-2021-1.txt"][1] == "no card: not read"
    assert found["sampleshire-neighbourhood-teams.csv"][4] == "all"
    assert int(found["LAD24_CSP24_PFA24_EW_LU.csv"][3]) == 65


@pytest.mark.parametrize(
    ("name", "content", "title", "said"),
    [
        ("census2021-ts024-ltla.csv", b"<html>Not found</html>\n", "census_ts024", "web page"),
        ("latest.zip", b"PK\x03\x04 cut", "", "damaged or cut short"),
        ("notes.txt", b"notes\n", "", ""),
        ("2026-04-sampleshire-street.csv", None, "police_street", 'column "Month"'),  # of another month
    ],
)
def test_a_file_that_cannot_be_read_or_has_no_card_has_its_row(county, name, content, title, said):
    folder = county(STREET, "census2021-ts029-ltla.csv")
    (folder / name).write_bytes(content or (folder / STREET).read_bytes())
    rows, faults = checks.every_file(folder)
    assert faults == bool(said) and by_name(rows)[STREET][5] == ""
    row, unknown = by_name(rows)[name], "not known" if said else "no card: not read"
    assert row[1] == (catalogue()[title].title if title else unknown) and said in row[5]


def test_an_older_edition_is_named_with_what_replaced_it_and_is_no_fault(county):
    first, second = (f"prc-pfa-mar2013-onwards-tables202425{end}.csv" for end in ("", "-v2"))
    folder = county(first)
    shutil.copy(folder / first, folder / second)
    rows, faults = checks.every_file(folder)
    assert faults == 0 and by_name(rows)[first][4] == f"replaced by the newer {second}"


# What a build reads first


def test_a_publishers_wrong_file_is_set_aside_and_the_offices_stops_a_build(county, office):
    folder = county(STREET, "census2021-ts029-ltla.csv")
    (folder / STREET).rename(folder / "2026-04-sampleshire-street.csv")
    (folder / "census2021-ts024-ltla.csv").write_text("<html>Not found</html>\n")
    area = areas.area("sampleshire")
    found = inventory.open_for(area, folder)
    _, aside = checks.looked_over(found, area)
    (census, _, of_census, said), (street, _, of_street, other) = aside
    assert (census, of_census) == ("", "census_ts024") and said.startswith("census2021-ts024-ltla.csv")
    assert street.endswith("2026-04-sampleshire-street.csv") and 'column "Month"' in other
    left = inventory.without(found, aside)
    assert [item.card_id for item in left.files] == ["census_ts029"] and left.find(of_street) == []
    (office.folder / "channels.csv").write_text("channel,reader\n", encoding="utf-8")
    run = settings.serving(settings.Run(folder, local=office.folder))
    with run, pytest.raises(InputError, match=r"^channels\.csv"):
        process.look_over(area)


def test_the_edition_before_is_read_where_the_newest_is_set_aside(county):
    first, second = (f"prc-pfa-mar2013-onwards-tables202425{end}.csv" for end in ("", "-v2"))
    folder, area = county(first, STREET), areas.area("sampleshire")
    wrong = (folder / first).read_text(encoding="utf-8").replace(",106,", ",107,")
    (folder / second).write_text(wrong, encoding="utf-8")
    months = (folder / STREET).read_text(encoding="utf-8").replace("2026-03", "2026-05")
    (folder / "2026-03-kent-street.csv").write_text(months, encoding="utf-8")
    found = inventory.open_for(area, folder)
    assert second in {item.file.name for item in found.files}
    _, aside = checks.looked_over(found, area)
    assert [path.rsplit("/", 1)[-1] for path, *_ in aside] == [second]
    assert {item.file.name for item in inventory.without(found, aside).files} >= {first, STREET}


def test_levels_of_the_census_that_no_table_goes_down_to_are_not_read(county, office):
    folder = county("census2021-ts029-ltla.csv", "census2021-ts029-lsoa.csv")
    heading, *rows = (folder / "census2021-ts029-lsoa.csv").read_text(encoding="utf-8").splitlines()
    finest = "\n".join([heading, *rows[:3], rows[3] + ",1"]) + "\n"
    (folder / "census2021-ts029-oa.csv").write_text(finest.replace("E019", "E009"), encoding="utf-8")
    found = inventory.open_for(areas.area("sampleshire"), folder)
    assert {item.part for item in found.files} == {"ltla", "lsoa", "oa"}
    assert checks.looked_over(found, areas.area("sampleshire")) == ({}, ())


def test_the_rows_of_an_extract_are_explained_with_those_of_unlisted_values(office):
    table = office.rows(8)
    table[2][1] = "Somewhere"
    office.csv(table)
    said = "7 counted; 1 a value that columns.toml does not list; 1 not listed in district (B4)"
    row = ("victims_2026-Q1.csv", "Victims of recorded crime", "", "8", said, "")
    assert states.own_files("sampleshire") == [row]


def day_by_day(number, first="2025-10-01", form="%d/%m/%Y", office=None):
    days = pd.date_range(first, periods=number, freq="D")
    found = office.rows(number)
    for at, (row, day) in enumerate(zip(found, days, strict=True)):
        row[0], row[4] = day.strftime(form), f"Beat {at % 7}"
    return found


def test_dates_with_the_month_first_and_an_extract_put_beneath_itself_are_told(office):
    office.csv(day_by_day(90, "2026-01-01", office=office), quarter="2026-Q1")
    ((*_, wrong),) = states.own_files("sampleshire")
    assert wrong == ""
    turned = [row for row in day_by_day(90, "2026-01-01", "%m/%d/%Y", office) if int(row[0][3:5]) <= 12]
    office.csv(turned, quarter="2026-Q1")
    ((*_, wrong),) = states.own_files("sampleshire")
    assert "are dated after 2026-Q1" in wrong and "the other way round" in wrong
    whole = day_by_day(60, "2026-01-01", office=office)
    office.csv([*whole, *whole], quarter="2026-Q1")
    ((*_, wrong),) = states.own_files("sampleshire")
    assert "its second 60 rows are its first 60 again" in wrong


def test_a_check_does_not_pass_an_extract_that_may_be_wrong_as_a_whole(office, county):
    whole = day_by_day(60, "2026-01-01", office=office)
    office.csv([*whole, *whole], quarter="2026-Q1")
    asked = ["check", "--inputs", str(county(STREET)), "--area", "sampleshire", "--local", str(office.folder)]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 1 and "Something is wrong in 1 place." in result.output


def test_a_card_of_the_offices_own_names_a_template_that_there_is(tmp_path):
    rows = states.every_card(inventory.Inventory(tmp_path, ()), datetime.date.today())
    said = " ".join(row[5] for row in rows)
    named = set(re.findall(r"`vna template (\w+)`", said))
    assert {"columns", "support", "campaigns"} <= named <= set(templates.names())


def test_what_comes_with_the_project_has_its_file_and_a_card_its_reader(sampleshire_folder):
    read = {item.card_id for item in inventory.scan(sampleshire_folder).files}
    logs, extracts, own = (
        {card.id for card in catalogue().values() if card.kind == kind}
        for kind in ("log", "extract", "reference")
    )
    assert {"piece_tests", "channels", "contacts"} <= logs
    assert extracts == {*fields.kinds(), "capture_lists"}
    assert set(catalogue()) - read - logs - extracts - own <= {"census_custom", "recorded_crime_workbook"}
    assert {"completeness_benchmark", "recording_accuracy"} <= own
    names = [name for card in own for name in catalogue()[card].pattern]
    assert all(settings.data("reference", name).is_file() for name in names)


# What each card has


def state_of(folder, card_id, day=datetime.date(2026, 9, 30)):
    rows = states.every_card(inventory.scan(folder), day)
    assert [row[0] for row in rows] == list(catalogue())
    return next(row for row in rows if row[0] == card_id)


def test_a_card_with_files_says_how_many_over_which_months_and_how_old(county):
    folder = county("2026-0[35]-sampleshire-street.csv")
    said = "late: the next was due in August 2026. Look at https://data.police.uk/data/"
    row = state_of(folder, "police_street")
    assert row[1:] == ("Street-level crime", 2, "2026-03 to 2026-05", "4 months", said, "August 2026")
    assert state_of(folder, "police_street", datetime.date(2026, 7, 31))[4:6] == ("2 months", "current")


def test_a_card_without_files_says_where_to_get_one_or_that_its_file_is_wrong(county):
    folder = county("ruc21_lsoa21.csv")
    row = state_of(folder, "census_ts024")
    assert row[2:] == (0, "", "", f"not supplied: see {catalogue()['census_ts024'].page}", "")
    (folder / "census2021-ts024-ltla.csv").write_text("")
    assert state_of(folder, "census_ts024")[5].startswith("something is wrong: census2021-ts024-ltla.csv: ")


def test_a_source_without_a_rhythm_is_not_overdue_and_a_census_after_the_next(county):
    folder = county("ruc21_lsoa21.csv", "census2021-ts001-ltla.csv")
    for name in ("rural_urban_2021", "census_ts001"):
        assert state_of(folder, name, datetime.date(2032, 12, 31))[5] == "current"
    assert state_of(folder, "census_ts001", datetime.date(2039, 1, 1))[5].startswith("late")
    old = state_of(folder, "census_ts001", datetime.date(2053, 2, 1))[5]
    assert old.startswith("too old: older than 382 months")
