"""Greatest coverage of twelve audiences by eight languages: optima by enumeration and integer programming."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest

from analysis.measures.plans import coverage


@pytest.fixture(scope="module")
def case(oracle):
    return json.loads(oracle("05_language/max_coverage.json").read_text())


@pytest.fixture(scope="module")
def posed(case):
    groups = [(f"group {number}", group) for number, group in enumerate(case["groups"])]
    audiences = pd.DataFrame([{"audience": name, "people": group["people"]} for name, group in groups])
    pairs = [(name, language) for name, group in groups for language in group["languages"]]
    return audiences, pd.DataFrame(pairs, columns=["audience", "option"])


def options(case, cost=None):
    costs = case["cost"]
    return pd.DataFrame({"option": list(costs), "cost": list(costs.values()) if cost is None else cost})


def reached(case, languages):
    return sum(group["people"] for group in case["groups"] if set(group["languages"]) & set(languages))


@pytest.mark.parametrize(
    ("kind", "budget"),
    [("choose_k", 1), ("choose_k", 3), ("choose_k", 5), ("choose_k", 7), ("budget", 200), ("budget", 400)],
)
def test_the_most_people_for_a_number_of_languages_or_a_budget(case, posed, kind, budget):
    wanted = case[kind][str(budget)]
    offered = options(case, cost=1.0 if kind == "choose_k" else None)
    (row,) = coverage.best_cover(offered, *posed, budget=budget).itertuples()
    assert row.people_reached == wanted["optimal"] == reached(case, row.bought.split(", "))
    assert row.spent <= budget


def test_the_choice_that_the_search_begins_with_is_that_of_the_reference(case, posed):
    problem = coverage.posed(options(case), *posed)
    nothing = [False] * len(problem.options)
    for budget, wanted in case["budget"].items():
        taken = coverage.greedy(problem, float(budget), problem.people["value"], np.array(nothing))
        assert set(problem.options[taken]) == set(wanted["greedy_set_in_order"])


@pytest.mark.parametrize("budget", [0, 89, 90, 150, 255, 310, 500, 640, 979, 980, 2000])
def test_every_budget_gives_what_trying_every_choice_gives_the_cheapest_best(case, posed, budget):
    sets = [
        chosen
        for size in range(len(case["cost"]) + 1)
        for chosen in itertools.combinations(case["cost"], size)
        if sum(case["cost"][language] for language in chosen) <= budget
    ]
    most = max(reached(case, chosen) for chosen in sets)
    cheapest = min(
        sum(case["cost"][language] for language in chosen) for chosen in sets if reached(case, chosen) == most
    )
    (row,) = coverage.best_cover(options(case), *posed, budget=budget).itertuples()
    assert (row.people_reached, row.spent) == (most, cheapest)
