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


def typed(usual, rows, days, whole):
    frame = pd.DataFrame([usual | row for row in rows], columns=list(usual))
    return frame.astype(dict.fromkeys(days, "datetime64[us]") | dict.fromkeys(whole, "Int64"))


def log(*rows):
    usual = {"commitment": 7, "kind": "force order", "audience": "all officers", "reached": 1310, "of": 1340}
    usual |= {"day": "2025-11-20", "next_day": None, "said_by": "Training", "verified_by": None}
    return typed(usual, rows, days=("day", "next_day"), whole=("reached", "of"))


def answered(commitment=None, rows=()):
    return measures.office.commitments_answered(
        made() if commitment is None else commitment, log(*rows), SOURCES, DAY
    ).loc[0]


def test_without_a_row_and_without_the_file_no_evidence_was_supplied():
    for evidence in ("assurance", "services", "assurance; services"):
        row = answered(made(evidence=evidence), [{"commitment": 8}])
        assert (row["evidence"], row["supplied"]) == ("No evidence supplied.", "no")
    assert row["item"] == "recommendation 1; recommendation 4"
    assert (row["stated"], row["source"]) == ("29 November 2021 (4 years 7 months old)", "A response")
    none = made()[:0]
    assert measures.office.commitments_answered(none, log(), SOURCES, DAY).empty
    assert measures.office.assurance_listed(log(), none, DAY).empty


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({}, "20 November 2025 (7 months old): reached 1,310 of 1,340."),
        ({"of": None}, "20 November 2025 (7 months old): reached 1,310."),
        ({"reached": 0}, "20 November 2025 (7 months old): reached 0 of 1,340."),
        ({"reached": None, "of": None}, "20 November 2025 (7 months old)."),
        ({"day": DAY, "reached": None}, "30 June 2026."),
        (
            {"day": DAY, "next_day": "2026-06-29"},
            "30 June 2026: reached 1,310 of 1,340. Next was due on 29 June 2026.",
        ),
        ({"day": DAY, "next_day": DAY}, "30 June 2026: reached 1,310 of 1,340. Next on 30 June 2026."),
    ],
)
def test_what_was_done_is_told_in_each_case(row, says):
    assert answered(made(evidence="assurance"), [row])["evidence"] == f"Force order (all officers), {says}"


def test_what_anybody_can_look_up_what_was_done_and_the_file_stand_together():
    rows = [{"reached": None}, {"kind": "briefing", "reached": None}]
    row = answered(made(public="It is published."), rows)
    assert row["evidence"] == (
        "It is published. Force order (all officers), 20 November 2025 (7 months old). Briefing (all "
        "officers), 20 November 2025 (7 months old). Chapter 12: The office's outreach log."
    )
    assert row["verified"] == "anybody can look it up"


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


def test_the_log_is_listed_by_commitment_the_latest_first():
    rows = log({"commitment": 8}, {"day": "2025-01-01"}, {"next_day": "2026-01-01", "verified_by": "Audit"})
    both = pd.concat([made(), made(number=8, says="Another.")])
    found = measures.office.assurance_listed(rows, both, DAY)
    assert found[["number", "says", "on", "verified"]].values.tolist() == [
        [7, "A list.", "20 November 2025 (7 months old)", "verified by Audit"],
        [7, "A list.", "1 January 2025 (17 months old)", "claimed, not verified"],
        [8, "Another.", "20 November 2025 (7 months old)", "claimed, not verified"],
    ]
    told = found.loc[0, ["done", "reached", "next"]].tolist()
    assert told == ["Force order (all officers)", "1,310 of 1,340", "was due on 1 January 2026"]


