"""What a budget is set against: need by language and place, channels that serve it, and steps of money."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.languages.decisions.need import MARGINS
from analysis.measures.plans import spending

LEVELS = {
    "Main language is English": 800,
    "Main language is not English: Can speak English very well": 60,
    "Main language is not English: Cannot speak English well": 30,
    "Main language is not English: Cannot speak English": 10,
}
PLACES = {"E07000901": "Northam", "E07000902": "Southam"}


REFERENCE = pd.DataFrame(
    {
        "language": ["Polish", "Pashto", "Tamil", "Sign"],
        "kind": ["written", "written", "written", "signed"],
        "group_23": ["1", "2", "3", "4"],
        "group_26": ["1", "2", "3", "4"],
        "least_proficient_2011": 0,
        "most_proficient_2011": 0,
        "not_proficient_2011_pct": np.nan,
    }
)


def needed(chosen=("Polish", "Pashto"), decision=None, **speakers):
    """Return the need of two districts alike, in each of which so many speak each language."""
    speakers = speakers or {"Polish": 90, "Pashto": 10}
    counts = {"language": speakers, "proficiency": LEVELS}
    names = pd.DataFrame({"area_code": list(PLACES), "area_name": list(PLACES.values())})
    languages, proficiency = (
        names.merge(pd.DataFrame({column: list(of), "residents_3_plus": list(of.values())}), how="cross")
        for column, of in counts.items()
    )
    evidence = measures.languages.Evidence(
        languages, proficiency, REFERENCE, crosswalk=None, policy={}, as_of="2026-06-30"
    )
    return measures.plans.need_by_place(list(chosen), evidence, decision)


def test_need_is_that_of_the_decision_with_the_ends_of_its_interval():
    found = needed().set_index(["language", "area_name"])
    # Of 100 whose main language is another 40 are not proficient: of 90 speakers 30 at least, 40 at most.
    polish = found.loc["Polish", "Northam"]
    assert 30 <= polish["lower"] < polish["people_not_proficient"] < polish["upper"] <= 40
    assert polish["method"] == MARGINS
    # Of a signed language the need is not known and not zero.
    signed = needed(("Sign",), Polish=90, Sign=10)
    assert signed["people_not_proficient"].isna().all() and set(signed["status"]) == {"not available"}


@pytest.mark.parametrize(
    ("verdict", "risk", "areas", "form", "wanted"),
    [
        ("TRANSLATE_COUNTY", "weak", "", spending.WRITTEN, ["anywhere", "anywhere"]),
        ("TRANSLATE_AREAS", "weak", "Southam", spending.WRITTEN, ["elsewhere", "here"]),
        ("TRANSLATE_AREAS", "strong: a count", "", spending.DISCREET, ["here", "here"]),
        ("AUDIO_VIDEO", "strong: a count", "Northam", spending.HEARD, ["here", "elsewhere"]),
    ],
)
def test_need_says_in_which_form_and_where_the_verdict_has_a_language_reached(
    verdict, risk, areas, form, wanted
):
    assert set(needed()["form"]) == {""} and set(needed()["wanted"]) == {"anywhere"}
    strong = risk.startswith("strong")
    row = {"language": ["Pashto"], "verdict": verdict, "strong_risk": strong, "areas": areas}
    found = needed(decision=pd.DataFrame(row)).query("language == 'Pashto'")
    assert set(found["form"]) == {form} and list(found["wanted"]) == wanted


def test_all_languages_of_a_place_add_to_who_is_not_proficient_there():
    # The middles of the three ranges, zero to forty each, would add up to sixty.
    found = needed(("Polish", "Pashto", "Tamil"), Polish=40, Pashto=40, Tamil=40)
    assert found.groupby("area_name")["people_not_proficient"].sum().tolist() == [40.0, 40.0]
    assert found["of_all_languages"].eq(40).all()


def test_only_chosen_languages_that_are_spoken_there_have_a_row_in_their_order():
    found = needed(("Pashto", "Polish"))
    assert list(found["language"]) == ["Pashto", "Pashto", "Polish", "Polish"]
    assert set(needed(("Polish",))["language"]) == {"Polish"}
    assert list(needed(("Polish", "Pashto"), Polish=100, Pashto=0)["language"]) == ["Polish", "Polish"]


# Channels and budgets


def channels(**changes):
    rows = {
        "channel": ["radio", "leaflet"],
        "language": None,
        "covers": ["everywhere", "each area"],
        "cost": [100.0, 30.0],
        "reach_pct": [50.0, 20.0],
        "material": ["recording", "text"],
        "material_cost": 10.0,
    }
    return pd.DataFrame(rows | changes).astype({"language": "str"})


def test_without_channels_or_a_known_need_there_is_no_curve_and_nothing_to_buy():
    for need, offered in (
        (needed(), channels().iloc[:0]),
        (needed(("Sign",), Polish=9, Sign=1), channels()),
        (needed(("Pashto",)), channels(language="Polish")),
    ):
        curve = measures.plans.reach_by_budget(need, offered)
        assert not len(curve) and list(curve) == list(spending.COLUMNS)
        assert not len(measures.plans.what_to_buy(need, offered, curve))


def test_the_last_budget_reaches_all_it_can_and_each_second_one_is_half():
    curve = measures.plans.reach_by_budget(needed(("Polish",)), channels())
    # Radio and two leaflets with both materials: 100 + 60 + 20; reached are 1 - 0.5 * 0.8 of all.
    assert curve["budget"].tolist()[-5:] == [45, 64, 90, 130, 180] and len(curve) == spending.STEPS
    everyone = needed(("Polish",))["people_not_proficient"].sum()
    assert curve["people_in_all"].iloc[-1] == everyone
    assert curve["people_reached"].iloc[-1] == round(0.6 * everyone)
    assert curve["people_reached"].is_monotonic_increasing and (curve["spent"] <= curve["budget"]).all()
    assert curve["pounds"].tolist()[-1] == "£180"
    assert (curve["lower"] <= curve["people_reached"]).all()


def test_the_offices_own_budget_is_on_the_curve():
    curve = measures.plans.reach_by_budget(needed(("Polish",)), channels(), share(25, budget=70))
    assert curve["budget"].tolist()[-5:] == [64, 70, 90, 130, 180] and "£70" in curve["pounds"].tolist()
    pieces = measures.plans.reach_by_budget(needed(("Polish",)), channels(), share(25, pieces=70))
    assert 70 not in pieces["budget"].tolist()


def test_it_says_how_often_a_choice_holds_and_what_reaches_two_thirds():
    curve = measures.plans.reach_by_budget(needed(), channels())
    nothing = curve["people_reached"] == 0
    assert set(curve.loc[nothing, "holds"]) == {spending.NOTHING_TO_HOLD}
    assert curve.loc[~nothing, "holds"].str.fullmatch(r"in \d+ of 100 draws").all()
    assert curve.loc[~nothing, "fewer_on_average"].ge(0).all()
    (first,) = curve.index[curve["first_to_reach"] == "yes"]
    part = curve["people_reached"] / curve["people_reached"].max()
    assert part[first - 1] < 2 / 3 <= part[first] and first > 0


def test_a_thousand_that_may_be_five_hundred_do_not_hold_against_950():
    need = BOUGHT_FOR.head(2).assign(language=["Polish", "Dari"], people_not_proficient=[1_000.0, 950.0])
    need = need.assign(lower=[500.0, 475.0], upper=[1_500.0, 1_425.0])
    curve = measures.plans.reach_by_budget(need, LEAFLETS, share(0, budget=40)).set_index("budget")
    assert curve.loc[40, "holds"] in {f"in {number} of 100 draws" for number in range(52, 59)}
    # A leaflet reaches half: 70 of 500 more could be, had we known.
    assert 50 < curve.loc[40, "fewer_on_average"] < 90


@pytest.mark.parametrize(("amount", "rounded"), [(0, 1.0), (100, 100.0), (4321, 4400.0), (96770, 97000.0)])
def test_money_is_rounded_up_to_two_figures(amount, rounded):
    assert spending._two_figures(amount) == rounded


# What to buy

BOUGHT_FOR = pd.DataFrame(
    {
        "language": ["Polish", "Polish", "Dari"],
        "area_name": ["Northam", "Southam", "Northam"],
        "people_not_proficient": [100.0, 90.0, 5.0],
        "form": "",
        "wanted": "anywhere",
        "method": "counted",
        "status": "shown",
    }
)
LEAFLETS = channels(cost=30.0, reach_pct=50.0).tail(1)


@pytest.fixture(scope="module")
def curve():
    return measures.plans.reach_by_budget(BOUGHT_FOR, LEAFLETS)


def test_places_of_one_purchase_stand_together_and_costs_add_up_to_what_is_spent(curve):
    bought = measures.plans.what_to_buy(BOUGHT_FOR, LEAFLETS, curve, ["Dari"])
    assert list(bought["what"]) == ["text, to make first", "leaflet"]
    assert list(bought["where"]) == ["everywhere", "Northam; Southam"]
    assert bought["cost"].sum() == 70 and bought["cost"].sum() <= bought["budget"].iloc[0]
    assert bought["people_reached"].isna().tolist() == [True, False]
    assert bought["people_reached"].iloc[1] == 95
    # A number of pieces is a budget in which each costs one.
    bought = measures.plans.what_to_buy(BOUGHT_FOR, LEAFLETS, curve, spending=share(25, pieces=3))
    assert set(bought["language"]) == {"Polish"} and bought["cost"].sum() == 3
    assert set(bought["unit"]) == {"pieces"}


def share(value, **more):
    return {"at_risk": {"value": value}} | {name: {"value": one} for name, one in more.items()}


def test_where_every_language_is_at_risk_the_whole_budget_is_theirs(curve):
    every = ["Polish", "Dari"]
    for of in (0, 25, 100):
        bought = measures.plans.what_to_buy(BOUGHT_FOR, LEAFLETS, curve, every, share(of, budget=1_000))
        assert bought["cost"].sum() == 110 and set(bought["why"]) == {spending.AT_RISK}


@pytest.mark.parametrize(
    ("budget", "of", "polish", "dari"),
    [(70, 57, 70, 0), (70, 58, 0, 40), (80, 50, 40, 40), (120, 10, 70, 40)],
)
def test_the_share_for_risk_is_kept_and_no_money_is_left_that_reaches_anybody(
    curve, budget, of, polish, dari
):
    # A leaflet in one place and its text cost 40; a second place of the same language 30.
    given = share(of, budget=budget)
    bought = measures.plans.what_to_buy(BOUGHT_FOR, LEAFLETS, curve, ["Dari"], given)
    spent = bought.groupby("language")["cost"].sum()
    assert (spent.get("Polish", 0), spent.get("Dari", 0)) == (polish, dari)
    assert set(bought.loc[bought["language"] == "Dari", "why"]) <= {spending.AT_RISK}
    left = measures.plans.left_out(["Polish", "Dari"], BOUGHT_FOR, LEAFLETS, bought, [], ["Dari"])
    nothing = left[left["what"] == spending.EVERYTHING].set_index("language")["why"].to_dict()
    why = {"Polish": spending.SPENT_ELSEWHERE, "Dari": spending.TOO_SMALL}
    assert nothing == {name: why[name] for name, cost in (("Polish", polish), ("Dari", dari)) if not cost}


@pytest.mark.parametrize("name", ["budget", "pieces"])
def test_a_budget_of_zero_buys_nothing_and_that_is_said(curve, name):
    bought = measures.plans.what_to_buy(BOUGHT_FOR, LEAFLETS, curve, ["Dari"], share(25, **{name: 0}))
    assert not len(bought)
    left = measures.plans.left_out(["Polish", "Dari"], BOUGHT_FOR, LEAFLETS, bought, [], ["Dari"])
    assert list(left["language"]) == ["Polish", "Dari"] and set(left["why"]) == {spending.NOTHING_BOUGHT}
    left = measures.plans.left_out(["Polish", "Dari"], BOUGHT_FOR, LEAFLETS.iloc[:0], bought, [])
    assert set(left["why"]) == {spending.NO_TABLE}


def test_a_proposed_budget_buys_something_in_every_language_chosen_by_numbers():
    need = needed(("Polish", "Pashto"), Polish=950, Pashto=50)
    curve = measures.plans.reach_by_budget(need, LEAFLETS)
    smallest = curve.query("first_to_reach == 'yes'")["budget"].iloc[0]
    bought = measures.plans.what_to_buy(need, LEAFLETS, curve)
    assert set(bought["language"]) == {"Polish", "Pashto"} and bought["budget"].iloc[0] > smallest
    assert measures.plans.what_to_buy(need, LEAFLETS, curve, ["Pashto"])["budget"].iloc[0] == smallest


def test_who_gets_nothing_is_said_with_the_reason():
    def why(chosen, need, offered=LEAFLETS):
        left = measures.plans.left_out(chosen, need, offered, bought, [])
        return left.set_index("language")["why"].to_dict()

    need = BOUGHT_FOR.assign(status=["shown", "shown", "not available"])
    bought = measures.plans.what_to_buy(need, LEAFLETS, measures.plans.reach_by_budget(need, LEAFLETS))
    nobody_knows = dict.fromkeys(["Dari", "Urdu"], spending.NEED_NOT_KNOWN)
    assert why(["Polish", "Dari", "Urdu"], need) == nobody_knows
    urdu = pd.concat([need, need.tail(1).assign(language="Urdu", status="shown")])
    assert why(["Urdu"], urdu, LEAFLETS.assign(language="Polish")) == {"Urdu": spending.NO_CHANNEL}
    assert why(["Urdu"], urdu) == {"Urdu": spending.SPENT_ELSEWHERE}


def test_a_verdict_decides_which_channels_are_bought_and_what_is_lacking_named():
    offered = channels(channel=["radio", "poster"], covers="everywhere", reach_pct=[20.0, 90.0])
    both = {"radio", "poster"}
    for form, wanted in (
        (spending.WRITTEN, both),
        (spending.HEARD, {"radio"}),
        (spending.DISCREET, {"radio"}),
    ):
        need = BOUGHT_FOR.tail(1).assign(form=form)
        curve = measures.plans.reach_by_budget(need, offered)
        bought = measures.plans.what_to_buy(need, offered, curve, spending=share(0, budget=500))
        assert set(bought["what"]) & both == wanted
        left = measures.plans.left_out(["Dari"], need, offered, bought, [])
        # There is no card and no web page in the log: the verdict is not honoured, and that is said.
        lacks = [[form, spending.NO_CHANNEL]] if form == spending.DISCREET else []
        assert left[["what", "why"]].to_numpy().tolist() == lacks
        poster = offered.tail(1)
        assert (len(measures.plans.reach_by_budget(need, poster)) == 0) is (form != spending.WRITTEN)
        left = measures.plans.left_out(["Dari"], need, poster, bought.iloc[:0], [])
        why = spending.NOTHING_BOUGHT if form == spending.WRITTEN else f"{spending.NO_CHANNEL}: {form}"
        assert list(left["why"]) == [why]
    # Partners can hand out a recording: they may be bought alone, and that no recording is made is said.
    need, partner = need.assign(form=spending.HEARD), channels(channel=["radio", "partner organisation"])
    partner = partner.assign(material_cost=[10.0, 0.0])
    curve = measures.plans.reach_by_budget(need, partner)
    bought = measures.plans.what_to_buy(need, partner, curve, spending=share(0, budget=50))
    assert list(bought["what"]) == ["partner organisation"]
    for at_risk, why in ((), spending.SPENT_ELSEWHERE), (["Dari"], spending.TOO_SMALL):
        left = measures.plans.left_out(["Dari"], need, partner, bought, [], at_risk)
        assert left[["what", "why", "form"]].to_numpy().tolist()[0] == [spending.HEARD, why, "yes"]
    here = BOUGHT_FOR.tail(1).assign(form=spending.DISCREET, wanted="here")
    left = measures.plans.left_out(["Dari"], here, offered, bought.iloc[:0], [])
    assert list(left["why"]) == [f"{spending.NO_CHANNEL}: {spending.DISCREET}, in named areas"]


def test_what_is_bought_without_a_published_place_is_one_sum_for_all_alike(curve):
    bought = measures.plans.what_to_buy(BOUGHT_FOR, LEAFLETS, curve, ["Dari"], share(40, budget=120))
    rows = measures.plans.without_places(bought, ["Dari"])
    assert rows[["language", "what", "where", "cost"]].to_numpy().tolist() == [
        ["Dari", "text, to make first", "everywhere", 10],
        ["Dari", "leaflet", "Northam", 30],
        ["Polish", "text, to make first; leaflet", "not published", 70],
    ]
    assert rows["people_reached"].isna().tolist() == [True, False, True]
    whole = measures.plans.without_places(bought.assign(where="everywhere"), [])
    together = [["Polish, Dari", "text, to make first; leaflet", "everywhere", 110]]
    assert list(whole["why"]) == ["reaches most; language at risk"]
    assert whole[["language", "what", "where", "cost"]].to_numpy().tolist() == together
    assert rows["cost"].sum() == bought["cost"].sum()


def test_a_video_for_deaf_people_comes_on_top_of_a_budget():
    need = needed(("Polish", "Sign"), Polish=90, Sign=10)
    bought = measures.plans.what_to_buy(need, LEAFLETS, measures.plans.reach_by_budget(need, LEAFLETS))
    (row,) = measures.plans.left_out(["Polish", "Sign"], need, LEAFLETS, bought, []).to_dict("records")
    assert (row["language"], row["what"], row["why"]) == ("Sign", "everything", spending.ON_TOP)


def test_unpaid_channels_name_their_places_only_where_these_are_published(curve):
    bought = measures.plans.what_to_buy(BOUGHT_FOR, LEAFLETS, curve, spending=share(25, budget=40))
    placed = measures.plans.left_out(["Polish"], BOUGHT_FOR, LEAFLETS, bought, ["Polish"])
    assert placed[["language", "what"]].to_numpy().tolist() == [["Polish", "leaflet in Southam"]]
    more = [BOUGHT_FOR.head(1).assign(area_name=name) for name in ("Eastham", "Larkham", "Westham")]
    many = measures.plans.left_out(["Polish"], pd.concat([BOUGHT_FOR, *more]), LEAFLETS, bought, ["Polish"])
    assert list(many["what"]) == ["leaflet in 4 of 5 districts"]
    hidden = measures.plans.left_out(["Polish"], BOUGHT_FOR, LEAFLETS, bought, [])
    assert hidden["language"].tolist() == [spending.NO_PLACES] and "Southam" not in str(hidden)
