"""How many agree with a statement, and whether those who answered a survey are like the residents."""

import numpy as np

from analysis.measures.status import require
from analysis.measures.victims.answers import profile_against_residents
from analysis.measures.victims.unknowns import is_missing, sums_of, with_shares

AGREE = ("Agree", "Strongly agree")
OTHERS = ("Neither", "Disagree", "Strongly disagree")
CHILDREN = "0-17"


def agreement(table, by=None, value="answers", confidence=0.95):
    """Return, for each statement, how many agree, of those who answered, the most first.

    `table` has rows of `value` by `question` and `answer`. The questions taken are those answered by one of
    "Strongly agree" to "Strongly disagree"; what is no answer ("Refused", "Not asked") stands beside. `by`
    are further columns to keep apart. Columns: those, `question`, `agree`, `answered`, `not_answered`, and
    the share with interval and bounds, as `unknowns.shares` gives them.

    >>> import pandas as pd
    >>> seen = pd.DataFrame({"question": "Kept informed", "answer": ["Agree", "Neither", "Refused"]})
    >>> agreement(seen.assign(answers=[30, 50, 20]))[["question", "agree", "answered", "share_pct"]]
            question  agree  answered  share_pct
    0  Kept informed   30.0      80.0       37.5
    """
    by = [by] if isinstance(by, str) else list(by or [])
    require(table, "question", "answer", value, *by)
    missing = is_missing(table, "answer")
    answer = table["answer"].to_numpy(dtype=object)
    asked = set(table["question"][np.isin(answer, [*AGREE, *OTHERS])])
    chosen = table["question"].isin(asked).to_numpy()
    rows, answer, missing = table[chosen].reset_index(drop=True), answer[chosen], missing[chosen]
    sums = sums_of(
        rows, [*by, "question"], value, agree=np.isin(answer, AGREE), answered=~missing, not_answered=missing
    )
    found = with_shares(sums, "agree", "answered", "not_answered", confidence=confidence)
    order = found["share_pct"].fillna(-1).to_numpy()
    return found.iloc[np.argsort(-order, kind="stable")].reset_index(drop=True)


def survey_profile(table, residents, value="answers", confidence=0.95):
    """Return, for each characteristic that was asked, whether those who answered are like the residents.

    `table` is a survey's: the question is the characteristic ("Age band"), the answer the group. `residents`
    has `residents` by `characteristic` and `group`, of which only the characteristics that were asked are
    taken; children are left out where none answered, for they were not asked. Columns and verdicts are those
    of `representation`.
    """
    require(table, "question", "answer", value)
    asked = table[table["question"].isin(set(residents["characteristic"]))]
    heard = asked.rename(columns={"question": "characteristic", "answer": "group"})
    whole = residents[residents["characteristic"].isin(set(asked["question"]))]
    if CHILDREN not in set(asked["answer"]):
        whole = whole[whole["group"].ne(CHILDREN)]
    sums = whole.groupby(["characteristic", "group"], sort=False, as_index=False)["residents"].sum()
    return profile_against_residents(heard.reset_index(drop=True), sums, value=value, confidence=confidence)
