"""The decision about languages in words: what a page shows of it, and what it must not leave out."""

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.languages import pages as decision_pages
from analysis.measures.languages.decisions import explain, verdicts
from analysis.tables.languages.policy import language_policy

DAY = pd.Timestamp("2026-06-30")


def item(language, reason, source, through="", about="here", stale=False, strong=True):
    share = through or {"through": "", **dict.fromkeys(("share_pct", "lower", "upper"), float("nan"))}
    said = {"reason": reason, "date": DAY, "source": source, "said_by": "Forum", "about": about}
    return {"language": language, **said, "claimed_strong": strong, "stale": stale, **share}


def row(language, verdict, speakers, **others):
    known = {
        **dict.fromkeys([*decision_pages.WORDS_OF_PLACES, decision_pages.MARGIN], ""),
        "residents_3_plus": speakers,
        "people_not_proficient": 5,
        "need_method": "estimated",
        "people_not_proficient_lower": 0,
        "people_not_proficient_upper": 10,
        "line_of_need": 500,
        "areas": "",
        "reasons_for": "",
        "reasons_against": "BELOW_SIZE",
        "risk_strength": "none recorded",
        "firmness": "robust",
        "moved_by": "",
        "review": "",
        "preset": "two_routes",
        "what_would_change_it": "",
        "change_without_places": "",
        "next_step": "Ask.",
        "step_without_places": "Ask.",
        "then": "",
        "decided_by": "nobody yet: proposed by the rules",
        "decided_on": "",
        "override_reason": "",
        "proposed_verdict": verdict,
        "proposed_then": "",
        "need_then": float("nan"),
        "verdict_two_routes": verdict,
        "verdict_safe_harbour": "MONITOR",
        "rights": "" if verdict == verdicts.TRANSLATE_COUNTY else verdicts.RIGHTS,
        "status": "not available" if speakers is None else "shown",
    }
    known = {"language": language, "verdict": verdict} | known | others
    return known | {"strong_risk": known["risk_strength"].startswith("strong")}


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


def test_a_duty_is_the_reason_however_many_sign(decision):
    many = decision.assign(reasons_for=decision["reasons_for"].replace("", "SIZE"))
    said = column(measures.languages.decision_table(many), "why")
    assert (said["Deaf Sign"], said["Aran"]) == (
        "a reasonable adjustment for Deaf people; many speakers",
        "many cannot speak English well",
    )


def test_every_verdict_and_every_reason_has_words():
    assert set(decision_pages.VERDICTS) == set(verdicts.STRONGEST_FIRST)
    assert all({**explain.FOR, **explain.AGAINST}.values())
    assert set(explain.RISK_SOURCES) < set(explain.FOR)


def test_the_table_holds_what_something_is_asked_for_and_the_rest_lies_in_the_other(decision):
    asked, others = measures.languages.decision_table(decision), measures.languages.other_languages(decision)
    assert list(asked["language"]) == ["Aran", "Belic", "Cumbric", "Deaf Sign", "Eblan"]
    assert list(others["named"]) == ["Faroic (30)", "Gael"]
    assert len(asked) + others["languages"].sum() == len(decision)


def test_only_a_language_that_may_be_shown_for_places_has_its_places(decision):
    decision.loc[1, ["residents_3_plus", "strong_risk"]] = [1000, False]
    assert column(measures.languages.decision_table(decision), "where")["Belic"] == "Wick; Larkmere"
    assert measures.languages.may_be_placed(decision) == ["Aran", "Belic"]
    table = measures.languages.decision_table(decision)
    assert table.loc[table["placed"] == "yes", "language"].tolist() == ["Aran", "Belic"]


def test_the_restricted_table_is_of_the_others_with_their_places(decision):
    table = measures.languages.decision_table(decision, restricted=True)
    assert column(table, "where")["Belic"] == "Wick; Larkmere"
    assert not set(table["language"]) & set(measures.languages.may_be_placed(decision))


def test_each_says_by_which_test_it_qualifies_why_where_and_what_stays_a_right(decision):
    table = measures.languages.decision_table(decision)
    assert table[["test", "because", "where"]].to_numpy().tolist() == [
        ["residents", "need in the area", "everywhere"],
        ["residents and risk", "need in a district; risk: advisory group", "not published"],
        ["risk", "risk: advisory group", "everywhere"],
        ["a reasonable adjustment for Deaf people", "a reasonable adjustment for Deaf people", "everywhere"],
        ["neither", "neither", "as partners advise"],
    ]
    assert table.loc[1, "why"] == "many in one district cannot speak English well; advisory group"
    # Weak evidence of risk decides nothing where numbers do.
    decision["strong_risk"] = False
    because = column(measures.languages.decision_table(decision), "because")
    assert (because["Belic"], because["Cumbric"]) == ("need in a district", "risk: advisory group")
    assert table.loc[3, "but"] == "spoken or signed, not read"
    assert table["material"].tolist() == ["yes", "yes", "yes", "yes", "no"]
    assert "TRANSLATE_COUNTY" in set(table["verdict_code"])
    assert set(table["short_right"]) == {"an interpreter, and documents translated when asked for"}
    assert measures.languages.other_languages(decision)["rights"].eq(verdicts.RIGHTS).all()


