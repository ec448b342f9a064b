"""What has passed the door: `Controlled`, and the `Value`s that sentences take from it."""

import math
import weakref

import pandas as pd

from analysis.errors import InputError
from analysis.publish.states import NOT_AVAILABLE, SHOWN, SUPPRESSED, numbers_in, require
from analysis.publish.wording import kind_of, range_in_words, written

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

OURS = "This project"  # so begins the publisher of a card that is written here


def _vault():
    """Return how contents are put away for a thing, and how they are looked up.

    What a thing holds does not lie in its attributes: one that was made without the door is empty, and
    there is nothing in a genuine one that could be exchanged.
    """
    held = weakref.WeakKeyDictionary()

    def admit(kind, **contents):
        made = object.__new__(kind)
        held[made] = contents
        return made

    def contents_of(thing):
        try:
            return held[thing]
        except (KeyError, TypeError):
            raise TypeError(f"This {type(thing).__name__} did not come through the door.") from None

    return admit, contents_of


admit, _contents = _vault()


class _Sealed:
    """Cannot be made, changed, subclassed beyond this module or pickled: only the door makes one."""

    __slots__ = ("__weakref__",)

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

    __slots__ = ()
    _refusal = "A value comes from Controlled, such as safe.value(…): it cannot be typed."

    @property
    def status(self):
        """Return "shown", "suppressed" or "not available"."""
        return _contents(self)["status"]

    @property
    def citation(self):
        """Return the source line of the figures it was taken from."""
        return _contents(self)["citation"]

    @property
    def invented(self):
        """Return whether it was made from invented files."""
        return _contents(self)["invented"]

    @property
    def tabulation(self):
        """Return the tabulation of local sources that it was taken from, or ""."""
        return _contents(self)["tabulation"]

    @property
    def not_current(self):
        """Return the sentence that says that it is too old to be a finding; "" when it is not."""
        return _contents(self)["not_current"]

    def __repr__(self):
        return f"<value: {self.status}; put it into words with publish.say>"

    def __str__(self):
        raise TypeError(
            "A value turns into words only by publish.say, which knows what to say when it is hidden."
        )

    def __format__(self, spec):
        return str(self)


def words_of(value):
    """Return the words of a shown `Value`; for `say` alone."""
    contents = _contents(value)
    return contents["text"] if contents["status"] == SHOWN else None


def noted(controlled):
    """Return what the door noted of a `Controlled`, its rows apart; for the door alone."""
    return {name: value for name, value in _contents(controlled).items() if name != "frame"}


def passed_the_door(thing, kind):
    """Tell whether `thing` is a `kind` (Controlled or Value) that the door itself made."""
    # isinstance() believes an object that says of itself what it is.
    if type(thing) is not kind:
        return False
    _contents(thing)
    return True


def _named(by_publisher):
    # Two cards may have one title, such as a series in two layouts.
    return "; ".join(
        f"{publisher}: {', '.join(dict.fromkeys(titles))}" for publisher, titles in by_publisher.items()
    )


