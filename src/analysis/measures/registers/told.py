"""A register in sentences: what is reported complete, how old the claims are, and what is overdue."""

import pandas as pd

from analysis.measures.registers.now import COMPLETED, DONE, NO_DATE, NOT_VERIFIED, OVERDUE, REVIEW
from analysis.measures.status import NOT_AVAILABLE, SHOWN, require, text


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
