"""The build: what an edition holds, and that the last one stays whole whatever happens to the next."""

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from analysis import settings, table_files
from analysis.errors import InputError
from analysis.publish.report import chapters, documents, editions, folders
from tests.publish.report.an_edition import build, content
from tests.publish.shelf import Shelf, notebook


def leftovers(folder):
    return [path.name for path in (folder / "reports" / "kent").iterdir() if path.suffix in (".new", ".old")]


def test_a_real_notebook_becomes_an_edition(folder, piece):
    code = (
        "class Piece:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        f'        return {{"application/vnd.victim-needs+json": {piece!r}}}\nPiece()'
    )
    notebook(folder / "notebooks", code, name="02_people")
    heard = []
    edition = build(folder, chapters=["2"], progress=lambda name, state: heard.append((name, state)))
    assert edition == folder / "reports" / "kent" / "draft"
    of_the_chapter = {"02_people.html", "02_people.md", "data/02-01.csv", "slides/02-01.png"}
    of_the_chapter |= {"figures/02-01.png", "figures/02-01.svg"}
    forms = {f"victim_needs_assessment.{form}" for form in ("docx", "pdf", "xlsx")}
    beside = {"charts.csv", "index.html", "manifest.json", "page.js", "questions.html", "search_index.js"}
    assert set(content(edition)) == of_the_chapter | forms | beside | {"tabulations.json"}
    states = [state for name, state in heard if name == "02_people"]
    assert states == ["waiting", "running", "done"] and heard[-1] == ("pages and forms", "being written")
    assert "AREA, EDITION = 'kent', None" in (edition / "02_people.md").read_text(encoding="utf-8")


def test_the_manifest_says_what_went_in_came_out_and_what_may_be_shown(folder, ran, piece):
    ran()
    heard = []
    edition = build(folder, edition="2026-Q3", as_of="2026-Q3", said=heard.append)
    assert "2 hidden cells over 1 edition, 0 of them narrowed" in heard[0]
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    (used,) = manifest["inputs"]
    assert (used["card"], used["file"]) == ("one", "a.csv")
    assert used["sha256"] == hashlib.sha256(b"x\n1\n").hexdigest()
    (extract,) = manifest["extracts"]
    assert (extract["card"], extract["file"]) == ("victims", "victims_2026-Q3.csv")
    assert manifest["parameters"] == {"AREA": "kent", "EDITION": "2026-Q3"}
    figure, table = manifest["figures"][:2]
    assert (figure["alt"], figure["title"]) == (piece["alt"], piece["title"])
    assert "tabulations" not in figure and "1234" in figure["figures"]
    assert table["tabulations"] == ["victims_by_place"] and table["figures"] == ["40", "171", "2026", "1"]
    sentence = {"name": "02-sentence-01", "chapter": "02_people", "kind": "sentence"}
    assert manifest["said"][0] == sentence | {"figures": ["5.5"], "cards": []}
    assert manifest["versions"]["pandoc"] and manifest["as_of"] == "2026-Q3"
    held = {name: hashlib.sha256(data).hexdigest() for name, data in content(edition).items()}
    assert manifest["files"] == {name: data for name, data in held.items() if name != "manifest.json"}
    assert str(folder) not in (edition / "manifest.json").read_text(encoding="utf-8")


def test_the_contents_name_each_chapter_and_what_it_was_built_from(whole_edition):
    page = (whole_edition / "index.html").read_text(encoding="utf-8")
    for wanted in (
        '<a href="02_people.html">2 About people</a>',
        "What is asked. Said first.",
        "Residents | all (ltla)",
        "2021-03-21",
        hashlib.sha256(b"x\n1\n").hexdigest()[:12],
        "Kent &amp; *Medway*",
        "Contains public information.",
    ):
        assert wanted in page


def test_a_new_build_replaces_the_last_one_and_leaves_nothing_beside_it(folder, ran):
    ran()
    build(folder)
    ran(said="Said next.")
    edition = build(folder, chapters=["03_crime"])
    assert "02_people.html" not in content(edition)
    assert "Said next." in (edition / "03_crime.md").read_text(encoding="utf-8")
    assert leftovers(folder) == []


