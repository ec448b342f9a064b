"""The door: `control()` alone turns a measure into `Controlled`, the only thing that may be published."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from analysis.errors import InputError, nearest

SHOWN, SUPPRESSED, NOT_AVAILABLE = "shown", "suppressed", "not available"
STATES = (SHOWN, SUPPRESSED, NOT_AVAILABLE)
MARKERS = {SUPPRESSED: "[c]", NOT_AVAILABLE: "[x]"}
NOT_APPLICABLE, ROUNDS_TO_NOUGHT = "[z]", "[low]"

# What a row says in words about its own hidden number: "exact" says that it is below ten.
TELLING = ("method", "position", "direction")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
OPEN_CONTROL = "The publisher's own protection stands: nothing was added and nothing was undone."


def invented_now():
    """Return whether the files being read are invented."""
    from analysis.sources import inventory

    return bool(inventory.current().invented)


def missing_now(uses):
    """Return a sentence for each of the cards `uses` that the folder being read has no file for."""
    from analysis import sources

    return list(sources.missing(uses))


def period_now(card):
    """Return the period of a card's files in the folder being read in words, or the card's own."""
    from analysis import sources

    return in_words(sources.periods(card.id) or card.period)


def in_words(period):
    """Return a period as a reader says it: "21 March 2021", "October 2018 to December 2018"; else as it is.

    >>> in_words("2021-03-21")
    '21 March 2021'
    """
    parts = []
    for part in str(period).split(" to "):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", part):
            parts.append(written(part, "day", "day"))
        elif re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", part):
            parts.append(written(part, "month", "month"))
        else:
            parts.append(part)
    return " to ".join(parts)


def cards_now():
    """Return the catalogue's cards by id."""
    from analysis.sources.catalogue import catalogue

    return catalogue()


def control(measure, uses=(), title_period=None, note=None, table=None):
    """Return `measure` as `Controlled`, if every card in `uses` lets it leave.

    `measure` has a `status` column ("shown", "suppressed", "not available"). In a suppressed row
    every number is blanked here, whatever the measure left in it; a row that is not available
    keeps the parts that are known, such as a numerator without a population.

    Open official tables keep the publisher's own protection (the census is perturbed, not
    suppressed). `title_period` is the period the figures are about, where it is not that of the first
    card in `uses`: words, or a column that holds one and the same period in every row; it
    ends every subtitle. `table` names an entry of data/release.toml, for local sources.

    Raises InputError for an unknown card, a card that is not open, a status that is not one of the
    three, and a shown row that is blank.
    """
    if not isinstance(measure, pd.DataFrame):
        raise TypeError(
            f"control() takes a measure, which is a DataFrame, and was given {_kind_name(measure)}."
        )
    if table is not None:
        raise InputError(
            f'The tabulation "{table}" is not listed in data/release.toml, so it may not be published. '
            "Add an entry there that says by what, for which periods and under which policy."
        )
    cards = _allowed_cards(uses)
    missing = tuple(missing_now(list(uses)))
    frame = measure.reset_index(drop=True)
    if missing:
        # What could be worked out without a source that the figure names is not that figure.
        frame = frame.iloc[0:0]
    if len(frame) or "status" in frame.columns:
        frame = _checked(frame)
    if not missing and not len(frame):
        missing = ("The files read hold no row about it.",)
    elif not missing and frame["status"].eq(NOT_AVAILABLE).all():
        missing = _reasons(frame)
    return _admit(
        Controlled,
        frame=frame,
        cards=tuple(cards),
        periods=tuple(period_now(card) for card in cards),
        period=_period_in(frame, title_period),
        note=note,
        invented=invented_now(),
        missing=missing,
    )


def _period_in(frame, title_period):
    """Return the period in words, out of the column that `title_period` names if it names one."""
    if title_period is None:
        return None
    if title_period not in frame.columns:
        return str(title_period)
    found = frame[title_period].drop_duplicates()
    # The column says what kind of period it is: "year_ending" gives "year ending March 2026".
    return f"{title_period.replace('_', ' ')} {in_words(found.iloc[0])}" if len(found) == 1 else None


def _reasons(frame):
    """Return why no row is available, in the measure's own words where it gives them."""
    given = frame["method"].dropna().drop_duplicates() if "method" in frame.columns else []
    reasons = [str(reason).removeprefix("not given: ") for reason in given if str(reason).strip()]
    return tuple(f"{reason[:1].upper()}{reason[1:]}" for reason in reasons) or (
        "None of its figures is available.",
    )


