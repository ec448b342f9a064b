"""What a chart, map or table does first: it takes what came through the door, and words without figures."""

from analysis.publish.control import Controlled, require
from analysis.publish.say import checked_words


def opened(controlled, verb, title, subtitle, alt):
    """Return the checked words of a piece; refuse anything that has not passed the door."""
    if not isinstance(controlled, Controlled):
        raise TypeError(
            f"publish.{verb} takes what publish.control() returns, not a {type(controlled).__name__}: "
            "write safe = publish.control(measure, uses=[…]) first."
        )
    words = {"title": checked_words(title, "title"), "alt": checked_words(alt, "alt text")}
    below = [checked_words(subtitle, "subtitle")] if subtitle else []
    if controlled.title_period:
        below.append(controlled.title_period)
    return {**words, "subtitle": ", ".join(below)}


def rows_to_draw(controlled, *columns):
    """Return the rows to draw, after a look that the columns are there."""
    rows = controlled.rows
    for column in columns:
        if column is not None:
            require(rows, column)
    return rows


def origin(controlled):
    """Return what a piece says of where its figures are from."""
    return {
        "source": controlled.citation,
        "note": str(controlled.note or ""),
        "invented": controlled.invented,
    }