def fails(ran, monkeypatch):
    ran("02_people", said="Said next.")


def interrupted(*_, **__):
    raise KeyboardInterrupt


def is_interrupted(ran, monkeypatch):
    monkeypatch.setattr(documents, "markdown", interrupted)


def is_interrupted_in_a_chapter(ran, monkeypatch):
    monkeypatch.setattr(chapters, "run_all", interrupted)


def cannot_be_put_in_place(ran, monkeypatch):
    rename = Path.rename

    def broken(path, target):
        if path.name == ".draft.new":
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", broken)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (fails, r"(?s)1 of 2 chapters failed.*02_people, cell 3: wrong\."),
        (is_interrupted, "^$"),
        (is_interrupted_in_a_chapter, "^$"),
        (cannot_be_put_in_place, r"cannot be written \(Input/output error\)"),
    ],
)
def test_a_build_that_ends_badly_leaves_the_last_edition_and_no_private_file(
    folder, ran, monkeypatch, how, said
):
    (folder / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "temporary"))
    ran()
    before = content(build(folder))
    how(ran, monkeypatch)
    with pytest.raises((InputError, KeyboardInterrupt), match=said):
        build(folder)
    assert content(folder / "reports" / "kent" / "draft") == before and leftovers(folder) == []
    assert list((folder / "temporary").iterdir()) == []


def test_what_a_killed_build_left_is_mended_or_cleared_even_by_one_that_fails(folder, ran):
    ran()
    edition = build(folder)
    before = content(edition)
    edition.rename(edition.with_name(".draft.old"))  # killed between the renames
    half = edition.with_name(".draft.new")
    half.mkdir()
    (half / "half.html").write_text("half")
    ran("02_people")
    with pytest.raises(InputError):
        build(folder)
    assert content(edition) == before and leftovers(folder) == []


def test_two_builds_of_one_edition_do_not_meet_and_a_file_is_no_folder(folder, ran):
    ran()
    with folders.only_one(folder / "reports" / "kent", "draft"):
        with pytest.raises(InputError, match="is being built by another command"):
            build(folder)
        build(folder, edition="other")
    build(folder)
    shutil.rmtree(folder / "reports")
    (folder / "reports").write_text("a file")
    with pytest.raises(InputError, match=r"^[^\n]*cannot be written[^\n]*$"):
        build(folder)


CLIMBING = ["", "..", "a/b", "../up", "a\\b", ".hidden", "a..b", "ends.", "spaced name", "ü", "x" * 65, "a\n"]
OF_THE_LEDGER = ["ledger.json", "Ledger.JSON", "ledger.json.lock", "ledger.json.new"]


def test_an_edition_name_cannot_climb_out_or_be_the_ledgers_or_its_locks():
    taken = "the ledger, its lock, or a folder beside the editions has this name"
    for names, why in ((CLIMBING, "letters, digits, dashes"), (OF_THE_LEDGER, taken)):
        for name in names:
            with pytest.raises(InputError, match=why):
                folders.checked_name(name)
    for name in ("draft", "2026-Q3", "v1.2_final", "x" * 64, "7", "ledger"):
        assert folders.checked_name(name) == name


def test_chapters_are_chosen_by_name_or_number_and_a_miss_names_the_nearest(folder):
    def names(wanted):
        return [path.stem for path in editions.choose(wanted)]

    assert names(None) == ["02_people", "03_crime"]
    assert names(["3", "02_people"]) == ["02_people", "03_crime"]
    assert names(["03"]) == ["03_crime"]
    with pytest.raises(InputError, match=r'No chapter "03_crimes"\. Nearest: "03_crime"\.'):
        names(["03_crimes"])
    with pytest.raises(InputError, match='No chapter "9"'):
        names(["9"])


