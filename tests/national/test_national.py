"""Many areas at once: every edition whole, one that compares them, and no fault of one that stops another."""

import contextlib
import dataclasses
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

from analysis import national, settings
from analysis.cli import app
from analysis.disclosure import published
from analysis.errors import InputError
from analysis.national import cluster, edition, here, one_area, run
from analysis.publish.report import draft_mark, editions, publishing, verify
from analysis.sources.workbooks import loaded, rows
from tests.in_process import only_tables_of, release_here
from tests.national import workers
from tests.whole_way import SLOW_TO_HIDE

AREAS = ["sampleshire", "brackmarsh", "kestrelmoor"]
CHAPTERS, EDITION = ("08",), "2026-Q2"
READ = [*editions.choose(CHAPTERS), *(settings.notebooks() / "national").glob("*.ipynb")]


def asked(folder, **more):
    """Return the `Work` of three areas whose editions would lie in a folder."""
    given = {"edition": "draft", "as_of": None, "local": None, "printed": False, "chapters": CHAPTERS}
    return [
        one_area.Work(area=name, inputs=folder, out=folder, **(given | more))
        for name in ("kent", "surrey", "sussex")
    ]


@pytest.fixture(scope="module")
def inputs(sampleshire_folder, tmp_path_factory):
    """Return Sampleshire's files without workbooks, and those of earlier years, that each area reads anew."""
    anew = shutil.ignore_patterns(
        "national-ref*", "prc-outcomes-*", "nrm_*_202[234]_*", "ukraine-*-202[234]-*"
    )
    return shutil.copytree(sampleshire_folder, tmp_path_factory.mktemp("files") / "inputs", ignore=anew)


@contextlib.contextmanager
def in_this_process(home):
    """Build areas here, one after another, with few tables: a process for each is the slow tests' way."""

    def one_by_one(asked, jobs, heard):
        for work in asked:
            heard(one_area.build(work))

    with pytest.MonkeyPatch.context() as patch:
        release_here(patch)
        patch.setattr(here, "run", one_by_one)
        only_tables_of(patch, home / "tables", READ)
        yield


def three_areas(home, inputs, sampleshire_folder, where):
    """Return the folder of reports of three areas, that of the comparison, and what was told."""
    told = []
    settled = {"inputs": inputs, "out": home / "reports", "local": home / "local"}
    settled |= {"printed": False, "chapters": CHAPTERS, "name": EDITION, "as_of": EDITION}
    own = settings.own_files_of(sampleshire_folder)
    left_out = shutil.ignore_patterns("builds", "counts", *SLOW_TO_HIDE)
    shutil.copytree(own, home / "local" / "sampleshire", ignore=left_out)

    def build(wanted=None, **more):
        with where(home):
            return national.build(wanted or ",".join(AREAS), **(settled | more))

    folder, results = build(heard=lambda *one: told.append(one))
    return home, folder, results, told, build


@pytest.fixture(scope="module")
def made(inputs, sampleshire_folder, tmp_path_factory):
    """Return `three_areas` that were built in this process."""
    return three_areas(tmp_path_factory.mktemp("national"), inputs, sampleshire_folder, in_this_process)


@pytest.fixture(scope="module")
def made_apart(inputs, sampleshire_folder, tmp_path_factory):
    """Return `three_areas` that were built in processes of their own."""
    home = tmp_path_factory.mktemp("national")
    return three_areas(home, inputs, sampleshire_folder, contextlib.nullcontext)


class Links:
    """The addresses of a page's links, and its text."""

    def __init__(self, page):
        held = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")
        self.found, self.words = [one.get("href", "") for one in held("a")], held.find_all(string=True)


