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
    "campaign": "You can ask",
    "language": "Pashto",
    "channel": "leaflet; card",
    "route": "Line",
    "area": "Wick",
}


REFERENCE = pd.DataFrame({"language": ["Pashto", "Romanian"], "kind": "language"})


def live(route=None, piece=None, campaign=None, others=(), listed=(), ties=()):
    pieces = pd.DataFrame([PIECE | (piece or {})])
    campaigns = pd.DataFrame([CAMPAIGN | (campaign or {})])
    # The directory says the same of the line as the line itself.
    routes = [{"route": "Line"} | (route or {}), *others]
    services = directory(route or {}, *listed)
    doors = pathway(*routes, services=services, ties=ties)
    return measures.plans.live_pieces(pieces, campaigns, doors, services, REFERENCE, DAY)


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


def test_the_route_is_that_of_the_pieces_campaign_there_or_in_the_whole_area():
    """A leaflet of unknown content was to be kept: another campaign in its language named a safe route."""
    assert live(campaign={"area": "Whole area"})["route"].tolist() == ["Line"]
    assert live(campaign={"campaign": "YOU CAN ASK"})["action"].tolist() == ["keep"]
    for other in ({"campaign": "A"}, {"language": "Polish"}, {"channel": "radio"}, {"area": "Larkmere"}):
        (row,) = live(campaign=other).to_dict("records")
        assert row["action"] == "cover, and telephone the people who made it" and pd.isna(row["route"])
        assert row["by"] == pd.Timestamp("2026-07-07") and row["sharing"] == "no campaign names its route"


@pytest.mark.parametrize(("answer", "action"), [
    ({SHARES: "shares"}, "withdraw or cover now"), ({SHARES: "may"}, "correct its words now"),
    (NOBODY, "telephone first"), ({SHARES: "never"}, "telephone first"),
])  # fmt: skip
def test_a_route_of_the_directory_alone_is_judged_by_the_directory(answer, action):
    """A unit that may share was "not known (nobody has said)", and only to be telephoned."""
    unit = {"organisation": "Police", "service": "Unit"} | answer
    for name in ("Unit", "Police"):
        (row,) = live(campaign={"route": name}, listed=[unit]).to_dict("records")
        assert row["action"] == action
    assert row["sharing"] == ("not known (nobody has said)" if answer is NOBODY else
                              f"{answer[SHARES]} (Manager, 20 May 2026)")  # fmt: skip


def test_a_route_that_nobody_lists_is_telephoned():
    (row,) = live(campaign={"route": "Elsewhere"}).to_dict("records")
    assert row["action"] == "telephone first" and "not among the routes or services" in row["sharing"]


@pytest.mark.parametrize("route", ["House", "Trust"])
def test_a_piece_that_names_a_refuge_is_withdrawn_and_none_is_given_instead(route):
    house = {"organisation": "Trust", "service": "House", "refuge": "yes"}
    as_route = {"route": route, "languages": "Pashto"}
    for others in ([], [as_route]):
        (row,) = live(campaign={"route": route}, listed=[house], others=others).to_dict("records")
        assert row["action"] == "withdraw or cover now" and "it is a refuge" in row["sharing"]
    assert not live({SHARES: "may"}, listed=[house], others=[as_route])["instead"].str.contains(route).any()
    # An organisation that has other services too is not named for its refuge.
    more = [house, house | {"service": "Advice", "refuge": "no"}]
    assert live(campaign={"route": "Trust"}, listed=more)["action"].tolist() == ["telephone first"]


def test_its_readers_are_given_a_safe_route_in_their_language_or_the_police():
    may, safe = {SHARES: "may"}, {"route": "Other", "languages": "Pashto"}
    assert live(may, others=[safe])["instead"].iloc[0].startswith("Other; 999 in danger")
    for unfit in ({"languages": "Polish"}, {SHARES: "may"}, {"verified_on": pd.NaT}):
        assert live(may, others=[safe | unfit])["instead"].iloc[0].startswith("999 in danger")
    assert "the police may share" in live(may)["instead"].iloc[0]


def test_what_is_given_instead_is_what_a_brief_may_name_with_its_limits():
    """Romanian readers were given advice for refugees in Arabic, whose money ended in a month, unsaid."""
    advice = {"route": "Advice", "languages": "Pashto", "kind": "help without a report"}
    assert live({SHARES: "may"}, others=[advice])["instead"].iloc[0].startswith("999 in danger")
    other = {"organisation": "Other", "service": "Other", "languages": "Pashto"}
    other |= {"funded_until": pd.Timestamp("2026-07-31")}
    ties = [("Other", "Hub", "nothing: the person is told where to go")]
    found = live({SHARES: "may"}, others=[{"route": "Other"}], listed=[other], ties=ties)
    assert found["instead"].iloc[0] == (
        "Other (passes people on to Hub (not known); its money ends on 31 July 2026); 999 in danger, 101 "
        "otherwise, and that the police may share what they are told"
    )


def test_where_a_piece_hangs_is_not_told():
    assert "area" not in live({SHARES: "may"}).columns
