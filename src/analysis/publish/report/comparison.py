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
from analysis.measures.rates.status import phrase
from analysis.publish.report import documents, draft_mark
from analysis.publish.report import manifest as manifests
from analysis.publish.states import TOTAL

COLUMNS = ["chapter", "figure", "of", "measure", "period_before", "period", "before", "now", "change"]
COLUMNS += ["times_its_uncertainty", "verdict"]
READ = ("area", "figures", "inputs", "extracts", "revisions")  # of a manifest
SUMMARY = "00_summary"  # has no figures of its own, and tells what changed itself
CHANGED, WITHIN, UNSURE = "changed", "within its uncertainty", "changed, uncertainty not known"
LONGER = "of a longer period"
REVISED, HIDDEN, SHOWN = "revised", "hidden now", "shown now"
NEW, GONE = "new", "gone"
COUNTED = {
    CHANGED: "Figures that changed by more than their uncertainty",
    WITHIN: "Figures that moved within their uncertainty, too little to be told from chance",
    UNSURE: "Figures that changed, with no uncertainty known to judge them by",
    LONGER: "Figures that go on from the same beginning to a later end",
    REVISED: "Figures of an earlier period that were revised",
    HIDDEN: "Figures that are hidden now, and were shown",
    SHOWN: "Figures that are shown now, and were hidden",
    NEW: "Charts and tables that are new",
    GONE: "Charts and tables that are gone",
}
# Columns of a CSV that say how a figure came about, and limits, which appear beside their figure.
TIMES = ("period", "period_start", "year_ending")
BESIDE = {"status", "data", "method", "query", "period_end", *TIMES}
# What a row found out, and no name of it.
FOUND = {"verdict", "finding", "reason", "note", "said"}
LIMITS = re.compile(r"(?:^|_)(?:lower|upper|least|most)(?:_|$)")
NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?")
SPAN = re.compile(r"([A-Z][a-z]+)(?: (\d{4}))? to ([A-Z][a-z]+) (\d{4})")  # of a subtitle: its months
CODE = re.compile(r"[A-Z]\d{8}")
# A column by its name is worked out from counts, and is none itself.
RATE = re.compile(r"_pct$|^rate_|^(lower|upper|ratio|share|mean|median|value)$")
Z = 1.96  # of a difference of two counts, each with the variance of a Poisson count


def compared(old, new):
    """Return what changed from the edition in folder `old` to that in `new`: (rows, lines about inputs).

    Rows are a DataFrame of `COLUMNS`, one for each figure that both show and that is not the same, and one
    for each chart or table that is new or gone. A figure of the same period that differs is revised; of the
    newest periods that follow each other it changed, or moved within its uncertainty: the limits overlap,
    or two counts differ by no more than chance would have them. Of what is not a count and has no limits the
    uncertainty is not known. What is counted from the same month on to a later one is of a longer period.

    Raises InputError for a folder without a whole edition and for editions of two areas.
    """
    before, now = (manifests.read(one, *READ) for one in (old, new))
    if before["area"] != now["area"]:
        raise InputError(
            f'{old} is of "{before["area"]}" and {new} of "{now["area"]}": compare two editions of one area.'
        )
    return between(old, new, now["figures"]), _inputs(before, now)


def named(old, new, reports, area=None):
    """Return the folders of two editions, each given by its folder or by its name in a folder of reports.

    Without an `area` (a slug) it is the one that has an edition of each name. Raises InputError where no area
    has, saying which editions are there, and where several have.
    """
    names = [name for name in (old, new) if not Path(name).is_dir()]
    held = {
        home.name: {path.parent.name for path in home.glob(f"*/{manifests.FILE}")}
        for home in sorted(Path(reports).glob("*" if area is None else area))
    }
    homes = [home for home, editions in held.items() if editions.issuperset(names)]
    if names and not homes:
        there = [f"{edition} of {home}" for home, editions in held.items() for edition in sorted(editions)]
        every = {edition for editions in held.values() for edition in editions}
        lacking = next((name for name in names if name not in every), " and ".join(names))
        raise InputError(
            f"{reports}: holds no edition {lacking}{f' of {area}' if area else ''}. There "
            f"{'is' if len(there) == 1 else 'are'}: {', '.join(there) or 'no editions'}. Build it with "
            "`vna build --edition`, or name another folder of reports with --out."
        )
    if names and len(homes) > 1:
        raise InputError(f"{reports}: {' and '.join(homes)} have both editions. Say which with --area.")
    return [Path(reports) / homes[0] / name if name in names else Path(name) for name in (old, new)]