def stamps(folder):
    """Return when each file of a folder was written."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_every_area_has_its_edition_and_each_was_told_as_it_ended(made):
    home, _, results, told, _ = made
    assert [(one.area, one.state) for one in results] == [(name, "built") for name in AREAS], results
    assert [(number, of) for _, number, of in told] == [(1, 3), (2, 3), (3, 3)]
    assert {one.area for one, _, _ in told} == set(AREAS)
    for name in AREAS:
        folder = home / "reports" / name / EDITION
        held = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert held["area"] == name and held["chapters"] == ["08_refugees"]
        assert (folder / "index.html").is_file() and not list(folder.glob("*.pdf"))
    assert verify.attacked_reports(home / "reports")[1]
    assert {one.name for one in published.areas_in(home / "reports")} == set(AREAS)


def test_the_comparison_leads_to_every_area_and_sets_them_against_what_is_usual(made):
    home, folder, *_ = made
    assert folder == home / "reports" / "national" / EDITION
    page = Links(folder / "index.html")
    leading = [one for one in page.found if one.startswith("../../")]
    own, its, kestrelmoor = ([f"../../{name}/{EDITION}/index.html"] for name in AREAS)
    assert leading == [*own, *its, *kestrelmoor, *its, *own, *kestrelmoor]  # each area, then those like it
    assert all((folder / one).is_file() for one in leading)
    words = " ".join(page.words)
    assert "Sampleshire and its neighbours" in words and "Invented data" in words
    for heading in (
        "How much crime is recorded?",
        "refer victims",
        "domestic abuse",
        "How old are the figures?",
    ):
        assert heading in words
    # Three areas are too few for any to be called higher or lower, nor are "0 of 3" found to be.
    assert "In 0 of" not in words and "Households homeless because of domestic abuse, by area" in words
    assert "as usual" in words and not re.search(r"\bnan\b|\bNaN\b|None", words)


def test_an_attack_on_all_areas_together_reads_the_comparison_too(made, tmp_path):
    reports = shutil.copytree(made[0] / "reports", tmp_path / "reports")
    assert verify.attacked_reports(reports)[1]
    changed = next((reports / "national" / EDITION / "data").glob("*.csv"))
    changed.write_text("another\n", encoding="utf-8")
    lines, safe = verify.attacked_reports(reports)
    assert not safe and f"{changed}: was changed after it was built." in lines


def test_each_area_leads_to_the_comparison_and_to_its_group_built_with_it(made):
    home, *_ = made
    page = Links(home / "reports" / "sampleshire" / EDITION / "index.html")
    leading = [one for one in page.found if one.startswith("../../")]
    assert leading == [
        f"../../{name}/{EDITION}/index.html" for name in ("national", "brackmarsh", "kestrelmoor")
    ]
    words = " ".join("".join(page.words).split())
    assert "Brackmarsh, one of its most similar forces" in words


def test_the_workbook_has_a_sheet_for_each_comparison(made):
    _, folder, *_ = made
    book = loaded("tables.xlsx", (folder / "tables.xlsx").read_bytes(), "")
    tables = [name for name in book.sheet_names if name not in ("Cover", "Contents", "Notes")]
    assert len(tables) >= 5
    names = {str(row[0]) for row in rows(book, tables[0])}
    assert {"Sampleshire", "Brackmarsh", "Kestrelmoor"} <= names


@pytest.fixture
def no_comparison(monkeypatch):
    """Leave the edition that compares the areas out."""
    monkeypatch.setattr(edition, "write", lambda *given: None)


def test_the_same_call_again_builds_nothing_that_is_as_it_was(made, no_comparison):
    home, _, _, _, build = made
    before = {name: stamps(home / "reports" / name / EDITION) for name in AREAS}
    _, results = build()
    assert {one.state for one in results} == {"built"}
    assert before == {name: stamps(home / "reports" / name / EDITION) for name in AREAS}


@pytest.mark.slow
def test_what_was_published_stands_and_what_fails_stops_no_other(made_apart, inputs, tmp_path):
    home, build = shutil.copytree(made_apart[0], tmp_path / "home"), made_apart[-1]
    places = {"inputs": inputs, "out": home / "reports", "local": home / "local" / "brackmarsh"}
    publishing.publish(EDITION, "brackmarsh", **places)
    closed = stamps(home / "reports" / "brackmarsh" / EDITION)
    leading = Links(home / "reports" / "brackmarsh" / EDITION / "index.html").found
    assert f"../../national/{EDITION}/index.html" in leading
    shutil.rmtree(home / "reports" / "kestrelmoor")
    (home / "local" / "kestrelmoor" / "columns.toml").write_text("not = [toml", encoding="utf-8")
    folder, results = build(out=home / "reports", local=home / "local")
    assert [one.state for one in results] == ["built", "published", "failed"]
    assert stamps(home / "reports" / "brackmarsh" / EDITION) == closed
    assert "columns.toml" in run.failure(results[-1])
    assert not (home / "reports" / "kestrelmoor" / EDITION).exists()
    leading = Links(home / "reports" / "sampleshire" / EDITION / "index.html").found
    assert f"../../brackmarsh/{EDITION}/index.html" in leading
    assert not any("kestrel" in one for one in leading)
    words = " ".join(Links(folder / "index.html").words)
    assert "not built: " in words and "published before" in words and draft_mark.DRAFT in words
    # Where every area has published, what compares them is as open as their editions.
    shutil.rmtree(home / "reports" / "sampleshire")
    folder, _ = build("brackmarsh", out=home / "reports", local=home / "local")
    words = " ".join(Links(folder / "index.html").words)
    assert "Police force areas compared" in words and draft_mark.DRAFT not in words


@pytest.fixture
def built_at_once(monkeypatch):
    """Build no area: each leaves a manifest where its edition would lie. Returned is what was compared."""
    compared = []

    def build(work):
        folder = Path(work.out, work.area, work.edition)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "manifest.json").touch()
        return one_area.Result(work.area, one_area.BUILT)

    monkeypatch.setattr(here, "run", lambda asked, jobs, heard: [heard(build(one)) for one in asked])
    monkeypatch.setattr(edition, "write", lambda places, results, *given: compared.append(results))
    return compared


@pytest.fixture
def some_files(tmp_path):
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return {"inputs": tmp_path / "inputs", "out": tmp_path / "out"}


@pytest.mark.parametrize("changes", [False, True])
def test_a_file_that_changes_during_the_build_is_named_and_nothing_compared(
    changes, built_at_once, some_files
):
    def change(*told):
        if changes:
            (some_files["inputs"] / "notes.csv").write_text("a,b\n1,2\n3,4\n", encoding="utf-8")

    if changes:
        with pytest.raises(InputError, match=r"notes\.csv: was changed while areas were built"):
            national.build("kent,surrey", **some_files, heard=change)
    else:
        national.build("kent,surrey", **some_files, heard=change)
    assert len(built_at_once) == (not changes)


def test_an_area_built_again_alone_is_compared_with_those_from_before(built_at_once, some_files):
    national.build("kent,surrey", **some_files)
    national.build("surrey,sussex", **some_files)
    national.build("kent", **some_files, name="2026-Q2")
    said = [[(one.area, one.state) for one in results] for results in built_at_once]
    assert said == [
        [("kent", "built"), ("surrey", "built")],
        [("surrey", "built"), ("sussex", "built"), ("kent", "built before")],
        [("kent", "built")],
    ]


def test_a_second_run_into_a_folder_and_missing_extracts_are_refused(built_at_once, some_files):
    def again(*told):
        with pytest.raises(InputError, match="is being built by another command"):
            national.build("surrey", **some_files)

    national.build("kent", **some_files, heard=again)
    with pytest.raises(InputError, match=r"there is no such folder\. --local"):
        national.build("kent", **some_files, local=some_files["inputs"] / "own")


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (OSError(28, "No space left on device", "reports"), "reports: No space left on device."),
        (KeyError("a figure"), "KeyError: a fault of the program."),  # without its message
    ],
)
def test_a_full_disk_and_a_fault_of_the_program_are_one_line_of_the_area(monkeypatch, tmp_path, fault, says):
    def broken(*given, **named):
        raise fault

    monkeypatch.setattr(one_area.editions, "build", broken)
    (said,) = one_area.build(asked(tmp_path)[0]).said
    assert said.startswith(says) and "figure" not in said


def test_an_area_whose_process_dies_is_tried_again(monkeypatch, tmp_path):
    monkeypatch.setattr(here.one_area, "build", workers.dies_once)
    heard = []
    here.run(asked(tmp_path), 2, heard.append)
    assert sorted((one.area, one.state) for one in heard) == [
        ("kent", "built"), ("surrey", "built"), ("sussex", "built"),
    ]  # fmt: skip


def test_an_area_whose_process_always_dies_is_told_and_takes_no_other_with_it(monkeypatch, tmp_path):
    monkeypatch.setattr(here.one_area, "build", workers.kent_dies)
    heard = []
    here.run(asked(tmp_path), 3, heard.append)
    states = {one.area: one.state for one in heard}
    assert states == {"kent": "failed", "surrey": "built", "sussex": "built"}
    assert next(one for one in heard if one.area == "kent").said == (here.DIED,)


@pytest.mark.parametrize(
    ("jobs", "side_by_side"), [(1, [1, 1, 1]), (2, [1, 1, 2]), (3, [1, 1, 1]), (8, [2, 2, 2])]
)
def test_the_last_areas_share_the_cores_that_would_wait(jobs, side_by_side, monkeypatch, tmp_path):
    heard = []
    monkeypatch.setattr(here, "_alone", lambda work: (work.area, work.at_a_time))
    here.run(asked(tmp_path), jobs, heard.append)
    assert [side for _, side in sorted(heard)] == side_by_side


def test_all_areas_are_those_of_the_kind_that_the_folder_holds(sampleshire_folder, tmp_path):
    assert len(run.choose("all", sampleshire_folder)) == 13
    assert len(run.choose("All", tmp_path)) == 43


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("kent,surrey,Kent", "--areas names Kent twice"),
        (" , ", "--areas names no area"),
        ("kent,surrrey", 'Nearest: "Surrey"'),
    ],
)
def test_areas_that_are_no_list_are_refused(wanted, says, tmp_path):
    with pytest.raises(InputError, match=re.escape(says)):
        run.choose(wanted, tmp_path)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"chapters": ("99",)}, 'No chapter "99"'),
        ({"jobs": 2, "scheduler": "tcp://127.0.0.1:9"}, "--scheduler about a cluster"),
        ({"inputs": Path("none")}, "none: no such folder."),
        ({"name": "../x"}, "a name has letters"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_any_area_is_built(given, says, tmp_path):
    with pytest.raises(InputError, match=re.escape(says)):
        run.build("kent", **{"inputs": tmp_path, "out": tmp_path / "out"} | given)
    assert not (tmp_path / "out").exists()


def test_no_area_is_ever_given_another_offices_extracts(tmp_path):
    kent, own = run.areas.area("kent"), run.areas.area("sampleshire")
    assert run._own(kent, None) == settings.data("local", "areas", "kent")
    assert run._own(kent, tmp_path) == tmp_path / "kent" and run._own(own, None) is None


def test_the_command_ends_with_what_was_not_built(sampleshire_folder, tmp_path):
    call = ["national", "--areas", "kent", "--inputs", str(sampleshire_folder), "--out", str(tmp_path)]
    (tmp_path / "own").mkdir()
    said = CliRunner().invoke(app, [*call, "--local", str(tmp_path / "own"), "--chapters", "08", "--web"])
    assert said.exit_code == 1
    assert "1 of 1: kent, failed" in said.output and "No area has an edition." in said.output
    assert "holds invented files, and Kent is real" in said.output


# A cluster on this computer


def command(*words):
    """Return a Dask program that runs until it is ended."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    free = kept | {"DASK_DISTRIBUTED__WORKER__DAEMON": "False", "PYTHONPATH": ":".join(sys.path)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]], env=free, **quiet
    )


