"""Decide, once for an edition and before any chapter runs, which figures about people it shows.

All tables of a source, in this edition and in every earlier one, are one system: see linking.py. Small
counts are hidden, and others with them so that no small count can be worked out; then somebody outside is
let loose on the result, and what can still be told too closely is protected as well.
"""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis import toml_file
from analysis.disclosure import policy as policies_file
from analysis.disclosure.document import HIDDEN, of_source, period_of
from analysis.disclosure.hiding import protect
from analysis.disclosure.linking import Linked, linked
from analysis.disclosure.narrowing import least_by_markers, narrowed, narrowest
from analysis.disclosure.outline import Edition, outline
from analysis.disclosure.periods import checked as checked_quarter
from analysis.disclosure.regions import ends, rounded
from analysis.disclosure.system import System
from analysis.disclosure.tabulation import TOTAL
from analysis.disclosure.truth import checked, counts_of_parts, gone_parts, tied
from analysis.errors import InputError

if TYPE_CHECKING:
    from analysis.disclosure.policy import Policy
    from analysis.disclosure.tabulation import Source


def refuse_two_ways(release: dict, policies: dict[str, Policy]) -> None:
    """Refuse tables of one source that round, or hide zeros, in two ways: they may print the same sum."""
    seen = {}
    for one in release.values():
        first = seen.setdefault(one.source, one)
        for rule in ("rounding", "show_zeros"):
            now, was = getattr(policies[one.policy], rule), getattr(policies[first.policy], rule)
            if now != was:
                raise InputError(
                    f'data/policy.toml: the tabulations "{first.name}" and "{one.name}" of "{one.source}" '
                    f"would print one sum in two ways: {rule} is {was} for one and {now} for the other. "
                    "Give their policies the same."
                )


def refuse_looser(release: dict, policies: dict[str, Policy], earlier: list[dict]) -> None:
    """Refuse policies that let more out than those of an edition that is published.

    A table, new or under a new policy, has to be as strict as one at least of those of its source.
    """
    for document in earlier:
        where = f"edition {document['edition']}"
        was = toml_file.checked(dict[str, policies_file.Policy], document["policies"], where)
        pairs = [(name, policies[name], was[name]) for name in was if name in policies]
        pairs += [
            (f"{entry['policy']} of {name}", policies[release[name].policy], was[entry["policy"]])
            for name, entry in document["tabulations"].items()
            if name in release
        ]
        for one in release.values():
            of_source = [
                was[entry["policy"]]
                for entry in document["tabulations"].values()
                if entry["source"] == one.source
            ]
            least = [old for old in of_source if not policies_file.looser(policies[one.policy], old)]
            if of_source and not least:
                pairs.append((f"{one.policy} of {one.name}", policies[one.policy], of_source[0]))
        for name, new, old in pairs:
            # What its publisher prints is known to everybody, whatever we hid of it.
            faults = [] if new.name == policies_file.AS_PUBLISHED else policies_file.looser(new, old)
            if faults:
                raise InputError(
                    f"data/policy.toml: the policy {name} is looser than in edition "
                    f"{document['edition']}, which is published: {' '.join(faults)} What was hidden then "
                    "could be told now. Put the rule back."
                )


def refuse_redefined(release: dict, earlier: list[dict]) -> None:
    """Refuse a tabulation that means something else than under the same name in a published edition."""
    for document in earlier:
        for name, entry in document["tabulations"].items():
            if name not in release:
                continue
            new = release[name]
            for what, now, was in (
                ("source", new.source, entry["source"]),
                ("by", set(new.by), set(entry["by"])),
                ("where", dict(new.where), entry.get("where", {})),
            ):
                if now != was:
                    raise InputError(
                        f'data/release.toml, tabulation "{name}", field "{what}": is not what it was in '
                        f"edition {document['edition']}, so the same name would mean two things. "
                        "Give the new table a name of its own."
                    )


# Each round protects more cells than the one before; on all that was tried two were enough.
ROUNDS = 25
# What hiding a margin costs beside a cell within the table, for each "Total" among its labels: most charts
# are made of margins, and a chapter says more by one of them than by two cells.
MARGIN = 1.0


