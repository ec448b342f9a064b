"""Keep something for the report: it is checked here, and shown as the report will have it.

Titles, subtitles and notes hold no digit that is typed: `say` puts figures in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.errors import InputError
from analysis.publish.exhibits import exhibit as pieces
from analysis.publish.exhibits import keeping, styles, tabulate
from analysis.publish.exhibits.drawing import Drawing, any_rows
from analysis.publish.exhibits.exhibit import Piece
from analysis.publish.exhibits.say import Sentence, checked_words
from analysis.publish.exhibits.wording_checks import opened
from analysis.report.sentences import unless_old
from analysis.report.standing import Standing, held_to, refuse_places, refuse_uncited, standing
from analysis.states import MARKERS, SHOWN

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Nothing:
    """What is kept of a sentence behind which there is no row: a report leaves it out."""

    def __repr__(self) -> str:
        """Return what a notebook shows in its place."""
        return "No row is behind this sentence: a report leaves it out."


def figure(
    ax: Axes | list[str],
    *,
    title: str,
    subtitle: str = "",
    data: pd.DataFrame | None = None,
    sources: Iterable[pd.DataFrame] | None = None,
    main: bool = False,
    note: str | None = None,
    alt: str | None = None,
    period: str | None = None,
    if_empty: str | None = None,
    restricted: bool = False,
) -> Piece:
    """Keep what is drawn on `ax`, an Axes or several of one figure, with its numbers beneath.

    What `analysis.charts` drew is known; of any other drawing `data` are its rows. `sources` are frames as
    `read` gives them, where pandas forgot what the rows stand on. `main` puts it into the main report and
    not an annex. `alt` is the alternative text, by default the kind of chart, the subtitle and the title.
    `period` is what the figures are about, in words or as the name of a column; `if_empty` says why there may
    be no row. Fewer than three bars or dots become a table. What is `restricted` may show places of any
    language, and belongs to the annex that is not published: a chapter that keeps it is stopped.

    Raises InputError for rows that are not shown and not marked, for sums over hidden cells, for a column
    whose table is not cited, for a language that may not be placed, and for more than a page can hold.
    """
    every = _every(ax)
    drawing, frames = _what_was_drawn(every, data)
    frame = data if data is not None else frames[0]
    stands = standing(*([data] if data is not None else frames), sources=sources)
    shown = [one for one in drawing.columns if one in frame]
    rows = _checked(frame, shown if sources is None else (), stands, restricted)
    words = {"alt": alt, "subtitle": subtitle, "title_period": period, "note": note, "if_empty": if_empty}
    exhibit, page = opened(rows, drawing.kind, stands.sources, title, main=main, counts=(), **words)
    _leave(every[0].figure)
    if exhibit.missing or drawing.gap:
        return pieces.gap(exhibit, page, () if exhibit.missing else drawing.gap)
    page |= {"restricted": restricted}
    drawing.refuse_more()
    if drawing.few and data is None:
        numbers = tabulate.grid(drawing.rows, drawing.columns, drawing.headings)
        page |= {"alt": page["alt"].replace(*_as_table(drawing.kind), 1)} if alt is None else {}
        return Piece(kind="table", **page, **tabulate.numbers_of(exhibit, drawing.rows, numbers))
    if drawing.kind == "chart":
        _refuse_unmarked(drawing.rows, every)
    with styles.styled():
        if exhibit.invented:
            styles.watermark(every[0].figure)
        return keeping.piece(exhibit, page, drawing)


def table(
    frame: pd.DataFrame,
    columns: list | dict | None = None,
    *,
    title: str,
    across: str | None = None,
    subtitle: str = "",
    sources: Iterable[pd.DataFrame] | None = None,
    main: bool = False,
    note: str | None = None,
    period: str | None = None,
    if_empty: str | None = None,
    headings: dict | None = None,
    restricted: bool = False,
) -> Piece:
    """Keep rows as a table: `columns` in their order, or {column: heading}.

    With `across`, a column of labels, the last of `columns` has a column for each label. [c] is suppressed,
    [x] not available, [z] not applicable, [low] more than zero that rounds to it. The rest is as `figure`
    has it.
    """
    stands = standing(frame, sources=sources)
    shown = list(columns if columns is not None else frame.columns)
    rows = _checked(frame, shown if sources is None else (), stands, restricted)
    kept = tabulate.table(
        rows,
        [one for one in shown if one not in ("status", "method")] if columns is None else shown,
        sources=stands.sources,
        across=across,
        title=title,
        headings=headings or (columns if isinstance(columns, dict) else None),
        subtitle=subtitle,
        main=main,
        note=note,
        title_period=period,
        if_empty=if_empty,
        counts=(),
    )
    return replace(kept, restricted=restricted)


def brief(
    frame: pd.DataFrame, *, title: str = "Brief", sources: Iterable | None = None, main: bool = False, **words
) -> Piece:
    """Keep the brief of one language: its lines under their sections, as `measures.plans.brief` has them."""
    stands = standing(frame, sources=sources)
    rows = _checked(frame, (), stands)
    return tabulate.brief(rows, sources=stands.sources, title=title, main=main, counts=(), **words)


def text(sentence: Sentence, *, main: bool = False) -> Piece | Nothing:
    """Keep a sentence that `say` made, as a paragraph of its own; of figures too old to be findings, that.

    Raises TypeError for words that `say` did not make: prose is written in Markdown.
    """
    if not isinstance(sentence, Sentence):
        raise TypeError("report.text keeps a sentence of report.say. Write prose in Markdown.")
    if sentence.about is None:
        raise InputError("The sentence does not say what it stands on. Add sources=[…] to report.say.")
    if sentence.about.old:
        return unless_old(sentence).piece()
    if sentence.empty:
        return Nothing()
    return sentence.piece(main=main and not sentence.said_otherwise)


def remark(words: str) -> Piece:
    """Keep words without figures, in place of an exhibit where there is nothing to show and nothing lacks."""
    checked_words(words, "remark")
    return Piece(kind="sentence", title=words, words=words)


def gap(words: str, *, title: str = "") -> Piece:
    """Keep that something cannot be shown, and why."""
    checked_words(words, "reason of a gap")
    return Piece(kind="gap", title=checked_words(title or words, "title"), words=words)


def _every(ax) -> list:
    """Return the Axes of one, of several, or of an array of them."""
    if hasattr(ax, "figure"):
        return [ax]
    found = list(getattr(ax, "flat", ax))
    if not found or not all(hasattr(one, "figure") for one in found):
        raise TypeError("report.figure keeps an Axes of matplotlib, as charts and DataFrame.plot give them.")
    return found


def _what_was_drawn(every, data):
    """Return the Drawing of Axes, and the frames that were drawn."""
    from analysis import charts

    known = [one for one in every if charts.drawing_of(one)]
    if data is not None:
        held = any_rows(data, *list(data.columns)[:0])
        columns = [one for one in held.columns if one not in ("status", "method", "geometry")]
        return Drawing("chart", every[0], held.drop(columns="geometry", errors="ignore"), columns), [data]
    if len(known) != 1:
        what = "several charts" if known else "nothing that charts drew"
        raise InputError(f"There is {what} on it. Add data=, the frame of its numbers.")
    return charts.drawing_of(known[0]), charts.frames_of(known[0])


def _checked(frame, columns, stands: Standing, restricted: bool = False):
    """Return the rows of a frame with a status, once they may be kept."""
    if not restricted:
        refuse_places(frame, stands)
    if stands.missing:
        return held_to(frame.iloc[:0], stands)
    refuse_uncited(columns, frame, stands)
    rows = held_to(frame, stands)
    return pd.DataFrame(rows.drop(columns="geometry")) if "geometry" in rows else rows


def _as_table(kind):
    from analysis.publish.exhibits.wording_checks import KINDS

    return KINDS[kind], KINDS["table"]


def _refuse_unmarked(rows, every):
    """Refuse a drawing of somebody's own on which a row that is not shown looks like zero."""
    hidden = int(rows["status"].ne(SHOWN).sum())
    marked = sum(each.get_text() in MARKERS.values() for one in every for each in one.texts)
    if hidden > marked:
        raise InputError(
            f"{hidden} of the rows are not shown, and the chart has nothing in their place, which reads as "
            "zero. Write the markers on it: charts.mark(ax, frame, value)."
        )


def _leave(picture) -> None:
    """Take a figure of pyplot from it, or Jupyter would show it a second time."""
    import matplotlib.pyplot as plt

    if picture.number in plt.get_fignums() if hasattr(picture, "number") else False:
        plt.close(picture)
