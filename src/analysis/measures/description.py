"""What an area is like: sums, shares, comparisons and seasons, each with its working."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.change import stretch
from analysis.measures.status import (
    NOT_AVAILABLE,
    SHOWN,
    SUPPRESSED,
    listed,
    numbers,
    pooled,
    refuse,
    require,
    shown_only,
    statuses,
    text,
)

# Why a census share has no interval: everyone was asked, and what blurs a small count is the publisher.
CENSUS_COUNT = "census count, no sampling interval (perturbed by the publisher)"
NOBODY = "not given: nobody to share among"
COUNTED = {"census": CENSUS_COUNT, "records": "every record counted, no sampling interval"}

# The last part of TS029's categories.
ENGLISH_IS_MAIN = "Main language is English"
NOT_PROFICIENT = ("Cannot speak English well", "Cannot speak English")


def pool(table, by, value):
    """Return the sums of `value` (a column or several) for each group of `by`; None is the whole table.

    A suppressed part makes the sum suppressed, a part that is not available makes it not available: such
    a sum is blank, and `method` keeps the reasons that its parts gave.

    >>> wards = pd.DataFrame({"district": ["A", "A", "B"], "people": [2, 3, 4]})
    >>> pool(wards, "district", "people")[["district", "people", "status"]]
      district  people status
    0        A       5  shown
    1        B       4  shown
    """
    return pooled(table, listed(by), listed(value))


def share(table, by, value, within=None, counted="census", whole=None):
    """Return the share that each category of `by` has of the `value` of its area (`within`).

    `within` is a column or several, such as `["area_code", "area_name"]`; None takes the table as one area.
    The denominator appears in `total_<value>`: the sum over the area's categories, so a suppressed or missing
    category takes the area's shares with it. In a table with margins `whole` is their label, "Total": the
    row with it in every column of `by` is the denominator and has no row in the answer, and a suppressed
    category hides no share but its own. There is no interval, and `method` says why: the counts
    (of the "census", or of "records") are no sample. For a sample use `proportion`.

    Raises InputError for an area without the row that `whole` names.

    >>> ages = pd.DataFrame({"age": ["0-17", "18+"], "people": [20, 60]})
    >>> share(ages, "age", "people")[["age", "people", "total_people", "share_pct"]]
        age  people  total_people  share_pct
    0  0-17      20            80       25.0
    1   18+      60            80       75.0
    """
    areas, total = listed(within), f"total_{value}"
    parts = summed = pooled(table, [*areas, *listed(by)], [value])
    if whole is not None:
        margin = parts[listed(by)].eq(whole).all(axis=1)
        parts, summed = parts[~margin], parts[margin]
    sums = pooled(summed, areas, [value]).rename(
        columns={value: total, "status": "_of_whole", "method": "_why"}
    )
    joined = parts.merge(sums, on=areas, how="left", sort=False) if areas else parts.merge(sums, how="cross")
    if len(joined) < len(parts) or joined["_of_whole"].isna().any():
        raise InputError(f'No row of the table, or of one of its areas, has "{whole}" in {listed(by)}.')
    known, of_whole = joined["status"].to_numpy(dtype=object), joined["_of_whole"].to_numpy(dtype=object)
    status = np.where(known == SHOWN, of_whole, known)
    denominator = numbers(joined, total)
    empty = (status == SHOWN) & (denominator == 0)
    status = np.where(empty, NOT_AVAILABLE, status)
    why = joined["_why"].where(known == SHOWN, joined["method"]).to_numpy(dtype=object, na_value=None)
    pct = numbers(joined, value) / np.where(denominator > 0, denominator, np.nan) * 100
    return joined.drop(columns=["method", "status", "_of_whole", "_why"]).assign(
        share_pct=shown_only(status, pct),
        lower=np.full(len(joined), np.nan),
        upper=np.full(len(joined), np.nan),
        method=text(
            np.where(
                status == SHOWN, COUNTED[counted], np.where(empty, "not given: nobody to share among", why)
            )
        ),
        status=text(status),
    )


def largest(table, value, n, by=None):
    """Return the `n` rows with the largest `value`, largest first, in each group of `by`, with their `rank`.

    Only rows that are shown can be ranked. Equal values share a rank and keep the order of `table`,
    so the answer is the same on every run.
    """
    status = statuses(table, numbers(table, value))
    kept = table[status == SHOWN].assign(_value=numbers(table, value)[status == SHOWN])
    kept = kept.sort_values("_value", ascending=False, kind="stable")
    if by is None:
        rank, first = kept["_value"].rank(method="min", ascending=False), kept.head(n)
    else:
        groups = kept.groupby(listed(by), sort=False, dropna=False, observed=True)
        rank, first = groups["_value"].rank(method="min", ascending=False), groups.head(n)
    return (
        first.drop(columns="_value").assign(rank=rank.loc[first.index].astype("int64")).reset_index(drop=True)
    )


def language_need(languages, proficiency, value="residents_3_plus", area=("area_code", "area_name"), n=3):
    """Return, for each area, the residents who cannot speak English well or at all, and its languages.

    `languages` has a row per area and `language`, `proficiency` one per area and `proficiency`, both with
    `value` residents aged 3 and over. The two appear side by side and are never multiplied: that a district
    has 8,000 speakers of Polish and 2 % who cannot speak English well does not say how many speakers
    of Polish cannot.

    Columns: the area's, `people_not_proficient`, `total_<value>`, `share_pct`, `largest_language`,
    `largest_language_people`, and `largest_languages`, the `n` largest but English, as text. `area` names
    the area's columns, its code first. Languages that are not shown are not listed.
    """
    key = listed(area)[0]
    require(languages, "language", value, key)
    require(proficiency, "proficiency", value, key)
    areas = [name for name in listed(area) if name in proficiency.columns]
    parts = not_proficient(proficiency, value, areas)
    named = languages[~languages["language"].astype("str").str.startswith("English", na=False)]
    top = largest(pooled(named, [key, "language"], [value]), value, n, by=key)
    top = top[top[value] > 0]
    spoken = pd.DataFrame(
        [
            [code, rows["language"].iloc[0], rows[value].iloc[0], _list_of(rows, value)]
            for code, rows in top.groupby(key, sort=False)
        ],
        columns=[key, "largest_language", "largest_language_people", "largest_languages"],
    )
    if not len(spoken):  # so that text stays text and the join has a key of the same type
        return parts.assign(
            largest_language=text([None] * len(parts)),
            largest_language_people=np.nan,
            largest_languages=text([None] * len(parts)),
        )
    return parts.merge(spoken, on=key, how="left", sort=False)


def not_proficient(proficiency, value="residents_3_plus", areas=("area_code", "area_name")):
    """Return, for each of `areas`, the residents who cannot speak English well or at all, and their share."""
    areas = listed(areas)
    flagged = proficiency.assign(_not_proficient=proficiency_level(proficiency).isin(NOT_PROFICIENT))
    shares = share(flagged, "_not_proficient", value, within=areas)
    kept = shares[shares["_not_proficient"].astype(bool)].drop(columns="_not_proficient")
    return kept.rename(columns={value: "people_not_proficient"}).reset_index(drop=True)


def proficiency_level(proficiency):
    """Return how well each row's people speak English: the last part of TS029's categories.

    Raises InputError for a table without those who are not proficient.
    """
    level = proficiency["proficiency"].astype("str").str.rsplit(": ", n=1).str[-1].str.strip()
    absent = [name for name in NOT_PROFICIENT if name not in set(level)]
    if len(proficiency) and absent:
        raise InputError(
            f'Column "proficiency" needs "{absent[0]}" among its values. '
            f"It has: {'; '.join(proficiency['proficiency'].drop_duplicates().astype(str))}."
        )
    return level


def _list_of(rows, value):
    return ", ".join(
        f"{name} ({people:,.0f})" for name, people in zip(rows["language"], rows[value], strict=True)
    )


def seasonality(table, count, time="period_start", by=None):
    """Return how the count of each calendar month compares with an average month: 100 is average.

    Counts are taken a day, so that February is not low for being short. Each year of twelve months, counted
    back from the last, is set against its own average; `index` is the mean over the years, `lower` and
    `upper` the lowest and highest year: a range of what was seen, not a confidence interval. A year with a
    missing month is left out, and `method` says so; fewer than two whole years give status "not
    available" with the reason. A suppressed month makes its group suppressed. `period` names the years.
    """
    groups = listed(by)
    require(table, count, time, *groups)
    refuse(
        table,
        table.duplicated([*groups, time]).to_numpy(),
        "Two rows for one month",
        "Sum the counts first, or name in `by` what distinguishes the rows.",
    )
    parts = []
    if len(table):
        split = table.groupby(groups, sort=False, dropna=False, observed=True) if groups else [((), table)]
        for key, rows in split:
            months = _months_against_average(rows, count, time)
            for position, (name, item) in enumerate(zip(groups, key, strict=True)):
                months.insert(position, name, item)
            parts.append(months)
    if parts:
        return pd.concat(parts, ignore_index=True)
    columns = {
        name: np.array([], dtype=float) for name in (count, "days", "index", "lower", "upper", "years")
    }
    empty = {"calendar_month": np.array([], dtype=int), "month_name": text([]), "period": text([]), **columns}
    empty = pd.DataFrame({**empty, "method": text([]), "status": text([])})
    return pd.concat([table[groups].iloc[:0], empty], axis=1)


def _months_against_average(rows, count, time):
    """Return the twelve calendar months of one series."""
    days = pd.DatetimeIndex(pd.to_datetime(rows[time]))
    values = numbers(rows, count)
    status = statuses(rows, values)
    series = pd.Series(shown_only(status, values), index=days.to_period("M"))
    every = pd.period_range(series.index.min(), series.index.max(), freq="M")
    whole_years = len(every) // 12
    recent = every[len(every) - whole_years * 12 :]
    counts = series.reindex(recent).to_numpy().reshape(whole_years, 12)
    length = recent.days_in_month.to_numpy(dtype=float).reshape(whole_years, 12)
    complete = ~np.isnan(counts).any(axis=1) & (np.nansum(counts, axis=1) > 0)
    enough = complete.sum() >= 2
    state = SUPPRESSED if (status == SUPPRESSED).any() else SHOWN if enough else NOT_AVAILABLE

    order = np.argsort(recent.month[:12]) if whole_years else np.arange(12)
    result = pd.DataFrame({"calendar_month": np.arange(1, 13)})
    result["month_name"] = text([f"{pd.Timestamp(2001, month, 1):%B}" for month in range(1, 13)])
    used = recent.to_timestamp().to_numpy().reshape(whole_years, 12)[complete].ravel()
    result["period"] = text([stretch(used)] * 12)
    if state == SHOWN:
        used, per_day = counts[complete][:, order], (counts / length)[complete][:, order]
        index = per_day / per_day.mean(axis=1, keepdims=True) * 100
        figures = [used.sum(0), length[complete][:, order].sum(0), index.mean(0), index.min(0), index.max(0)]
        left_out = whole_years - int(complete.sum())
        method = (
            f"mean of {int(complete.sum())} years, a day; range over the years, not a confidence interval"
        )
        method += f"; {left_out} with a missing month left out" if left_out else ""
    else:
        figures = [np.full(12, np.nan)] * 5
        method = (
            "not given: a month is suppressed"
            if state == SUPPRESSED
            else f"not given: 2 whole years are needed, there are {int(complete.sum())}"
        )
    for name, figure in zip((count, "days", "index", "lower", "upper"), figures, strict=True):
        result[name] = figure
    return result.assign(years=float(complete.sum()), method=text([method] * 12), status=text([state] * 12))


def stack(*tables):
    """Return tables with the same columns one beneath the other; those without a row are left out.

    >>> stack(pd.DataFrame({"area": ["Wick"]}), pd.DataFrame({"area": []}))
       area
    0  Wick
    """
    return pd.concat([one for one in tables if len(one)] or tables[:1], ignore_index=True)
