"""The best use of a budget: nobody counted twice, materials paid once, both sides of every budget."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.measures.plans import coverage

OPTIONS = pd.DataFrame({"option": ["radio", "leaflet", "poster"], "cost": [100.0, 60.0, 50.0]})
AUDIENCES = pd.DataFrame(
    {
        "audience": ["both", "radio only", "leaflet only", "leaflet or poster", "nobody's"],
        "people": [40, 30, 10, 10, 10],
    }
)
REACHED = pd.DataFrame(
    {
        "audience": ["both", "both", "radio only", "leaflet only", *["leaflet or poster"] * 2],
        "option": ["radio", "leaflet", "radio", "leaflet", "leaflet", "poster"],
    }
)


def cover(budget, options=OPTIONS, audiences=AUDIENCES, reached=REACHED, **how):
    return coverage.best_cover(options, audiences, reached, budget, **how)


def test_everybody_reached_is_one_and_the_unreached_stay_in_the_whole():
    (row,) = cover(160).itertuples()
    assert row.bought == "radio, leaflet"
    assert (row.people_reached, row.people_in_all, row.share_pct) == (90, 100, 90)
    # What reaches nobody new is not bought however much is left.
    (row,) = cover(1_000).itertuples()
    assert (row.bought, row.spent, row.people_reached) == ("radio, leaflet", 160, 90)


@pytest.mark.parametrize(
    ("budget", "bought", "people"),
    [
        (0, "", 0),
        (49.99, "", 0),
        (50, "poster", 10),
        (59, "poster", 10),
        (60, "leaflet", 60),
        (100, "radio", 70),
        (110, "radio", 70),
    ],
)
def test_both_sides_of_what_a_budget_can_buy(budget, bought, people):
    (row,) = cover(budget).itertuples()
    assert (row.bought, row.people_reached, row.status) == (bought, people, "shown")
    if not bought:
        assert (row.spent, row.options_bought) == (0, 0)
        assert row.method == "nothing can be bought: the cheapest costs 50.00"


@pytest.mark.parametrize("budget", [-1, -0.01, np.nan, np.inf])
def test_a_budget_that_is_negative_or_no_number_is_refused(budget):
    with pytest.raises(InputError, match="It needs an amount of money, zero or more"):
        cover([100, budget])


def test_several_budgets_give_a_curve_that_never_falls_and_beats_steps():
    curve = cover(range(0, 225, 5))
    assert curve["people_reached"].is_monotonic_increasing
    assert (curve["spent"] <= curve["budget"]).all()
    assert curve["budget"].tolist() == list(range(0, 225, 5))
    # A pound of poster reaches 0.2, of radio 0.7, of leaflet 1.0: step by step the leaflet, with 45 left.
    assert curve.loc[curve["budget"] == 105, "people_reached"].item() == 70


MADE = OPTIONS.assign(material=["voice", "text", "text"])
MATERIALS = pd.DataFrame({"material": ["voice", "text"], "cost": [30.0, 10.0]})


def test_a_material_is_paid_once_for_all_that_use_it():
    apart = pd.DataFrame({"audience": ["a", "b"], "people": [10, 10]})
    reached = pd.DataFrame({"audience": ["a", "b"], "option": ["leaflet", "poster"]})
    (row,) = cover(120, MADE, apart, reached, materials=MATERIALS).itertuples()
    assert (row.bought, row.spent, row.people_reached) == ("leaflet, poster", 120, 20)
    assert cover(119.99, MADE, apart, reached, materials=MATERIALS).loc[0, "people_reached"] == 10


@pytest.mark.parametrize(("budget", "bought"), [(109.99, "leaflet"), (110, "leaflet, poster")])
def test_an_option_that_follows_a_group_waits_for_one_that_leads_it(budget, bought):
    options = OPTIONS.assign(leads=[None, "text", None], follows=[None, None, "text"])
    apart = pd.DataFrame({"audience": ["a", "b"], "people": [1, 99]})
    reached = pd.DataFrame({"audience": ["a", "b"], "option": ["leaflet", "poster"]})
    (row,) = cover(budget, options.tail(2), apart, reached).itertuples()
    assert row.bought == bought
    assert cover(59.99, options.tail(2), apart, reached).loc[0, "people_reached"] == 0


def test_of_many_options_a_choice_is_all_but_the_best_with_no_money_left(monkeypatch):
    rng = np.random.default_rng(1)
    options = pd.DataFrame({"option": range(30), "cost": rng.integers(20, 90, 30)})
    audiences = pd.DataFrame({"audience": range(300), "people": rng.integers(1, 50, 300)})
    pairs = pd.DataFrame({"audience": rng.integers(0, 300, 900), "option": rng.integers(0, 30, 900)})
    exact = cover([200, 400, 800], options, audiences, pairs)
    assert set(exact["method"]) == {coverage.EXACT}
    monkeypatch.setattr(coverage, "MANY", 0)
    found = cover([200, 400, 800], options, audiences, pairs)
    assert set(found["method"]) == {coverage.ALL_BUT_EXACT}
    assert (found["people_reached"] >= 0.98 * exact["people_reached"]).all()
    problem = coverage.posed(options, audiences, pairs)
    for row in found.itertuples():
        bought = np.isin(problem.options.astype(str), row.bought.split(", "))
        more = coverage.greedy(problem, row.budget, problem.people["value"], bought)
        assert (more == bought).all()
    assert (found["spent"] <= found["budget"]).all()


def test_what_to_buy_adds_up_to_what_is_spent():
    rows = coverage.best_options(MADE, AUDIENCES, REACHED, 200, MATERIALS)
    assert rows[["kind", "name"]].to_numpy().tolist() == [
        ["material", "voice"],
        ["material", "text"],
        ["option", "radio"],
        ["option", "leaflet"],
    ]
    assert rows["cost"].sum() == cover(200, MADE, materials=MATERIALS).loc[0, "spent"] == 200
    found = rows.set_index("name")
    assert found.loc[["radio", "leaflet"], "people_reached"].tolist() == [70, 60]
    assert found.loc[["voice", "text"], "people_reached"].isna().all()


def test_a_choice_says_in_how_many_draws_it_is_best_and_how_far_it_falls_short():
    options = pd.DataFrame({"option": ["radio", "leaflet"], "cost": [100.0, 100.0]})
    apart = pd.DataFrame({"audience": ["a", "b"], "people": [1_000, 950]})
    reached = pd.DataFrame({"audience": ["a", "b"], "option": ["radio", "leaflet"]})
    (row,) = cover(100, options, apart.assign(lower=[500, 950], upper=[1_500, 950]), reached).itertuples()
    # The spread of 500 is 1.645 standard errors: 950 lies 0.164 of one below the middle.
    assert (row.bought, row.lower, row.upper) == ("radio", 500, 1_500)
    assert row.best_in_draws_pct == pytest.approx(56.5, abs=1)
    both = apart.assign(lower=[500, 475], upper=[1_500, 1_425])
    assert cover(100, options, both, reached).loc[0, "best_in_draws_pct"] == pytest.approx(55, abs=2.5)
    # At the same place of their ranges the first is always the larger one.
    (row,) = cover(100, options, both.assign(drawn_with="all"), reached).itertuples()
    assert (row.best_in_draws_pct, row.fewer_on_average) == (100, 0)
    assert np.isnan(cover(99, options, both, reached).loc[0, "best_in_draws_pct"])


@pytest.mark.parametrize(
    ("share", "bought"), [(0, "radio"), (0.49, "radio"), (0.5, "leaflet, poster"), (0.9, "leaflet, poster")]
)
def test_those_first_are_reached_as_the_share_alone_could_and_the_rest_is_free(share, bought):
    options = pd.DataFrame({"option": ["radio", "leaflet", "poster"], "cost": [80.0, 50.0, 40.0]})
    apart = pd.DataFrame({"audience": ["a", "b", "c"], "people": [100, 5, 20], "first": [False, True, False]})
    reached = pd.DataFrame({"audience": ["a", "b", "c"], "option": ["radio", "leaflet", "poster"]})
    assert cover(100, options, apart, reached, share=share).loc[0, "bought"] == bought
    # With money for all of them nobody is left out, whatever the share.
    assert cover(170, options, apart, reached, share=share).loc[0, "people_reached"] == 125


def test_an_audience_without_a_figure_is_left_out_and_none_means_none_reached():
    hidden = AUDIENCES.assign(status=["shown", "suppressed", "shown", "shown", "shown"])
    (row,) = cover(100, audiences=hidden).itertuples()
    assert (row.bought, row.people_in_all) == ("leaflet", 70)
    assert row.method.endswith("; 1 audience without a figure left out")
    nobody = REACHED.iloc[:0]
    (row,) = cover(100, OPTIONS.iloc[:0], reached=nobody).itertuples()
    assert (row.people_reached, row.people_in_all, row.bought) == (0, 100, "")
    (row,) = cover(100, audiences=AUDIENCES.iloc[:0], reached=nobody).itertuples()
    assert row.people_reached == 0 and np.isnan(row.share_pct)


cases = st.tuples(
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 50), st.sets(st.integers(0, 4))), min_size=1, max_size=7),
    st.lists(st.integers(-1, 1), min_size=5, max_size=5),
    st.integers(0, 30),
    st.sets(st.integers(0, 6)),
    st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]),
)


@settings(max_examples=60, deadline=None)
@given(cases)
@example(
    ([1, 1], [(1, {0, 1})], [0, 0, 0, 0, 0], 10, set(), 0.0)
)  # one person, whom either of two options reaches
def test_no_choice_that_keeps_the_share_reaches_more_or_as_many_for_less(case):
    costs, groups, materials, budget, first, share = case
    names = [f"option {number}" for number in range(len(costs))]
    made = [f"material {number}" if number >= 0 else None for number in materials[: len(costs)]]
    options = pd.DataFrame({"option": names, "cost": costs, "material": pd.array(made, dtype="str")})
    price = {"material 0": 3, "material 1": 5}
    groups = [(people, {number for number in by if number < len(costs)}) for people, by in groups]
    audiences = pd.DataFrame({"audience": range(len(groups)), "people": [people for people, _ in groups]})
    pairs = [(at, names[number]) for at, (_, by) in enumerate(groups) for number in sorted(by)]

    def worth(chosen):
        paid = sum(costs[number] for number in chosen)
        paid += sum(price[one] for one in {made[number] for number in chosen} if one)
        return sum(people for people, by in groups if by & set(chosen)), -paid

    sets = [
        chosen for size in range(len(costs) + 1) for chosen in itertools.combinations(range(len(costs)), size)
    ]

    def of_first(chosen):
        return sum(people for at, (people, by) in enumerate(groups) if at in first and by & set(chosen))

    least = max(of_first(chosen) for chosen in sets if -worth(chosen)[1] <= share * budget)
    best = max(worth(chosen) for chosen in sets if -worth(chosen)[1] <= budget and of_first(chosen) >= least)
    audiences["first"] = [at in first for at in audiences.index]
    table = pd.DataFrame({"material": list(price), "cost": list(price.values())})
    reached = pd.DataFrame(pairs, columns=["audience", "option"])
    (row,) = cover(budget, options, audiences, reached, materials=table, share=share).itertuples()
    assert (row.people_reached, -row.spent) == best
