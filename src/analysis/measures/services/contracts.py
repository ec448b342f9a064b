"""Contracts: what ends when, what it costs a year, and whether the directory of services says the same."""

import numpy as np
import pandas as pd

from analysis.measures.rates.status import SHOWN, in_day, require, text
from analysis.measures.services.directory_pages import ENDED, ENDS_LATER, SOON, SOON_DAYS

__all__ = ["contracts_now"]

NOT_GIVEN = "not given: the {} has to say"  # by the body that pays
NOT_STARTED, FOLLOWED = "has not started", "another contract follows"


def contracts_now(contracts, services, as_of):
    """Return each contract on the day `as_of`, the first to end first.

    `contracts` and `services` are the tables of those names. `funding` is "has ended", "ends soon" (within
    half a year), "ends later", "has not started", or "another contract follows" where its lot has one.
    The services of a contract are those that the directory lists under its lot and provider, blank without a
    directory; `directory_says` is the last paid day that it gives for them, where that is another.

    Columns: `lot`, `provider`, `paid_by`, `starts_on`, `ends_on`, `pounds_a_year` (blank where nobody said),
    `decide_by`, `runs`, `cost` and `decide` (in words, and who has to say what is not given), `days_left`,
    `funding`, `services`, `directory_says`, `said`, `method`, `status`.
    """
    columns = ["lot", "provider", "paid_by", "starts_on", "ends_on", "pounds_a_year", "decide_by"]
    require(contracts, *columns, "said_by", "said_on")
    require(services, "lot", "organisation", "funded_until")
    day = pd.Timestamp(as_of)
    days = (contracts["ends_on"] - day).dt.days.astype(int)
    last = contracts.groupby(contracts["lot"].str.casefold())["starts_on"].transform("max")
    state = np.select(
        [contracts["starts_on"] > day, contracts["starts_on"] < last, days < 0, days <= SOON_DAYS],
        [NOT_STARTED, FOLLOWED, ENDED, SOON],
        ENDS_LATER,
    )
    each = list(contracts.itertuples())
    names = [services[name].astype("str").str.casefold() for name in ("lot", "organisation")]
    paid_until = services["funded_until"].groupby(names).agg(list)
    under = [paid_until.get((one.lot.casefold(), one.provider.casefold()), []) for one in each]
    counted = [len(days) if len(services) else pd.NA for days in under]
    found = contracts[columns].assign(
        runs=text([f"{in_day(one.starts_on)} to {in_day(one.ends_on)}" for one in each]),
        cost=_given(contracts, "pounds_a_year", "{:,.0f}".format),
        decide=_given(contracts, "decide_by", in_day),
        days_left=days,
        funding=text(state),
        services=pd.array(counted, dtype="Int64"),
        directory_says=text([_other_days(*both) for both in zip(under, contracts["ends_on"], strict=True)]),
        said=text([f"{one.said_by}, {in_day(one.said_on)}" for one in each]),
        method="as the body that pays said; no interval: a date",
        status=SHOWN,
    )
    return found.sort_values(["ends_on", "lot", "provider"], kind="stable", ignore_index=True)


def _given(contracts, column, words):
    """Return a column in words; of a blank, which body has to fill it."""
    each = zip(contracts[column], contracts["paid_by"], strict=True)
    return text([NOT_GIVEN.format(by) if pd.isna(one) else words(one) for one, by in each])


def _other_days(days, ends_on):
    """Return the last paid days that the directory gives, None where they are the contract's own or none."""
    return "; ".join(map(in_day, sorted({day for day in days if pd.notna(day)} - {ends_on}))) or None
