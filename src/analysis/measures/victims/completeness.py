"""How much is known: of each characteristic of victims, and of decisions to share information about them."""

import numpy as np
import pandas as pd

from analysis.measures.rates.shares import stack
from analysis.measures.rates.status import TOTAL, answered, numbers, pooled_status, text
from analysis.measures.victims.unknowns import (
    MISSING,
    NOBODY,
    NOT_ASKED,
    NOT_SUPPLIED,
    labels_of,
    missing_as,
    shares,
    sums_of,
    with_shares,
    words,
)
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = ["completeness", "consent_asked", "sharing_assured"]

BETTER, WORSE, CANNOT_BE_TOLD = "better", "worse", "cannot be told"
NO_BENCHMARK = "no benchmark"
NO_COLUMN = "not given: not supplied, the extract has no column for it"

YES, NO, NOT_SHARED = "yes", "no", "Not shared"
VALUE = "sharing_decisions"
NOT_COLLECTED_AS = (NOT_ASKED, NOT_SUPPLIED)
LINKED = "Victim of domestic abuse put in touch with an organisation"
# What is asked of decisions, and the column that answers it. A person whose information was not shared had
# nothing to be told: such decisions are left out of the last.
QUESTIONS = {
    "Written down when it was made": "recorded_decision",
    LINKED: "linked_to_third_party",
    "Victim or witness told before information was shared": "told_beforehand",
}
NOT_COLLECTED = "not collected: nobody counts it yet"
ASKED = ("Given", "Declined", "Withdrawn after it was given")
# What is told of consent: in words, the column that answers it, and its labels
OF_CONSENT = (
    ("It is known whether consent was asked for", "consent", (*ASKED, "Not asked for")),
    ("Consent was asked for", "consent", ASKED),
    ("Consent was given", "consent", ASKED[:1]),
    ("Consent was declined", "consent", ASKED[1:2]),
    ("Consent was withdrawn", "consent", ASKED[2:]),
    ("An interpreter or advocate was there", "interpreter_there", (YES,)),
    ("An interpreter or advocate was needed and not there", "interpreter_there", (NO,)),
)
NO_EXCEPTION = ("Not shared", "Shared with consent")
WITHOUT_CONSENT = "Shared without consent: {}"
NOBODY_ASKED = "not collected: no file has a column for it"


def completeness(tables: dict[str, pd.DataFrame], benchmark: pd.DataFrame) -> pd.DataFrame:
    """Return the share of victims of whom each characteristic is missing, and whether it is high.

    `tables` maps a characteristic ("age_band") to a table with rows of `victims` by it. "Unknown", "Refused",
    "Not asked", "Not stated" and "Not supplied" (the extract has no column for it) are missing. "Other or not
    stated" counts as not stated: what it joins cannot be distinguished.

    `benchmark` has a row per `characteristic`: `benchmark_missing_pct`, `rounded_to_pct` (how coarsely it was
    printed: 1 is whole per cents), `year` and `source`. `verdict` is "better" where the whole interval of the
    share missing lies below all that the printed figure may stand for, "worse" where it lies above, else
    "cannot be told". A characteristic without a column is "not available"; one without a benchmark has its
    share, and "no benchmark".

    Columns: `characteristic` in words ("Age band"), `victims_missing`, `total_victims`, `missing_pct`,
    `lower`, `upper` (Wilson's), `benchmark_missing_pct`, `year`, `source`, `verdict`, `method`, `status`.

    >>> seen = pd.DataFrame({"sex": ["Female", "Male", "Unknown"], "victims": [45, 40, 15]})
    >>> known = {"characteristic": ["sex"], "benchmark_missing_pct": [26.0], "rounded_to_pct": [1.0]}
    >>> all_forces = pd.DataFrame(known).assign(year="2021-22", source="an inspection")
    >>> found = completeness({"sex": seen}, all_forces)
    >>> found[["characteristic", "victims_missing", "missing_pct", "verdict"]]
      characteristic  victims_missing  missing_pct verdict
    0            Sex             15.0         15.0  better
    """
    parts = []
    for characteristic, table in tables.items():
        kind = missing_as(table, characteristic)
        every = np.ones(len(table), dtype=bool)
        masks = {"victims_missing": np.not_equal(kind, None), "total_victims": every}
        sums = sums_of(table, [], "victims", **masks, _no_column=kind == NOT_SUPPLIED)
        parts.append(sums.assign(characteristic=characteristic))
    columns = ["characteristic", "benchmark_missing_pct", "rounded_to_pct", "year", "source"]
    sums = stack(*parts).merge(benchmark[columns], on="characteristic", how="left", sort=False)
    missing, total = sums["victims_missing"], sums["total_victims"]
    found = shares(missing, total, 0 * total)
    no_column = (sums["_no_column"] == total) & (total > 0)
    names = {"missing_pct": "share_pct", "lower": "lower", "upper": "upper"}
    figures = {name: np.where(no_column, np.nan, found[figure]) for name, figure in names.items()}
    found = answered(sums, figures, "Wilson", np.where(no_column, NO_COLUMN, NOBODY))
    half = found["rounded_to_pct"] / 2
    verdict = np.select(
        [
            found["benchmark_missing_pct"].isna(),
            found["upper"] < found["benchmark_missing_pct"] - half,
            found["lower"] > found["benchmark_missing_pct"] + half,
        ],
        [NO_BENCHMARK, BETTER, WORSE],
        CANNOT_BE_TOLD,
    )
    spoken = [name.replace("_", " ").capitalize() for name in found["characteristic"]]
    found = found.assign(characteristic=text(spoken), verdict=words(found["status"], verdict))
    order = ["characteristic", *masks, *names, "benchmark_missing_pct", "year", "source", "verdict"]
    return found[[*order, "method", "status"]]