def solve(
    area: str,
    edition: str,
    as_of: str,
    counts: pd.DataFrame,
    quarters: list[str] | set[str],
    ledger_documents: list[dict],
    release: dict,
    policies: dict[str, Policy],
    source: Source,
    revised: dict | None = None,
    key: bytes = b"",
) -> dict:
    """Return the document of an edition: every figure that it may show, and a marker for every other.

    `counts` are the finest counts of one `source`, a `Source`: `quarter`, its fields as text and its unit,
    combinations absent being zero; `quarters` those whose counts are there. `ledger_documents` are the
    documents of the editions published before, the oldest first: what they printed keeps its figure or its
    marker. `release` are tabulations by name, of which only those of the source are solved, and `policies`
    the policies by name that they are under. The order of the rows of `counts` makes no difference.

    Which cells are hidden beside the small ones is left to an order of all cells that `key` decides and that
    looks like chance without it. With one key it is the same every time.

    `revised` says which edition recounted a quarter. Its counts before and after are both among
    `counts`, under the names that `periods.as_revised` gives them.

    Raises InputError when a policy is looser than that of a published edition, when a tabulation means
    something else under the same name, and when the counts are not those that were published.
    """
    checked_quarter(as_of, f"edition {edition}, as_of")
    release = {name: one for name, one in release.items() if one.source == source.name}
    documents = list(ledger_documents)
    earlier = [of_source(document, source.name) for document in documents]
    refuse_two_ways(release, policies)
    refuse_looser(release, policies, earlier)
    refuse_redefined(release, documents)
    this = Edition(area, edition, as_of, release, policies, source, dict(revised or {}))
    quarters, withheld = frozenset(quarters), {}
    counts = checked(counts, quarters, _columns(release, earlier), source.unit)
    while True:
        open_document = outline(this, counts, quarters, earlier, withheld)
        shown, stuck = _solved(open_document, counts, quarters, earlier, key)
        if not stuck:
            return shown
        # What earlier editions and zeros give away together no marker can undo: the table is left out.
        new = {cell.tabulation for cell in stuck if cell.edition == edition} - set(withheld)
        if not new:
            new = _new_tables(open_document, earlier, stuck) - set(withheld)
        if not new:
            way_out = (
                f"Build it without --revise: {source.name} cannot be recounted now."
                if edition in this.revised.values()
                else "Take the tabulation out of data/release.toml."
            )
            raise InputError(
                f"edition {edition}: {stuck[0].tabulation} cannot be protected, whatever is hidden: what "
                f"earlier editions printed gives it away. {way_out}"
            )
        withheld |= dict.fromkeys(
            new, "with what is published already it would point at a few people, whatever is hidden"
        )


def _columns(release, earlier):
    """Return every column that some table, of this edition or an earlier one, is made by."""
    used = {column for one in release.values() for column in one.fields}
    for document in earlier:
        for entry in document["tabulations"].values():
            used |= {*entry["by"], *entry.get("where", {})}
    return sorted(used)


def _solved(document, counts, quarters, earlier, key):
    """Return (document, stuck): the document with its figures, or the cells that nothing can protect."""
    system = linked([*earlier, document])
    if not len(system.cells):
        return document, []
    parts = counts_of_parts(system, counts, quarters)
    gone = gone_parts(system, quarters)
    system = tied(system, parts, gone)
    # Where counts are gone others stand in for them, which may have no room to fall: what earlier editions
    # hid is then protected by the attack below, which asks what anybody can tell.
    lost = system.system.matrix @ gone > 0
    truth = system.system.matrix @ parts
    new = np.array([cell.edition == document["edition"] for cell in system.cells]) & ~system.virtual
    new &= system.hidden
    rules = [cell.policy for cell in system.cells]
    needs = (truth > 0) | [not one.show_zeros for one in rules]
    needs &= truth < [one.hide_below for one in rules]
    needs &= system.hidden & ~(lost & [cell.edition != document["edition"] for cell in system.cells])
    asked = np.zeros(len(needs), dtype=bool)
    order = private_order([_identity(cell) for cell in system.cells], key)
    for _ in range(ROUNDS):
        hidden, unmet = _protected(system, parts, needs | asked, new, order)
        if unmet:
            floors = system.floors.copy()
            floors[unmet] = np.minimum(least_by_markers(system, unmet), truth[unmet])
            if (floors == system.floors).all():
                return None, [system.cells[cell] for cell in unmet]
            system = replace(system, floors=floors)
            continue
        result = _shown(system, truth, hidden)
        told = [cell for cell, _, _ in narrowed(result)]
        fresh = [cell for cell in told if not (needs | asked)[cell]]
        if not told:
            return _filled(document, result, truth), []
        if not fresh:
            return None, [system.cells[cell] for cell in told]
        asked[fresh] = True
    return None, [system.cells[cell] for cell in np.flatnonzero(asked)]


