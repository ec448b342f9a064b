"""People who were victims more than once: how many, and rates that know that their events come together."""

import numpy as np
import pandas as pd

from analysis.measures.rates import limits
from analysis.measures.rates.status import answered, listed, numbers, pooled, whole_counts
from analysis.measures.victims.unknowns import NOBODY, NOBODY_KNOWN, is_missing, sums_of

__all__ = ["rate_of_victims", "repeat_victims"]

REPEATS = "offences_in_12_months"
PER = 1_000

NO_POPULATION = "not given: the population is not known"
BY_BAND = "counted by offence; the bounds of the share of people are those that the bands allow"


def repeat_victims(table: pd.DataFrame, by: str | list[str] | None = None) -> pd.DataFrame:
    """Return how many offences were against people who met more than one, and what share of people that is.

    A row of the record is one offence against one person: somebody who met four appears in it four times.
    `table` has rows of `victims` by `offences_in_12_months`, how many the person met: "1", "2", "3", "4 or
    more" or a label of what is not known. Columns, for each group of `by`: `offences_known`,
    `offences_unknown`, `offences_again` (against people who met two or more), `offences_again_pct` of the
    known, and bounds of the share of people who met two or more, `least_pct` and `most_pct`, `method`,
    `status`.

    At least: a label of two appears in two rows, one of three in three, "4 or more" is one person, and each
    offence of which it is not known is against another who met no more. At most: each row of two or more,
    and each of which it is not known, is another such person. No interval: rows of one person are not
    independent of one another.

    >>> import pandas as pd
    >>> seen = pd.DataFrame({"offences_in_12_months": ["1", "2", "Unknown"], "victims": [70, 30, 25]})
    >>> repeat_victims(seen)[["offences_again_pct", "least_pct", "most_pct"]].round(1)
       offences_again_pct  least_pct  most_pct
    0                30.0       13.6      44.0
    """
    missing, number, open_ended = events_known(table)
    exact = {f"_{k}": k for k in np.unique(number) if k >= 2}
    again = ~missing & (number >= 2)
    sums = sums_of(
        table,
        listed(by),
        "victims",
        offences_known=~missing,
        offences_unknown=missing,
        offences_again=again,
        _open=again & open_ended,
        **{name: again & ~open_ended & (number == k) for name, k in exact.items()},
    )
    known, unknown, rows = (sums[f"offences_{what}"] for what in ("known", "unknown", "again"))
    fewest = sum((sums[name] / k for name, k in exact.items()), sums["_open"].clip(upper=1))
    with np.errstate(invalid="ignore"):  # of nobody there is no share
        figures = {
            "offences_again_pct": rows / known * 100,
            "least_pct": fewest / (known - rows + unknown + fewest) * 100,
            "most_pct": (rows + unknown) / (known + unknown) * 100,
        }
    kept = sums.drop(columns=["_open", *exact])
    return answered(kept, figures, BY_BAND, np.where(known + unknown == 0, NOBODY, NOBODY_KNOWN))


def events_known(table: pd.DataFrame) -> tuple[np.ndarray, ...]:
    """Return where it is not known how many events a row stands for; how many, one there; where "or more"."""
    missing = is_missing(table, REPEATS)
    label = table[REPEATS].astype("str").str.extract(r"^(\d+)( or more)?$")
    return missing, np.where(missing, 1.0, label[0].astype(float)), label[1].notna().to_numpy()


def rate_of_victims(table: pd.DataFrame, residents: pd.DataFrame) -> pd.DataFrame:
    """Return the rate of victims per 1,000 residents, its interval widened for those counted several times.

    `table` has rows of `victims` by `offences_in_12_months`, how many offences the person met; `residents`
    has `residents`, added up. A person who met four offences is four victims of crimes: the variance counts
    each row of the record so many times (as PHEindicatormethods does for events that are not independent),
    and the limits of the count, exact below 10 and Byar's from 10, are widened in proportion. Where it is not
    known how often, a row counts once; "4 or more" counts as 4.

    One row: `victims`, `residents`, `rate_per_1000`, `lower`, `upper` (95 %), `method`, `status`.

    >>> import pandas as pd
    >>> seen = pd.DataFrame({"offences_in_12_months": ["1", "4 or more"], "victims": [900, 100]})
    >>> found = rate_of_victims(seen, pd.DataFrame({"residents": [50_000]}))
    >>> found[["rate_per_1000", "lower", "upper"]].round(1)
       rate_per_1000  lower  upper
    0           20.0   18.6   21.5
    """
    _, each, _ = events_known(table)
    counts, _ = whole_counts(table, "victims")
    columns = {"victims": counts, "_spread": counts * each}
    kept = table[[name for name in ("method", "status") if name in table.columns]]
    sums = pooled(kept.assign(**columns), [], ["victims", "_spread"])
    people = numbers(residents, "residents").sum() or np.nan  # of nobody there is no rate
    events, spread = sums["victims"].to_numpy(float), sums["_spread"].to_numpy(float)
    lower, upper, how = limits.count_limits(events)
    wider = np.where(events > 0, np.sqrt(spread / np.where(events > 0, events, 1.0)), 1.0)
    figures = {
        "rate_per_1000": events / people * PER,
        # A person with four events makes the lower limit of so few negative: zero is the least there is.
        "lower": np.maximum(events + wider * (lower - events), 0.0) / people * PER,
        "upper": (events + wider * (upper - events)) / people * PER,
    }
    told = np.array([f"{name}, widened where one person is several victims" for name in how], dtype=object)
    result = sums.drop(columns="_spread").assign(residents=people)
    return answered(result, figures, told, NO_POPULATION)
