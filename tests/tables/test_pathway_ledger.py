"""The pathway ledger: closed lists that agree, counts that are true, time that is whole, no row shown."""

import math
import shutil
from itertools import pairwise

import pandas as pd
import pytest
from scipy import stats

import sampleshire
from analysis import measures, settings, tables
from analysis.disclosure import policy, release, series
from analysis.errors import InputError
from analysis.extracts import fields, mapping, templates
from analysis.measures.hidden import pathway as pathway_gaps
from analysis.measures.hidden.pathway import GROUPS, share_left
from analysis.release import people
from analysis.sources import inventory
from analysis.tables.people.own import DURATION_BANDS
from sampleshire.pathway import NOT_BEFORE

AREA = "sampleshire"
SPECIAL = {*fields.RECORDED_AS.values(), fields.NOT_SUPPLIED}


def plain(table):
    return pd.DataFrame(table)


@pytest.fixture
def sampled(sampleshire_folder, reads):
    return reads(sampleshire_folder)


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


def changed(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text, path.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


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


@pytest.mark.parametrize("kind", ["pathway_ledger", "pathway_waiting"])
def test_the_bands_of_time_meet_without_a_hole_and_are_those_of_the_list(kind):
    listed = set(fields.known_labels("duration_band", kind)) - SPECIAL - {NOT_BEFORE}
    assert listed == set(DURATION_BANDS)
    ends = list(DURATION_BANDS.values())
    assert ends[0][0] == 0 and ends[-1][1] is None
    assert all(one[1] == following[0] for one, following in pairwise(ends))


# What Sampleshire's holds


def test_the_ledger_is_what_was_truly_moved(sampled):
    truth = sampleshire.truth()
    for name, load in (
        ("pathway_ledger", people.pathway_ledger),
        ("pathway_waiting", people.pathway_waiting),
    ):
        found = plain(load(AREA)).drop(columns=["status", "duration_group"])
        keys = list(found.columns[:-1])
        counts = found.set_index(keys).iloc[:, 0].sort_index()
        assert counts.to_dict() == truth[name].set_index(keys).iloc[:, 0].sort_index().to_dict(), name


def test_who_is_still_in_a_state_is_who_entered_and_has_not_left(sampled):
    moves = plain(people.pathway_moves(AREA))
    entered, left = (moves.groupby(end)["moves"].sum() for end in ("to_state", "from_state"))
    waiting = plain(people.pathway_waiting(AREA))
    last = waiting[waiting["quarter"] == waiting["quarter"].max()].groupby("state")["people_waiting"].sum()
    found = entered.sub(left, fill_value=0).astype(float)
    assert found[found > 0].to_dict() == last.astype(float).to_dict()


def test_chances_that_are_known_lie_within_the_limits(sampled):
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


def test_moves_add_time_and_age_up_and_leave_blank_what_is_no_reason(sampled):
    found = plain(people.pathway_moves(AREA))
    truth = sampleshire.truth()["pathway_ledger"]
    assert found["moves"].sum() == truth["moves"].sum()
    declined = found["to_state"] == "Declined and notified"
    assert found.loc[~declined, "reason"].isna().all()
    assert {"Not asked", "Unknown", "Fear of the authorities"} <= set(found.loc[declined, "reason"].dropna())
    into = truth[truth["to_state"] == "Declined and notified"]
    assert found.loc[declined, "moves"].sum() == into["moves"].sum()


def test_time_in_a_state_counts_everyone_who_came_once_and_makes_a_life_table(sampled):
    durations = plain(people.pathway_durations(AREA))
    assert set(durations["state"]) == set(
        tables.people.pathway_states().query("kind == 'on the way'")["state"]
    )
    truth = sampleshire.truth()
    for state in ("Referred", "Consent talked through"):
        entered = truth["pathway_ledger"].query("to_state == @state")
        timed = entered[entered["from_state"] != "Known before counting began"]["moves"].sum()
        assert durations.loc[durations["state"] == state, "people"].sum() == timed
    of_one = durations[durations["state"] == "Consent talked through"]
    bands = of_one.groupby(["days_from", of_one["ending"].ne("still waiting")])["people"].sum().unstack()
    share = dict(zip([*bands.index[1:], None], share_left(bands[True], bands[False])[0], strict=True))
    # Stays are exponential, of 14 days in the mean.
    for day in (7, 28):
        still = math.exp(-day / 14)
        assert abs(1 - share[day] - still) < 3 * math.sqrt(still * (1 - still) / bands.to_numpy().sum())


def test_without_a_count_of_those_who_wait_no_time_is_told(office):
    for path in office.glob("pathway_waiting*"):
        path.unlink()
    assert not len(people.pathway_durations(AREA))
    assert len(people.pathway_moves(AREA))


def test_without_a_ledger_the_tables_are_without_rows(office):
    for path in office.glob("pathway_*"):
        path.unlink()
    for load in (
        people.pathway_ledger,
        people.pathway_moves,
        people.pathway_durations,
        people.pathway_waiting,
    ):
        assert not len(load(AREA)), load
    assert not len(tables.office.pathway_responsibility(AREA))


def test_who_is_responsible_is_said_by_state(sampled):
    found = tables.office.pathway_responsibility(AREA)
    assert found.loc[found["responsible"] == "nobody", "state"].tolist() == [
        "Declined and notified",
        "Negative reasonable grounds",
    ]
    gaps = pathway_gaps.responsibility(tables.people.pathway_states(), found)
    assert gaps["gap"].sum() == 2 + (gaps["responsible"] == "not stated").sum()


# Refused


LEDGER = "pathway_ledger_2026-Q2.csv"


def test_a_child_who_is_said_to_have_declined_is_refused(office):
    old = "\n2026-Q2,Identified,Referred,Not applicable,0 to 6 days,Child,"
    new = "\n2026-Q2,Consent talked through,Declined and notified,Other reason,0 to 6 days,Child,"
    changed(office / LEDGER, old, new)
    with pytest.raises(InputError, match="A child is referred without being asked for consent"):
        people.pathway_ledger(AREA)


def test_a_state_that_is_in_no_list_is_refused_and_named_by_its_cell_alone(office):
    text = (office / LEDGER).read_text(encoding="utf-8").replace("Lost contact", "Vanished from view")
    (office / LEDGER).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        people.pathway_ledger(AREA)
    assert 'column "State' in str(refused.value) and "Vanished" not in str(refused.value)


def test_a_row_that_names_no_state_is_no_move(office):
    text = (office / LEDGER).read_text(encoding="utf-8").splitlines(True)
    row = next(at for at, line in enumerate(text) if ",Referred,Not applicable," in line)
    text[row] = text[row].replace(",Referred,", ",not recorded,")
    (office / LEDGER).write_text("".join(text), encoding="utf-8")
    with pytest.raises(InputError, match="rows of the pathway ledger of 2026-Q2 name no state"):
        people.pathway_moves(AREA)


@pytest.mark.parametrize(
    ("heading", "value", "says"),
    [
        ("Moves", "Case", "has no|no sheet has a column|neither mapped nor ignored"),
        ("Adult or child", "Surname", "stands for a name"),
        ("Adult or child", "Immigration status", "never let in"),
    ],
)
def test_a_file_of_persons_instead_of_counts_is_refused(office, heading, value, says):
    changed(office / LEDGER, heading, value)
    with pytest.raises(InputError, match=says):
        people.pathway_ledger(AREA)


@pytest.mark.parametrize("count", ["c", "*", "1.5", "-1"])
def test_a_hidden_count_is_no_count(office, count):
    path = office / LEDGER
    lines = path.read_text(encoding="utf-8").splitlines(True)
    lines[3] = lines[3].rsplit(",", 1)[0] + f",{count}\n"
    path.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match="cell G4 holds"):
        people.pathway_ledger(AREA)


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
    found = plain(people.pathway_ledger(AREA))
    assert found["moves"].tolist() == [12] and found["to_state"].tolist() == ["Identified"]


