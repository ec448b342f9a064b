"""What bodies said that they would do, and what was supplied that shows whether they do it."""

import numpy as np
import pandas as pd

from analysis.errors import how_many
from analysis.measures.office.register import (
    BETWEEN,
    DONE,
    DUE,
    NO_DATE,
    NOT_VERIFIED,
    OVERDUE,
    age_in_words,
    called,
    claims_in_words,
    day_and_age,
    items_of,
)
from analysis.measures.rates.status import in_day, require, text
from analysis.states import SHOWN

__all__ = [
    "assurance_listed",
    "commitments_answered",
    "commitments_by_recommendation",
    "commitments_due",
    "response",
]

ASSURANCE, OWN = "assurance", "the office's own"
ALL_ONCE = "all, each once"
NO_EVIDENCE, UNVERIFIED, OPEN = "No evidence supplied.", "not verified", "anybody can look it up"
VERIFIED, IN_PART = "verified by {}", "in part, by {}"
NOT_STARTED, LOG_DIFFERS = "not started", "yes: the log says that something was done"
YES, NO = "yes", "no"
FINISHED, STOPPED = "done", "stopped"  # what an owner says of a commitment
NO_ANSWER = "no answer of this area is known"
NO_OWNER, NOT_SAID = "nobody named", "not said"
OF_ITS_OWN = "one of the office's own"  # that nobody had written down by the day
ORDER = (OVERDUE, DUE, NO_DATE, STOPPED, DONE)  # what needs somebody first
CLAIMED = ("stated as done", "stated as so")  # kinds that say what is the case, and not what will be


def commitments_answered(
    commitments: pd.DataFrame, assurance: pd.DataFrame, sources: pd.DataFrame, as_of: pd.Timestamp
) -> pd.DataFrame:
    """Return each commitment with what was supplied that shows whether it is kept, and who verified that.

    `assurance` is `tables.office.assurance`, and `sources` is `tables.registers.source_states`: an office's
    file that an edition lacks shows nothing. Columns: `number`, `item`, `body`, `kind`, `says`, `evidence`
    (in words; "No evidence supplied." where there is none), `supplied` ("yes" or "no"), `verified` (by whom,
    and in part where some of it was not), `stated` (the day of the document and its age), `source`, `status`.
    """
    require(commitments, "number", "recommendations", "body", "kind", "says", "chapter", "evidence", "public")
    require(commitments, "source", "stated_on")
    require(sources, "card", "title", "held")
    day = pd.Timestamp(as_of)
    held = sources[sources["held"] == OWN].set_index("card")["title"].to_dict()
    done = {number: rows for number, rows in assurance.groupby("commitment")}
    found, verified = [], []
    for one in commitments.itertuples():
        rows = done.get(one.number, assurance[:0])
        said = [] if pd.isna(one.public) else [one.public]
        said += [_in_words(row, day) for row in rows.itertuples()]
        files = [held[card] for card in one.evidence.split(BETWEEN) if card != ASSURANCE and card in held]
        said += [f"{called(one.chapter)}: {title}." for title in files]
        found.append(" ".join(said) or NO_EVIDENCE)
        verified.append(_seen(one, rows["verified_by"]))
    stated = [day_and_age(one, age_in_words(one, day)) for one in commitments["stated_on"]]
    return pd.DataFrame(
        {
            "number": commitments["number"],
            "item": text([items_of(cell) for cell in commitments["recommendations"]]),
            **{name: commitments[name] for name in ("body", "kind", "says")},
            "evidence": text(found),
            "supplied": text([NO if words == NO_EVIDENCE else YES for words in found]),
            "verified": text(verified),
            "stated": text(stated),
            "source": commitments["source"],
            "status": text([SHOWN] * len(commitments)),
        }
    ).reset_index(drop=True)


def _seen(commitment, verified_by):
    """Return who verified what was done about a commitment, all of it or a part."""
    if not pd.isna(commitment.public):
        return OPEN
    if verified_by.isna().all():
        return NOT_VERIFIED if commitment.kind in CLAIMED else UNVERIFIED
    words = IN_PART if verified_by.isna().any() else VERIFIED
    return words.format(BETWEEN.join(dict.fromkeys(verified_by.dropna())))


def _in_words(row, day):
    """Return what a row of the assurance log says, as a sentence or two.

    "Force order (all officers), 20 November 2025 (7 months old): reached 310 of 340. Next on 1 March 2027."
    """
    when = day_and_age(row.day, age_in_words(row.day, day))
    said = f"{_done(row)}, {when}{'' if pd.isna(row.reached) else f': reached {_reached(row)}'}."
    return said if pd.isna(row.next_day) else f"{said} Next {_next(row.next_day, day)}."


