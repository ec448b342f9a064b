"""How long it takes and how it ends, from counts in bands of time: a life table, never a row a person."""

import numpy as np
import pandas as pd

from analysis.measures.status import NOT_AVAILABLE, SHOWN, listed, text
from analysis.measures.survival import bands, product_limit, scales, spells
from analysis.measures.survival.bands import BEFORE, FROM, STILL_WAITING
from analysis.measures.survival.spells import WORDS

NAME = "life table, competing endings"
NO_END = "not given: the last band has no end, and people were still waiting in it"
NOBODY_LEFT = "not given: nobody was still there when the band began"


def life_table(
    table, by=None, ending="ending", count="people", waiting=STILL_WAITING, scale="log-log", confidence=0.95
):
    """Return the share of people who have ended in each way by the end of each band of time, with limits.

    `table` counts each person once, in a row for each band and ending: `days_from` and `days_before` (from
    day 0 to before day 7; blank where the last band has no end), `ending`, and `people`. Who had not ended
    when last counted appears under `waiting` in the band that they had come to, and is taken to have been
    there for half of it. `by` gives each group its own, such as each state.

    So count people by when they came in, all of them. Of people who were there before counting began
    only those who stayed long are seen, and with them every time comes out too long.

    Columns: `by`, `days_from`, `days_before`, `ending`, `at_risk` (there when the band began),
    `still_waiting`, `ended`, `survival` and `cumulative_incidence` (shares, 0 to 1, at the band's end),
    `standard_error`, `lower`, `upper`, `method`, `status`. A hidden count hides its group: all hang together.

    Raises InputError as `bands.read` does.

    Source: the actuarial estimate (Cutler and Ederer 1958) with several endings; as bands become finer it
    comes to Aalen and Johansen's.

    >>> counts = pd.DataFrame({
    ...     "days_from": [0, 0, 7, 7], "days_before": [7, 7, 14, 14],
    ...     "ending": ["referred", "still waiting"] * 2, "people": [10, 2, 5, 5],
    ... })
    >>> life_table(counts)[["days_before", "at_risk", "ended", "cumulative_incidence"]].round(3)
       days_before  at_risk  ended  cumulative_incidence
    0          7.0       22     10                 0.476
    1         14.0       10      5                 0.825
    """
    scales.refuse_unknown_scale(scale)
    by = listed(by)
    columns = [*by, FROM, BEFORE, "ending", "at_risk", "still_waiting", "ended", "survival"]
    columns += ["cumulative_incidence", "standard_error", "lower", "upper", *WORDS]
    endings, groups = bands.read(table, by, ending, count, waiting)
    parts = [
        _rows(group, endings, scale, confidence).assign(**dict(zip(by, group.key, strict=True)))[columns]
        for group in groups
    ]
    return spells.together(parts, columns, [*by, "ending", *WORDS])


def _at_risk_and_course(group):
    """Return the people there when each band of a group began, and the `Course` of its life table."""
    leaving = group.waiting + group.ended.sum(axis=0)
    there = leaving[::-1].cumsum()[::-1]
    return there, product_limit.course(there - group.waiting / 2, group.ended)


def _rows(group, endings, scale, confidence):
    there, course = _at_risk_and_course(group)
    shape = (len(endings), len(group.start))
    given = np.full(len(group.start), group.status == SHOWN)
    unknown = given & np.isinf(group.end) & (group.waiting > 0)
    nobody = given & (there == 0)
    status = np.where(unknown | nobody, NOT_AVAILABLE, group.status).astype(object)
    lower, upper = scales.limits(course.incidence, course.incidence_error, scale, confidence)
    method = scales.told(NAME, course.incidence, scale, scales.NOBODY, scales.EVERYBODY)
    method = np.where(given, np.where(unknown, NO_END, np.where(nobody, NOBODY_LEFT, method)), group.why)
    shown = {
        "survival": np.broadcast_to(course.survival, shape),
        "cumulative_incidence": course.incidence,
        "standard_error": course.incidence_error,
        "lower": lower,
        "upper": upper,
    }
    counts = {"at_risk": there, "still_waiting": group.waiting, "ended": group.ended}
    if group.status == SHOWN:
        counts = {name: values.astype("int64") for name, values in counts.items()}

    def flat(values):
        return np.broadcast_to(values, shape).T.ravel()

    return pd.DataFrame(
        {
            FROM: flat(group.start),
            BEFORE: flat(np.where(np.isinf(group.end), np.nan, group.end)),
            "ending": text(endings * len(group.start)),
            **{name: flat(values if group.status == SHOWN else np.nan) for name, values in counts.items()},
            **{name: flat(np.where(status == SHOWN, values, np.nan)) for name, values in shown.items()},
            "method": text(flat(method)),
            "status": text(flat(status)),
        }
    )
