"""Whether decisions to share information about people are written down, told, and followed by help."""

import numpy as np
import pandas as pd

from analysis.measures.victims.unknowns import (
    MISSING,
    NOBODY,
    NOBODY_KNOWN,
    NOT_ASKED,
    NOT_SUPPLIED,
    answered,
    labels_of,
    shares,
    sums_of,
)

YES, NO, NOT_SHARED = "yes", "no", "Not shared"
VALUE = "sharing_decisions"
NOT_COLLECTED_AS = (NOT_ASKED, NOT_SUPPLIED)
LINKED = "Victim of domestic abuse put in touch with an organisation"
# What is asked of decisions, and the column that answers it. Whoever's information was not shared had nothing
# to be told: such decisions are left out of the last.
QUESTIONS = {
    "Written down when it was made": "recorded_decision",
    LINKED: "linked_to_third_party",
    "Victim or witness told before information was shared": "told_beforehand",
}
NOT_COLLECTED = "not collected: nobody counts it yet"


def sharing_assured(by_record, by_link, by_notice):
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
    not_collected = np.isin(label, NOT_COLLECTED_AS)
    parts = {
        "yes": label == YES,
        "known": (label == YES) | (label == NO),
        "unknown": np.isin(label, MISSING) & ~not_collected,
        "not_collected": not_collected,
    }
    sums = sums_of(table, [], VALUE, **parts)
    known, unknown, uncollected = (sums[one] for one in ("known", "unknown", "not_collected"))
    figures = shares(sums["yes"], known, unknown + uncollected)
    nobody = (known + unknown + uncollected == 0).to_numpy()
    nobody_counts = ((known + unknown == 0) & (uncollected > 0)).to_numpy()
    why = np.where(nobody, NOBODY, np.where(nobody_counts, NOT_COLLECTED, NOBODY_KNOWN))
    return answered(sums, figures, "Wilson", why)
