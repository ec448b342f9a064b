"""The decision about languages in words: what a page shows of it, and what it must not leave out."""

import pandas as pd
import pytest

from analysis import measures
from analysis.measures.languages import pages as decision_pages
from analysis.measures.languages.decisions import explain, verdicts
from analysis.measures.languages.decisions.risk import Evidence
from analysis.tables.languages.policy import language_policy

DAY = pd.Timestamp("2026-06-30")


def item(reason, source, through="", about="here", stale=False, strong=True):
    return Evidence(reason, about, DAY, source, "Forum", strong, False, stale, through).said


def row(language, verdict, speakers, **others):
    known = {
        **dict.fromkeys([*decision_pages.WORDS_OF_PLACES, decision_pages.MARGIN], ""),
        "residents_3_plus": speakers,
        "people_not_proficient": 5,
        "need_method": "estimated",
        "people_not_proficient_lower": 0,
        "people_not_proficient_upper": 10,
        "areas": "",
        "reasons_for": "",
        "reasons_against": "BELOW_SIZE",
        "risk_strength": "none recorded",
        "risk_items": "",
        "newness": "",
        "firmness": "robust",
        "moved_by": "",
        "preset": "two_routes",
        "what_would_change_it": "",
        "change_without_places": "",
        "next_step": "Ask.",
        "decided_by": "nobody yet: proposed by the rules",
        "decided_on": "",
        "override_reason": "",
        "proposed_verdict": verdict,
        "changed_since": "",
        "missing_evidence": "",
        "verdict_two_routes": verdict,
        "verdict_safe_harbour": "MONITOR",
        "rights": "" if verdict == verdicts.TRANSLATE_COUNTY else verdicts.RIGHTS,
        "status": "not available" if speakers is None else "shown",
    }
    return {"language": language, "verdict": verdict} | known | others


@pytest.fixture
def decision():
    """Return a decision with a language of each verdict."""
    strong = {"risk_strength": "strong: 2 independent sources"}
    rows = [
        row("Aran", "TRANSLATE_COUNTY", 5000, reasons_for="NEED", next_step="Translate for the whole area."),
        row("Belic", "TRANSLATE_AREAS", 900, areas="Wick; Larkmere", reasons_for="SHARE RISK_IAG", **strong),
        row("Cumbric", "AUDIO_VIDEO", 60, reasons_for="RISK_IAG", **strong),
        row("Deaf Sign", "AUDIO_VIDEO", 40, reasons_against="ORAL_OR_SIGNED"),
        row("Eblan", "PARTNER_ONLY", None, reasons_for="NEW"),
        row("Faroic", "MONITOR", 30, verdict_two_routes="MONITOR or TRANSLATE_COUNTY"),
        row("Gael", "NO_EVIDENCE", None, verdict_two_routes="cannot be told"),
    ]
    return pd.DataFrame(rows).astype({"residents_3_plus": "Int64"})


def column(table, name):
    return dict(zip(table["language"], table[name], strict=True))


def test_every_verdict_and_every_reason_has_words():
    assert set(decision_pages.VERDICTS) == set(verdicts.STRONGEST_FIRST)
    assert set(decision_pages.REASONS) == {*explain.FOR, *explain.AGAINST}


def test_the_table_holds_what_something_is_asked_for_and_the_rest_lies_in_the_other(decision):
    asked, others = measures.languages.decision_table(decision), measures.languages.other_languages(decision)
    assert list(asked["language"]) == ["Aran", "Belic", "Cumbric", "Deaf Sign", "Eblan"]
    assert list(others["named"]) == ["Faroic (30)", "Gael"]
    assert len(asked) + others["languages"].sum() == len(decision)


def test_each_says_by_which_test_it_qualifies(decision):
    assert column(measures.languages.decision_table(decision), "test") == {
        "Aran": "residents",
        "Belic": "residents and risk",
        "Cumbric": "risk",
        "Deaf Sign": "a duty to Deaf people",
        "Eblan": "neither",
    }


