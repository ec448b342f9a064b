"""The decision: two routes, both ends of what is not known, every preset, and words to act on."""

import re

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.languages.decisions.verdicts import RIGHTS

STRONG = {"official_count": True, "date": "2026-03-01"}


# A fifth of speakers cannot speak English well, in every district: so many are known where all speak one
# language, and 2,500 speakers in five districts have 500 of them.


@pytest.mark.parametrize(("fewer", "verdict"), [(5, "MONITOR"), (0, "TRANSLATE_COUNTY")])
def test_both_sides_of_the_line_of_need(decide, fewer, verdict):
    row = decide({"Polish": [500, 500, 500, 500, 500 - fewer]}).loc["Polish"]
    assert row["verdict"] == verdict
    assert row["margin_not_proficient_lower"] == row["people_not_proficient"] - 500 == -fewer / 5
    assert ("NEED" in row["reasons_for"].split()) is (fewer == 0)


def test_many_speakers_of_whom_few_need_it_are_watched(decide):
    row = decide({"French": 5_000}, not_proficient=0.05).loc["French"]
    assert (row["verdict"], row["people_not_proficient"]) == ("MONITOR", 250)
    assert "SIZE" in row["reasons_for"].split()
    assert "if 500 or more of the 5,000 needed it" in row["what_would_change_it"].lower()


LINE = "(the rule asks for 0.2% of its residents, and at least 100 people)"
AREA, OR_RISK = "500 or more of the 600 needed it ({})", "; or an official count "


@pytest.mark.parametrize(
    ("counts", "needing", "says", "without_places"),
    [
        # By need in the area and in a district: both would have to fall.
        (
            [500, 100, 0, 0, 0],
            0.9,
            "If fewer than 500 of the 600 needed it ({}), and fewer than 200 of the 500 in Aston "
            "needed it ({}).",
            f"If fewer than 500 of the 600 needed it ({{}}), and too few needed it in every district {LINE}.",
        ),
        (
            [400, 0, 0, 0, 0],
            0.9,
            "If fewer than 200 of the 400 in Aston needed it ({}).",
            f"If too few needed it in every district {LINE}.",
        ),
        # By neither: either would do.
        (
            [600, 0, 0, 0, 0],
            0.1,
            f"If {AREA}; or if 200 or more of the 600 in Aston needed it ({{}}){OR_RISK}",
            f"If {AREA}; or if enough of those in a district needed it {LINE}{OR_RISK}",
        ),
        (
            [250, 0, 0, 0, 0],
            0.1,
            f"If 200 or more of the 250 in Aston needed it ({{}}){OR_RISK}",
            f"If enough of those in a district needed it {LINE}{OR_RISK}",
        ),
        ([100, 90, 0, 0, 0], 0.1, f"310 more speakers, if all of them needed it{OR_RISK}", "310 more"),
    ],
)
def test_what_would_change_a_verdict_names_every_route_to_it(decide, counts, needing, says, without_places):
    row = decide({"Polish": counts}, not_proficient=needing).loc["Polish"]
    for column, wanted in (("what_would_change_it", says), ("change_without_places", without_places)):
        found = re.sub(r"\((?:by estimate|[0-9,]+ are counted)[^()]*\)", "({})", row[column])
        assert found.startswith(wanted), found
    assert "Aston" not in row["change_without_places"]


def test_a_language_chosen_by_need_and_by_risk_stays_unless_both_fall(decide, items):
    known = items({"language": "Polish", "official_count": True, "reason": "RISK_NRM", "strength": "strong"})
    row = decide({"Polish": 5_000}, not_proficient=0.9, risk_items=known).loc["Polish"]
    assert ", and the evidence of risk grew older than " in row["what_would_change_it"]


@pytest.mark.parametrize(("share", "said"), [(0.019, True), (0.1, False)])
def test_few_of_whom_hardly_anybody_needs_it_are_said_to_be_proficient(decide, share, said):
    row = decide({"French": 1_500}, not_proficient=share).loc["French"]
    assert ("PROFICIENT" in row["reasons_against"].split()) is said


