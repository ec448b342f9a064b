"""How a drawn chart becomes a piece: its picture, its words and the numbers beneath."""

from analysis.errors import InputError
from analysis.publish.exhibits import styles
from analysis.publish.exhibits.exhibit import Piece
from analysis.publish.exhibits.maps import TOWNS
from analysis.publish.exhibits.tabulate import grid, numbers_of


def piece(exhibit, page, drawing):
    """Return the Piece of a Drawing, of an Exhibit and the words of its page as `opened` gives them.

    Raises InputError for limits of counts: only an estimate has any.
    """
    if drawing.estimate and exhibit.tabulation:
        raise InputError("lower= is for estimates. Figures of a local source are counted: leave it out.")
    lists = [one.title for one in exhibit.sources if one.id == TOWNS]
    told = f" Dots mark towns of {lists[0]}: {drawing.towns}." if drawing.towns and lists else ""
    words = page | {
        "alt": _followed(page["alt"], drawing.alt + told),
        "said": (*page["said"], *drawing.said),
        "main": page["main"] and drawing.main,
    }
    if drawing.small:
        words["small"] = True
    figure = drawing.axes.figure
    numbers = numbers_of(exhibit, drawing.rows, grid(drawing.rows, drawing.columns, drawing.headings))
    return Piece(
        kind="figure",
        **words,
        **numbers,
        svg=styles.picture(figure),
        drawn=styles.words_in(figure),
        places=drawing.places() if drawing.places else "",
    )


def _followed(alt, more):
    return f"{alt.rstrip('.')}.{more}" if more else alt
