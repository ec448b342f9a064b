"""What a folder holds: each file told by its name, then by its content, and every fault named."""

import csv
import json
import os
import shutil

import pytest
import xlsxwriter

from analysis import areas, settings
from analysis.errors import MissingSourceError
from analysis.extracts import states
from analysis.sources import checks, files, inventory, workbooks
from tests.sources.refusals import refusal
from tests.sources.zipped import packed

KEYS = "date,geography,geography code,"
PROFICIENCY = KEYS + "Proficiency in English language: Total: All usual residents aged 3 years and over\n"
RELIGION = KEYS + "Religion: Total: All usual residents\n"
DISTRICT = "2021,Northam,E07000901,100\n"
SMALL_AREA = "2021,Northam 001A,E01900001,100\n"
STREET = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context\n"
    ",2026-01,Sampleshire Police,Sampleshire Police,,,No Location,,,Anti-social behaviour,,\n"
)
RECORDED = (
    "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,"
    "Offence Code,Number of Offences\n2024/25,1,Sampleshire,Theft,Theft offences,Theft,49, 3 \n"
)
REFERRED = (
    "First responder type,First responder,Exploitation type,Age at exploitation,Gender,Nationality,People\n"
    "Police,Sampleshire Police,Total,Total,Total,Total,0\n"
)
REFERRED_BY_ALL = "Police,Police total,Total,Total,Total,Total,0\n"
REPORTED = "Nationality,Total\nAlbanian,2\nTotal,2\n"
COURSE = "Year,Quarter,Total\n2025,Q4,3\n2026,Q1,2\n"
SUPPORTED = (
    "Date,Year,Quarter,Support Type,UK Region,Local Authority,LAD Code,Accommodation Type,People\n"
    "2026-03-31,2026,1,Section 95,North Reach,Quarrowby,E07000903,Dispersal Accommodation,7\n"
    "2025-12-31,2025,4,Section 95,North Reach,Quarrowby,E07000903,Dispersal Accommodation,9\n"
)
DEPRIVATION = "lsoa21_code,IMD_decile,IMD_rank\nE01900001,1,1\n"


@pytest.fixture
def put(tmp_path):
    """Return a function that writes a file below a folder, with its age in days."""

    def write(name, content, age=0):
        path = tmp_path / "inputs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        when = 1_700_000_000 - age * 86_400
        os.utime(path, (when, when))
        return tmp_path / "inputs"

    return write


def told(folder):
    return [(item.card_id, item.part, item.period) for item in inventory.scan(folder).files]


def problem(folder):
    found = inventory.scan(folder)
    assert len(found.problems) == 1, found.problems
    assert "\n" not in found.problems[0].message
    return found.problems[0]


# Told by name, then by content


def test_a_file_is_told_by_the_publishers_name_and_its_part_by_that_name(put):
    put("census2021-ts029-ltla.csv", PROFICIENCY + DISTRICT)
    folder = put("CENSUS2021-TS029-LSOA.CSV", PROFICIENCY + SMALL_AREA)
    assert sorted(told(folder)) == [("census_ts029", level, "2021-03-21") for level in ("lsoa", "ltla")]


@pytest.mark.parametrize(
    ("name", "rows", "level"),
    [
        ("english from Nomis.csv", DISTRICT, "ltla"),
        ("english from Nomis.csv", SMALL_AREA, "lsoa"),
        ("census2021-ts029-ltla (1).csv", DISTRICT, "ltla"),
    ],
)
def test_a_renamed_census_file_is_told_by_headings_and_its_level_by_codes(put, name, rows, level):
    put(".census2021-ts030-ltla.csv", RELIGION)  # hidden, and the lock of a spreadsheet: passed over
    put("~$pfatables.xlsx", b"lock")
    assert told(put(name, PROFICIENCY + rows)) == [("census_ts029", level, "2021-03-21")]


