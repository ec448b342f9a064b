"""The doctor names what ails, each thing in a line, and what to do about it."""

import importlib.metadata
import os
import shutil

import pytest

from analysis import areas, doctor, settings
from analysis.doctor import BAD, GOOD, LOOK
from analysis.publish.forms import pdf
from analysis.sources import inventory

SAMPLESHIRE = areas.area("sampleshire")


def one(findings, topic):
    (found,) = [finding for finding in findings if finding.topic == topic]
    assert "\n" not in found.words
    return found


def test_an_environment_that_is_whole_is_good():
    found = list(doctor.environment())
    assert [finding.state for finding in found] == [GOOD, GOOD]


def test_a_library_that_is_not_there_or_too_old_is_named(monkeypatch):
    real = importlib.metadata.version

    def version(name):
        if name == "esda":
            raise importlib.metadata.PackageNotFoundError(name)
        return "1.0" if name == "pandas" else real(name)

    monkeypatch.setattr(doctor.importlib.metadata, "version", version)
    found = one(list(doctor.environment()), "Libraries")
    assert found.state == BAD
    assert "esda is not installed" in found.words
    assert "pandas is 1.0, >=3.1 is needed" in found.words


def test_a_python_that_is_too_old_is_said(monkeypatch):
    monkeypatch.setattr(doctor.platform, "python_version_tuple", lambda: ("3", "10", "4"))
    monkeypatch.setattr(doctor.platform, "python_version", lambda: "3.10.4")
    assert one(list(doctor.environment()), "Python") == doctor.Finding(
        "Python", BAD, "3.10.4: 3.11 or later is needed"
    )


def test_the_own_name_of_every_language_can_be_drawn_and_one_that_cannot_is_named(monkeypatch):
    assert doctor.fonts().state == GOOD
    monkeypatch.setattr(pdf, "drawable", lambda text: pdf.MISSING if text == "Cymraeg" else text)
    found = doctor.fonts()
    assert found.state == LOOK
    assert found.words == "no letters for the own name of Welsh or Cymraeg (in England only)"


def test_folders_that_are_the_offices_own_are_private(tmp_path, monkeypatch):
    own = tmp_path / "local"
    own.mkdir(mode=0o755)
    own.chmod(0o755)
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(own))
    found = one(list(doctor.folders(areas.area("kent"))), "Own extracts")
    if os.name == "posix":
        assert found.state == LOOK
        assert found.words.endswith(f"chmod -R go= {own}")
        own.chmod(0o700)
        assert one(list(doctor.folders(areas.area("kent"))), "Own extracts").state == GOOD


def test_a_folder_that_cannot_be_written_stops_work(tmp_path, monkeypatch):
    monkeypatch.setenv(settings.INPUTS_VARIABLE, str(tmp_path / "raw"))
    assert one(list(doctor.folders(SAMPLESHIRE)), "Downloads").words.endswith("(not there yet)")
    monkeypatch.setattr(doctor.os, "access", lambda *_: False)
    found = one(list(doctor.folders(SAMPLESHIRE)), "Downloads")
    assert found.state == BAD
    assert "cannot be written" in found.words


@pytest.mark.parametrize(("free", "state"), [(doctor.ROOM, GOOD), (doctor.ROOM - 1, LOOK)])
def test_both_sides_of_the_room_that_is_wanted(tmp_path, monkeypatch, free, state):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, free))
    assert doctor.disk(tmp_path / "not" / "there").state == state


def test_a_file_of_the_offices_own_that_nothing_reads_is_named(tmp_path, monkeypatch):
    (tmp_path / "support.csv").write_text("a\n")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path))
    found = one(list(doctor.own_files(SAMPLESHIRE)), "Own file: support.csv")
    assert found.state == LOOK and found.words.startswith("nothing reads it.")


def test_a_chapter_says_which_of_the_offices_own_files_are_not_there(county, tmp_path, monkeypatch):
    county("census2021-ts024-ltla.csv")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path))
    words = one(list(doctor.chapters(SAMPLESHIRE)), "Chapter 04_victims").words
    assert "the office's own, not there: victims" in words


def test_what_a_chapter_lacks_is_named(county):
    county("census2021-ts024-ltla.csv")
    found = list(doctor.chapters(SAMPLESHIRE))
    assert [finding.topic for finding in found] == sorted(finding.topic for finding in found)
    crime = one(found, "Chapter 03_recorded_crime")
    assert crime.state == LOOK
    assert crime.words.startswith("not supplied: ")
    assert "police_street" in crime.words
    assert "census_ts024" not in one(found, "Chapter 00_summary").words
    assert "census_ts029" in one(found, "Chapter 00_summary").words


def test_a_file_that_is_not_what_it_says_stops_its_chapter(county, tmp_path):
    folder = county("census2021-ts024-ltla.csv")
    (folder / "census2021-ts029-ltla.csv").write_text("<html>", encoding="utf-8")
    inventory.forget()
    found = one(list(doctor.chapters(SAMPLESHIRE)), "Chapter 00_summary")
    assert found.state == BAD
    assert found.words.startswith("wrong: census_ts029; not supplied: ")


def test_a_folder_that_is_empty_is_said_and_no_more(tmp_path, reads):
    reads(tmp_path)
    (found,) = doctor.chapters(SAMPLESHIRE)
    assert (found.topic, found.state) == ("Files", LOOK)
    assert "is empty" in found.words


def test_what_nobody_has_seen_yet_is_flagged(county):
    county("census2021-ts024-ltla.csv")
    found = one(list(doctor.confirmations(SAMPLESHIRE)), "Unconfirmed: msoa_names")
    assert (found.state, found.words) == (LOOK, "The optional columns, and the licence. Not asked yet.")