def consent_asked(
    consent: pd.DataFrame, interpreter_there: pd.DataFrame, exception_used: pd.DataFrame
) -> pd.DataFrame:
    """Return in how many decisions consent to sharing was asked for, what the person said, and what followed.

    Each table has rows of `sharing_decisions` by the column of its name, with its margin. A row for what was
    asked and answered, whether an interpreter or advocate was there, and each exception used to share without
    consent, the suspect's own case among them. What a file had no column for is counted nowhere: where that
    is all there is, the rows are "not available". A sum with a hidden part is hidden.

    Columns: `what`, `decisions`, `method`, `status`; no row without any decision.

    >>> one = pd.DataFrame({"consent": ["Given", "Declined", "Not asked for", "Not supplied"]})
    >>> one = one.assign(sharing_decisions=[20, 11, 30, 99], status="shown")
    >>> none = one.iloc[:0].assign(interpreter_there="", exception_used="")
    >>> found = consent_asked(one, none, none)
    >>> found.set_index("what").loc[:"Consent was given", "decisions"].tolist()
    [61.0, 31.0, 20.0]
    """
    given = {"consent": consent, "interpreter_there": interpreter_there, "exception_used": exception_used}
    if not any(len(table) for table in given.values()):
        return pd.DataFrame({"what": text([]), "decisions": [], "method": text([]), "status": text([])})
    used = [
        one for one in dict.fromkeys(exception_used["exception_used"]) if one not in (*NO_EXCEPTION, TOTAL)
    ]
    without = [(WITHOUT_CONSENT.format(one[:1].lower() + one[1:]), "exception_used", (one,)) for one in used]
    left_out = (*MISSING, *NO_EXCEPTION)
    asked = [*OF_CONSENT, *(row for row, one in zip(without, used, strict=True) if one not in left_out)]
    rows = [[what, *_added(given[column], column, labels)] for what, column, labels in asked]
    found = pd.DataFrame(rows, columns=["what", "decisions", "method", "status"])
    return found.assign(**{name: text(found[name]) for name in ("what", "method", "status")})


def _added(table, column, labels):
    """Return the sum of the decisions with some labels, why there is none, and its state.

    Where a part is hidden, the sum is what the others leave of the margin, where that says it.
    """
    margin = table[column].eq(TOTAL)
    rows, others = table[table[column].isin(labels)], table[~table[column].isin(labels) & ~margin]
    known = table[~margin & ~table[column].isin(NOT_COLLECTED_AS)]
    counts = numbers(known, VALUE)
    if not len(rows) or not (np.isnan(counts).any() or counts.sum() > 0):
        return np.nan, NOBODY_ASKED, NOT_AVAILABLE
    if rows["status"].eq(SHOWN).all():
        return float(numbers(rows, VALUE).sum()), None, SHOWN
    if margin.any() and pd.concat([others, table[margin]])["status"].eq(SHOWN).all():
        return float(numbers(table[margin], VALUE).sum() - numbers(others, VALUE).sum()), None, SHOWN
    return np.nan, None, pooled_status(rows["status"], np.zeros(len(rows), dtype=int))[0]


def sharing_assured(by_record: pd.DataFrame, by_link: pd.DataFrame, by_notice: pd.DataFrame) -> pd.DataFrame:
    """Return what is known of decisions, a row a question: written down, followed by help, told beforehand.

    Each table has rows of `sharing_decisions` by its own column ("yes", "no" or a label of what is not
    known); that of help is of victims of domestic abuse alone, as the first recommendation is, and asked
    whether information was shared or not. Until somebody collects an answer, its share is "not available"
    and `method` says that nobody counts it: it is not zero.

    Columns: `question`, `yes`, `known`, `unknown`, `not_collected`, and the share with interval and
    bounds, as `unknowns.shares` gives them; what is not collected is in the bounds.

    >>> seen = pd.DataFrame({"linked_to_third_party": ["yes", "no", "Not asked"]})
    >>> seen = seen.assign(sharing_decisions=[30, 20, 50])
    >>> none = seen.iloc[:0].assign(recorded_decision="", told_beforehand="")
    >>> sharing_assured(none, seen, none)[["yes", "not_collected", "share_pct", "least_pct", "most_pct"]]
        yes  not_collected  share_pct  least_pct  most_pct
    0  30.0           50.0       60.0       30.0      80.0
    """
    tables = zip(QUESTIONS.items(), (by_record, by_link, by_notice), strict=True)
    parts = [_share(table, column).assign(question=question) for (question, column), table in tables]
    rows = pd.concat(parts, ignore_index=True)
    return rows[["question", *rows.columns.drop("question")]]


def _share(table, column):
    label = labels_of(table, column, (YES, NO, NOT_SHARED))
    not_collected, missing = np.isin(label, NOT_COLLECTED_AS), np.isin(label, MISSING)
    known = (label == YES) | (label == NO)
    parts = {"yes": label == YES, "known": known, "unknown": missing & ~not_collected}
    sums = sums_of(table, [], VALUE, **parts, not_collected=not_collected, _missing=missing)
    found = with_shares(sums, "yes", "known", "_missing")
    nobody_counts = (found["known"] + found["unknown"] == 0) & (found["not_collected"] > 0)
    return found.drop(columns="_missing").assign(
        method=text(found["method"].mask(nobody_counts, NOT_COLLECTED))
    )
