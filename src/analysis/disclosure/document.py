"""The document of an edition, `tabulations.json`: every figure about victims that it shows, and every marker.

It is all that somebody outside needs in order to read the tables, and all that the attack reads. It holds
no hidden number: a hidden cell is "[c]", whatever the reason, and a period that needs counts that are not
there is "[x]" throughout.
"""

import json
import math
from dataclasses import dataclass
from itertools import product

import pandas as pd

from analysis.disclosure import periods as calendar
from analysis.disclosure import policy as policies
from analysis.disclosure.as_published import is_printed
from analysis.disclosure.periods import checked as checked_quarter
from analysis.disclosure.plain_json import all_texts
from analysis.disclosure.plain_json import read as read_json
from analysis.disclosure.release import TOTAL
from analysis.disclosure.series import ALL
from analysis.errors import InputError

FILE = "tabulations.json"
HIDDEN, NOT_AVAILABLE = "[c]", "[x]"
MARKERS = (HIDDEN, NOT_AVAILABLE)
# Whole numbers are exact up to here, and no count of people comes near it.
TOO_LARGE = 2**53


@dataclass(frozen=True)
class Table:
    """One tabulation for one period, as published: `cells` maps labels to a number, or to None where hidden.

    `labels` are those listed for each column, without the total. `where` are pairs of a field and its value.
    `period` and `quarters` are named for the edition that recounted them, where one did. `printed` are the
    fields by which the publisher of the source prints its figures, None where it prints none.
    """

    edition: str
    tabulation: str
    source: str
    by: tuple
    where: tuple
    policy: policies.Policy
    period: str
    quarters: frozenset
    labels: tuple
    cells: dict
    printed: tuple | None = None


def read(path):
    """Return the document in the file at `path`, once it is known to be whole."""
    try:
        content = read_json(path)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file. Build the edition again: it is written there.") from None
    tables(content, str(path))
    return content


def text(document):
    """Return the document as it is written: one cell a line, so that two editions can be compared by eye."""
    cells = {name: entry["cells"] for name, entry in document["tabulations"].items()}
    head = {name: {**entry, "cells": f"@{name}"} for name, entry in document["tabulations"].items()}
    written = json.dumps({**document, "tabulations": head}, indent=1, ensure_ascii=False)
    for name, rows in cells.items():
        lines = ",\n    ".join(json.dumps(row, ensure_ascii=False) for row in rows)
        written = written.replace(f'"cells": "@{name}"', f'"cells": [\n    {lines}\n   ]')
    return written + "\n"


def tables(document, where=None):
    """Return the `Table`s of a document that hold figures or hidden ones, in the document's order.

    A period whose counts were not there holds neither and is left out. Raises InputError naming edition,
    tabulation and period of what cannot be read.
    """
    if not isinstance(document, dict):
        raise InputError(f"{where or 'The document'}: is not the document of an edition.")
    where = where or f"edition {document.get('edition', '?')}"
    for key in ("area", "edition", "policies", "tabulations"):
        if key not in document:
            raise InputError(f'{where}: "{key}" is missing. Build the edition again.')
    for key, kind in (("area", str), ("edition", str), ("policies", dict), ("tabulations", dict)):
        if not isinstance(document[key], kind):
            raise InputError(f'{where}: "{key}" is not what an edition has there. Build the edition again.')
    rules = {name: _policy(entry, where) for name, entry in document["policies"].items()}
    check_history(document, where)
    published = document.get("as_published", {})
    if not isinstance(published, dict) or not all(map(all_texts, published.values())):
        raise InputError(f'{where}: "as_published" does not give each source its fields.')
    for name in published:
        if name not in ALL or ALL[name].own:
            raise InputError(
                f'{where}: "as_published" names a source that no publisher prints. Build the edition again.'
            )
    _check_relations(document.get("relations", []), where)
    made = []
    for name, entry in document["tabulations"].items():
        made += _tables_of(name, entry, rules, document, f'{where}, tabulation "{name}"')
    return made


def recounted(document, source):
    """Return quarter -> the edition that recounted it last, of those of a source that one did."""
    return document.get("revised", {}).get(source, {})


def own_revisions(document, source):
    """Return the quarters of a source that the document's own edition recounts."""
    edition_of = recounted(document, source)
    return {quarter for quarter, edition in edition_of.items() if edition == document["edition"]}


def revised(document, source, quarters):
    """Return quarters of a source as the document counts them: named for the edition that revised each."""
    edition_of = recounted(document, source)
    return [calendar.as_revised(quarter, edition_of.get(quarter)) for quarter in quarters]


