"""Briefs: a page of words for the person who makes a piece, set so that it prints on a page of its own."""

from analysis.errors import InputError
from analysis.publish.exhibits.exhibit import Piece, gap
from analysis.publish.exhibits.tabulate import csv_of, grid
from analysis.publish.exhibits.wording_checks import opened, origin, rows_to_draw

COLUMNS = ("language", "section", "line", "language_tag", "direction")


def brief(frame, *, sources, title="Brief", **words):
    """Return the brief of one language: its lines under their sections, as `measures.plans.brief` gives them.

    A line in the language's own script keeps its tag and direction, so that it is read out and laid out as
    what it is. On paper it begins a page.

    Raises InputError where the rows are of several languages.
    """
    exhibit, page = opened(frame, "brief", sources, title, **words)
    if exhibit.missing:
        return gap(exhibit, page)
    rows = rows_to_draw(exhibit, *COLUMNS)
    languages = list(dict.fromkeys(rows["language"]))
    if len(languages) > 1:
        raise InputError(f"A brief is of one language, and these rows are of {len(languages)}.")
    numbers = grid(rows, ["section", "line"])
    lines = rows[list(COLUMNS[1:])].astype("object")
    return Piece(
        kind="table",
        **page | {"title": languages[0], "subtitle": "", "alt": f"Brief: {languages[0]}."},
        csv=csv_of(rows, exhibit.invented),
        markdown=numbers.markdown(),
        grid=numbers,
        lines=tuple(lines.where(lines.notna(), "").itertuples(index=False, name=None)),
        **origin(exhibit),
    )
