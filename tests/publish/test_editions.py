"""The build: what an edition holds, and that the last one stays whole whatever happens to the next."""

import errno
import hashlib
import json
import types
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

import analysis
from analysis import settings, sources
from analysis.errors import InputError
from analysis.publish import chapters, editions
from analysis.publish.chapters import Chapter, ChapterError, Prose, Published
from analysis.sources.files import SourceFile

FIGURE = {
    "kind": "figure",
    "title": "Northam is the largest",
    "alt": "Bar chart of people by district.",
    "source": "Census",
    "svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "csv": "area_name,people\nNortham,1234\n",
    "markdown": "| Place | People |\n| :--- | ---: |\n| Northam | 1,234 |",
}


@dataclass(frozen=True)
class Found:
    card_id: str
    part: str
    period: str
    file: SourceFile

    @property
    def sha256(self):
        return hashlib.sha256(self.file.path.read_bytes()).hexdigest()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with inputs, two notebooks and reports, and no area or catalogue but invented ones."""
    held = tmp_path / "inputs"
    held.mkdir()
    (held / "a.csv").write_text("x\n1\n")
    (held / "b.csv").write_text("x\n2\n")
    found = [Found("one", "ltla", "2021-03-21", SourceFile(held / "a.csv"))]
    found += [Found("two", "", "2019-10", SourceFile(held / "b.csv"))]
    area = types.SimpleNamespace(slug="kent", name="Kent & *Medway*", invented=False)
    card = types.SimpleNamespace(
        title="Residents | all", attribution="Contains public information.", stale_after_months=None
    )
    scanned = types.SimpleNamespace(files=tuple(found), invented=False, replaced=(), problems=())
    fakes = {
        "areas": (analysis, types.SimpleNamespace(area=lambda text: area)),
        "inventory": (sources, types.SimpleNamespace(forget=lambda: None, open_for=lambda *_: scanned)),
        "catalogue": (sources, types.SimpleNamespace(catalogue=lambda: {"one": card})),
    }
    for name, (package, fake) in fakes.items():
        monkeypatch.setitem(__import__("sys").modules, f"{package.__name__}.{name}", fake)
        monkeypatch.setattr(package, name, fake, raising=False)
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setattr(settings, "notebooks", lambda: tmp_path / "notebooks")
    for name in ("02_people", "03_crime"):
        notebook(tmp_path / "notebooks" / f"{name}.ipynb")
    return tmp_path


def notebook(path, code="", title="A title"):
    cells = [
        nbformat.v4.new_markdown_cell(f"# {title}\n\nWhat is asked."),
        nbformat.v4.new_code_cell('AREA, EDITION = "x", None', metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(code),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def ran(monkeypatch, *failing, said="Said first."):
    """Let the chapters run at once, and the `failing` ones fail."""

    def run_all(paths, parameters, run, progress=None):
        made = []
        for path in paths:
            blocks = (Prose(f"# About {path.stem}\n\nWhat is asked. {said}"), Published(FIGURE))
            files = (("one", "ltla", "2021-03-21", str(run.inputs / "a.csv"), None),)
            chapter = Chapter(path.stem, f"About {path.stem}", blocks, files)
            made.append(ChapterError(f"{path.stem}, cell 3: wrong.") if path.stem in failing else chapter)
        return made

    monkeypatch.setattr(chapters, "run_all", run_all)


def build(folder, **options):
    return editions.build("kent", inputs=folder / "inputs", out=folder / "reports", **options)


def content(edition):
    return {
        path.relative_to(edition).as_posix(): path.read_bytes()
        for path in edition.rglob("*")
        if path.is_file()
    }


def leftovers(folder):
    return [path.name for path in (folder / "reports" / "kent").iterdir() if path.suffix in (".new", ".old")]


def test_a_real_notebook_becomes_an_edition(folder):
    code = (
        "class Piece:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        f'        return {{"application/vnd.victim-needs+json": {FIGURE!r}}}\nPiece()'
    )
    notebook(folder / "notebooks" / "02_people.ipynb", code, title="People")
    heard = []
    edition = build(folder, chapters=["2"], progress=lambda name, state: heard.append((name, state)))
    assert edition == folder / "reports" / "kent" / "draft"
    assert sorted(content(edition)) == [
        "02_people.html",
        "02_people.md",
        "data/02-01.csv",
        "figures/02-01.svg",
        "index.html",
        "manifest.json",
    ]
    assert heard == [("02_people", "running"), ("02_people", "done")]
    assert "AREA, EDITION = 'kent', None" in (edition / "02_people.md").read_text(encoding="utf-8")


def test_the_manifest_says_what_went_in_and_what_came_out(folder, monkeypatch):
    ran(monkeypatch)
    edition = build(folder, edition="2026-Q3", as_of="2026-Q3")
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    (used,) = manifest["inputs"]
    assert (used["card"], used["file"]) == ("one", "a.csv")
    assert used["sha256"] == hashlib.sha256(b"x\n1\n").hexdigest()
    assert manifest["parameters"] == {"AREA": "kent", "EDITION": "2026-Q3"}
    assert (
        manifest["figures"][0]["alt"] == FIGURE["alt"] and manifest["figures"][0]["title"] == FIGURE["title"]
    )
    assert manifest["versions"]["pandoc"] and manifest["as_of"] == "2026-Q3"
    held = {name: hashlib.sha256(data).hexdigest() for name, data in content(edition).items()}
    assert manifest["files"] == {name: data for name, data in held.items() if name != "manifest.json"}
    assert str(folder) not in (edition / "manifest.json").read_text(encoding="utf-8")


def test_the_contents_name_each_chapter_and_what_it_was_built_from(folder, monkeypatch):
    ran(monkeypatch)
    page = (build(folder) / "index.html").read_text(encoding="utf-8")
    for wanted in (
        '<a href="02_people.html">About 02_people</a>',
        "What is asked. Said first.",
        "Residents | all (ltla)",
        "2021-03-21",
        hashlib.sha256(b"x\n1\n").hexdigest()[:12],
        "Kent &amp; *Medway*",
        "Contains public information.",
    ):
        assert wanted in page


def test_a_new_build_replaces_the_last_one_and_leaves_nothing_beside_it(folder, monkeypatch):
    ran(monkeypatch)
    build(folder)
    ran(monkeypatch, said="Said next.")
    edition = build(folder, chapters=["03_crime"])
    assert "02_people.html" not in content(edition)
    assert "Said next." in (edition / "03_crime.md").read_text(encoding="utf-8")
    assert leftovers(folder) == []


def test_a_chapter_that_fails_is_told_and_the_last_edition_stays(folder, monkeypatch):
    ran(monkeypatch)
    before = content(build(folder))
    ran(monkeypatch, "02_people", said="Said next.")
    with pytest.raises(editions.BuildError) as fault:
        build(folder)
    assert "1 of 2 chapters failed" in str(fault.value) and "02_people, cell 3: wrong." in str(fault.value)
    assert len(fault.value.faults) == 1
    assert content(folder / "reports" / "kent" / "draft") == before and leftovers(folder) == []


def test_a_full_disk_is_told_in_one_line_and_the_last_edition_stays(folder, monkeypatch):
    ran(monkeypatch)
    before = content(build(folder))
    write = Path.write_bytes

    def full(path, data):
        if path.name == "03_crime.html":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\)") as fault:
        build(folder)
    assert "\n" not in str(fault.value)
    assert content(folder / "reports" / "kent" / "draft") == before and leftovers(folder) == []


def test_an_interruption_leaves_the_last_edition_whole(folder, monkeypatch):
    ran(monkeypatch)
    before = content(build(folder))

    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(editions.documents, "page", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build(folder)
    assert content(folder / "reports" / "kent" / "draft") == before and leftovers(folder) == []


def test_a_failure_between_the_two_renames_puts_the_last_edition_back(folder, monkeypatch):
    ran(monkeypatch)
    before = content(build(folder))
    rename = Path.rename

    def broken(path, target):
        if path.name == ".draft.new":
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(InputError, match="cannot be written"):
        build(folder)
    assert content(folder / "reports" / "kent" / "draft") == before and leftovers(folder) == []


def test_what_a_killed_build_left_is_cleared_away(folder, monkeypatch):
    ran(monkeypatch)
    home = folder / "reports" / "kent"
    (home / ".draft.new").mkdir(parents=True)
    (home / ".draft.new" / "half.html").write_text("half")
    assert "half.html" not in content(build(folder)) and leftovers(folder) == []


def test_a_build_killed_between_the_renames_is_mended_even_when_the_next_one_fails(folder, monkeypatch):
    ran(monkeypatch)
    edition = build(folder)
    before = content(edition)
    edition.rename(edition.with_name(".draft.old"))
    ran(monkeypatch, "02_people")
    with pytest.raises(editions.BuildError):
        build(folder)
    assert content(edition) == before and leftovers(folder) == []


def test_two_builds_of_one_edition_do_not_meet(folder, monkeypatch):
    ran(monkeypatch)
    with editions._only_one(folder / "reports" / "kent", "draft"):
        with pytest.raises(InputError, match="is being built by another command"):
            build(folder)
        build(folder, edition="other")
    build(folder)


def test_an_out_folder_that_is_a_file_is_told_in_one_line(folder, monkeypatch):
    ran(monkeypatch)
    (folder / "reports").write_text("a file")
    with pytest.raises(InputError, match="cannot be written") as fault:
        build(folder)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    "name",
    ["", "..", "a/b", "../up", "a\\b", ".hidden", "a..b", "ends.", "spaced name", "ü", "x" * 65, "a\n"],
)
def test_an_edition_name_cannot_climb_out(name):
    with pytest.raises(InputError, match="letters, digits, dashes"):
        editions.checked_name(name)


@pytest.mark.parametrize("name", ["draft", "2026-Q3", "v1.2_final", "x" * 64, "7"])
def test_an_edition_name_of_letters_digits_dashes_dots_and_underscores_is_taken(name):
    assert editions.checked_name(name) == name


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


def test_the_same_build_twice_gives_the_same_bytes(folder, monkeypatch):
    ran(monkeypatch)
    assert content(build(folder)) == content(build(folder))
