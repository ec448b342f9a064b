"""What is known of each language, and which languages people of a nationality may speak.

Nobody publishes the languages of people of a nationality in this country. The weights are shares among
residents of the country of origin, or among speakers here, and people who leave a country are not like
those who stay: so each has a lower and an upper end. Where the source names a share of 85 % or more the
range runs from 0.6 of it to three quarters of the way to all; otherwise from 0.4 of it to its double
(from a half on, to two thirds of the way to all). Those rules are the project's own.
"""

import functools
from pathlib import Path

import numpy as np
import pandas as pd
import pandera.pandas as pa

from analysis import settings
from analysis.errors import InputError, nearest, refuse_unknown
from analysis.sources import nationalities as nationality_list
from analysis.tables.declaration import Declaration, checked
from analysis.tables.declared import table

LANGUAGES = "languages.csv"
KINDS = ("written", "spoken", "signed", "group")
NUMBERS = (
    "group_23",
    "group_26",
    "least_proficient_2011",
    "most_proficient_2011",
    "not_proficient_2011_pct",
)
LIMITS = ("", "NO_LEAF", "MERGED_LEAF")


class LanguageReference(Declaration, status=False):
    """Each of the 94 languages of TS024, and languages that TS024 counts under another name.

    `leaf` is the publisher's category, "" for a language without one: `counted_in` then names the
    languages, separated by semicolons, among whose speakers its own may stand. `limit` says why a count
    does not stand for the language (NO_LEAF, MERGED_LEAF). `kind` is "written", "spoken" (seldom
    written), "signed" or "group" (several languages that one category adds up). Languages with the same
    `shares_writing` are read in one written form. What the Office for National Statistics told of
    the census of 2011 in August 2013 (English language proficiency in England and Wales: Main language and
    general health characteristics): `least_proficient_2011` and `most_proficient_2011` are the place of a
    language among the ten whose speakers were, in order, the least and the most proficient, 0 of the others
    (the first of the least, languages of Gypsies or Travellers, is no language of this census);
    `not_proficient_2011_pct` is the share that could not speak English well, where it was told.
    """

    language: str = pa.Field(unique=True)
    leaf: str
    counted_in: str
    limit: str = pa.Field(isin=LIMITS)
    kind: str = pa.Field(isin=KINDS)
    iso639_3: str = pa.Field(matches=r"^([a-z]{3})?$")
    autonym: str
    scripts: str
    direction: str
    aliases: str
    group_23: int = pa.Field(ge=1, le=22)
    group_26: int = pa.Field(ge=1, le=25)
    machine_translation: str
    false_substitutions: str
    note: str
    shares_writing: str
    least_proficient_2011: int = pa.Field(ge=0, le=10)
    most_proficient_2011: int = pa.Field(ge=0, le=10)
    not_proficient_2011_pct: float = pa.Field(gt=0, lt=100, nullable=True)


@table("Languages: names, scripts and how the census counts them", "a language", shared=True)
def language_reference(area: str | None = None) -> pd.DataFrame:
    """Return `LanguageReference`, the same for every area."""
    return _languages().copy()


@functools.lru_cache(maxsize=1)
def _languages():
    return read_languages(settings.data("reference", LANGUAGES))


@functools.lru_cache(maxsize=1)
def _names():
    return _by_name(_languages(), LANGUAGES)