def scheduler_in(place):
    """Return the process of a scheduler that keeps its file in a folder, and its address."""
    begun = command("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                    "--scheduler-file", str(place / "here.json"))  # fmt: skip
    while not (place / "here.json").exists() or not (place / "here.json").read_text():
        time.sleep(0.1)
    return begun, json.loads((place / "here.json").read_text())["address"]


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """Return the address of a scheduler, and a function that starts a worker of it."""
    place = tmp_path_factory.mktemp("dask")
    first, address = scheduler_in(place)
    begun = [first]

    def worker(*words):
        kept = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(place))
        one = command("worker", address, *kept, *words)
        begun.append(one)
        return one

    yield address, worker
    for one in reversed(begun):
        one.terminate()
        one.wait()


def test_a_scheduler_that_is_not_there_or_has_no_workers_is_one_line(monkeypatch, tmp_path, scheduler):
    monkeypatch.setattr(cluster, "WAIT_SECONDS", 1)
    with pytest.raises(
        InputError, match=r"tcp://127\.0\.0\.1:9: no scheduler answers there within 1 seconds"
    ):
        cluster.run(asked(tmp_path), "tcp://127.0.0.1:9", print)
    with pytest.raises(InputError, match="the scheduler has no workers"):
        cluster.run(asked(tmp_path), scheduler[0], print)


