"""Need by place by language by recourse: how many services answer, and which cells are empty, by name."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, require, text
from analysis.measures.services.helping import (
    ANSWERS,
    COUNTED,
    NO_DIRECTORY,
    NOBODY,
    NOT_KNOWN,
    RECOURSE,
    answers,
    cell_names,
    helping,
)
from analysis.measures.services.verified import STALE_AFTER_DAYS

KEY = ["what_for", "area_name", "language", "for_people"]


def coverage_matrix(
    services, districts, as_of, *, needs=None, languages=None, group=None, stale_after=STALE_AFTER_DAYS
):
    """Return a row for each need, district, language and recourse, with the services that answer it.

    A service counts where it was verified up to `stale_after` days before `as_of`, its own staff speak the
    language and, for people with no recourse, it says that it takes them. Counted apart: `services` are met
    face to face, `services_from_afar` by telephone or online alone, which is access for some only;
    `services_by_interpreter` get one for the language; `services_not_known` are stale, or have not said whom
    they take. `needs` and `languages` are all that the directory names, unless given. `group` keeps the
    services for it and for any victim. Without any service listed nothing is known, and no row is shown.

    Columns: `what_for`, `area_name`, `language`, `for_people` ("anyone" or "people with no recourse"), the
    four counts, `answer` (the best of them, or "nobody"), `cell` (its name in words), `lower`, `upper`
    (blank: a count of the directory), `method`, `status`.

    Raises InputError for a group that is unknown and where there is no district.

    >>> services = pd.DataFrame({"what_for": ["Shelter"], "for_whom": "any victim", "districts": "Larkmere",
    ...     "languages": "Polish", "interpreters": "no", "accepts_no_recourse": "no", "channel": "in person",
    ...     "verified_on": pd.to_datetime(["2026-06-01"])})
    >>> found = coverage_matrix(services, ["Larkmere"], "2026-06-30")
    >>> found[["for_people", "services", "answer"]].values.tolist()
    [['anyone', 1, 'in person'], ['people with no recourse', 0, 'nobody']]
    """
    if not len(districts):
        raise InputError("No district is given. Name the districts, so that an empty one has its row.")
    known = helping(services, districts, needs, languages, as_of, stale_after, group)
    counts = known.counts()
    index = pd.MultiIndex.from_product([known.needs, known.districts, known.languages, RECOURSE], names=KEY)
    found = index.to_frame(index=False).astype("str")
    found = found.assign(**{name: counts[name].ravel() for name in COUNTED})
    found["answer"] = text(answers(counts).ravel())
    found["cell"] = cell_names(*(found[name] for name in KEY))
    whose = "" if group is None else f" for {group} or any victim"
    day = f"{pd.Timestamp(as_of):%d %B %Y}"
    method = f"services{whose} verified up to {stale_after} days before {day}; no interval: counted"
    if not len(services):
        nothing = {name: pd.array([pd.NA] * len(found), dtype="Int64") for name in COUNTED}
        found = found.assign(**nothing, answer=text([None] * len(found)))
    return found.assign(
        lower=np.nan,
        upper=np.nan,
        method=text([method if len(services) else NO_DIRECTORY] * len(found)),
        status=text([SHOWN if len(services) else NOT_AVAILABLE] * len(found)),
    )


def empty_cells(matrix):
    """Return the cells of a coverage matrix that no service answers, and those that are unknown.

    Columns: those that name the cell, `answer` ("nobody" or "not known"), `services_not_known` and `cell`.
    """
    require(matrix, *KEY, "answer", "cell", "services_not_known")
    kept = matrix[matrix["answer"].isin([NOBODY, NOT_KNOWN])]
    return kept[[*KEY, "answer", "services_not_known", "cell"]].reset_index(drop=True)


def cells_by_answer(matrix, by=("what_for", "for_people")):
    """Return how many cells of a coverage matrix have each answer, with a row for each group of `by`.

    Columns: those of `by`, one of cells for each answer, `cells`, `share_with_nobody_pct` and `status`: cells
    of a matrix without a directory are "not available".
    """
    by = list(by)
    require(matrix, *by, "answer")
    # A group has a row only because it has cells: an answer that none of them has is a true zero.
    answers = matrix.assign(answer=matrix["answer"].fillna(""))
    counted = answers.groupby([*by, "answer"], sort=False).size().unstack("answer", fill_value=0)
    counted = counted.reindex(columns=list(ANSWERS), fill_value=0)
    counted.columns.name = None
    found = counted.assign(cells=counted.sum(axis=1))
    share = 100 * found[NOBODY] / found["cells"].where(found["cells"] > 0)
    known = text(np.where(share.notna(), SHOWN, NOT_AVAILABLE))
    return found.assign(share_with_nobody_pct=share, status=known).reset_index()
