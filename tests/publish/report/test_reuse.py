"""What a build takes from the last one: the bytes of one that begins from nothing, and nothing private."""

import csv
import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis import fingerprints, settings, table_files
from analysis.extracts.extracts import Explained
from analysis.publish.report import chapters, editions, reuse
from analysis.release.counts import Counted
from tests.publish.report.an_edition import content

SOURCES = Path(chapters.__file__).parents[3]
PEOPLE, REFUGEES = "13_voice", "08_refugees"


def built(home, out="reports"):
    """Build two chapters; return which of them ran, and what was said."""
    heard, said = [], []
    asked = {"local": home / "local", "again": False, "said": said.append}
    asked["progress"] = lambda name, state: heard.append((name, state))
    editions.build("sampleshire", home / "inputs", home / out, chapters=["08", "13"], **asked)
    return [name for name, state in heard if state == "running"], said


def edition(home, out="reports"):
    return home / out / "sampleshire" / "draft"


def moved(home, people):
    """Move people of the first district's census file from one ethnic group to the next."""
    path = home / "inputs" / "census2021-ts021-ltla.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    for group, change in (("Indian", people), ("Pakistani", -people)):
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


def test_what_did_not_change_is_not_made_again_and_what_did_has_the_bytes_of_a_build_from_nothing(home):
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
    assert {path.name for path in kept} >= {"last.json", "released.json", f"{PEOPLE}.json"}
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
    held = SimpleNamespace(files=(), replaced=(), problems=(), unused=(), offered={})
    place = SimpleNamespace(slug="kent")

    def begin(*asked, program="this one", edition="draft"):
        monkeypatch.setattr(reuse, "program", lambda prints: program)
        with settings.serving(run):
            return reuse.Kept(place, tmp_path / "reports", edition, asked, [notebook], held)

    return begin, notebook


def chapter(folder, *opened, code="1 + 1"):
    piece = {"kind": "sentence", "words": "Said."}
    blocks = (chapters.Prose("# A toy"), chapters.Code(code), chapters.Published(piece))
    files = (("one", "", "2021", str(folder / "inputs" / "a.csv"), None),)
    return chapters.Chapter("02_toy", "A toy", blocks, files, tuple(map(str, opened)))


def test_a_chapter_comes_back_as_it_was_kept_until_it_is_forgotten(keeping, tmp_path):
    begin, notebook = keeping
    ran, beside = chapter(tmp_path), tmp_path / "inputs" / "b.csv"
    beside.write_text("x\n1\n")
    begin().keep_chapter(notebook, ran)
    beside.write_text("x\n2\n")  # the chapter did not read it
    (tmp_path / "notebooks" / "private").mkdir()
    (tmp_path / "notebooks" / "private" / "own.ipynb").write_text("{}")  # and no chapter reads this
    assert begin().chapter(notebook) == ran
    with settings.serving(settings.Run(tmp_path / "inputs", None, tmp_path / "local")):
        reuse.forget("kent")
    assert begin().chapter(notebook) is None


def test_a_chapter_is_kept_with_the_tables_that_it_read_and_no_others(keeping, tmp_path, monkeypatch):
    begin, notebook = keeping
    monkeypatch.setenv(settings.TABLES_VARIABLE, str(tmp_path / "tables"))
    folder = tmp_path / "tables" / "kent" / "run"
    folder.mkdir(parents=True)

    def written(**changes):
        about = {"sha256": "a", "sources": [], "files": {"x.csv": [1, 1]}}
        tables = {"victims": about | changes, "residents": about}
        held = {"layout": table_files.LAYOUT, "area": "kent", "tables": tables}
        (folder / table_files.LIST).write_text(json.dumps(held), encoding="utf-8")

    written()
    (folder / "victims.parquet").write_bytes(b"table")
    ran = chapter(tmp_path, folder / table_files.LIST, folder / "victims.parquet")
    begin().keep_chapter(notebook, ran)
    (folder / "residents.parquet").write_bytes(b"another")
    written(files={"x.csv": [1, 2]})  # written again, of a file that is older by its date alone
    assert begin().chapter(notebook) == ran
    written(sha256="b")
    assert begin().chapter(notebook) is None
    written(sources=[{"newest": "2026-Q2"}])
    assert begin().chapter(notebook) is None
    (folder / table_files.LIST).unlink()
    assert begin().chapter(notebook) is None


