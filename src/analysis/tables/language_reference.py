"""What is known of each language: how the census writes it, its code, script, direction, other names."""

import functools

import pandas as pd
import pandera.pandas as pa

from analysis import settings
from analysis.errors import InputError, nearest
from analysis.tables.declaration import Declaration, checked

FILE = "languages.csv"
KINDS = ("written", "spoken", "signed", "group")
LIMITS = ("", "NO_LEAF", "MERGED_LEAF")


class LanguageReference(Declaration):
    """Each of the 94 languages of TS024, and languages that TS024 counts under another name.

    `leaf` is the publisher's category, "" for a language without one: `counted_in` then names the
    languages, separated by semicolons, among whose speakers its own may stand. `limit` says why a count
    does not stand for the language (NO_LEAF, MERGED_LEAF). `kind` is "written", "spoken" (seldom
    written), "signed" or "group" (several languages that one category adds up). Languages with the same
    `shares_writing` are read in one written form.
    """

    language: str = pa.Field(unique=True)
    leaf: str
    counted_in: str
    limit: str = pa.Field(isin=LIMITS)
    kind: str = pa.Field(isin=KINDS)
    iso639_3: str = pa.Field(str_matches=r"^([a-z]{3})?$")
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


def load(area=None):
    """Return `LanguageReference`, the same for every area."""
    return _own().copy()


@functools.lru_cache(maxsize=1)
def _own():
    return read(settings.data("reference", FILE))


def read(path):
    """Return the list of languages of a file, checked."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in ("group_23", "group_26"):
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
            if other not in known:
                raise InputError(
                    f'{path.name}, language "{row.language}": is counted in "{other}", which is no language '
                    f"of the list. {nearest(other, known)}".rstrip()
                )
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


def named(text, where):
    """Return the language that a text names, by its census name or another ("Farsi", "Punjabi", "Nepali").

    Raises InputError, after `where`, that names the nearest for a text that names none.

    >>> named("Punjabi", "here")
    'Panjabi'
    """
    table = _own()
    names = _by_name(table, FILE)
    found = names.get(" ".join(str(text).split()).casefold())
    if found is None:
        near = nearest(text, names)
        raise InputError(f"{where} is not a language of data/reference/{FILE}. {near}".rstrip())
    return found
