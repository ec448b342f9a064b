"""Page one: how sure a finding is, and what there is to decide, from the tables that the office supplied."""

import pandas as pd
import pytest

from analysis import measures
from analysis.measures.plans import spending

DAY, BY = pd.Timestamp("2026-06-30"), pd.Timestamp("2026-09-30")
SOURCES = pd.DataFrame(
    {
        "card": ["victims", "support", "recorded_crime", "census"],
        "held": ["not supplied", "current", "late", "current"],
        "publisher": ["The police force", "The providers", "Home Office", "ONS"],
        "age_months": pd.array([None, 24, 9, 63], dtype="Int64"),
        "records_left_out": False,
    }
)
NOTHING = pd.DataFrame({"item": ["recommendation 1"], "due": ["no next date is given"], "owner": [None],
                        "next_on": pd.NaT, "due_on": pd.NaT})  # fmt: skip
NO_OPTIONS = pd.DataFrame({"option": []})
PLAN = ["language", "what", "why", "cost", "unit", "budget", "budget_is"]
NO_MATERIAL = (
    *(pd.DataFrame(columns=columns) for columns in (["language", "released", "signed"], PLAN, PLAN)),
    (),
)
DAYS = ("starts_on", "ends_on", "decide_by", "said_on")
NO_CONTRACTS = dict.fromkeys(("lot", "provider", "paid_by", "said_by"), pd.array([], dtype="str"))
NO_CONTRACTS |= dict.fromkeys(DAYS, pd.to_datetime([]))
NO_CONTRACTS = pd.DataFrame(NO_CONTRACTS | {"pounds_a_year": []})
NOTHING_DUE = pd.DataFrame({"number": [], "owner": [], "due": [], "due_on": pd.to_datetime([])})
NOBODY = pd.DataFrame({"decides_on": [], "decided_by": []})
DECIDERS = pd.DataFrame(
    {
        "decides_on": ["contracts and services", "recommendations and commitments"],
        "decided_by": ["Commissioner", "Chief constable"],
    }
)


def services(*ends, lot="General support", paid_by="commissioner"):
    table = pd.DataFrame({"funded_until": pd.to_datetime(list(ends)), "lot": lot, "funded_by": paid_by})
    table = table.assign(
        organisation=[f"Organisation {number}" for number, _ in enumerate(ends)], service="Service"
    )
    return table.assign(shares_with_enforcement="not known", sharing_said_by=None, sharing_said_on=pd.NaT)


def contract(lot="Lot", ends_on="2026-09-30", pounds=1000.0, decide_by=None, paid_by="commissioner"):
    row = {"lot": lot, "provider": "Organisation 0", "paid_by": paid_by, "said_by": "Officer"}
    days = zip(DAYS, map(pd.Timestamp, ("2024-04-01", ends_on, decide_by, "2026-06-01")), strict=True)
    return row | dict(days) | {"pounds_a_year": pounds}


LIVE = ("piece", "language", "channel", "route", "sharing", "action", "by", "instead")
NOTHING_LIVE = pd.DataFrame(
    {name: pd.Series(dtype="datetime64[us]" if name == "by" else "str") for name in LIVE}
)
SAFE, UNSAFE = (pd.DataFrame({"offer": [offer]}) for offer in ("may be offered first", "not first"))


def decided(
    register=NOTHING,
    sources=SOURCES[1:],
    listed=None,
    held=(),
    due=NOTHING_DUE,
    deciders=NOBODY,
    routes=SAFE,
    material=NO_MATERIAL,
    live=NOTHING_LIVE,
):
    listed = services() if listed is None else listed
    held = pd.DataFrame(list(held)) if held else NO_CONTRACTS
    return measures.office.to_decide(
        listed, held, NO_OPTIONS, material, register, due, sources, routes, deciders, DAY, live
    )


def material(ready, bought=(), left=(), local=()):
    released = pd.DataFrame(list(ready.items()), columns=["language", "released"])
    released["signed"] = released["language"].eq("Sign").map({True: "yes", False: "no"})
    plan = pd.DataFrame(list(bought), columns=["language", "cost"]).assign(
        unit="pounds", budget=14_000.0, budget_is="a proposed budget"
    )
    return released, plan, pd.DataFrame(list(left), columns=["language", "what", "why"]), local


