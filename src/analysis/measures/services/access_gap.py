"""How many residents in need have nobody to turn to in their language: a range, never a point alone."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.estimates import with_ends
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, SUPPRESSED, refuse, require
from analysis.measures.services.helping import (
    AFAR,
    ANYONE,
    IN_PERSON,
    INTERPRETED,
    NO_DIRECTORY,
    NOBODY,
    NOT_KNOWN,
    RECOURSE,
    answers,
    helping,
)
from analysis.measures.services.verified import STALE_AFTER_DAYS
from analysis.measures.victims.needs import NEED_CATEGORIES

PARTS = {
    "people_met_in_person": (IN_PERSON,),
    "people_with_a_line_alone": (AFAR,),
    "people_by_interpreter_alone": (INTERPRETED,),
    "people_without_provider": (NOT_KNOWN, NOBODY),
}
ALL = "of_all_languages"
NO_NEED = "nobody is known to be in need here"
HIDDEN = "not given: a part is suppressed"


def access_gap(
    need,
    services,
    as_of,
    *,
    needs=NEED_CATEGORIES,
    people="people_not_proficient",
    place="area_name",
    for_people=ANYONE,
    group=None,
    stale_after=STALE_AFTER_DAYS,
):
    """Return how many residents in need have no provider, for each kind of need and each place (M21).

    `need` has a row for each `place` (a district) and `language`, with `people` and its limits. Everybody is
    in one of four parts, that of the best answer which `coverage_matrix` has for the place and language: met
    in person; a telephone line or a website alone, which is access for some only; an interpreter alone;
    nobody.

    `lower` and `upper` are ends of `people_without_provider`: at the lower end a stale entry still holds and
    a service that has not said takes everybody, and the need is the least that it can be; at the upper end
    neither, and the most. Where `need` has `of_all_languages`, the people not proficient in the place, nobody
    is counted among those without who is surely among the others. `share_pct` of the people in need has its
    own ends. A language whose need is not known is left out and named in `method`. Without any service listed
    nothing is known, and no row is shown.
    `for_people` asks it of services that take people with no recourse alone: what they would have if they
    had none. Whose recourse is restricted is not known, and the people in need are the same.

    Columns: `what_for`, the place, `people_in_need`, the four parts, `people_without_provider`, `lower`,
    `upper`, `share_pct`, `share_lower_pct`, `share_upper_pct`, `method`, `status`.

    Raises InputError for two rows for one place and language, and limits that do not hold their figure.

    >>> need = pd.DataFrame({"area_name": "Larkmere", "language": ["Polish", "Urdu"],
    ...     "people_not_proficient": [90.0, 10.0], "lower": [80.0, 8.0], "upper": [99.0, 15.0]})
    >>> services = pd.DataFrame({"what_for": ["Shelter"], "for_whom": "any victim", "districts": "Larkmere",
    ...     "languages": "Polish", "interpreters": "no", "accepts_no_recourse": "no", "channel": "in person",
    ...     "verified_on": pd.to_datetime(["2026-06-01"])})
    >>> found = access_gap(need, services, "2026-06-30", needs=None)
    >>> found[["people_in_need", "people_without_provider", "lower", "upper"]].values.tolist()
    [[100.0, 10.0, 8.0, 15.0]]
    """
    require(need, place, "language", people)
    twice = need.duplicated([place, "language"]).to_numpy()
    refuse(need, twice, f'Two rows for one "{place}" and language', "Sum the rows first.")
    figures, lower, upper, status = with_ends(need, people)
    places, languages = (list(dict.fromkeys(need[name])) for name in (place, "language"))
    known = helping(services, places, needs, languages, as_of, stale_after, group)
    if for_people not in RECOURSE:
        raise InputError(f'for_people is "{for_people}". It is "{RECOURSE[0]}" or "{RECOURSE[1]}".')
    found = answers(known.counts())[..., RECOURSE.index(for_people)]
    at = pd.Index(places).get_indexer(need[place]), pd.Index(languages).get_indexer(need["language"])
    rows = []
    for number, kind in enumerate(known.needs):
        answer = found[number][at]
        for name in places:
            here = (need[place] == name).to_numpy()
            left_out = sorted(set(need.loc[here & (status == NOT_AVAILABLE), "language"]))
            held = here & (status == SHOWN)
            cells = _cells(answer[held], figures[held], lower[held], upper[held])
            everyone = need.loc[here, ALL].max() if ALL in need.columns else np.inf
            hidden = bool((here & (status == SUPPRESSED)).any())
            state = _state(cells, hidden, left_out, for_people)
            state = state if len(services) else (NO_DIRECTORY, NOT_AVAILABLE)
            rows.append([kind, name, *_figures(cells, everyone), *state])
    shares = ["share_pct", "share_lower_pct", "share_upper_pct"]
    numbers = ["people_in_need", *PARTS, "lower", "upper", *shares]
    table = pd.DataFrame(rows, columns=["what_for", place, *numbers, "method", "status"])
    table[numbers] = table[numbers].astype("float64").where(table["status"] == SHOWN)
    return table.astype(dict.fromkeys(("what_for", place, "method", "status"), "str"))


def _cells(answer, figures, lower, upper):
    return pd.DataFrame({"answer": answer, "people": figures, "lower": lower, "upper": upper})


def _figures(cells, counted):
    """Return the people in need, the four parts, the ends of the last, and the share with its ends."""
    everyone = cells["people"].sum()
    parts = [cells.loc[cells["answer"].isin(found), "people"].sum() for found in PARTS.values()]
    surely, perhaps = cells["answer"] == NOBODY, cells["answer"].isin([NOBODY, NOT_KNOWN])
    least, most = cells.loc[surely, "lower"].sum(), cells.loc[perhaps, "upper"].sum()
    most = min(most, counted - cells.loc[~perhaps, "lower"].sum())
    # The share is least where those without are as few, and those with as many, as they can be.
    return [
        everyone,
        *parts,
        least,
        most,
        _share(parts[-1], everyone),
        _share(least, least + cells.loc[~surely, "upper"].sum()),
        _share(most, most + cells.loc[~perhaps, "lower"].sum()),
    ]


def _share(part, whole):
    return 100 * part / whole if whole > 0 else np.nan


def _state(cells, hidden, left_out, for_people):
    if hidden:
        return HIDDEN, SUPPRESSED
    if not cells["people"].sum() > 0:
        return NO_NEED, NOT_AVAILABLE
    without = "; left out: languages whose need is not known" if left_out else ""
    whom = "" if for_people == ANYONE else "; as if everybody in need had no recourse: whose is not known"
    return f"range: least and most need, stale and unsaid entries at both ends{whom}{without}", SHOWN