@pytest.mark.parametrize(
    ("counts", "verdict", "areas"),
    [
        ([750, 250, 0, 0, 0], "TRANSLATE_AREAS", "Aston"),
        ([500, 249, 131, 120, 0], "TRANSLATE_COUNTY", ""),
        ([500, 250, 130, 120, 0], "TRANSLATE_AREAS", "Aston; Brook"),
    ],
)
def test_where_three_quarters_live_in_two_districts_of_five_only_these_are_named(
    decide, counts, verdict, areas
):
    row = decide({"Polish": counts}, not_proficient=1.0).loc["Polish"]
    assert (row["verdict"], row["areas"]) == (verdict, areas)
    assert ("CONCENTRATED" in row["reasons_for"]) is (verdict == "TRANSLATE_AREAS")


@pytest.mark.parametrize(("people", "verdict"), [(199, "MONITOR"), (200, "TRANSLATE_AREAS")])
def test_one_resident_of_a_district_in_five_hundred_who_needs_it_is_enough_there(decide, people, verdict):
    row = decide({"Polish": [people, 0, 0, 0, 0]}, not_proficient=1.0).loc["Polish"]
    assert row["verdict"] == verdict
    assert row["areas"] == ("Aston" if verdict == "TRANSLATE_AREAS" else "")
    assert row["margin_share_of_district_points"] == round(people / 1_000 - 0.2, 2)


@pytest.mark.parametrize(("people", "verdict"), [(99, "MONITOR"), (100, "TRANSLATE_AREAS")])
def test_a_share_of_a_tiny_district_is_not_enough(
    spoken, able, reference, crosswalk, policy, people, verdict
):
    from analysis import measures

    languages = spoken({"Polish": [people, 0, 0, 0, 0]}, residents=5_000)
    found = measures.languages.decide_languages(
        languages, able(languages, 1.0), reference, crosswalk, policy, "2026-06-30"
    )
    assert found.set_index("language").loc["Polish", "verdict"] == verdict


@pytest.mark.parametrize(("speakers", "verdict"), [(245, "PARTNER_ONLY"), (250, "TRANSLATE_COUNTY")])
def test_where_people_came_since_the_census_half_of_the_line_must_do(decide, items, speakers, verdict):
    came = items({"reason": "NEW", "language": "Ukrainian", **STRONG})
    row = decide({"Ukrainian": speakers}, not_proficient=1.0, risk_items=came).loc["Ukrainian"]
    assert row["verdict"] == verdict


def test_two_communities_of_a_size_are_told_apart_by_one_strong_item_alone(decide, items):
    found = decide({"Albanian": 233, "Czech": 233}, risk_items=items({"language": "Albanian", **STRONG}))
    assert found.loc["Albanian", "verdict"] == "TRANSLATE_AREAS"
    assert found.loc["Czech", "verdict"] == "MONITOR"
    assert "BELOW_SIZE" in found.loc["Albanian", "reasons_against"].split()
    assert "SAFETY_CHANNEL" in found.loc["Albanian", "reasons_against"].split()
    assert found.loc["Albanian", "risk_strength"].startswith("strong: an official count")


@pytest.mark.parametrize(("speakers", "verdict"), [(99, "AUDIO_VIDEO"), (100, "TRANSLATE_AREAS")])
def test_size_sets_only_the_format_on_the_risk_route(decide, items, speakers, verdict):
    found = decide({"Albanian": speakers}, risk_items=items({"language": "Albanian", **STRONG}))
    assert found.loc["Albanian", "verdict"] == verdict


@pytest.mark.parametrize(
    ("change", "verdict"),
    [({}, "PARTNER_ONLY"), ({"date": "2021-11-29"}, "PARTNER_ONLY"), ({"about": "everywhere"}, "MONITOR")],
)
def test_a_weak_item_of_this_area_asks_for_partners_and_one_of_the_country_to_watch(
    decide, items, change, verdict
):
    found = decide({}, risk_items=items({"language": "Albanian", **change}))
    assert found.loc["Albanian", "verdict"] == verdict
    assert ("STALE" in found.loc["Albanian", "reasons_against"]) is ("date" in change)


@pytest.mark.parametrize(("speakers", "verdict"), [(2, "NO_EVIDENCE"), (3, "MONITOR")])
def test_a_published_two_is_evidence_of_nothing(decide, speakers, verdict):
    assert decide({"Yoruba": [speakers, 0, 0, 0, 0]}).loc["Yoruba", "verdict"] == verdict


def test_no_evidence_never_reads_as_no_need(decide):
    row = decide({}).loc["Krio"]
    assert row["verdict"] == "NO_EVIDENCE"
    assert "not the same as no need" in row["next_step"]


