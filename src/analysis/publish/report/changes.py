"""What changed since the edition before, as a section of the summary after page one.

It is written with the edition and not in a notebook: it sets the figures of every chapter beside those of
the last edition that was published, and no chapter knows another. Only what both show is told, from the files
that readers of both have, so that nobody learns more of it than by a subtraction of their own.
"""

import dataclasses
import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pandas as pd

from analysis.disclosure import ledger
from analysis.errors import how_many
from analysis.publish.exhibits.exhibit import Grid, Piece
from analysis.publish.report import comparison, documents
from analysis.publish.report.chapters import Prose, Published
from analysis.publish.wording import rounded

TITLE, PLACE = "What changed since the last edition", "what-changed"
MOST, MOST_DECIMALS = 10, 4
CANNOT = (
    "What changed since the edition {name} cannot be told: its files do not lie here as it was published."
)
NOTHING = (
    "Since the edition {name}, no figure changed, none is newly hidden or shown, and no chart is new or gone."
)
CHANGED = (
    "Since the edition {name}, {changed} changed by more than the margin of uncertainty, and {within} moved "
    "within it, which chance alone can do."
)
HEADINGS = ("Where", "What", "Period", "Before", "Now", "Change")
# In the file; of those that moved within their uncertainty it is enough to know how many there are.
TOLD = (comparison.CHANGED, comparison.UNSURE, comparison.REVISED)
NOTE = (
    "For each chart and table the figure that changed furthest beyond its uncertainty, the furthest first. "
    "The file of the numbers holds every figure that changed or was revised."
)


def told(folder, place, pictures):
    """Return the pieces that tell what changed since the last edition of an area that was published.

    `folder` is the new edition's, in which the CSV of its `pictures` lie, the manifest's entries of charts
    and tables. Where something changed there is, after a sentence, a table of how much and one of the
    largest changes.
    """
    published = ledger.read(folder.parent.parent, place.slug)
    if not published.entries:
        return []
    name = published.editions[-1]
    last = dataclasses.replace(published, entries=published.entries[-1:])
    if any(ledger.changed(folder.parent.parent, last)):
        return [_sentence(CANNOT.format(name=name), name)]
    rows = comparison.between(folder.parent / name, folder, pictures)
    if rows.empty:
        return [_sentence(NOTHING.format(name=name), name)]
    counts = Counter(rows["verdict"])
    changed, within = (
        how_many(counts[one], "figures") if counts[one] else "no figure"
        for one in (comparison.CHANGED, comparison.WITHIN)
    )
    found = [_sentence(CHANGED.format(name=name, changed=changed, within=within), name, changed, within)]
    cards = {documents.label(one["name"]): one["cards"] for one in pictures}
    origin = {
        "source": f"Figures that this edition and the edition {name} show",
        "cards": tuple(sorted({card for label in rows["figure"] for card in cards.get(label, ())})),
        "invented": place.invented,
        "said": (name,),
    }
    found.append(_counted(counts, name, origin))
    largest = comparison.largest(rows, MOST)
    return [*found, *([_most(largest, rows, name, origin)] if len(largest) else [])]


def with_what_changed(chapters, pieces):
    """Return the chapters, the summary with what changed behind its page one, or first where it has none."""
    if not pieces:
        return chapters
    section = (Prose(f"## {TITLE} {{#{PLACE}}}"), *map(Published, pieces))

    def begun(chapter):
        prose = [at for at, block in enumerate(chapter.blocks) if isinstance(block, Prose)]
        behind = [at for at in prose if documents.BEHIND in chapter.blocks[at].text]
        first = behind[0] if behind else prose[0] + 1 if prose else 0
        blocks = (*chapter.blocks[:first], *section, *chapter.blocks[first:])
        return dataclasses.replace(chapter, blocks=blocks)

    return [begun(one) if one.name == comparison.SUMMARY else one for one in chapters]


def address(entry):
    """Return where a chart or table stands, of its entry in a manifest."""
    return f"{entry['chapter']}.html#{documents.anchor(entry['name'])}"


def _sentence(text, *said):
    figures = [number for one in said for number in (one, *re.findall(r"\d[\d,]*", one))]
    return Piece(kind="sentence", title=text, words=text, said=tuple(figures), main=True).for_the_build()


def _counted(counts, name, origin):
    rows = tuple((words, f"{counts[key]:,}") for key, words in comparison.COUNTED.items() if counts[key])
    grid = Grid(headings=("What changed", "How many"), rows=rows, numeric=(False, True))
    title = f"How much changed since the edition {name}"
    frame = pd.DataFrame(rows, columns=["what_changed", "how_many"])
    return _table(title, "Figures, charts and tables of all chapters", grid, frame, origin)


def _most(largest, rows, name, origin):
    columns = zip(*map(_row, largest.itertuples()), strict=True)
    kept = [(at, column) for at, column in enumerate(columns) if any(column)]
    grid = Grid(
        headings=tuple(HEADINGS[at] for at, _ in kept),
        rows=tuple(zip(*(column for _, column in kept), strict=True)),
        numeric=tuple(at > 2 for at, _ in kept),
        linked=tuple(at == 0 for at, _ in kept),
    )
    frame = rows[rows["verdict"].isin(TOLD)].drop(columns=["change", "times_its_uncertainty"])
    for column in ("before", "now"):
        frame[column] = [f"{Decimal(str(number)).normalize():f}" for number in frame[column]]
    title = f"What changed most since the edition {name}"
    subtitle = "Figures that both editions show"
    return _table(title, subtitle, grid, frame, origin | {"note": NOTE}) | {"since": name}


def _table(title, subtitle, grid, frame, origin):
    if origin["invented"]:
        frame = frame.assign(data="invented")
    return Piece(
        kind="table",
        title=title,
        subtitle=subtitle,
        alt=f"Table. {title}.",
        csv=frame.to_csv(index=False, lineterminator="\n"),
        grid=grid,
        **origin,
    ).for_the_build()


def _row(row):
    unit = "%" if "%" in row.measure else ""
    whole = not unit and float(row.before).is_integer() and float(row.now).is_integer()
    # The fewest decimals with which they do not look alike.
    for places in range(0 if whole else 1, MOST_DECIMALS + 1):
        before, now = (rounded(float(one), places) for one in (row.before, row.now))
        if before != now:
            break
    what = ": ".join(words for words in (row.measure, row.of) if words)
    period = f"{_when(row.period_before)} to {_when(row.period)}" if row.period_before != row.period else ""
    sign = "+" if now > before else "−"
    # Of what is printed, so that a reader who subtracts finds the same.
    return row.figure, what, period, f"{before:,f}{unit}", f"{now:,f}{unit}", f"{sign}{abs(now - before):,f}"


def _when(period):
    return f"{date.fromisoformat(period):%B %Y}" if re.fullmatch(r"\d{4}-\d\d-01", period) else period
