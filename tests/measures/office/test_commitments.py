"""Commitments beside what was supplied, in words: verified or not, and nothing from a missing file."""

import pandas as pd
import pytest

from analysis import measures

DAY = pd.Timestamp("2026-06-30")
SOURCES = pd.DataFrame(
    [
        ("outreach", "The office's outreach log", "the office's own"),
        ("services", "The directory", "not supplied"),
    ],
    columns=["card", "title", "held"],
)


def made(**changes):
    row = {"number": 7, "recommendations": "1, 4", "body": "Police", "kind": "promised", "says": "A list."}
    row |= {"chapter": "12_plan", "evidence": "assurance; outreach", "public": None, "source": "A response"}
    return pd.DataFrame([row | {"stated_on": pd.Timestamp("2021-11-29")} | changes])


def log(*rows):
    usual = {"commitment": 7, "kind": "force order", "audience": "all officers", "reached": 1310, "of": 1340}
    usual |= {"day": "2025-11-20", "next_day": None, "said_by": "Training", "verified_by": None}
    frame = pd.DataFrame([usual | row for row in rows], columns=list(usual))
    days = {name: pd.to_datetime(frame[name]) for name in ("day", "next_day")}
    return frame.assign(**days, **{name: frame[name].astype("Int64") for name in ("reached", "of")})


def answered(commitment=None, rows=()):
    return measures.office.commitments_answered(
        made() if commitment is None else commitment, log(*rows), SOURCES, DAY
    ).loc[0]


def test_without_a_row_and_without_the_file_no_evidence_was_supplied():
    for evidence in ("assurance", "services", "assurance; services"):
        row = answered(made(evidence=evidence))
        assert (row["evidence"], row["supplied"]) == ("No evidence supplied.", "no")
    other = measures.office.commitments_answered(
        made(evidence="assurance"), log({"commitment": 8}), SOURCES, DAY
    )
    assert other["supplied"].tolist() == ["no"]


def test_a_file_of_the_office_is_named_with_its_chapter_once_it_is_there():
    assert answered(made(evidence="outreach"))["evidence"] == "Chapter 12: The office's outreach log."


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({}, "20 November 2025 (7 months old): reached 1,310 of 1,340."),
        ({"of": None}, "20 November 2025 (7 months old): reached 1,310."),
        ({"reached": 0}, "20 November 2025 (7 months old): reached 0 of 1,340."),
        ({"reached": None, "of": None}, "20 November 2025 (7 months old)."),
        ({"day": DAY, "reached": None}, "30 June 2026."),
        (
            {"reached": None, "next_day": "2026-06-29"},
            "20 November 2025 (7 months old). Next was due on 29 June 2026.",
        ),
        (
            {"reached": None, "next_day": "2026-06-30"},
            "20 November 2025 (7 months old). Next on 30 June 2026.",
        ),
    ],
)
def test_what_was_done_is_told_in_each_case(row, says):
    assert answered(made(evidence="assurance"), [row])["evidence"] == f"Force order (all officers), {says}"


def test_what_anybody_can_look_up_what_was_done_and_the_file_stand_together():
    row = answered(
        made(public="It is published."), [{"reached": None}, {"kind": "briefing", "reached": None}]
    )
    assert row["evidence"] == (
        "It is published. Force order (all officers), 20 November 2025 (7 months old). Briefing (all "
        "officers), 20 November 2025 (7 months old). Chapter 12: The office's outreach log."
    )


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("stated as done", "claimed, not verified"),
        ("stated as so", "claimed, not verified"),
        ("promised", "not verified"),
        ("will consider", "not verified"),
        ("asked", "not verified"),
    ],
)
def test_what_nobody_else_looked_at_is_not_verified(kind, says):
    assert answered(made(kind=kind), [{}])["verified"] == says
    seen = [{"verified_by": "Audit"}, {"verified_by": "Audit"}, {"verified_by": "A panel"}]
    assert answered(made(kind=kind), seen)["verified"] == "verified by Audit; A panel"
    assert answered(made(kind=kind), [{}, *seen[:1]])["verified"] == "in part, by Audit"


def test_what_is_public_needs_nobody_to_say_so():
    assert answered(made(public="It is published."))["verified"] == "anybody can look it up"


def test_a_commitment_has_its_recommendations_and_the_day_and_age_of_its_document():
    row = answered()
    assert row["item"] == "recommendation 1; recommendation 4"
    assert (row["stated"], row["source"]) == ("29 November 2021 (4 years 7 months old)", "A response")


def test_the_log_is_listed_by_commitment_the_latest_first():
    rows = log({"commitment": 8}, {"day": "2025-01-01"}, {"next_day": "2026-01-01", "verified_by": "Audit"})
    both = pd.concat([made(), made(number=8, says="Another.")])
    found = measures.office.assurance_listed(rows, both, DAY)
    assert found["number"].tolist() == [7, 7, 8] and found["says"].tolist() == [
        "A list.",
        "A list.",
        "Another.",
    ]
    first = found.loc[0]
    assert (first["done"], first["reached"]) == ("Force order (all officers)", "1,310 of 1,340")
    assert (first["next"], first["verified"]) == ("was due on 1 January 2026", "verified by Audit")
    assert found["on"].tolist()[1] == "1 January 2025 (17 months old)"
    assert found["verified"].tolist()[1:] == ["claimed, not verified"] * 2