def between(old, new, figures):
    """Return what changed as `compared` does, of a new edition whose manifest is not written yet.

    `figures` are the entries of its charts and tables, whose CSV lie in the folder `new`.
    """
    rows = []
    held = _by_signature(old, manifests.read(old, *READ)["figures"])
    for signature, entry in _by_signature(new, figures).items():
        earlier = held.pop(signature, None)
        if earlier is None:
            rows.append(_whole(entry, NEW))
        else:
            longer = LONGER if _goes_on(earlier, entry) else None
            rows += _piece(_table(old, earlier), _table(new, entry), entry, longer)
    rows += [_whole(entry, GONE) for entry in held.values()]
    return pd.DataFrame(rows, columns=COLUMNS)


def largest(rows, most):
    """Return the rows that changed furthest beyond their uncertainty, the furthest first.

    Of each chart or table it is one, and a figure that appears in several is taken once.
    """
    changed = rows[rows["verdict"] == CHANGED]
    changed = changed.sort_values("times_its_uncertainty", ascending=False, kind="stable")
    return changed.drop_duplicates(["before", "now"]).drop_duplicates("figure").head(most)


def told(rows, inputs, most=30):
    """Return lines that tell a person what changed: how much of it, the largest changes, and the inputs."""
    counts = Counter(rows["verdict"])
    lines = [f"{words}: {counts[key]:,}" for key, words in COUNTED.items() if counts[key]]
    lines = lines or ["No figure changed."]
    for row in largest(rows, most).itertuples():
        of = "".join(f", {words}" for words in (row.of, row.measure) if words)
        before, now = (f" ({period})" if period else "" for period in (row.period_before, row.period))
        lines.append(f"{row.figure}{of}: {_said(row.before)} before{before}, {_said(row.now)} now{now}")
    return [*lines, *inputs]


def _by_signature(folder, figures):
    """Return what makes a chart or table the same from edition to edition -> its entry.

    Titles say what was found and numbers move on: the same are those of one chapter, kind and source of
    figures with the same headings, counted in their order.
    """
    seen, found = Counter(), {}
    for entry in figures:
        if entry["chapter"] == SUMMARY:
            continue
        held = _table(folder, entry)
        kind = (entry["chapter"], entry["kind"], tuple(entry.get("tabulations", ())), tuple(held.columns))
        seen[kind] += 1
        found[(*kind, seen[kind])] = entry
    return found


def _table(folder, entry):
    path = next((Path(folder) / one for one in entry["files"] if one.endswith(".csv")), None)
    if path is None:
        return pd.DataFrame()
    if not path.resolve().is_relative_to(Path(folder).resolve()):
        raise InputError(
            f"{Path(folder) / manifests.FILE}: names a file that is not in its folder. Build it again."
        )
    headings, *rows = manifests.table(path)
    # A draft's mark is not a figure: the same table is published without it.
    found = pd.DataFrame(rows, columns=headings, dtype="str")
    return found.drop(columns=draft_mark.COLUMN, errors="ignore")


def _goes_on(before, now):
    """Tell whether the subtitles of two entries give periods with the same start and different ends."""
    spans = [SPAN.search(entry.get("subtitle") or "") for entry in (before, now)]
    if None in spans:
        return False
    begins, ends = zip(*(((s[1], s[2] or s[4]), (s[3], s[4])) for s in spans), strict=True)
    return begins[0] == begins[1] and ends[0] != ends[1]


def _piece(before, now, entry, longer):
    """Give a row for each figure of one chart or table that is not the same.

    `longer` is the verdict on figures of the whole period that it covers, where that goes on.
    """
    printed = entry.get("printed", {})
    shown = [name for name in now.columns if name in printed and not LIMITS.search(name)]
    measures = [name for name in shown if _numeric(before[name]) and _numeric(now[name])]
    by = [name for name in shown if name not in (*measures, *BESIDE, *FOUND)]
    time = next((name for name in TIMES if name in now.columns), None)
    old, new = _keyed(before, by, time), _keyed(now, by, time)
    for key, row in new.items():
        if key in old:
            yield from _figures(old[key], row, measures, entry, by, time, REVISED if time else longer)
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
    return {tuple(row[name] for name in keys): row for row in table.to_dict("records")}