def test_what_was_decided_stands_beside_what_the_rules_propose_with_who_when_and_why(decision):
    known = ["decided_by", "decided_on", "proposed_then", "override_reason", "proposed_verdict"]
    decision.loc[1, [*known[:3], "need_then"]] = ["Head of policy", "2026-05-01", "MONITOR", 90]
    since = (
        'The rules then proposed "watch" and now propose "translate, named areas". '
        "Need was then estimated at 90 and is now 5."
    )
    decision.loc[2, known[:2]] = ["Head of policy", "2026-05-02"]
    decision.loc[5, known] = ["Head of policy", "2026-05-02", "", "Asked", "TRANSLATE_COUNTY"]
    table = measures.languages.decision_table(decision).set_index("language")
    assert tuple(table.loc["Aran", ["form", "decided"]]) == ("translation", "nobody yet")
    assert table.loc["Belic", "form"] == "translation, decided 1 May 2026"
    assert table.loc["Belic", "decided"] == f"Head of policy, 1 May 2026. {since}"
    assert table.loc["Cumbric", "decided"] == "Head of policy, 2 May 2026"
    # Nothing is asked for, but somebody decided so: it is told here and not among the others.
    faroic = table.loc["Faroic"]
    assert faroic["form"] == "watch, decided 2 May 2026; proposed: translate, whole area"
    assert faroic["decided"] == "Head of policy, 2 May 2026: Asked"
    assert (faroic["where"], faroic["material"]) == ("nowhere", "no")
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


def test_thresholds_and_rules_of_the_policy_stand_with_their_reasons_in_words():
    policy = language_policy()
    lines = measures.languages.lines_drawn(policy)
    assert len(lines) == len(policy["thresholds"]) + 1  # the last is not a line of the office's
    assert dict(zip(lines["of"], lines["line"], strict=True))["speakers"] == "3"
    # Rounded as counts are, 0.15 would be told as 0.2.
    assert {"1,000", "0.15"} <= set(lines["line"]) and lines["reason"].str.len().min() > 20
    assert "safe harbour" in " ".join(lines["reason"]) and "_" not in " ".join(lines["reason"])
    rules = measures.languages.rules_to_argue(policy)
    assert list(rules.loc[rules["used"] == "yes", "rule"]) == ["two routes"]
    assert len(rules) == 7 and rules["origin"].ne("").all()


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
    decision.loc[0, ["decided_by", "decided_on"]] = ["Head of communications", "2026-07-01"]
    assert measures.languages.decision_table(decision).iloc[0]["firm"] == decision_pages.BY_A_ROLE


def test_under_each_rule_is_yes_no_or_what_the_range_says(decision):
    decision.loc[0, "verdict_safe_harbour"] = "cannot be told"
    found = measures.languages.under_each_rule(decision)
    assert column(found, "two_routes") == {
        **dict.fromkeys(["Aran", "Belic", "Cumbric", "Deaf Sign"], "yes"),
        "Eblan": "through partners",
        "Faroic": "depends on the range",
    }
    assert found["safe_harbour"].tolist() == ["cannot be told", *["no"] * 5]
    assert column(found, "rules_for")["Aran"] == 1
    for verdict, told in (("PARTNER_ONLY or TRANSLATE_AREAS", "depends on the range"), ("MONITOR", "no")):
        decision.loc[4, "verdict_two_routes"] = verdict
        assert column(measures.languages.under_each_rule(decision), "two_routes")["Eblan"] == told


def test_material_that_a_role_decided_on_passes_no_test_and_is_no_duty(decision):
    decision.loc[3, "override_reason"] = "promised before"
    decision.loc[1, ["areas", "residents_3_plus", "strong_risk"]] = ["", 1000, False]
    found = measures.languages.decision_table(decision)
    assert column(found, "test")["Deaf Sign"] == "neither: a named role decided so"
    assert column(found, "where")["Belic"] == "areas still to be named"


def test_need_is_drawn_of_languages_that_get_material_and_of_those_close_to_the_line_on_both_sides(decision):
    # Four times the line and a quarter of it are close; what gets material is there however far it is.
    need = pd.array([9_000, None, 20, None, 2_001, 2_000, 125], dtype="Int64")
    known = decision.assign(people_not_proficient=need, people_not_proficient_upper=need)
    found = measures.languages.near_the_line(known)
    assert column(found, "people_not_proficient") == {
        "Aran": 9_000,
        "Faroic": 2_000,
        "Gael": 125,
        "Cumbric": 20,
    }
    assert not set(found) & {"areas", "next_step", *decision_pages.WORDS_OF_PLACES}
    assert column(found, "material") == {"Aran": "yes", "Faroic": "no", "Gael": "no", "Cumbric": "yes"}
    assert column(found, "across") == {"Aran": "yes", "Faroic": "yes", "Gael": "no", "Cumbric": "no"}
    # Of many those nearest to the line, as a ratio: 1,000 is as far above 500 as 250 is below.
    watched = decision[decision["language"] == "Faroic"]
    many = pd.concat([watched] * 20, ignore_index=True).assign(people_not_proficient=range(400, 1_400, 50))
    assert list(measures.languages.near_the_line(many)["people_not_proficient"]) == list(
        range(1_100, 399, -50)
    )


