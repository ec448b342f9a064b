"""The README and the pages of docs: every `vna` command in them runs, and every file they name is there."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from analysis import settings, table_files
from analysis.publish.report import editions
from analysis.sources.fetching.transport import PUBLISHERS_VARIABLE
from tests.commands import ran
from tests.in_process import only_tables_of
from tests.publishers.serving import serving
from tests.whole_way import SLOW_TO_HIDE

PROJECT = Path(__file__).resolve().parents[1]
README = PROJECT / "README.md"
PAGES = {page: page.read_text(encoding="utf-8") for page in [*sorted(PROJECT.glob("docs/**/*.md")), README]}
LINES = [line for text in PAGES.values() for line in text.splitlines()]
COMMANDS = list(dict.fromkeys(line.split("#")[0].strip() for line in LINES if line.startswith("    vna ")))
MOST_LINES = 80
# Files that take long to read: every one of them is read by tests/test_build.py.
SLOW_TO_READ = shutil.ignore_patterns("crime", "councils", "home-office", "deprivation", "*-lsoa*")


def test_the_readme_has_commands():
    assert {shlex.split(command)[1] for command in COMMANDS} == {
        "fetch", "doctor", "check", "sources", "build", "table", "languages", "publish", "attack", "compare",
        "profile", "release", "template", "decide", "tables",
    }  # fmt: skip


def test_the_readme_is_short():
    assert len(PAGES[README].splitlines()) <= MOST_LINES


@pytest.fixture(scope="module")
def places(sampleshire_folder, tmp_path_factory):
    """Return what FOLDER stands for: the same folders for all commands, which follow on one another."""
    home = tmp_path_factory.mktemp("readme")
    shutil.copytree(sampleshire_folder, home / "inputs", ignore=SLOW_TO_READ)
    own = sampleshire_folder.with_name("sampleshire-local")
    shutil.copytree(own, home / "local", ignore=shutil.ignore_patterns(*SLOW_TO_HIDE))
    reports, local = home / "reports", home / "local"
    return {"--inputs": home / "inputs", "--out": reports, "attack": reports, "--local": local}


@pytest.fixture(scope="module")
def publishers(sampleshire_folder):
    """Serve Sampleshire for the commands that ask publishers."""
    with serving(sampleshire_folder) as there:
        yield there


def _with_marks(command):
    """To solve a series again takes two minutes, and a workbook of every table one."""
    revised = "--revise" in command
    twice = " build" in command and "--as-of" not in command  # the same here, and test_build.py's
    slow = revised or twice or "--format xlsx" in command
    return pytest.param(command, marks=pytest.mark.slow) if slow else command


@pytest.mark.parametrize("command", [_with_marks(command) for command in COMMANDS])
def test_a_command_of_the_readme_runs(command, places, publishers, monkeypatch, tmp_path, request):
    if shlex.split(command)[1] in ("fetch", "doctor"):
        monkeypatch.setenv(PUBLISHERS_VARIABLE, publishers.address)
    if shlex.split(command)[1] == "tables":  # after `vna data`, or any build
        monkeypatch.setenv(settings.TABLES_VARIABLE, str(request.getfixturevalue("sampleshire_tables")))
    if "--revise" in command:  # it takes an edition that published victims, and files that correct them
        home = shutil.copytree(request.getfixturevalue("first_edition"), tmp_path / "home")
        places = places | {"--out": home / "reports", "--local": home / "local"}
        places["--inputs"] = request.getfixturevalue("sampleshire_folder")
    # An edition is published: its counts must not go where the office keeps its own.
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(places["--local"]))
    words, given = shlex.split(command)[1:], []
    for before, word in zip([None, *words], words, strict=False):
        given.append(str(places.get(before, word)) if word == "FOLDER" else word)
    given = [word.replace("warwickshire", "sampleshire") for word in given]
    if words[0] == "build" and "--chapters" not in words:
        given += ["--chapters", "01"]  # tests/test_build.py builds every chapter
    if words[0] in ("build", "publish", "release"):
        only_tables_of(monkeypatch, table_files.home(), editions.choose(["01"]))
    if words[0] == "fetch":  # tests/sources/fetching fetches everything, and nothing goes into data/raw
        given = [str(tmp_path / "raw") if word == "FOLDER" else word for word in given]
        given += [] if "--to" in words else ["--to", str(tmp_path / "raw")]
        given += [] if "--source" in words else ["--source", "msoa_names"]
    if words[0] == "release":  # not into the project's own folders
        data = settings.data

        def elsewhere(*parts):
            return (tmp_path / "data" if {"released", "releases"} & {*parts} else data()).joinpath(*parts)

        monkeypatch.setattr(settings, "data", elsewhere)
    if words[0] == "template":  # not into the project's own folder
        given += ["--local", str(tmp_path)]
    ran(*given)


def test_the_examples_of_exploring_run_and_place_no_language_chosen_by_risk(sampleshire_tables, monkeypatch):
    """As an analyst does who knows pandas: list, another chart, a map, a regression, a test of places."""
    monkeypatch.setenv(settings.TABLES_VARIABLE, str(sampleshire_tables))
    made, shown = {}, []
    for code in re.findall(r"```python\n(.*?)```", PAGES[PROJECT / "docs/explore.md"], re.DOTALL):
        exec(code, made)
        if "ax = " in code:
            shown.append(made["ax"])
    assert {"language", "victims_by_offence"} <= set(made["tables"]["table"])
    top, ages, map_of_pandas = shown
    assert [tick.get_text().replace("\n", " ") for tick in top.get_yticklabels()] == made["order"]
    assert len(made["order"]) == 20 and top.lines[1].get_color() == "#801650"
    assert len(ages.patches) and len(map_of_pandas.collections) == 1 and len(made["both"]) == 70
    assert made["left"].collections and made["right"].get_legend() and not made["left"].get_title()
    for ax in (top, made["left"], map_of_pandas):
        assert any(text.get_text() == "Invented data" for text in ax.figure.texts)
    assert made["fit"].params["imd_decile"] < 0 and made["fit"].nobs == 350
    spots, verdicts = made["spots"], made["read"]("language_verdicts", made["AREA"])
    sure = spots[spots["certainty"] == "sure"]
    assert len(sure) and set(sure["language"]) <= set(verdicts.query("placed == 'yes'")["language"])
    made["plt"].close("all")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_points_at_is_there(page):
    for name in re.findall(r"`((?:src|notebooks|data|tests|reports)/?[\w/.]*)`", PAGES[page]):
        # What use makes is not in a fresh clone.
        made_by_use = name.startswith(("reports/", "data/local", "data/raw", "data/tables", "data/chapters"))
        assert (PROJECT / name).exists() or made_by_use, name
    for name in re.findall(r"\]\(([\w/.-]+)\)", PAGES[page]):
        assert (page.parent / name).exists(), name


def test_every_make_target_of_a_page_is_in_the_makefile():
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = r"make (report|check|test|slow|lab|docs|demo-fetch|bench|audit|clean|setup)\b"
    found = re.findall(targets, "\n".join(LINES))
    for target in set(found):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
