"""What routes and services say of immigration enforcement, who said so and when, and whether it is safe."""

import pandas as pd

from analysis.measures.rates.status import in_day, require, text

NEVER, WITH_CONSENT, NOT_KNOWN, MAY, IT_SHARES = "never", "only with consent", "not known", "may", "shares"
ANSWERS = (NEVER, WITH_CONSENT, NOT_KNOWN, MAY, IT_SHARES)  # the safest first
SAFE = (NEVER, WITH_CONSENT)
NOBODY_SAID = f"{NOT_KNOWN} (nobody has said)"
SHARES, SAID_BY, SAID_ON = "shares_with_enforcement", "sharing_said_by", "sharing_said_on"
# Staff and rules change: an answer, and a look at whether a route is still there, holds for a year.
DAYS_A_CHECK_HOLDS = 365


def sharing_said(rows: pd.DataFrame, as_of: pd.Timestamp | str) -> pd.DataFrame:
    """Return routes or services with what each says of immigration enforcement, and whether that is safe.

    `sharing` is the answer in words, with who gave it and on which day. `safe` is "yes" where the answer is
    "never" or "only with consent" and was given up to a year before `as_of`. An answer that was given after
    `as_of` is not known yet.

    >>> rows = pd.DataFrame({"shares_with_enforcement": ["never", "may"], "sharing_said_by": "Manager",
    ...     "sharing_said_on": pd.to_datetime(["2026-05-20", "2026-05-21"])})
    >>> sharing_said(rows, "2026-06-30")[["sharing", "safe"]].values.tolist()
    [['never (Manager, 20 May 2026)', 'yes'], ['may (Manager, 21 May 2026)', 'no']]
    """
    require(rows, SHARES, SAID_BY, SAID_ON)
    day = pd.Timestamp(as_of)
    later = rows[SAID_ON] > day
    answer = rows[SHARES].mask(later, NOT_KNOWN)
    said_by, said_on = rows[SAID_BY].mask(later), rows[SAID_ON].mask(later)
    lately = held(said_on, day)
    words = [
        _in_words(*told) for told in zip(answer, said_by, said_on, lately | ~answer.isin(SAFE), strict=True)
    ]
    safe = answer.isin(SAFE) & lately
    return rows.assign(
        **{SHARES: answer, SAID_BY: said_by, SAID_ON: said_on},
        sharing=text(words),
        safe=safe.map({True: "yes", False: "no"}).astype("str"),
    )


def held(days: pd.Series, as_of: pd.Timestamp) -> pd.Series:
    """Tell which of `days` lie up to a year before `as_of`; a blank day and one after it do not."""
    passed = (pd.Timestamp(as_of) - pd.to_datetime(days)).dt.days
    return passed.between(0, DAYS_A_CHECK_HOLDS)


def least_safe(rows: pd.DataFrame) -> pd.Series:
    """Return the row of the least safe answer, the newest of those that are alike."""
    rank = rows[SHARES].map(ANSWERS.index)
    worst = rows[(rank == rank.max()).to_numpy()]
    return worst.sort_values(SAID_ON, na_position="first", kind="stable").iloc[-1]


def sharing_by_name(services: pd.DataFrame, as_of: str) -> dict:
    """Return {name of an organisation or a service, in small letters: what it says, in words}.

    Of services of one name, and of those of an organisation, the least safe answer.
    """
    require(services, "organisation", "service")
    said = sharing_said(services, as_of)
    named = pd.concat(
        [said.assign(name=said[column].str.casefold()) for column in ("organisation", "service")]
    )
    return {name: least_safe(rows)["sharing"] for name, rows in named.groupby("name", sort=False)}


def _in_words(answer, said_by, said_on, lately):
    if pd.isna(said_on):
        return f"{answer} (nobody has said)"
    old = "" if lately else ", more than a year ago"
    return f"{answer} ({said_by}, {in_day(said_on)}{old})"