def _done(row):
    return f"{row.kind.capitalize()} ({row.audience})"


def _reached(row):
    if pd.isna(row.reached):
        return None
    return f"{row.reached:,}" if pd.isna(row.of) else f"{row.reached:,} of {row.of:,}"


def _next(next_day, day):
    if pd.isna(next_day):
        return None
    return f"{'was due on' if next_day < day else 'on'} {in_day(next_day)}"


def assurance_listed(assurance: pd.DataFrame, commitments: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return what the assurance log holds, a row each, with the commitment that it stands behind.

    Columns: `number`, `says`, `done` (what, and for whom), `reached` (in words, blank where nobody counted),
    `on` (the day and its age), `next` (blank where none is set), `said_by`, `verified`, `status`. By number,
    the latest first. `commitments` are those of the document, or `commitments_due` with the office's own.
    """
    require(commitments, "number", "says")
    day = pd.Timestamp(as_of)
    rows = assurance.sort_values(["commitment", "day"], ascending=[True, False], kind="stable")
    says = commitments.set_index("number")["says"].to_dict()
    each = list(rows.itertuples())
    seen = [NOT_VERIFIED if pd.isna(by) else VERIFIED.format(by) for by in rows["verified_by"]]
    return pd.DataFrame(
        {
            "number": rows["commitment"].to_numpy(),
            "says": text([says.get(row.commitment, OF_ITS_OWN) for row in each]),
            "done": text([_done(row) for row in each]),
            "reached": text([_reached(row) for row in each]),
            "on": text([day_and_age(row.day, age_in_words(row.day, day)) for row in each]),
            "next": text([_next(row.next_day, day) for row in each]),
            "said_by": rows["said_by"].to_numpy(),
            "verified": text(seen),
            "status": text([SHOWN] * len(each)),
        }
    )


def commitments_by_recommendation(answered: pd.DataFrame) -> pd.DataFrame:
    """Return how many commitments have evidence supplied, one row for each recommendation.

    `answered` is `commitments_answered`. A commitment under two recommendations counts under each, and once
    in the last row, of all. Where somebody else verified an entry of the assurance log and not another, the
    commitment counts as verified in part. Columns: `item`, `commitments`, `with_evidence`, `verified`,
    `verified_in_part`, `without_evidence`, `method`, `status`.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"item": ["recommendation 1", "recommendation 1; recommendation 4"]})
    >>> rows = rows.assign(supplied=["yes", "no"], verified=["verified by A panel", "not verified"])
    >>> commitments_by_recommendation(rows)[["item", "commitments", "with_evidence", "verified"]]
                   item  commitments  with_evidence  verified
    0  recommendation 1            2              1         1
    1  recommendation 4            1              0         0
    2    all, each once            2              1         1
    """
    require(answered, "item", "supplied", "verified")
    counts = pd.DataFrame(
        {
            "commitments": 1,
            "with_evidence": answered["supplied"].eq(YES).astype(int),
            "verified": answered["verified"].str.startswith(VERIFIED.format("")).astype(int),
            "verified_in_part": answered["verified"].str.startswith(IN_PART.format("")).astype(int),
            "without_evidence": answered["supplied"].eq(NO).astype(int),
        }
    )
    each = counts.assign(item=answered["item"].str.split(BETWEEN)).explode("item")
    found = [each.groupby("item", as_index=False).sum()]
    if len(answered):
        found.append(counts.sum().to_frame().T.assign(item=ALL_ONCE))
    found = pd.concat(found, ignore_index=True)[["item", *counts.columns]]
    how = "counted in the register; one under two recommendations counts under each"
    return found.assign(method=how, status=SHOWN)


def response(register: pd.DataFrame, by_item: pd.DataFrame, due: pd.DataFrame) -> pd.DataFrame:
    """Return what is to be reported of each recommendation: asked, answered, shown, done since, and by whom.

    `register` is that of `register_now`, `by_item` that of `commitments_by_recommendation` and `due` that of
    `commitments_due`. A recommendation that nobody here answered says so. Columns: `item`, `addressee`,
    `asks`, `answer` (the claim, whose and of when), `evidence`, `since` (how many commitments under it have
    evidence in the files of this edition, and how many are overdue), `standing`, `owner`, `status`.
    """
    told = claims_in_words(register)
    answers = [
        NO_ANSWER if pd.isna(claim) else f"{claim}: {by}"
        for claim, by in zip(told["claim"], told["said"], strict=True)
    ]
    late = due.loc[due["due"].eq(OVERDUE), "item"].str.split(BETWEEN).explode()
    counts = by_item.set_index("item")
    return register[["item", "addressee", "asks"]].assign(
        answer=text(answers),
        evidence=told["evidence"].fillna(NO_EVIDENCE),
        since=text([_since(counts, late, item) for item in register["item"]]),
        standing=register["due"].fillna(NO_DATE),
        owner=register["owner"].fillna(NO_OWNER),
        status=SHOWN,
    )


def _since(counts, late, item):
    if item not in counts.index:
        return "No commitment is recorded under it."
    made, shown = (int(counts.loc[item, name]) for name in ("commitments", "with_evidence"))
    which = {0: f"None of its {made} commitments has", made: f"All of its {made} commitments have"}
    said = which.get(shown, f"{shown} of its {made} commitments {'has' if shown == 1 else 'have'}")
    if made == 1:
        said = "Its one commitment has" if shown else "Its one commitment has no"
    overdue = int(late.eq(item).sum())
    ending = f" {overdue} {'is' if overdue == 1 else 'are'} overdue." if overdue else ""
    return f"{said} evidence in these files.{ending}"


def commitments_due(
    commitments: pd.DataFrame, progress: pd.DataFrame, assurance: pd.DataFrame, as_of: pd.Timestamp
) -> pd.DataFrame:
    """Return each commitment with its owner, how far it is, by when it is due and what is overdue.

    `commitments` are those of the area's document, and `progress` is `tables.office.commitment_progress`, of
    which those come last that the document does not have. An owner's word is a claim: what shows it is in
    `commitments_answered`. `evidence` says here only whether the assurance log has a row, and that it says
    otherwise where the owner has not started. A commitment of which nobody said anything has no owner and no
    date, and is not "0 days overdue".

    Columns: `number`, `item`, `says`, `of_document` ("no" for what the owner added), `owner`, `progress`,
    `due_on`, `by` (that day in words, and by how long it has passed), `due`, `evidence`, `said`, `status`.
    What is overdue comes first, then by date.
    """
    require(commitments, "number", "recommendations", "says")
    require(progress, "commitment", "recommendation", "owner", "progress", "due_on", "said_by", "said_on")
    day = pd.Timestamp(as_of)
    own = progress[~progress["commitment"].isin(commitments["number"])]
    own = own.rename(columns={"commitment": "number", "recommendation": "recommendations"})
    columns = ["number", "recommendations", "says"]
    listed = pd.concat([commitments[columns], own[columns].astype({"recommendations": "str"})])
    told = progress.drop(columns=["says", "recommendation"])
    found = listed.merge(told, left_on="number", right_on="commitment", how="left", validate="one_to_one")
    stopped, done = found["progress"].eq(STOPPED), found["progress"].eq(FINISHED)
    no_date, late = found["due_on"].isna(), found["due_on"] < day
    due = np.select([done, stopped, no_date, late], [DONE, STOPPED, NO_DATE, OVERDUE], DUE)
    late_by = np.where(due == OVERDUE, " ({} overdue)", "")
    by = [
        None if pd.isna(when) else in_day(when) + words.format(how_many((day - when).days, "days"))
        for when, words in zip(found["due_on"], late_by, strict=True)
    ]
    said = [
        None if pd.isna(on) else f"{by}, {in_day(on)}"
        for by, on in zip(found["said_by"], found["said_on"], strict=True)
    ]
    logged = found["number"].isin(assurance["commitment"])
    differs = logged & found["progress"].eq(NOT_STARTED)
    table = pd.DataFrame(
        {
            "number": found["number"],
            "item": text([items_of(cell) for cell in found["recommendations"]]),
            "says": found["says"],
            "of_document": text(np.where(found["number"].isin(commitments["number"]), YES, NO)),
            "owner": text(found["owner"].where(found["owner"].notna(), NO_OWNER)),
            "progress": text(found["progress"].where(found["progress"].notna(), NOT_SAID)),
            "due_on": found["due_on"],
            "by": text(by),
            "due": text(due),
            "evidence": text(np.select([differs, logged], [LOG_DIFFERS, YES], NO)),
            "said": text(said),
            "status": text([SHOWN] * len(found)),
        }
    )
    dated = table.sort_values(["due_on", "number"], kind="stable")
    return dated.sort_values("due", key=lambda due: due.map(ORDER.index), kind="stable", ignore_index=True)
