"""Which languages people of a nationality may speak: many to many, weighted, each weight with a range.

Nobody publishes the languages of people of a nationality in this country. The weights are shares among
residents of the country of origin, or among speakers here, and people who leave a country are not like
those who stay: so each has a lower and an upper end. Where the source names a share of 85 % or more the
range runs from 0.6 of it to three quarters of the way to all; otherwise from 0.4 of it to its double
(from a half on, to two thirds of the way to all). Those rules are the project's own.
"""

import functools

import numpy as np
import pandas as pd
import pandera.pandas as pa

from analysis import settings
from analysis.errors import InputError, nearest
from analysis.sources import nationalities as nationality_list
from analysis.tables.declaration import Declaration, checked
from analysis.tables.language_reference import FILE as LANGUAGES
from analysis.tables.language_reference import load as reference

FILE = "nationality_languages.csv"
ROUNDING = 0.0005  # weights are written to three decimals
# People of these have no nationality that is known: nobody's language follows.
NO_NATIONALITY = (nationality_list.UNKNOWN, "Stateless")


class LanguageCrosswalk(Declaration):
    """The share of people of a nationality who speak each language first, with a range and its source."""

    nationality: str
    language: str
    weight: float = pa.Field(ge=0, le=1)
    lower: float = pa.Field(ge=0, le=1)
    upper: float = pa.Field(ge=0, le=1)
    source: str = pa.Field(str_length={"min_value": 1})

    class Config:
        unique = ["nationality", "language"]


def load(area=None):
    """Return `LanguageCrosswalk`, the same for every area.

    Raises InputError for weights that do not add up to 1, a range that leaves its weight out, and a
    language that is not in the list of languages.
    """
    return _own().copy()


@functools.lru_cache(maxsize=1)
def _own():
    return read(settings.data("reference", FILE))


def read(path):
    """Return the crosswalk of a file, checked."""
    try:
        frame = pd.read_csv(path, keep_default_na=False)
    except (pd.errors.ParserError, UnicodeDecodeError) as fault:
        raise InputError(f"{path.name}: is not a CSV that can be read ({fault}).") from None
    for column in ("weight", "lower", "upper"):
        numbers = pd.to_numeric(frame.get(column), errors="coerce")
        if column in frame and numbers.isna().any():
            row = int(numbers.isna().to_numpy().argmax())
            raise InputError(
                f'{path.name}, row {row + 2}, column "{column}": found "{frame[column].iloc[row]}", '
                "expected a share from 0 to 1."
            )
        frame[column] = numbers.astype(float)
    table = checked(LanguageCrosswalk, frame, path.name)
    outside = (table["weight"] < table["lower"]) | (table["weight"] > table["upper"])
    if outside.any():
        row = table[outside].iloc[0]
        raise InputError(
            f"{path.name}, {row['nationality']}, {row['language']}: the weight {row['weight']} lies outside "
            f"its range, {row['lower']} to {row['upper']}."
        )
    sums = table.groupby("nationality", sort=False)["weight"].sum()
    wrong = sums[np.abs(sums - 1) > ROUNDING]
    if len(wrong):
        raise InputError(
            f"{path.name}: the weights of {wrong.index[0]} add up to {wrong.iloc[0]:.3f}, and should add up "
            f"to 1; {len(wrong)} such nationalities."
        )
    known = set(reference()["language"])
    for row in table[~table["language"].isin(known)].itertuples():
        raise InputError(
            f'{path.name}, {row.nationality}: "{row.language}" is not a language of '
            f"data/reference/{LANGUAGES}. {nearest(row.language, known)}".rstrip()
        )
    return table


def nationalities(text, where="The nationality"):
    """Return the nationalities that a publisher's label names: two of them where people hold two.

    None at all for "Unknown" and the like; "Afghan Unknown" is Afghan.

    Raises InputError, after `where`, that names the nearest for a label that names none of the list.

    >>> nationalities("Albanian Italian"), nationalities("Unknown UK")
    (('Albanian', 'Italian'), ('UK',))
    """
    found = nationality_list.named_in(text)
    if not found:
        raise InputError(f'{where} "{text}". {nationality_list.not_listed(text)}')
    known = set(_own()["nationality"])
    for name in found:
        if name not in known and name not in NO_NATIONALITY:
            raise InputError(
                f"data/reference/{FILE}: has no languages for the nationality {name}. Add the languages that "
                "its people speak, their weights and the source."
            )
    return tuple(name for name in found if name not in NO_NATIONALITY)


def by_label(labels, where="The nationality"):
    """Return the crosswalk for publishers' `labels`: `nationality` is the label, as it was given.

    Of people with two nationalities the languages of each weigh half, and the range runs from zero
    (it may be the other that is spoken) to the upper end. A label without a nationality has no row.
    """
    table = load()
    parts = []
    for label in dict.fromkeys(labels):
        names = nationalities(label, where)
        rows = table[table["nationality"].isin(names)]
        shared = len(names) > 1
        weights = rows.assign(
            weight=rows["weight"] / max(len(names), 1), lower=rows["lower"] * (0.0 if shared else 1.0)
        )
        summed = weights.groupby("language", sort=False, as_index=False).agg(
            {"weight": "sum", "lower": "sum", "upper": "max", "source": "first"}
        )
        parts.append(summed.assign(nationality=label))
    if not parts:
        return table.iloc[:0]
    return pd.concat(parts, ignore_index=True)[list(table.columns)]