def test_a_safe_route_is_asked_for_before_material_is_approved():
    """One check was said to be enough for material in every language, and might have released none."""
    check = "Check routes to report by: what each shares with immigration enforcement"
    assert decided(routes=UNSAFE)["what"].tolist() == [check] and decided().empty
    waiting = material({"Polish": "no", "Dari": "no"}, [("Polish", 900)])
    unsafe, unread = (decided(routes=routes, material=waiting).iloc[0] for routes in (UNSAFE, SAFE))
    where = "can be approved where a safe route answers its readers"
    spoken, signs = "in which languages it answers", "how it answers people who sign"
    assert unsafe["what"] == f"{check}, {spoken}. Material in Polish and Dari {where}"
    left = (*waiting[:-1], ["Dari"])
    open_ = decided(routes=UNSAFE, material=left).iloc[0]["what"]
    assert open_ == f"{check}, {spoken}. Material in Polish {where}. To be decided locally first: Dari"
    for ready, asked in (({"Polish": "no", "Sign": "no"}, f"{spoken} and {signs}"), ({"Sign": "no"}, signs)):
        (row,) = decided(routes=UNSAFE, material=material(ready))["what"]
        assert row.startswith(f"{check}, {asked}. Material in ")
    assert unread["because"] == "No safe route is known that its readers can use"


def test_material_has_its_cost_beside_the_budget_and_names_what_is_left_out():
    found = material(
        {"Polish": "yes", "Dari": "yes", "Urdu": "yes", "Sign": "no"},
        [("Polish", 900), ("Dari", 1_000), ("Dari", 50)],
        [("Dari", "radio", "the money goes elsewhere"), ("Urdu", "everything", "the money goes elsewhere")],
    )
    (row,) = decided(material=found).to_dict("records")
    assert row["what"] == "Approve material in Polish and Dari"
    assert row["cost"] == "£1,950 of £14,000 (a proposed budget)"
    assert row["because"] == (
        "Need or recorded risk. Left out: Sign (no safe route is known that its readers can use); Urdu (the "
        "money goes elsewhere)"
    )


def test_only_a_clear_verdict_is_approved_and_the_rest_is_to_be_decided():
    bought = [("Polish", 900), ("Dari", 1_000)]
    ready, waiting = (dict.fromkeys(["Polish", "Dari"], word) for word in ("yes", "no"))
    rows = decided(material=material(ready, bought, local=["Dari"]))
    assert rows[["what", "because", "cost"]].to_numpy().tolist() == [
        ["Approve material in Polish", "Need or recorded risk. 1 more is to be decided locally.",
         "£900 of £14,000 (a proposed budget)"],
        ["Decide whether to make material in Dari", "Figures alone do not decide it.",
         "£1,000 of £14,000 (a proposed budget)"],
    ]  # fmt: skip
    (row,) = decided(material=material(waiting, bought, local=["Dari"]))["what"]
    assert "Material in Polish can be approved" in row
    (row,) = decided(material=material(waiting, bought, local=["Polish", "Dari"]))["what"]
    assert "approved" not in row


def test_a_video_that_is_a_duty_is_approved_though_no_budget_pays_for_it():
    ready = {"Polish": "yes", "Sign": "yes"}
    left = [("Sign", "everything", spending.ON_TOP)]
    (row,) = decided(material=material(ready, [("Polish", 900)], left)).to_dict("records")
    assert row["what"] == "Approve material in Polish and Sign"
    assert row["because"] == (
        "Need or recorded risk. Sign: a reasonable adjustment for Deaf people, which is not paid from this "
        "budget."
    )


def test_material_without_known_prices_says_that_its_cost_is_not_given():
    named = dict.fromkeys(["Polish", "Dari", "Urdu", "Pashto", "Kurdish"], "yes")
    (row,) = decided(material=material(named)).to_dict("records")
    assert row["what"] == "Approve material in Polish, Dari, Urdu, Pashto and 1 more"
    assert (row["because"], row["cost"]) == ("Need or recorded risk.", "not given")
    # Where a budget pays for nothing there is no material to approve.
    left = [("Polish", "everything", "the budget pays for nothing")]
    assert decided(material=material({"Polish": "yes"}, left=left)).empty


RETURNS = pd.DataFrame({"listed": ["yes"], "missing": pd.array([None], dtype="str")})
ASKED = pd.DataFrame({"all_asked": ["no"]})
SOME, UNLISTED = RETURNS.assign(missing="B (1 quarter)"), RETURNS.assign(listed="no")


def test_a_finding_from_a_file_of_which_records_were_left_out_is_not_sure():
    lost = SOURCES.assign(records_left_out=SOURCES["card"] == "support")
    assert measures.confidence(lost, ["support"]) == ("Medium", "some records were left out")
    assert measures.confidence(lost, ["census"])[1] != "some records were left out"


