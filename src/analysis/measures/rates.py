"""Rates and shares with their intervals, crude and standardised, as in PHEindicatormethods 2.1.0."""

import numbers as numbers_of
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures import limits
from analysis.measures.status import (
    NOT_AVAILABLE,
    SHOWN,
    listed,
    methods,
    numbers,
    pooled_status,
    refuse,
    require,
    shown_only,
    statuses,
    text,
)

# Eurostat, Revision of the European Standard Population, 2013: 100,000 people in 19 age bands.
EUROPEAN_STANDARD_POPULATION_2013 = {
    "0-4": 5_000,
    "5-9": 5_500,
    "10-14": 5_500,
    "15-19": 5_500,
    "20-24": 6_000,
    "25-29": 6_000,
    "30-34": 6_500,
    "35-39": 7_000,
    "40-44": 7_000,
    "45-49": 7_000,
    "50-54": 7_000,
    "55-59": 6_500,
    "60-64": 6_000,
    "65-69": 5_500,
    "70-74": 5_000,
    "75-79": 4_000,
    "80-84": 2_500,
    "85-89": 1_500,
    "90+": 1_000,
}

# Dobson's limits lean on a total that is roughly normal: PHEindicatormethods gives no rate below 10 events.
FEWEST_FOR_A_STANDARDISED_RATE = 10


def rate_name(per):
    """Return the column name of a rate per `per` people, such as `rate_per_1000`.

    Raises InputError for a number of people that is not above zero.
    """
    if not 0 < per < np.inf:
        raise InputError(f"per is {per}: it needs a number of people above zero, such as 1,000.")
    return f"rate_per_{per:.0f}"


def rate(table, numerator, denominator, per=1_000, confidence=0.95):
    """Return `table` with the rate per `per` people and its confidence interval.

    Below 10 events the interval is exact (chi-squared); from 10 on it is Byar's, as in
    PHEindicatormethods. A row without a numerator or a population keeps its place, with status
    "not available", so that totals still add up; a suppressed row stays suppressed.

    Raises ValueError naming the rows whose denominator is zero or negative, or whose numerator is negative.

    >>> offences = pd.DataFrame({"area_name": ["Wick"], "offences": [7], "population": [1490]})
    >>> rate(offences, "offences", "population")[["rate_per_1000", "lower", "upper", "method"]].round(2)
       rate_per_1000  lower  upper method
    0            4.7   1.89   9.68  exact
    """
    events, people, status = _fraction(table, numerator, denominator)
    lower, upper, method = limits.count_limits(events, confidence)
    value = events / people * per
    return _answer(table, status, {rate_name(per): value}, lower / people * per, upper / people * per, method)


def proportion(table, numerator, denominator, as_percent=True, confidence=0.95):
    """Return `table` with the share that `numerator` is of `denominator`, and Wilson's interval.

    The column is `share_pct`, or `share` (0 to 1) when `as_percent` is false. Missing and suppressed
    rows keep their places as in `rate`. For census counts, which are not a sample, see `share`.

    Raises ValueError as `rate` does, and naming the rows whose numerator exceeds the denominator.

    >>> proportion(pd.DataFrame({"yes": [65], "asked": [100]}), "yes", "asked").round(1)
       yes  asked  share_pct  lower  upper  method status
    0   65    100       65.0   55.3   73.6  Wilson  shown
    """
    part, whole, status = _fraction(table, numerator, denominator)
    refuse(
        table,
        (status == SHOWN) & (part > whole),
        f'"{numerator}" is larger than "{denominator}"',
        "A share is of a whole: use `rate` where one person may have several events.",
    )
    scale = 100 if as_percent else 1
    lower, upper = limits.wilson_limits(part, whole, confidence)
    name = "share_pct" if as_percent else "share"
    return _answer(table, status, {name: part / whole * scale}, lower * scale, upper * scale, "Wilson")


def _fraction(table, numerator, denominator):
    """Return numerator, denominator and status, the first two NaN wherever no figure may be made."""
    above, below = _finite(table, numerator), _finite(table, denominator)
    status = statuses(table, above, below)
    refuse(table, above < 0, f'"{numerator}" is negative', "A count is zero or more.")
    refuse(table, below <= 0, f'"{denominator}" is zero or negative', "Leave it blank where it is unknown.")
    return shown_only(status, above), shown_only(status, below), status


def _finite(table, column):
    """Return a column as floats, refusing an infinite one: over it every rate would be a shown zero."""
    values = numbers(table, column)
    refuse(table, np.isinf(values), f'"{column}" is infinite', "Leave it blank where it is unknown.")
    return values