def test_who_is_still_there_cannot_be_had_from_who_entered_and_who_left():
    rules, sensitive = policy.read()["pathway"], policy.read()["modern_slavery"]
    assert rules.rounding == 5 and not policy.looser(rules, sensitive)


def test_groups_of_time_are_made_of_the_bands(sampled):
    for load in (people.pathway_ledger, people.pathway_waiting):
        rows = plain(load(AREA))
        bands = rows[rows["duration_band"].isin(DURATION_BANDS)]
        for band, group in bands[["duration_band", "duration_group"]].drop_duplicates().to_numpy():
            low, high = DURATION_BANDS[band]
            start, end = GROUPS[group]
            assert start <= low and (end is None or high <= end)
        others = rows[~rows["duration_band"].isin(DURATION_BANDS)]
        assert (others["duration_band"] == others["duration_group"]).all()


def test_every_tabulation_of_the_pathway_is_sensitive_pooled_or_a_stock_and_has_no_place():
    mine = {name: one for name, one in release.listed().items() if one.source.startswith("pathway_")}
    assert {"pathway_by_move", "pathway_reasons_for_declining", "pathway_durations"} <= set(mine)
    for name, one in mine.items():
        assert one.policy == "pathway", name
        stock = series.ALL[one.source].stock
        assert one.periods == ("quarter" if stock else "up to three years"), name
        assert not {*one.by} & {*fields.places(), "nationality"}, name
