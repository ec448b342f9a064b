"""`vna release` writes what chapters may see, and nothing when the attack finds a hidden cell."""

import json
import shutil
from pathlib import Path

import pytest

from analysis import areas, extracts, last_release, locks, settings, tables
from analysis.disclosure.attack import Findings
from analysis.disclosure.narrowing import Narrowed
from analysis.errors import InputError
from analysis.release import handover, process, write
from tests.in_process import release_here


@pytest.fixture
def project(sampleshire_folder, tmp_path, monkeypatch):
    """Make a folder the place where released tables are written, and Sampleshire's files what is read."""
    data = settings.data

    def beside(*parts):
        return tmp_path.joinpath(*parts) if parts[:1] in (("released",), ("local",)) else data(*parts)

    monkeypatch.setattr(settings, "data", beside)
    monkeypatch.setenv(settings.INPUTS_VARIABLE, str(sampleshire_folder))
    return tmp_path


def test_what_is_released_is_what_chapters_read(project):
    path, lines = write.write("sampleshire", project / "reports")
    assert path == project / "released" / "sampleshire.json" and "0 of them narrowed" in lines[0]
    read = settings.inputs_for("sampleshire")
    assert json.loads((path.with_suffix("") / settings.INPUTS).read_text(encoding="utf-8")) == str(read)
    own = settings.own_files_of(read)
    assert last_release.look() == {"sampleshire": own}
    assert last_release.closed() == [own]  # what kernels of JupyterLab close too
    assert str(own) not in path.read_text(encoding="utf-8")
    assert {one.name for one in path.parent.iterdir()} == {".sampleshire.lock", "sampleshire", path.name}
    found = tables.released("victims_by_offence", "sampleshire", margins=True)
    held = json.loads(path.read_text(encoding="utf-8"))["tabulations"]["victims_by_offence"]["cells"]
    assert len(found) == len(held) > 0
    hidden = tables.released("needs_by_category_and_result", "sampleshire").query("status == 'suppressed'")
    assert len(hidden) and hidden["client_needs"].isna().all()


@pytest.fixture
def path(released_file, tmp_path, monkeypatch):
    """Return a released file of Sampleshire's that is read, and may be changed."""
    copied = shutil.copytree(released_file.parent, tmp_path / "released")
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(copied))
    return copied / released_file.name


def test_a_released_file_that_was_changed_by_hand_or_by_another_version_is_refused(path, monkeypatch):
    whole = path.read_text(encoding="utf-8")
    changed, unmarked = json.loads(whole), json.loads(whole)
    changed["tabulations"]["victims_by_offence"]["cells"][0][2] = 4
    del unmarked[settings.MARK]
    for held in (changed, unmarked):
        path.write_text(json.dumps(held), encoding="utf-8")
        with pytest.raises(InputError, match=r"changed by hand or from another version\."):
            tables.released("victims_by_offence", "sampleshire")
        with pytest.raises(InputError, match="vna release"):
            extracts.log(areas.area("sampleshire"), "campaigns")
    path.write_text(whole, encoding="utf-8")
    monkeypatch.setattr(settings.metadata, "version", lambda name: "0.0.1")
    with pytest.raises(InputError, match="from another version"):
        tables.released("victims_by_offence", "sampleshire")


def test_what_was_released_under_other_rules_is_released_again(path, monkeypatch):
    monkeypatch.setattr(settings, "checksum_of_rules", lambda: "others")
    with pytest.raises(InputError, match=r"was changed since .* Run: vna release --area sampleshire"):
        tables.released("victims_by_offence", "sampleshire")


def alter(path):
    content = path.read_bytes()
    path.write_bytes(content.replace(b"2026", b"2027", 1))
    assert path.read_bytes() != content


@pytest.mark.parametrize(
    ("asked", "touch"),
    [
        ("campaigns", alter),
        ("contacts", lambda beside: shutil.copy(beside, beside.with_stem("contacts"))),
        ("campaigns", Path.unlink),
    ],
    ids=["changed", "added", "deleted"],
)
def test_a_file_beside_the_released_tables_that_was_touched_by_hand_is_refused(path, asked, touch):
    place, beside = areas.area("sampleshire"), path.with_suffix("") / "campaigns.json"
    assert len(extracts.log(place, "campaigns").frame)
    touch(beside)
    with pytest.raises(InputError, match="vna release") as refused:
        extracts.log(place, asked)
    assert "\n" not in str(refused.value)


def test_an_area_is_released_by_one_command_at_a_time(project):
    folder = project / "released"
    held = locks.only_one(folder / ".sampleshire.lock", "busy")
    with held, pytest.raises(InputError, match=r"Another command is releasing sampleshire\. Wait until"):
        write.write("sampleshire", project / "reports")
    assert [one.name for one in folder.iterdir()] == [".sampleshire.lock"]


@pytest.mark.parametrize("name", ["victims_2026-Q1.csv", "campaigns.csv"])
@pytest.mark.parametrize("half_written", [False, True])
def test_a_file_that_changes_while_it_is_read_is_refused_and_nothing_is_written(
    project, sampleshire_folder, monkeypatch, name, half_written
):
    local = shutil.copytree(sampleshire_folder.with_name("sampleshire-local"), project / "own")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(local))

    def solved(place, *asked):
        extracts.log(place, "campaigns")
        (local / name).read_bytes()
        with (local / name).open("a", encoding="utf-8") as saved_again:
            saved_again.write("\n")
        if half_written:
            raise InputError("The workbook is damaged.")
        return {"area": place.slug, "tabulations": {}}, {}

    monkeypatch.setattr(process.statements, "beside", lambda area: {})
    monkeypatch.setattr(process.solve, "solved", solved)
    release_here(monkeypatch)
    with pytest.raises(
        InputError, match=rf"^{name}: changed while it was being read\. Close it in the program"
    ):
        write.write("sampleshire", project / "reports")
    assert [one.name for one in (project / "released").iterdir()] == [".sampleshire.lock"]


def test_a_workbook_that_is_open_hides_no_fault(project, sampleshire_folder, monkeypatch):
    local = shutil.copytree(sampleshire_folder.with_name("sampleshire-local"), project / "own")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(local))

    def solved(*asked):
        (local / "~$campaigns.xlsx").write_text("Somebody", encoding="utf-8")
        raise InputError("The workbook is damaged.")

    monkeypatch.setattr(process.solve, "solved", solved)
    release_here(monkeypatch)
    with pytest.raises(InputError, match=r"The workbook is damaged\."):
        write.write("sampleshire", project / "reports")


def test_where_a_hidden_cell_can_be_told_nothing_is_written(project, monkeypatch):
    solved = {"area": "sampleshire", "tabulations": {}}, {handover.BESIDE: {}}, {}
    monkeypatch.setattr(process, "ask", lambda *asked: solved)
    told = Narrowed("victims_by_district", "2026-Q1", ("East",), 3, 3, ("Total = 40",))
    monkeypatch.setattr(write, "attack", lambda documents: Findings(1, 1, (told,)))
    (project / "released").mkdir()
    (project / "released" / "sampleshire.json").write_text("as it was", encoding="utf-8")
    with pytest.raises(InputError, match="nothing was released"):
        write.write("sampleshire", project / "reports")
    assert (project / "released" / "sampleshire.json").read_text(encoding="utf-8") == "as it was"