def _answer(table, status, values, lower, upper, method):
    """Return `table` with its new columns in the order in which they are read."""
    new = {name: shown_only(status, value) for name, value in values.items()}
    new |= {"lower": shown_only(status, lower), "upper": shown_only(status, upper)}
    new |= {"method": methods(table, status, method), "status": text(status)}
    kept = table.drop(columns=[name for name in new if name in table.columns])
    return kept.assign(**new)


def standardised_rate(
    table,
    count,
    population,
    by,
    band,
    standard=None,
    events_each=None,
    per=100_000,
    confidence=0.95,
):
    """Return the directly standardised rate of each area, with Dobson's interval.

    `table` has a row per area (`by`, one column or several) and age `band`; a blank count is none.
    `standard` gives the weight of each band: the European Standard Population 2013 unless told otherwise.
    Where a person may have several events, `table` has a row per area, band and number of events,
    `count` is the persons who had exactly so many, and `events_each` names the column with that number:
    the rate counts all events, and the interval allows for their coming together.

    An area with fewer than 10 events is "not available", with the reason in `method`. An area with a
    suppressed band is suppressed, with one that is not available or has no population not available.

    Raises ValueError for a negative count, a population of zero or less, bands other than the standard's, and
    a weight that is not a number of zero or more, or weights that are all zero.
    """
    by = listed(by)
    standard = _weights(EUROPEAN_STANDARD_POPULATION_2013 if standard is None else standard)
    data, groups, result = _strata(table, count, population, by, band, events_each)
    refuse(table, data["people"].to_numpy() <= 0, f'"{population}" is zero or negative', "Nothing to weigh.")
    _same_bands(table, data, by, band, standard)

    weight = table[band].map(standard).to_numpy(dtype=float)
    each = data["each"].to_numpy()
    of_standard = weight / sum(standard.values())
    contribution = of_standard * data["events"] / data["people"]
    variance = each**2 * data["persons"] * (of_standard / data["people"]) ** 2
    events = data["events"].groupby(groups).sum().to_numpy()
    value = contribution.groupby(groups).sum().to_numpy()
    spread = variance.groupby(groups).sum().to_numpy()

    status = pooled_status(data["status"].to_numpy(), groups)
    few = (status == SHOWN) & (events < FEWEST_FOR_A_STANDARDISED_RATE)
    enough = np.where(few, np.nan, events)
    byar_lower, byar_upper = limits.byar_limits(enough, confidence)
    scale = np.sqrt(spread / np.where(events > 0, events, np.nan))
    reason = f"not given: fewer than {FEWEST_FOR_A_STANDARDISED_RATE} events"
    method = np.where(few, reason, np.where(status == SHOWN, "Dobson", None))
    shown = np.where(few, NOT_AVAILABLE, status)
    people = data["people"].where(~data.duplicated([*by, band]), 0.0).groupby(groups).sum()
    return result.assign(
        **{
            count if events_each is None else "events": shown_only(status, events),
            population: shown_only(status, people.to_numpy()),
            rate_name(per): shown_only(shown, value * per),
            "lower": shown_only(shown, (value + scale * (byar_lower - events)) * per),
            "upper": shown_only(shown, (value + scale * (byar_upper - events)) * per),
            "method": text(method),
            "status": text(shown),
        }
    )


def standardised_ratio(table, count, population, reference, by, band, confidence=0.95):
    """Return the indirectly standardised ratio of each area: events observed over events expected.

    `reference` has a row per `band` with the same two columns, `count` and `population`: the rates that
    the areas are held against. The interval is that of the observed count: exact below 10 events, Byar
    from 10 on. A band in which an area has no population adds nothing to what is expected.

    Raises ValueError for a negative count or population, and for a band that the reference has not.
    """
    result, observed, expected, status, _ = _expected(table, count, population, reference, listed(by), band)
    lower, upper, method = limits.count_limits(shown_only(status, observed), confidence)
    values = {count: observed, "expected": expected, "ratio": observed / expected}
    return _answer(result, status, values, lower / expected, upper / expected, method)


def indirectly_standardised_rate(table, count, population, reference, by, band, per=100_000, confidence=0.95):
    """Return the indirectly standardised rate of each area: its ratio times the reference's overall rate.

    Arguments and refusals are those of `standardised_ratio`.
    """
    result, observed, expected, status, overall = _expected(
        table, count, population, reference, listed(by), band
    )
    lower, upper, method = limits.count_limits(shown_only(status, observed), confidence)
    scale = overall * per / expected
    values = {count: observed, "expected": expected, rate_name(per): observed * scale}
    return _answer(result, status, values, lower * scale, upper * scale, method)


