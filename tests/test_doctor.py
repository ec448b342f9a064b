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


def test_a_library_that_is_not_there_or_too_old_and_an_old_python_are_named(monkeypatch):
    assert [finding.state for finding in doctor.environment()] == [GOOD, GOOD]
    real = importlib.metadata.version

    def version(name):
        if name == "typst":
            raise importlib.metadata.PackageNotFoundError(name)
        return "1.0" if name == "pandas" else real(name)

    monkeypatch.setattr(doctor.importlib.metadata, "version", version)
    monkeypatch.setattr(doctor.platform, "python_version_tuple", lambda: ("3", "10", "4"))
    monkeypatch.setattr(doctor.platform, "python_version", lambda: "3.10.4")
    found = list(doctor.environment())
    assert one(found, "Python") == doctor.Finding("Python", BAD, "3.10.4: 3.11 or later is needed")
    assert one(found, "Libraries").state == BAD
    for words in ("typst is not installed", "pandas is 1.0, >=3.1 is needed"):
        assert words in one(found, "Libraries").words


def test_every_languages_own_name_can_be_drawn_or_is_named(monkeypatch):
    assert doctor.fonts().state == GOOD
    monkeypatch.setattr(pdf, "drawable", lambda text: pdf.MISSING if text == "Cymraeg" else text)
    words = "no letters for the own name of Welsh or Cymraeg (in England only)"
    assert doctor.fonts() == doctor.Finding("Fonts", LOOK, words)


@pytest.mark.skipif(os.name != "posix", reason="this system has no such rights")
def test_folders_that_are_the_offices_own_are_private(tmp_path, monkeypatch):
    own = tmp_path / "local"
    own.mkdir()
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(own))
    for mode, state in ((0o755, LOOK), (0o700, GOOD)):
        own.chmod(mode)
        found = one(list(doctor.folders(areas.area("kent"))), "Own extracts")
        assert found.state == state and found.words.endswith(f"chmod -R go= {own}") == (state == LOOK)


def test_a_folder_that_cannot_be_written_stops_work(tmp_path, monkeypatch):
    monkeypatch.setenv(settings.INPUTS_VARIABLE, str(tmp_path / "raw"))
    assert one(list(doctor.folders(SAMPLESHIRE)), "Downloads").words.endswith("(not there yet)")
    monkeypatch.setattr(doctor.os, "access", lambda *_: False)
    found = one(list(doctor.folders(SAMPLESHIRE)), "Downloads")
    assert found.state == BAD and "cannot be written" in found.words


@pytest.mark.parametrize(("free", "state"), [(doctor.ROOM, GOOD), (doctor.ROOM - 1, LOOK)])
def test_both_sides_of_the_room_that_is_wanted(tmp_path, monkeypatch, free, state):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, free))
    assert doctor.disk(tmp_path / "not" / "there").state == state


def test_an_own_file_that_nothing_reads_is_named_and_those_not_there(county, tmp_path, monkeypatch):
    county("census2021-ts024-ltla.csv")
    (tmp_path / "support.csv").write_text("a\n")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path))
    found = one(list(doctor.own_files(SAMPLESHIRE)), "Own file: support.csv")
    assert found.state == LOOK and found.words.startswith("nothing reads it.")
    words = one(list(doctor.chapters(SAMPLESHIRE)), "Chapter 04_victims").words
    assert "the office's own, not there: victims" in words
    found = one(list(doctor.confirmations(SAMPLESHIRE)), "Unconfirmed: msoa_names")
    assert (found.state, found.words) == (LOOK, "The optional columns, and the licence. Not asked yet.")


def test_a_folder_that_is_empty_is_said_and_no_more(tmp_path, reads):
    reads(tmp_path)
    (found,) = doctor.chapters(SAMPLESHIRE)
    assert (found.topic, found.state) == ("Files", LOOK) and "is empty" in found.words


def test_what_a_chapter_lacks_is_named_and_a_wrong_file_stops_it(county):
    folder = county("census2021-ts024-ltla.csv")
    found = list(doctor.chapters(SAMPLESHIRE))
    assert [finding.topic for finding in found] == sorted(finding.topic for finding in found)
    crime, summary = (one(found, f"Chapter {name}") for name in ("03_recorded_crime", "00_summary"))
    assert crime.state == LOOK and crime.words.startswith("not supplied: ") and "police_street" in crime.words
    assert "census_ts024" not in summary.words and "census_ts029" in summary.words
    (folder / "census2021-ts029-ltla.csv").write_text("<html>", encoding="utf-8")
    inventory.forget()
    summary = one(list(doctor.chapters(SAMPLESHIRE)), "Chapter 00_summary")
    assert summary.state == BAD and summary.words.startswith("wrong: census_ts029; not supplied: ")