def test_each_says_where(decision):
    assert column(measures.languages.decision_table(decision), "where") == {
        "Aran": "everywhere",
        "Belic": "not published",
        "Cumbric": "everywhere",
        "Deaf Sign": "everywhere",
        "Eblan": "as partners advise",
    }


def test_only_a_language_that_may_be_shown_for_places_has_its_places(decision):
    decision.loc[1, ["residents_3_plus", "risk_strength"]] = [1000, "none recorded"]
    assert column(measures.languages.decision_table(decision), "where")["Belic"] == "Wick; Larkmere"
    assert measures.languages.may_be_placed(decision) == ["Aran", "Belic"]
    table = measures.languages.decision_table(decision)
    assert table.loc[table["placed"] == "yes", "language"].tolist() == ["Aran", "Belic"]


def test_the_restricted_table_is_of_the_others_with_their_places(decision):
    table = measures.languages.decision_table(decision, restricted=True)
    assert column(table, "where")["Belic"] == "Wick; Larkmere"
    assert not set(table["language"]) & set(measures.languages.may_be_placed(decision))


def test_the_right_stands_beside_every_verdict(decision):
    table = measures.languages.decision_table(decision)
    assert "TRANSLATE_COUNTY" in set(table["verdict_code"])
    assert set(table["short_right"]) == {"interpretation and translation on request"}
    assert measures.languages.other_languages(decision)["rights"].eq(verdicts.RIGHTS).all()


def test_the_codes_are_told_in_words(decision):
    table = measures.languages.decision_table(decision)
    assert table.loc[1, "why"] == "many in one district cannot speak English well; advisory group"
    assert list(table["because"])[:4] == [
        "need in the area",
        "need in a district; risk: advisory group",
        "risk: advisory group",
        "a duty to Deaf people",
    ]
    assert table.loc[3, "but"] == "spoken or signed, not read"


def test_it_says_who_decided_when_and_why(decision):
    decision.loc[1, ["decided_by", "decided_on"]] = ["Head of policy", "2026-05-01"]
    decision.loc[2, ["decided_by", "decided_on", "override_reason"]] = [
        "Head of policy",
        "2026-05-02",
        "Asked",
    ]
    assert list(measures.languages.decision_table(decision)["decided"])[:3] == [
        "nobody yet",
        "Head of policy, 1 May 2026",
        "Head of policy, 2 May 2026: Asked",
    ]


def test_what_was_decided_stands_beside_what_the_rules_propose(decision):
    decision.loc[1, ["decided_by", "decided_on", "changed_since"]] = [
        "Head of policy",
        "2026-05-01",
        "Need was estimated at 90 then and is at 110 now.",
    ]
    decision.loc[5, ["decided_by", "decided_on", "override_reason", "proposed_verdict"]] = [
        "Head of policy",
        "2026-05-02",
        "Asked",
        "TRANSLATE_COUNTY",
    ]
    table = measures.languages.decision_table(decision).set_index("language")
    assert tuple(table.loc["Aran", ["form", "decided"]]) == ("translation", "nobody yet")
    assert table.loc["Belic", "form"] == "translation, decided 1 May 2026"
    assert table.loc["Belic", "decided"] == (
        "Head of policy, 1 May 2026. Need was estimated at 90 then and is at 110 now."
    )
    # Nothing is asked for, but somebody decided so: it is told here and not among the others.
    assert tuple(table.loc["Faroic", ["form", "decided"]]) == (
        "watch, decided 2 May 2026; proposed: translate, whole area",
        "Head of policy, 2 May 2026: Asked",
    )
    assert (table.loc["Faroic", "where"], table.loc["Faroic", "material"]) == ("nowhere", "no")
    assert "Faroic" not in " ".join(measures.languages.other_languages(decision)["named"])


@pytest.mark.parametrize(
    ("estimate", "lower", "upper", "says"),
    [
        (1270, 980, 1530, "1,270 (980 to 1,530)"),
        (40, 40, 40, "40"),
        (0, 0, 3, "0 (0 to 3)"),
        (pd.NA, 0, 90, "not known"),
    ],
)
def test_need_is_told_with_its_range(decision, estimate, lower, upper, says):
    ends = {"people_not_proficient": estimate, "people_not_proficient_lower": lower}
    decision = decision.assign(**ends, people_not_proficient_upper=upper)
    assert measures.languages.decision_table(decision).loc[0, "need"] == says


