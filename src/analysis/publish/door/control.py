"""The door: `control()` alone turns a measure into `Controlled`, the only thing that may be published."""

import pandas as pd

from analysis import settings
from analysis.errors import InputError, nearest
from analysis.publish.door import evidence as citing
from analysis.publish.door.controlled import Controlled, admit
from analysis.publish.pieces.say import checked_words
from analysis.publish.states import NOT_AVAILABLE, checked
from analysis.publish.wording import QUARTER, in_words, quarters_in_words

OTHER_UNITS = {"contacts"}  # counted in the office's own logs, and listed as no tabulation
OPEN_CONTROL = "The publisher's own protection stands: nothing was added and nothing was undone."


def invented_now():
    """Return whether the files being read are invented."""
    from analysis.sources import inventory

    return bool(inventory.current().invented)


def missing_now(uses):
    """Return a sentence for each of the cards `uses` that the folder being read has no file for."""
    from analysis import sources

    return list(sources.missing_for_readers(uses))


def period_now(card):
    """Return the period of a card's files in the folder being read in words, or the card's own."""
    from analysis import sources

    return in_words(sources.periods(card.id) or card.period)


def too_old_now(cards, period=None):
    """Return what is too old to be a finding among figures of `cards`: `period` is that of the first."""
    from analysis import sources

    said = [sources.too_old(card.id, None if number else period) for number, card in enumerate(cards)]
    return tuple(filter(None, said))


def cards_now():
    """Return the catalogue's cards by id."""
    from analysis.sources.catalogue import catalogue

    return catalogue()


def policies_now():
    """Return the policies of data/policy.toml by name."""
    from analysis.disclosure import policy

    return policy.read()


def document_now(area=None):
    """Return what was released for chapters: of the area `area` (a slug), else of the tables loaded last."""
    from analysis.tables.released import document

    return document(area or _area_now())


def periods(table):
    """Return {label: its quarters} of the periods that an edition shows of an entry of data/release.toml.

    Years that are pooled stay for four quarters: only what is published before says which they are.
    """
    from analysis.disclosure import release

    release.tabulation(table)
    return dict(document_now()["tabulations"][table]["periods"])


def _area_now():
    """Return the slug of the area whose tables were loaded last."""
    from analysis.sources import inventory

    held = inventory.current()
    area = inventory.area_now() or (settings.SAMPLESHIRE if held.invented else None)
    if area is None:
        raise InputError(
            "Which area's tabulations are meant is not known here: run the chapter by vna build."
        )
    return area