def test_a_language_without_a_leaf_is_not_counted_and_never_zero(decide):
    found = decide({"Persian or Farsi": 200, "Kurdish": 60})
    dari, sorani = found.loc["Dari"], found.loc["Sorani"]
    assert pd.isna(dari["residents_3_plus"]) and dari["status"] == "not available"
    assert (dari["residents_3_plus_lower"], dari["residents_3_plus_upper"]) == (0, 200)
    assert "NO_LEAF" in dari["reasons_against"] and "MERGED_LEAF" in sorani["reasons_against"]
    assert sorani["residents_3_plus_upper"] == 60
    assert "BELOW_SIZE" not in dari["reasons_against"].split()


def test_a_language_without_a_leaf_has_a_row_once_there_is_evidence(decide, items):
    assert "Tetum" not in decide({}).index
    found = decide({}, risk_items=items({"nationality": "East Timorese", **STRONG}))
    assert found.loc["Tetum", "verdict"] == "AUDIO_VIDEO"


@pytest.mark.parametrize("speakers", [0, 40, 1_500])
def test_a_signed_language_has_its_video_whatever_the_number_and_under_every_preset(decide, speakers):
    row = decide({"British Sign Language": speakers}).loc["British Sign Language"]
    presets = ("two_routes", "safe_harbour", "critical_language", "risk_first")
    assert {row["verdict"], *(row[f"verdict_{name}"] for name in presets)} == {"AUDIO_VIDEO"}
    assert row["firmness"] == "robust" and "ORAL_OR_SIGNED" in row["reasons_against"]


def test_a_category_of_several_languages_is_never_translated_into(decide):
    row = decide({"Any other South Asian language": 4_000}).loc["Any other South Asian language"]
    assert row["verdict"] == "PARTNER_ONLY"
    assert "MERGED_LEAF" in row["reasons_against"] and "which languages" in row["next_step"]


def test_languages_read_in_one_writing_are_weighed_together(decide):
    found = decide({"Mandarin Chinese": 300, "Cantonese Chinese": 400, "All other Chinese": 300})
    assert "there are 1,000 speakers" in found.loc["Cantonese Chinese", "next_step"]
    found = decide({"Mandarin Chinese": 300, "Cantonese Chinese": 400, "All other Chinese": 299})
    assert "speakers" not in found.loc["Cantonese Chinese", "next_step"]


def test_who_came_since_the_census_is_asked_after_and_never_added(decide, items):
    found = decide(
        {"Ukrainian": 45}, risk_items=items({"reason": "NEW", "nationality": "Ukrainian", **STRONG})
    )
    row = found.loc["Ukrainian"]
    assert row["residents_3_plus"] == 45 and row["verdict"] == "PARTNER_ONLY"
    assert "resettlement team" in row["next_step"] and "NEW" in row["reasons_for"].split()
    assert row["risk_strength"] == "none recorded"


def test_presets_are_decided_at_both_ends_of_the_range(decide):
    found = decide({"Polish": 3_000, "Urdu": 3_000}, not_proficient=0.4).loc["Polish"]
    assert found["people_not_proficient_lower"] < 1_000 < found["people_not_proficient_upper"]
    assert found["verdict_safe_harbour"] == "MONITOR or TRANSLATE_COUNTY"
    assert found["firmness"] == "fragile"
    assert "safe_harbour at the lower end of the range" in found["moved_by"]
    alone = decide({"Polish": 3_000}, not_proficient=0.4).loc["Polish"]
    assert alone["verdict_safe_harbour"] == alone["verdict_critical_language"] == "TRANSLATE_COUNTY"
    assert alone["moved_by"] == "risk_first; section_203"


@pytest.mark.parametrize(
    ("people", "verdict"),
    [(10_000, "MONITOR"), (10_005, "TRANSLATE_COUNTY")],
)
def test_section_203_asks_for_more_than_ten_thousand_in_the_area(decide, people, verdict):
    row = decide({"Polish": people}, not_proficient=1.0).loc["Polish"]
    assert row["verdict_section_203"] == verdict


@pytest.mark.parametrize(("people", "verdict"), [(5_000, "MONITOR"), (5_001, "TRANSLATE_AREAS")])
def test_section_203_asks_for_more_than_a_twentieth_of_a_district(decide, people, verdict):
    row = decide({"Polish": [people, 0, 0, 0, 0]}, not_proficient=1.0).loc["Polish"]
    assert row["verdict_section_203"] == verdict