class Controlled(_Sealed):
    """What may leave: a measure, its citation, and what was done to it. Only `control()` makes one."""

    __slots__ = ()
    _refusal = "Controlled cannot be made by hand: only publish.control(measure, uses=[…]) makes one."

    def __repr__(self):
        return f"<Controlled: {len(self._frame)} rows; {self.citation}>"

    def _repr_html_(self):
        # Imported here: tables are drawn from Controlled.
        from analysis.publish.pieces.preview import preview

        return preview(self)

    @property
    def _frame(self):
        # A copy, so that not even this module could change what another reader is given.
        return _contents(self)["frame"].copy(deep=True)

    @property
    def rows(self):
        """Return a copy of the rows: changing it changes nothing that is published."""
        return self._frame

    @property
    def columns(self):
        """Return the names of the columns."""
        return tuple(_contents(self)["frame"].columns)

    @property
    def cards(self):
        """Return the ids of the cards it was made from."""
        return tuple(card.id for card in _contents(self)["cards"])

    @property
    def tabulation(self):
        """Return the name of the tabulation of local sources, or "" where all sources are open."""
        return _contents(self)["tabulation"]

    @property
    def invented(self):
        """Return whether it was made from invented files."""
        return _contents(self)["invented"]

    @property
    def missing(self):
        """Return why it cannot be shown, one sentence a reason; empty when it can."""
        return _contents(self)["missing"]

    @property
    def not_current(self):
        """Return the sentence that says that its figures are too old to be findings; "" when they are not."""
        said = _contents(self)["too_old"]
        return f"There are no current figures on this: {', '.join(said)}." if said else ""

    @property
    def note(self):
        """Return what is to be said beneath the figure: the measure's own words, and that it is too old."""
        said = _contents(self)["too_old"]
        age = f"Not current: {', '.join(said)}." if said else ""
        return " ".join(filter(None, [_contents(self)["note"], age])) or None

    @property
    def controls(self):
        """Return what was done so that nothing in it points at a person, one sentence a control."""
        return _contents(self)["controls"]

    @property
    def title_period(self):
        """Return the period the figures are about: the one given, or that of the first card."""
        return _contents(self)["period"] or _contents(self)["periods"][0]

    @property
    def source(self):
        """Return each publisher's cards with their periods; of invented figures, that they are invented."""
        held, by_publisher = _contents(self), {}
        for card, publisher, period in zip(held["cards"], held["publishers"], held["periods"], strict=True):
            named = card.title + (f" ({period})" if period else "")
            by_publisher.setdefault(publisher, []).append(named)
        if not self.invented:
            return f"{_named(by_publisher).rstrip('.')}."
        # No publisher stands behind an invented figure, and no licence covers it. What this project keeps
        # itself has no layout of anybody's.
        ours = [title for name, titles in by_publisher.items() if name.startswith(OURS) for title in titles]
        theirs = {name: titles for name, titles in by_publisher.items() if not name.startswith(OURS)}
        layout = f", in the layout of {_named(theirs).rstrip('.')}" if theirs else ""
        # National law and events, which it holds too, are as real in an invented county as in any.
        real = "" if theirs or not ours else " where a row is about it; what is national is real"
        kept = f"{';' if theirs else ':'} {', '.join(ours)}" if ours else ""
        return f"Invented data of Sampleshire{real}{layout}{kept.rstrip('.')}."

    @property
    def citation(self):
        """Return the source line, then the licences' words, which an invented figure has not."""
        words = [
            card.attribution or (f"Licence: {card.licence}" if card.licence else "")
            for card in _contents(self)["cards"]
        ]
        licences = [f"{word.rstrip('.')}." for word in dict.fromkeys(words) if word]
        return " ".join([self.source, *(licences if not self.invented else [])])

    @property
    def period(self):
        """Return the period as a `Value`: `title_period`, or the cards' where they agree."""
        held = _contents(self)
        periods = {period for period in held["periods"] if period}
        text = held["period"] or (periods.pop() if len(periods) == 1 else None)
        return self._value(text, SHOWN if text and not self.missing else NOT_AVAILABLE)

    def value(self, column, as_=None, **where):
        """Return the figure in `column` of the one row that `where` picks, as a `Value`.

        Written by the column's kind: whole numbers with thousands commas, `…_pct` with one decimal
        and a per cent sign, rates with one decimal, dates as month and year. Halves round away from
        nought. `as_` writes it otherwise: "number", "decimal", "percentage", "whole percentage", "month",
        "day", "year", "one in" (of a share or a rate: only the number after "one in") and "one in N"
        (the whole phrase). A row that is not there is "not available".

        Raises InputError for an unknown column and when `where` picks more than one row.
        """
        if self.missing:
            return self._value(None, NOT_AVAILABLE)
        require(self._frame, column)
        picked = self._where(where)
        if len(picked) > 1:
            told = ", ".join(f"{name}={wanted!r}" for name, wanted in where.items()) or "nothing"
            raise InputError(
                f'safe.value("{column}", …) picks one row, and {told} picks {len(picked)}. Name more columns '
                f"out of: {', '.join(self.columns)}."
            )
        if picked.empty:
            return self._value(None, NOT_AVAILABLE)
        return self._cell(picked.iloc[0], column, as_)

    def span(self, lower, upper, **where):
        """Return "2.1% to 2.4%" out of `lower` and `upper` of the one row that `where` picks, as a `Value`.

        Each end is written as `value` writes it; ends that would read alike get a decimal more.
        """
        ends = [self.value(column, **where) for column in (lower, upper)]
        for end in ends:
            if end.status != SHOWN:
                return end
        row = self._where(where).iloc[0]
        kinds = {kind_of(column, self._frame[column]) for column in (lower, upper)}
        kind = kinds.pop() if len(kinds) == 1 else "decimal"
        return self._value(range_in_words(row[lower], row[upper], lower, kind), SHOWN)

    def text(self, column, **where):
        """Return the name in `column` of the one row that `where` picks, as a `Value`.

        A name is known even where the row's figures are hidden.
        """
        if self.missing:
            return self._value(None, NOT_AVAILABLE)
        require(self._frame, column)
        if column in numbers_in(self._frame):
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

    def largest(self, n, column=None, label=None, beyond_chance=False, **where):
        """Return the labels of the `n` rows with the largest `column`, as `first`, `second`, ….

        `label` may be a column of figures: then the figures come back, in the same order. Only
        shown rows take part. Where a tie runs over the end of the list the tied places are not
        available, because no row has the better claim.

        Of a tabulation of local sources no place is available while a row is hidden: a cell that is
        hidden for another's sake may be large, and its absence from the list would say that it is not.

        With `beyond_chance` a place is not available either while the range from `lower` to `upper` of its
        row meets that of a row which ranks below it: another may then be as large.
        """
        return self._ranked(n, column, label, where, False, beyond_chance)

    def smallest(self, n, column=None, label=None, beyond_chance=False, **where):
        """Return the labels of the `n` rows with the smallest `column`, as `largest` does."""
        return self._ranked(n, column, label, where, True, beyond_chance)

    def total(self, column, as_=None, **where):
        """Return the sum of `column` as a `Value`; hidden when any row in it is hidden."""
        if self.missing:
            return self._value(None, NOT_AVAILABLE)
        require(self._frame, column)
        if not kind_of(column, self._frame[column]) == "number":
            raise InputError(
                f'"{column}" does not add up: only counts have a total, not shares, rates or names.'
            )
        picked = self._where(where)
        if _contents(self)["left_out"]:
            return self._value(None, SUPPRESSED)
        for state in (SUPPRESSED, NOT_AVAILABLE):
            if picked["status"].eq(state).any():
                return self._value(None, state)
        if picked.empty:
            return self._value(None, NOT_AVAILABLE)
        return self._value(written(picked[column].sum(), column, as_ or "number"), SHOWN)

    def count(self, **where):
        """Return how many rows `where` picks, as a `Value`. A list picks any of its members."""
        if self.missing:
            return self._value(None, NOT_AVAILABLE)
        return self._value(written(len(self._where(where)), "rows", "number"), SHOWN)

    def _ranked(self, n, column, label, where, ascending, beyond_chance):
        if not 1 <= n <= len(ORDINALS):
            raise InputError(f"A sentence can name the first one to {len(ORDINALS)}, not {n}.")
        places = ORDINALS[:n]
        if self.missing:
            return {place: self._value(None, NOT_AVAILABLE) for place in places}
        frame = self._frame
        column, label = column or _only_figure(frame), label or _only_label(frame)
        for name in (column, label, *(("lower", "upper") if beyond_chance else ())):
            require(frame, name)
        picked = self._where(where)
        hidden = bool(self.tabulation) and (_contents(self)["left_out"] or picked["status"].ne(SHOWN).any())
        # The largest shown is the largest of all only where no hidden one can be larger.
        above = _contents(self)["ceiling"].get(column, math.inf) if hidden else -math.inf
        if hidden and (ascending or beyond_chance):
            return {place: self._value(None, NOT_AVAILABLE) for place in places}
        shown = picked[picked["status"].eq(SHOWN) & picked[column].notna()]
        by_name = [name for name in frame.columns if name not in numbers_in(frame)]
        order = shown.sort_values([column, *by_name[:1]], ascending=[ascending, True], kind="stable")
        tied = None
        if len(order) > n and order[column].iloc[n - 1] == order[column].iloc[n]:
            tied = order[column].iloc[n]
        result = {}
        for position, place in enumerate(places):
            figure = order[column].iloc[position] if position < len(order) else None
            unsure = beyond_chance and _meets_one_below(order, position)
            if figure is None or figure <= above or (tied is not None and figure == tied) or unsure:
                result[place] = self._value(None, NOT_AVAILABLE)
            else:
                result[place] = self._cell(order.iloc[position], label, None)
        return result

    def _where(self, where):
        picked = self._frame
        numbers = numbers_in(picked)
        for name, wanted in where.items():
            require(picked, name)
            if self.tabulation and (name in numbers or name in ("status", "method")):
                # A blank picks the hidden rows, and how they came to be hidden is nobody's to ask.
                raise InputError(f'Rows of a local source are picked by their labels, not by "{name}".')
            several = isinstance(wanted, list | tuple | set)
            options = list(wanted) if several else [wanted]
            if pd.api.types.is_datetime64_any_dtype(picked[name]):
                options = [pd.Timestamp(option) for option in options]
            picked = picked[picked[name].isin(options)]
        return picked

    def _cell(self, row, column, as_):
        series = _contents(self)["frame"][column]
        is_number = pd.api.types.is_numeric_dtype(series) and not pd.api.types.is_bool_dtype(series)
        if not is_number and row["status"] == SHOWN and pd.notna(row[column]):
            return self._value(written(row[column], column, as_), SHOWN)
        if row["status"] != SHOWN:
            return self._value(None, row["status"])
        if pd.isna(row[column]):
            return self._value(None, NOT_AVAILABLE)
        text = written(row[column], column, as_ or kind_of(column, series))
        return self._value(text, SHOWN if text is not None else NOT_AVAILABLE)

    def _value(self, text, status):
        return admit(
            Value,
            text=text,
            status=status,
            citation=self.citation,
            invented=self.invented,
            tabulation=self.tabulation,
            not_current=self.not_current,
        )


def _meets_one_below(order, position):
    """Tell whether the range of a row meets that of one after it; an unknown range meets every other."""
    if position >= len(order):
        return False
    own, below = order.iloc[position], order.iloc[position + 1 :]
    return not (below["upper"].lt(own["lower"]) | below["lower"].gt(own["upper"])).all()


def _only_figure(frame):
    if "value" in frame.columns:
        return "value"
    figures = numbers_in(frame)
    if len(figures) != 1:
        raise InputError(f"Say which column is ranked, out of: {', '.join(figures)}.")
    return figures[0]


def _only_label(frame):
    labels = [
        name
        for name in frame.columns
        if name not in (*numbers_in(frame), "status", "method") and not name.endswith("_code")
    ]
    if len(labels) != 1:
        raise InputError(f"Say which column names the rows, out of: {', '.join(labels) or 'none'}.")
    return labels[0]