def control(measure, uses=(), title_period=None, note=None, table=None, statement=None, evidence=()):
    """Return `measure` as `Controlled`, if every card in `uses` lets it leave.

    `measure` has a `status` column ("shown", "suppressed", "not available"). In a suppressed row
    every number is blanked here, whatever the measure left in it; a row that is not available
    keeps the parts that are known, such as a numerator without a population.

    Open official tables keep the publisher's own protection (the census is perturbed, not
    suppressed). `title_period` is the period the figures are about, where it is not that of the first
    card in `uses`: words, or a column that holds it, of which the first and the last are named; it
    ends every subtitle.

    `table` names an entry of data/release.toml, for figures of local sources: each row is looked up in
    the solved tabulation by its labels, and takes its count and its status from there. Shares, rates,
    ratios and their limits are worked out anew from what is shown, or hidden with it; `uses` then
    names the open cards of the denominators. Any other number is refused by its column.

    `statement` names an entry under `statements` in data/release.toml, for what is said of counts that are in
    no table: `measure` has rows of `tables.released(NAME, …)` as they are.

    `evidence` names cards of sensitive counts that conclusions in the measure rest on beside `uses`: they
    are cited, and no figure of theirs may be in it (src/analysis/publish/door/evidence.py).

    Raises InputError for an unknown card, a card that is not open, a status that is not one of the
    three, a shown row that is blank, a tabulation that is not listed and a row that is none of its cells.
    """
    if not isinstance(measure, pd.DataFrame):
        raise TypeError(
            f"control() takes a measure, which is a DataFrame, and was given {_kind_name(measure)}."
        )
    if evidence and (statement is not None or table is not None):
        raise InputError("A table or statement names its sources itself: leave evidence= out.")
    if statement is not None:
        return _stated(measure, statement, table, uses, title_period, note)
    if table is not None:
        return _local(measure, table, uses, title_period, note)
    refuse_counts_of_people(measure)
    cards = allowed_cards(uses)
    rests_on = citing.cited(measure, evidence, cards_now(), policies_now()) if evidence else []
    cards += rests_on
    gone = missing = tuple(missing_now(list(uses)))
    frame = measure.reset_index(drop=True)
    if missing:
        # What could be worked out without a source that the figure names is not that figure.
        frame = frame.iloc[0:0]
    if len(frame) or "status" in frame.columns:
        frame = checked(frame)
    if not missing and not len(frame):
        missing = ("The files read hold no row about it.",)
    elif not missing and frame["status"].eq(NOT_AVAILABLE).all():
        missing = reasons(frame)
    period = _period_in(frame, title_period)
    return admit(
        Controlled,
        frame=frame,
        cards=tuple(cards),
        publishers=tuple(card.publisher for card in cards),
        periods=tuple(period_now(card) for card in cards),
        period=period,
        note=note,
        invented=invented_now(),
        missing=missing,
        too_old=() if gone else too_old_now(cards[: len(cards) - len(rests_on)], period),
        controls=(OPEN_CONTROL, *([citing.CONTROL] if rests_on else [])),
        tabulation="",
        left_out=False,
        ceiling={},
    )


def refuse_counts_of_people(measure):
    """Refuse by the open door what is under disclosure control, whichever cards are said to be used."""
    # Imported here: these read the extracts, which the door has no need of before.
    from analysis.disclosure import series

    where = (
        "Figures about people are hidden together: give table=, the name of an entry in data/release.toml, "
        "or statement= for what is said of counts that are in no table."
    )
    units = {source.unit for source in series.ALL.values()} | OTHER_UNITS
    for column in measure.columns:
        if isinstance(column, str) and any(column == unit or column.startswith(f"{unit}_") for unit in units):
            raise InputError(f'The column "{column}" counts people under disclosure control. {where}')


def _local(measure, table, uses, title_period, note):
    if not isinstance(table, str):
        raise TypeError(f"table= takes the name of one tabulation, not {_kind_name(table)}.")
    # Solving brings scipy with it, which a chapter without local sources need not wait for.
    from analysis.disclosure import release, series
    from analysis.publish.door import local, tabulations

    # A name that is not listed is refused before anything is solved for it.
    release.tabulation(table)
    tabulation = tabulations.solved(document_now(), table, policies_now())
    open_cards = allowed_cards(uses, at_least_one=False)
    cited = series.ALL[tabulation.source].cited
    own = cards_now().get(cited)
    if own is None:
        raise InputError(f'data/catalogue.toml has no card "{cited}".')
    periods = quarters_in_words(tabulation.periods)
    # Everything is looked at before it is known whether anything is missing, so that a chapter that may not
    # be published fails in Sampleshire too.
    passed = local.passed(measure, tabulation, tuple(open_cards))
    if len(passed.periods):
        periods = quarters_in_words(passed.periods)
    missing = tuple(missing_now([card.id for card in open_cards])) + passed.missing
    return admit(
        Controlled,
        frame=passed.frame.iloc[0:0] if missing else passed.frame,
        cards=(own, *open_cards),
        publishers=(tabulation.supplier or own.publisher, *(card.publisher for card in open_cards)),
        periods=(periods, *(period_now(card) for card in open_cards)),
        period=_local_period(title_period, periods),
        note=None if note is None else checked_words(note, "note", local=True),
        invented=local.is_invented(tabulation),
        missing=missing,
        too_old=() if missing else too_old_now([own, *open_cards], periods),
        controls=(*passed.controls, *((OPEN_CONTROL,) if open_cards else ())),
        tabulation=tabulation.name,
        left_out=passed.left_out,
        ceiling={passed.counted: passed.ceiling},
    )


