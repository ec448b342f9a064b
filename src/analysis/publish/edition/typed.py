"""Figures typed into the prose of a chapter: they go out of date, and are refused."""

from analysis.errors import InputError
from analysis.extracts import fields
from analysis.publish.edition import chapters, listed
from analysis.sources import immigration


def refuse_typed(chapter, document):
    """Refuse a figure typed in the words of a chapter that shows a released table.

    Labels of the tables, periods and forms such as a day pass. The digit is not repeated.
    """
    if not any(piece.get("tabulation") for piece in chapter.pieces):
        return
    known = listed.listed(_labels(document))
    cells = [block for block in chapter.blocks if not isinstance(block, chapters.Published)]
    for number, block in enumerate(cells, start=1):
        if isinstance(block, chapters.Prose) and known.refused(block.text):
            raise InputError(
                f"{chapter.name}, cell {number}: a figure is typed in its words. It would go stale: take it "
                "from a table by publish.say."
            )


def _labels(document):
    """Return every text that a document uses to name something: editions, tables, periods and labels."""
    # The labels of the files' fields are words too where an edition has no cell, for lack of an extract;
    # not those that are bare numbers, such as codes of outcomes.
    labels = [
        label
        for kind in fields.kinds()
        for name in fields.names(kind)
        for label in fields.known_labels(name, kind) or ()
    ]
    found = [label for label in labels if not label.isdigit()]
    found += immigration.SUPPORT_TYPES  # named after sections of an act, also where their file is missing
    found += [document["edition"], *document.get("after", [])]
    for name, entry in document["tabulations"].items():
        found += [name, *entry["by"], *entry["periods"], *entry.get("where", {}).values()]
        found += [label for _, labels, _ in entry["cells"] for label in labels]
    return list(dict.fromkeys(found))
