"""The project's own attack never misses what the outsider of these tests finds in documents that leak."""

import pytest

from analysis.disclosure.attack import attack

from . import editions, random_systems
from .outsider import Outsider


def told(outsider, name, period, labels):
    """Return what tells a printed cell from every other: the joint counts that it is the sum of."""
    return tuple(sorted(outsider.parts(name, period, tuple(labels))))


def compare(documents, case):
    """Hold the attack's verdict on documents to the outsider's, and return whether both found something."""
    outsider = Outsider(documents)
    mine = outsider.narrowed(virtual=True)
    found = attack(documents)
    if outsider.contradictions or any(each.what.startswith("no world") for each in mine):
        assert found.unsolvable, f"{mine} {outsider.contradictions}\n{found}\n{case}\n{documents}"
        return True
    assert not found.unsolvable, f"{found}\n{case}\n{documents}"
    printed = set(outsider.hidden())
    # What one table hides and another shows is told by the figure itself.
    shown = {told(outsider, *cell) for cell in outsider.known}
    mine_told = {told(outsider, *each.cell) for each in mine if each.cell in printed} - shown
    theirs = {
        told(outsider, each.tabulation, each.period, each.labels)
        for each in found.narrowed
        if (each.tabulation, each.period, tuple(each.labels)) in printed
    }
    # Where a zero makes two sums one figure the attack names both, each under the stricter of their rules.
    assert mine_told <= theirs and bool(mine_told) == bool(theirs), f"{mine}\n{found}\n{case}\n{documents}"
    if mine or outsider.shown_small():
        assert not found.safe, f"{mine}\n{found}\n{case}\n{documents}"
    return bool(mine)


def leaking(leak, seed):
    """Return documents that may leak, and their case: of hiding small cells alone, or one cell too few."""
    choose = random_systems.Seeded(seed)
    case = random_systems.linked(choose, editions=choose.one_of([1, 1, 2, 3]))
    if leak == "naive":
        return editions.naive(case, choose), case
    return editions.unhidden(case, editions.published(case), choose), case


@pytest.mark.parametrize(
    ("leak", "seeds"),
    [
        ("naive", range(12)),
        ("unhidden", range(200, 206)),
        pytest.param("naive", range(1_000, 1_300), marks=pytest.mark.slow),
        pytest.param("unhidden", range(1_000, 1_300), marks=pytest.mark.slow),
    ],
)
def test_it_finds_what_hiding_small_cells_alone_or_showing_one_too_many_gives_away(leak, seeds):
    released = [leaking(leak, seed) for seed in seeds]
    found = [compare(documents, case) for documents, case in released if documents]
    assert sum(found) > len(seeds) / 4, "too few of them leak"
