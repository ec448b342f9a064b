"""What `suppress` promises: both sides of the threshold, one pattern in any order, a true report."""

import numpy as np
import pandas as pd
import pytest

from analysis.disclosure import hiding, suppress
from analysis.disclosure.suppression import audit, suppress_with_report
from analysis.errors import InputError

BY = ["area", "language"]


def random_cells(rows, columns, seed, scale=4.0):
    """Return a table with many small counts and zeros."""
    numbers = np.random.default_rng(seed)
    mean = scale * numbers.gamma(0.5, 1, rows)[:, None] * numbers.gamma(0.6, 1.5, columns)[None, :]
    counts = numbers.poisson(mean * 4)
    area, language = np.indices(counts.shape).reshape(2, -1)
    return pd.DataFrame(
        {
            "area": [f"A{one:02d}" for one in area],
            "language": [f"L{one:02d}" for one in language],
            "residents": counts.ravel(),
        }
    )


@pytest.fixture
def areas():
    pairs = [(f"A{one:02d}", f"C{one // 4}") for one in range(24)] + [
        (f"C{one}", f"R{one % 2}") for one in range(6)
    ]
    return pd.DataFrame(pairs, columns=["child", "parent"])


def status_of(table, by=BY):
    return table.set_index(by)["status"].to_dict()


def test_margins_and_parents_are_judged_by_their_own_count(areas):
    cells = pd.DataFrame({"area": [f"A{one:02d}" for one in range(24)], "residents": [1, 2] + [9] * 22})
    found = status_of(suppress(cells.iloc[:2], ["area"], "residents", 5, {"area": areas}), "area")
    assert found == {"A00": "primary", "A01": "primary", "C0": "primary", "R0": "primary", "Total": "primary"}
    whole = status_of(suppress(cells, ["area"], "residents", 5, {"area": areas}), "area")
    assert whole["C0"] == whole["Total"] == "shown"


