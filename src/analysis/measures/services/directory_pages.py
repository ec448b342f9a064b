"""The directory as pages print it: which services are for a group, and which take people with no recourse."""

import numpy as np
import pandas as pd

from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, text
from analysis.measures.services.enforcement import ANSWERS, SHARES, sharing_said
from analysis.measures.services.helping import (
    ANY_VICTIM,
    ANYONE,
    BETWEEN,
    NO_DIRECTORY,
    RECOURSE,
    YES,
    answers,
    helping,
    in_short,
)
from analysis.measures.services.verified import COUNTS, STALE_AFTER_DAYS, days_since_verified

TAKES, REFUSES, NOT_SAID, NOT_SEEN = "takes them", "does not", "has not said", "not verified lately"
SAID = (TAKES, REFUSES, NOT_SAID, NOT_SEEN)
WORDS = {YES: TAKES, "no": REFUSES}


def directory_listed(services, as_of, group=None, by_recourse=False, stale_after=STALE_AFTER_DAYS):
    """Return the directory as a page lists it, the services that are safe to offer first; of `group` its own.

    `recourse` says in words whether a service takes people with no recourse; one that was not verified up to
    `stale_after` days before `as_of` is "not verified lately", whatever it said. `sharing` says whether it
    shares details with immigration enforcement, and `safe` whether it may be offered first: not where its
    entry does not count. Columns: those of `days_since_verified` and `sharing_said`, languages by their short
    names, `called` (organisation and service in one) and `recourse`; within the safe and the others, by the
    answer and then the organisation.
    """
    found = sharing_said(days_since_verified(services, as_of, stale_after), as_of)
    found = found.assign(safe=text(np.where(found["counted"] == COUNTS, found["safe"], "no")))
    said = found["accepts_no_recourse"].map(WORDS).fillna(NOT_SAID)
    short = [BETWEEN.join(map(in_short, cell.split(BETWEEN))) for cell in found["languages"]]
    found = found.assign(
        called=found["organisation"] + ": " + found["service"],
        languages=text(short),
        recourse=text(said.where(found["counted"] == COUNTS, NOT_SEEN)),
    )
    found = found if group is None else found[_named(found, group)]
    rank = {"unsafe": found["safe"].eq("no"), "takes": 0, "answer": found[SHARES].map(ANSWERS.index)}
    if by_recourse:
        rank["takes"] = found["recourse"].map(SAID.index)
    ranked = found.assign(**rank).sort_values([*rank, "organisation", "service"], ignore_index=True)
    return ranked.drop(columns=list(rank))


def safe_in_words(listed):
    """Return in a sentence, `says`, how many services of `directory_listed` are safe to offer first."""
    safe, every = int((listed["safe"] == YES).sum()), len(listed)
    nothing = "nothing with immigration enforcement without consent"
    says = f"{safe} of {every} services said within a year that they share {nothing}"
    if not safe:
        says = f"No service said within a year that it shares {nothing}: ask before anybody is sent to one"
    elif safe == 1:
        says = f"1 of {every} services said within a year that it shares {nothing}"
    return pd.DataFrame({"says": text([says]), "status": text([SHOWN if every else NOT_AVAILABLE])})


def recourse_by_need(services, as_of):
    """Return for each kind of need how many services take people with no recourse, do not, or have not said.

    A row a need and answer; a service that helps with several needs counts under each. `anybody` is "yes"
    where at least one takes them. Columns: `what_for`, `answer`, `services`, `anybody`, `status`.
    """
    rows = directory_listed(services, as_of)
    each = rows.assign(what_for=rows["what_for"].str.split(BETWEEN)).explode("what_for")
    index = pd.MultiIndex.from_product(
        [sorted(each["what_for"].unique()), SAID], names=["what_for", "answer"]
    )
    # A pair without a service is a true zero: the directory lists all that the office knows.
    counted = each.groupby(["what_for", "recourse"]).size().reindex(index, fill_value=0).rename("services")
    found = counted.reset_index().astype({"what_for": "str", "answer": "str"})
    takes = set(found.loc[(found["answer"] == TAKES) & (found["services"] > 0), "what_for"])
    return found.assign(anybody=text(np.where(found["what_for"].isin(takes), "yes", "no")), status=SHOWN)


def services_by_language(services, languages, as_of, group=None, stale_after=STALE_AFTER_DAYS):
    """Return how each of `languages` is spoken by the services for `group`: the best answer there is.

    A service counts where it was verified up to `stale_after` days before `as_of`. `answer` is "in person",
    "by telephone or online alone", "through an interpreter alone", "not known" or "nobody"; the columns of
    services say how many stand behind each. Without a directory nothing is known, and no row is shown.

    Columns: `language`, `services`, `services_from_afar`, `services_by_interpreter`, `services_not_known`,
    `answer`, `method`, `status`.
    """
    languages = list(dict.fromkeys(languages))
    # A service that helps with anything, anywhere in the area, counts once: the needs and places are one.
    meant = services if group is None else services[_named(services, group, ANY_VICTIM)]
    one = meant.assign(what_for="any", districts="here")
    known = helping(one, ["here"], ["any"], languages, as_of, stale_after, None)
    counts = {name: found[0, 0, :, RECOURSE.index(ANYONE)] for name, found in known.counts().items()}
    found = pd.DataFrame({"language": text(languages)} | counts)
    if not len(services):
        blank = {name: pd.array([pd.NA] * len(found), dtype="Int64") for name in counts}
        nothing = {"answer": None, "method": NO_DIRECTORY, "status": NOT_AVAILABLE}
        return found.assign(**blank, **{name: text([said] * len(found)) for name, said in nothing.items()})
    method = f"services verified up to {stale_after} days before {pd.Timestamp(as_of):%d %B %Y}"
    return found.assign(
        answer=text(answers(counts)),
        method=text([method] * len(found)),
        status=text([SHOWN] * len(found)),
    )


def _named(services, *groups):
    """Return which services are for one of `groups`."""
    each = [set(groups) & set(whom.split(BETWEEN)) for whom in services["for_whom"]]
    return np.array(list(map(bool, each)), dtype=bool)
