"""Which counts an edition is made from, and the stored ones of the editions before it."""

import os
import re
import stat

import pandas as pd
import pytest

import sampleshire
from analysis import extracts, settings
from analysis.errors import InputError
from analysis.extracts import counts, fields, stored_counts
from analysis.extracts.extracts import UNLISTED
from analysis.sources import inventory
from sampleshire import victims


def keep(edition, frame, area="sampleshire", **how):
    """Store counts of victims that an edition publishes."""
    return stored_counts.keep(counts.kept_as("victims"), area, edition, frame, **how)


def extract(office, quarter, **victims):
    """Write the extract of a quarter that holds so many victims of each quarter: `q2026_Q1=3`."""
    table = []
    for name, number in victims.items():
        table += [[name[1:].replace("_", "-"), *office.row[1:]]] * number
    office.csv(table, quarter=quarter)


@pytest.fixture
def three(office):
    """Return an office with three extracts, each of which revises the one before."""
    extract(office, "2025-Q4", q2025_Q2=5, q2025_Q3=6, q2025_Q4=7)
    extract(office, "2026-Q1", q2025_Q3=16, q2025_Q4=17, q2026_Q1=18)
    extract(office, "2026-Q2", q2025_Q4=27, q2026_Q1=28, q2026_Q2=29)
    return office


def test_each_quarter_is_of_the_newest_extract_that_holds_it(three):
    assert three.by("quarter") == {"2025-Q2": 5, "2025-Q3": 16, "2025-Q4": 27, "2026-Q1": 28, "2026-Q2": 29}
    counts = three.counts()
    assert "Quarrowby" not in repr(counts) and "explained" not in repr(counts)
    assert counts.quarters == ("2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2")
    assert counts.extracts["2025-Q3"] == "victims_2026-Q1.csv"
    assert counts.supplier == "Our Police"
    assert sum(one.counted for one in counts.explained) == sum(one.rows for one in counts.explained) == 153


def test_no_extract_is_read_that_was_taken_later(three):
    assert three.by("quarter", as_of="2025-Q4") == {"2025-Q2": 5, "2025-Q3": 6, "2025-Q4": 7}
    assert three.by("quarter", as_of="2026-Q1")["2025-Q4"] == 17
    (three.folder / "victims_2026-Q2.csv").write_text("not an extract\n", encoding="utf-8")
    assert three.by("quarter", as_of="2026-Q1")["2025-Q4"] == 17
    with pytest.raises(InputError, match="none of 2025-Q1 or before"):
        three.counts("2025-Q1")


def test_a_published_quarter_stays_as_it_was_or_is_not_known_without_its_counts(three):
    first = three.counts("2025-Q4")
    name = keep("2025-Q4", first.frame)
    kept = dict.fromkeys(first.quarters, name)
    was = {"2025-Q2": 5, "2025-Q3": 6, "2025-Q4": 7}
    assert three.by("quarter", as_of="2026-Q2", kept=kept) == was | {"2026-Q1": 28, "2026-Q2": 29}
    assert three.counts("2026-Q2", kept).extracts["2025-Q4"] == "2025-Q4.csv"
    assert extracts.stored("sampleshire") == kept
    gone = three.counts("2026-Q2", {"2025-Q3": "gone.csv", "2025-Q4": "gone.csv"})
    assert gone.quarters == ("2025-Q2", "2026-Q1", "2026-Q2") == tuple(gone.frame["quarter"].unique())


def test_what_is_stored_is_what_was_counted_also_of_a_quarter_without_a_victim(three):
    counts = three.counts()
    name = keep("2026-Q2", counts.frame)
    again = three.counts(kept=dict.fromkeys(counts.quarters, name))
    assert pd.DataFrame(again.frame).equals(pd.DataFrame(counts.frame))
    none = counts.frame.iloc[:0]
    name = keep("none", none, quarters=["2026-Q2"])
    none = three.counts(kept={"2026-Q2": name})
    assert "2026-Q2" in none.quarters and "2026-Q2" not in set(none.frame["quarter"])


def test_stored_counts_are_private_and_a_write_that_fails_leaves_them(three, monkeypatch):
    name = keep("2026-Q1", three.counts("2026-Q1").frame)
    folder = settings.counts_for("sampleshire")
    assert folder == three.folder / "counts" / "sampleshire"
    assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    before = (folder / name).read_bytes()
    heads = "# area: sampleshire\n# edition: 2026-Q1\n# quarters: 2025-Q2 2025-Q3 2025-Q4 2026-Q1\n# sha256: "
    assert heads in before.decode()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match=r"cannot be written .No space left"):
        keep("2026-Q1", three.counts("2026-Q2").frame)
    assert (folder / name).read_bytes() == before and [one.name for one in folder.iterdir()] == [name]


