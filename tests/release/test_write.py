"""What is released is written into files that stages read, and nothing where a hidden cell could be told."""

import json
import shutil
from pathlib import Path

import pytest

from analysis import areas, extracts, locks, office_folders, private_json, settings, table_files, tables
from analysis.disclosure import ledger
from analysis.disclosure.attack import Findings
from analysis.disclosure.narrowing import Narrowed
from analysis.errors import InputError
from analysis.release import process, solve, tabulations, write
from tests.in_process import release_here

PLACE = areas.area("sampleshire")
COUNTED = ("victims_by_offence", "victims_by_ethnic_group_and_district", "duty_to_notify_of_the_country")


@pytest.fixture
def project(small_county, tmp_path, monkeypatch):
    """Return a folder in which tables are written, and the run of a small county with an office in it.

    Three tables are counted, in this process: that every one of them is counted in one of its own is the
    whole way's.
    """
    listed = tabulations.listed()
    monkeypatch.setattr(tabulations, "listed", lambda: {name: listed[name] for name in COUNTED})
    release_here(monkeypatch)
    data = settings.data

    def beside(*parts):
        return tmp_path.joinpath(*parts) if parts[:1] == ("local",) else data(*parts)

    monkeypatch.setattr(settings, "data", beside)
    monkeypatch.setenv(settings.TABLES_VARIABLE, str(tmp_path / "tables"))
    own = shutil.copytree(small_county.with_name("sampleshire-local"), tmp_path / "own")
    return tmp_path, settings.Run(small_county, local=own)


def release(project, edition="draft", **more):
    home, run = project
    return write.write(PLACE, run, edition, ledger.read(home / "reports", PLACE.slug), **more)


def last(project, edition="draft"):
    home, run = project
    return write.last(PLACE, run, edition, ledger.read(home / "reports", PLACE.slug))


def test_what_is_released_is_what_stages_read_and_it_is_counted_once(project, monkeypatch):
    _, run = project
    first = release(project)
    path = first.run.solved
    assert path.is_relative_to(table_files.home()) and "0 of them narrowed" in first.attack[0]
    assert office_folders.newest() == {"sampleshire": run.local}
    assert office_folders.every() == [run.local]  # what kernels of JupyterLab close too
    with settings.serving(first.run):
        found = tables.released("victims_by_offence", "sampleshire", margins=True)
        held = json.loads(path.read_text(encoding="utf-8"))["tabulations"]["victims_by_offence"]["cells"]
        assert len(found) == len(held) > 0
        hidden = tables.released(COUNTED[1], "sampleshire").query("status == 'suppressed'")
    assert len(hidden) and hidden["victims"].isna().all()
    # What is the office's alone lies in its own folder, and holds no row.
    (kept,) = (run.local / write.FOLDER / "sampleshire").glob("*.json")
    assert kept.stat().st_mode & 0o077 == 0
    assert all(one.frame is None for one in first.counts.values())
    monkeypatch.setattr(process, "ask", None)
    assert release(project) == first == last(project)
    assert write.with_last(PLACE, run) == first.run


