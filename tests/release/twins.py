"""A twin of the counts of a source: others wherever a figure is hidden, and the same to whoever looks."""

from collections import Counter
from itertools import product

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from analysis.disclosure.linking import linked
from analysis.disclosure.spaces import OTHERS
from analysis.disclosure.tabulation import TOTAL
from analysis.disclosure.truth import checked, counts_of_parts
from analysis.extracts.fields import NOT_SUPPLIED
from analysis.release import counted_risk
from analysis.release.series import ALL

SEED = 1
LEAST = 10  # referrals of a nationality that are told of: fewer look like none


def other_world(system, parts):
    """Return other counts of the parts of a `Linked` system that look the same from outside.

    A part is how many have the labels of a clique in an atom of quarters. Each hidden sum is drawn up or down
    by a weight of its own, as far as whole numbers allow. A label without a count gets none.
    """
    sums, hidden = system.system.matrix @ parts, system.hidden
    below = np.array([cell.policy.hide_below for cell in system.cells])
    low = np.where(hidden, np.where(sums < below, np.minimum(sums, 1), below), system.low)
    high = np.where(hidden, np.where(sums == 0, 0, np.where(sums < below, below - 1, np.inf)), system.high)
    labelled = [set(zip(clique, labels, strict=True)) for clique, _, labels in system.parts]
    every = sorted(set().union(*labelled))
    labels = csr_array([[one in held for held in labelled] for one in every], dtype=int)
    counted = labels @ parts > 0
    links = system.system.links if system.system.links is not None else csr_array((0, len(parts)), dtype=int)
    weights = np.random.default_rng(SEED)
    asked = csr_array(system.system.matrix)[np.flatnonzero(hidden & ~system.virtual)]
    found = milp(
        weights.normal(size=asked.shape[0]) @ asked + weights.normal(size=len(parts)) / 1000,
        integrality=np.ones(len(parts)),
        bounds=Bounds(0, np.where(labels.T @ ~counted > 0, 0, np.inf)),
        constraints=LinearConstraint(
            vstack([system.system.matrix, labels, links]).astype(float),
            np.concatenate([low, counted, np.zeros(links.shape[0])]),
            np.concatenate([high, np.full(len(counted), np.inf), np.zeros(links.shape[0])]),
        ),
        options={"mip_rel_gap": 0.05},
    )
    return np.rint(found.x).astype(int)


def each(rows, unit):
    """Return a row for each one that `rows` count."""
    return rows.loc[rows.index.repeat(rows[unit])].drop(columns=unit).reset_index(drop=True)


def together(tables):
    """Return rows that hold a row of each of `tables`, matched by the columns that they share.

    The tables are those of a junction tree, so that neighbours count as many under what they share.
    """
    found, *left = tables
    while left:
        one = max(left, key=lambda table: len(found.columns.intersection(table.columns)))
        left = [table for table in left if table is not one]
        shared = [*found.columns.intersection(one.columns)]
        pair = [
            rows.assign(place=rows.groupby(shared).cumcount() if shared else rows.index)
            for rows in (found, one)
        ]
        found = pair[0].merge(pair[1], on=[*shared, "place"]).drop(columns="place")
    return found


def of(counted, document, source):
    """Return the frame of a Counted with other counts wherever `document` hides one."""
    frame, unit, quarters = pd.DataFrame(counted.frame), ALL[source].unit, frozenset(counted.quarters)
    tables = {name: one for name, one in document["tabulations"].items() if one["source"] == source}
    columns = sorted({column for one in tables.values() for column in (*one["by"], *one["where"])})
    system = linked([document | {"tabulations": tables}])
    parts = counts_of_parts(system, checked(frame, quarters, columns, unit), quarters)
    named = pd.DataFrame(system.parts, columns=["clique", "atom", "labels"])
    world = named.assign(count=other_world(system, parts))
    moved = sorted(set(named.loc[world["count"] != parts, "atom"]), key=sorted)
    others = {column: {OTHERS: _other(frame[column], column, named)} for column in columns}
    made = [frame[~frame["quarter"].isin(frozenset().union(*moved))]]
    for atom in moved:
        new = together(_tables(world[world["atom"] == atom])).replace(others)
        # What no table tells of them is what it was of somebody in the same quarters.
        was = each(frame[frame["quarter"].isin(atom)], unit)
        was = was.iloc[np.arange(len(new)) % len(was)].reset_index(drop=True)
        # Which columns a file has is no count, and the files of a twin have the same.
        new = new.drop(columns=[name for name in new if was[name].eq(NOT_SUPPLIED).all()])
        made.append(was.assign(**new).value_counts(sort=False).rename(unit).reset_index())
    return pd.concat(made, ignore_index=True)[[*frame.columns]]


def _other(labels, column, named):
    """Return a label that the system knows as "all others" of a column, if there is one."""
    pairs = zip(named["clique"], named["labels"], strict=True)
    known = {labels[clique.index(column)] for clique, labels in pairs if column in clique}
    return labels[~labels.isin(known)].min()


def _tables(world):
    """Return a table of each clique, a row for each one that it counts, in any order."""
    return [
        each(
            pd.DataFrame(rows["labels"].tolist(), columns=clique).assign(count=rows["count"].tolist()),
            "count",
        ).sample(frac=1, random_state=SEED, ignore_index=True)
        for clique, rows in world.groupby("clique")
    ]


def tabulated(frame, unit, entry):
    """Return {(period, labels): count} of a tabulation, straight from the counts."""
    found = Counter()
    for period, quarters in entry["periods"].items():
        rows = frame[frame["quarter"].isin(quarters)]
        for column, label in entry["where"].items():
            rows = rows[rows[column] == label]
        for *labels, count in rows.groupby(entry["by"])[unit].sum().reset_index().itertuples(index=False):
            for key in product(*((label, TOTAL) for label in labels)):
                found[period, key] += count
    return found


def renamed(rows, quarters):
    """Return referrals in which each nationality that is not told of has the count of another."""
    pool = rows[rows["quarter"].isin(counted_risk.together(counted_risk.to_march(quarters)))]
    few = pool.groupby("nationality")["referrals"].sum()[lambda count: count < LEAST].sort_values().index
    return rows.assign(
        nationality=rows["nationality"].replace(dict(zip(few, np.roll(few, len(few) // 2), strict=True)))
    )