@pytest.mark.parametrize("criterion", ["exact", "interval", "informed"])
@pytest.mark.parametrize("tree", [False, True])
@pytest.mark.parametrize("zeros", [False, True])
@pytest.mark.parametrize("size", [(8, 4), pytest.param((24, 7), marks=pytest.mark.slow)])
def test_one_pattern_whatever_the_order_and_every_need_met(areas, criterion, tree, zeros, size):
    cells = random_cells(*size, seed=2)
    parents = {f"C{one}" for one in range(size[0] // 4)}
    areas = areas[areas["child"].isin({*cells["area"], *parents})]
    hierarchies = {"area": areas} if tree else None
    table, report = suppress_with_report(cells, BY, "residents", 5, hierarchies, zeros, criterion)
    assert not audit(table, BY, "residents", hierarchies, zeros, criterion)
    other = suppress(
        cells.sample(frac=1, random_state=1),
        BY[::-1],
        "residents",
        5,
        {"area": areas.sample(frac=1, random_state=2)} if tree else None,
        zeros,
        criterion,
    )
    pd.testing.assert_frame_equal(table, other[table.columns])
    # Zeros need not be listed, as long as each label is.
    listed = cells[(cells["residents"] > 0) | (cells["area"] == "A00") | (cells["language"] == "L00")]
    fewer = suppress(listed, BY, "residents", 5, hierarchies, zeros, criterion)
    pd.testing.assert_frame_equal(table, fewer)
    assert report.bound <= report.primary + report.secondary


@pytest.mark.parametrize("seed", range(4))
def test_each_criterion_hides_no_fewer_than_the_one_before(seed):
    cells = random_cells(12, 5, seed)
    reports = [
        suppress_with_report(cells, BY, "residents", 5, criterion=criterion)[1]
        for criterion in ("exact", "interval", "informed")
    ]
    assert all(report.proved for report in reports)
    # No zero is hidden, so whoever cannot compute a cell cannot narrow it by one either.
    assert reports[0] == reports[1]
    assert reports[1].secondary <= reports[2].secondary


@pytest.mark.parametrize("criterion", ["exact", "interval", "informed"])
@pytest.mark.parametrize("batch", [2, 100])
def test_what_is_too_large_to_prove_is_protected_by_a_few_cells_more(areas, criterion, batch, monkeypatch):
    cells = random_cells(24, 7, seed=8, scale=1)
    best, proved = suppress_with_report(cells, BY, "residents", 5, {"area": areas}, criterion=criterion)
    monkeypatch.setattr(hiding, "is_small", lambda choices, needs: False)
    monkeypatch.setattr(hiding, "BATCH", batch)
    monkeypatch.setattr(hiding, "FEW", batch)
    table, report = suppress_with_report(cells, BY, "residents", 5, {"area": areas}, criterion=criterion)
    assert not audit(table, BY, "residents", {"area": areas}, criterion=criterion)
    assert not audit(best, BY, "residents", {"area": areas}, criterion=criterion)
    assert proved.proved
    assert (report.bound, report.proved) == (None, False)
    assert proved.secondary <= report.secondary <= proved.secondary + 4


def test_the_report_says_what_was_lost():
    cells = pd.DataFrame({"area": ["A", "A", "B", "B"], "language": ["p", "q", "p", "q"]})
    _, report = suppress_with_report(cells.assign(residents=[3, 40, 21, 36]), BY, "residents", 5)
    assert (report.cells, report.primary, report.secondary, report.bound) == (9, 1, 3, 4)
    assert report.proved


def test_the_audit_names_each_cell_and_the_way_in_which_it_cannot_move():
    cells = pd.DataFrame({"area": ["A", "A", "B", "B"], "language": ["p", "q", "p", "q"]})
    table = suppress(cells.assign(residents=[3, 40, 21, 36]), BY, "residents", 5)
    alone = table.assign(status=table["status"].replace("secondary", "shown"))
    assert audit(alone, BY, "residents") == [(("A", "p"), -1), (("A", "p"), 1)]
    assert audit(alone, BY, "residents", criterion="exact") == [(("A", "p"), 0)]
    assert audit(alone.iloc[::-1], BY[::-1], "residents") == [(("p", "A"), -1), (("p", "A"), 1)]


def test_the_audit_refuses_what_is_no_finished_table():
    cells = pd.DataFrame({"area": ["A", "B"], "residents": [3, 40]})
    table = suppress(cells, "area", "residents", 5)
    broken = [
        (cells, 'no column "status"'),
        (table.assign(status="suppresed"), "It takes shown, primary or secondary"),
        (table.iloc[:2], "each of its cells, margins and parents once"),
        (table.assign(residents=[3, 40, 44]), "1 margins or parents of the table are not the sum"),
    ]
    for given, says in broken:
        with pytest.raises(InputError, match=says):
            audit(given, "area", "residents")


@pytest.mark.parametrize("threshold", [0, 1, -3])
def test_a_threshold_that_hides_nothing_is_refused(threshold):
    with pytest.raises(InputError, match="hides nothing"):
        suppress(random_cells(2, 2, 0), BY, "residents", threshold)


@pytest.mark.parametrize("threshold", ["5", 5.0, None, True, [5]])
def test_a_threshold_that_is_no_whole_number_is_refused(threshold):
    with pytest.raises(InputError, match="is not a whole number"):
        suppress(random_cells(2, 2, 0), BY, "residents", threshold)


def test_a_criterion_that_does_not_exist_is_refused_with_the_nearest():
    with pytest.raises(InputError, match='Nearest: "interval"'):
        suppress(random_cells(2, 2, 0), BY, "residents", 5, criterion="intervall")
    with pytest.raises(InputError, match="exact, interval or informed"):
        audit(suppress(random_cells(2, 2, 0), BY, "residents", 5), BY, "residents", criterion="safe")
