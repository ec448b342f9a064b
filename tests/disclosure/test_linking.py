"""Linked tables as one system: few parts, the same worlds, and what differences tell."""

from itertools import product

import pytest

from analysis.disclosure.linking import linked
from analysis.disclosure.narrowing import least_by_markers
from analysis.disclosure.regions import covered, rounded
from analysis.disclosure.spaces import cliques, tree

from .small_releases import document, policy, together, year

H = "[c]"


def test_a_chain_of_tables_needs_no_table_over_all_columns_and_a_ring_is_filled_in():
    found = cliques([("age", "sex"), ("district", "offence"), ("district", "ethnic"), ("abuse", "ethnic")])
    assert found == [("abuse", "ethnic"), ("age", "sex"), ("district", "ethnic"), ("district", "offence")]
    assert sorted(separator for _, _, separator in tree(found)) == [(), ("district",), ("ethnic",)]
    ring = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")]
    found = cliques(ring)
    assert [len(one) for one in found] == [3, 3]
    assert all(any(set(one) <= set(clique) for clique in found) for one in ring)


def test_shown_zeros_and_labels_that_are_not_listed_leave_the_system():
    old = document(
        {"East": 7, "West": 0, "Total": 7}, ["district"], edition="2025-Q4", periods={"2025-Q4": ["2025-Q4"]}
    )
    new = document({"East": 7, "North": 9, "West": 6, "Total": 22}, ["district"])
    system = linked([old, new])
    labels = {(next(iter(atom)), labels[0]) for _, atom, labels in system.parts}
    assert ("2025-Q4", "North") not in labels, "not listed then"
    assert ("2025-Q4", "West") not in labels, "zero then"
    assert ("2026-Q1", "North") in labels


def test_the_same_cell_of_two_tables_is_one_cell():
    one = document({"East": 7, "West": 8, "Total": 15}, ["district"], name="one")
    counts = {"East": 7, "West": 8, "Total": 15}
    cells = {(place, offence): counts[place] for place, offence in product(counts, ("Theft", "Total"))}
    other = document(cells, ["district", "offence_group"], name="other")
    system = linked([together(one, other)])
    assert len(system.cells) == 6
    assert system.places["one", "2026-Q1", ("East",)] == system.places["other", "2026-Q1", ("East", "Total")]


YEAR = year("2026-Q1")
QUARTERLY = {quarter: [quarter] for quarter in YEAR["year ending 2026-Q1"]}


def everywhere(number, name="table", **how):
    """Return a document in which East and West are `number` in each period."""
    periods = how.get("periods", {"2026-Q1": ["2026-Q1"]})
    total = number if number == H else 2 * number
    figures = (("East", number), ("West", number), ("Total", total))
    cells = {(period, (label,)): figure for period in periods for label, figure in figures}
    return document(cells, ["district"], name=name, **how | {"periods": periods})


def by_sex():
    """Return a document by district and sex, which prints what a filter on sex leaves out."""
    places, sexes = {"East": 1, "West": 1, "Total": 2}, {"Female": 1, "Male": 1, "Total": 2}
    cells = {(place, sex): 7 * places[place] * sexes[sex] for place, sex in product(places, sexes)}
    return document(cells, ["district", "sex"], name="both")


@pytest.mark.parametrize(
    ("documents", "told"),
    [
        (
            [everywhere(9, edition="2025-Q4", periods=year("2025-Q4")), everywhere(8, periods=YEAR)],
            {"2025-Q1", "2026-Q1", "2025-Q2 and 2025-Q3 and 2025-Q4"},
        ),
        (
            [together(everywhere(9, "year", periods=YEAR), everywhere(7, "quarter"))],
            {"2025-Q2 and 2025-Q3 and 2025-Q4"},
        ),
        # Quarters that are printed are no virtual cells, nor are all others where they are.
        (
            [together(everywhere(7, "quarters", periods=QUARTERLY), everywhere(28, "year", periods=YEAR))],
            set(),
        ),
        (
            [together(everywhere(12, "everybody"), everywhere(8, "abuse", where={"domestic_abuse": "yes"}))],
            {"2026-Q1, all but domestic_abuse yes"},
        ),
        ([together(by_sex(), everywhere(7, "women", where={"sex": "Female"}))], set()),
    ],
)
def test_what_printed_figures_tell_by_subtraction_is_a_virtual_cell(documents, told):
    virtual = [cell for cell in linked(documents).cells if cell.virtual]
    assert {cell.period for cell in virtual} == told
    assert {cell.labels for cell in virtual} == ({("East",), ("West",), ("Total",)} if told else set())


@pytest.mark.parametrize(
    ("quarters", "periods", "is_sum"),
    [
        ("ab", ["a", "b"], True),
        ("ab", ["abc", "b"], False),
        ("abc", ["ab", "bc", "c"], True),
        ("abc", ["ab", "bc"], False),
    ],
)
def test_a_sum_of_printed_periods_is_told_from_a_difference(quarters, periods, is_sum):
    assert covered(frozenset(quarters), [frozenset(one) for one in periods]) is is_sum


@pytest.mark.parametrize(
    ("changes", "floors"),
    [
        ({}, {"East": 1, "West": 1, "Total": 3}),
        # Where zeros are hidden, or nothing is known of them, a marker says nothing.
        ({"show_zeros": False}, {"East": 0, "West": 0, "Total": 0}),
        ({"criterion": "interval"}, {"East": 0, "West": 0, "Total": 0}),
    ],
)
def test_a_hidden_total_is_at_least_its_cells_that_are_not_zero(changes, floors):
    cells = {"East": H, "North": H, "South": 0, "West": H, "Total": H}
    system = linked([document(cells, ["district"], rules=policy(**changes))])
    places = [system.places["table", "2026-Q1", (name,)] for name in floors]
    assert least_by_markers(system, places).tolist() == list(floors.values())


def test_a_hidden_year_is_at_least_the_quarters_that_are_not_zero():
    one = everywhere(H, "quarters", periods=QUARTERLY)
    one["tabulations"]["quarters"]["cells"][:3] = [
        ["2025-Q2", [label], 0] for label in ("East", "West", "Total")
    ]
    system = linked([together(one, everywhere(H, "year", periods=YEAR))])
    place = system.places["year", "year ending 2026-Q1", ("East",)]
    assert least_by_markers(system, [place]) == [3]


@pytest.mark.parametrize(("count", "shown"), [(8, 10), (12, 10), (13, 15), (17, 15), (18, 20)])
def test_a_rounded_figure_stands_for_every_count_that_rounds_to_it(count, shown):
    rules = policy(rounding=5)
    assert rounded(count, rules) == shown
    system = linked([document({"East": shown, "Total": shown}, ["district"], rules=rules)])
    assert system.low[0] <= count <= system.high[0]
    assert system.high[0] - system.low[0] == 4
