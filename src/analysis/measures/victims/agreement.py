"""How many agree with a statement, and whether those who answered a survey are like the residents."""

import numpy as np
import pandas as pd

from analysis.measures.rates.status import (
    DOES_NOT_FIT,
    numbers,
    pooled,
    pooled_status,
    require,
    shown_only,
    statuses,
    text,
)
from analysis.measures.victims.needs import UNDER_18
from analysis.measures.victims.representation import CANNOT_BE_TOLD, OVER, UNDER, beside_residents
from analysis.measures.victims.unknowns import (
    SHARE_COLUMNS,
    is_missing,
    sums_by_label,
    sums_of,
    with_shares,
    words,
)
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

__all__ = ["agreement", "profile_against_victims", "survey_profile"]

VALUE = "answers"
AGREE = ("Agree", "Strongly agree")
OTHERS = ("Neither", "Disagree", "Strongly disagree")
BESIDE_VICTIMS = {
    OVER: "more than their share, whatever the unknown are",
    UNDER: "too few, whatever the unknown are",
    CANNOT_BE_TOLD: "which chance or the unknown may explain",
}
AGAINST_VICTIMS = "Wilson; of the victims none and all of the unknown"
NOT_COMPARED = "not compared: no such group"
NOT_BOTH = "not given: either the answers or the victims of the group are not known, or there are none"
# Below this a share says next to nothing, and may say who said it.
FEWEST_SHOWN = 10
# Below this a share is given with the warning that few answered.
FEWEST_WITHOUT_A_WARNING = 30

# Who was asked, and whether they are victims of domestic abuse, is never added up over.
ALWAYS_APART = ("asked", "domestic_abuse")

TOO_FEW = f"not given: fewer than {FEWEST_SHOWN} answered"
FEW = f"Wilson; fewer than {FEWEST_WITHOUT_A_WARNING} answered, read with care"


def agreement(table: pd.DataFrame) -> pd.DataFrame:
    """Return, for each statement, how many agree, of those who answered, the most first.

    `table` has rows of `answers` by `question` and `answer`. The questions taken are those answered by one of
    "Strongly agree" to "Strongly disagree"; "Refused" and "Not asked" are kept beside them. Columns
    `asked` (victims or professionals) and `domestic_abuse`, where the table has them, are always kept
    apart. Where fewer than 10 answered nothing is given ("suppressed"); below 30 `method` says
    that few answered. Those who answer are not a random sample of victims: the interval is of chance alone.

    Columns: what is kept apart, `question`, `agree`, `answered`, `not_answered`, and the share with interval
    and bounds, as `unknowns.shares` gives them.

    >>> import pandas as pd
    >>> seen = pd.DataFrame({"question": "Kept informed", "answer": ["Agree", "Neither", "Refused"]})
    >>> agreement(seen.assign(answers=[30, 50, 20]))[["question", "agree", "answered", "share_pct"]]
            question  agree  answered  share_pct
    0  Kept informed   30.0      80.0       37.5
    """
    groups = [name for name in (*ALWAYS_APART, "question") if name in table.columns]
    require(table, "answer", "question", VALUE)
    missing = is_missing(table, "answer")
    answer = table["answer"].to_numpy(dtype=object)
    asked = set(table["question"][np.isin(answer, [*AGREE, *OTHERS])])
    chosen = table["question"].isin(asked).to_numpy()
    rows, answer, missing = table[chosen].reset_index(drop=True), answer[chosen], missing[chosen]
    names = "agree", "answered", "not_answered"
    masks = np.isin(answer, AGREE), ~missing, missing
    sums = sums_of(rows, groups, VALUE, **dict(zip(names, masks, strict=True)))
    found = _small_numbers(with_shares(sums, *names), names)
    return found.sort_values("share_pct", ascending=False, kind="stable", ignore_index=True)


def survey_profile(table: pd.DataFrame, residents: pd.DataFrame) -> pd.DataFrame:
    """Return, for each characteristic that was asked, whether those who answered are like the residents.

    `table` is a survey's: the question is the characteristic ("Age band"), the answer the group. `residents`
    has `residents` by `characteristic` and `group`, of which only the characteristics that were asked are
    taken; children are left out where none answered, for they were not asked. Columns and verdicts are those
    of `representation`. An answer that is not a group of the residents is not compared and has a row of its
    own, "not available".
    """
    require(table, "question", "answer", VALUE)
    asked = table[table["question"].isin(set(residents["characteristic"]))]
    heard = asked.rename(columns={"question": "characteristic", "answer": "group"})
    whole = residents[residents["characteristic"].isin(set(asked["question"]))]
    if UNDER_18 not in set(asked["answer"]):
        whole = whole[whole["group"].ne(UNDER_18)]
    sums = pooled(whole, ["characteristic", "group"], ["residents"])
    known = pd.MultiIndex.from_frame(sums[["characteristic", "group"]])
    strange = ~is_missing(heard, "group") & ~pd.MultiIndex.from_frame(
        heard[["characteristic", "group"]]
    ).isin(known)
    kept = heard[~strange].reset_index(drop=True)
    found = beside_residents(kept, sums, "group", by=["characteristic"], value=VALUE)
    return _with_those_apart(found, heard[strange], "residents")


