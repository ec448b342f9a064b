"""Whether what a page states of its intervals, verdicts and alarms holds where the truth is known.

    python tests/benchmarks/bench_truth.py --seed 1 [--seed 2 ...] [--only NAME] [--topic TS021 ...]
        [--format csv] [--keep]

A row for each promise: `promise`, `setting`, `cases`, `measured`, `wanted`, `met`, `seeds`. It ends with 0
when it ran: `met` says what holds. Several seeds are pooled: what was measured is weighed by its cases. A
seed draws the simulated worlds, and districts from other police forces than
those that the calibration of small areas was first learnt from (some draws of them adjusted it:
`calibration`). Promises on real files (FROM_FILES) are measured on those in `../shared/data`, and left out
without them. A promise is a function of `promises.Asked` that gives rows: add it to PROMISES of its module.
What no seed changes is measured once (NOT_DRAWN).
`--keep` stores for the methods chapter how often intervals held and alarms were false, and the worst row of
each promise asked for.
"""

import argparse
import datetime
import sys
from functools import cache
from itertools import pairwise

import need_truth
import numpy as np
import pandas as pd
import topics
import truth_campaigns
import truth_comparisons
import truth_plans
import truth_survey
import truth_trends
import truth_unmet
from promises import Asked, pooled, row, weighed, worst
from scipy.stats import false_discovery_control

from analysis import measures, tables
from analysis.measures.languages.small_areas import backtest, evidence, fitting
from analysis.measures.places.draws import draws
from analysis.measures.places.hot_spots import FALSE_DISCOVERY, chances, hot_spots
from analysis.sources import backtests
from analysis.tables.languages import estimates

DISTRICTS, HELD, GROUP_HELD, MISPLACED, SURE = 30, (0.87, 0.94), 0.83, 0.057, 0.95
SIZES = (0, 10, 50, 200, np.inf)
NINETEEN_OF_TWENTY, MOST_BEYOND = 1.645, 0.05  # the first of one side
# In fewer cases the share that holds is off by more than two in a hundred by chance alone.
FEWEST_CASES = 500


@cache
def coverage(asked):
    """Return how often intervals of 90 % held, by topic and level: all, by size, by group.

    `beyond_chance` tells of a part that lies outside what is wanted by more than the draw of districts
    explains, nineteen times in twenty.
    """
    rows = []
    districts = topics.drawn_districts(asked.seed, DISTRICTS)
    for topic in asked.topics:
        for by in ("msoa21", "lsoa21"):
            found = topics.estimated(topic, districts, by).query("speakers > 0")
            found["held"] = found["true"].between(found["lower"], found["upper"])
            parts = [("all", "", found)]
            for least, most in pairwise(SIZES):
                words = f"{least} and more" if most == np.inf else f"{least} to {most} expected"
                inside = found[found["speakers"].between(least, most, inclusive="left")]
                if len(inside) >= FEWEST_CASES:
                    parts.append(("size", words, inside))
            for group, mine in found.groupby("language"):
                if mine["true"].sum() >= topics.FEWEST_PEOPLE:
                    parts.append(("group", group.split(": ")[-1], mine))
            head = [topics.WORDS.get(topic, topic), by[:-2].upper()]
            rows += [
                [*head, kind, part, mine["held"].mean(), len(mine), _beyond_chance(mine)]
                for kind, part, mine in parts
            ]
    columns = ["topic", "level", "kind", "part", "coverage_90", "cases", "beyond_chance"]
    return pd.DataFrame(rows, columns=columns)


def _beyond_chance(cases):
    """Tell whether intervals held too seldom or too often for the districts drawn to explain it.

    Cases of one district go together, so that the error of the share is that of its districts.
    """
    held = cases["held"].mean()
    off = (cases["held"] - held).groupby(cases["district22_code"]).sum()
    reach = NINETEEN_OF_TWENTY * np.sqrt((off**2).sum() * len(off) / max(len(off) - 1, 1)) / len(cases)
    return held + reach < HELD[0] or held - reach > HELD[1]


