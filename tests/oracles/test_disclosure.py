"""Disclosure control: published tables and counterexamples (sdcTable, SSBtools), proved least hiding."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.disclosure.hiding import protect, unprotected
from analysis.disclosure.layout import lay_out
from analysis.disclosure.suppression import audit, suppress, suppress_with_report

Z1 = ["region", "hovedint"]
# Cells of at most so many are primary; with the knowledge that a hidden cell is at least 1 more are needed.
Z1_INFORMED = {1: 4, 2: 6, 3: 6, 4: 8, 5: 10, 7: 11, 10: 16}


@pytest.fixture(scope="module")
def counterexamples(oracle):
    return json.loads(oracle("03_sdc/counterexamples.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def z1(oracle):
    return pd.read_csv(oracle("03_sdc/z1.csv"))


@pytest.fixture(scope="module")
def thirty_by_twelve(oracle):
    published = pd.read_csv(oracle("03_sdc/two_way_30x12.csv"))
    return published[(published["row"] != "Total") & (published["column"] != "Total")]


def least_sum(cells, by, count, threshold, zeros=False, criterion="exact"):
    """Return the least sum of as few cells as can be hidden, which the published tools take."""
    layout = lay_out(cells, by, count)
    small = (layout.counts < threshold) & ((layout.counts > 0) | zeros)
    may_hide = (layout.counts > 0) | small
    how = {"floors": 0, "may_hide": may_hide, "criterion": criterion, "order": layout.counts}
    done = protect(layout.system, layout.counts, small, **how)
    return layout.counts[done.hidden].sum(), layout.counts[done.hidden & ~small].sum()


def hidden_of(table):
    return int((table["status"] != "shown").sum())


class TestTwoPerLineIsNotEnough:
    """(a) Two hidden cells in every line, and yet w,b is exactly 47: it is a bridge."""

    @pytest.fixture
    def case(self, counterexamples):
        return counterexamples["a_two_per_line_not_enough"]

    @pytest.fixture
    def drawn(self, case):
        wide = pd.DataFrame.from_dict(case["table"], orient="index", columns=list("abcd"))
        cells = wide.rename_axis("row").reset_index().melt("row", var_name="column", value_name="count")
        layout = lay_out(cells, ["row", "column"], "count")
        names = layout.table["row"] + "|" + layout.table["column"]
        return layout, names

    def told(self, layout, hidden, needs):
        """Return the cells that can be computed."""
        found = unprotected(layout.system, layout.counts, hidden, needs, floors=0, criterion="exact")
        return [cell for cell, _ in found]

    def test_margins_are_those_published_and_the_cell_that_can_be_computed_is_found(self, case, drawn):
        layout, names = drawn
        totals = dict(zip(names, layout.counts.tolist(), strict=True))
        assert {name: totals[name] for name in case["totals"]} == case["totals"]
        hidden = names.isin(case["suppressed"]).to_numpy()
        assert [names[cell] for cell in self.told(layout, hidden, hidden)] == case["recoverable_linear"]

    def test_one_more_cell_repairs_it_and_no_fewer(self, case, drawn):
        layout, names = drawn
        hidden = names.isin(case["suppressed"]).to_numpy()
        known = {"floors": 0, "may_hide": layout.counts > 0, "hidden": hidden, "criterion": "exact"}
        known["order"] = layout.counts  # of as many the least sum, as published
        done = protect(layout.system, layout.counts, hidden, **known)
        more = np.flatnonzero(done.hidden & ~hidden)
        assert len(more) == done.bound == case["optimum_extra_cells_exact"]
        assert names[more[0]] == case["an_optimum"][0]

    def test_every_single_cell_that_repairs_it_does_and_no_other(self, case, drawn):
        layout, names = drawn
        before = names.isin(case["suppressed"]).to_numpy()
        inner = np.flatnonzero(~names.str.contains("Total") & ~before)
        repairs = [
            names[cell]
            for cell in inner
            if not self.told(layout, before | (np.arange(len(before)) == cell), before)
        ]
        assert sorted(repairs) == sorted(case["single_extra_cells_that_fix_it__interval_of_w|b"])


class TestLinkedTables:
    """(b) Two tables, each safe alone, that together reveal K = 3."""

    @pytest.fixture
    def case(self, counterexamples):
        return counterexamples["b_linked_tables"]

    @pytest.fixture
    def groupings(self, case):
        data = pd.DataFrame(case["data"])
        return pd.concat(
            [data[["region", parent]].set_axis(["child", "parent"], axis=1) for parent in ("county", "group")]
        )

    def test_each_table_alone_needs_nothing_more(self, case, groupings):
        cells = pd.DataFrame(case["data"])[["region", "n"]]
        for parents in (["county-1", "county-2"], ["small", "BIG"]):
            one = {"region": groupings[groupings["parent"].isin(parents)]}
            table = suppress(cells, ["region"], "n", 4, one, criterion="interval")
            assert table.loc[table["status"] != "shown", "region"].tolist() == case["primary"]

    @pytest.mark.parametrize("criterion", ["exact", "interval"])
    def test_together_they_need_the_optimum(self, case, groupings, criterion):
        cells = pd.DataFrame(case["data"])[["region", "n"]]
        table = suppress(cells, ["region"], "n", 4, {"region": groupings}, criterion=criterion)
        assert hidden_of(table) == case["optimum_total_suppressed"]
        assert not audit(table, ["region"], "n", {"region": groupings}, criterion=criterion)


class TestSmallCountsAndZeros:
    """(c) With zeros primary two cells stay exposed; with zeros published the primary cells are safe."""

    @pytest.fixture
    def case(self, counterexamples):
        return counterexamples["c_singletons_and_zeros"]

    def test_zeros_that_are_hidden_can_be_computed(self, case):
        cells = pd.DataFrame(case["data"])
        table = suppress(cells, ["v1", "v2"], "v", 3, protect_zeros=True, criterion="exact")
        names = table["v1"] + "|" + table["v2"]
        assert sorted(names[table["status"] == "primary"]) == sorted(case["primary"])
        alone = table.assign(status=table["status"].where(table["status"] == "primary", "shown"))
        exposed = audit(alone, ["v1", "v2"], "v", protect_zeros=True, criterion="exact")
        assert sorted("|".join(cell) for cell, _ in exposed) == sorted(case["recoverable"])
        assert not audit(table, ["v1", "v2"], "v", protect_zeros=True, criterion="exact")

    @pytest.mark.parametrize("criterion", ["exact", "interval"])
    def test_zeros_that_are_shown_ask_for_nothing_more(self, case, criterion):
        table = suppress(pd.DataFrame(case["data"]), ["v1", "v2"], "v", 3, criterion=criterion)
        names = table["v1"] + "|" + table["v2"]
        assert sorted(names[table["status"] != "shown"]) == sorted(case["zeros_published"]["an_optimum"])


@pytest.mark.parametrize("criterion", ["exact", "interval"])
@pytest.mark.parametrize("zeros", [True, False])
def test_z1_takes_the_proved_minimum_of_cells_and_of_counts(oracle, z1, criterion, zeros):
    expected = pd.read_csv(oracle("03_sdc/z1_expected.csv"))
    for row in expected[expected["protectZeros"] == zeros].itertuples():
        table, report = suppress_with_report(z1, Z1, "ant", row.maxN + 1, None, zeros, criterion)
        least = row.min_cells_linear if criterion == "exact" else row.min_cells_interval
        assert (report.cells, report.primary) == (row.cells, row.primary)
        assert hidden_of(table) == report.primary + report.secondary == report.bound == least
        assert report.proved and least <= row.gauss_suppressed
        assert least_sum(z1, Z1, "ant", row.maxN + 1, zeros, criterion)[0] == row.min_sum_linear
        assert not audit(table, Z1, "ant", None, zeros, criterion)


@pytest.mark.parametrize(("small", "least"), Z1_INFORMED.items())
def test_z1_against_somebody_who_sees_the_zeros(z1, small, least):
    table, report = suppress_with_report(z1, Z1, "ant", small + 1)
    assert hidden_of(table) == report.bound == least
    assert report.proved
    assert not audit(table, Z1, "ant")


def test_what_the_elimination_method_hides_is_a_valid_answer(oracle):
    cells = pd.read_csv(oracle("03_sdc/z1_gauss_cells.csv"))
    for (most, _), given in cells.groupby(["maxN", "protectZeros"]):
        status = np.select([given["primary"], given["suppressed"]], ["primary", "secondary"], "shown")
        table = given[[*Z1, "count"]].assign(status=status)
        assert not audit(table, Z1, "count", criterion="exact")
        inner = given.loc[(given[Z1] != "Total").all(axis=1), [*Z1, "count"]]
        ours = suppress(inner, Z1, "count", most + 1, criterion="exact")
        assert hidden_of(ours) <= given["suppressed"].sum()


def test_thirty_by_twelve_takes_the_proved_minimum(oracle, thirty_by_twelve):
    expected = json.loads(oracle("03_sdc/two_way_expected.json").read_text(encoding="utf-8"))["30x12"]
    for criterion in ("exact", "interval"):
        table, report = suppress_with_report(
            thirty_by_twelve, ["row", "column"], "count", expected["maxN"] + 1, criterion=criterion
        )
        assert report.cells == expected["cells_with_totals"]
        assert report.primary == expected["primary"]
        assert hidden_of(table) == report.bound == expected["min_cells_total"]
        assert report.proved
        extra = least_sum(
            thirty_by_twelve, ["row", "column"], "count", expected["maxN"] + 1, criterion=criterion
        )
        assert extra[1] == expected["min_extra_value"]


def test_thirty_by_twelve_against_somebody_who_sees_the_zeros(thirty_by_twelve):
    table, report = suppress_with_report(thirty_by_twelve, ["row", "column"], "count", 5)
    assert hidden_of(table) == report.bound == 113
    assert report.proved
    assert not audit(table, ["row", "column"], "count")


def test_what_can_be_computed_can_neither_rise_nor_fall_by_one(thirty_by_twelve):
    layout = lay_out(thirty_by_twelve, ["row", "column"], "count")
    primary = (layout.counts > 0) & (layout.counts < 5)
    told, both = (
        unprotected(layout.system, layout.counts, primary, primary, floors=0, criterion=criterion)
        for criterion in ("exact", "interval")
    )
    assert told
    assert {cell for cell, _ in told} == {cell for cell, _ in both}