@pytest.mark.parametrize("change", ["own", "publisher", "cut", "edition", "rules", "version"])
def test_what_changed_since_is_released_again_and_named(project, monkeypatch, change):
    home, run = project
    path = release(project).run.solved
    says = "not released"
    match change:
        case "own":
            with (run.local / "campaigns.csv").open("a", encoding="utf-8") as stream:
                stream.write("\n")
            says = "campaigns.csv: changed since"
        case "publisher":
            inputs = shutil.copytree(run.inputs, home / "inputs")
            project = home, settings.Run(inputs, local=run.local)
        case "cut":
            path.write_bytes(path.read_bytes()[:-40])
        case "rules":
            monkeypatch.setattr(write.fingerprints, "program", lambda prints: "another")
            says = "The program, its rules or what is published changed since"
        case "version":  # an earlier one of the program kept less
            (kept,) = (run.local / write.FOLDER / "sampleshire").glob("*.json")
            known = private_json.read(kept)
            private_json.write(kept, {one: part for one, part in known.items() if one != "asked"})
            says = "The program, its rules or what is published changed since"
    with pytest.raises(InputError, match=f"{says}.*Run: vna release --area sampleshire"):
        last(project, "2026-Q1" if change == "edition" else "draft")
    asked = []
    monkeypatch.setattr(process, "ask", lambda *work: asked.append(work) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        release(project, "2026-Q1" if change == "edition" else "draft")
    assert asked


@pytest.mark.parametrize(("file", "counted"), [("census2021-ts021-ltla.csv", False), ("*nrm*.csv", True)])
def test_a_file_that_it_does_not_read_is_looked_over_and_nothing_is_counted_again(
    project, monkeypatch, file, counted
):
    home, run = project
    project = home, settings.Run(shutil.copytree(run.inputs, home / "inputs"), local=run.local)
    first = release(project)
    path = sorted((home / "inputs").rglob(file))[0]
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    asked, ask = [], process.ask
    monkeypatch.setattr(
        process, "ask", lambda run, work, *given: asked.append(work) or ask(run, work, *given)
    )
    assert release(project).document == first.document
    assert (process.release in asked, process.look_over in asked) == (counted, True)
    assert release(project) == last(project)


def test_a_file_that_becomes_one_that_it_reads_under_the_name_it_had_is_counted(project, monkeypatch):
    home, run = project
    project = home, settings.Run(shutil.copytree(run.inputs, home / "inputs"), local=run.local)
    inputs = home / "inputs"
    read = sorted(inputs.rglob("*nrm_referrals_longitudinal*.csv"))[0]
    (inputs / "download.csv").write_bytes(sorted(inputs.rglob("census2021-ts021-ltla.csv"))[0].read_bytes())
    release(project)
    (inputs / "download.csv").write_bytes(read.read_bytes())
    asked, ask = [], process.ask
    monkeypatch.setattr(
        process, "ask", lambda run, work, *given: asked.append(work) or ask(run, work, *given)
    )
    release(project)
    assert process.release in asked


@pytest.fixture
def path(released_file, tmp_path, monkeypatch):
    """Return a released file of Sampleshire's that is read, and may be changed."""
    copied = shutil.copytree(released_file.parent, tmp_path / "released")
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(copied / released_file.name))
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
    path = release(project).run.solved.parent
    held = locks.only_one(path.with_name(f".{path.name}.released.lock"), "busy")
    with held, pytest.raises(InputError, match=r"Another command is releasing sampleshire\. Wait until"):
        release(project)


@pytest.mark.parametrize("name", ["victims_2026-Q1.csv", "campaigns.csv"])
@pytest.mark.parametrize("half_written", [False, True])
def test_a_file_that_changes_while_it_is_read_is_refused_and_nothing_is_written(
    project, monkeypatch, name, half_written
):
    home, run = project

    def solved(place, *asked):
        with (run.local / name).open("a", encoding="utf-8") as saved_again:
            saved_again.write("\n")
        if half_written:
            raise InputError("The workbook is damaged.")
        return {"area": place.slug, "tabulations": {}}, {}

    monkeypatch.setattr(process, "look_over", lambda place: ({}, (), []))
    monkeypatch.setattr(process.statements, "beside", lambda area: {})
    monkeypatch.setattr(process.solve, "solved", solved)
    with pytest.raises(
        InputError, match=rf"^{name}: changed while it was being read\. Close it in the program"
    ):
        release(project)
    assert not list((home / "tables").rglob("*.json"))


def test_a_workbook_that_is_open_hides_no_fault(project, monkeypatch):
    _, run = project

    def solved(*asked):
        (run.local / "~$campaigns.xlsx").write_text("Somebody", encoding="utf-8")
        raise InputError("The workbook is damaged.")

    monkeypatch.setattr(process, "look_over", lambda place: ({}, (), []))
    monkeypatch.setattr(process.solve, "solved", solved)
    with pytest.raises(InputError, match=r"The workbook is damaged\."):
        release(project)


def test_where_a_hidden_cell_can_be_told_nothing_is_written(project, monkeypatch):
    path = release(project).run.solved
    before = path.read_bytes()
    told = Narrowed("victims_by_district", "2026-Q1", ("East",), 3, 3, ("Total = 40",))
    monkeypatch.setattr(solve, "attack", lambda documents, printed: Findings(1, 1, (told,)))
    with pytest.raises(InputError, match="nothing was released"):
        release(project, fresh=True)
    assert path.read_bytes() == before
