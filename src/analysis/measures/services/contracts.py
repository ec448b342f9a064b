"""Contracts: what ends when, what it costs a year, and whether the directory of services says the same."""

import numpy as np
import pandas as pd

from analysis.measures.rates.status import in_day, require, text, two_quarters_after
from analysis.measures.services.directory_pages import ENDED, ENDS_LATER, SOON
from analysis.states import SHOWN

__all__ = ["contracts_now"]

NOT_GIVEN = "not given: the {} has to say"  # by the body that pays
NOT_STARTED, FOLLOWED = "has not started", "another contract follows"
OVERDUE_SINCE = "overdue since {}"
IN_CONTRACTS, IN_DIRECTORY, FIND_OUT = "by the list of contracts", "by the directory", "find out which"


def contracts_now(contracts: pd.DataFrame, services: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return each contract on the day `as_of`, the first to end first.

    `contracts` and `services` are the tables of those names. The services of a contract are those that the
    directory lists under its lot and provider, blank without a directory; `directory_says` is the last paid
    day that it gives for them, where that is of no contract under this lot and provider. Nobody knows then
    which is right: both are said, and the earlier one, `ends_first`, counts. `funding` is "has ended", "ends
    soon" (within two quarters), "ends later", "has not started", or "another contract follows" where its lot
    has one.

    Columns: `lot`, `provider`, `paid_by`, `starts_on`, `ends_on`, `pounds_a_year` (blank where nobody said),
    `decide_by`, `ends_first`, `ends` (in words), `runs`, `cost` and `decide` (in words, and who has to say
    what is not given, or since when it is overdue), `days_left`, `funding`, `services`, `directory_says`,
    `said`, `method`, `status`.
    """
    columns = ["lot", "provider", "paid_by", "starts_on", "ends_on", "pounds_a_year", "decide_by"]
    require(contracts, *columns, "said_by", "said_on")
    require(services, "lot", "organisation", "funded_until")
    day, each = pd.Timestamp(as_of), list(contracts.itertuples())
    paid_until = _days_by_name(services, "organisation", "funded_until")
    agreed = _days_by_name(contracts, "provider", "ends_on")
    names = [(one.lot.casefold(), one.provider.casefold()) for one in each]
    under = [paid_until.get(name, []) for name in names]
    others = [
        sorted({one for one in days if pd.notna(one)} - set(agreed[name]))
        for days, name in zip(under, names, strict=True)
    ]
    ends = [_each_end(one.ends_on, days) for one, days in zip(each, others, strict=True)]
    first = pd.to_datetime([min([one.ends_on, *days]) for one, days in zip(each, others, strict=True)])
    last = contracts.groupby(contracts["lot"].str.casefold())["starts_on"].transform("max")
    state = np.select(
        [
            contracts["starts_on"] > day,
            contracts["starts_on"] < last,
            first < day,
            first <= two_quarters_after(day),
        ],
        [NOT_STARTED, FOLLOWED, ENDED, SOON],
        ENDS_LATER,
    )
    late = (contracts["decide_by"] < day) & ~np.isin(state, [NOT_STARTED, FOLLOWED])
    decide = zip(_given(contracts, "decide_by", in_day), late, strict=True)
    counted = [len(days) if len(services) else pd.NA for days in under]
    found = contracts[columns].assign(
        ends_first=first,
        ends=text(ends),
        runs=text([f"{in_day(one.starts_on)} to {end}" for one, end in zip(each, ends, strict=True)]),
        cost=_given(contracts, "pounds_a_year", "{:,.0f}".format),
        decide=text([OVERDUE_SINCE.format(when) if passed else when for when, passed in decide]),
        days_left=(first - day).days.astype(int),
        funding=text(state),
        services=pd.array(counted, dtype="Int64"),
        directory_says=text(["; ".join(map(in_day, days)) or None for days in others]),
        said=text([f"{one.said_by}, {in_day(one.said_on)}" for one in each]),
        method="as the body that pays said; no interval: a date",
        status=SHOWN,
    )
    return found.sort_values(["ends_first", "lot", "provider"], kind="stable", ignore_index=True)


def _days_by_name(rows, organisation, column):
    """Return {(lot, organisation) in small letters: the days of a column}."""
    names = [rows[name].astype("str").str.casefold() for name in ("lot", organisation)]
    return rows[column].groupby(names).agg(list).to_dict()


def _each_end(ends_on, others):
    """Return in words when a contract ends; where the directory gives other days, all of them."""
    if not others:
        return in_day(ends_on)
    days = sorted([(ends_on, IN_CONTRACTS), *((day, IN_DIRECTORY) for day in others)])
    return f"{', '.join(f'{in_day(day)} {by}' for day, by in days)}: {FIND_OUT}"


def _given(contracts, column, words):
    """Return a column in words; of a blank, which body has to fill it."""
    each = zip(contracts[column], contracts["paid_by"], strict=True)
    return text([NOT_GIVEN.format(by) if pd.isna(one) else words(one) for one, by in each])
