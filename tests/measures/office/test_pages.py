"""Where each item is answered; claim, evidence and view with their days; and the time line."""

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.office.pages import called

INDEX = pd.DataFrame(
    [
        ("M20", "chapter", "10_services"),
        ("M11", "chapter", "05_reach"),
        ("M11", "verb", "measures.rates.rate"),
    ],
    columns=["measure", "link", "name"],
)
WORDS = {"addressee": "Chief constables", "asks": "Help", "question": "Who?", "measures": "M20; M11"}
DAY = pd.Timestamp("2026-05-20")


def register(**changes):
    row = {"item": "recommendation 4", "measures": "M20", "claim": "In progress.", "claimed_by": "The police"}
    row |= {"claimed_on": DAY, "claim_age": "1 month", "verified": "claimed, not verified"}
    row |= {"evidence": "A direction", "evidence_on": DAY, "independent_view": "no independent view is known"}
    row |= {"view_by": None, "view_on": pd.NaT, "method": "as claimed", "status": "shown"}
    return pd.DataFrame([row | changes])


def test_an_item_is_answered_in_the_chapters_of_its_measures_each_once_and_in_order():
    rows = pd.DataFrame([{"item": "recommendation 4"} | WORDS, {"item": "x"} | WORDS | {"measures": "M20"}])
    found = measures.office.answered_in(rows, INDEX)
    assert found["chapters"].tolist() == ["Chapter 5; Chapter 10", "Chapter 10"]
    assert found["status"].tolist() == ["shown", "shown"] and "claim" not in found.columns


def test_claim_evidence_and_view_stay_three_and_have_whose_they_are_and_their_day():
    found = measures.office.with_days(register()).loc[0]
    assert found["claim"] == "In progress (claimed, not verified)"
    assert found["said"] == "The police, 20 May 2026 (1 month old)"
    assert found["evidence"] == "A direction (20 May 2026)"
    assert found["independent_view"] == "no independent view is known"
    viewed = register(independent_view="Not looked at.", view_by="A panel", view_on=DAY)
    assert (
        measures.office.with_days(viewed).loc[0, "independent_view"] == "Not looked at (A panel, 20 May 2026)"
    )


def test_a_row_without_a_claim_has_no_words_and_stays_not_available():
    blank = dict.fromkeys(["claim", "verified", "claim_age", "claimed_by", "evidence", "independent_view"])
    blank |= dict.fromkeys(["claimed_on", "evidence_on"], pd.NaT)
    found = measures.office.with_days(register(**blank, status="not available")).loc[0]
    assert found[["claim", "said", "evidence", "independent_view"]].isna().all()
    assert found["status"] == "not available"


def test_a_chapter_without_a_number_is_refused():
    with pytest.raises(InputError, match='"services" is not a chapter'):
        called("services")


def test_an_event_names_its_recommendations_or_none():
    rows = pd.DataFrame({"date": [DAY, DAY], "when": ["May 2026", "May 2026"], "what": ["A", "B"]})
    found = measures.office.time_line(rows.assign(source="S", recommendations=["2, 3", ""]))
    assert found["item"].tolist() == ["recommendation 2; recommendation 3", ""]
