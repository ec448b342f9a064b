"""Decide, once for an edition and before any chapter runs, which figures about victims it shows.

All tables of a source, in this edition and in every earlier one, are one system: see linking.py. Small
counts are hidden, and others with them so that no small count can be worked out; then somebody outside is
let loose on the result, and what can still be told too closely is protected as well.
"""

import functools
from dataclasses import dataclass
from itertools import product

import numpy as np

from analysis import settings
from analysis.errors import InputError
from analysis.publish.disclosure import policy as policies_file
from analysis.publish.disclosure import release as release_file
from analysis.publish.disclosure.document import HIDDEN, NOT_AVAILABLE
from analysis.publish.disclosure.linking import Linked, ends, linked, region_of, rounded
from analysis.publish.disclosure.narrowing import narrowed
from analysis.publish.disclosure.periods import checked as checked_quarter
from analysis.publish.disclosure.release import TOTAL
from analysis.publish.disclosure.systems import System, protect
from analysis.publish.disclosure.truth import (
    NOT_SUPPLIED,
    checked,
    counts_of_parts,
    gone_parts,
    labels_in,
    printed_counts,
)

# Each round protects more cells than the one before; on all that was tried two were enough.
ROUNDS = 25


@dataclass(frozen=True)
class _Edition:
    area: str
    name: str
    as_of: str
    tabulations: dict
    policies: dict


def solve(area, edition, as_of, counts, quarters, ledger_documents, release=None, policies=None):
    """Return the document of an edition: every figure that it may show, and a marker for every other.

    `counts` are the finest counts: `quarter`, the logical fields as text and `victims`, combinations absent
    being nought; `quarters` those whose counts are there. `ledger_documents` are the documents of the
    editions published before, the oldest first: what they printed keeps its figure or its marker.
    `release` and `policies` are the project's own by default. The order of the rows of `counts` makes no
    difference.

    Raises InputError when a policy is looser than that of a published edition, when a tabulation means
    something else under the same name, and when the counts are not those that were published.
    """
    policies = policies_file.read() if policies is None else policies
    release = release_file.read(policies=policies) if release is None else release
    checked_quarter(as_of, f"edition {edition}, as_of")
    earlier = list(ledger_documents)
    _refuse_two_ways(release, policies)
    _refuse_looser(release, policies, earlier)
    _refuse_redefined(release, earlier)
    this = _Edition(area, edition, as_of, release, policies)
    quarters, withheld = frozenset(quarters), {}
    counts = checked(counts, quarters, _columns(release, earlier))
    while True:
        open_document = _outline(this, counts, quarters, earlier, withheld)
        shown, stuck = _solved(open_document, counts, quarters, earlier)
        if not stuck:
            return shown
        # What earlier editions and noughts give away together no marker can mend: the table is left out.
        new = {cell.tabulation for cell in stuck if cell.edition == edition} - set(withheld)
        if not new:
            new = _new_tables(open_document, earlier, stuck) - set(withheld)
        if not new:
            raise InputError(
                f"edition {edition}: {stuck[0].tabulation} cannot be protected, whatever is hidden: what "
                "earlier editions printed gives it away. Take the tabulation out of data/release.toml."
            )
        withheld |= dict.fromkeys(
            new, "with what is published already it would point at a few people, whatever is hidden"
        )


def _columns(release, earlier):
    """Return every column that some table, of this edition or an earlier one, is made by."""
    used = {column for one in release.values() for column in (*one.by, *dict(one.where))}
    for document in earlier:
        for entry in document["tabulations"].values():
            used |= {*entry["by"], *entry.get("where", {})}
    return sorted(used)


def solved_now(area):
    """Return the document of a draft of `area`, solved in this process: for a notebook that no build runs.

    It is kept in memory only, for as long as the process lasts.
    """
    run = settings.current_run()
    return _solved_now(area, run, _as_they_stand(area))


