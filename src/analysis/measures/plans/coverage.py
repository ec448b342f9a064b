"""The best use of a budget: which options reach most people, everyone counted once, by exact optimisation."""

from dataclasses import dataclass

import numpy as np

from analysis.errors import InputError
from analysis.measures.rates.estimates import framed, with_ends
from analysis.measures.rates.status import SHOWN, numbers, require

EXACT = "exact: integer programming (HiGHS), nobody counted twice"
NOTHING = "nothing can be bought: the cheapest, {name}, costs {cost:,.2f}"
# Choices whose people differ by less than this part of all reach as many, and the cheaper is taken.
SAME = 1e-6
LARGE = 1e6
# A choice stands at a limit if it reaches so much of what the best choice there would: closer than anybody
# can say what a channel reaches.
NEARLY = 0.95
PENNY_PART = 1e-4  # of a pound: what rounding may add to a sum of money


@dataclass(frozen=True)
class Problem:
    """Options with their costs, audiences with their people, and which option reaches which audience.

    `material` is the number of the material that an option needs, or -1; `people` are three arrays, by
    "value", "lower" and "upper"; `reaches` is sparse, a row for each audience and a column for each option.
    """

    options: np.ndarray
    costs: np.ndarray
    material: np.ndarray
    materials: np.ndarray
    material_costs: np.ndarray
    people: dict
    in_all: float
    reaches: object
    left_out: int


def best_cover(options, audiences, reached_by, budget, materials=None):
    """Return how many people each `budget` can reach at most, and with which options: a row for each budget.

    `options` has `option`, `cost` and, where something must be made first, `material`; `materials` gives the
    `cost` of each `material`, which is paid once however many options use it. `audiences` has `audience`
    and its `people` (and `lower`, `upper` where it is an estimate), `reached_by` a row for each
    `audience` and `option` that reaches it. An audience reached twice counts once. `budget` is a number or
    several: several give the curve of reach against budget.

    Columns: `budget`, `spent`, `options_bought`, `bought` (their names), `people_reached` with `lower` and
    `upper` (that choice at the limits of the audiences), `people_in_all`, `share_pct`,
    `greedy_people_reached` (taking what reaches most per pound, again and again), `lost_by_greedy`,
    `robust` (at each limit the choice reaches at least 95 per cent of what the best choice there would),
    `method`, `status`. Of the choices that reach as many the cheapest is taken. A budget below the cheapest
    option reaches nobody, and `method` says so.

    Raises InputError for a budget that is negative or no number.
    """
    problem = posed(options, audiences, reached_by, materials)
    rows = [_row(problem, amount, _chosen(problem, amount)) for amount in _budgets(budget)]
    columns = ["budget", "spent", "options_bought", "bought", "people_reached", "lower", "upper"]
    columns += ["people_in_all", "share_pct", "greedy_people_reached", "lost_by_greedy"]
    columns += ["robust", "method", "status"]
    return framed(rows, columns, ["bought", "method", "status"]).astype({"robust": "boolean"})


def best_options(options, audiences, reached_by, budget, materials=None):
    """Return what to buy with one `budget`: a row for each option and material of the best choice.

    Arguments and refusals are those of `best_cover`. Columns: `kind` ("material" or "option"), `name`,
    `cost`, `people_reached` by it, and `people_only_by_this`, who would be lost without it: people
    reached by two options are in neither's. Both are blank for a material.
    """
    (amount,) = _budgets(budget)
    problem = posed(options, audiences, reached_by, materials)
    chosen = _chosen(problem, amount)
    times = problem.reaches @ chosen.astype(float)
    people = problem.people["value"]
    rows = [["material", problem.materials[at], problem.material_costs[at], np.nan, np.nan]
            for at in np.unique(problem.material[chosen]) if at >= 0]  # fmt: skip
    for at in np.flatnonzero(chosen):
        reached = problem.reaches[:, [at]].toarray().ravel() > 0
        alone = reached & (times == 1)
        rows.append(
            ["option", problem.options[at], problem.costs[at], people[reached].sum(), people[alone].sum()]
        )
    return framed(rows, ["kind", "name", "cost", "people_reached", "people_only_by_this"], ["kind", "name"])


