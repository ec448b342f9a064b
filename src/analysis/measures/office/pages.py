"""The registers as a reader meets them: where an item is answered; claim, evidence, view, and their days."""

import pandas as pd

from analysis.errors import InputError
from analysis.measures.office.now import (
    COMPLETED,
    DONE,
    NO_DATE,
    NOT_VERIFIED,
    OVERDUE,
    REVIEW,
    in_days,
    said,
    stated,
)
from analysis.measures.office.tracing import BETWEEN
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, require, text

CHAPTER, ITEM = "Chapter {}", "recommendation {}"


def answered_in(register, index):
    """Return what each item asks with the measures and the chapters that answer it.

    `register` has `item`, `addressee`, `asks`, `question` and `measures` ("M20; M30"); `index` is
    `tables.registers.measure_index`. Columns: `item`, `addressee`, `asks`, `question`, `measures`, `chapters`
    ("Chapter 5; Chapter 10"), `status`: this stands for every area, whatever it claims.

    >>> import pandas as pd
    >>> index = pd.DataFrame({"measure": ["M20"], "link": ["chapter"], "name": ["10_services"]})
    >>> words = dict.fromkeys(["addressee", "asks", "question"], "…")
    >>> register = pd.DataFrame([{"item": "recommendation 6", "measures": "M20"} | words])
    >>> answered_in(register, index)["chapters"].tolist()
    ['Chapter 10']
    """
    require(register, "item", "addressee", "asks", "question", "measures")
    require(index, "measure", "link", "name")
    chapters = index[index["link"] == "chapter"].groupby("measure")["name"].agg(list).to_dict()
    found = [
        BETWEEN.join(
            map(called, sorted({one for name in cell.split(BETWEEN) for one in chapters.get(name, ())}))
        )
        for cell in register["measures"]
    ]
    kept = register[["item", "addressee", "asks", "question", "measures"]].reset_index(drop=True)
    return kept.assign(chapters=text(found), status=text([SHOWN] * len(kept)))


def called(chapter):
    """Return what a chapter is called in a sentence: "Chapter 7" for 07_modern_slavery."""
    if not chapter[:2].isdigit():
        raise InputError(
            f'"{chapter}" is not a chapter: its name begins with two digits, as 07_modern_slavery does.'
        )
    return CHAPTER.format(int(chapter[:2]))


def with_days(register):
    """Return claim, evidence and independent view, each with its author and its day.

    `register` is that of `register_now`. Nothing is worked out of the three. A row without a claim stays
    without words and keeps its status. Columns: `item`, `measures`, `claim` (and whether it is verified),
    `said` (by whom, when, how old), `evidence`, `independent_view`, `method`, `status`.
    """
    require(register, "item", "measures", "claim", "verified", "claimed_by", "claimed_on", "claim_age")
    require(register, "evidence", "evidence_on", "independent_view", "view_by", "view_on", "method", "status")
    told = {
        "evidence": zip(register["evidence"], [None] * len(register), register["evidence_on"], strict=True),
        "independent_view": zip(
            register["independent_view"], register["view_by"], register["view_on"], strict=True
        ),
    }
    columns = {"claim": stated(register), "said": said(register)}
    columns |= {name: text([_of(*one) for one in rows]) for name, rows in told.items()}
    kept = register[["item", "measures"]].reset_index(drop=True).assign(**columns)
    ends = register[["method", "status"]].reset_index(drop=True)
    return kept.assign(**{name: ends[name] for name in ends})


def _of(words, whose, day):
    if pd.isna(words):
        return None
    named = [part for part in (whose, None if pd.isna(day) else in_days(day)) if not pd.isna(part)]
    return f"{words.rstrip('.')} ({', '.join(named)})" if named else words


def items_of(numbers):
    """Return the recommendations that a register numbers, by their names.

    >>> items_of("1, 4")
    'recommendation 1; recommendation 4'
    """
    return BETWEEN.join(ITEM.format(one) for one in numbers.split(", ") if one)