@pytest.mark.parametrize(
    ("cards", "how", "expected"),
    [
        (["support"], {}, ("High", "a current count")),
        (["support", "recorded_crime"], {}, ("Medium", "a newer edition should be out")),
        (["support"], {"estimated": True}, ("Medium", "an estimate, not a count")),
        (["support"], {"lower": 10, "upper": 20}, ("High", "a current count")),
        (["support"], {"lower": 10, "upper": 20.1}, ("Low", "the range is wide")),
        (["support"], {"verified": False}, ("Low", "claimed, not verified")),
        (["census"], {}, ("Medium", "the newest count, 5 years old")),
        ([], {"estimated": True, "lower": 10, "upper": 21}, ("Low", "the range is wide")),
        (["support"], {"returns": RETURNS}, ("High", "a current count")),
        (["support"], {"returns": SOME}, ("Medium", "not every provider has sent returns")),
        (["support"], {"returns": UNLISTED}, ("Low", "the returns expected are not listed")),
        (["support"], {"asked": ASKED}, ("Medium", "not everyone was asked")),
        (["support"], {"asked": ASKED.assign(all_asked="yes")}, ("High", "a current count")),
        (["support"], {"estimated": True, "chosen": True}, ("Low", "only people who chose to answer")),
    ],
)
def test_confidence_on_both_sides_of_every_limit(cards, how, expected):
    word, reason = measures.confidence(SOURCES, cards, **how)
    assert (word, reason) == expected and len(reason.split()) <= 6


def test_data_that_nobody_supplied_is_asked_for_of_those_who_hold_it():
    """The body that was asked stood as the owner of the asking."""
    (row,) = decided(sources=SOURCES).to_dict("records")
    assert row["owner"] == "to be named"
    deciders = pd.DataFrame({"decides_on": ["requests for data"], "decided_by": ["Data lead"]})
    (row,) = decided(sources=SOURCES, deciders=deciders).to_dict("records")
    assert row["what"] == "Ask for the force's extract of recorded victims"
    says = "It would say who the victims are, and who is missing. Held by: The police force"
    assert (row["because"], row["owner"], row["by"]) == (says, "Data lead", BY)


def test_services_whose_money_ends_in_two_quarters_are_a_decision_for_each_day():
    found = decided(listed=services("2026-07-31", "2026-07-31", "2026-12-31", "2027-01-01"))
    assert found[["what", "because"]].values.tolist() == [
        ["Renew, replace or end 2 services", "Money ends on 31 July 2026 (General support)"],
        ["Renew, replace or end 1 service", "Money ends on 31 December 2026 (General support)"],
    ]
    outside = decided(listed=services("2026-07-31", lot=None))
    assert outside["because"].tolist() == ["Money ends on 31 July 2026 (commissioner)"]


def test_whoever_pays_is_asked_and_the_office_decides_on_its_own_money_alone():
    """The Commissioner was told to renew six English classes that a council pays for."""
    classes = services("2026-07-31", "2026-08-31", lot=None, paid_by="council; its own money")
    held = [contract(paid_by="council"), contract("Abuse"), contract("Joint", "2027-03-31")]
    found = decided(listed=classes, held=held, deciders=DECIDERS)
    assert found[["what", "because", "owner"]].values.tolist() == [
        ["Renew, replace or end 1 contract", "Money ends on 30 September 2026 (Abuse)", "Commissioner"],
        ["Ask who pays whether 2 services and 1 contract go on; plan without them",
         "Money ends on 31 July 2026 (council; its own money), on 31 August 2026 (council; its own money) "
         "and on 30 September 2026 (Lot)",
         "council and the organisation itself; to ask: Commissioner"],
    ]  # fmt: skip
    assert found["by"].iloc[1] == pd.Timestamp("2026-07-31")
    joint = decided(listed=services("2026-07-31", lot=None, paid_by="commissioner; council"))
    assert joint["what"].tolist() == ["Renew, replace or end 1 service"]


def test_a_contract_with_two_last_days_says_both_and_a_past_day_is_overdue():
    """A contract was to be decided "by 30 September 2025", nine months before the day of the edition."""
    held = [contract("Abuse", ends_on="2027-03-31", decide_by="2025-09-30")]
    (row,) = decided(listed=services("2026-09-30", lot="Abuse"), held=held).to_dict("records")
    assert row["because"] == (
        "Money ends on 30 September 2026 by the directory, 31 March 2027 by the list of contracts: find out "
        "which (Abuse). The decision is overdue since 30 September 2025 (Abuse)"
    )
    assert row["by"] == DAY
    ended = decided(listed=services("2028-03-31", lot="Lot"), held=[contract(ends_on="2026-03-31")])
    assert ended["because"].iloc[0].startswith("Money ended on 31 March 2026 by the list of contracts, 31 ")
    assert ended["by"].tolist() == [DAY]


def test_what_is_overdue_says_which_date_has_passed_and_is_due_by_the_next_check():
    late = NOTHING.assign(due="overdue", next_on=pd.Timestamp("2026-06-15"), owner="Head of protection")
    (row,) = decided(late).to_dict("records")
    assert row["what"] == "Finish, or set a new date: recommendation 1"
    assert row["because"] == "The date, 15 June 2026, has passed"
    assert (row["owner"], row["by"]) == ("Head of protection", BY)