def _figures(before, now, measures, entry, by, time, verdict):
    for measure in measures:
        old, new = before[measure], now[measure]
        if old == new:
            continue
        was, becomes = _number(old), _number(new)
        change = times = math.nan
        if was is None or becomes is None:
            found = HIDDEN if new == "[c]" else SHOWN if old == "[c]" else None
        else:
            change, (found, times) = becomes - was, _judged(before, now, measure, was, becomes)
            found = verdict or found
        if found is not None:
            of = _named(now[name] for name in by), entry["printed"][measure]
            periods = (before[time], now[time]) if time else ("", "")
            figures = (old if was is None else was, new if becomes is None else becomes)
            label = documents.label(entry["name"])
            yield [entry["chapter"], label, *of, *periods, *figures, change, times, found]


def _named(labels):
    """Return what a row is of: its labels, without codes and margins where others say it."""
    said = [label for label in labels if label]
    told = [label for label in said if label != TOTAL and not CODE.fullmatch(label)]
    return ", ".join(told or dict.fromkeys(said))


def _judged(before, now, measure, old, new):
    """Return the verdict on two figures that differ, and by how many times their uncertainty they do."""
    low, high, low_now, high_now = (
        _number(row.get(name, "")) for row in (before, now) for name in ("lower", "upper")
    )
    # Limits that do not hold a figure are those of another one in its row.
    if None not in (low, high, low_now, high_now) and low <= old <= high and low_now <= new <= high_now:
        apart = math.hypot(high - low, high_now - low_now) / 2
        within = low <= high_now and low_now <= high
        return WITHIN if within else CHANGED, abs(new - old) / apart if apart else math.inf
    if RATE.search(measure) or not all(one.is_integer() and one >= 0 for one in (old, new)):
        return UNSURE, math.nan
    times = abs(new - old) / (Z * math.sqrt(old + new))
    return WITHIN if times <= 1 else CHANGED, times


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
    figure, blank = documents.label(entry["name"]), [""] * 5
    return [entry["chapter"], figure, entry["title"], *blank, math.nan, math.nan, verdict]


def _inputs(before, now):
    """Return a line for each input that is new, gone or of other content, and for each revision."""
    lines = []
    held = [
        {(one["card"], one["part"], one["period"]): one["sha256"] for one in manifest["inputs"]}
        | {("extract", one["file"], ""): one.get("mark") for one in manifest["extracts"]}
        for manifest in (before, now)
    ]
    moved = _read_from_others(before["extracts"], now["extracts"])
    for key in sorted(set(held[0]) | set(held[1]), key=str):
        if key in moved:
            lines += moved[key]
            continue
        name = " ".join(str(part) for part in key if part)
        if key not in held[0]:
            lines.append(f"New input: {name}")
        elif key not in held[1]:
            lines.append(f"Input no longer read: {name}")
        elif held[0][key] != held[1][key]:
            lines.append(f"Input of the same period with other content: {name}")
    return lines + [f"Revised: {one}" for one in now["revisions"] if one not in before["revisions"]]


def _read_from_others(before, now):
    """Return {key of an input: lines} of the office's files that one edition alone reads, of shared quarters.

    The counts of a published quarter are kept, and read from their own file from then on: nothing is lost.
    """
    held = [_by_quarter(one) for one in (before, now)]
    told = {}
    for extracts, other, others in ((before, held[1], now), (now, held[0], before)):
        names = {one["file"] for one in others}
        for one in extracts:
            there = [other.get(quarter) for quarter in _quarters_of(one)]
            if one["file"] not in names and there and all(there):
                key = ("extract", one["file"], "")
                files = phrase(sorted(set().union(*there)))
                said = f"Read before from {files}, and now from {one['file']}: counts of the same quarters"
                told[key] = [said] if extracts is now else []
    return told


def _by_quarter(extracts):
    found = {}
    for one in extracts:
        for quarter in _quarters_of(one):
            found.setdefault(quarter, set()).add(one["file"])
    return found


def _quarters_of(extract):
    """Return (card, quarter) of each quarter from the first that a file has to its last."""
    if not {"card", "first", "last"} <= set(extract):
        return []
    return [
        (extract["card"], str(one)) for one in pd.period_range(extract["first"], extract["last"], freq="Q")
    ]