def posed(options, audiences, reached_by, materials=None):
    """Return the Problem that the tables of `best_cover` pose."""
    from scipy.sparse import coo_array

    require(options, "option", "cost")
    require(audiences, "audience", "people")
    require(reached_by, "audience", "option")
    costs = numbers(options, "cost")
    names, groups = options["option"].to_numpy(dtype=object), audiences["audience"].to_numpy(dtype=object)
    figures, lower, upper, status = with_ends(audiences, "people")
    known = status == SHOWN
    pairs = reached_by.drop_duplicates(["audience", "option"])
    row, column = _places(pairs["audience"], groups), _places(pairs["option"], names)
    reaches = coo_array((np.ones(len(pairs)), (row, column)), shape=(len(groups), len(names))).tocsr()
    material, made, made_costs = _materials(options, materials)
    ends = {"value": figures[known], "lower": lower[known], "upper": upper[known]}
    merged, people = _merged(reaches[np.flatnonzero(known)], ends)
    in_all, left_out = float(figures[known].sum()), int((~known).sum())
    return Problem(names, costs, material, made, made_costs, people, in_all, merged, left_out)


def _merged(reaches, ends):
    """Return audiences that the same options reach as one, and leave out those that none reaches."""
    from scipy.sparse import csr_array

    reaches.sort_indices()
    kinds, of = {}, np.full(reaches.shape[0], -1)
    for at in range(reaches.shape[0]):
        by = tuple(reaches.indices[reaches.indptr[at] : reaches.indptr[at + 1]])
        if by:
            of[at] = kinds.setdefault(by, len(kinds))
    some = of >= 0
    people = {name: np.bincount(of[some], array[some], len(kinds)) for name, array in ends.items()}
    indices = np.array([option for by in kinds for option in by], dtype=int)
    starts = np.cumsum([0, *(len(by) for by in kinds)])
    return csr_array((np.ones(len(indices)), indices, starts), shape=(len(kinds), reaches.shape[1])), people


def _places(found, known):
    return found.map(dict(zip(known, range(len(known)), strict=True))).to_numpy(dtype=int)


def _materials(options, materials):
    """Return the number of each option's material (-1 for none), and the materials with their costs."""
    none = np.full(len(options), -1)
    if "material" not in options.columns or not options["material"].notna().any():
        return none, np.array([], dtype=object), np.array([])
    costs, names = numbers(materials, "cost"), materials["material"].to_numpy(dtype=object)
    given = options["material"].notna().to_numpy()
    none[given] = _places(options.loc[given, "material"], names)
    return none, names, costs


def _budgets(budget):
    amounts = np.atleast_1d(np.asarray(budget, dtype=float))
    wrong = amounts[~np.isfinite(amounts) | (amounts < 0)]
    if len(wrong):
        raise InputError(f"The budget is {wrong[0]:g}. It needs an amount of money, zero or more.")
    return amounts.tolist()


def first_costs(problem, bought=None):
    """Return what each option costs with its material, where that has not been `bought`."""
    needs = problem.material >= 0
    extra = np.zeros(len(problem.costs))
    extra[needs] = problem.material_costs[problem.material[needs]]
    if bought is not None and len(problem.material_costs):
        extra[needs & bought[np.maximum(problem.material, 0)]] = 0
    return problem.costs + extra


def _spent(problem, chosen):
    made = np.unique(problem.material[chosen & (problem.material >= 0)])
    return float(problem.costs[chosen].sum() + problem.material_costs[made].sum())


def _reached(problem, chosen, end="value"):
    return float(problem.people[end][problem.reaches @ chosen.astype(float) > 0].sum())


def _chosen(problem, budget, end="value"):
    """Return which options reach most people within the budget, the cheaper of choices that reach as many."""
    chosen = np.zeros(len(problem.options), dtype=bool)
    if not _affordable(problem, budget).any() or not problem.people[end].sum():
        return chosen
    answer = _optimised(problem, budget, end, whole=True)
    if answer.x is not None:
        chosen = answer.x[: len(chosen)] > 0.5
    # Whatever the solver says of it, a choice is taken for what it costs and reaches, worked out again.
    if answer.x is None or _spent(problem, chosen) > budget + PENNY_PART:
        raise RuntimeError(f"The optimisation of the budget {budget:g} did not end well: {answer.message}")
    return chosen


def _affordable(problem, budget):
    return first_costs(problem) <= budget + PENNY_PART


