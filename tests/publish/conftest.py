"""An edition of an invented area, built without a kernel."""

import functools
import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import settings
from analysis.extracts import stored_counts
from analysis.publish.report import chapters, compose, editions, publishing
from analysis.release import policies as policies_file
from analysis.release import process
from analysis.release import solve as release_solve
from analysis.release.counts import Counted
from analysis.sources.files import SourceFile
from analysis.sources.inventory import Found, Inventory
from tests.in_process import release_here
from tests.publish.shelf import Shelf, grid_of, make_once, notebook

# An edition of two chapters, each with a figure of open data, a finding and a table of a local tabulation.
DOCUMENT_BY = {"Ashby": 40, "Beeston": "[c]", "Corby": "[c]", "Total": 171}
VICTIMS_LATER = {"Ashby": 90, "Beeston": 30, "Corby": 62, "Total": 182}


def document_of(edition, as_of="2026-Q1", victims=DOCUMENT_BY):
    """Return the document of an edition with one tabulation: victims by place in one quarter."""
    tabulation = {
        "source": "victims", "unit": "victims", "by": ["district"], "where": {}, "policy": "victims",
        "periods": {as_of: [as_of]},
        "cells": [[as_of, [place], number] for place, number in victims.items()],
    }  # fmt: skip
    policies = {"victims": policies_file.read()["victims"].model_dump()}
    made = {"area": "kent", "edition": edition, "as_of": as_of, "policies": policies}
    return made | {"tabulations": {"victims_by_place": tabulation}}


def file_read(card_id, part, period, path):
    """Return a file of a card, as the inventory has it."""
    return Found(card_id, part, period, SourceFile(path))


@functools.cache
def drawing():
    """Return a chart as the chapters draw it, as SVG: one bar and its number."""
    from analysis.publish.exhibits import styles

    with styles.page(styles.Canvas(), height=2) as (figure, axes):
        axes.barh(["Northam"], [1234])
        axes.text(1234, 0, "1,234")
        styles.thousands(axes.xaxis)
        svg = styles.picture(figure)
    return svg


def pieces(document):
    """Return what each chapter publishes: a figure, a finding, and a table of the document's tabulation."""
    ((name, entry),) = document["tabulations"].items()
    rows = [(period, labels[0], value) for period, labels, value in entry["cells"]]
    figure = {
        "kind": "figure",
        "title": "Northam is the largest, with 1,234 people",
        "alt": "Bar chart of people by district. Northam has 1,234.",
        "source": "Census (21 March 2021)",
        "svg": drawing(),
        "csv": "area_name,people\nNortham,1234\n",
        "grid": grid_of(["Place", "People"], ["Northam", "1,234"])
        | {"printed": {"area_name": "Place", "people": "People"}},
        "figures": ["1234", "1,234", "21", "2021"],
        "tabulation": "",
        "main": True,
    }
    said = "Of all, 5.5% live in Northam."
    sentence = {"kind": "sentence", "title": said, "words": said, "figures": ["5.5"], "tabulation": ""}
    table = {
        "kind": "table",
        "title": "Victims by place",
        "alt": "Table of victims by place.",
        "source": "The force (2026-Q1)",
        "csv": "period,district,victims\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows),
        "grid": grid_of(["Place", "Victims"], *([place, str(value)] for _, place, value in rows))
        | {"printed": {"district": "Place", "victims": "Victims"}},
        "figures": [str(c) for *_, c in rows if isinstance(c, int)] + ["2026", "1"],
        "tabulation": name,
    }
    return figure, sentence, table


@pytest.fixture(scope="session", autouse=True)
def _shelf(once):
    Shelf.folder = once("made", Path.mkdir)


def invented_area(home, patch):
    """Put an area with inputs, two notebooks and no catalogue but an invented one in `home`."""
    held = home / "inputs"
    held.mkdir(parents=True)
    (held / "a.csv").write_text("x\n1\n")
    (held / "b.csv").write_text("x\n2\n")
    found = [file_read("one", "ltla", "2021-03-21", held / "a.csv")]
    found += [file_read("two", "", "2019-10", held / "b.csv")]
    area = SimpleNamespace(slug="kent", name="Kent & *Medway*", invented=False)
    words = {"title": "Residents | all", "attribution": "Contains public information."}
    card = SimpleNamespace(**words, current_for=None)
    scanned = Inventory(held, tuple(found))
    fakes = {
        "areas": SimpleNamespace(area=lambda text: area),
        "catalogue": SimpleNamespace(catalogue=lambda: {"one": card}),
        "inventory": SimpleNamespace(forget=lambda: None),
        "states": SimpleNamespace(open_for=lambda *_: scanned),
    }
    for module in (editions, publishing, compose):
        for name in fakes.keys() & vars(module).keys():
            patch.setattr(module, name, fakes[name])
    patch.setattr(process, "_opened", lambda place: scanned)
    patch.setattr(process, "look_over", lambda *_: ({}, (), scanned.identity()))
    release_here(patch)
    make_once(patch)
    (home / "notebooks").mkdir()
    patch.setattr(settings, "notebooks", lambda: home / "notebooks")
    for name in ("02_people", "03_crime"):
        notebook(home / "notebooks", name=name)
    solve(patch)
    return home


