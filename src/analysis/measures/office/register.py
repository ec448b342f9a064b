"""The registers on a day: where an item is answered, how old claims are, who checked them, what is due."""

import numpy as np
import pandas as pd

from analysis.errors import how_many
from analysis.measures.rates.status import in_day, require, text
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = [
    "answered_in",
    "claims_in_words",
    "claims_told",
    "duties_now",
    "register_now",
]

BETWEEN = "; "
CHAPTER, ITEM = "Chapter {}", "recommendation {}"
COMPLETED = "Completed"
NO_DATE, DUE, OVERDUE = "no date is given", "not yet due", "overdue"
DONE, REVIEW = "reported complete", "reported complete; its review is overdue"
NOT_RECORDED, NO_VIEW = "not recorded", "no independent view is known"
NOT_VERIFIED, VIEWED = "claimed, not verified", "claimed; an independent view is known"
CHECK, TODAY = "check", "0 days"
# What is not known before its day. Without a claim nothing of the item is.
DATED = {
    "evidence_on": ("evidence",),
    "view_on": ("independent_view", "view_by"),
    "claimed_on": (
        "claim",
        "claimed_by",
        "source",
        "evidence",
        "evidence_on",
        "also_said",
        "independent_view",
        "view_by",
        "view_on",
        "next_on",
        "done_on",
    ),
}
IN_FORCE = {"yes": "in force", "no": "not in force", "unknown": CHECK}