def profile_against_victims(table: pd.DataFrame, *victims, columns: list[str]) -> pd.DataFrame:
    """Return, for each characteristic and group, whether those who answered are like the recorded victims.

    `table` is a survey's: the question is the characteristic ("Age band"), the answer the group. Each of
    `victims` has `victims` by one of `columns` ("age_band"), in their order; children are left out where none
    answered, for they were not asked. Columns: `characteristic`, `group`, `heard` and `recorded` with their
    `_known` and `_unknown`, `heard_share_pct`, `recorded_share_pct` (of those known), `ratio` of the two,
    `verdict`, `finding` (the verdict in words that end a sentence), `method`, `status`.

    `verdict` is "over" only where Wilson's lower limit of those heard, if none of their unknown were of the
    group, lies above the share that the group has of the victims if all of the unknown were of it; "under"
    the other way round; else "cannot be told". The victims were all counted and have no error of chance.

    An answer that is not a group of the victims has a row of its own, "not available".

    >>> seen = pd.DataFrame({"question": "Sex", "answer": ["Female", "Male"], "answers": [80, 20]})
    >>> known = pd.DataFrame({"sex": ["Female", "Male", "Unknown"], "victims": [500, 450, 50]})
    >>> found = profile_against_victims(seen, known, columns=["sex"])
    >>> found[["group", "heard_share_pct", "recorded_share_pct", "verdict"]].round(1)
        group  heard_share_pct  recorded_share_pct verdict
    0  Female             80.0                52.6    over
    1    Male             20.0                47.4   under
    """
    require(table, "question", "answer", VALUE)
    parts = [_beside_victims(table, rows, column) for rows, column in zip(victims, columns, strict=True)]
    return pd.concat(parts, ignore_index=True)


def _beside_victims(table, victims, column):
    require(victims, column, "victims")
    name = column.replace("_", " ").capitalize()
    asked = table[table["question"].eq(name)]
    if UNDER_18 not in set(asked["answer"]):
        victims = victims[victims[column].ne(UNDER_18)]
    recorded = _shares(victims, column, "victims", "recorded")
    groups = recorded.index
    strange = ~is_missing(asked, "answer") & ~asked["answer"].isin(groups).to_numpy()
    apart = pd.DataFrame({"characteristic": name, "group": asked.loc[strange, "answer"]})
    asked = asked[~strange]
    # A group from which nobody answered has no row among the answers.
    none = pd.DataFrame({"answer": groups.difference(set(asked["answer"])), VALUE: 0, "status": SHOWN})
    answered = asked.assign(status=statuses(asked, numbers(asked, VALUE)))
    heard = _shares(pd.concat([answered, none], ignore_index=True), "answer", VALUE, "heard")
    return _with_those_apart(_verdicts(name, heard.reindex(groups), recorded), apart, "recorded victims")


def _with_those_apart(found, apart, whom):
    """Return rows with one more for each `characteristic` and `group` without a comparison."""
    rows = apart[["characteristic", "group"]].drop_duplicates()
    if rows.empty:
        return found
    words_in = {"verdict": NOT_COMPARED, "finding": NOT_COMPARED, "status": NOT_AVAILABLE}
    words_in["method"] = f"{DOES_NOT_FIT}some answers of the survey are not a group of the {whom}"
    rows = rows.assign(**{column: text([said] * len(rows)) for column, said in words_in.items()})
    return pd.concat([found, rows], ignore_index=True)


def _shares(table, column, value, name):
    """Return the groups of `column` with their counts, called `name`, and shares: an index of labels."""
    names = name, f"{name}_known", f"{name}_unknown"
    sums = sums_by_label(table.rename(columns={value: name}), column, *names)
    return with_shares(sums, *names).set_index(column)


def _verdicts(characteristic, heard, recorded):
    least, most = recorded["least_pct"].to_numpy(), recorded["most_pct"].to_numpy()
    over = heard["lower_with_unknowns"].to_numpy() > most
    under = heard["upper_with_unknowns"].to_numpy() < least
    verdict = np.select([over, under], [OVER, UNDER], CANNOT_BE_TOLD)
    of = recorded["share_pct"].to_numpy()
    state = np.where((recorded["status"] == SHOWN) & (of == 0), NOT_AVAILABLE, recorded["status"])
    status = pooled_status(np.concatenate([heard["status"], state]), np.tile(np.arange(len(heard)), 2))
    counts = [f"{name}{part}" for name in ("heard", "recorded") for part in ("", "_known", "_unknown")]
    beside = pd.concat([heard, recorded], axis=1)
    return pd.DataFrame(
        {
            "characteristic": text([characteristic] * len(heard)),
            "group": text(heard.index),
            **{name: beside[name].to_numpy() for name in counts},
            "heard_share_pct": heard["share_pct"].to_numpy(),
            "recorded_share_pct": recorded["share_pct"].to_numpy(),
            "ratio": shown_only(status, heard["share_pct"].to_numpy() / np.where(of > 0, of, np.nan)),
            "verdict": words(status, verdict),
            "finding": words(status, [BESIDE_VICTIMS[one] for one in verdict]),
            "method": text(np.where(status == SHOWN, AGAINST_VICTIMS, NOT_BOTH)),
            "status": text(status),
        }
    )


def _small_numbers(found, names):
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