@pytest.mark.slow
def test_a_cluster_builds_the_same_files_and_refuses_workers_of_another_version(
    made_apart, scheduler, monkeypatch, no_comparison
):
    home, _, _, _, build = made_apart
    address, worker = scheduler
    worker()
    _, results = build("kestrelmoor", out=home / "elsewhere", scheduler=address)
    assert [one.state for one in results] == ["built"]
    there, here_ = (
        home / name / "kestrelmoor" / EDITION / "manifest.json" for name in ("elsewhere", "reports")
    )
    lost = [one.with_name("not_assessed.html").read_text(encoding="utf-8") for one in (there, here_)]
    assert lost[0] == lost[1]
    assert json.loads(there.read_bytes())["files"] == json.loads(here_.read_bytes())["files"]
    monkeypatch.setattr(cluster.fingerprints, "program", lambda prints: "another")
    with pytest.raises(InputError, match=r"Worker tcp://.*: program differs from this computer's"):
        build("kestrelmoor", out=home / "elsewhere", scheduler=address)


@pytest.mark.parametrize(
    ("there", "says"),
    [
        (ModuleNotFoundError("No module named 'analysis'"), "cannot run this program (No module named"),
        ({"out": False}, "out differs from this computer's. Mount the folder of reports"),
        ({"inputs": {}}, "inputs differs from this computer's. Mount the folder of publishers' files"),
    ],
)
def test_workers_without_the_program_or_the_folders_are_refused_in_one_line(there, says, some_files):
    class Client:
        def wait_for_workers(self, *given, **named):
            pass

        def run(self, function, *given, **named):
            found = there if isinstance(there, Exception) else function(*given) | there
            return {"tcp://second:9": found}

    some_files["out"].mkdir()
    (work, *_) = asked(some_files["out"])
    work = dataclasses.replace(work, inputs=some_files["inputs"])
    with cluster._written(work) as written:
        here = cluster.at_the_start(work, *written)
        with pytest.raises(InputError, match=re.escape(f"Worker tcp://second:9: {says}")):
            cluster._refuse_other_workers(Client(), "tcp://first:8786", work, here, written)
    assert not list(some_files["out"].iterdir())


