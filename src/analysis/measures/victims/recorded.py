"""How many people the police recorded as victims: one person may be in several records."""

import numpy as np
import pandas as pd

from analysis.measures.rates.status import numbers, pooled_status, require, statuses, text
from analysis.measures.victims.repeats import REPEATS, events_known
from analysis.measures.victims.unknowns import is_missing
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = ["people_recorded"]

NOT_PERSONS = ("A business or other body", "The state or the public")
BY_KEY = "distinct persons by the key of the extract, rounded; a record without a key may be of another"
BY_BAND = "bounds by how many crimes of twelve months each person met; most: each record is another person"


def people_recorded(records: pd.DataFrame, counted: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return one row: how many people the records of a year are of, at least and at most.

    `records` has rows of `victims` by `victim_is` and `offences_in_12_months`, of one year and without
    margins; businesses and the state are left out and counted apart. `counted` is the released statement of
    the same year, with `people` by the extract's key and `records_without_key`: where it has a figure it
    decides, and a record without a key is of nobody new or of somebody else.

    Without it, at least: a record of a person who met two crimes is half a person, one of three a third, "4
    or more" are one person together, and of whom that is not known are one of the others. At most: each
    record is another person, as the crimes that a person met may lie in two years.

    Columns: `people_least`, `people_most`, `records`, `records_of_others` (of businesses and the state),
    `method`, `status`; no row without any record.

    >>> seen = pd.DataFrame({"offences_in_12_months": ["1", "2"], "victims": [70, 30]})
    >>> found = people_recorded(seen.assign(victim_is="A person"))
    >>> found[["people_least", "people_most", "records_of_others"]]
       people_least  people_most  records_of_others
    0          85.0        100.0                0.0
    """
    require(records, "victim_is", REPEATS, "victims")
    names = ["people_least", "people_most", "records", "records_of_others"]
    if not len(records):
        return pd.DataFrame(columns=[*names, "method", "status"]).astype(dict.fromkeys(names, "float64"))
    victims = numbers(records, "victims")
    status = pooled_status(statuses(records, victims), np.zeros(len(records), dtype=int))[0]
    row, method = dict.fromkeys(names, np.nan), None
    if status == SHOWN:
        others = records["victim_is"].isin(NOT_PERSONS).to_numpy()
        row["records"], row["records_of_others"] = victims[~others].sum(), victims[others].sum()
        least, most, method = _by_key(counted) or (*_by_band(records[~others]), BY_BAND)
        row["people_least"], row["people_most"] = least, most
        if not most > 0:
            status, method = NOT_AVAILABLE, "not given: no record is of a person"
    return pd.DataFrame([row | {"method": method, "status": status}]).assign(
        method=text([method]), status=text([status])
    )


def _by_key(counted):
    """Return the least, the most and the method by the extract's key, None where no key was supplied."""
    if counted is None or not len(counted) or counted["status"].iloc[0] != SHOWN:
        return None
    people, without = (float(counted[name].iloc[0]) for name in ("people", "records_without_key"))
    return people, people + without, BY_KEY


def _by_band(records):
    """Return the fewest people that the records of persons can be of, and the most."""
    _, each, open_ended = events_known(records)
    missing = is_missing(records, REPEATS)
    victims = numbers(records, "victims")
    shared = np.where(missing | open_ended, 0.0, victims / each)
    open_people = float(victims[open_ended].sum() > 0)
    fewest = shared.sum() + open_people
    return float(max(np.ceil(fewest - 1e-9), float(victims.sum() > 0))), float(victims.sum())
