"""Recounted: what was hidden in one counting is not told by the figures of another."""

import copy
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import LinearConstraint

from analysis.disclosure import document as documents
from analysis.disclosure import solving
from analysis.disclosure.attack import attack
from analysis.disclosure.linking import linked
from analysis.disclosure.narrowing import narrowed
from analysis.disclosure.periods import as_revised, plain
from analysis.disclosure.solving import solve
from analysis.disclosure.truth import COUNT, counts_of_parts, gone_parts, tied
from analysis.errors import InputError

from .outsider import Outsider
from .random_systems import seeds
from .small_releases import VICTIMS, cells, counts, document, policy, random_counts, release, tabulation

QUARTERS = tuple(f"{year}-Q{number}" for year in (2024, 2025) for number in (1, 2, 3, 4))
LISTED = release(
    tabulation("by_district", ["district"], periods="quarter", last=2),
    tabulation("by_offence_and_district", ["offence_group", "district"]),
)
TWO_QUARTERS = tabulation("two", ["district"], periods="quarter", last=2)
POLICIES = {"victims": policy()}
REVISED = "2025-Q3"  # the edition that recounts


def recounted(frame, quarters, seed, changes=3):
    """Return counts in which a few of each of `quarters` were corrected, some to more, some to fewer."""
    chance, made = np.random.default_rng(seed), frame.copy()
    for quarter in quarters:
        places = made.index[made["quarter"] == quarter].to_numpy()
        for place in chance.choice(places, changes, replace=False):
            made.loc[place, "victims"] = max(0, made.loc[place, "victims"] + chance.choice([-2, -1, 1, 2]))
    return made


def both(before, after, changed):
    """Return the rows of two countings, the second under its own names in the quarters that `changed`."""
    anew = after[after["quarter"].isin(changed)]
    names = [as_revised(quarter, REVISED) for quarter in anew["quarter"]]
    old = pd.concat([before, after[~after["quarter"].isin({*before["quarter"]})]])
    return pd.concat([old, anew.assign(quarter=names)], ignore_index=True)


def editions(before, after, changed, listed=LISTED):
    """Return the documents of two editions and of a third, which counts the quarters `changed` again."""
    ledger = []
    for as_of in ("2025-Q1", "2025-Q2"):
        held = [quarter for quarter in QUARTERS if quarter <= as_of]
        ledger.append(solve("sampleshire", as_of, as_of, before, held, ledger, listed, POLICIES, VICTIMS))
    frame = both(before, after, changed)
    held = [quarter for quarter in QUARTERS if quarter <= REVISED]
    held += [as_revised(quarter, REVISED) for quarter in changed]
    anew = dict.fromkeys(changed, REVISED)
    third = solve("sampleshire", REVISED, REVISED, frame, held, ledger, listed, POLICIES, VICTIMS, anew)
    return [*ledger, third], frame, held


def knowing(made, frame, held):
    """Return what is told to somebody who knows which counts the revision left alone."""
    system = linked(made)
    parts = counts_of_parts(system, frame.rename(columns={"victims": COUNT}), frozenset(held))
    return narrowed(tied(system, parts, gone_parts(system, frozenset(held))))


@pytest.mark.parametrize("seed", seeds(2, 3))
def test_a_revision_tells_nobody_what_was_hidden_before_or_is_hidden_now(seed):
    before, changed = random_counts(seed, QUARTERS), ["2024-Q4", "2025-Q1", "2025-Q2"]
    made, frame, held = editions(before, recounted(before, changed, seed), changed)
    found = attack(made)
    assert found.safe and found.editions == 3, str(found)
    assert knowing(made, frame, held) == []
    assert Knowing(made, frame).told() == []


def test_a_quarter_that_did_not_change_says_what_it_said_before():
    before, changed = random_counts(4, QUARTERS), ["2025-Q1"]
    made, *_ = editions(before, recounted(before, changed, 4), changed)
    second, third = (cells(one) for one in made[1:])
    shared = [key for key in second if key[0] == "2025-Q2"]
    assert shared and {key: second[key] for key in shared} == {key: third[key] for key in shared}


def test_a_revised_figure_is_shown_as_it_was_counted_anew():
    before = random_counts(4, QUARTERS, mean=20)
    after = before.assign(victims=before["victims"] + (before["quarter"] == "2025-Q2"))
    made, *_ = editions(before, after, ["2025-Q2"])
    second, third = (cells(one) for one in made[1:])
    now, then = (one["2025-Q2", ("Total",)] for one in (third, second))
    assert now == after.loc[after["quarter"] == "2025-Q2", "victims"].sum() > then
    assert not any(isinstance(value, str) for (period, _), value in third.items() if period == "2025-Q2")


def test_an_unchanged_quarter_lets_neither_counting_undo_the_other():
    """Two editions that are each safe alone: what did not change is the same people in both."""
    old = document({"East": "[c]", "North": "[c]", "West": 40, "Total": 60}, ["district"])
    new = document({"East": "[c]", "North": 17, "West": "[c]", "Total": 60}, ["district"], edition="2026-Q2")
    anew = {"revisions": [{"source": "victims", "edition": "2026-Q2", "reason": "Recoded."}]}
    assert attack([old]).safe and attack([new]).safe
    found = attack([old, new | anew])
    assert not found.safe
    assert ("East",) in {one.labels for one in found.narrowed if one.lower == one.upper == 3}
    assert any("was recounted in edition 2026-Q2: Recoded." in line for line in found.lines())
    # Recounted and changed, they are other counts to somebody who knows no more.
    assert attack([old, new | anew | {"revised": {"victims": {"2026-Q1": "2026-Q2"}}}]).safe