def test_every_threshold_stands_beside_what_it_counts_and_the_reason_for_it():
    policy = language_policy()
    lines = measures.languages.lines_drawn(policy)
    assert len(lines) == len(policy["thresholds"]) + 1  # the last is not a line of the office's
    assert dict(zip(lines["of"], lines["line"], strict=True))["speakers"] == "3"
    # Rounded as counts are, 0.15 would be told as 0.2.
    assert {"1,000", "0.15"} <= set(lines["line"]) and lines["reason"].str.len().min() > 20


@pytest.mark.parametrize(
    ("reasons", "firmness", "moved_by", "firm"),
    [
        ("NEED", "robust", "", "the same under every rule"),
        ("NEED", "fragile", "risk_first; safe_harbour", "clear by the rule used here"),
        ("NEED", "fragile", "two_routes at the lower end of the range", decision_pages.LOCALLY),
        ("RISK_IAG", "fragile", "safe_harbour", decision_pages.LOCALLY),
    ],
)
def test_a_verdict_says_whether_figures_decide_it(decision, reasons, firmness, moved_by, firm):
    decision.loc[0, ["reasons_for", "firmness", "moved_by"]] = [reasons, firmness, moved_by]
    row = measures.languages.decision_table(decision).iloc[0]
    assert row["firm"] == firm


def test_rules_are_told_by_their_names_in_words():
    reasons = " ".join(measures.languages.lines_drawn(language_policy())["reason"])
    assert "safe harbour" in reasons and "_" not in reasons


def test_one_rule_is_the_one_that_is_used():
    rules = measures.languages.rules_to_argue(language_policy())
    assert list(rules.loc[rules["used"] == "yes", "rule"]) == ["two routes"]
    assert len(rules) == 7 and rules["origin"].ne("").all()


def test_who_gets_material_of_its_own(decision):
    table = measures.languages.decision_table(decision)
    own = table.loc[table["material"] == "yes", "language"]
    assert own.tolist() == ["Aran", "Belic", "Cumbric", "Deaf Sign"]


def test_under_each_rule_is_yes_no_or_what_the_range_says(decision):
    found = measures.languages.under_each_rule(decision)
    assert column(found, "two_routes") == {
        "Aran": "yes",
        "Belic": "yes",
        "Cumbric": "yes",
        "Deaf Sign": "yes",
        "Eblan": "through partners",
        "Faroic": "depends on the range",
    }
    assert set(found["safe_harbour"]) == {"no"}
    assert column(found, "rules_for")["Aran"] == 1


def test_a_language_that_goes_through_partners_stands_under_each_rule_too(decision):
    decision.loc[4, "verdict_two_routes"] = "PARTNER_ONLY or TRANSLATE_AREAS"
    found = measures.languages.under_each_rule(decision)
    assert column(found, "two_routes")["Eblan"] == "depends on the range"
    decision.loc[4, "verdict_two_routes"] = "MONITOR"
    assert column(measures.languages.under_each_rule(decision), "two_routes")["Eblan"] == "no"


def test_material_that_a_role_decided_on_passes_no_test_and_is_no_duty(decision):
    decision.loc[3, "override_reason"] = "promised before"
    decision.loc[1, ["areas", "residents_3_plus", "risk_strength"]] = ["", 1000, "none recorded"]
    found = measures.languages.decision_table(decision)
    assert column(found, "test")["Deaf Sign"] == "neither: a named role decided so"
    assert column(found, "where")["Belic"] == "areas still to be named"


def test_without_small_areas_a_rule_that_needs_them_cannot_be_told(decision):
    decision.loc[0, "verdict_safe_harbour"] = "cannot be told"
    assert column(measures.languages.under_each_rule(decision), "safe_harbour")["Aran"] == "cannot be told"


