"""What a chart, map or table does first: it takes what came through the door, and words without figures."""

from analysis.publish.control import Controlled, require
from analysis.publish.say import checked_words

KINDS = {
    "bar": "Bar chart",
    "line": "Line chart",
    "dot": "Dot chart",
    "funnel": "Funnel chart",
    "map": "Map",
    "table": "Table",
}


def opened(controlled, verb, title, subtitle, alt):
    """Return the checked words of a piece; refuse anything that has not passed the door.

    Without `alt` the alt text is what the Government Analysis Function asks of one: the kind of chart,
    what it measures and the point it makes, which are the subtitle and the title.
    """
    if not isinstance(controlled, Controlled):
        raise TypeError(
            f"publish.{verb} takes what publish.control() returns, not a {type(controlled).__name__}: "
            "write safe = publish.control(measure, uses=[…]) first."
        )
    words = {"title": checked_words(title, "title")}
    below = [checked_words(subtitle, "subtitle")] if subtitle else []
    if controlled.title_period:
        below.append(controlled.title_period)
    measured = ", ".join(below)
    of = f" of {measured[:1].lower()}{measured[1:]}" if measured else ""
    words["alt"] = f"{KINDS[verb]}{of}. {words['title']}." if alt is None else checked_words(alt, "alt text")
    return {**words, "subtitle": measured}


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
        "source": controlled.source,
        "note": str(controlled.note or ""),
        "invented": controlled.invented,
    }
