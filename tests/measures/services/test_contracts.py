"""Contracts: what ends when, on both sides of every limit, and beside what the directory says."""

import pandas as pd
import pytest

from analysis import measures

DAY = pd.Timestamp("2026-06-30")
NO_SERVICES = pd.DataFrame({"lot": [], "organisation": [], "funded_until": pd.to_datetime([])})


def contracts(*rows):
    usual = {"lot": "Support", "provider": "Harbour", "paid_by": "commissioner", "starts_on": "2024-04-01"}
    usual |= {"ends_on": "2026-12-27", "pounds_a_year": 412_000.0, "decide_by": None}
    usual |= {"said_by": "Officer", "said_on": "2026-06-12"}
    frame = pd.DataFrame([usual | row for row in rows], columns=list(usual))
    return frame.assign(
        **{name: pd.to_datetime(frame[name]) for name in ("starts_on", "ends_on", "decide_by", "said_on")}
    )


def directory(*rows):
    listed = pd.DataFrame(rows, columns=["lot", "organisation", "funded_until"])
    return listed.astype({"funded_until": "datetime64[us]"})


def now(*rows, services=NO_SERVICES):
    return measures.services.contracts_now(contracts(*rows), services, DAY)


@pytest.mark.parametrize(
    ("row", "funding"),
    [
        ({"ends_on": "2026-06-29"}, "has ended"),
        ({"ends_on": "2026-06-30"}, "ends soon"),
        # Two quarters from the end of June end with the year.
        ({"ends_on": "2026-12-31"}, "ends soon"),
        ({"ends_on": "2027-01-01"}, "ends later"),
        ({"starts_on": "2026-07-01", "ends_on": "2028-03-31"}, "has not started"),
    ],
)
def test_both_sides_of_every_day_and_a_followed_contract_needs_no_decision(row, funding):
    (found,) = now(row).to_dict("records")
    assert (found["funding"], found["status"]) == (funding, "shown") and pd.isna(found["services"])
    followed = now({}, {"lot": "SUPPORT", "starts_on": "2026-12-28", "ends_on": "2029-12-27"})
    assert followed["funding"].tolist() == ["another contract follows", "has not started"]


def test_what_nobody_gave_says_who_has_to():
    (found,) = now({"pounds_a_year": None}).to_dict("records")
    assert found["cost"] == found["decide"] == "not given: the commissioner has to say"
    (given,) = now({"decide_by": "2026-06-30"}).to_dict("records")
    assert (given["cost"], given["decide"]) == ("412,000", "30 June 2026")
    (late,) = now({"decide_by": "2026-06-29"})["decide"]
    assert late == "overdue since 29 June 2026"


def test_services_are_those_of_its_lot_and_provider_and_another_last_day_is_said():
    rows = [("support", "Harbour", "2027-03-31"), ("Support", "Elsewhere", "2026-12-27")]
    rows += [("Other", "Harbour", "2026-12-27"), (None, "Harbour", None)]
    listed = directory(*rows)
    found = now({}, {"lot": "Unlisted"}, services=listed)
    assert found["services"].tolist() == [1, 0]
    assert found["directory_says"].fillna("").tolist() == ["31 March 2027", ""]
    assert not len(now(services=listed))
    # The last day of another contract under this lot and provider is not another last day of this one.
    two = now({}, {"starts_on": "2026-12-28", "ends_on": "2027-03-31"}, services=listed)
    assert two["directory_says"].isna().all()


@pytest.mark.parametrize(("contract_ends", "directory_ends", "says"), [
    ("2027-03-31", "2026-09-30",
     "30 September 2026 by the directory, 31 March 2027 by the list of contracts: find out which"),
    ("2026-09-30", "2028-03-31",
     "30 September 2026 by the list of contracts, 31 March 2028 by the directory: find out which"),
])  # fmt: skip
def test_of_two_last_days_both_are_said_and_the_earlier_counts(contract_ends, directory_ends, says):
    """Money that a directory had until September "ended later", as the contract had it until March."""
    listed = directory(("Support", "Harbour", directory_ends))
    (found,) = now({"ends_on": contract_ends}, services=listed).to_dict("records")
    assert (found["ends"], found["funding"]) == (says, "ends soon")
    assert found["ends_first"] == pd.Timestamp("2026-09-30") and found["runs"] == f"1 April 2024 to {says}"
