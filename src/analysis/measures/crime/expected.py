"""What an inspection leads one to expect, set beside what was recorded: never the real number."""

import numpy as np
import pandas as pd

from analysis.measures.rates import limits
from analysis.measures.rates.status import (
    answered,
    require,
    whole_counts,
)

__all__ = ["had_all_been_recorded"]

PUBLISHED = 0.95  # the confidence at which the inspectorate prints its limits
NOTHING_RECORDED = "not given: nothing was recorded, and zero divided by a share says nothing"
TENTH = 0.1  # the share of the inspection is read to a tenth of a per cent


def had_all_been_recorded(recorded: pd.DataFrame, accuracy: pd.DataFrame) -> pd.DataFrame:
    """Return `recorded` (one row) with the number there would be had every reported crime been recorded.

    `recorded` has `offences`. `accuracy` has one row: `accuracy_pct`, the share of reported crime that an
    inspection found recorded, `half_width_pct` of its 95 % interval in points, and `source`, which says whose
    and of which months: it is dated, and another inspection is another figure. Without a row nobody inspected
    the force, and nothing is returned. `adjusted` is the offences over that share, with its limits by the
    delta method on the log, chance in the offences included, each as precise as the share is.

    Raises InputError for a negative or fractional count.

    >>> found = pd.DataFrame({"accuracy_pct": [93.1], "half_width_pct": [1.68], "source": ["an inspection"]})
    >>> had_all_been_recorded(pd.DataFrame({"offences": [36_635]}), found)["adjusted"].tolist()
    [39350]
    """
    require(accuracy, "accuracy_pct", "half_width_pct", "source")
    if accuracy.empty:
        return recorded.iloc[:0].assign(adjusted=pd.Series(dtype="float64"), status=pd.Series(dtype="str"))
    one = accuracy.iloc[0]
    counts, status = whole_counts(recorded, "offences")
    figures = adjusted_for_accuracy(counts, one["accuracy_pct"], one["half_width_pct"])
    how = f"recorded divided by the share of reports that are recorded ({one['source']})"
    found = answered(
        recorded.assign(status=status), figures, f"{how}; delta method on the log", NOTHING_RECORDED
    )
    return _as_precise(found, found["adjusted"] * TENTH / one["accuracy_pct"], *figures)


def adjusted_for_accuracy(counts: np.ndarray, pct: float, half_width_pct: float) -> dict[str, np.ndarray]:
    """Return {`adjusted`, `lower`, `upper`}: counts over a share in per cent that has limits around it."""
    z = limits.standard_normal(PUBLISHED)
    some = np.where(counts > 0, counts, np.nan)
    middle = some / (pct / 100)
    spread = z * np.sqrt((half_width_pct / z / pct) ** 2 + 1 / some)
    return {"adjusted": middle, "lower": middle * np.exp(-spread), "upper": middle * np.exp(spread)}


def _as_precise(found, step, *columns):
    """Return a table with estimates in tens, hundreds and so on, by the power of ten that `step` reaches.

    `step` is what an estimate moves by with the last digit of the share that it comes from. Of small numbers
    whole people or crimes are given: a tenth of one would be false precision.
    """
    unit = 10 ** np.floor(np.log10(step.astype("float64").clip(lower=1)))
    return found.assign(**{name: (found[name] / unit).round().mul(unit).astype("Int64") for name in columns})
