"""What is decided of those who were referred: M14."""

import numpy as np

from analysis.errors import InputError
from analysis.measures.pathway_shares import proportion_or_reason
from analysis.measures.referral_volumes import refuse_unknown_labels
from analysis.measures.status import SHOWN, listed, numbers, pooled, refuse, require, shown_only

POSITIVE, NEGATIVE, AWAITING = "Positive", "Negative", "Awaiting"
NONE_DECIDED = "not given: nothing was decided"
NOT_KNOWN = "Wilson, of those decided; how many await a decision is not in the table"


def positive_share(decisions, by=None):
    """Return the share of decisions that were positive, with those still awaiting one beside it.

    `decisions` has `decision` ("Positive", "Negative", "Awaiting"), `decisions` and the columns of `by`, such
    as `age_group`; all rows of a group are added up, so give those who await a decision of one day alone.
    They have none: they are neither in the share nor in its denominator. `lowest_share_pct` and
    `highest_share_pct` say how far the share would move if all of them were decided one way.

    Columns: `by`, `positive`, `decided`, `awaiting`, `share_pct`, `lower`, `upper` (Wilson's),
    `lowest_share_pct`, `highest_share_pct`, `method`, `status`. From a table without a row of those who await
    a decision `awaiting` and the two last shares are left out, and `method` says so: nobody knows them.

    Raises InputError for a decision that is none, a negative count, and a group without a row for those who
    await a decision where another has one.

    >>> import pandas as pd
    >>> found = pd.DataFrame({"decision": ["Positive", "Negative", "Awaiting"], "decisions": [60, 40, 25]})
    >>> positive_share(found)[["decided", "share_pct", "lowest_share_pct", "highest_share_pct"]]
       decided  share_pct  lowest_share_pct  highest_share_pct
    0      100       60.0              48.0               68.0
    """
    by = listed(by)
    require(decisions, *by, "decision", "decisions")
    refuse_unknown_labels(decisions, "decision", (POSITIVE, NEGATIVE, AWAITING))
    counts = numbers(decisions, "decisions")
    refuse(decisions, counts < 0, '"decisions" is negative', "A count is zero or more.")
    waits = decisions["decision"] == AWAITING
    kinds = {"positive": decisions["decision"] == POSITIVE, "decided": ~waits}
    if waits.any():
        _refuse_group_without(decisions, waits, by)
        kinds["awaiting"] = waits
    split = {name: decisions["decisions"].where(which, 0) for name, which in kinds.items()}
    sums = pooled(decisions.assign(**split), by, list(split))
    found = proportion_or_reason(sums, "positive", "decided", NONE_DECIDED)
    columns = [*by, *split, "share_pct", "lower", "upper"]
    if waits.any():
        found = found.assign(**_if_all_were_decided(found))
        columns += ["lowest_share_pct", "highest_share_pct"]
    else:
        found["method"] = found["method"].where(found["status"] != SHOWN, NOT_KNOWN)
    return found[[*columns, "method", "status"]]


def _refuse_group_without(decisions, waits, by):
    """Refuse a group that does not say how many await a decision, where another does."""
    has = waits.groupby([decisions[name] for name in by]).any() if by else waits[:0]
    if not has.all():
        group = ", ".join(map(str, np.atleast_1d(np.asarray(has.index[~has][0], dtype=object))))
        raise InputError(f'{group} has no row for "{AWAITING}", and another has. Write 0 if nobody waits.')


def _if_all_were_decided(found):
    """Return the shares if all who await a decision were refused, and if none were."""
    positive, decided, awaiting = (numbers(found, name) for name in ("positive", "decided", "awaiting"))
    status = found["status"].to_numpy(dtype=object)
    with np.errstate(invalid="ignore"):  # nobody decided and nobody waiting: no share, as its row says
        lowest, highest = (100 * part / (decided + awaiting) for part in (positive, positive + awaiting))
    return {
        "lowest_share_pct": shown_only(status, lowest),
        "highest_share_pct": shown_only(status, highest),
    }