def test_outlines_are_told_by_their_codes_even_behind_a_long_outline(put):
    shape = {"type": "Polygon", "coordinates": [[[0.123456789, 51.123456789]] * 3000]}
    feature = {"type": "Feature", "geometry": shape, "properties": {"LSOA21CD": "E01900001"}}
    folder = put("outlines.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert told(folder) == [("boundaries_lsoa21", "", "2021")]


@pytest.mark.parametrize(
    ("name", "content", "card", "says"),
    [
        ("january.csv", STREET, "police_street", '"2018-10-warwickshire-street.csv"'),
        ("referrals.csv", REFERRED, "nrm_referrals", "does not say of which quarter. Put it in the name"),
    ],
)
def test_a_file_is_refused_where_only_its_name_could_say_whose_or_of_when_it_is(
    put, name, content, card, says
):
    found = problem(put(name, content))
    assert found.card_id == card and found.message.startswith(f"{name}: ") and says in found.message


def test_the_members_of_a_zip_are_told_as_loose_files_are(put):
    folder = put(
        "2026/census/all.zip",
        packed({"x/census2021-ts029-ltla.csv": PROFICIENCY + DISTRICT, "inner.zip": packed({"a.csv": "a"})}),
    )
    found = inventory.scan(folder)
    assert told(folder) == [("census_ts029", "ltla", "2021-03-21")]
    assert found.files[0].file.name == "all.zip: x/census2021-ts029-ltla.csv"
    assert [file.member for file in found.unused] == ["inner.zip"]
    assert len(found.files[0].sha256) == 64


def test_files_of_no_card_are_named_and_not_read(put):
    names = ["broken.csv", "by nationality 2026_q1.csv", "notes.csv", "nrm_other_decisions.csv", "photo.jpg"]
    # The second and the fourth have headings that could be another table's.
    for name, content in zip(names, [b"", REPORTED, "a,b\n1,2\n", COURSE, b"\xff\xd8"], strict=True):
        folder = put(name, content)
    found = inventory.scan(folder)
    assert found.files == found.problems == ()
    assert [file.name for file in found.unused] == names


@pytest.mark.skipif(os.name == "nt", reason="no file of Windows has such a name")
@pytest.mark.parametrize("sign", ["\n", "\x1b[2J", "\u202e", os.fsdecode(b"\xff")])
def test_a_file_whose_name_cannot_be_shown_is_named_and_not_read(put, sign):
    put(f"census2021-ts029-ltla{sign}.csv", PROFICIENCY + DISTRICT)
    put(f"notes{sign}.txt", "x")
    put("census2021-ts030-ltla.csv", RELIGION + DISTRICT)
    found = inventory.scan(put(f"by {sign}/census2021-ts030-lsoa.csv", RELIGION + SMALL_AREA))
    assert [item.part for item in found.files] == ["ltla"] and len(found.unused) == 1
    assert sorted(problem.card_id for problem in found.problems) == ["census_ts029", "census_ts030"]
    for problem in found.problems:
        assert problem.message.isprintable() and "cannot be shown" in problem.message


@pytest.mark.parametrize(
    ("name", "content", "period"),
    [
        ("2026-01-sampleshire-street.csv", STREET, "2026-01"),
        ("prc-pfa-mar2013-onwards-tables202425.csv", RECORDED, "2024/25"),
        ("prc-pfa-mar2013-onwards-tables-2024-25.csv", RECORDED, "2024/25"),
        ("nrm_referrals_police_2026_q1.csv", REFERRED, "2026-Q1"),
        ("referrals 2026-Q1 (1).csv", REFERRED, "2026-Q1"),
        ("nrm_duty_to_notify_longitudinal.csv", COURSE, "2026-Q1"),  # of a file that grows
        ("Asy_D11 sep 24.csv", SUPPORTED, "2026-Q1"),
    ],
)
def test_a_period_is_read_from_the_name_or_is_the_newest_of_the_rows(put, name, content, period):
    assert [one[2] for one in told(put(name, content))] == [period]


def test_a_file_that_grows_is_kept_at_an_earlier_date_for_its_earlier_rows(put, reads):
    put("nrm_duty_to_notify_2025_q4.csv", REPORTED)
    put("nrm_duty_to_notify_2026_q1.csv", REPORTED)
    folder = reads(put("asylum_support_local_authority.csv", SUPPORTED))
    put("SAMPLESHIRE.json", '{"invented": true}')
    with settings.serving(settings.Run(inputs=folder, as_of="2025-Q4")):
        found = states.open_for(areas.area("sampleshire"))
    assert sorted((item.card_id, item.period) for item in found.files) == [
        ("asylum_support", "2026-Q1"),
        ("duty_to_notify", "2025-Q4"),
    ]


def test_a_part_of_a_table_stands_beside_the_whole(put):
    put("nrm_referrals_police_2026_q1.csv", REFERRED + REFERRED_BY_ALL)
    put("nrm_referrals_police_2026_q1-sampleshire-subset.csv", REFERRED)
    parts = ["", "ours 2026_q1", "sampleshire"]
    found = sorted(told(put("ours 2026_q1.csv", REFERRED)))
    assert found == [("nrm_referrals", part, "2026-Q1") for part in parts]


# Two files for one card and period


GROWS = "asylum_support_local_authority"
EARLIER = SUPPORTED.replace("2026-03-31,2026,1", "2025-12-31,2025,4")


@pytest.mark.parametrize(
    ("older", "newer", "contents"),
    [
        ("imd2025_v2.csv", "imd2025_v10.csv", (DEPRIVATION,) * 2),
        ("imd2025_2025-10.csv", "imd2025_2026-02-01.csv", (DEPRIVATION,) * 2),
        ("imd2025_202510.csv", "imd2025_202602.csv", (DEPRIVATION,) * 2),
        ("imd2025.csv", "File_7_IoD2025_v2.csv", (DEPRIVATION,) * 2),
        ("imd2025.csv", "imd2025_revised.csv", (DEPRIVATION,) * 2),
        ("prc-pfa-tables202425.csv", "prc-pfa-tables202425-v2.csv", (RECORDED,) * 2),
        (f"{GROWS}_b.csv", f"{GROWS}_a.csv", (EARLIER, SUPPORTED)),
        ("old/imd2025.csv", "new/imd2025.csv", None),
    ],
)
def test_of_two_editions_the_newer_wins_and_the_other_is_named(put, older, newer, contents):
    """By its name, as people number editions, by its rows where the file grows, else by its age."""
    put(newer, (contents or (DEPRIVATION,))[-1], age=30)
    folder = put(older, (contents or (DEPRIVATION,))[0], age=0 if contents else 60)
    found = inventory.scan(folder)
    assert [item.file.path for item in found.files] == [folder / newer]
    assert found.one(found.files[0].card_id).path == folder / newer
    assert [(one.file.path, other) for one, other in found.replaced] == [(folder / older, found.files[0])]


def test_months_of_each_force_are_all_kept_and_come_oldest_first(put):
    for month in ("2026-03", "2025-12", "2026-01"):
        put(f"{month}-sampleshire-street.csv", STREET)
    found = inventory.scan(put("2026-01-brackmarsh-street.csv", STREET))
    assert [item.part for item in found.find("police_street", "brackmarsh")] == ["brackmarsh"]
    own = found.find("police_street", "sampleshire")
    assert [item.period for item in own] == ["2025-12", "2026-01", "2026-03"]
    assert found.replaced == ()


# What is wrong with a file


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (RELIGION + DISTRICT, 'is something else. It looks like "Census 2021 TS030, Religion"'),
        ("a,b\n1,2\n", "is something else. Expected headings that begin"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "holds a web page, not data"),
    ],
    ids=["another table", "no table of ours", "web page"],
)
def test_a_file_that_is_not_what_its_name_says_is_named_and_stops_the_card(put, content, says):
    folder = put("census2021-ts029-ltla.csv", content)
    found = problem(folder)
    assert found.message.startswith("census2021-ts029-ltla.csv: ") and says in found.message
    assert refusal(lambda: inventory.scan(folder).find("census_ts029")) == found.message