def period_of(document, tabulation, period):
    """Return what a period of a tabulation is called, named for the editions that revised a quarter of it."""
    entry = document["tabulations"].get(tabulation, {})
    edition_of = recounted(document, entry.get("source"))
    quarters = entry.get("periods", {}).get(period, ())
    editions = dict.fromkeys(edition_of[quarter] for quarter in quarters if quarter in edition_of)
    return calendar.as_revised(period, " and ".join(editions))


def frame(document, tabulation):
    """Return a tabulation's cells: `period`, the columns of `by`, its unit as whole numbers, and `status`.

    Raises InputError naming the tabulation when the document does not hold it.
    """
    if tabulation not in document["tabulations"]:
        raise InputError(
            f'Edition {document["edition"]} does not hold the tabulation "{tabulation}". Build it again.'
        )
    entry = document["tabulations"][tabulation]
    status = {HIDDEN: "suppressed", NOT_AVAILABLE: "not available"}
    rows = [
        (period, *labels, None if isinstance(value, str) else value, status.get(value, "shown"))
        for period, labels, value in entry["cells"]
    ]
    made = pd.DataFrame(rows, columns=["period", *entry["by"], entry["unit"], "status"])
    return made.astype({entry["unit"]: "Int64"})


def losses(document):
    """Return what disclosure control cost, a row per tabulation: `cells`, `hidden` and `hidden_share_pct`.

    `closest` says in words how closely a reader can tell the hidden count that is protected least, and
    `closest_cells` of how many that holds.

    Cells that are small themselves and cells that are hidden to protect them are never counted apart: with
    the number of either, somebody outside would know which is which in a table of a few cells.
    """
    rows = []
    for name, entry in document["tabulations"].items():
        values = [value for _, _, value in entry["cells"] if value != NOT_AVAILABLE]
        hidden = sum(value == HIDDEN for value in values)
        share = 100 * hidden / len(values) if values else None
        lower, upper, number = entry.get("narrowest", (0, 0, 0))
        closest = "nothing is hidden"
        if hidden:
            closest = in_words_of_range(lower, upper) if number else "none can be small"
        rows.append((name, entry.get("title", name), len(values), hidden, share, closest, number))
    columns = ["tabulation", "title", "cells", "hidden", "hidden_share_pct", "closest", "closest_cells"]
    return pd.DataFrame(rows, columns=columns).astype({"hidden_share_pct": "Float64"})


def in_words_of_range(lower, upper):
    """Return a range as a reader says it; `upper` is None where nothing ends it.

    >>> in_words_of_range(1, 3), in_words_of_range(1, None)
    ('1 to 3', '1 or more')
    """
    return f"{lower} or more" if upper is None else f"{lower} to {upper}"


def check_history(document, where):
    """Check what a document says of series that were recounted: `revised` and `revisions`."""
    _check_revised(document.get("revised", {}), where)
    told = document.get("revisions", [])
    whole = isinstance(told, list) and all(isinstance(one, dict) for one in told)
    if not whole or not all(
        isinstance(one.get(key), str) for one in told for key in ("source", "edition", "reason")
    ):
        raise InputError(f'{where}: "revisions" does not say what was recounted, by which edition and why.')


def _check_relations(relations, where):
    if not isinstance(relations, list) or not all(map(_is_relation, relations)):
        raise InputError(
            f'{where}: "relations" are not all words, terms and ends, a term being a tabulation, a period, '
            "labels and a number."
        )


def _is_relation(one):
    return (
        isinstance(one, dict)
        and isinstance(one.get("what"), str)
        and isinstance(one.get("terms"), list)
        and all(map(_is_term, one["terms"]))
        and all(one.get(end) is None or _is_finite(one[end]) for end in ("lower", "upper"))
    )


def _is_term(term):
    return isinstance(term, list) and len(term) == 4 and _is_weighted(*term)


def _is_weighted(tabulation, period, labels, weight):
    return (
        isinstance(tabulation, str) and isinstance(period, str) and all_texts(labels) and _is_finite(weight)
    )


def _is_finite(value):
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and abs(value) < TOO_LARGE and math.isfinite(value)