def test_a_preset_that_needs_small_areas_cannot_be_told_without_them(decide):
    row = decide({"Polish": 3_000}).loc["Polish"]
    assert row["verdict_two_factor"] == row["verdict_observatory"] == "cannot be told"


@pytest.mark.parametrize("preset", ["two_factor", "observatory"])
def test_nor_can_it_decide_without_them(decide, preset):
    with pytest.raises(InputError, match=f'The preset "{preset}" looks at small areas'):
        decide({"Polish": 3_000}, preset=preset)


def test_the_chosen_preset_decides(decide):
    found = decide({"Polish": 3_000}, preset="risk_first")
    assert found.loc["Polish", "verdict"] == "MONITOR" and set(found["preset"]) == {"risk_first"}


SMALL = [
    # small area, residents 3+, another language, not proficient, decile, speakers of Polish: lower and upper
    ("E01000001", 1_000, 200, 60, 1, 60, 80),
    ("E01000002", 1_000, 100, 50, 3, 20, 30),
    ("E01000003", 1_000, 99, 49, 1, 90, 99),
    ("E01000004", 1_000, 300, 90, 4, 74, 80),
]


def small(rows):
    """Return the tables of languages, proficiency and deprivation of invented small areas."""
    speakers = [(row[0], "Polish", row[5], row[6]) for row in rows]
    levels = [
        (row[0], label, people)
        for row in rows
        for label, people in (
            ("Main language is English", row[1] - row[2]),
            ("Speak English well", row[2] - row[3]),
            ("Cannot speak English well", row[3]),
            ("Cannot speak English", 0),
        )
    ]
    return {
        "small_areas": pd.DataFrame(speakers, columns=["lsoa21_code", "language", "lower", "upper"]),
        "small_proficiency": pd.DataFrame(levels, columns=["lsoa21_code", "proficiency", "residents_3_plus"]),
        "deprivation": pd.DataFrame(
            [(row[0], row[4]) for row in rows], columns=["lsoa21_code", "imd_decile"]
        ),
    }


def test_the_presets_of_small_areas_name_the_areas_that_pass(decide):
    row = decide({"Polish": 700}, preset="observatory", **small(SMALL)).loc["Polish"]
    # A tenth with another language: 1, 2 and 4; a quarter of these Polish at the low end: 1 alone.
    assert (row["verdict"], row["areas"]) == ("TRANSLATE_AREAS", "E01000001")
    row = decide({"Polish": 700}, preset="two_factor", **small(SMALL)).loc["Polish"]
    # A twentieth not proficient and among the three most deprived tenths: 1 and 2.
    assert (row["verdict"], row["areas"]) == ("TRANSLATE_AREAS", "E01000001")
    without = decide({"Polish": 700}, **{**small(SMALL), "deprivation": None}).loc["Polish"]
    assert without["verdict_two_factor"] == "cannot be told"
    assert without["verdict_observatory"] == "TRANSLATE_AREAS"


@pytest.mark.parametrize(
    ("lower", "upper", "said"), [(49, 49, "MONITOR"), (49, 50, "MONITOR or TRANSLATE_AREAS")]
)
def test_the_end_of_a_small_areas_interval_may_be_what_decides(decide, lower, upper, said):
    rows = [(*SMALL[0][:5], lower, upper)]
    assert decide({"Polish": 700}, **small(rows)).loc["Polish", "verdict_observatory"] == said


@pytest.mark.parametrize("preset", ["observatory", "two_factor"])
def test_where_no_small_area_is_one_that_a_preset_looks_into_it_says_no(decide, preset):
    """As in the City of London, of whose few small areas none is poor."""
    rows = [("E01000001", 1_000, 99, 40, 10, 60, 80)]
    assert decide({"Polish": 700}, **small(rows)).loc["Polish", f"verdict_{preset}"] == "MONITOR"


def test_the_rights_caveat_stands_beside_every_verdict_but_the_countys(decide, items):
    found = decide({"Polish": 5_000, "Albanian": 50}, risk_items=items({"language": "Albanian", **STRONG}))
    county = found["verdict"] == "TRANSLATE_COUNTY"
    assert county.any() and not county.all()
    assert set(found.loc[county, "rights"]) == {""} and set(found.loc[~county, "rights"]) == {RIGHTS}


