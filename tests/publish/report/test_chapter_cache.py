"""What a build takes from the last one: the bytes of one that begins from nothing, and nothing private."""

import csv
import json
import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from analysis import settings, table_files
from analysis.publish.report import chapter_cache, chapters, editions
from analysis.sources.inventory import Inventory
from tests.publish.report import an_edition
from tests.publish.report.an_edition import content

SOURCES = Path(chapters.__file__).parents[3]
PEOPLE, REFUGEES = "13_voice", "08_refugees"


def built(home, out="reports"):
    """Build two chapters; return which of them ran, and what was said."""
    heard, said = [], []
    asked = {"local": home / "local", "again": False, "said": said.append}
    asked["progress"] = lambda name, state: heard.append((name, state))
    an_edition.built("sampleshire", inputs=home / "inputs", out=home / out, chapters=["08", "13"], **asked)
    return [name for name, state in heard if state == "running"], said


def edition(home, out="reports"):
    return home / out / "sampleshire" / "draft"


def moved(home, people):
    """Move people of the first district's census file from one broad ethnic group to another."""
    path = home / "inputs" / "census2021-ts021-ltla.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    groups = {"Indian": people, "Asian, Asian British or Asian Welsh": people}
    groups |= {"African": -people, "Black, Black British, Black Welsh, Caribbean or African": -people}
    for group, change in groups.items():
        column = next(place for place, name in enumerate(rows[0]) if name.endswith(f": {group}"))
        rows[1][column] = str(int(rows[1][column]) + change)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


@pytest.fixture
def home(tmp_path, tmp_path_factory, sampleshire_folder, monkeypatch):
    """Return a folder with the sources of two chapters, a folder of the office's own, and nothing built."""
    # Passing files lie in another folder than when Python began: one that is short enough for a socket.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("t")))
    (tmp_path / "inputs").mkdir()
    names = ["SAMPLESHIRE.json", "census2021-ts001-*", "census2021-ts004-*", "census2021-ts021-ltla.csv"]
    for name in [*names, "LSOA11_to_LSOA21*", "resettlement_*", "asylum_support_*"]:
        for path in sampleshire_folder.rglob(name):
            shutil.copy(path, tmp_path / "inputs" / path.name)
    (tmp_path / "local").mkdir()
    return tmp_path


def test_what_did_not_change_is_not_made_again_and_the_rest_is_as_if_new(home):
    draft = edition(home)
    assert sorted(built(home)[0]) == [REFUGEES, PEOPLE]
    first, moment = content(edition(home)), draft.stat().st_mtime_ns
    kept_in_private(home)

    ran, said = built(home)
    assert ran == [] and len(said) == 1 and said[0].startswith("Nothing that it is made of has changed")
    assert content(edition(home)) == first and draft.stat().st_mtime_ns == moment

    # Of one source: the chapter that reads it runs, the other and the tabulations are as they were. A page
    # that was changed by hand is made again, of the chapter that is kept.
    moved(home, 5)
    (draft / f"{REFUGEES}.html").write_text("changed by hand", encoding="utf-8")
    assert built(home)[0] == [PEOPLE]
    second = content(edition(home))
    assert second != first and f"{REFUGEES}.html" in second
    assert sorted(built(home, out="again")[0]) == [REFUGEES, PEOPLE]
    assert content(edition(home, "again")) == second


def kept_in_private(home):
    """Assert that what a build keeps is its owner's alone, and never in reports."""
    kept = [path for path in (home / "local" / "builds").rglob("*") if path.is_file()]
    named = {path.name: path for path in kept}
    assert named.keys() >= {"last.json", f"{PEOPLE}.json", f"{REFUGEES}.json", f"{REFUGEES}.ipynb"}
    # The notebook as it ran: frames that it looked at, and what the report shows.
    ran = nbformat.read(named[f"{REFUGEES}.ipynb"], as_version=4)
    nbformat.validate(ran)
    shown = [output["data"] for cell in ran.cells for output in cell.get("outputs", ())]
    assert any('class="dataframe"' in one.get("text/html", "") for one in shown)
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in kept)
    folders = {folder for path in kept for folder in path.parents if home / "local" in folder.parents}
    assert all(folder.stat().st_mode & 0o777 == 0o700 for folder in folders)
    beside = {path.name for path in (home / "reports" / "sampleshire").iterdir()}
    assert beside == {"draft", ".draft.lock", ".ledger.json.lock"}


@pytest.fixture
def keeping(tmp_path, monkeypatch):
    """Return a function that begins a build of an edition which keeps things, and the notebook it has."""
    for name in ("inputs", "local", "notebooks", "reports"):
        (tmp_path / name).mkdir()
    (tmp_path / "inputs" / "a.csv").write_text("x\n1\n")
    notebook = tmp_path / "notebooks" / "02_toy.ipynb"
    notebook.write_text("{}")
    monkeypatch.setattr(settings, "notebooks", lambda: tmp_path / "notebooks")
    run = settings.Run(tmp_path / "inputs", None, tmp_path / "local")
    held = Inventory(tmp_path / "inputs", ())
    place = SimpleNamespace(slug="kent", invented=False)

    def begin(*parameters, program="this one", edition="draft", again=False):
        monkeypatch.setattr(chapter_cache, "program", lambda prints: program)
        asked = editions.Asked(place, edition, tmp_path / "reports", run, (notebook,), parameters)
        with settings.serving(run):
            return chapter_cache.Kept(asked, held, again=again)

    return begin, notebook