def _allowed_cards(uses):
    if isinstance(uses, str):
        raise TypeError(f'uses= takes a list of card ids: write uses=["{uses}"].')
    if not uses:
        raise InputError(
            "A published figure names its sources: give uses= the ids of the cards it was made from."
        )
    known = cards_now()
    for card_id in uses:
        if card_id not in known:
            hint = nearest(card_id, known)
            raise InputError(f'data/catalogue.toml has no card "{card_id}". {hint}'.strip())
        card = known[card_id]
        if card.sensitivity != "open":
            raise InputError(
                f'The card "{card_id}" is {card.sensitivity}, not open, so it may not be published this way. '
                "Figures from local sources are hidden together: disclosure control of them comes by table=, "
                "the name of an entry in data/release.toml."
            )
    return [known[card_id] for card_id in dict.fromkeys(uses)]


def _checked(frame):
    if frame.columns.duplicated().any():
        twice = frame.columns[frame.columns.duplicated()][0]
        raise InputError(f'The measure has the column "{twice}" twice. Rename one of them.')
    if "status" not in frame.columns:
        hint = nearest("status", frame.columns)
        raise InputError(
            f'The measure has no column "status". {hint} Every row says whether it is shown, suppressed or '
            "not available."
        )
    unknown = sorted({str(found) for found in frame["status"] if found not in STATES})
    if unknown:
        hint = nearest(unknown[0], STATES)
        raise InputError(
            f'The measure\'s column "status" holds "{unknown[0]}". {hint} It takes shown, suppressed or '
            "not available."
        )
    frame = frame.copy()
    _refuse_blank(frame)
    hidden = frame["status"].eq(SUPPRESSED)
    for column in numbers_in(frame):
        values = frame[column]
        if values.isin([float("inf"), float("-inf")]).any():
            raise InputError(
                f'The measure\'s column "{column}" holds an infinite number: its denominator is nought.'
            )
        if hidden.any():
            frame[column] = values.astype("Float64" if values.dtype.kind == "f" else "Int64").mask(hidden)
    for column in frame.columns:
        if hidden.any() and (column in TELLING or pd.api.types.is_bool_dtype(frame[column])):
            frame[column] = frame[column].astype("object").mask(hidden, None)
    frame["status"] = frame["status"].astype("str")
    return frame


def _refuse_blank(frame):
    """Refuse a shown row whose rate, share or value is blank, or that holds no number at all."""
    numbers, shown = numbers_in(frame), frame["status"].eq(SHOWN)
    for column in [name for name in numbers if is_answer(name)]:
        refuse_blank(frame, column)
    empty = shown & frame[numbers].isna().all(axis="columns") if numbers else shown & False
    if empty.any():
        raise InputError(
            f'{empty.sum()} of the {shown.sum()} rows whose status is "shown" hold no number, first row '
            f'{int(empty.idxmax()) + 1}. A row without a value is "not available".'
        )


def is_answer(column):
    """Tell whether a column by its name is what a measure works out, not what it works from."""
    return column in ("value", "ratio", "share") or column.endswith("_pct") or column.startswith("rate_per_")


def refuse_blank(frame, column):
    """Refuse `column` where it is blank in a row whose status is shown."""
    shown = frame["status"].eq(SHOWN)
    blank = shown & frame[column].isna()
    if blank.any():
        raise InputError(
            f'The measure\'s column "{column}" is blank in {blank.sum()} of the {shown.sum()} rows whose '
            f'status is "shown", first in row {int(blank.idxmax()) + 1}. A row without a value is '
            '"not available".'
        )


def numbers_in(frame):
    """Return the names of the columns that hold numbers."""
    return [
        column
        for column in frame.columns
        if pd.api.types.is_numeric_dtype(frame[column]) and not pd.api.types.is_bool_dtype(frame[column])
    ]


def _kind_name(thing):
    return f"a {type(thing).__name__}" if thing is not None else "nothing"


def _admit(kind, **parts):
    made = object.__new__(kind)
    for name, part in parts.items():
        object.__setattr__(made, f"_{kind.__name__}__{name}", part)
    return made


