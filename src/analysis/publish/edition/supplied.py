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
    no build; how many rows have one is for whoever has the file, and no page says it. A line says how many
    cells there are and where the first is: `vna check` names every column.
    """
    lines = []
    for one in counts.values():
        lines += [_sheet(sheet) for sheet in one.explained if sheet.unmapped]
        lines += [f"{quarter} is left out. {_late(by)}" for quarter, by in one.waiting.items()]
    return lines


def _sheet(sheet):
    cells = dict(sheet.unmapped)
    dates = cells.pop(QUARTER, 0)
    said = []
    if cells:
        columns = f"{len(cells)} columns" if len(cells) > 1 else next(iter(cells))
        first = sheet.first[next(iter(cells))]
        said += [f"{_many(sum(cells.values()), 'value')} in {columns} not in columns.toml, first in {first}"]
    if dates:
        said += [f"{_many(dates, 'row')} without a date, left out, first in {sheet.first[QUARTER]}"]
    return f"{sheet.place}: {'; '.join(said)}."


def _many(number, word):
    return f"{number:,} {word}{'' if number == 1 else 's'}"


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
