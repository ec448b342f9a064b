"""What every chart, map, table and sentence works on: rows of a measure, and the sources that they name."""

import re
from dataclasses import dataclass

import pandas as pd

from analysis.errors import InputError
from analysis.publish.exhibits import over_hidden
from analysis.publish.states import checked
from analysis.publish.wording import QUARTER, in_words, quarters_in_words
from analysis.sources import dated, month_of_end, too_old
from analysis.states import NOT_AVAILABLE
from analysis.tables.cards import Source

OURS = "This project"  # so begins the publisher of a card that is written here
# What such a card holds of the whole country is as real in an invented county as in any.
REAL = "national laws, recommendations and lists are real"
NO_ROWS, NONE_AVAILABLE = "There is no data for this.", "None of its figures is available."
A_QUARTER = re.compile(r"20\d\d-Q[1-4]")
NOT_HELD = "Not everything that it needs is there"
CENSUS_TABLE = re.compile(r"(Census \d{4}) (TS\d+A?), ")
MANY = 3  # census tables of one day: from here on they are named by their numbers alone


@dataclass(frozen=True, eq=False)
class Exhibit:
    """Rows with their sources. `missing` says why it cannot be shown, one sentence a reason, where it cannot.

    `period` is in words what the figures are about, `old` is what is too old to be a finding, and `dated`
    what is one and not current; `ended` is the month with which it ends, for its title.
    """

    rows: pd.DataFrame
    sources: tuple
    period: str = ""
    words_beneath: str = ""
    missing: tuple = ()
    old: tuple = ()
    dated: tuple = ()
    ended: str = ""

    @property
    def cards(self):
        """Return the ids of the cards it was made from."""
        return tuple(dict.fromkeys(one.id for one in self.sources))

    @property
    def tabulation(self):
        """Return the names of the released tables among its sources, "" where all are open."""
        return ", ".join(dict.fromkeys(one.table for one in self.sources if one.table and not one.statement))

    @property
    def invented(self):
        """Return whether it was made from invented files."""
        return any(one.invented for one in self.sources)

    @property
    def not_current(self):
        """Return the sentence that says that its figures are too old to be findings; "" when they are not."""
        return f"There are no current figures on this: {', '.join(self.old)}." if self.old else ""

    @property
    def note(self):
        """Return what is to be said beneath it: the chapter's own words, and that it is not current."""
        age = f"Not current: {', '.join([*self.old, *self.dated])}." if self.old or self.dated else ""
        return " ".join(filter(None, [self.words_beneath, age]))

    @property
    def source(self):
        """Return each publisher's cards with their periods; of invented figures, that they are invented."""
        by_publisher = {}
        for one in self.sources:
            period = quarters_in_words(one.periods) if one.periods else in_words(one.period)
            by_publisher.setdefault(one.publisher, []).append((one.title, period))
        if not self.invented:
            return f"{_named(by_publisher).rstrip('.')}."
        # No publisher stands behind an invented figure, and no licence covers it. What this project keeps
        # itself has no layout of anybody's.
        ours = [one for name, held in by_publisher.items() if name.startswith(OURS) for one in _titles(held)]
        theirs = {name: titles for name, titles in by_publisher.items() if not name.startswith(OURS)}
        layout = f", in the layout of {_named(theirs).rstrip('.')}" if theirs else ""
        real = "" if theirs or not ours else f"; {REAL}"
        kept = f"{';' if theirs else ':'} {', '.join(ours)}" if ours else ""
        return f"Invented data of Sampleshire{real}{layout}{kept.rstrip('.')}."

    @property
    def citation(self):
        """Return the source line, then the licences' words, which an invented figure has not."""
        licences = [
            f"{one.rstrip('.')}." for one in dict.fromkeys(each.licence for each in self.sources) if one
        ]
        return " ".join([self.source, *(licences if not self.invented else [])])


def _named(by_publisher):
    return "; ".join(f"{publisher}: {', '.join(_titles(held))}" for publisher, held in by_publisher.items())


def _titles(held):
    """Return each (title, period) in words, once: two cards may have one title, as a series in two layouts.

    >>> _titles([("Census 2021 TS001, Usual residents", "21 March 2021"), ("Names", "")])
    ['Census 2021 TS001, Usual residents (21 March 2021)', 'Names']
    """
    tables = {}
    for title, period in dict.fromkeys(held):
        if found := CENSUS_TABLE.match(title):
            tables.setdefault((found[1], period), []).append(found[2])
    said = []
    for title, period in held:
        found = CENSUS_TABLE.match(title)
        *numbers, last = tables[found[1], period] if found else [""]
        named = f"{found[1]} {', '.join(numbers)} and {last}" if len(numbers) + 1 >= MANY else title
        said.append(f"{named} ({period})" if period else named)
    return list(dict.fromkeys(said))


