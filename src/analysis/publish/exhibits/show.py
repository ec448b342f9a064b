"""Several pieces from one cell: a figure for each language, however many there are in an area."""

from analysis.errors import InputError
from analysis.publish.exhibits.exhibit import Piece
from analysis.publish.exhibits.say import Sentence, refuse_digits
from analysis.publish.exhibits.styles import chart_class


def show(pieces, otherwise):
    """Show each of `pieces` in order, as if each had a cell of its own; without any say `otherwise`.

    What cannot be shown for the same reason several times, or for that and further ones, is said once.

    Raises TypeError for anything that is not a figure, a table, a gap or a sentence that `publish` made, and
    InputError for an `otherwise` that is empty or holds a digit.
    """
    from IPython.display import display

    pieces = list(pieces)
    for place, piece in enumerate(pieces, start=1):
        if not isinstance(piece, (Piece, Sentence, chart_class())):
            raise TypeError(
                f"publish.show takes what publish.map and its like return; number {place} is a "
                f"{type(piece).__name__}."
            )
    if not otherwise.strip():
        raise InputError("The otherwise of publish.show is empty: say what is to appear there.")
    refuse_digits(otherwise, "The otherwise of publish.show")
    if not pieces:
        pieces = [Piece(kind="gap", title=otherwise, markdown=otherwise)]
    said = []
    for piece in pieces:
        words = piece.markdown if getattr(piece, "kind", "") == "gap" else None
        if words is None or not words.startswith(tuple(said)):
            display(piece)
        said += [] if words is None else [words]