def _identity(cell):
    """Return what a cell counts, in words that stay the same from edition to edition."""
    return repr((sorted(cell.region.fixed), sorted(cell.region.quarters), cell.virtual))


def private_order(names: list[str] | pd.Series, key: bytes) -> np.ndarray:
    """Return a number from 0 to 1 for each name: the same for the same key, and like chance without it."""
    made = [hmac.digest(key, name.encode(), "sha256") for name in names]
    return np.array([int.from_bytes(one[:6]) / 2**48 for one in made])


def _protected(system: Linked, parts, needs, new, order):
    """Return (hidden, unmet) of the whole system: `new` are the cells that this edition is free to show."""
    # A difference that nobody needs to protect holds nothing: no figure, and no least value but 0.
    kept = np.flatnonzero(~system.virtual | needs)
    rules = [system.cells[cell].policy for cell in kept]
    found = protect(
        System(system.system.matrix[kept], system.system.links),
        parts,
        needs[kept],
        floors=system.floors[kept],
        may_hide=new[kept],
        hidden=(system.hidden & ~new)[kept],
        extra=[MARGIN * system.cells[cell].labels.count(TOTAL) for cell in kept],
        order=order[kept],
        criterion=max((one.criterion for one in rules), key=policies_file.CRITERIA.index),
        # Each by its own: what was published under a lesser width may have no room for more.
        width=[one.protection_width for one in rules],
    )
    hidden = system.virtual.copy()
    hidden[kept] = found.hidden
    return hidden, sorted({int(kept[cell]) for cell, _ in found.unmet})


def _shown(system, truth, hidden):
    """Return the system as somebody outside reads it once the cells that are not `hidden` are shown."""
    low, high = system.low.copy(), system.high.copy()
    for cell in np.flatnonzero(system.hidden & ~hidden):
        rules = system.cells[cell].policy
        low[cell], high[cell] = ends(rounded(int(truth[cell]), rules), rules)
    return replace(system, low=low, high=high)


def _filled(document, system, truth):
    """Return the document with the figures that `system` shows.

    `narrowest` of a tabulation is the range of its hidden counts that can be told most closely, worked out
    from what is shown, as anybody could: `[lower, upper, how many]`, upper None for no end.
    """
    tabulations, groups = {}, {}
    for name, entry in document["tabulations"].items():
        cells = []
        for period, labels, value in entry["cells"]:
            place = system.places.get((name, period_of(document, name, period), tuple(labels)))
            if value == HIDDEN and place is not None:
                if system.hidden[place]:
                    groups.setdefault(name, set()).add(place)
                else:
                    value = rounded(int(truth[place]), system.cells[place].policy)
            cells.append([period, labels, value])
        tabulations[name] = {**entry, "cells": cells}
    for name, (lower, upper, number) in (narrowest(system, groups) if groups else {}).items():
        tabulations[name]["narrowest"] = [int(lower), None if np.isinf(upper) else int(upper), number]
    return {**document, "tabulations": tabulations}


def _new_tables(document, earlier, stuck):
    """Return the tabulations with a period that no earlier edition has, and the columns of what is stuck."""
    printed = {
        (name, period_of(one, name, period))
        for one in earlier
        for name, entry in one["tabulations"].items()
        for period in entry["periods"]
    }
    columns = [{column for column, _ in cell.region.fixed} for cell in stuck]
    return {
        name
        for name, entry in document["tabulations"].items()
        if any((name, period_of(document, name, period)) not in printed for period in entry["periods"])
        and any(fixed <= {*entry["by"], *entry["where"]} for fixed in columns)
    }
