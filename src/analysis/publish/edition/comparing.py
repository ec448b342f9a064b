"""What changed between two editions, from their files alone: figures, what is hidden, and inputs.

Only figures that both editions show are set beside each other, so that nothing is said here that a reader
of both could not work out.
"""

import math
import re
from collections import Counter
from pathlib import Path

import pandas as pd

from analysis.errors import InputError
from analysis.publish.edition import documents, reread

MANIFEST = "manifest.json"
COLUMNS = [
    "chapter",
    "figure",
    "of",
    "measure",
    "period_before",
    "period",
    "before",
    "now",
    "change",
    "verdict",
]
CHANGED, WITHIN = "changed", "within its uncertainty"
REVISED, HIDDEN, SHOWN = "revised", "hidden now", "shown now"
NEW, GONE = "new", "gone"
# Columns of a CSV that say how a figure came about, and limits, which stand beside their figure.
TIMES = ("period", "period_start", "year_ending")
BESIDE = {"status", "data", "method", "query", "period_end", *TIMES}
# What a row found out, and no name of it.
FOUND = {"verdict", "finding", "reason", "note", "said"}
LIMITS = re.compile(r"(?:^|_)(?:lower|upper|least|most)(?:_|$)")
NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?")
Z = 1.96  # of a difference of two counts, each with the variance of a Poisson count


def compared(old, new):
    """Return what changed from the edition in folder `old` to that in `new`: (rows, lines about inputs).

    Rows are a DataFrame of `COLUMNS`, one for each figure that both show and that is not the same, and one
    for each chart or table that is new or gone. A figure of the same period that differs is revised; of the
    newest periods that follow each other it changed, or moved within its uncertainty: the limits overlap,
    or two counts differ by no more than chance would have them.

    Raises InputError for a folder without a whole edition and for editions of two areas.
    """
    before, now = _manifest(old), _manifest(new)
    if before["area"] != now["area"]:
        raise InputError(
            f'{old} is of "{before["area"]}" and {new} of "{now["area"]}": compare two editions of one area.'
        )
    rows = []
    held = _by_signature(old, before)
    for signature, entry in _by_signature(new, now).items():
        earlier = held.pop(signature, None)
        if earlier is None:
            rows.append(_whole(entry, NEW))
        else:
            rows += _piece(_table(old, earlier), _table(new, entry), entry)
    rows += [_whole(entry, GONE) for entry in held.values()]
    return pd.DataFrame(rows, columns=COLUMNS), _inputs(before, now)


def told(rows, inputs, most=30):
    """Return lines that tell a person what changed: how much of it, the largest changes, and the inputs."""
    counts = Counter(rows["verdict"])
    lines = [f"{counts[key]:,} {words[counts[key] != 1]}" for key, words in WORDS.items() if counts[key]]
    lines = lines or ["No figure changed."]
    largest = rows[rows["verdict"] == CHANGED]
    order = largest["change"].abs() / largest["before"].astype("float64").abs().clip(lower=1)
    for row in largest.loc[order.sort_values(ascending=False, kind="stable").index[:most]].itertuples():
        of = "".join(f", {words}" for words in (row.of, row.measure, row.period) if words)
        lines.append(f"{row.figure}{of}: {_said(row.before)} before, {_said(row.now)} now")
    return [*lines, *inputs]


WORDS = {
    CHANGED: (
        "figure changed by more than its uncertainty",
        "figures changed by more than their uncertainty",
    ),
    WITHIN: ("figure moved within its uncertainty", "figures moved within their uncertainty"),
    REVISED: ("figure of an earlier period was revised", "figures of earlier periods were revised"),
    HIDDEN: ("figure is hidden now", "figures are hidden now"),
    SHOWN: ("figure is shown now", "figures are shown now"),
    NEW: ("chart or table is new", "charts and tables are new"),
    GONE: ("chart or table is gone", "charts and tables are gone"),
}


def _manifest(folder):
    path = Path(folder) / MANIFEST
    try:
        found = reread.parsed(path.read_text(encoding="utf-8"))
        return {key: found[key] for key in ("area", "figures", "inputs", "extracts", "revisions")}
    except FileNotFoundError:
        raise InputError(f"{path}: no such file. Name the folder of an edition, or its name.") from None
    except (reread.UnreadableError, UnicodeDecodeError, KeyError, TypeError) as fault:
        raise InputError(
            f"{path}: is not the manifest of a whole edition ({fault}). Build it again."
        ) from None


def _by_signature(folder, manifest):
    """Return what makes a chart or table the same from edition to edition -> its entry.

    Titles say what was found and numbers move on: the same are those of one chapter, kind and source of
    figures with the same headings, counted in their order.
    """
    seen, found = Counter(), {}
    for entry in manifest["figures"]:
        held = _table(folder, entry)
        kind = (entry["chapter"], entry["kind"], tuple(entry.get("tabulations", ())), tuple(held.columns))
        seen[kind] += 1
        found[(*kind, seen[kind])] = entry
    return found