def solve(patch, victims=DOCUMENT_BY):
    """Let the tabulation of every edition be solved with these figures, out of extracts that are there."""

    def every_count(place, edition, as_of, ledger, revision=None):
        as_of = as_of or "2026-Q1"
        rows = pd.DataFrame({"victims": [one for one in victims.values() if one != "[c]"]})
        return {"victims": Counted(rows, (as_of,), extracts={as_of: f"victims_{as_of}.csv"})}

    def solved(place, edition, as_of, *known):
        counts = every_count(place, edition, as_of, *known)
        return release_solve.together([document_of(edition, as_of or "2026-Q1", victims)]), counts

    patch.setattr(release_solve, "every_count", every_count)
    patch.setattr(release_solve, "solved", solved)


def run_at_once(patch, *failing, said="Said first.", **changed):
    """Let the chapters run at once, and the `failing` ones fail; `changed` is in every piece."""

    def run_all(paths, parameters, run, progress=None, **_):
        document, made = json.loads(run.solved.read_text(encoding="utf-8")), []
        for path in paths:
            prose = chapters.Prose(f"# About {path.stem[3:]}\n\nWhat is asked. {said}\n\nAges are told.")
            code = chapters.Code("measures.rates.rate(offences, per=1_000)")
            blocks = (prose, code, *(chapters.Published(one | changed) for one in pieces(document)))
            files = (("one", "ltla", "2021-03-21", str(run.inputs / "a.csv"), ""),)
            chapter = chapters.Chapter(path.stem, f"About {path.stem[3:]}", blocks, files)
            wrong = chapters.ChapterError(f"{path.stem}, cell 3: wrong.")
            made.append(wrong if path.stem in failing else chapter)
        return made

    patch.setattr(chapters, "run_all", run_all)


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """Release in this process, where what a test puts in place of it is known."""
    release_here(monkeypatch)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with inputs and notebooks of an invented area, where reports can be built."""
    return invented_area(tmp_path, monkeypatch)


@pytest.fixture
def piece():
    """Return a figure of open data, as a kernel hands it to the build."""
    return pieces(document_of("draft"))[0]


@pytest.fixture
def ran(monkeypatch):
    """Return a function that lets the chapters run at once, without a kernel."""
    return functools.partial(run_at_once, monkeypatch)


@pytest.fixture
def solves(monkeypatch):
    """Return a function that changes the figures with which tabulations are solved."""
    return functools.partial(solve, monkeypatch)


@pytest.fixture(scope="session")
def whole_edition(once):
    """Return the folder of an edition that was built; copy it before you change it."""

    def make(home):
        with pytest.MonkeyPatch.context() as patch:
            invented_area(home, patch)
            run_at_once(patch)
            places = {"inputs": home / "inputs", "out": home / "reports"}
            editions.build(editions.Asked.of("kent", edition="2026-Q1", as_of="2026-Q1", **places))

    return once("whole_edition", make) / "reports" / "kent" / "2026-Q1"


@pytest.fixture(scope="session")
def two_editions(once):
    """Return a folder of reports: an edition that was published, and the next one; copy it to change it."""

    def make(home):
        with pytest.MonkeyPatch.context() as patch:
            invented_area(home, patch)
            notebook(home / "notebooks", name="00_summary")
            run_at_once(patch)
            patch.setattr(stored_counts, "keep", lambda kind, area, edition, *_: f"{edition}.csv")
            places = {"inputs": home / "inputs", "out": home / "reports"}
            editions.build(editions.Asked.of("kent", edition="2026-Q1", as_of="2026-Q1", **places))
            publishing.publish("2026-Q1", area="kent", **places)
            solve(patch, VICTIMS_LATER)
            editions.build(editions.Asked.of("kent", edition="2026-Q2", as_of="2026-Q2", **places))

    return once("two_editions", make) / "reports"
