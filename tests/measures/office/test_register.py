"""The register on a day: three fields apart, both sides of a day that is due, and nothing resolved."""

import pandas as pd
import pytest

from analysis import measures

DAYS = ("due_on", "claimed_on", "evidence_on", "view_on", "next_on", "done_on")
WORDS = ("claimed_by", "source", "evidence", "also_said", "independent_view", "view_by")


def register(**changes):
    row = dict.fromkeys(WORDS) | {"item": "recommendation 1", "claim": "Completed", "status": "shown"}
    row |= {"method": "as claimed", "claimed_by": "The force", "source": "A response"}
    row |= dict.fromkeys(DAYS) | {"claimed_on": "2026-01-01"} | changes
    frame = pd.DataFrame([row])
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in DAYS})


def on(day="2026-07-01", **changes):
    return measures.office.register_now(register(**changes), day).loc[0]


OPEN = {"claim": "In progress"}


@pytest.mark.parametrize(
    ("day", "changes", "due", "days"),
    [
        ("2026-06-30", OPEN | {"next_on": "2026-06-30"}, "not yet due", None),
        ("2026-07-01", OPEN | {"next_on": "2026-06-30"}, "overdue", "1 day"),
        ("2026-07-31", OPEN | {"next_on": "2026-06-30"}, "overdue", "31 days"),
        # Without a next date the day that the item was due counts.
        ("2026-07-01", OPEN | {"due_on": "2026-06-30"}, "overdue", "1 day"),
        ("2026-07-01", OPEN | {"due_on": "2026-06-30", "next_on": "2026-08-01"}, "not yet due", None),
        ("2026-07-01", OPEN, "no date is given", None),
        # What is reported complete is never overdue, but its review can be.
        ("2026-07-01", {}, "reported complete", None),
        ("2026-07-01", {"due_on": "2026-06-01"}, "reported complete", None),
        ("2026-07-01", {"next_on": "2026-07-01"}, "reported complete", None),
        ("2026-07-01", {"next_on": "2026-06-16"}, "reported complete; its review is overdue", "15 days"),
    ],
)
def test_both_sides_of_the_next_date(day, changes, due, days):
    row = on(day, **changes)
    assert row["due"] == due
    assert pd.isna(row["overdue_by"]) if days is None else row["overdue_by"] == days


def test_a_claim_without_evidence_says_so_and_one_from_before_verifies_nothing():
    row = on()
    assert (row["claim"], row["evidence"]) == ("Completed", "not recorded")
    assert row["independent_view"] == "no independent view is known"
    assert row["verified"] == "claimed, not verified"
    assert pd.isna(row["evidence_age"]) and row["claim_age"] == "6 months"
    same, before = (on(independent_view="Seen", view_on=day) for day in ("2026-01-01", "2025-12-31"))
    assert same["verified"] == "claimed; an independent view is known"
    assert before["verified"] == "claimed, not verified" and before["independent_view"] == "Seen"


@pytest.mark.parametrize(
    ("day", "age"),
    [
        ("2026-07-01", "0 days"),
        ("2026-06-30", "1 day"),
        ("2026-06-01", "1 month"),
        ("2024-07-02", "23 months"),
        ("2024-07-01", "2 years"),
        ("2023-06-01", "3 years 1 month"),
        ("2021-11-29", "4 years 7 months"),
    ],
)
def test_an_age_is_told_in_the_words_that_one_would_use(day, age):
    assert on(claimed_on=day)["claim_age"] == age


def sentences(*dues, claimed=("2021-11-29",), views=(), silent=0):
    """Return what is told of claims: "done" and "review" of Completed ones, a date or None of the others."""
    rows = [
        register(claim="Completed" if due in ("done", "review") else "In progress",
                 next_on={"done": None, "review": "2026-06-01"}.get(due, due),
                 claimed_on=claimed[at % len(claimed)],
                 **({"independent_view": "Seen", "view_on": "2026-06-01"} if at in views else {}))
        for at, due in enumerate(dues)
    ]  # fmt: skip
    rows += [register(status="not available", claim=None, claimed_on=None) for _ in range(silent)]
    return measures.office.claims_told(measures.office.register_now(pd.concat(rows), "2026-07-01")).loc[0]


LATE, LATER = "2026-06-30", "2026-07-02"


FIVE = ("done", "done", "done", None, None)
DUE = "with a due date"


