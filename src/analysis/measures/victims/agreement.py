"""How many agree with a statement, and whether those who answered a survey are like the residents."""

import numpy as np

from analysis.measures.status import pooled, require
from analysis.measures.victims.answers import kept_apart, profile_against_residents, small_numbers
from analysis.measures.victims.grid import UNDER_18
from analysis.measures.victims.unknowns import is_missing, sums_of, with_shares

AGREE = ("Agree", "Strongly agree")
OTHERS = ("Neither", "Disagree", "Strongly disagree")


def agreement(table, by=None, value="answers", confidence=0.95):
    """Return, for each statement, how many agree, of those who answered, the most first.

    `table` has rows of `value` by `question` and `answer`. The questions taken are those answered by one of
    "Strongly agree" to "Strongly disagree"; what is no answer ("Refused", "Not asked") stands beside. What is
    kept apart, and what is given where few answered, is as in `survey_answers`. Columns: what is kept apart,
    `question`, `agree`, `answered`, `not_answered`, and the share with interval and bounds, as
    `unknowns.shares` gives them.

    >>> import pandas as pd
    >>> seen = pd.DataFrame({"question": "Kept informed", "answer": ["Agree", "Neither", "Refused"]})
    >>> agreement(seen.assign(answers=[30, 50, 20]))[["question", "agree", "answered", "share_pct"]]
            question  agree  answered  share_pct
    0  Kept informed   30.0      80.0       37.5
    """
    groups = kept_apart(table, by)
    require(table, "answer", value, *groups)
    missing = is_missing(table, "answer")
    answer = table["answer"].to_numpy(dtype=object)
    asked = set(table["question"][np.isin(answer, [*AGREE, *OTHERS])])
    chosen = table["question"].isin(asked).to_numpy()
    rows, answer, missing = table[chosen].reset_index(drop=True), answer[chosen], missing[chosen]
    names = "agree", "answered", "not_answered"
    masks = np.isin(answer, AGREE), ~missing, missing
    sums = sums_of(rows, groups, value, **dict(zip(names, masks, strict=True)))
    found = small_numbers(with_shares(sums, *names, confidence=confidence), names)
    return found.sort_values("share_pct", ascending=False, kind="stable", ignore_index=True)


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
    if UNDER_18 not in set(asked["answer"]):
        whole = whole[whole["group"].ne(UNDER_18)]
    sums = pooled(whole, ["characteristic", "group"], ["residents"])
    return profile_against_residents(heard.reset_index(drop=True), sums, value=value, confidence=confidence)
