"""What victims, and those who support them, said when asked; and whether they are like the residents."""

import numpy as np
import pandas as pd

from analysis.measures.status import SHOWN, SUPPRESSED, listed, require, text
from analysis.measures.victims.representation import representation
from analysis.measures.victims.unknowns import SHARE_COLUMNS, sums_by_label, with_shares

# Below this a share says next to nothing, and may say who said it.
FEWEST_SHOWN = 10
# Below this a share is given with the warning that few answered.
FEWEST_WITHOUT_A_WARNING = 30

# Who was asked, and whether they are victims of domestic abuse, is never added up over.
ALWAYS_APART = ("asked", "domestic_abuse")

TOO_FEW = f"not given: fewer than {FEWEST_SHOWN} answered"
FEW = f"Wilson; fewer than {FEWEST_WITHOUT_A_WARNING} answered, read with care"


def survey_answers(table, by=None, value="answers", confidence=0.95):
    """Return, for each question and answer, how many gave it, of those who answered.

    `table` has rows of `value` by `question` and `answer`, as words, or a label of what is not known
    ("Refused", "Not asked"), which is not an answer and appears beside (`<value>_not_given`). Columns `asked`
    (victims or professionals) and `domestic_abuse`, where the table has them, are always kept apart, as are
    those of `by`. One row per group, question and answer: `value`, `answered`, `<value>_not_given`, the share
    with interval and bounds. Every answer that was given to a question has a row in each of its groups,
    zero too.

    Where fewer than 10 answered nothing is given ("suppressed"); below 30 `method` says that few answered.
    Those who answer a survey are not a random draw of victims: the interval is of chance alone.

    >>> seen = pd.DataFrame({"question": "Kept informed?", "answer": ["Yes", "No"], "answers": [12, 8]})
    >>> survey_answers(seen)[["answer", "answers", "answered", "share_pct"]]
      answer  answers  answered  share_pct
    0    Yes     12.0      20.0       60.0
    1     No      8.0      20.0       40.0
    """
    groups = kept_apart(table, by)
    require(table, "answer", *groups)
    names = value, "answered", f"{value}_not_given"
    parts = [
        sums_by_label(rows.reset_index(drop=True), groups, "answer", value, *names[1:])
        for _, rows in table.groupby("question", sort=False, observed=True)
    ]
    sums = (
        pd.concat(parts, ignore_index=True)
        if parts
        else sums_by_label(table, groups, "answer", value, *names[1:])
    )
    return small_numbers(with_shares(sums, *names, confidence=confidence), names)


def kept_apart(table, by):
    """Return the columns that answers are kept apart by: `by`, `ALWAYS_APART` and the question."""
    always = [name for name in ALWAYS_APART if name in table.columns]
    return [*dict.fromkeys([*listed(by), *always]), "question"]


def small_numbers(found, names):
    """Return `found` without its figures where fewer than ten answered, and with a warning where few did."""
    shown = found["status"].eq(SHOWN)
    hidden = shown & (found["answered"] < FEWEST_SHOWN)
    few = shown & ~hidden & (found["answered"] < FEWEST_WITHOUT_A_WARNING)
    figures = [*names, *SHARE_COLUMNS]
    return found.assign(
        **{name: found[name].where(~hidden) for name in figures},
        method=text(np.select([hidden, few], [TOO_FEW, FEW], found["method"].to_numpy(dtype=object))),
        status=text(np.where(hidden, SUPPRESSED, found["status"])),
    )


def profile_against_residents(respondents, residents, by=None, value="people", confidence=0.95):
    """Return, for each characteristic and group, whether those who answered are like the residents.

    `respondents` has rows of `value` by `characteristic` ("age_band") and `group` ("18-24"), or a label of
    what is not known; `residents` rows of `residents` by the same two. Columns and verdicts are those of
    `representation`: "under" says that the survey heard too few of a group, whatever the unknown are.

    >>> heard = pd.DataFrame({"characteristic": "sex", "group": ["Female", "Male"], "people": [80, 20]})
    >>> live = pd.DataFrame({"characteristic": "sex", "group": ["Female", "Male"], "residents": [510, 490]})
    >>> profile_against_residents(heard, live)[["characteristic", "group", "ratio", "verdict"]].round(2)
      characteristic   group  ratio verdict
    0            sex  Female   1.57    over
    1            sex    Male   0.41   under
    """
    require(respondents, "characteristic", "group", value, *listed(by))
    require(residents, "characteristic", "group", "residents")
    groups = [*listed(by), "characteristic"]
    return representation(respondents, residents, "group", by=groups, value=value, confidence=confidence)
