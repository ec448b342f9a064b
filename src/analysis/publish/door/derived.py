"""What a measure makes of figures that may leave already: it leaves too, for it knows no other.

A share of two tables, a funnel or a verdict with its bounds cannot be looked up in one solved table. It is
worked out here, from rows that have passed the door and from open tables, by a measure that is pure: whoever
has the published tables could work it out alike, and nothing of a hidden cell is in it.
"""

import re

import pandas as pd

from analysis import measures
from analysis.errors import InputError, nearest
from analysis.publish.door import control as door
from analysis.publish.door.controlled import Controlled, admit, noted, passed_the_door
from analysis.publish.pieces.say import checked_words
from analysis.publish.states import NOT_AVAILABLE, checked

FROM_PUBLISHED = "Worked out from published figures and open tables alone: no hidden figure is in it."


def work_out(measure, *safe, uses=(), title_period=None, note=None, **given):
    """Return what `measure` makes of what `publish.control` let through, as `Controlled`.

    `measure` is a verb of analysis.measures. It is given the rows of each of `safe`, then `given`: open
    tables, whose cards `uses` names, further `Controlled`, or plain values. In rows that are not shown there
    is no number. Where one of them is missing, so is the answer. What counts people of a tabulation is called
    `counted` in the answer ("victims_known" is `counted_known`): a sum of its cells is none of them.

    Raises TypeError for what is no verb of measures or has not passed the door, and InputError for a table
    of counts of people among what is given, or one without its card.
    """
    _refuse_other(measure)
    held = [*safe, *(one for one in given.values() if isinstance(one, Controlled))]
    _refuse_unpassed("work_out", safe)
    given = {name: _plain(name, one, uses) for name, one in given.items()}
    cards = door.allowed_cards(uses, at_least_one=False)
    missing = [*(reason for one in held for reason in one.missing), *door.missing_now([*uses])]
    frame = pd.DataFrame()
    if not missing:
        made = pd.DataFrame(measure(*[one.rows for one in safe], **given)).reset_index(drop=True)
        frame = checked(made.rename(columns=without_unit))
        if not len(frame):
            missing = ["The files read hold no row about it."]
        elif frame["status"].eq(NOT_AVAILABLE).all():
            missing = door.reasons(frame)
    return _admitted(frame, held, cards, tuple(dict.fromkeys(missing)), title_period, note)


def stack(*safe):
    """Return tables with the same columns one beneath the other, as `Controlled`; missing ones are left out.

    Raises TypeError for what has not passed the door.
    """
    _refuse_unpassed("stack", safe)
    there = [one for one in safe if not one.missing]
    missing = () if there else tuple(dict.fromkeys(reason for one in safe for reason in one.missing))
    frame = pd.concat([one.rows for one in there], ignore_index=True) if there else pd.DataFrame()
    return _admitted(frame, there or safe, [], missing, None, None)


def _refuse_unpassed(verb, safe):
    for one in safe or [None]:
        if not passed_the_door(one, Controlled):
            raise TypeError(
                f"publish.{verb} takes what publish.control() returns, not a {type(one).__name__}."
            )


def _admitted(frame, held, cards, missing, title_period, note):
    """Return `Controlled` of a frame that was worked out from others: their sources, controls and period."""
    behind = [noted(one) for one in held]
    sources = {card.id: (card, card.publisher, door.period_now(card)) for card in cards}
    for one in behind:
        for card, publisher, period in zip(one["cards"], one["publishers"], one["periods"], strict=True):
            sources.setdefault(card.id, (card, publisher, period))
    tabulations = dict.fromkeys(name for one in held for name in one.tabulation.split(", ") if name)
    controls = dict.fromkeys(said for one in behind for said in one["controls"])
    newly = [] if missing else door.too_old_now(cards)

    def words(given, name):
        return behind[0][name] if given is None else checked_words(given, name, bool(tabulations))

    # The office's own figures come first in the source line, what they are set against after them.
    ordered = sorted(sources.values(), key=lambda source: source[0] in cards)
    return admit(
        Controlled,
        frame=frame.iloc[0:0] if missing else frame,
        cards=tuple(card for card, _, _ in ordered),
        publishers=tuple(publisher for _, publisher, _ in ordered),
        periods=tuple(period for _, _, period in ordered),
        period=words(title_period, "period"),
        note=words(note, "note"),
        invented=any(one.invented for one in held),
        missing=missing,
        too_old=tuple(dict.fromkeys([*(said for one in behind for said in one["too_old"]), *newly])),
        controls=(*controls, FROM_PUBLISHED),
        tabulation=", ".join(tabulations),
        left_out=any(one["left_out"] for one in behind),
        ceiling={},
    )


def _refuse_other(measure):
    name = getattr(measure, "__name__", "")
    if getattr(measures, name, None) is not measure:
        raise TypeError(
            "publish.work_out takes a verb of analysis.measures, such as measures.share, which knows nothing "
            f"but what it is given. {nearest(name, measures.__all__)}".rstrip()
        )


def without_unit(column):
    """Return the name of a column of an answer, without the word for what a tabulation counts."""
    # Imported here: these read the extracts, which open figures have no need of.
    from analysis.disclosure import series

    units = sorted((source.unit for source in series.ALL.values()), key=len, reverse=True)
    return re.sub(rf"(^|_)(?:{'|'.join(units)})(?=_|$)", r"\1counted", column)


def _plain(name, one, uses):
    """Return what is given in a form that a measure takes, once nothing of people's counts is in it."""
    if isinstance(one, Controlled):
        passed_the_door(one, Controlled)
        return one.rows
    if isinstance(one, pd.DataFrame | pd.Series):
        if not uses:
            raise InputError(f"The table {name} is from a source: name its card in uses=[…].")
        door.refuse_counts_of_people(one if isinstance(one, pd.DataFrame) else one.to_frame())
        return one
    if callable(one):
        raise TypeError(
            f"{name}: publish.work_out takes tables and plain values, not a {type(one).__name__}."
        )
    return one
