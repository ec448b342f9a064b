"""Figures that a person typed, in words too: refused in a chapter that shows the office's own figures.

Whatever is typed has passed no door. In a chapter of open figures a digit in the prose may be a year or a
rule; beside hidden counts it may be one of them, and so may "one was a refugee".
"""

import ast
import io
import re
import tokenize

from analysis.errors import InputError
from analysis.publish.edition import chapters, listed
from analysis.publish.pieces.counted import counted_in_words, figures_as_words
from analysis.sources import immigration
from analysis.sources.catalogue import catalogue
from analysis.sources.local import fields


def refuse_typed(chapter, document):
    """Refuse figures typed in the words, comments or texts of a chapter that shows a listed tabulation.

    Labels of the tabulations, periods and forms such as a day pass. A digit is not repeated; of people that
    are counted in words the words are, since a reader may not see at once what counts in them.
    """
    cells = [block for block in chapter.blocks if not isinstance(block, chapters.Published)]
    if not any(piece.get("tabulation") for piece in chapter.pieces):
        _refuse_people_typed(chapter.name, cells)
        return
    labels = _labels(document)
    known = listed.listed(labels)
    for number, block in enumerate(cells, start=1):
        prose = isinstance(block, chapters.Prose)
        texts = [block.text] if prose else list(_words_in(block.text))
        place = f"{chapter.name}, cell {number}: "
        where = f"in its {'words' if prose else 'code, in a comment or a text'}"
        if any(map(known.refused, texts)):
            raise InputError(
                f"{place}a figure is typed {where}. Beside figures about people nothing is typed: take it "
                "from Controlled by publish.say()."
            )
        for counted in filter(None, (_counted(text, labels) for text in texts)):
            raise InputError(
                f'{place}people are counted {where}: "{counted[0]}". Beside figures about people no number '
                "is typed, spelled out or not: take it from Controlled by publish.say(), or say it without."
            )


def _refuse_people_typed(name, cells):
    """Refuse a number of people in figures in the prose of a chapter of open figures: nobody looked at it."""
    for number, block in enumerate(cells, start=1):
        spelled = figures_as_words(block.text)
        if not isinstance(block, chapters.Prose) or spelled == block.text:
            continue
        if counted_in_words(spelled) != counted_in_words(block.text):
            raise InputError(
                f"{name}, cell {number}: people are counted in its words, in figures. A number of people is "
                "never typed: take it from Controlled by publish.say()."
            )


def _counted(text, labels):
    """Return what `counted_in_words` finds in `text` once the labels that count themselves are cut out."""
    if counted_in_words(text) is None:
        return None
    for label in sorted(filter(counted_in_words, labels), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(label)}(?!\w)", "…", text)
    return counted_in_words(text)


def _labels(document):
    """Return every text that a document uses to name something: editions, tables, periods and labels."""
    # The labels of the files' fields are words too where an edition has no cell, for want of an extract;
    # not those that are bare numbers, such as codes of outcomes.
    labels = [
        label
        for kind in fields.kinds()
        for name in fields.names(kind)
        for label in fields.known_labels(name, kind) or ()
    ]
    found = [label for label in labels if not label.isdigit()]
    found += immigration.SUPPORT_TYPES  # named after sections of an act, also where their file is missing
    # Code names its sources by their cards, such as "census_ts021".
    found += [*catalogue(), document["edition"], *document.get("after", [])]
    for name, entry in document["tabulations"].items():
        found += [name, *entry["by"], *entry["periods"], *entry.get("where", {}).values()]
        found += [label for _, labels, _ in entry["cells"] for label in labels]
    return list(dict.fromkeys(found))


def _words_in(code):
    """Yield the comments and texts of code; numbers that the code works with are no words."""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
        elif token.type == tokenize.STRING:
            try:
                yield str(ast.literal_eval(token.string))
            except ValueError:  # a text with places in it
                yield token.string
        elif "FSTRING" in tokenize.tok_name[token.type]:
            yield token.string