def test_commitments_are_counted_by_recommendation_with_and_without_evidence():
    rows = pd.concat([made(), made(number=8, recommendations="4", evidence="assurance")])
    found = measures.office.commitments_by_recommendation(
        measures.office.commitments_answered(rows, log({"verified_by": "Audit"}), SOURCES, DAY)
    )
    counts = ["commitments", "with_evidence", "verified", "without_evidence"]
    assert found["item"].tolist() == ["recommendation 1", "recommendation 4"]
    assert found[counts].to_numpy().tolist() == [[1, 1, 1, 0], [2, 1, 1, 1]]


def test_an_area_without_commitments_has_empty_tables():
    none = made()[:0]
    assert not len(measures.office.commitments_answered(none, log(), SOURCES, DAY))
    assert not len(measures.office.assurance_listed(log(), none, DAY))


def progress(*rows):
    usual = {"commitment": 7, "says": None, "recommendation": None, "owner": "Head", "progress": "under way"}
    usual |= {"due_on": None, "said_by": "Policy", "said_on": "2026-06-01"}
    frame = pd.DataFrame([usual | row for row in rows], columns=list(usual))
    days = {name: pd.to_datetime(frame[name]) for name in ("due_on", "said_on")}
    return frame.assign(**days, recommendation=frame["recommendation"].astype("Int64"))


@pytest.mark.parametrize(
    ("row", "due", "by"),
    [
        ({"due_on": "2026-06-29"}, "overdue", "29 June 2026 (1 day overdue)"),
        ({"due_on": "2026-06-30"}, "not yet due", "30 June 2026"),
        ({}, "no date is given", None),
        ({"due_on": "2026-01-01", "progress": "done"}, "reported complete", "1 January 2026"),
        ({"due_on": "2026-01-01", "progress": "stopped"}, "stopped", "1 January 2026"),
    ],
)
def test_a_commitment_is_overdue_the_day_after_its_date_unless_it_is_done_or_stopped(row, due, by):
    (found,) = measures.office.commitments_due(made(), progress(row), log({}), DAY).to_dict("records")
    assert (found["due"], found["owner"], found["evidence"]) == (due, "Head", "yes")
    assert found["by"] == by or pd.isna(found["by"])
    assert found["said"] == "Policy, 1 June 2026"


def test_a_commitment_of_which_nobody_spoke_has_no_owner_and_the_offices_own_join_the_list():
    own = {"commitment": 40, "says": "Cards.", "recommendation": 4, "due_on": "2026-01-01"}
    found = measures.office.commitments_due(made(), progress(own), log(), DAY)
    assert found[["number", "owner", "progress", "due"]].to_numpy().tolist() == [
        [40, "Head", "under way", "overdue"],
        [7, "nobody named", "not said", "no date is given"],
    ]
    assert found["item"].tolist() == ["recommendation 4", "recommendation 1; recommendation 4"]
    assert measures.office.commitments_due(made(), progress(), log(), DAY)["number"].tolist() == [7]
    listed = measures.office.assurance_listed(log({"commitment": 40}, {"commitment": 41}), found, DAY)
    assert listed["says"].tolist() == ["Cards.", "one of the office's own"]


def test_the_response_says_what_was_answered_what_was_shown_since_and_who_answers():
    register = pd.DataFrame(
        {
            "item": ["recommendation 1", "recommendation 2", "recommendation 4"],
            "addressee": "Chief constables",
            "asks": "Do it.",
            "measures": "M1",
            "claim": ["Completed.", None, "In progress"],
            "verified": ["claimed, not verified", None, "claimed, not verified"],
            "claimed_by": ["Police", None, "Police"],
            "claimed_on": pd.to_datetime(["2021-11-29", None, "2026-06-30"]),
            "claim_age": ["4 years", None, "0 days"],
            "evidence": ["An order", None, None],
            "evidence_on": pd.to_datetime(["2021-11-29", None, None]),
            "independent_view": None,
            "view_by": None,
            "view_on": pd.NaT,
            "due": ["reported complete", None, "no date is given"],
            "owner": ["Police", None, None],
            "method": "as claimed",
            "status": ["shown", "not available", "shown"],
        }
    )
    by_item = pd.DataFrame(
        {"item": ["recommendation 1", "recommendation 4"], "commitments": [2, 1], "with_evidence": [1, 0]}
    )
    due = pd.DataFrame({"item": ["recommendation 1; recommendation 4", "recommendation 4"], "due": "overdue"})
    found = measures.office.response(register, by_item, due)
    assert found[["answer", "since", "standing", "owner"]].to_numpy().tolist() == [
        [
            "Completed (claimed, not verified): Police, 29 November 2021 (4 years old)",
            "1 of its 2 commitments has evidence in these files. 1 is overdue.",
            "reported complete",
            "Police",
        ],
        [
            "no answer of this area is known",
            "No commitment is recorded under it.",
            "no date is given",
            "nobody named",
        ],
        [
            "In progress (claimed, not verified): Police, 30 June 2026",
            "Its one commitment has no evidence in these files. 2 are overdue.",
            "no date is given",
            "nobody named",
        ],
    ]