class _Sealed:
    """Cannot be made, changed, subclassed beyond this module or pickled: only the door makes one."""

    __slots__ = ()

    def __new__(cls, *_, **__):
        raise TypeError(cls._refusal)

    def __init_subclass__(cls, **_):
        if cls.__module__ != __name__:
            raise TypeError(f"{cls.__mro__[1].__name__} is sealed: nothing may be made from it.")

    def __setattr__(self, name, value):
        raise TypeError(f"{type(self).__name__} cannot be changed: change the measure and control it again.")

    __delattr__ = __setstate__ = lambda self, *_: _Sealed.__setattr__(self, None, None)

    def __reduce_ex__(self, protocol):
        raise TypeError(
            f"{type(self).__name__} cannot be pickled: it would pass the door unchecked on the way back."
        )

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


class Value(_Sealed):
    """One figure or name on its way into a sentence: only `say` turns it into words."""

    __slots__ = ("__citation", "__invented", "__status", "__text")
    _refusal = "A value comes from Controlled, such as safe.value(…): it cannot be typed."

    @property
    def status(self):
        """Return "shown", "suppressed" or "not available"."""
        return self.__status

    @property
    def citation(self):
        """Return the source line of the figures it was taken from."""
        return self.__citation

    @property
    def invented(self):
        """Return whether it was made from invented files."""
        return self.__invented

    def __repr__(self):
        return f"<value: {self.__status}; put it into words with publish.say>"

    def __str__(self):
        raise TypeError(
            "A value turns into words only by publish.say, which knows what to say when it is hidden."
        )

    def __format__(self, spec):
        return str(self)


def words_of(value):
    """Return the words of a shown `Value`; for `say` alone."""
    return value._Value__text if value.status == SHOWN else None


