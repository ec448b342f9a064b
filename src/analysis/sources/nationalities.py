"""Nationalities as the Home Office writes them, one or two to a person, and the countries they are of."""

import functools

from analysis import areas
from analysis.errors import nearest

WHERE_LISTED = "data/reference/nationalities.csv"
UNKNOWN = "Unknown"


def listed():
    """Return {name of a nationality: ISO 3166 alpha-3 code of its country} of the list.

    The code is "" where ISO has none of its own (Kosovo), and where there is no country.
    """
    return {row["nationality"]: row["country"] for row in areas.reference("nationalities.csv")}


@functools.cache
def _spelt():
    """Return {spelling in small letters: name}: files have "(DRC)" and "(Drc)", and "UKrainian" too."""
    return {
        spelling.casefold(): row["nationality"]
        for row in areas.reference("nationalities.csv")
        for spelling in [row["nationality"], *row["other_spellings"].split(";")]
        if spelling
    }


@functools.lru_cache(maxsize=4096)
def named_in(text):
    """Return the one or two nationalities that a text names, in the alphabet's order; none if it is unknown.

    People of two nationalities appear in the tables under both names, one after the other, in either order.

    >>> named_in("Congolese (Drc) UK"), named_in("Sudanese South Sudanese"), named_in("Martian")
    (('Congolese (DRC)', 'UK'), ('South Sudanese', 'Sudanese'), ())
    """
    known, words = _spelt(), str(text).split()
    whole = known.get(" ".join(words).casefold())
    if whole is not None:
        return (whole,)
    for cut in range(1, len(words)):
        pair = [known.get(" ".join(part).casefold()) for part in (words[:cut], words[cut:])]
        if None not in pair:
            return tuple(sorted(set(pair)))
    return ()


def written(text):
    """Return a nationality, or two, in the one spelling of this project; what names none as it stands.

    >>> written("Unknown Albanian"), written("Not Known"), written("Martian")
    ('Albanian Unknown', 'Unknown', 'Martian')
    """
    return " ".join(named_in(text) or str(text).split())


def not_listed(text):
    """Return the sentences that say that a text names no nationality of the list, and what to do."""
    hint = nearest(text, [name for name in listed() if name != UNKNOWN])
    return f"It is not in {WHERE_LISTED}. {hint + ' ' if hint else ''}If it is a new one, add it there."