@pytest.mark.parametrize(
    ("lower", "upper", "across"), [(500, 900, "no"), (499, 900, "yes"), (20, 500, "yes"), (20, 499, "no")]
)
def test_a_range_reaches_across_the_line_where_one_end_passes_and_the_other_does_not(
    decision, lower, upper, across
):
    ends = {"people_not_proficient_lower": lower, "people_not_proficient_upper": upper}
    known = decision.assign(people_not_proficient=500, **ends)
    assert set(measures.languages.near_the_line(known)["across"]) == {across}


def test_an_item_is_told_once_with_the_languages_that_it_bears_on_and_arrivals_apart(decision):
    through = {"through": "Eblanese", "share_pct": 35.0, "lower": 14.0, "upper": 70.0}
    items = pd.DataFrame(
        [
            item("Cumbric", "RISK_IAG", "Minutes; second part", through, stale=True),
            item("Cumbric", "RISK_NAMED", "Plan", strong=False),
            item("Cumbric", "RISK_DTN", "Reports", about="everywhere"),
            item("Eblan", "RISK_IAG", "Minutes; second part", through, stale=True),
            item("Eblan", "NEW", "Returns"),
        ]
    )
    found = measures.languages.recorded_items(items)
    assert found[["kind", "said", "about", "weight"]].to_numpy().tolist() == [
        ["advisory group", "Minutes; second part (Forum, 30 June 2026)", "this area", "old: counts as weak"],
        ["named in an official document", "Plan (Forum, 30 June 2026)", "this area", "recorded as weak"],
        ["Duty to Notify", "Reports (Forum, 30 June 2026)", "the whole country", "counts"],
    ]
    assert found.loc[0, "bears_on"] == "; ".join(
        f"{name} (35% of Eblanese people, 14% to 70%)" for name in ("Cumbric", "Eblan")
    )
    assert list(measures.languages.recorded_items(items, arrivals=True)["bears_on"]) == ["Eblan"]


def test_what_is_missing_is_counted_kind_by_kind(decision):
    kinds = [f"no recorded item of {kind}" for kind in ("caseload", "outreach", "demand")]
    missing = [("Aran", kind) for kind in ("a cross-table", *kinds)] + [("Belic", kinds[1])]
    missing.append(("Faroic", "a cross-table"))  # nothing is asked for it
    table = pd.DataFrame(missing, columns=["language", "missing"])
    found = measures.languages.missing_evidence(table, decision)
    assert dict(zip(found["missing"], found["languages"], strict=True)) == {
        "no recorded item of outreach": 2,
        "a cross-table": 1,
        "no recorded item of caseload": 1,
        "no recorded item of demand": 1,
    }
    assert set(found["all_languages"]) == {5}


def test_steps_are_told_once_without_what_the_verdict_says(decision):
    decision.loc[1, ["next_step", "then"]] = ["Translate for Wick and Larkmere only. Ask.", "Ask."]
    decision.loc[1, "step_without_places"] = "Translate for named areas only. Ask."
    found = measures.languages.next_steps(decision)
    assert dict(zip(found["next_step"], found["named"], strict=True)) == {
        "Translate as proposed above.": "Aran",
        "Ask.": "Belic, Cumbric, Deaf Sign, Eblan",
    }


def test_of_no_decision_every_page_is_empty(decision):
    nothing = decision.iloc[:0].astype(object)
    assert measures.languages.near_the_line(nothing).nlargest(1, "line_of_need").empty
    for page in (
        measures.languages.decision_table,
        measures.languages.other_languages,
        measures.languages.under_each_rule,
        measures.languages.near_the_line,
        measures.languages.next_steps,
    ):
        assert page(nothing).empty and "status" in page(nothing).columns
    none = pd.DataFrame([item("Aran", "NEW", "Returns")]).iloc[:0]
    assert measures.languages.recorded_items(none).empty
    assert measures.languages.missing_evidence(none.assign(missing=""), nothing).empty


BACKTEST = pd.DataFrame(
    {
        "test": ["folds", "forces"],
        "predictors": "birthplace",
        "error": [0.25, 0.125],
        "naive": [0.5, 0.375],
        "coverage_90": [0.9, 0.875],
        "cases": [40, 44],
        "made_on": "2026-01-02",
    }
)


def test_every_row_of_the_back_test_is_kept_in_per_cent():
    shown = measures.languages.held_out(BACKTEST.set_index(pd.Index([7, 9])))
    figures = ["error_pct", "naive_pct", "coverage_pct", "cases"]
    assert shown[figures].to_numpy().tolist() == [[25, 50, 90, 40], [12.5, 37.5, 87.5, 44]]
    assert set(shown["status"]) == {"shown"}
    with pytest.raises(InputError, match="naive"):
        measures.languages.held_out(BACKTEST.drop(columns="naive"))