def test_stored_counts_that_are_cut_edited_or_of_another_area_are_refused(three):
    frame = three.counts("2026-Q1").frame
    name = keep("2026-Q1", frame)
    path = settings.counts_for("sampleshire") / name
    whole = path.read_bytes()
    kept = {"2026-Q1": name}
    changes = [
        *(whole[:-2], whole[: len(whole) // 2], b""),
        whole.replace(b",18\n", b",19\n"),
        whole.replace(b"edition: 2026-Q1", b"edition: 2026-Q2"),
        whole.replace(b"area: sampleshire", b"area: warwickshire"),
        whole.replace(b"2025-Q4 2026-Q1\n", b"2026-Q1\n"),
        b"\xff\xfe" + whole,
        whole.replace(b"\n", b"\r\n"),
    ]
    for changed in changes:
        assert changed != whole
        path.write_bytes(changed)
        with pytest.raises(InputError, match="were cut or edited since they were published"):
            three.counts(kept=kept)
    path.write_bytes(whole)
    assert three.counts(kept=kept).quarters
    with pytest.raises(InputError, match=r"holds no counts of 2024-Q1, which the ledger says"):
        three.counts(kept={"2024-Q1": name})
    other = keep("2026-Q1", frame, "warwickshire")
    path.write_bytes((settings.counts_for("warwickshire") / other).read_bytes())
    with pytest.raises(InputError, match='holds the counts of another area, "warwickshire"'):
        three.counts(kept=kept)


def test_an_edition_whose_name_is_no_file_name_is_refused(three):
    frame = three.counts().frame
    for edition in ("", "../2026", "a/b", ".hidden", "2026 Q1", "a:b"):
        with pytest.raises(InputError, match="of an edition has letters, digits, dots and hyphens alone"):
            keep(edition, frame)
    with pytest.raises(InputError, match="is not the bare name of a file"):
        three.counts(kept={"2026-Q1": "../2026-Q1.csv"})


def test_several_suppliers_are_added_and_a_quarter_wants_all_of_them(three):
    other = three.columns.replace("our_police", "railway_police").replace("victims_{", "rail_{")
    three.map(three.columns + other.replace("Our Police", "Railway Police"))
    text = (three.folder / "victims_2026-Q2.csv").read_text(encoding="utf-8")
    (three.folder / "rail_2026-Q2.csv").write_text(text, encoding="utf-8")
    assert three.by("quarter") == {"2025-Q4": 54, "2026-Q1": 56, "2026-Q2": 58}
    assert three.counts().supplier == "Our Police and Railway Police"
    assert three.counts().extracts["2026-Q1"] == "victims_2026-Q2.csv, rail_2026-Q2.csv"


def test_the_folder_of_extracts_is_that_of_the_run(monkeypatch, tmp_path):
    monkeypatch.delenv(settings.LOCAL_VARIABLE, raising=False)
    monkeypatch.setenv(settings.INPUTS_VARIABLE, str(tmp_path / "county"))
    assert settings.local_for("sampleshire") == tmp_path / "county-local"
    assert settings.local_for("warwickshire") == settings.data("local")
    assert settings.counts_for("warwickshire") == settings.data("local", "counts", "warwickshire")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path / "own"))
    assert settings.local_for("warwickshire") == tmp_path / "own"
    assert settings.counts_for("sampleshire") == tmp_path / "own" / "counts" / "sampleshire"
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(settings.data("local")))  # the default, named by hand
    assert settings.local_for("sampleshire") == tmp_path / "county-local"
    assert settings.local_for("warwickshire") == settings.data("local")


def test_a_folder_of_extracts_is_no_publishers_folder(office, tmp_path):
    office.csv(office.rows())
    (office.folder / "more").mkdir()
    (office.folder / "more" / "census2021-ts001-ltla.csv").write_text("a\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("notes\n", encoding="utf-8")
    found = inventory.scan(tmp_path)
    assert [file.name for file in found.unused] == ["notes.txt"] and not found.files and not found.problems


@pytest.mark.parametrize(
    ("heading", "sensitivity", "near"),
    [
        ("[needs.fields.religion]", "characteristic", 'Nearest: "characteristic"'),
        ("[safe_accommodation]", "domestic abuse", "expected one of"),
    ],
)
def test_a_kind_or_field_that_does_not_say_how_sensitive_it_is_stops_the_load(
    tmp_path, heading, sensitivity, near
):
    text = settings.data("reference", "local_counts.toml").read_text(encoding="utf-8")
    path, entry = tmp_path / "local_counts.toml", f'{heading}\nsensitivity = "{sensitivity}"\n'
    for wrong, says in (("", '"sensitivity" is missing. Say how'), ('sensitivity = "charactristic"\n', near)):
        path.write_text(text.replace(entry, f"{heading}\n{wrong}"), encoding="utf-8")
        with pytest.raises(InputError, match=re.escape(says)) as fault:
            fields.read(path)
        assert str(fault.value).startswith(f"local_counts.toml, {heading}: ")


def test_sampleshires_extracts_are_counted_as_it_made_them(sampleshire_folder, monkeypatch):
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(sampleshire_folder.with_name("sampleshire-local")))
    true = victims.counts(sampleshire._world(sampleshire.SEED).victims)
    names = [name for name in true.columns if name not in ("extract", "victims")]
    counts = extracts.counts_for("sampleshire")
    for quarter, file in counts.extracts.items():
        made = true[(true["quarter"] == quarter) & (true["extract"] == file[8:15])]
        found = pd.DataFrame(counts.frame[counts.frame["quarter"] == quarter])
        assert found.groupby(names)["victims"].sum().equals(made.groupby(names)["victims"].sum()), quarter
    for one in counts.explained:
        assert set(one.left_out) <= {"a date in no listed format", UNLISTED}, one.place
        assert one.rows == one.counted + sum(one.left_out.values()), one.place
