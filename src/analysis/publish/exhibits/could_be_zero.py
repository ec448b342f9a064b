"""Estimates on a map that could be zero: which they are, and how they are drawn and described."""

from analysis.errors import InputError, nearest
from analysis.publish.states import MARKERS, SHOWN

WORDS = "could be zero"
COLUMN = "could_be_nought"
YES, NO = "yes", "no"
# People are whole: a limit below half a person rounds to nobody.
LEAST_SURE = 0.5
# Small rings: lines stand for hidden and points for not available. Any denser, they would draw the eye first.
RINGS, RING_COLOUR = "oo", "#767676"
PALER = 0.55


def with_column(exhibit, rows, value, lower):
    """Return `rows` with the column `could_be_nought`: yes where the estimate's `lower` limit is under half.

    A row that is not shown has its marker there. Raises InputError for counts of local sources, which are
    no estimates, for a limit that is absent, blank or above its figure, and for figures in another unit
    than the people, such as a share, of which half is not a person.
    """
    if exhibit.tabulation:
        raise InputError(
            f'lower="{lower}" is for estimates. Figures of a local source are counted: leave it out.'
        )
    if lower not in rows.columns:
        raise InputError(
            f'The measure has no column "{lower}". {nearest(lower, rows.columns)} It holds the lower '
            "limit of each estimate."
        )
    if value.endswith("_pct") or "_per_" in value or value.endswith("_quotient"):
        raise InputError(
            f'"{value}" does not count people, so that half a one would mean nothing: lower= is for '
            "estimates of how many there are."
        )
    shown = rows["status"].eq(SHOWN)
    wrong = shown & (rows[lower].isna() | (rows[lower] > rows[value]))
    if wrong.any():
        raise InputError(
            f'{wrong.sum()} of the {shown.sum()} rows shown have a "{lower}" that is blank or above '
            f'"{value}", first row {int(wrong.to_numpy().argmax()) + 1}.'
        )
    answer = (rows[lower] < LEAST_SURE).map({True: YES, False: NO})
    return rows.assign(**{COLUMN: answer.where(shown, rows["status"].map(MARKERS)).astype("str")})


def columns_beneath(rows, value, lower):
    """Return the columns of the table beneath: the estimate, its limits, and whether it could be zero."""
    upper = ["upper"] if "upper" in rows.columns else []
    return [value, lower, *upper, COLUMN]


def told(page, rows):
    """Return the words of a page whose alt text says how many of the areas shown could be zero."""
    shown = rows["status"].eq(SHOWN)
    unsure, all_shown = f"{rows[COLUMN].eq(YES).sum():,}", f"{shown.sum():,}"
    sentence = (
        f"In {unsure} of {all_shown} areas the estimate could be zero; they are drawn paler, with rings."
    )
    if unsure == "0":
        sentence = f"In none of {all_shown} areas could the estimate be zero."
    figures = [unsure, all_shown] if unsure != "0" else [all_shown]
    return {**page, "alt": f"{page['alt'].rstrip('.')}. {sentence}", "said": (*page["said"], *figures)}


def paler(colour):
    """Return a paler version of a class's colour.

    >>> paler("#000000")
    '#8c8c8c'
    """
    from matplotlib.colors import to_hex, to_rgb

    return to_hex([part + (1 - part) * PALER for part in to_rgb(colour)])


def style(colour, edge):
    """Return how an area of a class is drawn whose estimate could be zero."""
    return {**edge, "facecolor": paler(colour), "hatch": RINGS, "edgecolor": RING_COLOUR}
