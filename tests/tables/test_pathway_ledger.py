"""The pathway ledger: closed lists that agree, counts that are true, time that is whole, no row shown."""

import re
import shutil

import pandas as pd
import pytest
from scipy import stats

import sampleshire
from analysis import measures, settings, tables
from analysis.extracts import fields, mapping, templates
from analysis.measures.hidden.pathway import GROUPS
from analysis.release import people, series, tabulations
from analysis.sources import inventory
from sampleshire.pathway import NOT_BEFORE
from tests.sources.refusals import refusal
from tests.tables.edits import replace

AREA = "sampleshire"
SPECIAL = {*fields.RECORDED_AS.values(), fields.NOT_SUPPLIED}


@pytest.fixture
def office(sampleshire_folder, reads, tmp_path, monkeypatch):
    """Return a copy of the office's folder that may be changed; what was read of another is forgotten."""
    reads(sampleshire_folder)
    folder = tmp_path / "local"
    folder.mkdir()
    for path in (sampleshire_folder.with_name("sampleshire-local")).iterdir():
        if path.name.startswith(("pathway", "columns", "capture")):
            shutil.copy(path, folder / path.name)
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(folder))
    inventory.forget()
    return folder


# Lists that agree


def test_the_closed_lists_of_the_ledger_are_the_states_of_the_pathway():
    states = tables.people.pathway_states()
    entered = set(states.loc[states["kind"] != "start", "state"])
    for kind, field, wanted in (
        ("pathway_ledger", "from_state", set(states["state"])),
        ("pathway_ledger", "to_state", entered),
        ("pathway_waiting", "state", entered),
    ):
        assert set(fields.known_labels(field, kind)) - SPECIAL == wanted, (kind, field)
    log = templates.content("pathway_responsibility")
    assert all(state in log for state in states.loc[states["kind"] == "on the way", "state"])


# What Sampleshire's holds


def test_the_ledger_is_what_was_truly_moved(everywhere):
    truth = sampleshire.truth()
    for name, load in (
        ("pathway_ledger", people.pathway_ledger),
        ("pathway_waiting", people.pathway_waiting),
    ):
        found = load(AREA).drop(columns=["status", "duration_group"])
        keys = list(found.columns[:-1])
        counts = found.set_index(keys).iloc[:, 0].sort_index()
        assert counts.to_dict() == truth[name].set_index(keys).iloc[:, 0].sort_index().to_dict(), name


def test_chances_that_are_known_lie_within_the_limits(everywhere):
    """Of limits at 95 % no more are wrong than happens in one county of a thousand."""
    truth = sampleshire.truth()
    ledger, outside, compared = truth["pathway_ledger"], 0, 0
    for age, own in truth["pathway_chances"].groupby("age_group"):
        mine = ledger[ledger["age_group"] == age]
        moves = mine.groupby(["from_state", "to_state"], as_index=False)["moves"].sum()
        totals = moves.groupby("from_state", as_index=False)["moves"].sum().assign(to_state="Total")
        moves = pd.concat([moves, totals], ignore_index=True).assign(status="shown")
        flows = measures.hidden.onward_moves(moves, list(totals["from_state"]))
        # Shares are of those who leave: who stays for good is not among them.
        leave = own.groupby("from_state")["chance"].transform("sum")
        both = own.assign(share=own["chance"] / leave * 100).merge(flows, on=["from_state", "to_state"])
        several = both[both["share"] < 100]
        wrong = (several["share"] < several["lower"]) | (several["share"] > several["upper"])
        outside, compared = outside + int(wrong.sum()), compared + len(several)
    assert compared > 50 and outside <= stats.binom.ppf(0.999, compared, 0.05)


def test_who_is_responsible_is_said_by_state(everywhere):
    found = tables.office.pathway_responsibility(AREA)
    assert found.loc[found["responsible"] == "nobody", "state"].tolist() == [
        "Declined and notified",
        "Negative reasonable grounds",
    ]
    states, services = tables.people.pathway_states(), tables.office.services(AREA)
    there = measures.hidden.responsible_now(states, found, services, "2026-06-30")
    assert there["responsible"].eq("nobody").sum() == 2


# Refused


LEDGER = "pathway_ledger_2026-Q2.csv"


FIRST = "\n2026-Q2,Identified,Referred,Not applicable,0 to 6 days,Child,"
DECLINED = "\n2026-Q2,Consent talked through,Declined and notified,Other reason,0 to 6 days,Child,"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (FIRST, DECLINED, "A child is referred without being asked for consent"),
        (FIRST, f"{FIRST}c", "cell G[0-9]+ holds"),
        (FIRST, f"{FIRST}-", "cell G[0-9]+ holds"),
        ("Lost contact", "Vanished from view", 'column "State'),
        ("Moves", "Case", "has no|no sheet has a column|neither mapped nor ignored"),
        ("Adult or child", "Surname", "stands for a name"),
        ("Adult or child", "Immigration status", "never let in"),
    ],
)
def test_a_ledger_that_is_no_table_of_counts_or_contradicts_itself_is_refused(office, old, new, says):
    replace(office / LEDGER, old, new, -1 if old == "Lost contact" else 1)
    message = refusal(people.pathway_ledger, AREA)
    assert re.search(says, message) and "Vanished" not in message


# The template, and what may leave


def test_a_template_that_is_filled_in_is_read_as_it_was_written(office):
    for path in office.iterdir():
        path.unlink()
    (office / mapping.NAME).write_text(templates.content("columns"), encoding="utf-8")
    text = templates.content("pathway_ledger")
    assert "Declined and safe locally" in text and "a child cannot decline" in text
    row = "2026-Q1,Not known before,Identified,No reason is asked of this move,Not on the pathway before,"
    row += "Adult (18 or over),12\n"
    (office / "pathway_ledger_2026-Q1.csv").write_text(text + row, encoding="utf-8")
    found = people.pathway_ledger(AREA)
    assert found["moves"].tolist() == [12] and found["to_state"].tolist() == ["Identified"]


@pytest.mark.parametrize("kind", ["pathway_ledger", "pathway_waiting"])
def test_groups_of_time_are_made_of_the_bands_of_the_list(kind):
    bands = set(fields.known_labels("duration_band", kind)) - SPECIAL - {NOT_BEFORE}
    groups = set(fields.known_labels("duration_group", kind)) - SPECIAL - {NOT_BEFORE}
    assert groups == set(GROUPS) and len(bands) > len(groups)


def test_every_tabulation_of_the_pathway_is_sensitive_and_has_no_place():
    mine = {name: one for name, one in tabulations.listed().items() if one.source.startswith("pathway_")}
    assert {"pathway_by_move", "pathway_reasons_for_declining", "pathway_durations"} <= set(mine)
    for name, one in mine.items():
        assert one.policy == "pathway", name
        stock = series.ALL[one.source].stock
        assert one.periods == ("quarter" if stock else "up to three years"), name
        assert not {*one.by} & {*fields.places(), "nationality"}, name
