"""Sampleshire's victims: the shape of a force's extract, revisions, small cells, and planted values."""

import csv
import shutil
import zipfile

import numpy as np
import pytest
import python_calamine

import sampleshire
from analysis import settings
from analysis.errors import InputError
from analysis.extracts import counts_for, fields, logs
from sampleshire import canaries, victim_layout, victim_words, victims
from tests.sampleshire import all_planted

EXTRACTS = ["2025-Q4", "2026-Q1", "2026-Q2"]


@pytest.fixture(scope="module")
def local(sampleshire_folder):
    return sampleshire_folder.with_name("sampleshire-local")


@pytest.fixture(scope="module")
def counts():
    return sampleshire.truth()["victims"]


def sheets(path):
    """Return the tables of an extract as text: headings, then rows."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [list(csv.reader(file))]
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return [
        [[written(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    ]


def written(cell):
    return str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell)


@pytest.fixture(scope="module")
def extracts(local):
    """Return {extract: its tables}."""
    return {name: sheets(next(local.glob(f"victims_{name}.*"))) for name in EXTRACTS}


def test_the_folder_holds_three_extracts_their_mapping_and_one_file_to_refuse(local):
    held = sorted(path.relative_to(local).as_posix() for path in local.rglob("*") if path.is_file())
    others = (*logs.names(), *(name for name in fields.kinds() if name != "victims"), "capture_lists")
    assert [name for name in held if not name.removeprefix("refused/").startswith(others)] == [
        "columns.toml", "refused/victims_with_names.csv", "victims_2025-Q4.xlsx", "victims_2026-Q1.csv",
        "victims_2026-Q2.csv",
    ]  # fmt: skip


def test_another_seed_gives_other_victims(local, tmp_path):
    world = sampleshire._world(sampleshire.SEED)
    other = victims.build(sampleshire._stream(1, 8), world.people, world.street, world.where.lsoa21)
    (tmp_path / "other").mkdir()
    victim_layout.write(sampleshire._stream(1, 9), tmp_path / "other", other)
    for path in [*local.glob("victims_*")]:
        assert (tmp_path / "other" / path.name).read_bytes() != path.read_bytes()


def test_small_groups_in_small_places_give_disclosure_control_work(counts):
    year = counts[(counts["extract"] == "2026-Q1") & (counts["quarter"] >= "2025-Q2")]
    by_group = year.groupby(["ethnic_group", "district"])["victims"].sum().unstack(fill_value=0)
    assert by_group.loc[["Black", "Other"], "North Larkmere"].between(1, 12).all()
    older = year[(year["age_band"] == "65 and over") & (year["sex"] == "Other or not stated")]
    assert 1 <= older.groupby("quarter")["victims"].sum().max() <= 9
    quarter = year[year["quarter"] == "2026-Q1"]
    cells = quarter.groupby(["offence_group", "district"])["victims"].sum()
    assert (cells < 5).sum() >= 5


def test_later_extracts_revise_the_past():
    known = sampleshire._world(sampleshire.SEED).victims
    quarter = known.codes["quarter"]
    for number, (extract, quarters) in enumerate(list(victims.EXTRACTS.items())[:-1]):
        last = quarter == victims.QUARTERS.index(quarters[-1])
        here, there = known.known[number] & last, known.known[number + 1] & last
        assert (there & ~here).sum() / here.sum() == pytest.approx(victims.ADDED_LATE, rel=0.3), extract
        assert (here & ~there).sum() / here.sum() == pytest.approx(victims.CANCELLED, rel=0.4), extract
        both = here & there
        moved = known.codes["offence_group"][number] != known.codes["offence_group"][number + 1]
        # Some are moved to the code that they had.
        assert 0.4 < (moved & both).sum() / both.sum() / victims.RECLASSIFIED <= 1.2, extract
        learnt = known.codes["ethnic_group"][number] != known.codes["ethnic_group"][number + 1]
        assert (learnt & both).sum() > 50, extract


@pytest.mark.parametrize("columns", ["all", "harmless"])
def test_the_refused_file_is_refused_without_a_word_of_it(local, tmp_path, monkeypatch, columns):
    ((headings, *rows),) = sheets(local / "refused" / "victims_with_names.csv")
    width = len(victim_words.headings("query")) if columns == "harmless" else len(headings)
    with (tmp_path / "victims_2026-Q2.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(row[:width] for row in [headings, *rows])
    shutil.copy(local / "columns.toml", tmp_path)
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path))
    with pytest.raises(InputError, match=r"never let in") as refused:
        counts_for("sampleshire", "2026-Q2")
    assert not [text for text in all_planted.every() if text in str(refused.value)]


def test_extracts_are_as_untidy_as_a_forces(local, extracts):
    first, second = extracts["2025-Q4"]
    assert first[0] != second[0] and "" in first[0]
    dates = {row[0] for row in first[1:]}
    assert any("/" in day for day in dates) and any("-" in day for day in dates)
    words = {word for row in first[1:] + second[1:] for word in row}
    assert {"NULL", "Not Provided", "Missing value", "Unknown", "", "Y", "W1 - British"} <= words
    assert (
        "16 \u2013 Evidential difficulties: suspect identified; victim does not support further action"
        in words
    )
    named, coded = first[0].index("Local Authority"), second[0].index("District Code")
    assert "Larkmere" in {row[named] for row in first} and "E07000905" in {row[coded] for row in second}
    blank = first[0].index("")
    assert {row[blank] for row in first} == {""}
    assert (local / "victims_2026-Q1.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_workbook_says_that_it_is_invented(local):
    with zipfile.ZipFile(local / "victims_2025-Q4.xlsx") as book:
        assert "(invented data)</dc:title>" in book.read("docProps/core.xml").decode()
        assert {entry.date_time for entry in book.infolist()} == {(2026, 7, 23, 9, 30, 0)}
        assert book.comment.decode() == canaries.WORKBOOK["archive comment"]


def test_every_canary_is_planted_once_in_every_kind_of_field(local):
    kinds, planted = all_planted.by_kind(), all_planted.every()
    assert len(planted) == len(set(planted)) >= 200
    assert sum("CANARY" in text for text in planted) >= 200
    assert {f"unmapped {field}" for field in victims.planted_in()} <= set(kinds)
    assert {f"ignored {column}" for column in victim_words.IGNORED} <= set(kinds)
    assert {f"refused {kind}" for kind, _, _ in canaries.REFUSED} <= set(kinds)
    held = b"".join(path.read_bytes() for path in sorted(local.rglob("*.*")) if path.suffix != ".toml")
    for kind, texts in kinds.items():
        missing = [t for t in texts if t.encode() not in held and t.replace("-", "_").encode() not in held]
        assert not missing, kind
    assert b"CANARY" not in (local / "columns.toml").read_bytes()


def test_the_refused_file_has_every_refused_heading_and_nobodys_numbers(local):
    ((headings, *rows),) = sheets(local / "refused" / "victims_with_names.csv")
    own, more = list(victim_words.headings("query").values()), [heading for _, heading, _ in canaries.REFUSED]
    assert headings == [*own, *more]
    assert len(rows) >= 10 and all(len(row) == len(headings) for row in rows)
    for row in rows:
        held = dict(zip(more, row[len(own) :], strict=True))
        assert held["Victim DOB"].startswith("30/02/")
        assert held["Mobile Number"].startswith("07700 900") and len(held["Mobile Number"]) == 12
        assert held["NHS Number"].startswith("999 ") and held["NI Number"].startswith("QQ")
        assert held["Post Code"].startswith("ZZ99 ") and held["E-mail Address"].endswith(".invalid")


def test_a_column_that_the_fields_invent_has_its_shares_and_changes_no_other(monkeypatch):
    world = sampleshire._world(sampleshire.SEED)
    monkeypatch.setattr(victims, "added", lambda: {"housing": {"Owned": 0.4, "Rented": 0.35}})
    stream = sampleshire._stream(sampleshire.SEED, 8)
    again = victims.build(stream, world.people, world.street, world.where.lsoa21)
    housing = again.codes.pop("housing")
    assert np.bincount(housing) / len(housing) == pytest.approx([0.4, 0.35, 0.25], abs=0.005)
    assert all((world.victims.codes[name] == codes).all() for name, codes in again.codes.items())
