"""Promises about plans and their ranges, on worlds whose truth is simulated."""

import contextlib
import os
import sys

import bench_status
import numpy as np
import pandas as pd
from promises import row

from analysis.measures.hidden import interval as intervals
from analysis.measures.hidden import ranges
from analysis.measures.plans import options as plan_options
from analysis.measures.plans import spending

MONEY_CASES, DRAWN_CASES, DRAWS, MOST_CHOICES = 120, 12, 20_000, 14
SHARES = (0, 10, 25)
NEVER, POINTS_OFF = 0.0, 5.0
OPTION_CASES, ALWAYS = 60, 1.0
STATUS_TRUTHS, STATUS_DRAWS, STATUS_HELD, SMALLER = 600, 20_000, (0.93, 0.99), 20
TAIL = 1.645  # limits are those of nine in ten


def money(asked):
    """Yield how often a choice for a budget is beaten, where every choice is tried."""
    found = {share: [] for share in SHARES}
    with _solver_aside():
        for number in range(MONEY_CASES):
            world = _Money(np.random.default_rng([asked.seed, 1, number]))
            for share in SHARES:
                found[share].append(world.judged(share))
    for share, cases in found.items():
        beaten, short, left = np.array(cases, dtype=float).T
        setting = f"{share} % set aside for languages at risk"
        yield row("another choice reaches more", setting, len(cases), beaten.mean(), most=NEVER)
        yield row("fewer reached at risk than the share buys", setting, len(cases), short.mean(), most=NEVER)
        yield row("money left that buys something useful", setting, len(cases), left.mean(), most=NEVER)


def in_draws(asked):
    """Yield how far the printed share of draws in which a choice is the best is from the true one."""
    off = []
    with _solver_aside():
        for number in range(DRAWN_CASES):
            world = _Money(np.random.default_rng([asked.seed, 2, number]))
            off += world.shares_off(np.random.default_rng([asked.seed, 3, number]))
    yield row("best in so many of 100 draws, points off", "every choice tried", len(off), np.mean(off),
              most=POINTS_OFF)  # fmt: skip


