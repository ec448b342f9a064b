"""What a chart, map or table does first: it looks over its words, which hold no figure that was typed."""

from analysis.errors import InputError
from analysis.publish.exhibits.rows import exhibit as exhibit_of
from analysis.publish.exhibits.say import Sentence, checked_words
from analysis.publish.states import SET_ASIDE, TOTAL, require
from analysis.states import SUPPRESSED

KINDS = {
    "bar": "Bar chart",
    "line": "Line chart",
    "dot": "Dot chart",
    "flow": "Flow chart",
    "map": "Map",
    "table": "Table",
    "network": "Diagram",
    "journey": "Bar of parts",
    "brief": "Brief",
    "chart": "Chart",
}


# Columns of labels that go by time, age or rank, or from the whole to its parts.
IN_ORDER = (
    "age_band", "arrived", "ends", "month_name", "named", "option", "period", "pounds", "quantity", "quarter",
    "stage", "year",
)  # fmt: skip

SOME_HIDDEN = "Some figures are hidden, so that nobody can be recognised."


def opened(
    frame,
    verb,
    sources,
    title,
    alt=None,
    subtitle="",
    title_period=None,
    note=None,
    if_empty=None,
    main=False,
    counts=None,
):
    """Return the Exhibit of a table and its sources, and the checked words of its page.

    These are the `words` that every chart, map and table takes. `title_period` is what the figures are about,
    in words or as the column that holds it; `note` appears beneath; `if_empty` says why there may be no row;
    with `main` the main report shows it, and not an annex, unless its figures are too old. `counts` are what
    the numbers are held to (`rows.exhibit`).
    Without `alt` the alt text is what the Government Analysis Function asks of one: the kind of chart,
    what it measures and the point it makes, which are the subtitle and the title. It ends by saying that
    some figures are hidden, where some are. Figures that are too old make no finding: the title is then what
    its sentence says otherwise, as it is where there is nothing to show. The title of figures that are
    findings and not current says in brackets when they end.
    """
    exhibit = exhibit_of(frame, sources, title_period, note, if_empty, counts)
    sentences = [one for one in (title, subtitle) if isinstance(one, Sentence)]
    general = any(exhibit.old or one.said_otherwise for one in sentences)
    if exhibit.old or exhibit.missing:
        title, subtitle, alt = (
            one.otherwise if isinstance(one, Sentence) else one for one in (title, subtitle, alt)
        )
    words = {"title": checked_words(title, "title")}
    if exhibit.ended and not exhibit.missing and exhibit.ended not in words["title"]:
        words["title"] += f" ({exhibit.ended})"
    measured = ", ".join(filter(None, [subtitle and checked_words(subtitle, "subtitle"), exhibit.period]))
    # A subtitle begins within the sentence in a small letter; a period that stands alone may be a month.
    opening = f"{measured[:1].lower()}{measured[1:]}" if subtitle else measured
    of = f" of {opening}" if measured else ""
    words["alt"] = f"{KINDS[verb]}{of}. {words['title']}." if alt is None else checked_words(alt, "alt text")
    if not exhibit.missing and exhibit.rows["status"].eq(SUPPRESSED).any():
        words["alt"] = f"{words['alt'].rstrip('.')}. {SOME_HIDDEN}"
    said = [figure for given in (title, subtitle, alt) for figure in getattr(given, "figures", ())]
    words |= {"subtitle": measured, "said": (*said, exhibit.period, exhibit.ended)}
    words |= {"main": main and not exhibit.old, "lacks": "; ".join(exhibit.old) if main else ""}
    words |= {"source": exhibit.source, "cards": exhibit.cards, "note": exhibit.note, "general": general}
    return exhibit, words | {"invented": exhibit.invented, "tabulation": exhibit.tabulation}


def rows_to_draw(rows, label, *columns, size=None, order=None):
    """Return `rows` in the order in which they are drawn, after a look that the columns are there.

    With `size` the labels with most of it come first, but where they have an order of their own (`IN_ORDER`).
    What is not a group of its own is apart: the labels that say that nothing is known appear last, and a
    margin after them. `order` is another: "rows" as they are, or a list of labels, of which none need be
    there and each row has one.
    """
    for column in (label, *columns):
        if column is not None:
            require(rows, column)
    if order is not None:
        return _in_order(rows, label, order)
    if size and label not in IN_ORDER:
        sizes = rows[label].map(rows.drop_duplicates(label).set_index(label)[size])
        rows = rows.loc[sizes.sort_values(ascending=False, kind="stable").index]
    last = rows[label].isin(SET_ASIDE).astype("int64") + rows[label].isin([TOTAL])
    return rows.iloc[last.argsort(kind="stable")].reset_index(drop=True)


def _in_order(rows, label, order):
    if isinstance(order, str) and order != "rows":
        raise InputError(f'The order is "rows" or a list of labels, not "{order}".')
    if isinstance(order, str):
        return rows.reset_index(drop=True)
    places = rows[label].map({one: place for place, one in enumerate(order)})
    if places.isna().any():
        lost = rows.loc[places.isna(), label].iloc[0]
        raise InputError(f'The order has no "{lost}". Give every label of "{label}", or filter the rows.')
    return rows.loc[places.sort_values(kind="stable").index].reset_index(drop=True)