def intervals(asked):
    """Yield a row for each topic, level and size, one for all of these, and one for the worst group."""
    kept = coverage(asked)
    apart = kept[kept["kind"] != "group"]
    for one in apart.itertuples():
        setting = f"{one.topic}, {one.part or 'all'}"
        yield row(f"90 % interval, {one.level}", setting, one.cases, one.coverage_90, *HELD)
    share, setting = apart["beyond_chance"].mean(), "by topic, level and size"
    yield row("rows outside by more than chance", setting, len(apart), share, most=MOST_BEYOND)
    for level, groups in kept[kept["kind"] == "group"].groupby("level", sort=False):
        worst = groups.loc[groups.groupby("topic", sort=False)["coverage_90"].idxmin()]
        for one in worst.itertuples():
            setting = f"{one.topic}, {one.part}"
            yield row(f"worst group of 1,000, {level}", setting, one.cases, one.coverage_90, GROUP_HELD)


def misplaced(_asked):
    """Yield the share of speakers in the wrong place, each force's districts learnt from the other forces."""
    given = estimates.backtest_evidence(topics.AREA)
    using = evidence.predictor_columns(given["predictors"], "area_code")
    districts = evidence.read_districts(given["predictors"], given["languages"], using)
    places = backtest._with_margin(districts, given["proficiency"])
    fold, kept = backtest._forces(districts, given["forces"]), districts.reported
    found = fitting.estimates(places, districts.speakers, fold)
    error = fitting.misplaced(found[:, kept], districts.speakers[:, kept])
    setting, cases = "whole forces held out, all predictors", kept.sum() * len(fold)
    yield row("speakers in the wrong place", setting, cases, error, most=MISPLACED)


def sure_places(asked):
    """Yield how often sure hot spots of Warwickshire are hot in fresh draws, and top places among the top."""
    small, names = tables.languages.small_areas(topics.AREA), tables.places.area_names(topics.AREA)
    found = measures.languages.languages_in_places(small, by="msoa21")
    spoken = found.groupby("language")["speakers"].sum()
    large = list(spoken[spoken >= topics.FEWEST_PEOPLE].index)
    placed = measures.languages.in_neighbourhoods(found, large, names, small["margin_of_small_areas"])
    touching = tables.places.neighbours(topics.AREA, "msoa21")
    spots = hot_spots(placed, touching, "msoa21_code")
    five = measures.places.in_top_areas(placed, "msoa21_code", "area_name").set_index("language")
    hot, top = [], []
    for number, (language, mine) in enumerate(placed.groupby("language", sort=False)):
        codes, figures = mine["msoa21_code"].to_numpy(), mine["speakers"].to_numpy()
        fresh = draws(figures, mine["standard_error"].to_numpy(), mine["district22_code"].to_numpy(),
                      seed=[asked.seed, number])  # fmt: skip
        beside = touching[touching["msoa21_code"].isin(codes)]
        beside = beside.groupby("msoa21_code")["neighbour_msoa21_code"].agg(set)
        around = [np.flatnonzero(np.isin(codes, list(beside.get(code, ())))) for code in codes]
        sure = spots.loc[spots["language"].eq(language), "certainty"].eq("sure").to_numpy()
        again = chances(fresh / mine["residents_3_plus"].to_numpy(), around, np.ones(len(codes), dtype=bool))
        again = (false_discovery_control(again, axis=1) <= FALSE_DISCOVERY).mean(axis=0)
        hot += list(again[sure])
        names_sure = topics.names_in(five.loc[language, "sure"], mine["area_name"])
        among = (np.argsort(np.argsort(-fresh, axis=1), axis=1) < 5).mean(axis=0)
        top += list(among[mine["area_name"].isin(names_sure).to_numpy()])
    setting = f"Warwickshire, {len(large)} languages"
    yield row("sure places hot in fresh draws", setting, len(hot), np.mean(hot), SURE)
    yield row("sure places in the top five of fresh draws", setting, len(top), np.mean(top), SURE)


