"""A cell that fails over a missing table becomes a gap with its reason; any other fault stays one."""

import json

import pandas as pd
import pytest

from analysis import table_files
from analysis.publish.report.lost_cells import Lost

WHY = "There is no file of it."
CELL = """rates = victims["victims"] / residents["people"]
ax = rates.plot()
report.say("{n}", "Rates of victims", n=1)"""


@pytest.fixture
def frames(tmp_path, monkeypatch):
    """Return two frames, the second of which has no source."""
    monkeypatch.setenv("VNA_TABLES", str(tmp_path))
    folder = tmp_path / "kent" / "run"
    folder.mkdir(parents=True)
    tables = {"victims": {"missing": []}, "residents": {"missing": [WHY]}}
    held = {"layout": table_files.LAYOUT, "area": "kent", "tables": tables}
    (folder / table_files.LIST).write_text(json.dumps(held), encoding="utf-8")
    found = {name: pd.DataFrame({"people": []}) for name in tables}
    for name, frame in found.items():
        frame.attrs["vna"] = [f"kent/run/{name}"]
    return found


def test_it_is_a_gap_with_its_reason_and_the_title_that_says_no_figure(frames):
    gap = Lost().gap(CELL, frames)
    assert (gap.kind, gap.title, gap.words) == ("gap", "Rates of victims", f"This cannot be shown. {WHY}")


def test_a_cell_that_needs_what_was_not_worked_out_is_a_gap_too(frames):
    lost = Lost()
    lost.gap(CELL, frames)
    assert lost.gap('report.figure(ax, title="Rates")', frames).words == f"This cannot be shown. {WHY}"
    assert lost.gap("summed = rates.sum()", frames).title == ""
    assert lost.gap("print(rates)", frames | {"rates": 1}) is None  # somebody gave it another value


def test_a_fault_of_the_cell_itself_is_no_gap(frames):
    assert Lost().gap('victims["victms"]', frames) is None


def test_frames_in_lists_and_dicts_are_looked_at(frames):
    for held in ([*frames.values()], dict(frames)):
        assert WHY in Lost().gap("measure(known)", {"known": held}).words