def _table(folder, entry):
    path = next((Path(folder) / one for one in entry["files"] if one.endswith(".csv")), None)
    if path is None:
        return pd.DataFrame()
    try:
        headings, *rows = reread.table(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, reread.UnreadableError, ValueError) as fault:
        raise InputError(
            f"{path}: cannot be read ({fault}). The edition is not whole: build it again."
        ) from None
    return pd.DataFrame(rows, columns=headings, dtype="str")


def _piece(before, now, entry):
    """Give a row for each figure of one chart or table that is not the same."""
    printed = entry.get("printed", {})
    measures = [name for name in now.columns if name in printed and not LIMITS.search(name)]
    measures = [name for name in measures if _numeric(before[name]) and _numeric(now[name])]
    by = [name for name in now.columns if name in printed and name not in (*measures, *BESIDE)]
    by = [name for name in by if not LIMITS.search(name) and name not in FOUND]
    time = next((name for name in TIMES if name in now.columns), None)
    old, new = _keyed(before, by, time), _keyed(now, by, time)
    for key, row in new.items():
        if key in old:
            yield from _figures(old[key], row, measures, entry, by, time, REVISED if time else None)
    if time is None or not len(before) or not len(now):
        return
    last, latest = before[time].max(), now[time].max()
    if last != latest and latest not in set(before[time]):
        for (*labels, period), row in new.items():
            earlier = old.get((*labels, last))
            if period == latest and earlier is not None:
                yield from _figures(earlier, row, measures, entry, by, time, None)


def _keyed(table, by, time):
    keys = [*by, time] if time else by
    rows = table.to_dict("records")
    return {tuple(row[name] for name in keys): row for row in rows}


def _figures(before, now, measures, entry, by, time, verdict):
    for measure in measures:
        old, new = before[measure], now[measure]
        if old == new:
            continue
        numbers = _number(old), _number(new)
        if None in numbers:
            found = HIDDEN if new == "[c]" else SHOWN if old == "[c]" else None
        else:
            found = verdict or (WITHIN if _within(before, now, *numbers) else CHANGED)
        if found is None:
            continue
        change = numbers[1] - numbers[0] if None not in numbers else math.nan
        yield [
            entry["chapter"],
            documents.label(entry["name"]),
            ", ".join(now[name] for name in by if now[name]),
            entry["printed"][measure],
            before[time] if time else "",
            now[time] if time else "",
            old if numbers[0] is None else numbers[0],
            new if numbers[1] is None else numbers[1],
            change,
            found,
        ]


def _within(before, now, old, new):
    """Tell whether two figures differ by no more than their uncertainty."""
    low, high, low_now, high_now = (
        _number(row.get(name, "")) for row in (before, now) for name in ("lower", "upper")
    )
    # Limits that do not hold a figure are those of another one in its row.
    if None not in (low, high, low_now, high_now) and low <= old <= high and low_now <= new <= high_now:
        return low <= high_now and low_now <= high
    whole = float(old).is_integer() and float(new).is_integer() and old >= 0 and new >= 0
    return whole and abs(new - old) <= Z * math.sqrt(old + new)


def _numeric(column):
    cells = [cell for cell in column if cell and not cell.startswith("[")]
    return bool(cells) and all(NUMBER.fullmatch(cell) for cell in cells)


def _number(cell):
    if not NUMBER.fullmatch(str(cell)):
        return None
    return float(str(cell).replace(",", "").replace("−", "-"))


def _said(number):
    return f"{number:,.10g}" if isinstance(number, float) else str(number)


def _whole(entry, verdict):
    blank = [""] * 5
    return [entry["chapter"], documents.label(entry["name"]), entry["title"], *blank, math.nan, verdict]


def _inputs(before, now):
    """Return a line for each input that is new, gone or of other content, and for each revision."""
    lines = []
    held = [
        {(one["card"], one["part"], one["period"]): one["sha256"] for one in manifest["inputs"]}
        | {("extract", one["file"], ""): one["sha256"] for one in manifest["extracts"]}
        for manifest in (before, now)
    ]
    for key in sorted(set(held[0]) | set(held[1]), key=str):
        name = " ".join(str(part) for part in key if part)
        if key not in held[0]:
            lines.append(f"New input: {name}")
        elif key not in held[1]:
            lines.append(f"Input no longer read: {name}")
        elif held[0][key] != held[1][key]:
            lines.append(f"Input of the same period with other content: {name}")
    return lines + [f"Revised: {one}" for one in now["revisions"] if one not in before["revisions"]]