def test_the_strongest_verdict_comes_first_and_the_largest_language_in_it(decide):
    counts = {"Polish": 1_100, "Romanian": 2_000, "Czech": 50, "Slovak": 60}
    found = decide(counts, not_proficient=0.9)
    assert list(found.index[:2]) == ["Romanian", "Polish"]
    assert list(found.index).index("Slovak") < list(found.index).index("Czech")


def test_every_row_says_what_would_change_it_and_what_is_missing(decide, items):
    found = decide(
        {"Albanian": 233},
        risk_items=items({"language": "Albanian", "date": "2021-11-29", "said_by": "The force"}),
        absent={"speakers by proficiency": "no such table"},
    ).loc["Albanian"]
    assert "267 more speakers, if all of them needed it" in found["what_would_change_it"]
    assert "The force saying again what was said on 29 November 2021" in found["what_would_change_it"]
    assert "speakers by proficiency (no such table)" in found["missing_evidence"]
    assert "provider caseload" in found["missing_evidence"]
    assert "newest item 29 November 2021" in found["data_dates"]


def test_a_language_without_an_item_has_its_counts_kept_back_and_one_with_an_item_is_told(decide, items):
    """A nationality below the threshold has no item, so that it looks like one without a referral."""
    none = decide({"Albanian": 233}, kept_back=True)
    assert "SUPPRESSED" in none.loc["Albanian", "reasons_against"].split()
    counted = {"reason": "RISK_NRM", "nationality": "Albanian", "official_count": True, "strength": "strong"}
    told = decide({"Albanian": 233}, kept_back=True, risk_items=items(counted)).loc["Albanian"]
    assert told["verdict"] == "TRANSLATE_AREAS" and "RISK_NRM" in told["reasons_for"].split()
    assert "SUPPRESSED" not in told["reasons_against"].split()


DECISION = {
    "language": "Polish",
    "verdict": "MONITOR",
    "decided_by": "Head of communications",
    "decided_on": pd.Timestamp("2026-06-01"),
    "reason": "Budget went to Romanian",
    "proposed": "TRANSLATE_COUNTY",
    "need": 1_000,
}


def test_a_named_role_may_decide_otherwise_with_a_reason(decide):
    row = decide({"Polish": 5_000}, decisions=pd.DataFrame([DECISION])).loc["Polish"]
    assert (row["verdict"], row["proposed_verdict"]) == ("MONITOR", "TRANSLATE_COUNTY")
    assert (row["decided_by"], row["decided_on"]) == ("Head of communications", "2026-06-01")
    assert row["override_reason"] == "Budget went to Romanian" and row["rights"] == RIGHTS


@pytest.mark.parametrize(
    ("verdict", "areas", "step"),
    [
        ("MONITOR", "", "No campaign of its own"),
        ("TRANSLATE_AREAS", "Aston", "Translate, for Aston only."),
        ("AUDIO_VIDEO", "", "Make a recording or video"),
        ("PARTNER_ONLY", "", "Print nothing yet"),
    ],
)
def test_areas_next_step_and_rights_are_those_of_the_verdict_decided(decide, verdict, areas, step):
    spread = [600, 200, 100, 50, 50] if verdict != "TRANSLATE_AREAS" else [760, 60, 60, 60, 60]
    other = {**DECISION, "verdict": verdict}
    policy_says = decide({"Polish": spread}).loc["Polish"]
    row = decide({"Polish": spread}, decisions=pd.DataFrame([other])).loc["Polish"]
    assert row["areas"] == areas and row["next_step"].startswith(step) and row["rights"] == RIGHTS
    if verdict != policy_says["verdict"]:
        assert row["next_step"] != policy_says["next_step"]
        assert row["override_reason"] == "Budget went to Romanian"


def test_a_verdict_for_the_county_where_areas_were_proposed_names_none_and_needs_no_caveat(decide):
    counts = {"Polish": [3_800, 1_200, 0, 0, 0]}
    assert decide(counts).loc["Polish", "areas"]
    other = pd.DataFrame([{**DECISION, "verdict": "TRANSLATE_COUNTY"}])
    row = decide(counts, decisions=other).loc["Polish"]
    assert (row["areas"], row["rights"]) == ("", "")
    assert row["next_step"].startswith("Translate for the whole area.")