@pytest.mark.parametrize("why", ["its file changed while it ran", "nothing can be written"])
def test_what_cannot_be_kept_runs_again_and_stops_nothing(keeping, tmp_path, why):
    begin, notebook = keeping
    own, kept = tmp_path / "desk.csv", begin()
    if why == "nothing can be written":
        (tmp_path / "local" / "builds").write_text("in the way")
        kept.keep_chapter(notebook, chapter(tmp_path))
    else:
        own.write_text("x\n1\n")
        kept.keep_chapter(notebook, chapter(tmp_path, own))
    assert begin().chapter(notebook) is None


@pytest.mark.parametrize(
    "what", ["source", "notebook", "new file", "program", "question", "document", "cut", "by hand"]
)
def test_a_chapter_runs_again_when_anything_that_it_stands_on_is_not_what_it_was(keeping, tmp_path, what):
    begin, notebook = keeping
    first = begin("2026-Q1")
    first.handed({"edition": "draft"}, {})
    first.keep_chapter(notebook, chapter(tmp_path, tmp_path / "vna-scratch-1" / "tabulations.json"))
    kept = next(tmp_path.rglob("02_toy.json"))
    match what:
        case "source":
            (tmp_path / "inputs" / "a.csv").write_text("x\n2\n")
        case "notebook":
            notebook.write_text("[]")
        case "new file":
            (tmp_path / "local" / "services.csv").write_text("")
        case "cut":
            kept.write_bytes(kept.read_bytes()[:-40])
        case "by hand":
            kept.write_text(kept.read_text().replace("Said.", "Told."))
    asked = "2026-Q2" if what == "question" else "2026-Q1"
    again = begin(asked, program=what if what == "program" else "this one")
    again.handed({"edition": "draft"} | ({"as_of": "2026-Q2"} if what == "document" else {}), {})
    assert again.chapter(notebook) is None


@pytest.mark.parametrize("how", ["changed", "deleted", "new"])
def test_a_file_from_any_other_folder_makes_the_chapter_that_reads_it_run_again(
    keeping, tmp_path, monkeypatch, how
):
    begin, notebook = keeping
    monkeypatch.setattr(reuse, "TICK_SECONDS", -60)  # what was just written has lain there for long
    own, final = tmp_path / "desk.csv", tmp_path / "reports" / "kent"
    if how != "new":
        own.write_text("x\n1\n")
    first = begin()
    first.keep_chapter(notebook, chapter(tmp_path, own))
    first.close(final, {})
    assert begin().chapter(notebook) is not None and begin().stands(final)
    if how == "deleted":
        own.unlink()
    else:
        own.write_text("x\n2\n")
    assert begin().chapter(notebook) is None and not begin().stands(final)


@pytest.mark.parametrize(
    "code",
    [
        "import duckdb",
        "from pyarrow import csv",
        "gpd.read_file(place)",
        'pandas.read_parquet("/desk/own.parquet")',
        'tables = [pandas.read_csv(one) for one in Path("/desk").glob("*.csv")]',
    ],
)
def test_a_chapter_of_which_nobody_sees_what_it_reads_runs_in_every_build(keeping, tmp_path, code):
    begin, notebook = keeping
    first, final = begin(), tmp_path / "reports" / "kent"
    first.keep_chapter(notebook, chapter(tmp_path, code=code))
    first.close(final, {})
    assert begin().chapter(notebook) is None and not begin().stands(final)


def test_no_chapter_of_the_assessment_is_of_these():
    notebooks = [
        json.loads(path.read_text(encoding="utf-8")) for path in settings.notebooks().glob("*.ipynb")
    ]
    code = ["".join(c["source"]) for one in notebooks for c in one["cells"] if c["cell_type"] == "code"]
    assert len(code) > 100 and [one for one in code if reuse.UNSEEN.search(one)] == []


@pytest.mark.parametrize(("log", "stands"), [("services", False), ("channels", True)])
def test_another_log_makes_only_the_chapters_run_again_that_read_it(keeping, tmp_path, log, stands):
    begin, notebook = keeping
    beside = {name: {"is": {"place": f"{name}.csv", "cells": [["a"]]}} for name in ("services", "channels")}
    kept = begin()
    kept.handed({"edition": "draft", "beside": beside}, {})
    kept.keep_chapter(
        notebook, chapter(tmp_path, tmp_path / "vna-scratch-1" / "tabulations" / "services.json")
    )
    beside[log] = {"is": {"place": f"{log}.csv", "cells": [["b"]]}}
    again = begin()
    again.handed({"edition": "draft", "beside": beside}, {})
    assert (again.chapter(notebook) is not None) == stands


