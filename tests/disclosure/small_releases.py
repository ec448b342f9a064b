"""Small invented releases: a policy, tabulations, counts and documents that a reader can check by hand."""

from itertools import product

import numpy as np
import pandas as pd

from analysis.disclosure.policy import ALL_SHOWN, Policy
from analysis.disclosure.tabulation import Source, Tabulation

VICTIMS = Source("victims", "victims", not_supplied="Not supplied")
FIELDS = ("district", "offence_group", "sex", "domestic_abuse")
LABELS = {
    "district": ("East", "North", "West"),
    "offence_group": ("Burglary", "Robbery", "Theft"),
    "sex": ("Female", "Male"),
    "domestic_abuse": ("no", "yes"),
}


def year(edition):
    """Return the period that ends with a quarter of 2025 or the one after: label to quarters."""
    quarters = [f"2025-Q{number}" for number in (1, 2, 3, 4)] + ["2026-Q1"]
    last = quarters.index(edition) + 1
    return {f"year ending {edition}": quarters[last - 4 : last]}


def policy(name="victims", **changes):
    """Return a policy that hides 1 to 4, with what a test changes."""
    return Policy(name=name, **ALL_SHOWN | {"hide_below": 5} | changes)


def tabulation(name, by, periods="year", last=1, where=(), policy="victims", source="victims"):
    """Return a tabulation of victims, or of another source."""
    return Tabulation(
        name=name,
        source=source,
        title=name,
        by=tuple(by),
        periods=periods,
        last=last,
        policy=policy,
        where=tuple(where),
    )


def release(*tabulations):
    """Return tabulations by name, as `solve` is given them."""
    return {one.name: one for one in tabulations}


def counts(rows):
    """Return counts of victims from rows of a quarter, a label for each of FIELDS, and how many."""
    made = pd.DataFrame(rows, columns=["quarter", *FIELDS, "victims"])
    return made.astype({"victims": "int64"})


def random_counts(seed, quarters, mean=0.4):
    """Return seeded counts for every combination of labels, small ones among them, zeros left out."""
    chance = np.random.default_rng(seed)
    combinations = list(product(*(LABELS[field] for field in FIELDS)))
    rows = []
    for quarter in quarters:
        numbers = chance.poisson(mean * chance.gamma(0.5, 2.0, len(combinations)))
        rows += [(quarter, *labels, n) for labels, n in zip(combinations, numbers, strict=True) if n]
    return counts(rows)


def document(cells, by, edition="2026-Q1", periods=None, name="table", rules=None, where=None, **more):
    """Return the document of an edition with one table, `cells` mapping labels to what is printed.

    A cell may be under a pair (period, labels) where there are several periods.
    """
    rules = rules or policy()
    periods = periods or {"2026-Q1": ["2026-Q1"]}
    first = next(iter(periods))
    rows = []
    for key, value in cells.items():
        period, labels = key if isinstance(key, tuple) and key[0] in periods else (first, key)
        rows.append([period, [labels] if isinstance(labels, str) else list(labels), value])
    table = tabulation(name, by, where=(where or {}).items(), policy=rules.name).as_dict("victims")
    return {
        "area": "sampleshire",
        "edition": edition,
        "as_of": "2026-Q1",
        "policies": {rules.name: rules.model_dump()},
        "tabulations": {name: table | {"periods": periods, "cells": rows}},
        **more,
    }


def cells(document, name="by_district"):
    """Return {(period, labels): figure or marker} of one table."""
    return {
        (period, tuple(labels)): value for period, labels, value in document["tabulations"][name]["cells"]
    }


def together(*documents):
    """Return one document with the tables of several."""
    first = documents[0]
    return {
        **first,
        "policies": {key: one for each in documents for key, one in each["policies"].items()},
        "tabulations": {key: one for each in documents for key, one in each["tabulations"].items()},
    }
