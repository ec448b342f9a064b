"""What leads where: from an item to its measures, and on to chapter, verb, table and card; and dead ends."""

import importlib.util

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.rates.status import SHOWN, require, text

BETWEEN = "; "
MEASURES = "analysis.measures"
VERB, YES, NO = "verb", "yes", "no"
OWN, OTHER = "measures.", "publish."  # where a verb is looked for; those that publish are beyond this stage
ELSEWHERE = "a verb of publish: looked at by the tests"
LINKS = ("chapter", "verb", "table", "card")
WANTED = {"chapter": ("chapter",), "verb": ("verb",), "table or card": ("table", "card")}


def trace(register, index):
    """Return each way from an item to what answers it: its measures, and their chapter, verb, table and card.

    `register` has `item` and `measures` ("M20; M30"), as the registers of `tables` have, or `number` in place
    of `item`; `index` is `tables.registers.measure_index`. `exists` is "yes", "no" or "not looked at"; verbs
    are looked for among the measures. A measure without a chapter, a verb, or any table or card has a row
    with a blank name and "no".

    Columns: `item`, `measure`, `title`, `link`, `name`, `exists`, `method`, `status`.

    Raises InputError for an item that points to a measure which is not in the index: it leads nowhere.
    """
    require(index, "measure", "title", "link", "name", "exists")
    item = "item" if "item" in register.columns else "number"
    require(register, item, "measures")
    titles = dict(zip(index["measure"], index["title"], strict=True))
    by_measure = {name: rows for name, rows in index.groupby("measure", sort=False)}
    found = []
    for one, measures in zip(register[item], register["measures"], strict=True):
        for measure in str(measures).split(BETWEEN):
            if measure not in titles:
                raise InputError(
                    f"{one} points to the measure {measure}, which does not exist. "
                    f"{nearest(measure, titles)} Correct the register, or add the measure.".replace("  ", " ")
                )
            found += [[str(one), measure, titles[measure], *row] for row in _links(by_measure[measure])]
    columns = ["item", "measure", "title", "link", "name", "exists", "method"]
    table = pd.DataFrame(found, columns=columns)
    return table.assign(status=text([SHOWN] * len(table)))


def _links(rows):
    """Return [link, name, exists, method] of a measure, with a row for each kind of link that it lacks."""
    found = [
        [link, None, NO, f"the measure has no {link}"]
        for link, kinds in WANTED.items()
        if not rows["link"].isin(kinds).any()
    ]
    for link, name, exists in zip(rows["link"], rows["name"], rows["exists"], strict=True):
        seen, why = _verb(name) if link == VERB else (exists, "")
        found.append([link, name, seen, why or ("" if seen == YES else f"there is no such {link}")])
    return sorted(found, key=lambda row: LINKS.index(row[0].split(" ")[0]))


def _verb(name):
    if name.startswith(OTHER):
        return "not looked at", ELSEWHERE
    place, _, verb = f"{MEASURES}.{name.removeprefix(OWN)}".rpartition(".")
    there = importlib.util.find_spec(place) and verb in importlib.import_module(place).__all__
    return (YES, "") if name.startswith(OWN) and there else (NO, "there is no such verb")


def dead_ends(register, index):
    """Return where a `trace` ends early: a measure lacks a link, or one names something that does not exist.

    A row a measure and link, with the items that meet it. Columns: `measure`, `title`, `link`, `name`,
    `items`, `method`, `status` ("shown": that something is missing is known).
    """
    traced = trace(register, index)
    rows = traced[traced["exists"] == NO]
    keys = ["measure", "title", "link", "name", "method"]
    found = rows.groupby(keys, dropna=False, sort=False)["item"].agg(
        lambda items: BETWEEN.join(dict.fromkeys(items))
    )
    table = found.rename("items").reset_index()
    order = ["measure", "title", "link", "name", "items", "method"]
    return table[order].assign(status=text([SHOWN] * len(table)))
