"""Where a language is spoken: how much of it the top areas hold, and sums over larger places."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.places.draws import LIKELY, SURE, draws, errors_of, how_sure
from analysis.measures.rates.estimates import (
    framed,
    groups_of,
    require_every_area,
    with_ends,
)
from analysis.measures.rates.shares import fewest_for_half
from analysis.measures.rates.status import listed, phrase, pooled, pooled_status, refuse, require, text
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = ["in_top_areas"]

LSOA, UNSURE, MAY_BE_NAMED = "lsoa21_code", "error_of_total", "may_be_named"
NONE_SURE = "none: another may hold as many"
LIMITS_OF_THE_SHARE = "nine in ten draws from the areas' own estimates and, where unsure, the totals'"
EXACT = "counted, without limits: the figures are taken as they stand"
# A share of draws near 80 % is off by chance by 1.3 points; of 200 draws by 2.8.
TOP_DRAWS = 1_000
# Errors of small areas near each other partly go together: in topics of the census the variance of a sum of k
# was k to this power times that of independent errors.
GO_TOGETHER = 0.55


def in_top_areas(table: pd.DataFrame, area: str, name: str, k: int = 5) -> pd.DataFrame:
    """Return how much of each language lives in the `k` areas where most of it does: a row for each.

    Columns: `language`; `areas`, `all_areas`; `speakers_in_areas` and `total_speakers`, in whole people;
    `share_pct` with `lower` and `upper`; `areas_for_half`, the fewest areas that hold half of the language;
    `sure_areas`, how many of the `k` are among the `k` in 95 of a hundred draws from the estimates' own
    distributions, and `sure`, those by name; `likely`, those by name that are in 80 of a hundred draws;
    `named`, all by their `name`, most first; `how_sure`, what the two say in words; `method`, `status`.

    The limits hold for those areas, named once and for all by the estimate, and hold their share in nine of
    ten draws. Draws keep the total of the language (of each `district22_code`, where the table has it), or
    draw it too where it is an estimate with a standard error, as a part of it, in `error_of_total`. Where the
    table has a column `may_be_named`, the areas are chosen among those for which it is true, and shares are
    of the language's total all the same. A language with an area that is not shown is not available.

    Raises InputError for a language that lacks an area.
    """
    require_every_area(table, ["language"], area)
    figures, lower, upper, status = with_ends(table, "speakers")
    errors = errors_of(table, figures, lower, upper)
    wholes = table["district22_code"].to_numpy() if "district22_code" in table else np.zeros(len(table))
    unsure = table[UNSURE].to_numpy(float) if UNSURE in table else np.zeros(len(table))
    may = table[MAY_BE_NAMED].to_numpy(bool) if MAY_BE_NAMED in table else np.ones(len(table), dtype=bool)
    rows = []
    for key, positions in groups_of(table, ["language"]):
        state = pooled_status(status[positions], np.zeros(len(positions), dtype=int))[0]
        total = figures[positions].sum()
        many = min(k, int(may[positions].sum()))
        head = [*key, many, len(positions)]
        if state != SHOWN or total == 0:
            why = "an area is not shown" if state != SHOWN else "there is nobody to place"
            blank = [np.nan] * 7 + [None] * 4 + [f"not given: {why}"]
            rows.append([*head, *blank, state if state != SHOWN else NOT_AVAILABLE])
            continue
        order = np.lexsort((-figures[positions], ~may[positions]))  # of equals the first
        top = positions[order[:many]]
        given = figures[positions], errors[positions], wholes[positions], unsure[positions]
        drawn = draws(given[0], given[1], given[2], given[3], number=TOP_DRAWS)[:, order]
        ranked = np.where(may[positions][order], drawn, -1.0)
        among = np.argsort(np.argsort(-ranked, axis=1, kind="stable"), axis=1)[:, :many] < many
        certain = how_sure(100 * among.mean(axis=0))
        ends = np.quantile(drawn[:, :many].sum(axis=1) / drawn.sum(axis=1), [0.05, 0.95])
        shares = np.array([figures[top].sum() / total, *ends]) * 100
        half = fewest_for_half(figures[positions])
        kinds = (top, top[certain == SURE], top[certain == LIKELY])
        label, sure, likely = (phrase(table[name].iloc[some].astype(str)) for some in kinds)
        words = "; ".join(f"{word}: {names}" for word, names in ((SURE, sure), (LIKELY, likely)) if names)
        words = "sure: all" if len(kinds[1]) == len(top) else words or NONE_SURE
        method = LIMITS_OF_THE_SHARE if errors[positions].any() else EXACT
        counted = [*shares, half, len(kinds[1]), sure or "none", likely or "none", label, words]
        rows.append([*head, figures[top].sum(), total, *counted, method, SHOWN])
    texts = ["sure", "likely", "named", "how_sure", "method", "status"]
    columns = ["language", "areas", "all_areas", "speakers_in_areas", "total_speakers", "share_pct", "lower",
               "upper", "areas_for_half", "sure_areas", *texts]  # fmt: skip
    found = framed(rows, columns, ["language", *texts])
    whole = {value: found[value].round().astype("Int64") for value in ("speakers_in_areas", "total_speakers")}
    return found.assign(**whole)


def in_larger_places(
    table: pd.DataFrame,
    places: pd.DataFrame,
    into: list[str] | str,
    by: str | None = "language",
    value: str = "speakers",
) -> pd.DataFrame:
    """Return estimates added up from LSOAs to the larger places that they lie in.

    `table` has a row for each group of `by` and each `lsoa21_code`; `places` a row for each LSOA with the
    columns `into`, such as `neighbourhood_team` or `["ward24_code", "ward24_name"]`. Columns: `by`, `into`,
    `areas`, `value`, `lower`, `upper`, `method`, `status`. The limits are the sums of the areas' limits, as
    if their errors moved together: the widest they can be. Where `table` has a `standard_error` the sum has
    one too, of errors that partly go together, as those of neighbours do.

    Raises InputError for an area without a row in `places`, or whose larger place is blank.
    """
    by, into = listed(by), listed(into)
    require_every_area(table, by, LSOA)
    require(places, LSOA, *into)
    twice = places[LSOA].duplicated().to_numpy()
    refuse(places, twice, f'Two rows for one "{LSOA}"', "A small area lies in one larger place.")
    named = places.dropna(subset=into)
    lost = sorted(set(table[LSOA]) - set(named[LSOA]))
    if lost:
        raise InputError(
            f'{len(lost)} of {table[LSOA].nunique()} areas by "{LSOA}" have no "{into[0]}", first {lost[0]}. '
            "Is the list of these places in the folder, and of the same vintage?"
        )
    figures, lower, upper, status = with_ends(table, value)
    sums = {value: figures, "lower": lower, "upper": upper}
    if "standard_error" in table.columns:
        sums |= {"standard_error": errors_of(table, figures, lower, upper) ** 2}
    columns = [*by, LSOA, *(["method"] if "method" in table.columns else [])]
    rows = table[columns].assign(**sums, status=text(status), areas=1)
    found = pooled(rows.merge(named[[LSOA, *into]], on=LSOA, how="left"), [*by, *into], ["areas", *sums])
    if "standard_error" in found:
        found["standard_error"] = np.sqrt(found["standard_error"] * found["areas"] ** GO_TOGETHER)
    return found