@pytest.mark.parametrize(
    ("dues", "about", "says"),
    [
        ((None,), {}, "The one recommendation under way has no due date"),
        (("done", None), {}, "The one recommendation under way has no due date"),
        ((None, None), {}, "None of the 2 recommendations under way has a due date"),
        ((LATER,), {}, f"The one recommendation under way {DUE} is not yet due"),
        (("done", LATE), {}, f"The one recommendation under way {DUE} is overdue"),
        ((LATER, LATER), {}, f"None of the 2 recommendations under way {DUE} is overdue"),
        ((LATE, LATER), {}, f"1 of the 2 recommendations under way {DUE} is overdue"),
        ((LATE, LATE, LATER), {}, f"2 of the 3 recommendations under way {DUE} are overdue"),
        ((LATE, LATE), {}, f"Each of the 2 recommendations under way {DUE} is overdue"),
        ((LATE, None), {}, f"The one recommendation under way {DUE} is overdue. 1 more has no due date"),
        ((LATE, LATER, None, None), {},
         f"1 of the 2 recommendations under way {DUE} is overdue. 2 more have no due date"),
        (("done",), {}, "Every claim is that something is complete"),
        (("review",), {}, "Every claim is that something is complete. "
         "The review of one that is reported complete is overdue"),
        (("review", "review", None), {}, "The one recommendation under way has no due date. "
         "The reviews of 2 that are reported complete are overdue"),
        (FIVE, {}, "All 5 claims date from 2021; nobody independent has checked any"),
        (FIVE, {"views": (0,)}, "All 5 claims date from 2021; nobody independent has checked 4 of them"),
        (FIVE, {"views": range(5)}, "All 5 claims date from 2021; an independent view of each is known"),
        (FIVE, {"claimed": ("2021-11-29", "2026-01-15")},
         "The 5 claims date from 2021 to 2026; nobody independent has checked any"),
        (FIVE[:1], {}, "The one claim dates from 2021; nobody independent has checked it"),
        (FIVE[:1], {"views": (0,)}, "The one claim dates from 2021; an independent view of it is known"),
        (FIVE[:2], {}, "Both claims date from 2021; nobody independent has checked either"),
        (FIVE, {"silent": 3}, "3 of 8 recommendations are reported complete"),
        (("done",), {"silent": 7}, "1 of 8 recommendations is reported complete"),
        ((None,), {"silent": 7}, "None of the 8 recommendations is reported complete"),
        (("done", "review"), {}, "Each of the 2 recommendations is reported complete"),
        (("done",), {}, "The one recommendation is reported complete"),
        ((None,), {}, "The one recommendation is not reported complete"),
    ],
)  # fmt: skip
def test_what_is_due_who_checked_and_how_much_is_complete_is_told_each_time(dues, about, says):
    assert says in sentences(*dues, **about)[["complete", "checked", "due"]].tolist()
    nothing = sentences(silent=2)
    assert nothing["status"] == "not available" and nothing[["complete", "checked", "due"]].isna().all()


def test_what_is_dated_later_is_not_known_and_no_claim_means_no_figure():
    row = on("2026-02-01", evidence="A list", evidence_on="2026-03-01")
    assert row["status"] == "shown" and row["evidence"] == "not recorded"
    early = on("2025-12-31", next_on="2025-06-01")
    assert early["method"] == "no claim was made by then"
    silent = on(status="not available", claim=None, claimed_on=None, due_on="2021-06-17")
    for row in (early, silent):
        assert row["status"] == "not available" and row[["claim", "overdue_by", "due"]].isna().all()


def duties(**changes):
    row = {
        "body": "The office",
        "act": "An act",
        "section": "section 1",
        "in_force": "yes",
        "status": "shown",
    }
    return pd.DataFrame([row | {"checked_on": "2026-06-01"} | changes]).astype(
        {"checked_on": "datetime64[us]"}
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "in force, as seen on 1 June 2026"),
        ({"in_force": "no"}, "not in force, as seen on 1 June 2026"),
        ({"in_force": "unknown", "checked_on": None}, "check"),
        ({"checked_on": "2026-07-01"}, "in force, as seen on 1 July 2026"),
        ({"checked_on": "2026-07-02"}, "check"),
    ],
)
def test_a_duty_that_nobody_looked_up_by_then_prints_as_check(changes, says):
    assert measures.office.duties_now(duties(**changes), "2026-07-01").loc[0, "says"] == says


INDEX = [
    ("M20", "chapter", "10_services"),
    ("M11", "chapter", "05_reach"),
    ("M11", "verb", "measures.rates.rate"),
]
INDEX = pd.DataFrame(INDEX, columns=["measure", "link", "name"])
SAYS = {"addressee": "Chief constables", "asks": "Help", "question": "Who?", "measures": "M20; M11"}
DAY = pd.Timestamp("2026-05-20")


def claimed(**changes):
    row = {"item": "recommendation 4", "measures": "M20", "claim": "In progress.", "claimed_by": "The police"}
    row |= {"claimed_on": DAY, "claim_age": "1 month", "verified": "claimed, not verified"}
    row |= {"evidence": "A direction", "evidence_on": DAY, "independent_view": "no independent view is known"}
    row |= {"view_by": None, "view_on": pd.NaT, "also_said": "Nobody is commissioned."}
    row |= {"source": "The response", "method": "as claimed", "status": "shown"}
    return pd.DataFrame([row | changes])


def test_an_item_is_answered_in_the_chapters_of_its_measures_once_and_in_order():
    rows = pd.DataFrame([{"item": "recommendation 4"} | SAYS, {"item": "x"} | SAYS | {"measures": "M20"}])
    found = measures.office.answered_in(rows, INDEX)
    assert found["chapters"].tolist() == ["Chapter 5; Chapter 10", "Chapter 10"]
    assert found["status"].tolist() == ["shown", "shown"] and "claim" not in found.columns


def test_claim_evidence_and_view_stay_three_with_whose_they_are_and_their_day():
    words = ["claim", "said", "also_said", "evidence", "independent_view"]
    viewed = claimed(independent_view="Not looked at.", view_by="A panel", view_on=DAY)
    for rows, view in (
        (claimed(), "no independent view is known"),
        (viewed, "Not looked at (A panel, 20 May 2026)"),
    ):
        assert measures.office.claims_in_words(rows).loc[0, words].tolist() == [
            "In progress (claimed, not verified)",
            "The police, 20 May 2026 (1 month old)",
            "Nobody is commissioned.",
            "A direction (20 May 2026)",
            view,
        ]
    # A row without a claim has no words and stays not available.
    blank = dict.fromkeys(["claim", "verified", "claim_age", "claimed_by", *words[2:]])
    blank |= dict.fromkeys(["claimed_on", "evidence_on"], pd.NaT)
    found = measures.office.claims_in_words(claimed(**blank, status="not available")).loc[0]
    assert found[words].isna().all() and found["status"] == "not available"
