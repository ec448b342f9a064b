"""The twin test: what is released is the same where the counts that it hides are others.

A twin has other counts wherever a figure is hidden, as far as a programme in whole numbers can change them.
It keeps every figure that is shown, the side of the threshold of every other and of every difference of two,
which labels have a count at all, and the answers of the statements.

Proved: with the same cells hidden not a byte of what is released rests on a hidden count, neither of the
tables nor of what lies beside them. Not proved, for it is not so: that the same cells are hidden. Beside
the small counts the search hides as few others as it can, so that its choice rests on which counts are
small and on how far each could fall; of as many, a private order decides. How many cells it hides otherwise
is printed, and nothing else may change but `narrowest`, which anybody can work out from what is shown. So a
person who runs the search on every world that fits what is shown can tell more than `narrowest` says, which
is not tested here either. Contacts and capture lists stay as they are: see test_statements.py.
"""

import copy
import json
from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from analysis import areas, settings
from analysis.disclosure import ledger, solving
from analysis.disclosure.document import HIDDEN, NOT_AVAILABLE
from analysis.publish.report import editions
from analysis.release import counted_risk, solve, write
from analysis.release.series import ALL
from analysis.sources import inventory
from tests.in_process import release_here, released_to
from tests.publish.report.an_edition import content as written
from tests.release import twins

QUARTER = "2026-Q2"


def cells(document):
    """Return {(tabulation, period, labels): figure or marker}."""
    return {
        (name, period, tuple(labels)): value
        for name, entry in document["tabulations"].items()
        for period, labels, value in entry["cells"]
    }


def hidden(document):
    """Return the cells that are hidden."""
    return [cell for cell, value in cells(document).items() if value == HIDDEN]


@pytest.fixture(scope="module")
def base(released_file):
    """Return the document that is released of Sampleshire as it is."""
    return json.loads(released_file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def frames(base, sampleshire_folder):
    """Return {source: (its counts, those of its twin)} of the sources of which a count is hidden."""
    found = {}
    with settings.serving(settings.Run(sampleshire_folder)):
        place, nothing = areas.area("sampleshire"), ledger.read(sampleshire_folder / "none", "sampleshire")
        inventory.open_for(place, sampleshire_folder)
        for source in dict.fromkeys(base["tabulations"][name]["source"] for name, *_ in hidden(base)):
            counted = solve.counted(ALL[source], place, write.DRAFT, None, nothing)
            found[source] = pd.DataFrame(counted.frame), twins.of(counted, base, source)
    return found


@pytest.fixture
def served(frames, monkeypatch):
    """Have release count the twin; give the sources that it asked for."""
    asked, counted, referrals = set(), solve.counted, counted_risk.referrals_by_nationality

    def of_the_twin(series, *rest):
        asked.add(series.card)
        found = counted(series, *rest)
        return replace(found, frame=frames[series.card][1]) if series.card in frames else found

    def of_nationalities(area, *rest):
        found = referrals(area, *rest)
        twin = found if rest else twins.renamed(found, counted_risk.quarters_of_referrals(area))
        assert rest or (len(found) and not twin.equals(found))
        return twin

    release_here(monkeypatch)
    monkeypatch.setattr(solve, "counted", of_the_twin)
    monkeypatch.setattr(counted_risk, "referrals_by_nationality", of_nationalities)
    return asked


@pytest.fixture
def same_pattern(base, served, monkeypatch):
    """Hide of the twin what is hidden of Sampleshire as it is."""
    marked = hidden(base)

    def protected(system, parts, needs, new, order):
        hidden = system.virtual.copy()
        hidden[[place for cell, place in system.places.items() if cell in marked]] = True
        assert hidden[needs].all()
        return hidden, []

    monkeypatch.setattr(solving, "_protected", protected)
    return served


def released(folder, into):
    """Return the document of a draft of Sampleshire, and the bytes of each file that is written of it."""
    released_to(into / "sampleshire.json", "sampleshire", settings.Run(folder))
    return json.loads((into / "sampleshire.json").read_text(encoding="utf-8")), written(into)


def test_a_twin_has_other_counts_where_they_are_hidden_and_the_same_where_they_are_shown(base, frames):
    marked, differ = Counter(), Counter()
    for name, entry in base["tabulations"].items():
        source = entry["source"]
        if source not in frames:
            continue
        below, rounding = (base["policies"][entry["policy"]][rule] for rule in ("hide_below", "rounding"))
        was, twin = (twins.tabulated(frame, ALL[source].unit, entry) for frame in frames[source])
        for period, labels, value in entry["cells"]:
            one, other = was[period, tuple(labels)], twin[period, tuple(labels)]
            if value == HIDDEN:
                assert (one < below) == (other < below) and one > 0 and other > 0
                marked[source] += 1
                differ[source] += one != other
            elif value != NOT_AVAILABLE:
                assert (other + rounding // 2) // rounding * rounding == value, (name, period, labels)
    for source, number in marked.items():
        print(f"{source}: {differ[source]} of {number} hidden counts differ")
        assert 2 * differ[source] > number
    assert sum(differ.values()) > 100


def test_with_the_same_cells_hidden_what_is_released_of_a_twin_is_the_same_to_the_byte(
    same_pattern, frames, sampleshire_folder, released_file, tmp_path
):
    _, found = released(sampleshire_folder, tmp_path)
    assert same_pattern >= set(frames)
    as_it_is = written(released_file.parent)
    assert set(found) == set(as_it_is)
    assert not [name for name, content in as_it_is.items() if content != found[name]]


@pytest.mark.slow
def test_of_a_twin_nothing_changes_but_which_cells_are_hidden(
    base, served, frames, sampleshire_folder, released_file, tmp_path
):
    twin, found = released(sampleshire_folder, tmp_path)
    assert served >= set(frames)
    beside = {name: one for name, one in written(released_file.parent).items() if "/" in name}
    assert beside and beside == {name: one for name, one in found.items() if "/" in name}
    before, now = cells(base), cells(twin)
    assert list(before) == list(now)
    changed = [cell for cell, value in before.items() if value != now[cell]]
    for pair in ((before[cell], now[cell]) for cell in changed):
        assert pair.count(HIDDEN) == 1 and NOT_AVAILABLE not in pair
    sources = Counter(base["tabulations"][name]["source"] for name, *_ in changed)
    print(f"The pattern of hiding differs in {len(changed)} of {len(now)} cells:", dict(sources))
    base = copy.deepcopy(base)
    for document in (base, twin):
        document.pop(settings.MARK)  # it is of all cells
        for entry in document["tabulations"].values():
            entry.pop("cells")
            if entry["source"] in sources:
                entry.pop("narrowest", None)
    assert base == twin


@pytest.mark.slow
def test_with_the_same_cells_hidden_an_edition_of_a_twin_is_the_same_to_the_byte(
    request, sampleshire_folder, tmp_path
):
    build = {"inputs": sampleshire_folder, "edition": QUARTER, "as_of": QUARTER}
    as_it_is = written(editions.build(editions.Asked.of("sampleshire", out=tmp_path / "as it is", **build)))
    asked = request.getfixturevalue("same_pattern")
    twin = written(editions.build(editions.Asked.of("sampleshire", out=tmp_path / "twin", **build)))
    assert asked >= set(request.getfixturevalue("frames"))
    assert set(as_it_is) == set(twin)
    assert not [name for name, content in as_it_is.items() if content != twin[name]]