def test_an_area_that_a_worker_of_another_version_takes_later_fails_in_one_line(some_files):
    some_files["out"].mkdir()
    work = dataclasses.replace(asked(some_files["out"])[0], inputs=some_files["inputs"])
    with cluster._written(work) as written:
        result = cluster.build(work, cluster.facts(*written) | {"program": "another"}, written)
    assert result.state == "failed"
    assert result.said[0].startswith("the worker that took it: program differs from this computer's.")


def test_a_scheduler_that_is_lost_is_one_line(monkeypatch, tmp_path):
    said, listening = [], logging.Handler()
    monkeypatch.setattr(listening, "emit", said.append)
    monkeypatch.setattr(logging.getLogger("distributed.client"), "handlers", [listening])
    begun, address = scheduler_in(tmp_path)
    monkeypatch.setattr(cluster, "_refuse_other_workers", lambda *given: None)  # nobody begins
    monkeypatch.setattr(cluster, "WAIT_SECONDS", 1)
    threading.Timer(1, begun.kill).start()
    with pytest.raises(InputError, match="the scheduler was lost"):
        cluster.run(asked(tmp_path), address, print)
    begun.wait()
    assert said == []


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [2, 5, 9, 14, 20])
def test_a_worker_that_is_killed_loses_no_area(made_apart, scheduler, seconds):
    home, _, _, _, build = made_apart
    address, worker = scheduler
    out, pair = home / f"killed-{seconds}", [worker("--no-nanny") for _ in range(2)]
    timer = threading.Timer(seconds, pair[0].kill)
    timer.start()
    _, results = build(out=out, scheduler=address)
    pair[1].terminate()
    assert pair[0].wait() == -signal.SIGKILL
    assert [(one.area, one.state) for one in results] == [(name, "built") for name in AREAS], results
    for name in AREAS:
        of = json.loads((out / name / EDITION / "manifest.json").read_bytes())["files"]
        alone = json.loads((home / "reports" / name / EDITION / "manifest.json").read_bytes())["files"]
        assert of == alone
    assert not list(out.glob("*/.*.new"))


def test_the_comparison_that_fails_leaves_the_reasons_of_areas(built_at_once, some_files, monkeypatch):
    def broken(*given):
        raise InputError("a comparison that fails.")

    def one_of_two(asked, jobs, heard):
        heard(one_area.Result("kent", one_area.BUILT))
        heard(one_area.Result("surrey", one_area.FAILED, ("columns.toml: cannot be read.",)))

    monkeypatch.setattr(here, "run", one_of_two)
    monkeypatch.setattr(edition, "write", broken)
    with pytest.raises(InputError, match=r"a comparison that fails\.\nsurrey: columns\.toml: cannot"):
        national.build("kent,surrey", **some_files)
