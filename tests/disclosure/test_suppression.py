"""What `suppress` promises: both sides of the threshold, one pattern in any order, a true report."""

import numpy as np
import pandas as pd
import pytest

from analysis.disclosure import hiding, suppress
from analysis.disclosure.policy import CRITERIA
from analysis.disclosure.suppression import Report, audit, suppress_with_report
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
    pairs = [(f"A{one:02d}", f"C{one // 4}") for one in range(24)]
    pairs += [(f"C{one}", f"R{one % 2}") for one in range(6)]
    return pd.DataFrame(pairs, columns=["child", "parent"])


@pytest.mark.parametrize("seed", range(2))
def test_each_criterion_hides_no_fewer_than_the_one_before(seed):
    cells = random_cells(12, 5, seed)
    reports = [
        suppress_with_report(cells, BY, "residents", 5, criterion=criterion)[1] for criterion in CRITERIA
    ]
    assert all(report.proved for report in reports)
    # No zero is hidden, so whoever cannot compute a cell cannot narrow it by one either.
    assert reports[0] == reports[1]
    assert reports[1].secondary <= reports[2].secondary


@pytest.mark.parametrize(
    ("criterion", "batch"), [("exact", 2), ("interval", 100), ("informed", 2), ("informed", 100)]
)
def test_what_is_too_large_to_prove_is_protected_by_a_few_cells_more(areas, criterion, batch, monkeypatch):
    cells = random_cells(24, 7, seed=8, scale=1)
    how = {"hierarchies": {"area": areas}, "criterion": criterion}
    _, proved = suppress_with_report(cells, BY, "residents", 5, **how)
    monkeypatch.setattr(hiding, "is_small", lambda choices, needs: False)
    monkeypatch.setattr(hiding, "BATCH", batch)
    monkeypatch.setattr(hiding, "FEW", batch)
    table, report = suppress_with_report(cells, BY, "residents", 5, **how)
    assert not audit(table, BY, "residents", **how)
    assert proved.proved
    assert (report.bound, report.proved) == (None, False)
    assert proved.secondary <= report.secondary <= proved.secondary + 4
    other = suppress(cells.sample(frac=1, random_state=1), BY[::-1], "residents", 5, **how)
    pd.testing.assert_frame_equal(table, other[table.columns])


def test_the_report_says_what_was_lost_and_the_audit_in_which_way_a_cell_cannot_move():
    cells = pd.DataFrame({"area": ["A", "A", "B", "B"], "language": ["p", "q", "p", "q"]})
    table, report = suppress_with_report(cells.assign(residents=[3, 40, 21, 36]), BY, "residents", 5)
    assert report == Report(cells=9, primary=1, secondary=3, bound=4, proved=True)
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


@pytest.mark.parametrize(
    ("threshold", "says"),
    [
        *((threshold, "hides nothing") for threshold in (0, 1, -3)),
        *((threshold, "is not a whole number") for threshold in ("5", 5.0, None, True, [5])),
    ],
)
def test_a_threshold_that_hides_nothing_or_is_no_whole_number_is_refused(threshold, says):
    with pytest.raises(InputError, match=says):
        suppress(random_cells(2, 2, 0), BY, "residents", threshold)


def test_a_criterion_that_does_not_exist_is_refused_with_the_nearest():
    with pytest.raises(InputError, match='Nearest: "interval"'):
        suppress(random_cells(2, 2, 0), BY, "residents", 5, criterion="intervall")
    with pytest.raises(InputError, match="exact, interval or informed"):
        audit(suppress(random_cells(2, 2, 0), BY, "residents", 5), BY, "residents", criterion="safe")