def test_a_workbook_that_is_none_or_lacks_the_sheet_is_named(put, workbook):
    message = problem(put("pfatablesmar26.xlsx", b"PK\x03\x04 not a workbook")).message
    assert message.startswith("pfatablesmar26.xlsx: is not a workbook that can be read")
    cover = workbook({"Contents": [["Cover page"]]}).read_bytes()
    message = problem(put("pfatablesmar26.xlsx", cover)).message
    assert "Expected a sheet titled" in message and '"Cover page"' in message


DAMAGED = packed({"census2021-ts029-ltla.csv": PROFICIENCY + DISTRICT * 50})
DAMAGED = DAMAGED[:70] + b"\x00" * 20 + DAMAGED[90:]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (packed({"census2021-ts029-ltla.csv": PROFICIENCY})[:-30], "cut short. Download it again."),
        (DAMAGED, "damaged or cut short. Download it again."),
    ],
    ids=["cut", "damaged member"],
)
def test_a_zip_that_cannot_be_opened_is_named_and_stops_its_possible_cards(put, content, says):
    put("census2021-ts030-ltla.csv", RELIGION + DISTRICT)
    folder = put("census2021-ts029.zip", content)
    found = problem(folder)
    assert found.message.startswith("census2021-ts029.zip: ") and says in found.message
    opened = inventory.scan(folder)
    assert refusal(lambda: opened.one("census_ts029", "ltla")) == found.message
    assert opened.one("census_ts030", "ltla").name == "census2021-ts030-ltla.csv"