def test_a_preset_that_gives_another_verdict_makes_it_fragile_and_is_named(decide, items):
    old = items({"language": "Albanian", "date": "2021-11-29"})
    row = decide({"Albanian": 233}, risk_items=old).loc["Albanian"]
    assert (row["verdict"], row["verdict_safe_harbour"]) == ("PARTNER_ONLY", "MONITOR")
    assert row["firmness"] == "fragile"
    assert (
        row["moved_by"] == "safe_harbour; critical_language; section_203"
    )  # the two of small areas cannot be told
    assert decide({"Czech": 233}).loc["Czech", "firmness"] == "robust"


def test_what_was_agreed_with_the_rules_stands_without_a_reason_when_they_propose_something_else(decide):
    agreed = {**DECISION, "proposed": "MONITOR", "reason": ""}
    row = decide({"Polish": 5_000}, decisions=pd.DataFrame([agreed])).loc["Polish"]
    assert (row["verdict"], row["proposed_verdict"]) == ("MONITOR", "TRANSLATE_COUNTY")
    assert "The rules proposed MONITOR then and propose TRANSLATE_COUNTY now." in row["changed_since"]


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_an_override_without_a_reason_is_refused(decide, reason):
    with pytest.raises(
        InputError, match="Polish: MONITOR was decided where the rules propose TRANSLATE_COUNTY"
    ):
        decide({"Polish": 5_000}, decisions=pd.DataFrame([{**DECISION, "reason": reason}]))


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ({}, ""),
        ({"need": 640}, "Need was estimated at 640 then and is at 1,000 now."),
        ({"need": None, "proposed": None}, ""),
        ({"proposed": "MONITOR"}, "The rules proposed MONITOR then and propose TRANSLATE_COUNTY now."),
    ],
)
def test_what_has_changed_since_somebody_decided_is_said(decide, then, said):
    row = decide({"Polish": 5_000}, decisions=pd.DataFrame([{**DECISION, **then}])).loc["Polish"]
    assert row["changed_since"] == said


def test_a_decision_about_a_language_that_the_census_does_not_count_keeps_its_row(decide):
    assert "Tetum" not in decide({"Polish": 5_000}).index  # nothing is recorded of it
    about = {**DECISION, "language": "Tetum", "verdict": "AUDIO_VIDEO"}
    row = decide({"Polish": 5_000}, decisions=pd.DataFrame([about])).loc["Tetum"]
    assert (row["verdict"], row["decided_by"]) == ("AUDIO_VIDEO", DECISION["decided_by"])


def test_to_agree_with_the_rules_needs_no_reason(decide):
    agreed = {**DECISION, "verdict": "TRANSLATE_COUNTY", "reason": ""}
    row = decide({"Polish": 5_000}, decisions=pd.DataFrame([agreed])).loc["Polish"]
    assert row["decided_by"] == "Head of communications" and row["override_reason"] == ""


def test_a_decision_that_cannot_be_placed_is_refused(decide):
    about = pd.DataFrame([{**DECISION, "language": "Polihs"}])
    with pytest.raises(InputError, match=r'A decision about "Polihs", which has no row\. Nearest: "Polish"'):
        decide({"Polish": 5_000}, decisions=about)


def test_nobody_has_decided_until_somebody_has(decide):
    later = {**DECISION, "decided_on": pd.Timestamp("2026-07-01")}
    row = decide({"Polish": 5_000}, decisions=pd.DataFrame([later])).loc["Polish"]
    assert row["decided_by"].startswith("nobody yet") and row["verdict"] == "TRANSLATE_COUNTY"


@pytest.mark.parametrize(
    ("rename", "said"),
    [("Polihs", 'The language "Polihs" is not in the list of languages. Nearest: "Polish"')],
)
def test_a_language_that_is_renamed_or_missing_is_named(
    spoken, able, reference, crosswalk, policy, rename, said
):
    from analysis import measures

    languages = spoken({"Polish": 100})
    proficiency = able(languages)
    day = pd.Timestamp("2026-06-30")
    renamed = languages.replace({"language": {"Polish": rename}})
    with pytest.raises(InputError, match=said):
        measures.languages.decide_languages(renamed, proficiency, reference, crosswalk, policy, day)
    without = languages[languages["language"] != "Polish"]
    with pytest.raises(InputError, match='no row for "Polish"'):
        measures.languages.decide_languages(without, proficiency, reference, crosswalk, policy, day)