def _stated(measure, statement, table, uses, title_period, note):
    if table is not None or uses:
        raise InputError(
            "A statement names its sources itself, and is of no table: leave uses= and table= out."
        )
    known = document_now().get("statements", {})
    if not isinstance(statement, str) or statement not in known:
        raise InputError(
            f'The statement "{statement}" is not listed in data/release.toml, so it may not be published. '
            f"{nearest(statement, known)}".rstrip()
        )
    held = known[statement]
    cards = tuple(cards_now()[name] for name in held["cards"])
    missing = tuple(missing_now(held["cards"])) or tuple(held["missing"])
    frame = _only_released(measure, statement)
    if not missing and frame["status"].eq(NOT_AVAILABLE).all() and statement == "people_never_seen":
        missing = ("No lists were supplied to compare.",)
    return admit(
        Controlled,
        frame=frame.iloc[0:0] if missing else frame,
        cards=cards,
        publishers=tuple(card.publisher for card in cards),
        periods=tuple(period_now(card) for card in cards),
        period=None if title_period is None else checked_words(title_period, "title_period", local=True),
        note=None if note is None else checked_words(note, "note", local=True),
        invented=invented_now(),
        missing=missing,
        too_old=(),
        controls=tuple(held["controls"]),
        tabulation="",
        left_out=False,
        ceiling={},
    )


def _only_released(measure, statement):
    """Return rows of a statement, once they are known to be those that were released."""
    from analysis.tables.released import load

    ours = load(statement, _area_now()).drop(columns="lists", errors="ignore").astype("str")
    rows = set(ours.itertuples(index=False, name=None))
    same = list(measure.columns) == list(ours.columns)
    if not same or not rows.issuperset(measure.astype("str").itertuples(index=False, name=None)):
        raise InputError(
            f'The rows are not those of tables.released("{statement}", …). Take them as they are.'
        )
    return measure.reset_index(drop=True)


def _local_period(title_period, periods):
    if title_period in (None, "period"):
        return periods
    return checked_words(title_period, "title_period", local=True)


def _period_in(frame, title_period):
    """Return the period in words, out of the column that `title_period` names if it names one."""
    if title_period is None:
        return None
    if title_period not in frame.columns:
        return str(title_period)
    found = sorted(frame[title_period].dropna().unique())
    # The column says what kind of period it is: "year_ending" gives "year ending March 2026", also where it
    # holds the quarter with which the year ends.
    kind = f"{title_period.replace('_', ' ')} " if "_" in title_period else ""
    ends = [f"{kind}{label}" for label in dict.fromkeys([*found[:1], *found[-1:]])]
    if kind and ends and all(QUARTER.fullmatch(end) for end in ends):
        return quarters_in_words(ends)
    words = " to ".join(in_words(label) for label in dict.fromkeys([*found[:1], *found[-1:]]))
    said = f"{kind}{words}" if words else words
    return quarters_in_words([said]) if said else said


def reasons(frame):
    """Return why no row is available, in the measure's own words where it gives them."""
    given = frame["method"].dropna().drop_duplicates() if "method" in frame.columns else []
    reasons = [str(reason).removeprefix("not given: ") for reason in given if str(reason).strip()]
    return tuple(f"{reason[:1].upper()}{reason[1:]}" for reason in reasons) or (
        "None of its figures is available.",
    )


def allowed_cards(uses, at_least_one=True):
    """Return the cards named by `uses`, once each is open."""
    if isinstance(uses, str):
        raise TypeError(f'uses= takes a list of card ids: write uses=["{uses}"].')
    if not uses and at_least_one:
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


def _kind_name(thing):
    return f"a {type(thing).__name__}" if thing is not None else "nothing"