RUN = settings.Run(table_runs=(("kent", "run"),))


def chapter(folder, *tables):
    piece = {"kind": "sentence", "words": "Said."}
    blocks = (chapters.Prose("# A toy"), chapters.Code("1 + 1"), chapters.Published(piece))
    files = (("one", "", "2021", str(folder / "inputs" / "a.csv"), ""),)
    read = {one: table_files.state_of(one) for one in tables}
    return chapters.Chapter("02_toy", "A toy", blocks, files, read)


def test_a_chapter_comes_back_as_it_was_kept_unless_it_is_to_run_again(keeping, tmp_path):
    begin, notebook = keeping
    ran, beside = chapter(tmp_path), tmp_path / "inputs" / "b.csv"
    beside.write_text("x\n1\n")
    begin().keep_chapter(notebook, RUN, ran)
    beside.write_text("x\n2\n")  # the chapter did not read it
    (tmp_path / "notebooks" / "private").mkdir()
    (tmp_path / "notebooks" / "private" / "own.ipynb").write_text("{}")  # and no chapter reads this
    assert begin().chapter(notebook, RUN) == ran
    assert begin(again=True).chapter(notebook, RUN) is None


def test_a_chapter_is_kept_with_the_tables_that_it_read_and_no_others(keeping, tmp_path, monkeypatch):
    begin, notebook = keeping
    monkeypatch.setenv(settings.TABLES_VARIABLE, str(tmp_path / "tables"))
    folder = tmp_path / "tables" / "kent" / "run"
    folder.mkdir(parents=True)

    def written(why="Why not.", **changes):
        about = {"sha256": "a", "sources": [], "files": {"x.csv": [1, 1]}}
        tables = {"victims": about | changes, "residents": about}
        held = {"layout": table_files.LAYOUT, "area": "kent", "tables": tables, "waiting": {}}
        held["faults"] = {"needs": why}
        (folder / table_files.LIST).write_text(json.dumps(held), encoding="utf-8")

    written()
    (folder / "victims.parquet").write_bytes(b"table")
    ran = chapter(tmp_path, "kent/run/victims", "kent/run/needs")
    begin().keep_chapter(notebook, RUN, ran)
    (folder / "residents.parquet").write_bytes(b"another")
    written(files={"x.csv": [1, 2]})  # written again, of a file that is older by its date alone
    assert begin().chapter(notebook, RUN) == ran
    written(sha256="b")
    assert begin().chapter(notebook, RUN) is None
    written(why="Another file is damaged.")
    assert begin().chapter(notebook, RUN) is None
    written(sources=[{"newest": "2026-Q2"}])
    assert begin().chapter(notebook, RUN) is None
    (folder / table_files.LIST).unlink()
    assert begin().chapter(notebook, RUN) is None


def test_what_cannot_be_kept_runs_again_and_stops_nothing(keeping, tmp_path):
    begin, notebook = keeping
    kept = begin()
    (tmp_path / "local" / "builds").write_text("in the way")
    kept.keep_chapter(notebook, RUN, chapter(tmp_path))
    assert begin().chapter(notebook, RUN) is None


CHANGES = ["notebook", "module", "new file", "program", "question", "tables", "cut", "by hand"]


@pytest.mark.parametrize("what", CHANGES)
def test_a_chapter_runs_again_when_anything_that_it_stands_on_is_not_what_it_was(keeping, tmp_path, what):
    begin, notebook = keeping
    begin("2026-Q1").keep_chapter(notebook, RUN, chapter(tmp_path))
    assert begin("2026-Q1").chapter(notebook, RUN) is not None
    kept, run = next(tmp_path.rglob("02_toy.json")), RUN
    match what:
        case "notebook":
            notebook.write_text("[]")
        case "module":
            notebook.with_name("own.py").write_text("")
        case "new file":
            (tmp_path / "local" / "services.csv").write_text("")
        case "tables":
            run = settings.Run(table_runs=(("kent", "another"),))
        case "cut":
            kept.write_bytes(kept.read_bytes()[:-40])
        case "by hand":
            kept.write_text(kept.read_text().replace("Said.", "Told."))
    asked = "2026-Q2" if what == "question" else "2026-Q1"
    again = begin(asked, program=what if what == "program" else "this one")
    assert again.chapter(notebook, run) is None


def test_an_edition_stands_while_nothing_changed(keeping, tmp_path):
    begin, _ = keeping
    final = tmp_path / "reports" / "kent"
    final.mkdir()
    (final / "index.html").write_text("A page.")
    begin().close(final)
    assert begin().stands(final)
    (tmp_path / "inputs" / "a.csv").write_text("x\n2\n")
    assert not begin().stands(final)
    begin().close(final)
    (final / "index.html").write_text("Changed by hand.")
    assert not begin().stands(final)