def sure_in_truth(asked):
    """Yield how often places that are sure to be in a district's top five truly are, by topic."""
    districts = topics.drawn_districts(asked.seed, DISTRICTS)
    for topic in asked.topics:
        found = topics.estimated(topic, districts, "msoa21").rename(columns={"language": "group"})
        found["language"] = found["group"] + found["district22_code"]
        right = []
        for _, mine in found.groupby("language"):
            if mine["true"].sum() < topics.FEWEST_PEOPLE or len(mine) <= 5:
                continue
            top = measures.places.in_top_areas(mine, "msoa21_code", "msoa21_code")
            sure = mine["msoa21_code"].isin(topics.names_in(top.loc[0, "sure"], mine["msoa21_code"]))
            right += list(mine.loc[sure, "true"] >= mine["true"].nlargest(5).min())
        if right:
            setting = topics.WORDS.get(topic, topic)
            yield row("sure places truly in the top five", setting, len(right), np.mean(right), SURE)


NOT_DRAWN = {
    "need": need_truth.promised,
    "misplaced": misplaced,
    "expected victims": truth_survey.left_out,
}
FROM_FILES = NOT_DRAWN | {
    "need in drawn areas": need_truth.in_drawn_areas,
    "intervals": intervals,
    "sure places": sure_places,
    "sure in truth": sure_in_truth,
}
SIMULATED = (
    truth_trends.PROMISES
    | {"expected victims of drawn places": truth_survey.drawn}
    | truth_comparisons.PROMISES
    | truth_campaigns.PROMISES
    | truth_plans.PROMISES
    | truth_unmet.PROMISES
)
PROMISES = FROM_FILES | SIMULATED


def measured(names, every):
    """Yield the rows of the promises of these names for `every` seed asked, each with its `seed`."""
    for name in names:
        if name in NOT_DRAWN:
            yield from (one | {"seed": None} for one in PROMISES[name](every[0]))
        else:
            yield from (one | {"seed": asked.seed} for asked in every for one in PROMISES[name](asked))


def keep(rows, every, held):
    """Store what the methods chapter shows; without real files what is measured on them stays as it was."""
    today = datetime.date.today()
    backtests.keep_truth("promises.csv", worst(rows), today)
    backtests.keep_truth("false_alarms.csv", truth_trends.false_alarms(asked.seed for asked in every), today)
    if held:
        topics_held = pd.concat([coverage(asked) for asked in every])
        kept = weighed(topics_held, ["topic", "level", "kind", "part"], "coverage_90")
        backtests.keep_truth(backtests.COVERAGE, kept, today)
        backtests.keep_truth(backtests.NEED, need_truth.by_setting(), today)


def main():
    """Print the rows of the promises asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seed", type=int, action="append", help="several are pooled")
    parser.add_argument("--only", choices=list(PROMISES), action="append")
    parser.add_argument("--topic", choices=list(topics.WORDS), action="append")
    parser.add_argument("--format", choices=["table", "csv"], default="table")
    parser.add_argument("--keep", action="store_true", help="store what the methods chapter shows")
    given = parser.parse_args()
    names, held = given.only or list(PROMISES), topics.INPUTS.is_dir()
    if not held and (absent := [name for name in names if name in FROM_FILES]):
        print(f"Not measured, as {topics.INPUTS} holds no files: {', '.join(absent)}.", file=sys.stderr)
        names = [name for name in names if name in SIMULATED]
    if held:
        topics.read_shared()
    every = [Asked(seed, tuple(given.topic or topics.WORDS)) for seed in given.seed or [1]]
    rows = pooled(measured(names, every))
    if given.keep:
        keep(rows, every, held)
    print(rows.to_csv(index=False) if given.format == "csv" else rows.to_string(index=False))


if __name__ == "__main__":
    main()
