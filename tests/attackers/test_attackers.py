"""Cells that try to get a hidden count out of a chapter's process: each meets one plain line, or nothing."""

import contextlib
import json
import pickle
import shutil
import sqlite3
import tomllib
import zipfile
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from analysis import settings
from analysis.publish.report import chapters, worker
from tests.attackers import in_the_open
from tests.test_wall import ON_LINUX

CELLS = tomllib.loads(Path(__file__).with_name("cells.toml").read_text(encoding="utf-8"))
HIDDEN = "8642097531"
NEXT_CELL = "\n# next cell\n"
START = """
class Shown:
    def __init__(self, value): self.said = str(value)
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"application/vnd.victim-needs+json": {"kind": "sentence", "words": self.said or "nothing"}}
def show(value): display(Shown(value))
"""

pytestmark = ON_LINUX  # native readers are kept out by the kernel alone


@pytest.fixture(scope="module")
def home(tmp_path_factory, sampleshire_folder):
    """Return a folder with `local`, which holds hidden counts, and `notebooks`, one for each attack."""
    home = tmp_path_factory.mktemp("attacked")
    local = home / "local"
    shutil.copytree(sampleshire_folder.with_name("sampleshire-local"), local)
    own = pd.DataFrame({"people": [int(HIDDEN)]})
    for name in ("own.csv", "moved.csv"):
        own.to_csv(local / name, index=False)
    own.to_parquet(local / "own.parquet")
    (local / "own.pickle").write_bytes(pickle.dumps(own))
    (local / "own_module.py").write_text(f"HIDDEN = {HIDDEN}\n")
    feature = {"type": "Feature", "properties": {"people": HIDDEN}, "geometry": None}
    (local / "own.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with contextlib.closing(sqlite3.connect(local / "own.db")) as held, held:
        held.execute("create table own (people)")
        held.execute("insert into own values (?)", [HIDDEN])
    with zipfile.ZipFile(local / "own.zip", "w") as archive:
        archive.write(local / "own.csv", "own.csv")
    # Copies lie where nobody looks for them.
    for folder in ("Downloads", "data/local_backup", "data/local-of-another-area", "only-given-to-a-build"):
        (home / folder).mkdir(parents=True)
        shutil.copy(local / "own.csv", home / folder)
    (home / "hard.csv").hardlink_to(local / "own.csv")
    (local / "counts" / "kent").mkdir(parents=True)
    (local / "counts" / "kent" / "2026-Q1.csv").write_text(f"people\n{HIDDEN}\n")
    return home


def attacked(home, inputs, released, attacks, chapter=worker.chapter):
    """Return {attack: what it published, or the line that stopped it} of all attacks, each in its process.

    `chapter` runs each.
    """
    paths = []
    for name, code in attacks.items():
        told = f"{START}\nLOCAL, GOT = {str(home / 'local')!r}, {HIDDEN!r}"
        cells = [nbformat.v4.new_markdown_cell("# An attack")]
        cells += map(nbformat.v4.new_code_cell, ['AREA = "kent"', told, *code.split(NEXT_CELL)])
        cells[1].metadata["tags"] = ["parameters"]
        paths.append(home / name / "02_attack.ipynb")
        paths[-1].parent.mkdir(parents=True)
        nbformat.write(nbformat.v4.new_notebook(cells=cells), paths[-1])
        paths[-1].with_name("beside.csv").write_text(f"people\n{HIDDEN}\n")
    run = settings.Run(inputs, None, home / "local", released)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "chapter", chapter)
        found = chapters.run_all(paths, {"AREA": settings.SAMPLESHIRE}, run, timeout=600)
    return {
        name: str(one) if isinstance(one, Exception) else "\n".join(piece["words"] for piece in one.pieces)
        for name, one in zip(attacks, found, strict=True)
    }


@pytest.fixture(scope="module")
def behind_the_wall(home, sampleshire_folder, released_file):
    attacks = {name: attack["code"] for name, attack in CELLS.items()}
    return attacked(home, sampleshire_folder, released_file, attacks)


@pytest.mark.parametrize("name", CELLS)
def test_no_attack_gets_a_hidden_count(behind_the_wall, name):
    assert HIDDEN not in behind_the_wall[name]


def test_what_is_refused_is_said_in_one_plain_line(behind_the_wall):
    refused = {name: said for name, said in behind_the_wall.items() if said.startswith("02_attack, cell 4: ")}
    assert len(refused) > len(CELLS) / 2
    assert not {name for name, said in refused.items() if len(said.splitlines()) > 1}


def test_without_the_wall_the_attacks_are_ones(home, sampleshire_folder, released_file, behind_the_wall):
    attacks = {name: attack["code"] for name, attack in CELLS.items() if "never" not in attack}
    # One after the other in one process: there is no wall that one could leave behind for the next.
    each = "for NAME, CODE in ATTACKS.items():\n    os.chdir(HOME)\n    show(NAME)\n    exec(CODE, globals())"
    code = f"import os\nHOME, ATTACKS = os.getcwd(), {attacks!r}\n{each}"
    attack = {"in_the_open": code}
    said = attacked(home, sampleshire_folder, released_file, attack, in_the_open.chapter)["in_the_open"]
    got = set()
    for line in said.splitlines():
        if line in attacks:
            name = line
        elif HIDDEN in line:
            got.add(name)
    assert got == set(attacks), said