def _policy(entry, where):
    """Return the policy that a document printed, its words texts and its numbers small enough to add up."""
    made = policies.from_dict(entry, where)
    words = (made.name, made.preset, made.decided_by, made.decided_on)
    numbers = (made.hide_below, made.protection_width, made.rounding)
    if not all(isinstance(word, str) for word in words) or max(numbers) >= TOO_LARGE:
        raise InputError(
            f"{where}: a policy has words or numbers that no policy has. Build the edition again."
        )
    return made


def _check_revised(revised, where):
    """Check that `revised` says of each source by which edition its quarters were recounted."""
    whole = isinstance(revised, dict) and all(isinstance(one, dict) for one in revised.values())
    if not whole or not all(isinstance(edition, str) for one in revised.values() for edition in one.values()):
        raise InputError(f'{where}: "revised" does not say which edition recounted a quarter.')
    for quarter in {quarter for one in revised.values() for quarter in one}:
        checked_quarter(quarter, f'{where}, "revised"')


def _tables_of(name, entry, rules, document, place):
    if not isinstance(entry, dict):
        raise InputError(f"{place}: is not a tabulation.")
    for key in ("source", "by", "policy", "periods", "cells"):
        if key not in entry:
            raise InputError(f'{place}: "{key}" is missing.')
    kinds = {"source": str, "policy": str, "periods": dict, "cells": list, "where": dict, "unit": str}
    for key, kind in kinds.items():
        if not isinstance(entry.get(key, kind()), kind):
            raise InputError(f'{place}: "{key}" is not what a tabulation has there.')
    if not all_texts(entry["by"]) or len(set(entry["by"])) != len(entry["by"]):
        raise InputError(f'{place}: "by" is not a list of columns, each once.')
    if not all(isinstance(value, str) for value in entry.get("where", {}).values()):
        raise InputError(f'{place}: "where" does not give each field a value in words.')
    if not all(map(all_texts, entry["periods"].values())):
        raise InputError(f'{place}: "periods" does not give each period its quarters.')
    if entry["policy"] not in rules:
        raise InputError(f'{place}: the policy "{entry["policy"]}" is not in the document.')
    by, where = tuple(entry["by"]), tuple(sorted(entry.get("where", {}).items()))
    published = document.get("as_published", {})
    columns = (*by, *dict(where))
    if entry["policy"] == policies.AS_PUBLISHED and not is_printed(published, entry["source"], columns):
        raise InputError(
            f"{place}: is as published, and its publisher does not print it by {' and '.join(columns)}. "
            "Build the edition again."
        )
    found = {period: {} for period in entry["periods"]}
    gone = set()
    for cell in entry["cells"]:
        period, labels, value = _cell(cell, found, by, place)
        if labels in found[period]:
            raise InputError(f"{place}, {period}: the cell {' · '.join(labels)} is there twice.")
        if value == NOT_AVAILABLE:
            gone.add(period)
        found[period][labels] = None if isinstance(value, str) else value
    made = []
    for period, cells in found.items():
        quarters = [checked_quarter(one, f"{place}, {period}") for one in entry["periods"][period]]
        if period in gone or not cells:
            continue
        labels = _labels(cells, by, f"{place}, {period}")
        made.append(
            Table(
                document["edition"],
                name,
                entry["source"],
                by,
                where,
                rules[entry["policy"]],
                period_of(document, name, period),
                frozenset(revised(document, entry["source"], quarters)),
                labels,
                cells,
                published.get(entry["source"]),
            )
        )
    return made


def _cell(cell, found, by, place):
    if not (isinstance(cell, list) and len(cell) == 3 and isinstance(cell[1], list)):
        raise InputError(f"{place}: a cell is a period, its labels and a number or marker.")
    period, labels, value = cell[0], tuple(cell[1]), cell[2]
    if not isinstance(period, str) or period not in found:
        raise InputError(f'{place}: a cell is of "{period}", which is not one of its periods.')
    if len(labels) != len(by) or not all(isinstance(label, str) for label in labels):
        raise InputError(f"{place}, {period}: a cell has not one label for each of {', '.join(by)}.")
    number = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < TOO_LARGE
    if not number and value not in MARKERS:
        raise InputError(f"{place}, {period}: a cell is neither a whole number nor one of the markers.")
    return period, labels, value


def _labels(cells, by, place):
    """Return the labels listed for each column; every combination of them has its cell."""
    listed = tuple(tuple(sorted({labels[column] for labels in cells} - {TOTAL})) for column in range(len(by)))
    for labels in product(*((*each, TOTAL) for each in listed)):
        if labels not in cells:
            raise InputError(f"{place}: the cell {' · '.join(labels)} is missing.")
    return listed