def _optimised(problem, budget, end, whole):
    """Return the solver's answer: which options to buy, bought or not if `whole`, else in parts as well."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import block_array, csr_array, eye_array

    people, options, made = problem.people[end], len(problem.options), len(problem.material_costs)
    affordable = _affordable(problem, budget)
    # The unknowns: options bought, materials made, audiences reached. The last need not be called whole:
    # with options bought or not they come out whole by themselves.
    costs = np.concatenate([problem.costs, problem.material_costs, np.zeros(len(people))])
    gain = np.concatenate([np.zeros(options + made), people])
    reaching = block_array([[problem.reaches, csr_array((len(people), made)), -eye_array(len(people))]])
    limits = [
        LinearConstraint(csr_array(costs[None, :]), -np.inf, budget),
        LinearConstraint(reaching.tocsr(), 0, np.inf),
    ]
    needs = np.flatnonzero(problem.material >= 0)
    if len(needs):
        ones, row = np.ones(len(needs)), np.arange(len(needs))
        making = csr_array((ones, (row, problem.material[needs])), shape=(len(needs), made))
        buying = csr_array((ones, (row, needs)), shape=(len(needs), options))
        nothing = csr_array((len(needs), len(people)))
        limits.append(LinearConstraint(block_array([[-buying, making, nothing]]).tocsr(), 0, np.inf))
    # The solver ends where less than a millionth is left: of few people the cheaper choice would be less.
    scale = max(1.0, LARGE / people.sum())
    return milp(
        scale * (costs * people.sum() * SAME / max(budget, PENNY_PART) - gain),
        integrality=np.concatenate([np.full(options + made, int(whole)), np.zeros(len(people))]),
        bounds=Bounds(0, np.concatenate([affordable.astype(float), np.ones(made + len(people))])),
        constraints=limits,
        options={"mip_rel_gap": 0.0},
    )


def greedy(problem, budget):
    """Return the choice of taking, again and again, what reaches most further people per pound."""
    chosen = np.zeros(len(problem.options), dtype=bool)
    bought = np.zeros(len(problem.material_costs), dtype=bool)
    left, people = budget, problem.people["value"]
    by_option = problem.reaches.T.tocsr()
    while True:
        unreached = np.where(problem.reaches @ chosen.astype(float) > 0, 0.0, people)
        cost, gain = first_costs(problem, bought), by_option @ unreached
        can = ~chosen & (cost <= left + PENNY_PART) & (gain > 0)
        if not can.any():
            return chosen
        worth = np.where(can, gain / np.maximum(cost, np.finfo(float).tiny), -np.inf)
        best = int(np.argmax(worth))
        chosen[best], left = True, left - cost[best]
        if problem.material[best] >= 0:
            bought[problem.material[best]] = True


def _in_proportion(problem, end):
    """Tell whether every audience is the same part of itself at a limit: the best choice is then the same."""
    people, limit = problem.people["value"], problem.people[end]
    return np.allclose(limit * people.sum(), people * limit.sum(), rtol=1e-12, atol=0)


def _nearly_best(problem, budget, end, reached):
    """Tell whether a choice that reaches so many at a limit is (all but) the best there."""
    if _in_proportion(problem, end) or not _affordable(problem, budget).any():
        return True
    # No choice reaches more than one that may buy options in parts, which is found much faster.
    in_parts = _optimised(problem, budget, end, whole=False)
    if in_parts.x is not None and reached >= NEARLY * (-in_parts.fun + problem.people[end].sum() * SAME):
        return True
    return reached >= NEARLY * _reached(problem, _chosen(problem, budget, end), end)


def _row(problem, budget, chosen):
    reached = {end: _reached(problem, chosen, end) for end in ("value", "lower", "upper")}
    robust = all(_nearly_best(problem, budget, end, reached[end]) for end in ("lower", "upper"))
    by_greedy = _reached(problem, greedy(problem, budget))
    method, first = EXACT, first_costs(problem)
    if len(first) and (first > budget + PENNY_PART).all():
        cheapest = int(np.argmin(first))
        method = NOTHING.format(name=problem.options[cheapest], cost=first[cheapest])
    if problem.left_out:
        several = "s" if problem.left_out > 1 else ""
        method += f"; {problem.left_out} audience{several} without a figure left out"
    share = reached["value"] / problem.in_all * 100 if problem.in_all > 0 else np.nan
    return [
        budget,
        _spent(problem, chosen),
        int(chosen.sum()),
        ", ".join(map(str, problem.options[chosen])),
        *reached.values(),
        problem.in_all,
        share,
        by_greedy,
        reached["value"] - by_greedy,
        robust,
        method,
        SHOWN,
    ]
