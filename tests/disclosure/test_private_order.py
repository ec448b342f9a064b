"""Which cells are hidden beside the small ones: by a private order, never by how large a count is."""

import numpy as np
import pandas as pd
import pytest

from analysis import areas
from analysis.disclosure.attack import attack
from analysis.disclosure.hiding import protect
from analysis.disclosure.layout import lay_out
from analysis.disclosure.solving import private_order, solve
from analysis.errors import InputError
from analysis.extracts import marks

from .random_systems import seeds
from .small_releases import VICTIMS, cells, policy, random_counts, release, tabulation

QUARTERS = tuple(f"{year}-Q{number}" for year in (2024, 2025) for number in (1, 2, 3, 4))
LINKED = release(
    tabulation("by_district", ["district"], periods="quarter", last=2),
    tabulation("by_offence_and_district", ["offence_group", "district"]),
    tabulation("by_sex_and_district", ["sex", "district"]),
)


def editions(frame, keys):
    """Return the documents of an edition for each key, each with those before as its ledger."""
    ledger = []
    for edition, key in zip(("2025-Q1", "2025-Q2", "2025-Q3"), keys, strict=False):
        held = [quarter for quarter in QUARTERS if quarter <= edition]
        policies = {"victims": policy()}
        ledger.append(
            solve("sampleshire", edition, edition, frame, held, ledger, LINKED, policies, VICTIMS, key=key)
        )
    return ledger


def hidden_of(counts, order):
    """Return which cells of a table of one column are hidden to protect the small ones."""
    frame = {"place": [f"{place}" for place in range(len(counts))], "count": counts}
    layout = lay_out(pd.DataFrame(frame), ["place"], "count")
    small = (layout.counts > 0) & (layout.counts < 5)
    done = protect(
        layout.system, layout.counts, small, floors=layout.nonzero, may_hide=layout.counts > 0, order=order
    )
    return done.hidden


@pytest.mark.parametrize("seed", range(5))
def test_how_large_a_count_is_does_not_decide_whether_it_is_hidden(seed):
    chance = np.random.default_rng(seed)
    order = chance.random(9)
    patterns = {hidden_of([3, *chance.permutation(np.arange(6, 90, 13))], order).tobytes() for _ in range(5)}
    assert len(patterns) == 1


def test_where_cells_would_do_as_well_the_order_decides():
    found = {
        hidden_of([3, 20, 30, 40], private_order(list("abcde"), bytes([key]))).tobytes() for key in range(20)
    }
    assert len(found) > 2


def test_a_person_who_runs_the_program_on_every_possible_table_rules_none_out():
    """The 3 and the 6 are hidden, and 7 is shown: had the smaller been taken, the two were not 1 and 8."""
    orders = [private_order(list("abcdef"), bytes([key])) for key in range(30)]
    pattern = hidden_of([3, 6, 7, 30, 40], [0.5, 0, 0.6, 0.7, 0.8, 0.9])
    assert pattern.tolist() == [True, True, False, False, False, False]
    left = [
        one
        for one in range(1, 9)
        if any((hidden_of([one, 9 - one, 7, 30, 40], order) == pattern).all() for order in orders)
    ]
    assert left == list(range(1, 9))


@pytest.mark.parametrize("seed", seeds(2, 6))
def test_with_one_key_an_edition_is_the_same_every_time_and_with_any_nothing_is_given_away(seed):
    frame = random_counts(seed, QUARTERS[:7])
    one = editions(frame, [b"first"] * 3)
    assert one == editions(frame, [b"first"] * 3)
    # Also where the key was lost between two editions: what was published keeps its figure or its marker.
    for made in (one, editions(frame, [b"second"] * 3), editions(frame, [b"first", b"lost", b"another"])):
        assert attack(made).safe
        seen = {}
        for document in made:
            for name in LINKED:
                for place, value in cells(document, name).items():
                    assert seen.setdefault((name, place), value) == value


def test_the_key_of_an_office_is_private_stays_the_same_and_is_made_from_that_of_its_marks(
    tmp_path, monkeypatch
):
    place = areas.area("warwickshire")
    monkeypatch.setattr(marks, "_path", lambda slug: tmp_path / "marks.key")
    without = marks.derived(place.slug, "an order")
    (tmp_path / "marks.key").write_bytes(bytes(range(32)))
    own = marks.derived(place.slug, "an order")
    assert own == marks.derived(place.slug, "an order")
    assert len({own, without, marks.derived(place.slug, "something else"), bytes(range(32))}) == 4
    (tmp_path / "marks.key").write_bytes(b"cut")
    with pytest.raises(InputError, match="was cut or changed"):
        marks.derived(place.slug, "an order")