def exhibit(frame, sources, period=None, note=None, if_empty=None, counts=None):
    """Return the Exhibit of a measure: its rows, looked over, with the sources that it names.

    `frame` has a `status` column. In a suppressed row every number is blanked, whatever the measure left in
    it; a row that is not available keeps the parts that are known. `sources` are those of `tables.cards`.
    `period` is what the figures are about, in words or as the name of the column that holds it; without it,
    the periods of a released table, or that of the first source. `counts` are what its numbers are held to,
    by default the released tables among the sources.

    Raises TypeError for what is not a table or no source, and InputError for a status that is none and for a
    row that is shown and blank.
    """
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"A figure is made from a table, a DataFrame, and was given {_called(frame)}.")
    sources = _known(sources)
    gone = missing = tuple(dict.fromkeys(_sentence(said) for one in sources for said in one.missing))
    rows = frame.reset_index(drop=True)
    if missing:
        # What could be worked out without a source that the figure names is not that figure.
        rows = rows.iloc[0:0]
    # A statement says itself what of a row may stand.
    if (len(rows) or "status" in rows.columns) and not any(one.statement for one in sources):
        rows = checked(rows)
        released = [(one.table, one.area) for one in sources if one.area] if counts is None else ()
        over_hidden.refuse(rows, counts or [over_hidden.of_document(*one) for one in released])
    if not missing and (not len(rows) or rows["status"].eq(NOT_AVAILABLE).all()):
        why = tuple(dict.fromkeys(_sentence(one.reason) for one in sources if one.reason))
        missing = _reasons(rows) or why or ((NONE_AVAILABLE if len(rows) else if_empty or NO_ROWS),)
    said = _period_in(rows, period, sources)
    first, *others = sources
    aged = [(first.id, [said, first.newest], first.invented)]
    aged += [(one.id, [one.newest], one.invented) for one in others]
    old = list(dict.fromkeys(filter(None, (too_old(*one) for one in aged))))
    late = [] if gone or old else [found for one in aged if (found := dated(*one))[0]]
    return Exhibit(
        rows=rows.iloc[0:0] if missing else rows,
        sources=sources,
        period=said,
        words_beneath=str(note or ""),
        missing=missing,
        old=() if gone else tuple(old),
        dated=tuple(dict.fromkeys(words for _, words in late)),
        ended=month_of_end(late[0][0]) if late else "",
    )


def _known(sources):
    sources = tuple(sources) if isinstance(sources, tuple | list) else (sources,)
    for one in sources:
        if not isinstance(one, Source):
            raise TypeError(
                "sources= takes what tables.cards(AREA) gives for names, such as "
                f'cards("census_ts024"), and was given {_called(one)}.'
            )
    if not sources:
        raise InputError("A published figure names its sources: give sources=cards(…), the names of them.")
    return tuple(dict.fromkeys(sources))


def _called(thing):
    return f"a {type(thing).__name__}" if thing is not None else "nothing"


def _sentence(why):
    if why[:1].isupper():
        return why
    return f"{NOT_HELD}: {A_QUARTER.sub(lambda found: quarters_in_words([found[0]]), why)}."


def _reasons(frame):
    """Return why no row is available, in the measure's own words if it gives them."""
    given = frame["method"].dropna().drop_duplicates() if "method" in frame.columns else []
    reasons = [str(reason).removeprefix("not given: ") for reason in given if str(reason).strip()]
    return tuple(f"{reason[:1].upper()}{reason[1:]}" for reason in reasons)


def _period_in(frame, period, sources):
    """Return the period in words, out of the column that `period` names if it names one."""
    if period is None or (period == "period" and sources[0].periods):
        return _of_released(frame, sources) or in_words(sources[0].period)
    if period not in frame.columns:
        return str(period)
    found = sorted(frame[period].dropna().unique())
    # The column says what kind of period it is: "year_ending" gives "year ending March 2026", also where it
    # holds the quarter with which the year ends.
    kind = f"{period.replace('_', ' ')} " if "_" in period else ""
    labels = list(dict.fromkeys([*found[:1], *found[-1:]]))
    ends = [f"{kind}{label}" for label in labels]
    if kind and ends and all(QUARTER.fullmatch(end) for end in ends):
        return quarters_in_words(ends)
    words = " to ".join(map(in_words, labels))
    return quarters_in_words([f"{kind}{words}"]) if words else words


def _of_released(frame, sources):
    """Return the periods of the first released table in words: those of the rows where they say them."""
    shown = next((one.periods for one in sources if one.periods), ())
    if "period" in frame.columns:
        held = set(frame["period"].dropna())
        shown = [one for one in shown if one in held] or shown
    return quarters_in_words(shown) if shown else ""