class Controlled(_Sealed):
    """What may leave: a measure, its citation, and what was done to it. Only `control()` makes one."""

    __slots__ = ("__cards", "__frame", "__invented", "__missing", "__note", "__period", "__periods")
    _refusal = "Controlled cannot be made by hand: only publish.control(measure, uses=[…]) makes one."

    def __repr__(self):
        return f"<Controlled: {len(self.__frame)} rows; {self.citation}>"

    @property
    def rows(self):
        """Return a copy of the rows: changing it changes nothing that is published."""
        return self.__frame.copy(deep=True)

    @property
    def columns(self):
        """Return the names of the columns."""
        return tuple(self.__frame.columns)

    @property
    def cards(self):
        """Return the ids of the cards it was made from."""
        return tuple(card.id for card in self.__cards)

    @property
    def invented(self):
        """Return whether it was made from invented files."""
        return self.__invented

    @property
    def missing(self):
        """Return why it cannot be shown, one sentence a reason; empty when it can."""
        return self.__missing

    @property
    def note(self):
        """Return what the measure wants said beneath the figure, or None."""
        return self.__note

    @property
    def controls(self):
        """Return what was done so that nothing in it points at a person, one sentence a control."""
        return (OPEN_CONTROL,)

    @property
    def title_period(self):
        """Return the period the figures are about: the one given, or that of the first card."""
        return self.__period or self.__periods[0]

    @property
    def source(self):
        """Return each publisher's cards with their periods; of invented figures, that they are invented."""
        by_publisher = {}
        for card, period in zip(self.__cards, self.__periods, strict=True):
            named = card.title + (f" ({period})" if period else "")
            by_publisher.setdefault(card.publisher, []).append(named)
        named = "; ".join(f"{publisher}: {', '.join(titles)}" for publisher, titles in by_publisher.items())
        # No publisher stands behind an invented figure, and no licence covers it.
        return f"{'Invented data of Sampleshire, in the layout of ' * self.__invented}{named.rstrip('.')}."

    @property
    def citation(self):
        """Return the source line, then the licences' words, which an invented figure has not."""
        words = [
            card.attribution or (f"Licence: {card.licence}" if card.licence else "") for card in self.__cards
        ]
        licences = [f"{word.rstrip('.')}." for word in dict.fromkeys(words) if word]
        return " ".join([self.source, *(licences if not self.__invented else [])])

    @property
    def period(self):
        """Return the period as a `Value`: `title_period`, or the cards' where they agree."""
        periods = {period for period in self.__periods if period}
        text = self.__period or (periods.pop() if len(periods) == 1 else None)
        return self._value(text, SHOWN if text and not self.__missing else NOT_AVAILABLE)

    def value(self, column, as_=None, **where):
        """Return the figure in `column` of the one row that `where` picks, as a `Value`.

        Written by the column's kind: whole numbers with thousands commas, `…_pct` with one decimal
        and a per cent sign, rates with one decimal, dates as month and year. Halves round away from
        nought. `as_` writes it otherwise: "number", "decimal", "percentage", "month", "day",
        "year", "one in" (of a share or a rate: only the number after "one in") and "one in N" (the
        whole phrase). A row that is not there is "not available".

        Raises InputError for an unknown column and when `where` picks more than one row.
        """
        if self.__missing:
            return self._value(None, NOT_AVAILABLE)
        self._known(column)
        picked = self._where(where)
        if len(picked) > 1:
            told = ", ".join(f"{name}={wanted!r}" for name, wanted in where.items()) or "nothing"
            raise InputError(
                f'safe.value("{column}", …) picks one row, and {told} picks {len(picked)}. Name more columns '
                f"out of: {', '.join(self.__frame.columns)}."
            )
        if picked.empty:
            return self._value(None, NOT_AVAILABLE)
        return self._cell(picked.iloc[0], column, as_)

    def text(self, column, **where):
        """Return the name in `column` of the one row that `where` picks, as a `Value`.

        A name is known even where the row's figures are hidden.
        """
        if self.__missing:
            return self._value(None, NOT_AVAILABLE)
        self._known(column)
        if column in numbers_in(self.__frame):
            raise InputError(f'"{column}" holds numbers: take it with safe.value("{column}", …).')
        found = self._where(where)[column].drop_duplicates()
        if len(found) > 1:
            raise InputError(
                f'safe.text("{column}", …) picks one name, and {len(found)} fit. Name more columns.'
            )
        blank = found.empty or pd.isna(found.iloc[0])
        return self._value(
            None if blank else written(found.iloc[0], column), NOT_AVAILABLE if blank else SHOWN
        )

    def largest(self, n, column=None, label=None, **where):
        """Return the labels of the `n` rows with the largest `column`, as `first`, `second`, ….

        `label` may be a column of figures: then the figures come back, in the same order. Only
        shown rows take part. Where a tie runs over the end of the list the tied places are not
        available, because no row has the better claim.
        """
        return self._ranked(n, column, label, where, ascending=False)

    def smallest(self, n, column=None, label=None, **where):
        """Return the labels of the `n` rows with the smallest `column`, as `largest` does."""
        return self._ranked(n, column, label, where, ascending=True)

    def total(self, column, as_=None, **where):
        """Return the sum of `column` as a `Value`; hidden when any row in it is hidden."""
        if self.__missing:
            return self._value(None, NOT_AVAILABLE)
        self._known(column)
        if not kind_of(column, self.__frame[column]) == "number":
            raise InputError(
                f'"{column}" does not add up: only counts have a total, not shares, rates or names.'
            )
        picked = self._where(where)
        for state in (SUPPRESSED, NOT_AVAILABLE):
            if picked["status"].eq(state).any():
                return self._value(None, state)
        if picked.empty:
            return self._value(None, NOT_AVAILABLE)
        return self._value(written(picked[column].sum(), column, as_ or "number"), SHOWN)

    def count(self, **where):
        """Return how many rows `where` picks, as a `Value`. A list picks any of its members."""
        if self.__missing:
            return self._value(None, NOT_AVAILABLE)
        return self._value(written(len(self._where(where)), "rows", "number"), SHOWN)

    def _ranked(self, n, column, label, where, ascending):
        if not 1 <= n <= len(ORDINALS):
            raise InputError(f"A sentence can name the first one to {len(ORDINALS)}, not {n}.")
        places = ORDINALS[:n]
        if self.__missing:
            return {place: self._value(None, NOT_AVAILABLE) for place in places}
        column, label = column or self._only_figure(), label or self._only_label()
        self._known(column), self._known(label)
        shown = self._shown(where)
        shown = shown[shown[column].notna()]
        by_name = [name for name in self.__frame.columns if name not in numbers_in(self.__frame)]
        order = shown.sort_values([column, *by_name[:1]], ascending=[ascending, True], kind="stable")
        tied = None
        if len(order) > n and order[column].iloc[n - 1] == order[column].iloc[n]:
            tied = order[column].iloc[n]
        result = {}
        for position, place in enumerate(places):
            if position >= len(order) or (tied is not None and order[column].iloc[position] == tied):
                result[place] = self._value(None, NOT_AVAILABLE)
            else:
                result[place] = self._cell(order.iloc[position], label, None)
        return result

    def _shown(self, where):
        picked = self._where(where)
        return picked[picked["status"].eq(SHOWN)]

    def _only_figure(self):
        if "value" in self.__frame.columns:
            return "value"
        figures = numbers_in(self.__frame)
        if len(figures) != 1:
            raise InputError(f"Say which column is ranked, out of: {', '.join(figures)}.")
        return figures[0]

    def _only_label(self):
        labels = [
            name
            for name in self.__frame.columns
            if name not in (*numbers_in(self.__frame), "status", "method") and not name.endswith("_code")
        ]
        if len(labels) != 1:
            raise InputError(f"Say which column names the rows, out of: {', '.join(labels) or 'none'}.")
        return labels[0]

    def _known(self, column):
        require(self.__frame, column)

    def _where(self, where):
        picked = self.__frame
        for name, wanted in where.items():
            self._known(name)
            several = isinstance(wanted, list | tuple | set)
            options = list(wanted) if several else [wanted]
            if pd.api.types.is_datetime64_any_dtype(picked[name]):
                options = [pd.Timestamp(option) for option in options]
            picked = picked[picked[name].isin(options)]
        return picked

    def _cell(self, row, column, as_):
        if column not in numbers_in(self.__frame) and row["status"] == SHOWN and pd.notna(row[column]):
            return self._value(written(row[column], column, as_), SHOWN)
        if row["status"] != SHOWN:
            return self._value(None, row["status"])
        if pd.isna(row[column]):
            return self._value(None, NOT_AVAILABLE)
        text = written(row[column], column, as_ or kind_of(column, self.__frame[column]))
        return self._value(text, SHOWN if text is not None else NOT_AVAILABLE)

    def _value(self, text, status):
        return _admit(Value, text=text, status=status, citation=self.citation, invented=self.__invented)


