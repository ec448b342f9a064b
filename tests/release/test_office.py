"""Chapters are handed what the office keeps as it is, and then never open its folder; who it counts stays."""

import shutil

import pandas as pd
import pytest

from analysis import areas, extracts, settings, tables
from analysis.errors import InputError, MissingSourceError
from analysis.extracts import logs, states
from analysis.release import handover, people
from analysis.sources import inventory
from analysis.tables.rooms import offered

AREA = "sampleshire"
HANDED = [name for name in logs.names() if name != "contacts"]
# The loaders of logs; `services`, `options` and others join what publishers' files say.
LOADERS = (
    "assurance", "campaigns", "channels", "commitment_progress", "contracts", "decision_makers",
    "expected_returns", "language_decisions", "options", "outreach", "pathway_responsibility", "piece_tests",
    "provider_capacity", "quotations", "referral_network", "returns_received", "risk_items",
    "safe_reporting_routes", "services", "source_states", "status_assumptions", "support_definitions",
)  # fmt: skip


@pytest.fixture
def folder(sampleshire_folder, tmp_path, reads, monkeypatch):
    """Return a copy of the office's folder of Sampleshire that this process reads."""
    reads(sampleshire_folder)
    local = tmp_path / "local"
    shutil.copytree(sampleshire_folder.with_name("sampleshire-local"), local)
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(local))
    return local


@pytest.fixture
def hand(folder, tmp_path, monkeypatch):
    """Return a function that hands what the office keeps to this process, as to a chapter's."""

    def give():
        path = tmp_path / "handed" / "sampleshire.json"
        path.parent.mkdir(exist_ok=True)
        handover.put(path, {"area": AREA, "tabulations": {}, handover.BESIDE: handover.kept(AREA)})
        monkeypatch.setenv(settings.SOLVED_VARIABLE, str(path))
        return path

    return give


def test_all_that_is_handed_is_the_same_to_the_type_of_each_cell_when_the_folder_is_gone(folder, hand):
    place, cards = areas.area(AREA), sorted(inventory.catalogue())
    read = {name: logs.read(place, name) for name in HANDED}
    before = {name: offered()[name](AREA) for name in LOADERS}
    told = states.missing_for_readers(cards)
    hand()
    shutil.rmtree(folder)
    for name, log in read.items():
        given = extracts.log(place, name)
        assert given.place == log.place and len(log.frame), name
        pd.testing.assert_frame_equal(given.frame, log.frame, check_exact=True, obj=name)
    for name, table in before.items():
        pd.testing.assert_frame_equal(offered()[name](AREA), table, check_exact=True, obj=name)
    assert states.missing_for_readers(cards) == told


def test_a_log_that_counts_people_is_not_handed(folder, hand):
    path = hand()
    beside = {one.stem for one in path.with_suffix("").iterdir()}
    assert beside == {*HANDED, "held", "definitions", "received", "grounds_decisions"}
    with pytest.raises(InputError, match="The office's own contacts was not released for chapters of"):
        extracts.log(areas.area(AREA), "contacts")
    assert len(people.contacts(AREA))  # release reads the folder


def test_a_log_that_is_not_there_and_one_that_may_not_be_let_in_are_handed_as_such(folder, hand):
    (folder / "campaigns.csv").unlink()
    text = (folder / "channels.csv").read_text(encoding="utf-8")
    (folder / "channels.csv").write_text(text.replace("channel,", "surname,", 1), encoding="utf-8")
    with pytest.raises(InputError) as directly:
        tables.office.channels(AREA)
    hand()
    shutil.rmtree(folder)
    assert len(tables.office.campaigns(AREA)) == 0
    with pytest.raises(MissingSourceError):
        extracts.log(areas.area(AREA), "campaigns")
    with pytest.raises(InputError) as handed:
        tables.office.channels(AREA)
    assert str(handed.value) == str(directly.value)
    assert "campaigns" not in states.held_by_the_office(areas.area(AREA))


def test_what_was_handed_is_not_read_anew_and_where_it_is_gone_it_says_what_to_run(folder, hand):
    path = hand()
    rows = len(tables.office.campaigns(AREA))
    (folder / "campaigns.csv").unlink()
    assert len(tables.office.campaigns(AREA)) == rows
    shutil.rmtree(path.with_suffix(""))
    with pytest.raises(InputError, match="Run vna release again"):
        tables.office.campaigns(AREA)
