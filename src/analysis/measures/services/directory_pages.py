"""The directory as pages print it: each service, what there is for a need or a language, when money ends."""

import numpy as np
import pandas as pd

from analysis.measures.rates.status import in_day, require, text, two_quarters_after
from analysis.measures.services import enforcement
from analysis.measures.services.directory import (
    ANYONE,
    BETWEEN,
    COUNTED,
    COUNTS,
    ENGLISH,
    FACE_TO_FACE,
    LATER,
    NO_DIRECTORY,
    RECOURSE,
    STALE_AFTER_DAYS,
    UNKNOWN,
    YES,
    answers,
    days_and_state,
    has,
    in_short,
    services_behind,
)
from analysis.measures.victims.needs import NEED_CATEGORIES
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = [
    "directory_listed",
    "funding_by_lot",
    "funding_ends",
    "recourse_by_need",
    "services_by_language",
    "services_by_need",
]

TAKES, REFUSES, NOT_SAID, NOT_SEEN = "takes them", "does not", "has not said", "not verified lately"
SAID = (TAKES, REFUSES, NOT_SAID, NOT_SEEN)
WORDS = {YES: TAKES, "no": REFUSES}
NO_PLACE = "not printed: a refuge"
NOT_KNOWN_THEN = "not known: what was said before it was verified again is not kept"
NO_LOT = "No lot"
DAYS_IN_A_MONTH = 30.4375
ENDED, SOON, ENDS_LATER, NO_END = "has ended", "ends soon", "ends later", "nobody has said"


def directory_listed(
    services: pd.DataFrame, as_of: str, group: str | None = None, by_recourse: bool = False
) -> pd.DataFrame:
    """Return the directory as a page lists it, the services that are safe to offer first; of `group` its own.

    `recourse` says in words whether a service takes people with no recourse; one that was not verified lately
    (`days_and_state`) is "not verified lately", whatever it said. `sharing` says whether it shares details
    with immigration enforcement, and `safe` whether it may be offered first: not where its entry does not
    count. One that was verified after `as_of` keeps its row, "not available". Of a refuge no district is
    given, not even those that it takes people from: together with its name that would help to find it.

    Columns: those of `services` and of `sharing_said`, languages by their short names, `called` (organisation
    and service in one), `recourse`, `days_since_verified`, `counted` ("counts", "stale" or "verified after
    this day"), `method`, `status`; within the safe and the others, by the answer and then the organisation.
    """
    require(services, "refuge", "districts")
    days, state = days_and_state(services, as_of)
    known, counts = state != LATER, state == COUNTS
    found = enforcement.sharing_said(services, as_of)
    said = found["accepts_no_recourse"].map(WORDS).fillna(NOT_SAID)
    method = f"days up to {pd.Timestamp(as_of):%d %B %Y}; no interval: counted"
    found = found.assign(
        called=found["organisation"] + ": " + found["service"],
        districts=text(found["districts"].mask(found["refuge"].eq("yes"), NO_PLACE)),
        languages=text(BETWEEN.join(map(in_short, cell.split(BETWEEN))) for cell in found["languages"]),
        recourse=text(said.where(counts, NOT_SEEN)),
        safe=text(np.where(counts, found["safe"], "no")),
        days_since_verified=np.where(known, days, np.nan),
        counted=text(state),
        method=text(np.where(known, method, NOT_KNOWN_THEN)),
        status=text(np.where(known, SHOWN, NOT_AVAILABLE)),
    )
    rank = {
        "unsafe": found["safe"].eq("no"),
        "takes": found["recourse"].map(SAID.index) if by_recourse else 0,
        "answer": found[enforcement.SHARES].map(enforcement.ANSWERS.index),
    }
    ranked = found.assign(**rank) if group is None else found.assign(**rank)[has(found, "for_whom", [group])]
    return ranked.sort_values([*rank, "organisation", "service"], ignore_index=True).drop(columns=list(rank))


def recourse_by_need(services: pd.DataFrame, as_of: str) -> pd.DataFrame:
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


def services_by_language(
    services: pd.DataFrame, languages: list[str], as_of: str, group: str
) -> pd.DataFrame:
    """Return how each of `languages` is spoken by the services for `group` or any victim: the best answer.

    `answer` is "in person", "by telephone or online alone", "through an interpreter alone", "not known" or
    "nobody"; the columns of services say how many stand behind each. Without a directory nothing is known,
    and no row is shown.

    Columns: `language`, `services`, `services_from_afar`, `services_by_interpreter`, `services_not_known`,
    `answer`, `method`, `status`.
    """
    languages = list(dict.fromkeys(languages))
    # A service that helps with anything, anywhere in the area, counts once: the needs and places are one.
    meant = services.assign(what_for="any", districts="here")
    behind = services_behind(meant, ["any"], ["here"], languages, as_of, group)
    counts = {name: found[0, 0, :, RECOURSE.index(ANYONE)] for name, found in behind.items()}
    found = pd.DataFrame({"language": text(languages)} | counts)
    method = f"services verified up to {STALE_AFTER_DAYS} days before {pd.Timestamp(as_of):%d %B %Y}"
    found = found.assign(answer=text(answers(counts)), method=method, status=SHOWN)
    return found if len(services) else _nothing_known(found, COUNTED)