def test_what_was_solved_lies_among_the_tables_for_its_owner_alone(folder, ran, monkeypatch):
    ran()
    run_all, seen = chapters.run_all, []

    def looked_at(paths, parameters, run, **how):
        held = run.solved
        seen.append((held, held.stat().st_mode & 0o777))
        assert run.environment()[settings.SOLVED_VARIABLE] == str(held)
        with settings.serving(run):
            assert settings.kept_counts("victims") == {}
        return run_all(paths, parameters, run, **how)

    monkeypatch.setattr(chapters, "run_all", looked_at)
    edition = build(folder)
    ((path, own),) = seen
    assert own == 0o600 and path.is_relative_to(table_files.home())
    assert settings.kept_counts("victims") is None
    document = json.loads((edition / "tabulations.json").read_text(encoding="utf-8"))
    assert list(document["tabulations"]) == ["victims_by_place"]


@pytest.mark.parametrize("many", [0, 1, 12])
def test_open_points_of_invented_files_are_one_line_an_offices_a_line_each(many):
    points = [f"victims_{number}.csv: a value that columns.toml does not list." for number in range(many)]
    assert editions.in_short(points, invented=False) == points
    line = f"Points left open in the invented files, on purpose: {many}. `vna check` lists them."
    assert editions.in_short(points, invented=True) == ([line] if many else [])


def test_a_build_says_where_titles_and_sentences_have_no_figure(folder, ran):
    heard = []
    ran(general=True)
    build(folder, chapters=["03_crime"], said=heard.append)
    where = "chapter 03: Figure 3.1, Table 3.1, a sentence"
    assert heard[0] == editions.GENERAL.format(number=3, where=where)


# Disks that are full or may not be written, and folders with awkward names

PROJECT = Path(__file__).resolve().parents[3]
LONG = "Großbritannien – Réunion & Ynys Môn, " + "a very long name of a folder " * 6


@pytest.mark.parametrize("name", ["write_bytes", "write_text", "mkdir", "rename"])
@pytest.mark.parametrize(
    "call", [1, pytest.param(3, marks=pytest.mark.slow), pytest.param(6, marks=pytest.mark.slow)]
)
def test_a_disk_that_fills_at_any_write_leaves_the_last_edition(folder, ran, monkeypatch, name, call):
    ran()
    before = content(build(folder))
    done, calls = getattr(Path, name), iter(range(call))

    def full(path, *given, **options):
        if path.is_relative_to(folder / "reports") and next(calls, None) == call - 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return done(path, *given, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, name, full)
        try:
            build(folder)
        except InputError as fault:
            assert "cannot be written (No space left on device)" in str(fault) and "\n" not in str(fault)
            assert content(folder / "reports" / "kent" / "draft") == before
    assert leftovers(folder) == []
    build(folder)


def test_a_project_that_may_not_be_written_says_so_in_a_line():
    """Run the command in a mount of its own in which the project's folder is closed."""

    def apart(*commands):
        words = ["unshare", "--mount", "sh", "-c", " && ".join(commands)]
        env = os.environ | {"PYTHONPATH": str(PROJECT / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(words, capture_output=True, text=True, check=False, env=env)

    closed = f"mount --bind '{PROJECT}' '{PROJECT}' && mount -o remount,ro,bind '{PROJECT}'"
    if apart(closed).returncode:
        pytest.skip("nothing may be mounted here: a project that is really closed was not tried")
    command = f"'{sys.executable}' -c 'from analysis.cli import main; main()' build --chapters 05"
    done = apart(closed, "cd /", command)
    said = done.stderr + done.stdout
    assert done.returncode == 1 and "Traceback" not in said and "Read-only file system" in said


def test_the_same_build_gives_the_same_bytes_in_a_folder_with_an_odd_name(folder, ran, monkeypatch):
    ran()
    plain = content(build(folder))
    (folder / "made").mkdir()
    monkeypatch.setattr(Shelf, "folder", folder / "made")  # made from nothing, there
    edition = editions.build(
        editions.Asked.of("kent", inputs=folder / "inputs", out=folder / LONG[:200].strip() / "reports")
    )
    assert content(edition) == plain
