"""What the files that the office was given leave open: for the analyst with counts, for readers without."""

import dataclasses

from analysis.errors import how_many
from analysis.extracts.extracts import UNLISTED
from analysis.extracts.fields import QUARTER
from analysis.measures.rates.status import phrase
from analysis.publish.report import documents
from analysis.publish.report.chapters import Prose
from analysis.publish.wording import quarters_in_words

MOST_COLUMNS = 3  # that a line names


def with_open_points(chapter, points):
    """Return a chapter with what `for_readers` gives for it set after its beginning."""
    if not points:
        return chapter
    words = " ".join(sentence for sentences in points.values() for sentence in sentences)
    prose = Prose(documents.in_div(".left-open", documents.escape(words)))
    after = next((number for number, block in enumerate(chapter.blocks, 1) if isinstance(block, Prose)), 0)
    return dataclasses.replace(chapter, blocks=(*chapter.blocks[:after], prose, *chapter.blocks[after:]))


def for_the_analyst(counts):
    """Return a line for each sheet with rows that columns.toml leaves out, and each late quarter.

    `counts` is {source: what was counted of it}. Fewer of them than columns.toml lets pass stop no build; how
    many they are is for the file's owner, and no page says it. `vna check` names the cells of every
    column.
    """
    lines = []
    for counted in counts.values():
        lines += filter(None, map(_of_sheet, counted.explained))
        lines += [_late(quarter, counted, quarter) for quarter in counted.waiting]
    return lines


def _of_sheet(sheet):
    """Return how many rows of a sheet are left out and why, "" where none is."""
    reasons = []
    if UNLISTED in sheet.left_out:
        unlisted = [name for name in sheet.unmapped if name != QUARTER]
        rows = how_many(sheet.left_out[UNLISTED], "rows")
        columns = "; ".join(f"{name}, {sheet.cells[name]}" for name in unlisted[:MOST_COLUMNS])
        more = f" and {len(unlisted) - MOST_COLUMNS} more columns" if len(unlisted) > MOST_COLUMNS else ""
        reasons += [f"{rows} left out for a value that columns.toml does not list ({columns}{more})"]
    if QUARTER in sheet.unmapped:
        rows = how_many(sheet.unmapped[QUARTER], "rows")
        reasons += [f"{rows} left out without a date that can be read ({sheet.cells[QUARTER]})"]
    return f"{sheet.place}: {'; '.join(reasons)}." if reasons else ""


def for_readers(counts, titles, sources=None):
    """Return {source: sentences} of what its files leave open, without any count of people.

    `titles` is {source: its title}. With `sources` only what concerns these is said.
    """
    open_points = {}
    for source in counts if sources is None else [source for source in counts if source in sources]:
        sentences = _sentences(counts[source])
        if sentences:
            open_points[source] = [f"{titles[source]}.", *sentences]
    return open_points


def _sentences(counted):
    """Return what a source leaves open: unknown values, dates that cannot be read, late returns."""
    unmapped = list(dict.fromkeys(name for sheet in counted.explained for name in sheet.unmapped))
    unlisted = [name.replace("_", " ") for name in unmapped if name != QUARTER]
    sentences = []
    if unlisted:
        *before, last = unlisted
        listed = f"{', '.join(before)} or {last}" if before else last
        sentences.append(
            f"Some records are left out: their entry for {listed} is not among the known values."
        )
    if QUARTER in unmapped:
        sentences.append("Some records have no date that can be read, and are left out.")
    late = [_late(quarters_in_words([quarter]), counted, quarter) for quarter in counted.waiting]
    return [*sentences, *late]


def _late(called, counted, quarter):
    """Return that a quarter, as it is `called`, is left out of counts, or stands without some suppliers'."""
    names = phrase(counted.waiting[quarter])
    if quarter in counted.quarters:
        return f"{called} is counted without {names}: not sent yet when it was counted."
    return f"{called} is left out. Not sent yet by {names}."
