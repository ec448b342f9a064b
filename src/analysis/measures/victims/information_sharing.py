"""Whether decisions to share information about people are written down, told, and followed by help."""

import numpy as np
import pandas as pd

from analysis.measures.rates.status import listed
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
NOT_COLLECTED_AS = (NOT_ASKED, NOT_SUPPLIED)
LINKED = "Victim of domestic abuse put in touch with an organisation"
NOT_COLLECTED = "not collected: nobody counts it yet"


def linkage_rate(decisions, by=None, value="sharing_decisions", confidence=0.95):
    """Return of how many decisions the person was put in touch with an organisation that can help.

    It is asked whether information was shared or not. Until somebody collects it, the rate is "not available"
    and `method` says that nobody counts it: it is not zero. `decisions` has rows of `value` by
    `linked_to_third_party`: "yes", "no" or a label of what is not known.

    Columns: `by`, `<value>_linked`, `<value>_known`, `<value>_unknown`, `<value>_not_collected`, and the
    share with interval and bounds, as `unknowns.shares` gives them; what is not collected is in the bounds.

    >>> import pandas as pd
    >>> seen = pd.DataFrame({"linked_to_third_party": ["yes", "no", "Not asked"]})
    >>> found = linkage_rate(seen.assign(sharing_decisions=[30, 20, 50]))
    >>> found[["sharing_decisions_not_collected", "share_pct", "least_pct", "most_pct"]]
       sharing_decisions_not_collected  share_pct  least_pct  most_pct
    0                             50.0       60.0       30.0      80.0
    """
    return _share(decisions, "linked_to_third_party", "linked", by, value, confidence)


def decisions_written_down(decisions, by=None, value="sharing_decisions", confidence=0.95):
    """Return of how many decisions it was written down when they were made, and why.

    `decisions` has rows of `value` by `recorded_decision`. Columns as `linkage_rate` has them, with
    `<value>_written_down` in the first place.
    """
    return _share(decisions, "recorded_decision", "written_down", by, value, confidence)


def told_before_sharing(decisions, by=None, value="sharing_decisions", confidence=0.95):
    """Return of how many people whose information was shared were told before it was.

    `decisions` has rows of `value` by `told_beforehand`; those of a decision not to share are left out, for
    there was nothing to tell. Columns as `linkage_rate` has them, with `<value>_told` in the first place.
    """
    return _share(decisions, "told_beforehand", "told", by, value, confidence, left_out=(NOT_SHARED,))


def sharing_assured(by_record, by_link, by_notice, value="sharing_decisions"):
    """Return what is known of decisions, a row a question: written down, followed by help, told beforehand.

    Each table has rows of `value` by its own column; that of help is of victims of domestic abuse alone, as
    the first recommendation is. Columns: `question`, `yes`, `known`, `unknown`,
    `not_collected`, and the share with interval and bounds, as `linkage_rate` has them.
    """
    answers = {
        "Written down when it was made": decisions_written_down(by_record, value=value),
        LINKED: linkage_rate(by_link, value=value),
        "Victim or witness told before information was shared": told_before_sharing(by_notice, value=value),
    }
    parts = []
    for question, found in answers.items():
        names = dict(zip(found.columns[:4], ("yes", "known", "unknown", "not_collected"), strict=True))
        parts.append(found.rename(columns=names).assign(question=question))
    rows = pd.concat(parts, ignore_index=True)
    return rows[["question", *rows.columns.drop("question")]]


def _share(table, column, name, by, value, confidence, left_out=()):
    label = labels_of(table, column, (YES, NO, *left_out))
    not_collected = np.isin(label, NOT_COLLECTED_AS)
    parts = {
        f"{value}_{name}": label == YES,
        f"{value}_known": (label == YES) | (label == NO),
        f"{value}_unknown": np.isin(label, MISSING) & ~not_collected,
        f"{value}_not_collected": not_collected,
    }
    sums = sums_of(table, listed(by), value, **parts)
    part, known, unknown, uncollected = (sums[one] for one in parts)
    figures = shares(part, known, unknown + uncollected, confidence)
    nobody = (known + unknown + uncollected == 0).to_numpy()
    nobody_counts = ((known + unknown == 0) & (uncollected > 0)).to_numpy()
    why = np.where(nobody, NOBODY, np.where(nobody_counts, NOT_COLLECTED, NOBODY_KNOWN))
    return answered(sums, figures, "Wilson", why)