# What is wrong with the folder


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("absent", "absent: no such folder. `vna fetch` fills "),
        ("own", "holds the office's own files alone"),
        ("own/columns.toml", "is a file, not a folder"),
        ("empty", "is empty"),
    ],
)
def test_a_folder_with_nothing_to_read_is_named(tmp_path, name, said):
    (tmp_path / "empty" / "inside").mkdir(parents=True)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "columns.toml").write_text("")
    message = refusal(lambda: inventory.scan(tmp_path / name))
    assert message.startswith(str(tmp_path / name)) and said in message


@pytest.mark.parametrize("closed", ["inputs", "closed"])
def test_a_folder_that_may_not_be_read_is_named_rather_than_passed_over(put, monkeypatch, closed):
    folder = put("closed/census2021-ts029-ltla.csv", PROFICIENCY + DISTRICT)
    monkeypatch.setattr(os, "access", lambda path, mode: path.name != closed)
    named = folder if closed == "inputs" else folder / closed
    assert refusal(lambda: inventory.scan(folder)).startswith(f"{named}: may not be read")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(put):
    folder = put("census2021-ts029-ltla.csv", PROFICIENCY + DISTRICT)
    (folder / "census2021-ts029-ltla.csv").chmod(0)
    assert "cannot be read" in problem(folder).message


# Asking an inventory


def test_a_source_that_is_missing_is_named_and_what_was_used_is_remembered(put):
    found = inventory.scan(put("census2021-ts029-ltla.csv", PROFICIENCY + DISTRICT))
    message = refusal(lambda: found.one("census_ts030", "ltla"), kind=MissingSourceError)
    assert "Census 2021 TS030, Religion is not in the folder inputs" in message
    assert "census2021-ts030-ltla.csv" in message and "https://" in message
    assert found.used == set() and found.has("census_ts029") and not found.has("census_ts024")
    found.one("census_ts029")
    assert [item.card_id for item in found.used] == ["census_ts029"]


def test_the_folder_opened_last_says_what_is_missing_and_over_which_months(put, reads):
    put("2026-01-sampleshire-street.csv", STREET)
    put("SAMPLESHIRE.json", '{"invented": true}')
    reads(put("2026-03-sampleshire-street.csv", STREET))
    states.open_for(areas.area("sampleshire"))
    assert inventory.area_now() == "sampleshire"
    assert inventory.periods("police_street") == "2026-01 to 2026-03"
    assert inventory.periods("census_ts030") == ""
    assert "TS030" in inventory.current().missing("census_ts030")
    (told,) = states.missing_for_readers(["police_street", "census_ts030"])
    assert told.startswith("Not among the sources of this edition: Census 2021 TS030, Religion. Office for")
    assert "census2021-ts030" not in told and "https://" in told


def test_a_log_is_missing_where_the_offices_own_folder_has_none(put, reads, tmp_path, monkeypatch):
    put("SAMPLESHIRE.json", '{"invented": true}')
    reads(put("2026-03-sampleshire-street.csv", STREET))
    own = tmp_path / "office"
    own.mkdir()
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(own))
    states.open_for(areas.area("sampleshire"))
    (told,) = states.missing_for_readers(["piece_tests"])
    said = "Not among the sources of this edition: The office's test log. The office itself can supply it."
    assert told == said
    (own / "piece_tests.csv").write_text("", encoding="utf-8")
    assert states.missing_for_readers(["piece_tests"]) == []


