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


def leaks(seed):
    """Return a case and, by the kind of leak, documents that may leak."""
    choose = random_systems.Seeded(seed)
    case = random_systems.linked(choose, editions=choose.one_of([1, 1, 2, 3]))
    return case, choose


@pytest.mark.parametrize("seed", range(12))
def test_it_finds_what_hiding_small_cells_alone_gives_away(seed):
    case, choose = leaks(seed)
    compare(editions.naive(case, choose), case)


@pytest.mark.parametrize("seed", range(200, 206))
def test_it_finds_what_one_cell_shown_too_much_gives_away(seed):
    case, choose = leaks(seed)
    documents = editions.unhidden(case, editions.published(case), choose)
    if documents:
        compare(documents, case)


@pytest.mark.slow
@pytest.mark.parametrize("leak", ["naive", "unhidden"])
def test_it_never_misses_in_hundreds_of_leaking_releases(leak, capsys):
    tried, leaking = 0, 0
    for seed in range(1_000, 1_300):
        case, choose = leaks(seed)
        documents = editions.published(case) if leak == "unhidden" else editions.naive(case, choose)
        if leak == "unhidden":
            documents = editions.unhidden(case, documents, choose)
        if documents:
            tried += 1
            leaking += compare(documents, case)
    with capsys.disabled():
        print(f"\n{tried} releases, {leaking} of them leaking ({leak}): none missed")
