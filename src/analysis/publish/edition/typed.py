"""Figures that a person typed: refused in a chapter that shows the office's own figures.

Whatever is typed has passed no door. In a chapter of open figures a digit in the prose may be a year or a
rule; beside hidden counts it may be one of them.
"""

import ast
import io
import tokenize

from analysis.errors import InputError
from analysis.publish.edition import chapters, listed
from analysis.sources import immigration
from analysis.sources.catalogue import catalogue
from analysis.sources.local import fields


def refuse_typed(chapter, document):
    """Refuse figures typed in the words, comments or texts of a chapter that shows a listed tabulation.

    Labels of the tabulations, periods and forms such as a day pass. The figure is not repeated.
    """
    if not any(piece.get("tabulation") for piece in chapter.pieces):
        return
    known = listed.listed(_labels(document))
    for number, block in enumerate(chapter.blocks, start=1):
        if isinstance(block, chapters.Prose):
            found = known.refused(block.text)
        else:
            found = isinstance(block, chapters.Code) and any(map(known.refused, _words_in(block.text)))
        if found:
            raise InputError(
                f"{chapter.name}, block {number}: a figure is typed in its "
                f"{'words' if isinstance(block, chapters.Prose) else 'code, in a comment or a text'}. Beside "
                "figures about people nothing is typed: take it from Controlled by publish.say()."
            )


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
