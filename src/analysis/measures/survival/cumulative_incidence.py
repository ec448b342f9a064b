"""How likely each ending is by each time, where one ending comes before another: Aalen and Johansen."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.status import NOT_AVAILABLE, SHOWN, listed, text
from analysis.measures.survival import product_limit, scales, spells
from analysis.measures.survival.spells import TOO_LATE, WORDS

NAME = "Aalen-Johansen, competing endings"


def cumulative_incidence(
    table, time="time", event="event", by=None, censored=0, at=None, scale="log-log", confidence=0.95
):
    """Return the share of spells that have ended in each way by each time, with its error and limits.

    `table` has a row for each spell: `time` it lasted, in any unit, and `event`: how it ended, or `censored`
    where it was last seen going on. There is a row for each ending at each time at which a spell ended, or at
    each time of `at`: rows as fine as the endings are for the analyst's eyes, what is shown to others is at a
    few times. `by` gives each group its own. `scale` is that of the limits: "plain", "log", "log-log" or
    "logit".

    Columns: `by`, `time`, `ending`, `at_risk` (going on just before), `ended` (so, since the time before),
    `survival` (the share that goes on; it and the incidences of all endings add to 1),
    `cumulative_incidence` (0 to 1), `standard_error`, `lower`, `upper`, `method`, `status`.

    Raises InputError as `spells.read` does, and where nobody has ended: then no ending is known by name.

    >>> ends = ["referred", "declined", "waiting", "referred"]
    >>> waits = pd.DataFrame({"time": [5, 8, 8, 12], "event": ends})
    >>> found = cumulative_incidence(waits, censored="waiting", at=8)
    >>> found[["time", "ending", "ended", "survival", "cumulative_incidence"]]
       time    ending  ended  survival  cumulative_incidence
    0   8.0  declined      1       0.5                  0.25
    1   8.0  referred      1       0.5                  0.25
    """
    scales.refuse_unknown_scale(scale)
    by = listed(by)
    columns = [*by, time, "ending", "at_risk", "ended", "survival", "cumulative_incidence", "standard_error"]
    columns += ["lower", "upper", *WORDS]
    endings, groups = spells.read(table, time, event, by, censored)
    if len(table) and not endings:
        raise InputError(f'No spell of "{event}" has ended: there is no ending to give a share of.')
    parts = []
    for group in groups:
        rows = _rows(group, endings, time, at, scale, confidence)
        parts.append(rows.assign(**dict(zip(by, group.key, strict=True)))[columns])
    return spells.together(parts, columns, [*by, *WORDS])


def _rows(group, endings, time, at, scale, confidence):
    times, at_risk, ended = spells.counted(group, endings)
    course = product_limit.course(at_risk, ended)
    wanted, places = spells.rows_at(at, times, ended.sum(axis=0) > 0, group.time.max())
    # A place before the first time: nobody has ended, and nothing is in doubt.
    first = np.zeros((len(endings), 1))
    incidence = np.concatenate([first, course.incidence], axis=1)[:, places + 1].T.ravel()
    error = np.concatenate([first, course.incidence_error], axis=1)[:, places + 1].T.ravel()
    survival = np.r_[1.0, course.survival][places + 1]
    late = np.repeat(wanted > group.time.max(), len(endings))
    lower, upper = scales.limits(incidence, error, scale, confidence)
    method = scales.told(NAME, incidence, scale, scales.NOBODY, scales.EVERYBODY)
    shown = {
        "survival": np.repeat(survival, len(endings)),
        "cumulative_incidence": incidence,
        "standard_error": error,
        "lower": lower,
        "upper": upper,
    }
    return pd.DataFrame(
        {
            time: np.repeat(wanted, len(endings)),
            "ending": endings * len(wanted),
            "at_risk": np.repeat(spells.at_risk_then(wanted, group), len(endings)),
            "ended": spells.sums_between(places, ended).T.ravel(),
            **{name: np.where(late, np.nan, values) for name, values in shown.items()},
            "method": text(np.where(late, TOO_LATE, method)),
            "status": text(np.where(late, NOT_AVAILABLE, SHOWN)),
        }
    )
