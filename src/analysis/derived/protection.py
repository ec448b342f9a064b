"""What the methods page says of disclosure control: its rules, what it cost, and what it does not hide.

Each is made of all that `vna release` released of an area.
"""

import math

import pandas as pd

from analysis import areas, settings
from analysis.disclosure.document import HIDDEN, NOT_AVAILABLE, in_words_of_range
from analysis.disclosure.policy import AS_PUBLISHED
from analysis.measures.rates.status import quarters_in_words
from analysis.sources.catalogue import catalogue
from analysis.states import SHOWN
from analysis.tables.declared import ALL_RELEASED, table
from analysis.tables.released import document as released_document

# Fields whose name alone does not say what they are.
FIELDS = {
    "sexual": "sexual exploitation",
    "labour": "labour exploitation",
    "domestic": "domestic servitude",
    "criminal": "criminal exploitation",
}
LEVELS = {"force": "force area", "district": "district", "msoa": "neighbourhood (MSOA)"}


@table(
    "Counts that disclosure control hides",
    "a table of people to which its rules apply",
    name="disclosure_losses",
    tables=ALL_RELEASED,
)
def losses(area):
    """Return what disclosure control cost an edition of `area`, one row a tabulation.

    `closest` says in words how closely a reader can tell the hidden count that is protected least. Cells that
    are small themselves and cells that are hidden to protect them are never counted apart: with the number of
    either, somebody outside would know which is which in a table of a few cells.

    A tabulation without a file, which has no cell, cost nothing and has no row, nor has one that is shown as
    its publisher prints it.
    """
    rows = []
    for name, entry in _released(area)["tabulations"].items():
        values = [value for *_, value in entry["cells"] if value != NOT_AVAILABLE]
        if values and entry["policy"] != AS_PUBLISHED:
            hidden = values.count(HIDDEN)
            closest = "none can be small" if hidden else "nothing is hidden"
            if "narrowest" in entry:
                closest = in_words_of_range(*entry["narrowest"][:2])
            rows.append((entry.get("title", name), len(values), hidden, 100 * hidden / len(values), closest))
    columns = ["table", "cells", "hidden", "hidden_share_pct", "closest"]
    kinds = {"cells": "int64", "hidden": "int64", "hidden_share_pct": "Float64"}
    return pd.DataFrame(rows, columns=columns).astype(kinds).assign(status=SHOWN)


@table(
    "Hidden counts that are protected least",
    "how closely they can be told",
    name="least_protected_counts",
    tables=ALL_RELEASED,
)
def narrowest(area):
    """Return how closely a reader can tell the hidden counts of an edition that are protected least.

    One row, or none without a hidden count that may be small: `known_to_be` in words, of how many `counts`,
    in how many `tables`.
    """
    document = _released(area)
    every = [entry["narrowest"] for entry in document["tabulations"].values() if "narrowest" in entry]
    ends = min(((lower, upper) for lower, upper, _ in every), key=_width, default=None)
    same = [number for *other, number in every if tuple(other) == ends]
    rows = [(in_words_of_range(*ends), sum(same), len(same), SHOWN)] if same else []
    return pd.DataFrame(rows, columns=["known_to_be", "counts", "tables", "status"])


def _width(ends):
    lower, upper = ends
    return (math.inf if upper is None else upper - lower, lower)


@table("Rules of disclosure control", "a kind of figures", name="disclosure_rules", tables=ALL_RELEASED)
def rules(area):
    """Return the rules under which an edition of `area` hides figures about people."""
    document = _released(area)
    return pd.DataFrame(
        {
            "figures_about": name.replace("_", " ").capitalize(),
            "counts_hidden": f"{0 if not policy['show_zeros'] else 1} to {policy['hide_below'] - 1}",
            "smallest_area": LEVELS[policy["floor"]],
            "years_added_up": str(policy["pooled_years"] or "no"),
            "rounded": f"to {policy['rounding']}" if policy["rounding"] > 1 else "no",
            "decided_by": ", ".join(filter(None, (policy["decided_by"], policy["decided_on"]))),
            "status": SHOWN,
        }
        for name, policy in document["policies"].items()
        if name != AS_PUBLISHED
    )


@table(
    "Figures about people that are shown as their publisher prints them",
    "a series",
    name="figures_as_published",
    tables=ALL_RELEASED,
)
def shown_as_published(area):
    """Return what an edition of `area` shows as its publisher prints it, a row a series."""
    document, known, rows = _released(area), catalogue(), []
    for name, fields in document["as_published"].items():
        card_id, part = document["printed_in"][name]
        card = known[card_id]
        whose = ", ".join(filter(None, (card.title, part)))
        by = ", ".join(FIELDS.get(one, one.replace("_", " ")) for one in fields)
        rows.append((whose, card.publisher, by, SHOWN))
    return pd.DataFrame(rows, columns=["figures_about", "printed_by", "shown_by", "status"])


@table(
    "Series that were recounted, and why",
    "a series in an edition",
    name="series_recounted",
    tables=ALL_RELEASED,
)
def revisions(area):
    """Return which series were recounted up to an edition of `area`, and why."""
    document = _released(area)
    cards = _cards_of_series(document)
    rows = [
        (cards[one["source"]].title, one["edition"], one.get("published_on", "this edition"), one["reason"])
        for one in document.get("revisions", [])
    ]
    columns = ["figures_about", "counted_anew_in", "published_on", "reason"]
    return pd.DataFrame(rows, columns=columns).assign(status=SHOWN)


@table(
    "Quarters that are new since the edition before",
    "a series of local figures",
    name="changes_since_last_edition",
    tables=ALL_RELEASED,
)
def changes(area):
    """Return what an edition of `area` counts beside the one before it, one row a source.

    Quarters are told and no figures: which are new, and whether a series was recounted.
    """
    document = _released(area)
    cards, rows = _cards_of_series(document), []
    again = {one["source"] for one in document.get("revisions", []) if one["edition"] == document["edition"]}
    for source, card in cards.items():
        entries = [entry for entry in document["tabulations"].values() if entry["source"] == source]
        quarters = sorted({one for entry in entries for each in entry["periods"].values() for one in each})
        before = sorted(settings.kept_counts(source) or {})
        if quarters and (before or source in again):
            # Of a series that is recounted no earlier count is in force any more.
            newest = quarters_in_words(before[-1:]) if before else "recounted, whole"
            new = sum(bool(before) and one > before[-1] for one in quarters)
            told = [newest, quarters_in_words(quarters[-1:]), str(new or "none")]
            rows.append([card.title, *told, "yes" if source in again else "no", SHOWN])
    columns = ["figures_about", "newest_before", "newest_now", "new_quarters", "counted_anew", "status"]
    return pd.DataFrame(rows, columns=columns)


def _cards_of_series(document):
    """Return the cards by which the series that a document is about are cited, by the series' names."""
    return {entry["source"]: catalogue()[entry["card"]] for entry in document["tabulations"].values()}


def _released(area):
    return released_document(areas.area(area).slug)