def require(frame, column):
    """Refuse a column that `frame` has not, naming the nearest."""
    if column not in frame.columns:
        hint = nearest(column, frame.columns)
        raise InputError(f'The measure has no column "{column}". {hint}'.strip())


def kind_of(column, series):
    """Return how figures in a column are written: "percentage", "decimal", "number", "month" or "words"."""
    if pd.api.types.is_datetime64_any_dtype(series):
        return "month"
    if not pd.api.types.is_numeric_dtype(series):
        return "words"
    if column.endswith("_pct"):
        return "percentage"
    if "rate" in column.split("_") or "_per_" in column:
        return "decimal"
    whole = series.dropna()
    return "number" if (whole == whole.round()).all() else "decimal"


def rounded(figure, places):
    """Return `figure` rounded to `places` decimals, halves away from nought, as a Decimal."""
    if hasattr(figure, "item"):
        figure = figure.item()
    return Decimal(repr(figure)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _small(figure, amount, unit=""):
    smallest = {0: "1", 1: "0.1"}[amount]
    return f"less than {smallest}{unit}" if figure > 0 else f"between -{smallest}{unit} and 0{unit}"


def _fixed(figure, places, unit=""):
    figure_rounded = rounded(figure, places)
    if figure_rounded == 0:
        return _small(figure, places, unit) if figure != 0 else f"0{unit}"
    return f"{figure_rounded:,f}{unit}"


def _one_in(figure, column):
    """Return the N of "one in N", or None where the phrase would not be true: nought, or above a half."""
    per = 100 if column.endswith("_pct") else 1
    if "_per_" in column:
        per = int("".join(part for part in column.rsplit("_per_", 1)[1] if part.isdigit()) or 1)
    # "One in 1" and "one in 1.6" are not how anyone speaks.
    if not 0 < figure <= per / 2:
        return None
    return f"{rounded(per / float(figure), 0):,f}"


def written(figure, column, as_=None):
    """Return a figure, date or name as it stands in a sentence, or None where `as_` cannot say it."""
    if as_ in (None, "words"):
        return f"{figure:%B %Y}" if isinstance(figure, pd.Timestamp) else str(figure)
    dates = {"month": "%B %Y", "year": "%Y"}
    if as_ in dates:
        return pd.Timestamp(figure).strftime(dates[as_])
    if as_ == "day":
        return f"{pd.Timestamp(figure).day} {pd.Timestamp(figure):%B %Y}"
    if as_ == "number":
        return _fixed(figure, 0)
    if as_ == "decimal":
        return _fixed(figure, 1)
    if as_ == "percentage":
        return _fixed(figure, 1, "%")
    if as_ == "one in":
        return _one_in(figure, column)
    if as_ == "one in N":
        number = _one_in(figure, column)
        return None if number is None else f"one in {number}"
    ways = ("number", "decimal", "percentage", "one in", "one in N", "month", "day", "year")
    raise InputError(f'A figure cannot be written as "{as_}". {nearest(as_, ways)} Ways: {", ".join(ways)}.')
