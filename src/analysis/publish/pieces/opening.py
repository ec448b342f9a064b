"""What a chart, map or table does first: it takes what came through the door, and words without figures."""

from analysis.publish.door.controlled import Controlled, passed_the_door
from analysis.publish.pieces.say import checked_words, is_sentence
from analysis.publish.states import SET_ASIDE, SUPPRESSED, TOTAL, require

KINDS = {
    "bar": "Bar chart",
    "line": "Line chart",
    "dot": "Dot chart",
    "flow": "Flow chart",
    "funnel": "Funnel chart",
    "map": "Map",
    "table": "Table",
    "network": "Diagram",
    "brief": "Brief",
}


SOME_HIDDEN = "Some figures are hidden, so that nobody can be recognised."


def opened(controlled, verb, title, subtitle, alt, headings=None):
    """Return the checked words of a piece; refuse anything that has not passed the door.

    Without `alt` the alt text is what the Government Analysis Function asks of one: the kind of chart,
    what it measures and the point it makes, which are the subtitle and the title. Of local sources it
    ends by saying that some figures are hidden, where some are.
    """
    if not passed_the_door(controlled, Controlled):
        raise TypeError(
            f"publish.{verb} takes what publish.control() returns, not a {type(controlled).__name__}: "
            "write safe = publish.control(measure, uses=[…]) first."
        )
    local = bool(controlled.tabulation)
    words = {"title": checked_words(title, "title", local)}
    below = [checked_words(subtitle, "subtitle", local)] if subtitle else []
    if controlled.title_period:
        below.append(controlled.title_period)
    measured = ", ".join(below)
    # A subtitle begins within the sentence in a small letter; a period that stands alone may be a month.
    begun = f"{measured[:1].lower()}{measured[1:]}" if subtitle else measured
    of = f" of {begun}" if measured else ""
    words["alt"] = (
        f"{KINDS[verb]}{of}. {words['title']}." if alt is None else checked_words(alt, "alt text", local)
    )
    if local:
        for heading in (headings or {}).values():
            checked_words(heading, "heading", local)
        if not controlled.missing and controlled.rows["status"].eq(SUPPRESSED).any():
            words["alt"] = f"{words['alt'].rstrip('.')}. {SOME_HIDDEN}"
    sentences = [given for given in (title, subtitle, alt) if is_sentence(given)]
    said = [figure for sentence in sentences for figure in sentence.figures]
    return {**words, "subtitle": measured, "said": (*said, controlled.title_period or "")}


def rows_to_draw(controlled, label, *columns):
    """Return the rows to draw, after a look that the columns are there.

    They keep their order, that of size or of nature, but for what is no group of its own: the labels that
    say that nothing is known stand last, and a margin after them.
    """
    rows = controlled.rows
    for column in (label, *columns):
        if column is not None:
            require(rows, column)
    last = rows[label].isin(SET_ASIDE).astype("int64") + rows[label].isin([TOTAL])
    return rows.iloc[last.argsort(kind="stable")].reset_index(drop=True)


def origin(controlled):
    """Return what a piece says of where its figures are from."""
    return {
        "source": controlled.source,
        "cards": controlled.cards,
        "note": str(controlled.note or ""),
        "invented": controlled.invented,
        "tabulation": controlled.tabulation,
    }
