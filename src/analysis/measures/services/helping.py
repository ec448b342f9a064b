"""Which services help with what, where, in which language and whom: the directory as arrays of yes and no."""

from dataclasses import dataclass

import numpy as np

from analysis.errors import InputError, nearest
from analysis.measures.rates.status import require, text
from analysis.measures.services.verified import COUNTS, days_and_state

BETWEEN = "; "
WHOLE_AREA, ANY_VICTIM = "Whole area", "any victim"
# Whom a service can be for beside any victim, as the office's directory has them.
VICTIM_GROUPS = (
    "domestic abuse",
    "sexual violence",
    "modern slavery",
    "hate crime",
    "children and young people",
    "refugees and people seeking asylum",
    "people with no recourse to public funds",
)
ENGLISH = "English (English or Welsh in Wales)"
FACE_TO_FACE = ("in person", "visits")
YES, UNKNOWN = "yes", "unknown"
ANYONE, NO_RECOURSE = "anyone", "people with no recourse"
RECOURSE = (ANYONE, NO_RECOURSE)
IN_PERSON, AFAR, INTERPRETED = "in person", "by telephone or online alone", "through an interpreter alone"
NOT_KNOWN, NOBODY = "not known", "nobody"
NO_DIRECTORY = "not known: no directory of services was supplied for this edition"
ANSWERS = (IN_PERSON, AFAR, INTERPRETED, NOT_KNOWN, NOBODY)
COLUMNS = ("what_for", "for_whom", "districts", "languages", "interpreters", "accepts_no_recourse", "channel")
# How many services stand behind each answer, by the name of its column
COUNTED = {
    "services": IN_PERSON,
    "services_from_afar": AFAR,
    "services_by_interpreter": INTERPRETED,
    "services_not_known": NOT_KNOWN,
}


@dataclass(frozen=True)
class Helping:
    """Services by what they do: each array has a row a service and a column a need, district or language."""

    needs: tuple
    districts: tuple
    languages: tuple
    meets: np.ndarray
    serves: np.ndarray
    speaks: np.ndarray
    interpreted: np.ndarray
    takes: np.ndarray
    may_take: np.ndarray
    face: np.ndarray
    fresh: np.ndarray

    def counts(self):
        """Return {column: array} of how many services stand behind each cell, by the names in `COUNTED`.

        The arrays have an axis each for needs, districts, languages and `RECOURSE`. Services that are
        stale, or that have not said whether they take people with no recourse, are "not known" alone.
        """
        fresh, sure = self.fresh[:, None], self.takes
        own = {
            "services": self._cells(self.speaks, fresh & self.face[:, None] & sure),
            "services_from_afar": self._cells(self.speaks, fresh & ~self.face[:, None] & sure),
            "services_by_interpreter": self._cells(~self.speaks & self.interpreted[:, None], fresh & sure),
        }
        speaks_or_gets = self.speaks | self.interpreted[:, None]
        maybe = (self.takes | self.may_take) & ~(fresh & sure)
        return own | {"services_not_known": self._cells(speaks_or_gets, maybe)}

    def _cells(self, spoken, whom):
        arrays = [np.asarray(array, dtype=np.int64) for array in (self.meets, self.serves, spoken, whom)]
        return np.einsum("sn,sd,sl,sr->ndlr", *arrays, optimize=True)


def helping(services, districts, needs, languages, as_of, stale_after, group):
    """Return the Helping of a directory: of services for `group`, and for any victim, where one is given.

    A need, language or district that appears nowhere in the directory is one that nobody helps with, and one
    of `VICTIM_GROUPS` that no service is for is helped by those for any victim alone. Raises InputError, with
    the nearest, for any other group that no service is for.
    """
    require(services, *COLUMNS)
    for_whom = _split(services, "for_whom")
    _known_group(group, for_whom)
    kept = [group is None or group in whom or ANY_VICTIM in whom for whom in for_whom]
    rows = services[np.array(kept, dtype=bool)]
    needs = _listed(needs, _split(services, "what_for"))
    languages = _listed(languages, _split(services, "languages"))
    districts = tuple(districts)
    _, state = days_and_state(rows, as_of, stale_after)
    served = _split(rows, "districts")
    accepts = rows["accepts_no_recourse"].to_numpy(dtype=object)
    everybody = np.ones(len(rows), dtype=bool)
    return Helping(
        needs,
        districts,
        languages,
        meets=_has(_split(rows, "what_for"), needs),
        serves=_has(served, districts) | _has(served, (WHOLE_AREA,)),
        speaks=_has(_split(rows, "languages"), languages),
        interpreted=(rows["interpreters"] == YES).to_numpy(dtype=bool),
        takes=np.column_stack([everybody, accepts == YES]),
        may_take=np.column_stack([~everybody, accepts == UNKNOWN]),
        face=_has(_split(rows, "channel"), FACE_TO_FACE).any(axis=1),
        fresh=state == COUNTS,
    )


def answers(counts):
    """Return the answer of each cell from its `counts`: the best that there is, of `ANSWERS`."""
    found = np.full(np.shape(counts["services"]), NOBODY, dtype=object)
    for name, answer in reversed(COUNTED.items()):
        found = np.where(counts[name] > 0, answer, found)
    return found


def cell_names(needs, districts, languages, recourse):
    """Return each cell's name in words, so that an empty one can be told."""
    return text(
        f"{need} for {whom} in {district}, in {language}"
        for need, district, language, whom in zip(needs, districts, languages, recourse, strict=True)
    )


def in_short(language):
    """Return a language's name without the words that the census adds to English."""
    return "English" if language == ENGLISH else language


def _split(services, column):
    return [tuple(value.split(BETWEEN)) for value in services[column]]


def _has(parts, names):
    held = np.array([[name in part for name in names] for part in parts], dtype=bool)
    return held.reshape(len(parts), len(names))


def _listed(asked, parts):
    if asked is not None:
        return tuple(asked)
    return tuple(dict.fromkeys(name for part in parts for name in part))


def _known_group(group, parts):
    known = sorted({*VICTIM_GROUPS, *(name for part in parts for name in part)})
    if group is not None and parts and group not in known:
        raise InputError(f'No service is for "{group}". {nearest(group, known)} Known: {", ".join(known)}.')