def test_commitments_are_counted_by_recommendation_with_and_without_evidence():
    rows = pd.concat([made(), made(number=8, recommendations="4", evidence="assurance")])
    found = measures.office.commitments_by_recommendation(
        measures.office.commitments_answered(rows, log({"verified_by": "Audit"}), SOURCES, DAY)
    )
    counts = ["commitments", "with_evidence", "verified", "without_evidence"]
    assert found["item"].tolist() == ["recommendation 1", "recommendation 4", "all, each once"]
    # One is under both: the rows of the recommendations have three, and there are two.
    assert found[counts].to_numpy().tolist() == [[1, 1, 1, 0], [2, 1, 1, 1], [2, 1, 1, 1]]
    assert found["verified_in_part"].tolist() == [0, 0, 0]


def test_a_commitment_of_which_one_entry_was_verified_is_verified_in_part():
    """One table said "verified by Internal audit" of an entry, the next that nobody verified anything."""
    rows = log({}, {"verified_by": "Audit"})
    found = measures.office.commitments_by_recommendation(
        measures.office.commitments_answered(made(), rows, SOURCES, DAY)
    )
    assert found["verified"].tolist() == [0, 0, 0] and found["verified_in_part"].tolist() == [1, 1, 1]


def progress(*rows):
    usual = {"commitment": 7, "says": None, "recommendation": None, "owner": "Head", "progress": "under way"}
    usual |= {"due_on": None, "said_by": "Policy", "said_on": "2026-06-01"}
    return typed(usual, rows, days=("due_on", "said_on"), whole=("recommendation",))


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
def test_a_commitment_is_overdue_the_day_after_unless_it_is_done_or_stopped(row, due, by):
    (found,) = measures.office.commitments_due(made(), progress(row), log({}), DAY).to_dict("records")
    assert (found["due"], found["owner"], found["evidence"]) == (due, "Head", "yes")
    assert found["by"] == by or pd.isna(found["by"])
    assert found["said"] == "Policy, 1 June 2026"


@pytest.mark.parametrize(
    ("said", "entry", "evidence"),
    [
        ("not started", {}, "yes: the log says that something was done"),
        ("under way", {}, "yes"),
        ("not started", {"commitment": 8}, "no"),
    ],
)
def test_what_its_owner_has_not_started_against_the_log_is_remarked(said, entry, evidence):
    found = measures.office.commitments_due(made(), progress({"progress": said}), log(entry), DAY)
    assert found["evidence"].tolist() == [evidence]


def test_an_unspoken_commitment_has_no_owner_and_the_offices_own_join_the_list():
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


def test_the_response_says_what_was_answered_what_was_shown_and_who_answers():
    days = pd.to_datetime(["2021-11-29", None, "2026-06-30"])
    register = pd.DataFrame(
        {"item": [f"recommendation {number}" for number in (1, 2, 4)], "claimed_on": days}
    )
    register = register.assign(
        claim=["Completed.", None, "In progress"],
        verified="claimed, not verified",
        claimed_by="Police",
        claim_age=["4 years", None, "0 days"],
        due=["reported complete", None, "no date is given"],
        owner=["Police", None, None],
        **dict.fromkeys(["addressee", "asks", "measures", "method", "status"], "…"),
        **dict.fromkeys(["evidence", "independent_view", "view_by", "also_said", "source"]),
        **dict.fromkeys(["evidence_on", "view_on"], pd.NaT),
    )
    by_item = pd.DataFrame(
        {"item": ["recommendation 1", "recommendation 4"], "commitments": [2, 1], "with_evidence": [1, 0]}
    )
    due = pd.DataFrame({"item": ["recommendation 1; recommendation 4", "recommendation 4"], "due": "overdue"})
    found = measures.office.response(register, by_item, due)
    assert found["answer"].tolist() == [
        "Completed (claimed, not verified): Police, 29 November 2021 (4 years old)",
        "no answer of this area is known",
        "In progress (claimed, not verified): Police, 30 June 2026",
    ]
    assert found["since"].tolist() == [
        "1 of its 2 commitments has evidence in these files. 1 is overdue.",
        "No commitment is recorded under it.",
        "Its one commitment has no evidence in these files. 2 are overdue.",
    ]
    assert found["standing"].tolist() == ["reported complete", *["no date is given"] * 2]
    assert found["owner"].tolist() == ["Police", "nobody named", "nobody named"]