def _as_they_stand(area):
    """Return when each file that decides what is hidden was last changed: a mended one is read again."""
    folder = settings.local_for(area)
    paths = [
        settings.data("policy.toml"),
        settings.data("release.toml"),
        settings.reports() / area / "ledger.json",
    ]
    paths += sorted(folder.glob("*")) if folder.is_dir() else []
    return tuple((str(path), path.stat().st_mtime_ns) for path in paths if path.is_file())


@functools.lru_cache(maxsize=1)
def _solved_now(area, run, _files):
    # Imported here: these read the extracts, and they solve through this module.
    from analysis import areas
    from analysis.publish.edition import ledger, settling

    place = areas.area(area)
    document, _ = settling.settled(place, "draft", run.as_of, ledger.read(settings.reports(), place.slug))
    return document


def _refuse_two_ways(release, policies):
    """Refuse tables of one source that round, or hide noughts, in two ways: they may print the same sum."""
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


def _refuse_looser(release, policies, earlier):
    for document in earlier:
        was = {
            name: policies_file.from_dict(rules, f"edition {document['edition']}")
            for name, rules in document["policies"].items()
        }
        pairs = [(name, policies[name], was[name]) for name in was if name in policies]
        pairs += [
            (f"{entry['policy']} of {name}", policies[release[name].policy], was[entry["policy"]])
            for name, entry in document["tabulations"].items()
            if name in release
        ]
        for name, new, old in pairs:
            faults = policies_file.looser(new, old)
            if faults:
                raise InputError(
                    f"data/policy.toml: the policy {name} is looser than in edition "
                    f"{document['edition']}, which is published: {' '.join(faults)} What was hidden then "
                    "could be told now. Put the rule back."
                )


def _refuse_redefined(release, earlier):
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


def _outline(this, counts, quarters, earlier, withheld):
    """Return the edition's document with noughts shown, earlier figures as they were and all else hidden."""
    policies = {one.policy: this.policies[one.policy] for one in this.tabulations.values()}
    wanted = {name: one.period_labels(this.as_of) for name, one in this.tabulations.items()}
    needed = {quarter for periods in wanted.values() for period in periods.values() for quarter in period}
    labels = labels_in(counts, this.tabulations.values(), needed & quarters, earlier)
    zeros_hidden = {
        region_of(one.source, one.by, one.where, period, key)
        for name, one in this.tabulations.items()
        if not policies[one.policy].show_zeros
        for period in wanted[name].values()
        for key in _keys(one, labels)
    }
    made = {}
    for name, one in this.tabulations.items():
        was, cells, reasons = _printed_before(name, one.by, earlier), [], []
        for period, span in wanted[name].items():
            reason = None if period in was else _lacking(one, counts, span, quarters) or withheld.get(name)
            if reason:
                reasons.append(reason)
                cells += [[period, list(key), NOT_AVAILABLE] for key in _keys(one, labels)]
                continue
            printed = was.get(period, {})
            found = printed_counts(counts, one, span)
            for key in _keys(one, labels):
                nought = (period in was or not found.get(key, 0)) and (
                    region_of(one.source, one.by, one.where, span, key) not in zeros_hidden
                )
                # A label that an earlier edition does not list had no count then.
                cells.append([period, list(key), printed.get(key, 0 if nought else HIDDEN)])
        made[name] = {
            "source": one.source,
            "title": one.title,
            "unit": one.unit,
            "by": list(one.by),
            "where": dict(one.where),
            "policy": one.policy,
            "periods": wanted[name],
            "cells": cells,
        }
        if reasons:
            made[name]["reason"] = "; ".join(dict.fromkeys(reasons))
    return {
        "area": this.area,
        "edition": this.name,
        "as_of": this.as_of,
        "after": [document["edition"] for document in earlier],
        "policies": {name: rules.as_dict() for name, rules in policies.items()},
        "tabulations": made,
        "relations": [],
    }


def _keys(tabulation, labels):
    return product(*([*labels[tabulation.source, column], TOTAL] for column in tabulation.by))