def test_before_any_folder_is_opened_there_is_none(monkeypatch):
    monkeypatch.setattr(inventory, "_opened", [])
    assert "No folder of files has been opened yet" in refusal(inventory.current)


# Invented and real are never mixed


@pytest.mark.parametrize(
    ("stamp", "area", "said"),
    [(True, "warwickshire", "holds invented files, and Warwickshire is real"),
     (False, "sampleshire", "holds real files, and Sampleshire is invented")],
)  # fmt: skip
def test_invented_files_and_real_areas_are_never_mixed(put, reads, stamp, area, said):
    if stamp:
        put("SAMPLESHIRE.json", '{"invented": true}')
    reads(put("census2021-ts029-ltla.csv", PROFICIENCY + DISTRICT))
    assert said in refusal(lambda: states.open_for(areas.area(area)))


def test_a_real_folder_that_holds_the_invented_one_does_not_read_it(put):
    put("sampleshire/SAMPLESHIRE.json", '{"invented": true}')
    put("sampleshire/census/census2021-ts030-ltla.csv", RELIGION + DISTRICT)
    found = inventory.scan(put("census2021-ts029-ltla.csv", PROFICIENCY + DISTRICT))
    assert [item.card_id for item in found.files] == ["census_ts029"]
    assert not found.invented


def test_sampleshire_is_written_where_nobody_named_a_folder(tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr("sampleshire.ensure", written.append)
    monkeypatch.setattr(inventory, "open_for", lambda *_: None)
    monkeypatch.setenv(settings.INPUTS_VARIABLE, "")
    states.open_for(areas.area("sampleshire"), tmp_path)
    states.open_for(areas.area("kent"))
    assert not written
    states.open_for(areas.area("sampleshire"))
    assert written == [settings.data("raw", "sampleshire")]


# The real files


@pytest.mark.real
def test_the_real_files_are_told_without_a_fault(real):
    found = inventory.scan(real("README.md").parent)
    assert found.problems == found.replaced == ()
    assert not found.invented
    assert [item.period for item in found.find("force_area_tables")] == ["2018-03", "2019-12"]
    assert [item.period for item in found.find("recorded_crime")] == ["2017/18"]
    assert len(found.find("boundaries_lsoa21")) == 5
    assert len(found.find("boundaries_lsoa11")) == 6  # five by district, one told by its content
    assert sum(item.card_id.startswith("census_ts") for item in found.files) == 25


def test_a_corrected_edition_wins_over_the_original_whatever_their_dates(county):
    first = "prc-pfa-mar2013-onwards-tables202425.csv"
    folder = county(first)
    for word in ("corrected", "correction", "amended", "reissued"):
        path = folder / f"prc-pfa-mar2013-onwards-tables202425_{word}.csv"
        shutil.copy(folder / first, path)
        os.utime(path, (1, 1))
        (kept,) = inventory.scan(folder).files
        assert kept.file.path == path
        path.unlink()


def test_headings_in_another_case_and_with_blanks_around_them_are_no_fault(county):
    names = (
        "c3_factors*.csv",
        "asylum_support*.csv",
        "prc-pfa-*202425.csv",
        "2026-03-sampleshire-street.csv",
    )
    folder = county(*names)
    before = {item.card_id: checks.read(item)[0] for item in inventory.scan(folder).files}
    for path in folder.rglob("*.csv"):
        heading, rest = path.read_text(encoding="utf-8").split("\n", 1)
        cells = [f"{cell.strip(chr(34)).upper()} " for cell in next(csv.reader([heading]))]
        path.write_text(",".join(f'"{cell}"' for cell in cells) + "\n" + rest, encoding="utf-8")
    found = inventory.scan(folder)
    assert not found.problems
    assert {item.card_id: checks.read(item)[0] for item in found.files} == before and len(before) == 4


def test_hidden_sheets_of_a_workbook_are_not_looked_at(tmp_path, monkeypatch):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Seen").write(0, 0, "A title")
        for number in range(300):
            book.add_worksheet(f"h{number}").hide()
    read = []
    monkeypatch.setattr(workbooks, "rows", lambda book, name, number=None: read.append(name) or [])
    inventory.first_texts(files.SourceFile(path))
    assert read == ["Seen"]
