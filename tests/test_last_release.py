"""A kernel of JupyterLab says once what was released otherwise than it would be released now."""

import datetime
import shutil

import pytest

from analysis import last_release, settings, tables
from analysis.errors import InputError
from sampleshire import STAMP

AREA = "sampleshire"


@pytest.fixture
def project(sampleshire_folder, released_file, tmp_path, monkeypatch):
    """Return a folder with what was released of Sampleshire, and its files in `inputs` and in `own`."""
    data = settings.data

    def beside(*parts):
        return tmp_path.joinpath(*parts) if parts[:1] in (("released",), ("local",)) else data(*parts)

    monkeypatch.setattr(settings, "data", beside)
    monkeypatch.setattr(last_release, "_known", {})
    shutil.copytree(released_file.parent, tmp_path / "released")
    shutil.copytree(sampleshire_folder / "police", tmp_path / "inputs" / "police")
    shutil.copy(sampleshire_folder / STAMP, tmp_path / "inputs")
    shutil.copytree(sampleshire_folder.with_name("sampleshire-local"), tmp_path / "own")
    with settings.serving(settings.Run(tmp_path / "inputs", local=tmp_path / "own")):
        last_release.note(AREA, last_release.begin(AREA, tmp_path / "reports" / "ledger.json"))
    monkeypatch.setenv(settings.INPUTS_VARIABLE, str(tmp_path / "inputs"))
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(tmp_path / "released"))
    return tmp_path


def said(capsys):
    """Return what is said where a kernel begins now and reads two released tables."""
    folders = last_release.look()
    for name in ("victims_by_offence", "victims_by_district"):
        tables.released(name, AREA)
    assert last_release.look() == folders  # another kernel
    return capsys.readouterr().err


def test_nothing_is_said_of_what_would_be_the_same_and_what_is_noted_is_for_its_owner(project, capsys):
    assert said(capsys) == ""
    assert last_release.look() == {AREA: (project / "own").resolve()}
    path = project / "local" / "releases" / f"{AREA}.json"
    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0


def own_log(project):
    path = project / "own" / "campaigns.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def publishers_file(project):
    (project / "inputs" / "came-since.csv").write_text("a", encoding="utf-8")


def ledger(project):
    (project / "reports").mkdir()
    (project / "reports" / "ledger.json").write_text("{}", encoding="utf-8")


@pytest.mark.parametrize("change", [own_log, publishers_file, ledger])
def test_other_files_are_said_in_one_line_and_once(project, capsys, change):
    change(project)
    assert said(capsys) == (
        "Counts of people of sampleshire were released from files that have changed since. Run `vna "
        "release` again, with the same options.\n"
    )


def test_another_day_and_another_version_of_the_program_are_said_together(project, capsys, monkeypatch):
    class Tomorrow(datetime.date):
        @classmethod
        def today(cls):
            return datetime.date(2031, 1, 1)

    today = datetime.date.today()
    monkeypatch.setattr(last_release.datetime, "date", Tomorrow)
    monkeypatch.setattr(last_release, "program", lambda prints, day: f"other code, {day}")
    (line,) = said(capsys).splitlines()
    assert f"released on another day ({today:%d %B %Y}) and by another version of the program. " in line


@pytest.mark.parametrize("in_a_build", [False, True])
def test_nothing_is_said_where_it_was_released_again_since_the_kernel_began_nor_to_chapters(
    project, capsys, monkeypatch, in_a_build
):
    own_log(project)
    released = project / "released" / f"{AREA}.json"
    if in_a_build:
        monkeypatch.setenv(settings.SOLVED_VARIABLE, str(released))
    else:
        last_release.look()
        released.touch()
    tables.released("victims_by_offence", AREA)
    assert capsys.readouterr().err == ""


def test_nothing_is_said_of_another_folder_s_release_to_a_kernel_that_reads_its_own(
    project, capsys, monkeypatch
):
    own_log(project)
    shutil.copytree(project / "released", project / "elsewhere")
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(project / "elsewhere"))
    assert said(capsys) == ""


def test_a_kernel_reads_the_publishers_files_that_were_released(project, sampleshire_folder, monkeypatch):
    monkeypatch.delenv(settings.INPUTS_VARIABLE)
    assert settings.inputs_for(AREA) == sampleshire_folder
    told = project / "released" / AREA / settings.INPUTS
    told.write_text("xx", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(InputError, match=rf"changed by hand\. Run: vna release --area {AREA}$"):
            settings.inputs_for(AREA)
        told.unlink(missing_ok=True)
    (project / "released" / f"{AREA}.json").unlink()
    assert settings.inputs_for(AREA) == settings.data("raw", AREA)


def test_a_release_that_was_refused_closes_its_folder_and_notes_nothing(project):
    noted = last_release.look()
    (project / "other").mkdir()
    with settings.serving(settings.Run(project / "inputs", local=project / "other")):
        last_release.begin(AREA, project / "reports" / "ledger.json")
    assert last_release.look() == noted == {AREA: (project / "own").resolve()}
    assert last_release.closed() == sorted([(project / "own").resolve(), (project / "other").resolve()])