def _lacking(tabulation, counts, span, quarters):
    """Return why the counts for a period are not all there, or None."""
    gone = sorted(set(span) - quarters)
    if gone:
        return f"the counts of {', '.join(gone)} are not held"
    for column in (*tabulation.by, *dict(tabulation.where)):
        lacking = counts.loc[counts["quarter"].isin(span) & counts[column].eq(NOT_SUPPLIED), "quarter"]
        if len(lacking):
            return f"{column} was not supplied for {', '.join(sorted(lacking.unique()))}"
    return None


def _printed_before(name, by, earlier):
    """Return {period: {labels: figure or marker}} of a tabulation in earlier editions."""
    found = {}
    for document in earlier:
        entry = document["tabulations"].get(name)
        if entry is None:
            continue
        order = [entry["by"].index(column) for column in by]
        for period, labels, value in entry["cells"]:
            if value != NOT_AVAILABLE:
                key = tuple(labels[place] for place in order)
                found.setdefault(period, {}).setdefault(key, value)
    return found


def _solved(document, counts, quarters, earlier):
    """Return (document, stuck): the document with its figures, or the cells that nothing can protect."""
    system = linked([*earlier, document])
    if not len(system.cells):
        return document, []
    parts = counts_of_parts(system, counts, quarters)
    # Where counts are gone others stand in for them, which may have no room to fall: what earlier editions
    # hid is then protected by the attack below, which asks what anybody can tell.
    lost = system.system.matrix @ gone_parts(system, quarters) > 0
    truth = system.system.matrix @ parts
    new = np.array([cell.edition == document["edition"] for cell in system.cells]) & ~system.virtual
    new &= system.hidden
    needs = np.array([_is_small(count, cell.policy) for count, cell in zip(truth, system.cells, strict=True)])
    needs &= system.hidden & ~(lost & [cell.edition != document["edition"] for cell in system.cells])
    asked = np.zeros(len(needs), dtype=bool)
    for _ in range(ROUNDS):
        hidden, unmet = _protected(system, parts, needs | asked, new)
        if unmet:
            return None, [system.cells[cell] for cell in unmet]
        result = _shown(system, truth, hidden)
        told = [cell for cell, _, _ in narrowed(result)]
        fresh = [cell for cell in told if not (needs | asked)[cell]]
        if not told:
            return _filled(document, result, truth), []
        if not fresh:
            return None, [system.cells[cell] for cell in told]
        asked[fresh] = True
    return None, [system.cells[cell] for cell in np.flatnonzero(asked)]


def _is_small(count, rules):
    return (count > 0 or not rules.show_zeros) and count < rules.hide_below


def _protected(system: Linked, parts, needs, new):
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
        criterion=max((one.criterion for one in rules), key=policies_file.CRITERIA.index),
        width=max(one.protection_width for one in rules),
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
    return system.showing(low, high)


def _filled(document, system, truth):
    """Return the document with the figures that `system` shows."""
    tabulations = {}
    for name, entry in document["tabulations"].items():
        cells = []
        for period, labels, value in entry["cells"]:
            place = system.places.get((name, period, tuple(labels)))
            if value == HIDDEN and place is not None and not system.hidden[place]:
                value = _figure(system, place, truth)
            cells.append([period, labels, value])
        tabulations[name] = {**entry, "cells": cells}
    return {**document, "tabulations": tabulations}


def _figure(system, place, truth):
    return rounded(int(truth[place]), system.cells[place].policy)


def _new_tables(document, earlier, stuck):
    """Return the tabulations with a period that no earlier edition has, and the columns of what is stuck."""
    printed = {
        (name, period)
        for one in earlier
        for name, entry in one["tabulations"].items()
        for period in entry["periods"]
    }
    columns = [{column for column, _ in cell.region.fixed} for cell in stuck]
    return {
        name
        for name, entry in document["tabulations"].items()
        if any((name, period) not in printed for period in entry["periods"])
        and any(fixed <= {*entry["by"], *entry["where"]} for fixed in columns)
    }
