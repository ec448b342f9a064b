"""What is not known about people: its labels, and shares that neither drop it nor take it for a no."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.errors import InputError, nearest
from analysis.measures.rates import limits
from analysis.measures.rates.status import TOTAL, answered, pooled, refuse, require, text, whole_counts
from analysis.states import SHOWN

UNKNOWN, REFUSED, NOT_ASKED, NOT_STATED = "Unknown", "Refused", "Not asked", "Not stated"
NOT_SUPPLIED = "Not supplied"
MISSING = (UNKNOWN, REFUSED, NOT_ASKED, NOT_STATED, NOT_SUPPLIED)
# "Other or not stated" joins two things: calling it known would make a blank an answer.
_SPELLINGS = {
    **{label.casefold(): label for label in MISSING},
    "refused to say": REFUSED,
    "prefer not to say": REFUSED,
    "other or not stated": NOT_STATED,
}

NOBODY_KNOWN = "not given: of nobody is the answer known"
NOBODY = "not given: nobody to share among"

SHARE_COLUMNS = (
    "share_pct",
    "lower",
    "upper",
    "least_pct",
    "most_pct",
    "lower_with_unknowns",
    "upper_with_unknowns",
)


def missing_as(table: pd.DataFrame, column: str) -> np.ndarray:
    """Return, for each row, which of `MISSING` its label is, and None for a label that says something.

    Raises InputError for a blank, which says neither: "Unknown" and "Not asked" are labels; and for a margin
    ("Total"), which would be counted beside what it is the sum of.
    """
    require(table, column)
    margin = (table[column].astype("str").str.strip() == TOTAL).to_numpy()
    refuse(table, margin, f'"{column}" is "{TOTAL}"', "Give the rows beneath the margin: margins=False.")
    blank = table[column].isna().to_numpy() | (table[column].astype("str").str.strip() == "").to_numpy()
    refuse(table, blank, f'"{column}" is blank', f"Write what is not known as one of: {', '.join(MISSING)}.")
    return (
        table[column].astype("str").str.strip().str.casefold().map(_SPELLINGS).to_numpy(object, na_value=None)
    )


def is_missing(table: pd.DataFrame, column: str) -> np.ndarray:
    """Tell for each row whether its label says that something is not known."""
    return np.array([label is not None for label in missing_as(table, column)], dtype=bool)


def labels_of(
    table: pd.DataFrame, column: str, known: Sequence[str], families: tuple[str, ...] = ()
) -> np.ndarray:
    """Return each row's label as `known` or `MISSING` spells it, ignoring capitals.

    A label that begins with one of `families` and a colon ("Not met: no interpreter") is known as well.

    Raises InputError for a blank, and for any other label, with the nearest.
    """
    missing = missing_as(table, column)
    spelling = {label.casefold(): label for label in known}
    given = table[column].astype("str").str.strip()
    found = [
        absent or spelling.get(label.casefold()) or _in_a_family(label, families)
        for absent, label in zip(missing, given, strict=True)
    ]
    wrong = [label for label, answer in zip(given, found, strict=True) if answer is None]
    if wrong:
        allowed = [*known, *(f"{family}: …" for family in families), *MISSING]
        # The label itself may be what somebody typed in an office: it is not said.
        raise InputError(
            f'Column "{column}" has {len(wrong)} rows whose label is none of: {"; ".join(allowed)}. '
            f"{nearest(wrong[0], known)}".rstrip()
        )
    return np.array(found, dtype=object)


def with_reasons(table: pd.DataFrame, column: str, known: tuple[str, ...], family: str) -> tuple:
    """Return each row's label as `labels_of` gives it without its reason, and the reason, "" without one.

    Of labels of `family` alone a reason may follow: "Not met: no interpreter".
    """
    parts = [label.partition(": ") for label in labels_of(table, column, known, families=(family,))]
    return np.array([start for start, _, _ in parts], dtype=object), [reason for _, _, reason in parts]


def _in_a_family(label, families):
    start, colon, rest = label.partition(":")
    family = next((name for name in families if name.casefold() == start.strip().casefold()), None)
    return f"{family}: {rest.strip()}" if family and colon and rest.strip() else None


def refuse_overlapping(table: pd.DataFrame, by: list[str]) -> None:
    """Refuse rows of several runs of quarters ("year ending 2026-Q1"), unless `by` keeps them apart.

    Two such runs share quarters: their sum would count three of four twice.
    """
    if "period" not in table.columns or "period" in by:
        return
    periods = table["period"].astype("str").drop_duplicates()
    if len(periods) > 1 and periods.str.contains(" ending ", regex=False).any():
        raise InputError(
            f'The rows are of {len(periods)} periods that overlap. Keep one, or name "period" in by=.'
        )


def sums_of(table: pd.DataFrame, by: list[str], value: str, **parts) -> pd.DataFrame:
    """Return a row per group of `by` (a list): for each of `parts` the sum of `value` where it is true.

    A row that is not shown takes its whole group along, whichever part it is of: what is known of the
    others would otherwise be read as the whole. Columns: `by`, the parts, `method`, `status`.
    """
    counts, status = whole_counts(table, value)
    require(table, *by)
    refuse_overlapping(table, by)
    frame = table[by].reset_index(drop=True)
    for name, which in parts.items():
        frame[name] = np.where(which, counts, 0.0)
    frame["status"] = text(status)
    if "method" in table.columns:
        frame["method"] = table["method"].to_numpy(dtype=object, na_value=None)
    return pooled(frame, by, list(parts))


def sums_by_label(table: pd.DataFrame, column: str, value: str, known: str, unknown: str) -> pd.DataFrame:
    """Return a row per label of `column`: its `value`, and the sums that are `known` and `unknown` of all.

    `known` and `unknown` name the columns with the sums over the labels that say something and those that do
    not. Every label has a row, zero too; where nothing is known there is one, blank.
    """
    missing = is_missing(table, column)
    given = table[column].astype("str").str.strip().to_numpy(dtype=object)
    parts = []
    for label in list(dict.fromkeys(given[~missing])) or [None]:
        masks = {value: ~missing & (given == label), known: ~missing, unknown: missing}
        sums = sums_of(table, [], value, **masks)
        sums.insert(0, column, text([label] * len(sums)))
        parts.append(sums)
    return pd.concat(parts, ignore_index=True)


def shares(
    part: ArrayLike, known: ArrayLike, unknown: ArrayLike, design: float = 1.0
) -> dict[str, np.ndarray]:
    """Return the share that `part` is of `known`, in per cent, its interval, and its bounds: `SHARE_COLUMNS`.

    `lower` and `upper` are Wilson's, of the known alone. `least_pct` and `most_pct` are what the share of all
    would be if none, or all, of the `unknown` belonged to the part: no guess lies outside them.
    `lower_with_unknowns` and `upper_with_unknowns` are those with chance added: Wilson's lower limit
    of the one, the upper of the other. `design` is the design effect: how many counts tell as much as one
    would, were all independent.
    """
    part, known, unknown = (np.asarray(values, dtype=float) for values in (part, known, unknown))
    of_known, total = np.where(known > 0, known, np.nan), known + unknown
    everyone = np.where(total > 0, total, np.nan)
    lower, upper = limits.wilson_limits(part / design, of_known / design)
    outer = (
        limits.wilson_limits(part / design, everyone / design)[0],
        limits.wilson_limits((part + unknown) / design, everyone / design)[1],
    )
    figures = (part / of_known, lower, upper, part / everyone, (part + unknown) / everyone, *outer)
    return {
        name: np.where(np.isnan(of_known) if at < 3 else np.isnan(everyone), np.nan, figure * 100)
        for at, (name, figure) in enumerate(zip(SHARE_COLUMNS, figures, strict=True))
    }


def with_shares(sums: pd.DataFrame, part: str, known: str, unknown: str, design: float = 1.0) -> pd.DataFrame:
    """Return `sums` (as `sums_of` gives them) with the share of `part` among `known`, bounds and state.

    A group about which nothing is known keeps its counts, and has no share: "not available", with the reason.
    """
    figures = shares(sums[part], sums[known], sums[unknown], design)
    nobody = (sums[known] + sums[unknown] == 0).to_numpy()
    return answered(
        sums,
        figures,
        "Wilson" if design == 1 else f"Wilson, design effect {design:g}",
        np.where(nobody, NOBODY, NOBODY_KNOWN),
    )


def words(status: np.ndarray | pd.Series, told: list[str] | np.ndarray) -> pd.api.extensions.ExtensionArray:
    """Return words as a text column, missing wherever the row is not shown."""
    return pd.array(list(np.where(np.asarray(status) == SHOWN, told, None)), dtype="str")