OUT = pd.DataFrame(
    [
        ("Call us", "Pashto", "leaflet", "Line", "may share", "correct its words now", DAY, "the Hub"),
        ("You can ask", "Dari", "card", "Desk", "shares", "withdraw or cover now", DAY, "the Hub"),
        ("Help", "Polish", "poster", "Hub", "never", "keep", pd.NaT, "the Hub"),
    ],
    columns=LIVE,
).assign(by=lambda rows: pd.to_datetime(rows["by"]))


def test_material_whose_route_may_share_details_comes_before_contracts_that_end():
    rows = decided(live=OUT, held=[contract()], deciders=DECIDERS)
    assert rows["what"].tolist()[0] == (
        "Withdraw or cover now: “You can ask” (Dari, card). Correct its words now, to say that its route may "
        "share details: “Call us” (Pashto, leaflet)"
    )
    assert rows["because"].iloc[0] == (
        "What Line says of sharing details: may share. What Desk says of sharing details: shares. Give "
        "instead: the Hub"
    )
    assert rows["by"].iloc[0] == DAY and len(rows) == 2


def test_a_piece_of_no_campaign_is_covered_and_each_language_has_its_route():
    lost = ("Come", "Arabic", "leaflet", None, "no campaign names its route")
    lost = (*lost, "cover, and telephone the people who made it", DAY, "999 in danger")
    both = pd.concat([OUT, pd.DataFrame([lost], columns=LIVE)], ignore_index=True)
    (row,) = decided(live=both).to_dict("records")
    assert (
        "Cover meanwhile, and telephone the people who made it within five working days: “Come”"
        in row["what"]
    )
    assert row["because"].endswith(
        "No campaign names the route of “Come”. Give instead in Pashto and Dari: the Hub. Give instead in "
        "Arabic: 999 in danger"
    )


def test_of_too_many_decisions_the_first_of_each_kind_stays_before_a_second():
    """Contracts on two days, and what was out, pushed the languages off page one."""
    held = [contract(), contract("Slavery", ends_on="2026-12-31", decide_by="2026-07-31")]
    late = pd.DataFrame({"number": [2], "says": ["Routes are checked."], "owner": "Head", "due": "overdue"})
    late = late.assign(due_on=pd.Timestamp("2026-05-31"))
    missing = pd.DataFrame(
        {"card": ["victims", "support", "needs"], "held": "not supplied", "publisher": "P"}
    )
    rows = decided(
        held=held, due=late, routes=UNSAFE, sources=missing, live=OUT, material=material({"Polish": "no"})
    )
    first = rows["what"].str.split().str[0].tolist()
    assert first == ["Withdraw", "Renew,", "Renew,", "Finish,", "Check", "Ask"]


def test_a_contract_that_ends_has_its_cost_the_role_that_decides_and_a_day():
    held = [contract("Abuse", pounds=268_000.0, decide_by="2026-07-31")]
    held.append(contract("Slavery", ends_on="2026-12-31", pounds=12_000.0, decide_by="2026-07-31"))
    (row,) = decided(held=held, deciders=DECIDERS).to_dict("records")
    assert row["what"] == "Renew, replace or end 2 contracts"
    assert row["because"] == "Money ends on 30 September 2026 (Abuse) and on 31 December 2026 (Slavery)"
    assert (row["cost"], row["owner"]) == ("£280,000 a year", "Commissioner")
    assert row["by"] == pd.Timestamp("2026-07-31")
    (unpriced,) = decided(held=[contract(pounds=None)])["cost"]
    assert unpriced == "not given"
    # A lot that has a contract is not named twice.
    assert len(decided(listed=services("2026-09-30", lot="LOT"), held=[contract()])) == 1


@pytest.mark.parametrize(("decide_by", "rows"), [("2026-09-30", 1), ("2026-10-01", 0), (None, 0)])
def test_a_later_contract_is_decided_now_where_its_day_falls_in_the_quarter(decide_by, rows):
    held = [contract(ends_on="2027-03-31", decide_by=decide_by)]
    assert len(decided(held=held)) == rows


def test_overdue_commitments_are_one_decision_of_their_owner_or_who_decides():
    late = pd.DataFrame({"number": [2, 7], "says": ["Routes are checked.", "The policy is revised."]})
    late = late.assign(owner="Head", due="overdue", due_on=pd.Timestamp("2026-05-31"))
    (row,) = decided(due=late, deciders=DECIDERS).to_dict("records")
    assert row["what"] == "Finish, or set a new date: commitments 2, 7"
    said = "The first date, 31 May 2026, has passed. 2: Routes are checked. 7: The policy is revised"
    assert row["because"] == said and row["owner"] == "Head"
    two = late.assign(owner=["Head", "Chief"])
    assert decided(due=two, deciders=DECIDERS)["owner"].tolist() == ["Head; Chief"]