def test_of_what_was_counted_the_counts_are_not_kept(keeping, tmp_path):
    begin, _ = keeping
    sheet = Explained("a.csv", 20, 19, {"no date": 1}, {"sex": 2}, {"sex": "B2"})
    counted = Counted("PRIVATE", ("2026-Q1",), "The force", {"2026-Q1": "a.csv"}, explained=(sheet,))
    document, handed, extract = {"edition": "draft"}, {"statements": {}}, tmp_path / "inputs" / "a.csv"
    begin().released(lambda: (document, handed, {"victims": counted}, [str(extract)]))
    assert "PRIVATE" not in next(tmp_path.rglob("released.json")).read_text()
    *same, counts = begin().released(lambda: pytest.fail("it is kept"))
    assert same == [document, handed]
    assert counts["victims"].explained == (sheet,) and counts["victims"].extracts == counted.extracts
    extract.write_text("x\n3\n")
    assert begin().released(lambda: ("again", *same[1:], {}, []))[0] == "again"


def test_bytes_that_were_changed_by_hand_are_not_what_was_kept(keeping, tmp_path):
    begin, _ = keeping
    begin().hold("png", [b"<svg/>"], b"picture")
    assert begin().held("png", [b"<svg/>"]) == b"picture"
    assert begin().held("png", [b"<svg>"]) is None and begin().held("slide", [b"<svg/>"]) is None
    (path,) = [one for one in tmp_path.rglob("made/*") if one.is_file()]
    path.write_bytes(path.read_bytes()[:-1] + b"E")
    assert begin().held("png", [b"<svg/>"]) is None


def test_a_new_edition_knows_which_files_were_in_order_for_another(keeping, tmp_path):
    begin, notebook = keeping
    path, other = tmp_path / "inputs" / "a.csv", tmp_path / "inputs" / "b.csv"
    other.write_text("x\n2\n")
    first = begin()
    first._held = [str(path), str(other)]
    first.keep_chapter(notebook, chapter(tmp_path))
    first.close(tmp_path / "reports", {})
    other.write_text("x\n3\n")
    later = begin(edition="2026-Q1")
    assert later.passed == {str(path)} and later.chapter(notebook) is None
    assert begin(edition="2026-Q1", program="another").passed == set()


def test_a_file_of_the_same_size_and_date_is_still_known_to_be_another(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("1")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    time.sleep(0.02)
    first = fingerprints.Fingerprints()
    before = first.of(path)
    path.write_text("2")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert fingerprints.Fingerprints(first.found).of(path) != before


def test_a_file_that_lies_as_it_did_is_not_read_again(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("1")
    monkeypatch.setattr(fingerprints, "TICK_SECONDS", -1)
    first = fingerprints.Fingerprints()
    checksum = first.of(path)
    monkeypatch.setattr(fingerprints.hashlib, "file_digest", lambda *_: pytest.fail("it was read"))
    assert fingerprints.Fingerprints(first.found).of(path) == checksum
    assert fingerprints.Fingerprints().of(tmp_path / "absent.csv") is None


def test_the_program_is_its_code_rules_lists_and_libraries(tmp_path, monkeypatch):
    data = tmp_path / "data"
    (data / "reference").mkdir(parents=True)
    (data / "policy.toml").write_text("a = 1")
    (data / "reference" / "list.csv").write_text("a\n")
    monkeypatch.setattr(settings, "data", data.joinpath)
    prints = fingerprints.Fingerprints()
    seen = [fingerprints.program(prints)]
    assert {"analysis/cli.py", "sampleshire/crimes.py"} <= {
        Path(one).relative_to(SOURCES).as_posix() for one in prints.found if one.endswith(".py")
    }
    (data / "policy.toml").write_text("a = 2")
    seen.append(fingerprints.program(fingerprints.Fingerprints()))
    (data / "reference" / "list.csv").write_text("b\n")
    seen.append(fingerprints.program(fingerprints.Fingerprints()))
    (tmp_path / "pandas-99.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    seen.append(fingerprints.program(fingerprints.Fingerprints()))
    assert len(set(seen)) == 4