def test_a_changed_quarter_is_solved_for_somebody_who_knows_what_did_not_change(monkeypatch):
    """The new edition hides East with the same figure as the old: with another, North would tell it."""
    monkeypatch.setattr(solving, "MARGIN", -0.5)  # so that what is hidden beside East is the total
    rows = {"East": 3, "North": 17, "South": 30, "West": 40}
    before = counts([("2025-Q2", name, "Theft", "Female", "no", number) for name, number in rows.items()])
    after = before.assign(victims=before["victims"] + (before["district"] == "West"))
    anew = {"revised": {"victims": {"2025-Q2": REVISED}}}
    made, frame, held = editions(before, after, ["2025-Q2"], release(TWO_QUARTERS))
    found = [cells(one, "two") for one in made[1:]]
    old, new = ({labels[0]: n for (period, labels), n in one.items() if period == "2025-Q2"} for one in found)
    assert [name for name, value in old.items() if value == "[c]"] == ["East", "Total"]
    assert new == old | {"West": 41} and knowing(made, frame, held) == []
    naive = document(
        {**rows, "West": 41, "East": "[c]", "North": "[c]", "Total": 91},
        ["district"],
        edition=REVISED,
        name="two",
        periods={"2025-Q2": ["2025-Q2"]},
        **anew,
    )
    assert attack([made[1], naive]).safe, "from outside nobody knows that North did not change"
    assert knowing([made[1], naive], frame, held), "whoever knows it is told East"
    assert Knowing([made[1], naive], frame).told()


def test_a_revision_that_nothing_could_protect_is_refused():
    """Few people, and zeros where they were: the zeros of the new counting tell the old one."""
    before, changed = random_counts(6, QUARTERS, mean=0.3), ["2024-Q4", "2025-Q1", "2025-Q2"]
    with pytest.raises(InputError, match=r"cannot be protected.* Build it without --revise"):
        editions(before, recounted(before, changed, 6), changed)


def test_counts_that_are_gone_are_tied_to_nothing():
    before, changed = random_counts(6, QUARTERS), ["2025-Q1"]
    made, _, held = editions(before, recounted(before, changed, 6), changed)
    system = linked(made)
    parts = np.zeros(len(system.parts), dtype=np.int64)
    without = tied(system, parts, gone_parts(system, frozenset(held) - {"2025-Q1"}))
    assert without is system


def test_a_document_that_does_not_say_which_edition_revised_is_refused():
    made = document({"East": 7, "Total": 7}, ["district"])
    for wrong in ([], {"victims": "2026-Q1"}, {"victims": {"2026-Q1": 3}}, {"victims": {"spring": "one"}}):
        with pytest.raises(InputError, match="revised"):
            documents.tables({**made, "revised": wrong})


def as_counted(document):
    """Return a document whose periods and quarters are named for the edition that recounted them."""
    anew, made = document.get("revised", {}).get("victims", {}), copy.deepcopy(document)
    for entry in made["tabulations"].values():
        named, periods = {}, entry["periods"]
        for period, quarters in periods.items():
            revised = {anew[one] for one in quarters if one in anew}
            named[period] = as_revised(period, " ".join(revised))
        entry["periods"] = {
            named[period]: [as_revised(one, anew.get(one)) for one in quarters]
            for period, quarters in periods.items()
        }
        entry["cells"] = [[named[period], *rest] for period, *rest in entry["cells"]]
    return made


class Knowing(Outsider):
    """Somebody outside who knows which sums of a table did not change, in each quarter that was recounted."""

    def __init__(self, made, frame):
        super().__init__([as_counted(one) for one in made])
        self.frame = frame
        for (one, first), (other, second) in combinations(enumerate(self.atoms), 2):
            if plain(first[0]) == plain(second[0]):
                for name, ((_, table), *_) in self.tables.items():
                    for labels in product(*([*self.domain[field], "Total"] for field in table["by"])):
                        cell = dict(zip(table["by"], labels, strict=True))
                        if self.truth(cell, first) == self.truth(cell, second):
                            self._tie(name, labels, one, other)

    @staticmethod
    def _told_apart(quarter, periods):
        return quarter

    def _tie(self, name, labels, one, other):
        row = np.zeros(self.matrix.shape[1])
        row[self.parts(name, None, labels, atoms=[one])] += 1
        row[self.parts(name, None, labels, atoms=[other])] -= 1
        self.ties.append(LinearConstraint(row, 0, 0))

    def truth(self, cell, quarters):
        """Return how many there are with these labels in some quarters."""
        rows = self.frame["quarter"].isin(quarters)
        for field, label in cell.items():
            rows &= self.frame[field].eq(label) | (label == "Total")
        return self.frame.loc[rows, "victims"].sum()

    def told(self):
        """Return the printed small cells that could not be one more, or one fewer where markers allow it."""
        return [one for one in self.pinned(self.truth) if one.cell in self.least]
