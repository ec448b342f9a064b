"""The page on which JupyterLab opens: every chapter by its title, and only commands that the docs have."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import nbformat
from traitlets.config import PyFileConfigLoader

from analysis.publish.report import editions

PROJECT = Path(__file__).resolve().parents[2]
HOME = PROJECT / "notebooks"
START = (HOME / "start.md").read_text(encoding="utf-8")
DOCS = "\n".join(
    page.read_text(encoding="utf-8") for page in [PROJECT / "README.md", *PROJECT.glob("docs/*.md")]
)


def configuration():
    """Return what the configuration of `make lab` sets, as Jupyter reads it."""
    return PyFileConfigLoader("config.py", path=str(HOME / ".lab")).load_config()


def commands(text):
    return {line.split("#")[0].strip() for line in text.splitlines() if re.match(r" {4,}vna ", line)}


def test_it_lists_every_chapter_by_its_title_in_reading_order():
    listed = re.findall(r"^\| \[([^\]]+)\]\((\w+\.ipynb)\) \| \S", START, re.MULTILINE)
    titles = [
        (nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].removeprefix("# "), path.name)
        for path in editions.choose()
    ]
    assert listed == titles


def test_its_commands_are_those_of_the_docs_whose_examples_are_run():
    assert commands(START)
    assert commands(START) <= commands(DOCS)


def test_what_it_calls_by_make_is_a_target():
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (\w+)`", START):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_cell_that_it_says_to_change_is_that_of_the_chapters():
    (example,) = re.findall(r"`(AREA, EDITION = [^`]+)`", START)
    for path in editions.choose():
        (cell,) = [
            one
            for one in nbformat.read(path, as_version=4).cells
            if "parameters" in one.metadata.get("tags", [])
        ]
        assert cell.source.split("  #")[0].replace("sampleshire", "warwickshire") == example


def test_a_terminal_of_jupyterlab_finds_the_command(monkeypatch):
    monkeypatch.setenv("PATH", "/elsewhere")
    configuration()
    assert os.environ["PATH"].split(os.pathsep) == [str(Path(sys.executable).parent), "/elsewhere"]


def test_make_lab_hands_area_and_folders_to_release_and_opens_its_configuration():
    asked = shlex.split("make -n -o setup lab AREA=kent 'LOCAL=/an office/own' INPUTS=files OUT=there")
    # What make tells the makes that it starts is left out: these tests may run inside of one.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    ran = subprocess.run(asked, cwd=PROJECT, env=plain, capture_output=True, text=True, check=True)
    first, then = ran.stdout.splitlines()
    handed = shlex.split("release --area kent --inputs files --local '/an office/own' --out there")
    assert shlex.split(first)[1:] == handed
    assert then.endswith("jupyter lab --config=notebooks/.lab/config.py notebooks/start.md")


def test_nothing_is_asked_of_the_network():
    opened = configuration()
    settings = json.loads((HOME / ".lab" / "overrides.json").read_text(encoding="utf-8"))
    notifications = settings["@jupyterlab/apputils-extension:notification"]
    assert notifications == {"checkForUpdates": False, "fetchNews": "false"}
    assert opened.LabApp.news_url is None
    assert opened.LabApp.check_for_updates_class == "jupyterlab.NeverCheckForUpdate"
    assert Path(opened.LabApp.app_settings_dir) == HOME / ".lab"


def test_a_notebook_that_is_saved_keeps_no_output():
    opened = configuration()
    output = nbformat.v4.new_output("stream", text="4 victims")
    cell = nbformat.v4.new_code_cell("shown", outputs=[output], execution_count=3)
    words = nbformat.v4.new_markdown_cell("Words")
    model = {"type": "notebook", "content": nbformat.v4.new_notebook(cells=[words, cell])}
    opened.ContentsManager.pre_save_hook(model, path="05_reach.ipynb", contents_manager=None)
    assert (cell.outputs, cell.execution_count, cell.source, words.source) == ([], None, "shown", "Words")


def test_a_file_that_is_no_notebook_is_saved_as_it_is():
    opened = configuration()
    model = {"type": "file", "content": "outputs"}
    opened.ContentsManager.pre_save_hook(model, path="start.md", contents_manager=None)
    assert model == {"type": "file", "content": "outputs"}
