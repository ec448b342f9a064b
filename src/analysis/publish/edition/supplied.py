"""What the files that the office was given leave open: for the analyst with counts, for readers without."""

import dataclasses

from analysis.publish.edition import documents
from analysis.publish.edition.chapters import Prose
from analysis.publish.wording import quarters_in_words
from analysis.sources.local.fields import QUARTER


def with_open_points(chapter, points):
    """Return a chapter with what `for_readers` gives for it set after its beginning."""
    if not points:
        return chapter
    said = " ".join(sentence for sentences in points.values() for sentence in sentences)
    opened = Prose(documents.in_div(".left-open", documents.escape(said)))
    at = next((place for place, block in enumerate(chapter.blocks, 1) if isinstance(block, Prose)), 0)
    return dataclasses.replace(chapter, blocks=(*chapter.blocks[:at], opened, *chapter.blocks[at:]))


def for_the_analyst(counts):
    """Return a line for each sheet with values that columns.toml does not list, and each late quarter.

    `counts` is {source: what was counted of it}. A value below the share that columns.toml lets pass stops
    no build; how many rows have one is for whoever has the file, and no page says it.
    """
    lines = []
    for one in counts.values():
        lines += [_sheet(sheet) for sheet in one.explained if sheet.unmapped]
        lines += [f"{quarter} is left out. {_late(by)}" for quarter, by in one.waiting.items()]
    return lines


def _sheet(sheet):
    rows = {
        name: f"{number:,} in {name} (first in cell {sheet.first[name]})"
        for name, number in sheet.unmapped.items()
    }
    dates = rows.pop(QUARTER, None)
    said = [
        f"rows with a value that columns.toml does not list, counted as Unknown: {', '.join(rows.values())}"
    ]
    said = [
        *(said if rows else []),
        *([f"rows with no date that can be read, left out: {dates}"] if dates else []),
    ]
    return f"{sheet.place}: {'; '.join(said)}."


def for_readers(counts, titles, fields=None):
    """Return {source: sentences} of what its files leave open, without any count of people.

    `titles` is {source: its title}. With `fields`, {source: names of fields}, only what bears on figures by
    them is said.
    """
    found = {}
    for source in counts if fields is None else [source for source in counts if source in fields]:
        said = _sentences(counts[source], None if fields is None else fields[source])
        if said:
            found[source] = [f"{titles[source]}.", *said]
    return found


def _sentences(one, fields):
    unmapped = list(dict.fromkeys(name for sheet in one.explained for name in sheet.unmapped))
    bearing = [name for name in unmapped if name != QUARTER and (fields is None or name in fields)]
    said = []
    if bearing:
        *before, last = [name.replace("_", " ") for name in bearing]
        listed = f"{', '.join(before)} and {last}" if before else last
        said.append(f"Some entries for {listed} are not among the known values, and are counted as Unknown.")
    if QUARTER in unmapped:
        said.append("Some records have no date that can be read, and are left out.")
    late = [f"{quarters_in_words([quarter])} is left out. {_late(by)}" for quarter, by in one.waiting.items()]
    return [*said, *late]


def _late(suppliers):
    return f"Not sent yet by {' and '.join(suppliers)}."