def read_languages(path: Path) -> pd.DataFrame:
    """Return the list of languages of a file, checked."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in ("least_proficient_2011", "most_proficient_2011"):
        frame[column] = frame[column].replace("", "0")
    for column in NUMBERS:
        frame[column] = pd.to_numeric(frame[column])
    table = checked(LanguageReference, frame, path.name)
    known = set(table["language"])
    for row in table.itertuples():
        if bool(row.leaf) == bool(row.counted_in):
            raise InputError(
                f'{path.name}, language "{row.language}": a language has a leaf of TS024 or is counted in '
                "other languages, one of the two."
            )
        for other in filter(None, row.counted_in.split(";")):
            says = f'{path.name}, language "{row.language}": is counted in "{other}", which is not listed.'
            refuse_unknown(other, known, says)
    _by_name(table, path.name)
    return table


def _by_name(table, source):
    """Return {name or alias in small letters: language}; refuse an alias that means two languages."""
    names = {row.language.casefold(): row.language for row in table.itertuples()}
    for row in table.itertuples():
        for alias in filter(None, row.aliases.split(";")):
            other = names.setdefault(alias.casefold(), row.language)
            if other != row.language:
                raise InputError(f'{source}: the other name "{alias}" belongs to {other} and {row.language}.')
    return names


def named(text: str, where: str) -> str:
    """Return the language that a text names, by its census name or another ("Farsi", "Punjabi", "Nepali").

    Raises InputError, after `where`, that names the nearest for a text that names none.

    >>> named("Punjabi", "here")
    'Panjabi'
    """
    names = _names()
    found = names.get(" ".join(str(text).split()).casefold())
    if found is None:
        near = nearest(text, names)
        raise InputError(f"{where} is not a language of data/reference/{LANGUAGES}. {near}".rstrip())
    return found


CROSSWALK = "nationality_languages.csv"
ROUNDING = 0.0005  # weights are written to three decimals
# People of these have no nationality that is known: nobody's language follows.
NO_NATIONALITY = (nationality_list.UNKNOWN, "Stateless")


class LanguageCrosswalk(Declaration, unique=["nationality", "language"], status=False):
    """The share of people of a nationality who speak each language first, with a range and its source."""

    nationality: str
    language: str
    weight: float = pa.Field(ge=0, le=1)
    lower: float = pa.Field(ge=0, le=1)
    upper: float = pa.Field(ge=0, le=1)
    source: str = pa.Field(str_length={"min_value": 1})


@table("Languages of each nationality", "a language of a nationality", ["language_crosswalk"], shared=True)
def language_crosswalk(area: str | None = None) -> pd.DataFrame:
    """Return `LanguageCrosswalk`, the same for every area.

    Raises InputError for weights that do not add up to 1, a range that leaves its weight out, and a
    language that is not in the list of languages.
    """
    return _crosswalk().copy()


@functools.lru_cache(maxsize=1)
def _crosswalk():
    return read_crosswalk(settings.data("reference", CROSSWALK))


def read_crosswalk(path: Path) -> pd.DataFrame:
    """Return the crosswalk of a file, checked."""
    try:
        frame = pd.read_csv(path, keep_default_na=False)
    except (pd.errors.ParserError, UnicodeDecodeError) as fault:
        raise InputError(f"{path.name}: is not a CSV that can be read ({fault}).") from None
    shares = ["weight", "lower", "upper"]
    frame[shares] = frame[shares].apply(pd.to_numeric, errors="coerce").astype(float)
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
    known = set(language_reference()["language"])
    for row in table[~table["language"].isin(known)].itertuples():
        says = f'{path.name}, {row.nationality}: "{row.language}" is not a language of'
        refuse_unknown(row.language, known, f"{says} data/reference/{LANGUAGES}.")
    return table


def nationalities(text: str, where: str = "The nationality") -> tuple[str, ...]:
    """Return the nationalities that a publisher's label names: two of them where people hold two.

    None at all for "Unknown" and the like; "Afghan Unknown" is Afghan.

    Raises InputError, after `where`, that names the nearest for a label that names none of the list.

    >>> nationalities("Albanian Italian"), nationalities("Unknown UK")
    (('Albanian', 'Italian'), ('UK',))
    """
    found = nationality_list.named_in(text)
    if not found:
        raise InputError(f'{where} "{text}". {nationality_list.not_listed(text)}')
    known = set(_crosswalk()["nationality"])
    for name in found:
        if name not in known and name not in NO_NATIONALITY:
            raise InputError(
                f"data/reference/{CROSSWALK}: has no languages for the nationality {name}. Add the languages "
                "that its people speak, their weights and the source."
            )
    return tuple(name for name in found if name not in NO_NATIONALITY)


def by_label(labels: list[str]) -> pd.DataFrame:
    """Return the crosswalk for publishers' `labels`: `nationality` is the label, as it was given.

    Of people with two nationalities the languages of each weigh half, and the range runs from zero
    (it may be the other that is spoken) to the upper end. A label without a nationality has no row.
    """
    table = language_crosswalk()
    parts = []
    for label in dict.fromkeys(labels):
        names = nationalities(label)
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
