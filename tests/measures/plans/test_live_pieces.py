"""Material that is out: what its route says of sharing decides what is done about it, and by when."""

import pandas as pd
import pytest

from analysis import measures
from tests.measures.services.rows import DAY, NOBODY, SAID_ON, SHARES, directory, pathway

PIECE = {
    "piece": "You can ask", "language": "Pashto", "area": "Wick", "channel": "leaflet", "stage": "published",
    "tested_on": pd.Timestamp("2026-01-10"), "review_by": pd.Timestamp("2027-01-10"),
}  # fmt: skip
CAMPAIGN = {
    "campaign": "A",
    "language": "Pashto",
    "channel": "leaflet; card",
    "route": "Line",
    "area": "Wick",
}


def live(route=None, piece=None, campaign=None, others=()):
    pieces = pd.DataFrame([PIECE | (piece or {})])
    campaigns = pd.DataFrame([CAMPAIGN | (campaign or {})])
    # The directory says the same of the line as the line itself.
    routes = [{"route": "Line"} | (route or {}), *others]
    doors = pathway(*routes, services=directory(route or {}))
    return measures.plans.live_pieces(pieces, campaigns, doors, DAY)


@pytest.mark.parametrize(
    ("route", "action", "by"),
    [
        ({SHARES: "shares"}, "withdraw or cover now", DAY),
        ({SHARES: "may"}, "correct its words now", DAY),
        (NOBODY, "telephone first", "2026-07-07"),
        ({SAID_ON: pd.Timestamp("2025-06-29")}, "telephone first", "2026-07-07"),
        ({SHARES: "never"}, "keep", None),
        ({SHARES: "only with consent"}, "keep", None),
    ],
)
def test_what_its_route_says_decides_what_is_done_about_a_piece_that_is_out(route, action, by):
    (row,) = live(route).to_dict("records")
    assert (row["action"], row["route"]) == (action, "Line")
    assert pd.isna(row["by"]) if by is None else row["by"] == pd.Timestamp(by)


def test_a_route_that_was_not_checked_within_a_year_is_telephoned():
    old = {"stated_on": pd.Timestamp("2025-01-01"), "verified_on": pd.Timestamp("2025-06-29")}
    assert live(old)["action"].tolist() == ["telephone first"]


def test_a_piece_past_its_review_is_still_out_and_one_that_is_withdrawn_is_not():
    """A card "out, and in date" and a poster 181 days past its review both sent people to such routes."""
    late = live({SHARES: "may"}, piece={"review_by": pd.Timestamp("2025-12-31")})
    assert late[["action", "past_review"]].values.tolist() == [["correct its words now", "yes"]]
    for stage in ("planned", "in test", "withdrawn"):
        assert live(piece={"stage": stage}).empty


def test_the_route_is_that_of_the_campaign_in_its_language_channel_and_area_or_the_whole():
    assert live(campaign={"area": "Whole area"})["route"].tolist() == ["Line"]
    for other in ({"language": "Polish"}, {"channel": "radio"}, {"area": "Larkmere"}):
        (row,) = live(campaign=other).to_dict("records")
        assert row["action"] == "telephone first" and "no campaign says" in row["sharing"]


def test_its_readers_are_given_a_safe_route_that_speaks_to_them_or_the_police_with_what_they_may_share():
    may, safe = {SHARES: "may"}, {"route": "Other", "languages": "Pashto"}
    assert live(may, others=[safe])["instead"].iloc[0].startswith("Other; 999 in danger")
    for unfit in ({"languages": "Polish"}, {SHARES: "may"}, {"verified_on": pd.NaT}):
        assert live(may, others=[safe | unfit])["instead"].iloc[0].startswith("999 in danger")
    assert "the police may share" in live(may)["instead"].iloc[0]


def test_where_a_piece_hangs_is_not_told():
    assert "area" not in live({SHARES: "may"}).columns