@contextlib.contextmanager
def _solver_aside():
    """Send what HiGHS prints by itself to standard error: the rows of the bench are read by programs."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


class _Money:
    """Two to six languages and two to four channels in one district, with every choice that can be made."""

    def __init__(self, rng):
        languages = rng.integers(2, 7)
        channels = rng.integers(2, min(4, MOST_CHOICES // languages) + 1)
        names = [f"language {number}" for number in range(languages)]
        people = rng.lognormal(4.5, 1.2, languages).round() + 1
        spread = rng.uniform(0.05, 0.6, languages)
        self.need = pd.DataFrame({
            "language": names, "area_name": "Northam", "people_not_proficient": people,
            "lower": people * (1 - spread), "upper": people * (1 + spread), "form": "", "wanted": "anywhere",
            "method": "counted", "status": "shown",
        })  # fmt: skip
        made = rng.choice([0.0, 100.0, 250.0], channels)
        self.channels = pd.DataFrame({
            "channel": [f"channel {number}" for number in range(channels)], "language": None,
            "covers": rng.choice(["everywhere", "each area"], channels),
            "cost": rng.integers(10, 100, channels) * 10.0, "reach_pct": rng.integers(5, 60, channels) * 1.0,
            "material": "text", "material_cost": np.where(made > 0, 100.0, 0.0),
        }).astype({"language": "str"})  # fmt: skip
        self.at_risk = names[: rng.integers(1, languages)]
        bits = np.arange(2 ** (languages * channels))[:, None] >> np.arange(languages * channels) & 1
        self.bits = bits.reshape(-1, languages, channels).astype(bool)
        paid_once = self.channels["material_cost"].to_numpy() > 0
        costs = self.bits @ self.channels["cost"].to_numpy() + 100.0 * self.bits[..., paid_once].any(axis=-1)
        self.costs = costs
        missed = np.where(self.bits, 1 - self.channels["reach_pct"].to_numpy() / 100, 1.0).prod(axis=-1)
        self.parts, self.people = 1 - missed, people
        self.first = np.isin(names, self.at_risk)
        self.budget = float(np.ceil(costs.sum(axis=1).max() * rng.uniform(0.15, 0.7)))

    def chosen(self, bought):
        """Return the number of the choice that a table of what to buy tells."""
        rows = bought[bought["what"].isin(self.channels["channel"])]
        names, channels = list(self.need["language"]), list(self.channels["channel"])
        places = [
            names.index(one.language) * len(channels) + channels.index(one.what) for one in rows.itertuples()
        ]
        return sum(1 << place for place in places)

    def judged(self, share):
        """Tell whether the choice for the budget is beaten, is short of what the share buys, leaves money."""
        given = {"at_risk": {"value": share}, "budget": {"value": self.budget}}
        curve = pd.DataFrame({"budget": [self.budget], "first_to_reach": ["yes"]})
        bought = spending.what_to_buy(self.need, self.channels, curve, self.at_risk, given)
        at, cost = self.chosen(bought), self.costs.sum(axis=1)
        reached = self.parts @ self.people
        of_first, cost_first = self.parts @ (self.people * self.first), self.costs[:, self.first].sum(axis=1)
        alone = ~self.bits[:, ~self.first].any(axis=(1, 2)) & (cost_first <= share / 100 * self.budget)
        least = of_first[alone].max() - 1e-6 * self.people.sum()
        can = (cost <= self.budget) & (of_first >= least)
        margin = 1e-5 * self.people.sum()
        holds_it = (self.bits >= self.bits[at]).all(axis=(1, 2))
        useful = holds_it & (cost <= self.budget) & (reached > reached[at] + margin)
        return reached[can].max() > reached[at] + margin, of_first[at] < least, useful.any()

    def shares_off(self, rng):
        """Yield by how many points a printed share differs from that of fresh draws and every choice.

        Where the budget pays for nothing no share is printed.
        """
        given = {"at_risk": {"value": 0}, "budget": {"value": self.budget}}
        curve = spending.reach_by_budget(self.need, self.channels, given).set_index("budget")
        printed = curve.loc[self.budget, "holds"]
        if printed == spending.NOTHING_TO_HOLD:
            return
        at = rng.standard_normal((DRAWS, len(self.people))) / TAIL
        low, high = (np.abs(self.need[end] - self.people).to_numpy() for end in ("lower", "upper"))
        drawn = np.maximum(self.people + at * np.where(at > 0, high, low), 0)
        can = np.flatnonzero(self.costs.sum(axis=1) <= self.budget)
        best = can[(self.parts[can] @ self.people).argmax()]
        share = np.mean([
            (drawn[part] @ self.parts[best] >= (drawn[part] @ self.parts[can].T).max(axis=1) - 1e-9).mean()
            for part in np.array_split(np.arange(DRAWS), 200)
        ])  # fmt: skip
        yield abs(100 * share - float(printed.split()[1]))


def options(asked):
    """Yield how often options are placed as they must be, in three worlds."""
    rng = np.random.default_rng([asked.seed, 4])
    alike, dearer, right, shares = [], [], [], []
    for _ in range(OPTION_CASES):
        one = _option(rng)
        found = _stand(one, one | {"option": "again"})
        alike.append(found["rank"].eq(1).all() and found["holds_pct"].eq(100).all())
        prices = one["cost_upper"] * np.sort(rng.uniform(1.001, 2, 3))
        dear = dict(zip(("cost_lower", "cost", "cost_upper"), prices, strict=True))
        found = _stand(one, one | {"option": "dear"} | dear)
        told = "worse than first (in 100 of 100 draws)"
        dearer.append(found.loc["dear", "stands"] == told and found.loc["first", "rank"] == 1)
        several = [
            _option(rng, certain=True) | {"option": f"{number}"} for number in range(rng.integers(3, 7))
        ]
        found = _stand(*several)
        kept = _on_the_hull(found["cost_a_year"], found["people_helped"])
        right.append(found["rank"].notna().tolist() == kept)
        shares.append(found["holds_pct"].eq(100).all())
    yield row(
        "identical options tie in every draw", "two options", OPTION_CASES, np.mean(alike), least=ALWAYS
    )
    yield row("a dearer one is worse in every draw", "same people and effect", OPTION_CASES, np.mean(dearer),
              least=ALWAYS)  # fmt: skip
    setting = "three to six options"
    yield row(
        "those worth considering are those of a hull", setting, OPTION_CASES, np.mean(right), least=ALWAYS
    )
    yield row("what is certain holds in every draw", setting, OPTION_CASES, np.mean(shares), least=ALWAYS)


def _option(rng, certain=False):
    """Return an option of one gap with ranges, or with figures that are certain."""
    people, cost, effect = rng.integers(10, 200), rng.uniform(1e4, 2e5), rng.uniform(10, 60)
    wide = np.zeros(3) if certain else rng.uniform(0.05, 0.5, 3)
    row = {"option": "first", "gap": "one", "lot": "lot", "decided_by": "Commissioner"}
    row |= {"people_lower": people * (1 - wide[0]), "people_upper": people * (1 + wide[0])}
    row |= {"cost": cost, "cost_lower": cost * (1 - wide[1]), "cost_upper": cost * (1 + wide[1])}
    row |= {"effect_pct": effect, "effect_lower_pct": effect * (1 - wide[2])}
    return row | {"effect_upper_pct": effect * (1 + wide[2]), "cost_unit": "pounds a year"}


def _stand(*rows):
    table = pd.DataFrame(rows)
    found = plan_options.options_compared(table).set_index("option")
    exact = plan_options.compare_options(table).set_index("option")
    return found.assign(**exact[["cost_a_year", "people_helped"]])


def _on_the_hull(costs, helped):
    """Return which points lie on the lower convex hull from the cheapest to the one that helps most."""
    points = sorted(zip(costs, -helped, range(len(costs)), strict=True))
    hull = []
    for cost, fewer, at in points:
        if hull and -fewer <= hull[-1][1]:
            continue
        while len(hull) > 1 and _slope(hull[-2], hull[-1]) > _slope(hull[-1], (cost, -fewer)):
            hull.pop()
        hull.append((cost, -fewer, at))
    return [at in {point[2] for point in hull} for at in range(len(costs))]


def _slope(one, other):
    return (other[0] - one[0]) / (other[1] - one[1])


def status(asked):
    """Yield how often the interval of victims without recourse holds the truth, drawn person by person."""
    passports, arrivals, rows = bench_status.given()
    few = [table.assign(residents=table["residents"] // SMALLER) for table in (passports, arrivals)]
    for size, tables in (("five districts", (passports, arrivals)), ("five small districts", tuple(few))):
        found = intervals.status_interval(*tables, rows, draws=STATUS_DRAWS)
        found = found[found["quantity"] == ranges.VICTIMS]
        # Ends are moved outwards to whole tens, which is much of a small number.
        most = STATUS_HELD[1] if size == "five districts" else None
        for together in (0.0, intervals.TOGETHER):
            true = _victims(asked.seed, ranges.by_group(*tables), rows, together)
            apart, beside = (
                (found[low].to_numpy() <= true) & (true <= found[high].to_numpy())
                for low, high in (("lower", "upper"), ("lower_together", "upper_together"))
            )
            setting = f"{size}, assumptions {'err together' if together else 'independent'}"
            for name, held, kept in (
                ("interval", apart, not together),
                ("range beside it", beside, together),
            ):
                limits = {"least": STATUS_HELD[0], "most": most} if kept else {}
                yield row(
                    f"{name} holds, district", setting, held[:, :-1].size, held[:, :-1].mean(), **limits
                )
                yield row(f"{name} holds, whole area", setting, len(held), held[:, -1].mean(), **limits)


def _victims(seed, people, rows, together):
    """Return victims by district and in the whole, a row a truth: shares, then each resident's lot."""
    rng, by_name = np.random.default_rng([seed, 5]), rows.set_index("assumption").to_dict("index")
    places = ranges.positions(STATUS_TRUTHS, list(by_name), [seed, 6], together)
    share = {name: ranges.values(by_name[name], at)[:, None] for name, at in places.items()}
    grown, other = share[ranges.CHANGED], people.other.astype(int)
    lately = np.minimum(rng.binomial(other, share[ranges.LATELY]), people.lately)
    parts = {
        ranges.EU_PASSPORT: grown * people.union, ranges.OTHER_LATELY: grown * lately,
        ranges.OTHER_BEFORE: grown * (other - lately), ranges.NO_PASSPORT: people.without + 0 * grown,
    }  # fmt: skip
    found = sum(rng.binomial(np.rint(group).astype(int), share[name]) for name, group in parts.items())
    for name in (ranges.ADULTS, ranges.PREVALENCE):
        found = rng.binomial(found, share[name])
    return np.column_stack([found, found.sum(axis=1)])


PROMISES = {"money": money, "money in draws": in_draws, "options": options, "status": status}