def time_line(events):
    """Return the events of `tables.registers.policy_timeline` with the recommendations that each is about.

    Columns: `when`, `what`, `source`, `item`, `date`, `status`.
    """
    require(events, "date", "when", "what", "source", "recommendations")
    kept = events[["when", "what", "source", "date"]].reset_index(drop=True)
    items = text([items_of(cell) for cell in events["recommendations"]])
    return kept.assign(item=items, status=text([SHOWN] * len(kept)))


def claims_told(register, one="recommendation", many="recommendations"):
    """Return one row of sentences on a register, `register` being that of `register_now`.

    No sentence ends with a full stop, so that each can be a title too. Columns: `complete` (how many are
    reported complete), `checked` (the years of the claims, and how many nobody independent has checked),
    `due` (what is overdue; where nothing has a date it says that, and no number), `status`: "not available"
    where no claim is known.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"claim": ["Completed", "In progress"], "status": "shown"})
    >>> rows = rows.assign(claimed_on=pd.Timestamp("2021-11-29"), verified="claimed, not verified")
    >>> rows["due"] = ["reported complete", "no date is given"]
    >>> print("\\n".join(claims_told(rows).loc[0, ["complete", "checked", "due"]]))
    1 of 2 recommendations is reported complete
    Both claims date from 2021; nobody independent has checked either
    The one claim not yet complete has no due date
    """
    require(register, "claim", "claimed_on", "verified", "due", "status")
    claims = register[register["status"] == SHOWN]
    if not len(claims):
        return pd.DataFrame(
            {**dict.fromkeys(("complete", "checked", "due"), text([None])), "status": [NOT_AVAILABLE]}
        )
    told = {"complete": _complete(claims, len(register), one, many), "checked": _checked(claims)}
    told |= {"due": _due(claims["due"]), "status": SHOWN}
    return pd.DataFrame({name: text([words]) for name, words in told.items()})


def _complete(claims, number, one, many):
    done = int((claims["claim"] == COMPLETED).sum())
    if number == 1:
        return f"The one {one} is {'' if done else 'not '}reported complete"
    if done in (0, number):
        return f"{'Each' if done else 'None'} of the {number} {many} is reported complete"
    return f"{done} of {number} {many} {'is' if done == 1 else 'are'} reported complete"


def _checked(claims):
    number, unseen = len(claims), int((claims["verified"] == NOT_VERIFIED).sum())
    years = sorted(claims["claimed_on"].dt.year.unique())
    dates = f"from {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"
    if number == 1:
        seen = "nobody independent has checked it" if unseen else "an independent view of it is known"
        return f"The one claim dates {dates}; {seen}"
    every = ("Both" if number == 2 else f"All {number}") if len(years) == 1 else f"The {number}"
    if unseen == number:
        seen = f"nobody independent has checked {'either' if number == 2 else 'any'}"
    elif unseen:
        seen = f"nobody independent has checked {unseen} of them"
    else:
        seen = "an independent view of each is known"
    return f"{every} claims date {dates}; {seen}"


def _due(due):
    """Return what is overdue among the claims that are not complete; no number where nothing has a date."""
    still = due[~due.isin([DONE, REVIEW])]
    claims = "claims not yet complete" if len(still) < len(due) else "claims"
    claim = claims.replace("claims", "claim")
    late, undated = int((still == OVERDUE).sum()), int((still == NO_DATE).sum())
    dated, reviews = len(still) - undated, int((due == REVIEW).sum())
    if not len(still):
        said = ["Every claim is that something is complete"]
    elif not dated and undated == 1:
        said = [f"The one {claim} has no due date"]
    elif not dated:
        said = [f"None of the {undated} {claims} has a due date"]
    elif dated == 1:
        said = [f"The one {claim} with a due date is {'overdue' if late else 'not yet due'}"]
    elif late == dated:
        said = [f"Each of the {dated} {claims} with a due date is overdue"]
    else:
        be = "are" if late > 1 else "is"
        said = [f"{late or 'None'} of the {dated} {claims} with a due date {be} overdue"]
    if dated and undated:
        said.append(f"{undated} more {'has' if undated == 1 else 'have'} no due date")
    if reviews == 1:
        said.append("The review of one that is reported complete is overdue")
    elif reviews:
        said.append(f"The reviews of {reviews} that are reported complete are overdue")
    return ". ".join(said)