def test_languages_stand_by_the_people_who_need_them(decision):
    found = measures.languages.most_in_need(decision.assign(people_not_proficient=range(7))).head(2)
    assert list(found["language"]) == ["Gael", "Faroic"] and list(found["people_not_proficient"]) == [6, 5]
    assert found[["lower", "upper", "material"]].iloc[0].tolist() == [0, 10, "no"]


def test_as_many_languages_stand_there_as_a_chart_can_name(decision):
    many = pd.concat([decision, decision], ignore_index=True).assign(people_not_proficient=range(14))
    assert list(measures.languages.most_in_need(many)["people_not_proficient"]) == list(range(13, 1, -1))


def test_a_language_whose_need_nobody_can_estimate_is_not_among_them(decision):
    known = decision.assign(people_not_proficient=[7, None, None, None, None, None, None])
    assert list(measures.languages.most_in_need(known)["language"]) == ["Aran"]


def test_an_item_is_told_once_with_the_languages_that_it_bears_on(decision):
    through = "Eblanese people (35% of them, 14% to 70%)"
    one = item("RISK_IAG", "Minutes; second part", through, stale=True)
    decision.loc[2, "risk_items"] = "; ".join([one, item("RISK_NAMED", "Plan", strong=False)])
    decision.loc[4, "risk_items"] = one
    found = measures.languages.recorded_items(decision)
    assert list(found["said"]) == ["Minutes; second part (Forum, 30 June 2026)", "Plan (Forum, 30 June 2026)"]
    assert found.loc[0, "bears_on"] == "; ".join(
        f"{name} (35% of Eblanese people, 14% to 70%)" for name in ("Cumbric", "Eblan")
    )
    assert list(found["weight"]) == ["old: counts as weak", "recorded as weak"]
    assert list(found["kind"]) == ["advisory group", "named in an official document"]


def test_an_item_of_the_whole_country_says_so(decision):
    decision.loc[2, "risk_items"] = item(
        "RISK_DTN", "Reports", "Aran people (9% of them, 2% to 20%)", "everywhere"
    )
    found = measures.languages.recorded_items(decision)
    assert found.loc[0, ["about", "weight"]].tolist() == ["the whole country", "counts"]
    assert found.loc[0, "said"] == "Reports (Forum, 30 June 2026)"


def test_arrivals_are_told_apart_from_risk(decision):
    decision.loc[4, "newness"] = item("NEW", "Returns")
    assert measures.languages.recorded_items(decision).empty
    assert list(measures.languages.recorded_items(decision, arrivals=True)["bears_on"]) == ["Eblan"]


def test_what_is_missing_is_counted_kind_by_kind(decision):
    decision.loc[0, "missing_evidence"] = "a cross-table; no recorded item of caseload, outreach and demand"
    decision.loc[1, "missing_evidence"] = "no recorded item of outreach"
    found = measures.languages.missing_evidence(decision)
    assert dict(zip(found["missing"], found["languages"], strict=True)) == {
        "no recorded item of outreach": 2,
        "a cross-table": 1,
        "no recorded item of caseload": 1,
        "no recorded item of demand": 1,
    }
    assert set(found["all_languages"]) == {5}


def test_steps_are_told_once_without_what_the_verdict_says(decision):
    decision.loc[1, "next_step"] = "Translate, for Wick and Larkmere only. Ask."
    found = measures.languages.next_steps(decision)
    assert dict(zip(found["next_step"], found["named"], strict=True)) == {
        "Translate as proposed above.": "Aran",
        "Ask.": "Belic, Cumbric, Deaf Sign, Eblan",
    }


def test_of_no_decision_every_page_is_empty(decision):
    nothing = decision.iloc[:0].astype(object)
    for page in (
        measures.languages.decision_table,
        measures.languages.other_languages,
        measures.languages.under_each_rule,
        measures.languages.most_in_need,
        measures.languages.recorded_items,
        measures.languages.missing_evidence,
        measures.languages.next_steps,
    ):
        assert page(nothing).empty and "status" in page(nothing).columns