def register_now(register: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return the register on the day `as_of`: ages, whether a claim is verified, and what is overdue.

    `register` is that of `tables.registers.recommendations` or `tables.registers.terms_of_reference`. Claim,
    evidence and independent view stay three columns; where there is no evidence or view it says so. What is
    dated after the day is not known on it. `verified` says "claimed, not verified" unless an independent view
    of the claim's own day or later is known. `overdue_by` counts from the next date, or from the day by which
    the item was due where no next date is given. What is claimed to be Completed is never overdue: its next
    date is that of a review, and `due` says when the review is late.

    Columns: those of `register`, `verified`, `claim_age`, `evidence_age` and `overdue_by` in words, `due`,
    with `method` and `status` last.

    >>> days = ["due_on", "claimed_on", "evidence_on", "view_on", "next_on", "done_on"]
    >>> row = dict.fromkeys(days, pd.NaT) | {"item": "recommendation 6", "claim": "In progress"}
    >>> row |= {"claimed_on": pd.Timestamp("2026-02-02"), "next_on": pd.Timestamp("2026-07-31")}
    >>> row |= {"evidence": None, "independent_view": None, "method": "as claimed", "status": "shown"}
    >>> found = register_now(pd.DataFrame([row]), "2026-08-30")
    >>> found[["claim", "claim_age", "overdue_by", "due", "verified"]]
             claim claim_age overdue_by      due               verified
    0  In progress  6 months    30 days  overdue  claimed, not verified
    """
    require(register, "item", "claim", "claimed_on", "evidence", "evidence_on", "independent_view", "view_on")
    require(register, "due_on", "next_on", "done_on", "method", "status")
    day = pd.Timestamp(as_of)
    found = _known_on(register, day).reset_index(drop=True)
    for name, when in (("claim_age", "claimed_on"), ("evidence_age", "evidence_on")):
        found[name] = text([None if pd.isna(one) else age_in_words(one, day) for one in found[when]])
    shown = (found["status"] == SHOWN).to_numpy()
    viewed = (found["view_on"] >= found["claimed_on"]).to_numpy()
    found["verified"] = text(np.where(shown, np.where(viewed, VIEWED, NOT_VERIFIED), None))
    wanted = found["next_on"].where(found["next_on"].notna(), found["due_on"])
    done = (found["claim"] == COMPLETED).to_numpy()
    review = done & (found["next_on"] < day).to_numpy()
    late = ~done & (wanted < day).to_numpy()
    due = np.select([review, done, wanted.isna(), late], [REVIEW, DONE, NO_DATE, OVERDUE], DUE)
    past = np.where(review, found["next_on"], wanted)
    found["overdue_by"] = text(
        how_many((day - one).days, "days") if counts else None
        for one, counts in zip(pd.to_datetime(past), shown & (review | late), strict=True)
    )
    found["due"] = text(np.where(shown, due, None))
    for name, absent in (("evidence", NOT_RECORDED), ("independent_view", NO_VIEW)):
        blank = found[name].isna().to_numpy()
        found[name] = text(np.where(shown & blank, absent, found[name].astype(object)))
    last = ["method", "status"]
    return found[[*found.columns.drop(last), *last]]


def _known_on(register, day):
    """Return the rows as they were known on a day: what is dated later is not there yet."""
    found = register.copy()
    for when, names in DATED.items():
        for name in (one for one in (*names, when) if one in found.columns):
            found[name] = found[name].mask(register[when] > day)
    unclaimed = register["claimed_on"] > day
    return found.assign(
        status=found["status"].mask(unclaimed, NOT_AVAILABLE),
        method=found["method"].mask(unclaimed, "no claim was made by then"),
    )


def _stated(register):
    """Return each claim and whether it is verified: "Completed (claimed, not verified)"."""
    pairs = zip(register["claim"], register["verified"], strict=True)
    return text([None if pd.isna(claim) else f"{claim.rstrip('.')} ({seen})" for claim, seen in pairs])


def _said(register):
    """Return who made each claim, when, and how old it is by the day of the register."""
    rows = zip(register["claimed_by"], register["claimed_on"], register["claim_age"], strict=True)
    return text([None if pd.isna(day) else f"{by}, {day_and_age(day, age)}" for by, day, age in rows])


def day_and_age(day: pd.Timestamp, age: str) -> str:
    """Return a day with its age in brackets, and without one where it is the day itself."""
    return in_day(day) if age == TODAY else f"{in_day(day)} ({age} old)"


def duties_now(duties: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return the duties with what to print of each: "in force" or not, and when somebody looked, or "check".

    A duty of which nobody has looked up whether it is in force is "check", and so is one that was looked up
    after the day `as_of`, or over a year before it. Columns: those of `duties`, `says`, with `status` last.
    """
    require(duties, "body", "act", "section", "in_force", "checked_on", "status")
    day = pd.Timestamp(as_of)
    says = [
        CHECK
        if IN_FORCE[one] == CHECK or not day - pd.DateOffset(years=1) <= looked <= day
        else f"{IN_FORCE[one]}, as seen on {in_day(looked)}"
        for one, looked in zip(duties["in_force"], duties["checked_on"], strict=True)
    ]
    found = duties.assign(says=text(says))
    return found[[*found.columns.drop("status"), "status"]].reset_index(drop=True)


def age_in_words(day: pd.Timestamp, as_of: pd.Timestamp) -> str:
    """Return how long before `as_of` a day is, in words.

    >>> [age_in_words(pd.Timestamp(day), pd.Timestamp("2026-09-30")) for day in ("2026-09-29", "2021-11-29")]
    ['1 day', '4 years 10 months']
    """
    months = 12 * (as_of.year - day.year) + as_of.month - day.month - (as_of.day < day.day)
    if months < 1:
        return how_many((as_of - day).days, "days")
    years, rest = divmod(months, 12)
    if years < 2:
        return how_many(months, "months")
    return f"{how_many(years, 'years')} {how_many(rest, 'months')}" if rest else how_many(years, "years")


def answered_in(register: pd.DataFrame, index: pd.DataFrame) -> pd.DataFrame:
    """Return what each item asks with the measures and the chapters that answer it.

    `register` has `item`, `addressee`, `asks`, `question` and `measures` ("M20; M30"); `index` is
    `tables.registers.measure_index`. Columns: `item`, `addressee`, `asks`, `question`, `measures`, `chapters`
    ("Chapter 5; Chapter 10"), `status`: this stands for every area, whatever it claims.

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
    return kept.assign(chapters=text(found), status=SHOWN)


def called(chapter: str) -> str:
    """Return what a chapter is called in a sentence: "Chapter 7" for 07_modern_slavery."""
    return CHAPTER.format(int(chapter[:2]))


def claims_in_words(register: pd.DataFrame) -> pd.DataFrame:
    """Return claim, evidence and independent view, each with its author and its day.

    `register` is that of `register_now`. Nothing is worked out of the three, and neither of a claim and what
    the same source also says is preferred: "Completed" and "no organisation is commissioned" are two
    statements of one body. A row without a claim stays without words and keeps its status. Columns: `item`,
    `measures`, `claim` (and whether it is verified), `said` (by whom, when, how old), `also_said`, `source`,
    `evidence`, `independent_view`, `method`, `status`.
    """
    require(register, "item", "measures", "claim", "verified", "claimed_by", "claimed_on", "claim_age")
    require(register, "also_said", "source", "method", "status")
    require(register, "evidence", "evidence_on", "independent_view", "view_by", "view_on")
    rows = list(register.itertuples())
    return register[["item", "measures"]].assign(
        claim=_stated(register),
        said=_said(register),
        **register[["also_said", "source"]],
        evidence=text(_of(one.evidence, one.evidence_on) for one in rows),
        independent_view=text(_of(one.independent_view, one.view_on, one.view_by) for one in rows),
        **register[["method", "status"]],
    )


def _of(words, day, whose=None):
    if pd.isna(words):
        return None
    named = [*([] if pd.isna(whose) else [whose]), *([] if pd.isna(day) else [in_day(day)])]
    return f"{words.rstrip('.')} ({', '.join(named)})" if named else words


def items_of(numbers: str) -> str:
    """Return the recommendations that a register numbers, by their names.

    >>> items_of("1, 4")
    'recommendation 1; recommendation 4'
    """
    return BETWEEN.join(ITEM.format(one) for one in numbers.split(", ") if one)


def claims_told(
    register: pd.DataFrame, one: str = "recommendation", many: str = "recommendations"
) -> pd.DataFrame:
    """Return one row of sentences on a register, `register` being that of `register_now`.

    No sentence ends with a full stop, so that each can be a title too. Columns: `complete` (how many are
    reported complete), `checked` (the years of the claims, and how many nobody independent has checked),
    `due` (what is overdue; where nothing has a date it says that, and no number), `status`: "not available"
    where no claim is known.

    >>> rows = pd.DataFrame({"claim": ["Completed", "In progress"], "status": "shown"})
    >>> rows = rows.assign(claimed_on=pd.Timestamp("2021-11-29"), verified="claimed, not verified")
    >>> rows["due"] = ["reported complete", "no date is given"]
    >>> print("\\n".join(claims_told(rows).loc[0, ["complete", "checked", "due"]]))
    1 of 2 recommendations is reported complete
    Both claims date from 2021; nobody independent has checked either
    The one recommendation under way has no due date
    """
    require(register, "claim", "claimed_on", "verified", "due", "status")
    claims = register[register["status"] == SHOWN]
    if not len(claims):
        return pd.DataFrame(
            {**dict.fromkeys(("complete", "checked", "due"), text([None])), "status": [NOT_AVAILABLE]}
        )
    told = {"complete": _complete(claims, len(register), one, many), "checked": _checked(claims)}
    told |= {"due": _due(claims["due"], one, many), "status": SHOWN}
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


def _due(due, one, many):
    """Return what is overdue of what is not complete; no number where nothing has a date."""
    still = due[~due.isin([DONE, REVIEW])]
    claim, claims = (f"{word} under way" for word in (one, many))
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