def _expected(table, count, population, reference, by, band):
    """Return areas, events observed and expected, status, and the reference's overall rate."""
    data, groups, result = _strata(table, count, population, by, band, None, blank_population=0.0)
    refuse(table, data["people"].to_numpy() < 0, f'"{population}" is negative', "It is zero or more.")
    require(reference, band, count, population)
    held = reference.set_index(band)
    events, people = _finite(held, count), _finite(held, population)
    if len(held) and (not (people > 0).all() or not (events >= 0).all() or held.index.duplicated().any()):
        raise InputError(
            "The reference needs each band once, with a count of zero or more and a population above it."
        )
    _bands_known(table[band], held.index)
    reference_rate = table[band].map(dict(zip(held.index, events / people, strict=True))).astype(float)
    expected = (reference_rate.reset_index(drop=True) * data["people"]).groupby(groups).sum().to_numpy()
    observed = data["events"].groupby(groups).sum().to_numpy()
    status = pooled_status(data["status"].to_numpy(), groups)
    nothing = (status == SHOWN) & (expected == 0)
    status = np.where(nothing, NOT_AVAILABLE, status)
    result = result.assign(method=text(np.where(nothing, "not given: no event is expected", None)))
    overall = events.sum() / people.sum() if len(held) else np.nan
    return result, observed, np.where(expected > 0, expected, np.nan), status, overall


def _strata(table, count, population, by, band, events_each, blank_population=np.nan):
    """Return the working of each row, the area number of each row, and one row per area."""
    require(table, *by, band)
    given, people = _finite(table, count), _finite(table, population)
    people = np.where(np.isnan(people), blank_population, people)
    each = np.ones(len(table)) if events_each is None else _finite(table, events_each)
    refuse(table, given < 0, f'"{count}" is negative', "A count is zero or more.")
    refuse(table, ~(each >= 1), f'"{events_each}" is below one or blank', "It is 1, 2, 3 and so on.")
    status = statuses(table, people)
    # Where the row is shown, a blank count is none: strata without an event are left out of most extracts.
    persons = np.where(np.isnan(given), 0.0, given)
    data = table[[*by, band]].reset_index(drop=True)
    data = data.assign(persons=persons, each=each, events=persons * each, people=people, status=status)
    key = [*by, band, *listed(events_each)]
    refuse(table, table.duplicated(key).to_numpy(), "Two rows for one band", "Give one row for each.")
    if events_each is not None:
        several = data.groupby([*by, band], dropna=False)["people"].transform("nunique") > 1
        refuse(table, several.to_numpy(), f'"{population}" differs within a band', "Give each band one.")
    groups = data.groupby(by, sort=False, dropna=False, observed=True).ngroup().to_numpy()
    return data, groups, table[by].drop_duplicates().reset_index(drop=True)


def _weights(standard):
    """Return {band: weight} of a standard population, whose weights are zero or more and not all zero."""
    if not isinstance(standard, Mapping | pd.Series):
        raise TypeError("standard needs a weight for each band: a dictionary or a Series.")
    bands, given = (
        list(standard.keys()),
        list(standard.values() if isinstance(standard, Mapping) else standard),
    )
    if len(set(bands)) < len(bands):
        raise InputError("The standard has a band twice. Each band needs one weight.")
    weights = {}
    for band, weight in zip(bands, given, strict=True):
        number = isinstance(weight, numbers_of.Real) and not isinstance(weight, bool)
        if not (number and 0 <= weight < np.inf):
            raise InputError(
                f'The standard\'s weight of band "{band}" is {weight}: it needs a number, zero or more. Take '
                "the band out of table and standard if it is not to count."
            )
        weights[band] = float(weight)
    if not sum(weights.values()):
        raise InputError("The standard has no weight above zero: no rate follows from it.")
    return weights


def _same_bands(table, data, by, band, standard):
    """Raise InputError unless every area has exactly the standard's bands."""
    wanted = list(standard)
    _bands_known(table[band], wanted)
    have = data.groupby(by, dropna=False, observed=True)[band].nunique()
    short = have.index[have < len(wanted)]
    if len(short):
        others = f", and {len(short) - 1} more areas are short" if len(short) > 1 else ""
        raise InputError(
            f"{short[0]} has {have[short[0]]} of the standard's {len(wanted)} bands{others}. "
            "Each band needs a row."
        )


def _bands_known(bands, wanted):
    unknown = next((name for name in bands.drop_duplicates() if name not in set(wanted)), None)
    if unknown is not None:
        raise InputError(f'Band "{unknown}" is not in the standard. {nearest(unknown, wanted)}'.rstrip())