def services_by_need(services: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return, for each of the eight needs, how many services there are and what those that count can do.

    Columns: `what_for`, `services` (all listed), `counted` (verified lately, see `days_and_state`), and of
    these: `in_person`, `from_afar` (by telephone or online alone), `other_languages` (their own staff speak
    one beside English), `take_no_recourse`, `recourse_not_said`; `method`, `status`. Without a directory no
    row is shown.
    """
    _, state = days_and_state(services, as_of)
    face = has(services, "channel", FACE_TO_FACE).any(axis=1)
    facts = {
        "counted": np.ones(len(services)),
        "in_person": face,
        "from_afar": ~face,
        "other_languages": services["languages"] != ENGLISH,
        "take_no_recourse": services["accepts_no_recourse"] == YES,
        "recourse_not_said": services["accepts_no_recourse"] == UNKNOWN,
    }
    meets = has(services, "what_for", NEED_CATEGORIES)
    fresh = np.column_stack([np.asarray(fact, dtype=bool) & (state == COUNTS) for fact in facts.values()])
    found = pd.DataFrame(meets.T.astype(int) @ fresh.astype(int), columns=list(facts))
    found.insert(0, "services", meets.sum(axis=0))
    found.insert(0, "what_for", text(NEED_CATEGORIES))
    found = found.assign(method="counted in the directory; no interval", status=SHOWN)
    return found if len(services) else _nothing_known(found, ["services", *facts])


def _nothing_known(found, columns):
    """Return rows that are not available, for lack of a directory."""
    blank = {name: pd.array([pd.NA] * len(found), dtype="Int64") for name in columns}
    blank |= {"answer": text([None] * len(found))} if "answer" in found.columns else {}
    return found.assign(**blank, method=NO_DIRECTORY, status=NOT_AVAILABLE)


def funding_ends(services: pd.DataFrame, as_of: pd.Timestamp | str) -> pd.DataFrame:
    """Return each service with the days for which it is still paid, the first to end first.

    `funding` is "has ended" (the last day lies before `as_of`), "ends soon" (within two
    quarters: a tender takes about as long), "ends later" or "nobody has said", which is not a promise that it
    lasts.

    Columns: `lot`, `organisation`, `service`, `funded_by`, `funded_until`, `sharing` (what it says of
    immigration enforcement), `days_left`, `funding`, `method`, `status`.
    """
    columns = ["lot", "organisation", "service", "funded_by", "funded_until"]
    require(services, *columns)
    last = pd.to_datetime(services["funded_until"])
    days = (last - pd.Timestamp(as_of)).dt.days.to_numpy(dtype=float)
    known, soon = ~np.isnan(days), (last <= two_quarters_after(as_of)).to_numpy()
    state = np.select([~known, days < 0, soon], [NO_END, ENDED, SOON], ENDS_LATER)
    method = f"days from {pd.Timestamp(as_of):%d %B %Y} to the last that is paid for; no interval: a date"
    found = enforcement.sharing_said(services, as_of)[[*columns, "sharing"]].assign(
        days_left=days,
        funding=text(state),
        method=text(np.where(known, method, "no day was given")),
        status=text(np.where(known, SHOWN, NOT_AVAILABLE)),
    )
    return found.sort_values(["days_left", "organisation", "service"], kind="stable", ignore_index=True)


def funding_by_lot(funding: pd.DataFrame) -> pd.DataFrame:
    """Return when the money of each lot ends, the first to end first: a row for each lot and last day.

    `funding` is from `funding_ends`. Services outside any lot appear under who pays for them. Columns: `lot`,
    `ends` (lot and day in one, for a time line), `funded_until`, `funded_by`, whole `months_left`,
    `services`, `funding`, `method`, `status`. A service whose end nobody has said is not in it.
    """
    require(funding, "lot", "funded_by", "funded_until", "days_left", "funding")
    known = funding[funding["funding"] != NO_END]
    known = known.assign(lot=known["lot"].where(known["lot"].notna(), NO_LOT + ": " + known["funded_by"]))
    grouped = known.groupby(["funded_until", "lot"], as_index=False)
    found = grouped.agg(
        days_left=("days_left", "first"), services=("days_left", "size"), funding=("funding", "first"),
        method=("method", "first"), funded_by=("funded_by", lambda cells: BETWEEN.join(dict.fromkeys(cells))),
    )  # fmt: skip
    ends = [f"{lot}, to {in_day(day)}" for lot, day in zip(found["lot"], found["funded_until"], strict=True)]
    months = (found.pop("days_left") / DAYS_IN_A_MONTH).round()
    return found.assign(ends=text(ends), months_left=months, status=SHOWN)
