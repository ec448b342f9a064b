"""The decision: two routes, both ends of what is not known, every preset, and words to act on."""

import re

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.languages.decisions.verdicts import RIGHTS

from .conftest import DAY

STRONG = {"official_count": True, "date": "2026-03-01"}


# A fifth of speakers cannot speak English well, in every district: so many are known where all speak one
# language, and 2,500 speakers in five districts have 500 of them.
EVERY, FIFTH = 1.0, 0.2  # how many speakers cannot speak English well
NEW, OLD = STRONG | {"reason": "NEW"}, {"date": "2021-11-29"}
TOGETHER = "SIZE SHARE NEED CONCENTRATED"
SPOKEN = "Pakistani Pahari (with Mirpuri and Potwari)"
GROUP = "Any other South Asian language"
FOUR = "Aston; Brook; Cliff; Dale"  # of five alike, they hold three quarters
CASES = [
    # The line of need.
    ("Polish", [500, 500, 500, 500, 495], FIFTH, None, "MONITOR", "", "SIZE"),
    ("Polish", [500] * 5, FIFTH, None, "TRANSLATE_COUNTY", "", "SIZE NEED"),
    ("French", 5_000, 0.05, None, "MONITOR", "", "SIZE"),
    # Few of whom hardly anybody needs it are proficient.
    ("French", 1_500, 0.019, None, "MONITOR", "", "SIZE PROFICIENT"),
    ("French", 1_500, 0.1, None, "MONITOR", "", "SIZE"),
    # Where three quarters live in two districts of five only these are named.
    ("Polish", [750, 250, 0, 0, 0], EVERY, None, "TRANSLATE_AREAS", "Aston", TOGETHER),
    ("Polish", [500, 249, 131, 120, 0], EVERY, None, "TRANSLATE_COUNTY", "", "SIZE SHARE NEED"),
    ("Polish", [500, 250, 130, 120, 0], EVERY, None, "TRANSLATE_AREAS", "Aston; Brook", TOGETHER),
    # Where people came since the census half of the line must do.
    ("Ukrainian", 245, EVERY, NEW, "PARTNER_ONLY", "", "NEW BELOW_SIZE"),
    ("Ukrainian", 250, EVERY, NEW, "TRANSLATE_COUNTY", "", "NEED NEW BELOW_SIZE"),
    # Two communities of a size are told apart by one strong item alone; size sets only the format.
    ("Czech", 233, FIFTH, None, "MONITOR", "", "BELOW_SIZE"),
    ("Albanian", 233, FIFTH, STRONG, "TRANSLATE_AREAS", FOUR, "RISK_IAG BELOW_SIZE SAFETY_CHANNEL"),
    ("Albanian", 100, FIFTH, STRONG, "TRANSLATE_AREAS", FOUR, "RISK_IAG BELOW_SIZE SAFETY_CHANNEL"),
    ("Albanian", 99, FIFTH, STRONG, "AUDIO_VIDEO", "", "RISK_IAG BELOW_SIZE SAFETY_CHANNEL"),
    # A weak item of this area asks for partners, and one of the country to watch.
    ("Albanian", 0, FIFTH, {}, "PARTNER_ONLY", "", "RISK_IAG BELOW_SIZE"),
    ("Albanian", 0, FIFTH, OLD, "PARTNER_ONLY", "", "RISK_IAG BELOW_SIZE STALE"),
    ("Albanian", 0, FIFTH, {"about": "everywhere"}, "MONITOR", "", "RISK_IAG BELOW_SIZE"),
    # A published two is evidence of nothing.
    ("Yoruba", [2, 0, 0, 0, 0], FIFTH, None, "NO_EVIDENCE", "", "BELOW_SIZE PROFICIENT"),
    ("Yoruba", [3, 0, 0, 0, 0], FIFTH, None, "MONITOR", "", "BELOW_SIZE"),
    # Of a spoken language the recording goes to the district that asks for it.
    (
        SPOKEN,
        [200, 0, 0, 0, 0],
        EVERY,
        None,
        "AUDIO_VIDEO",
        "Aston",
        "SHARE BELOW_SIZE MERGED_LEAF CONCENTRATED ORAL_OR_SIGNED",
    ),
    # A category of several languages is never translated into.
    (GROUP, 4_000, FIFTH, None, "PARTNER_ONLY", "", "SIZE NEED MERGED_LEAF"),
]


@pytest.mark.parametrize(("language", "counts", "needing", "item", "verdict", "areas", "codes"), CASES)
def test_a_verdict_with_its_areas_and_all_reasons_for_and_against(
    decide, items, language, counts, needing, item, verdict, areas, codes
):
    known = None if item is None else items({"language": language} | item)
    row = decide({language: counts}, not_proficient=needing, risk_items=known).loc[language]
    assert (row["verdict"], row["areas"]) == (verdict, areas)
    # That need is estimated speaks against every one of them.
    reasons = [*row["reasons_for"].split(), *row["reasons_against"].split()]
    assert sorted(reasons) == sorted(["MODELLED_NEED", *codes.split()])


def test_the_need_of_many_of_whom_few_need_it_and_what_to_do_are_told(decide, items):
    row = decide({"French": 5_000}, not_proficient=0.05).loc["French"]
    assert row["people_not_proficient"] == 250
    assert "if 500 or more of the 5,000 needed it" in row["what_would_change_it"].lower()
    steps = decide({GROUP: 4_000})["next_step"]
    assert "which languages" in steps[GROUP] and "not the same as no need" in steps["Krio"]
    found = decide({"Polish": [500, 500, 500, 500, 495]}).loc["Polish"]
    assert found["margin_not_proficient_lower"] == found["people_not_proficient"] - 500 == -1
    strong = decide({"Albanian": 233}, risk_items=items({"language": "Albanian", **STRONG}))
    assert strong.loc["Albanian", "risk_strength"].startswith("strong: an official count")


@pytest.mark.parametrize(
    ("counts", "needing", "asks"),
    [
        (
            [1_400, 400, 300, 200, 200],
            0.2,
            "500 or for enough in one district.",
        ),  # 253 to 892, Aston 137 to 511
        (
            [1_000, 0, 0, 0, 0],
            0.25,
            "500 or for enough in one district.",
        ),  # below 500 in all; Aston from below 200
        ([2_000, 400, 0, 0, 0], 0.2, ""),  # 245 to 852, and in Aston 201 at the least
        ([2_000, 2_000, 2_000, 2_000, 2_000], 0.4, ""),
        ([1_200, 500, 500, 400, 200], 0.15, "500."),  # watched, and may be 783
    ],
)
def test_what_the_range_leaves_open_is_asked_first_and_only_that(decide, counts, needing, asks):
    found = decide(dict.fromkeys(["Polish", "Spanish", "French"], counts), not_proficient=needing).loc[
        "Polish"
    ]
    assert ("First ask how many" in found["next_step"]) is bool(asks)
    assert f"and the rule asks for {asks} Interpreter" in found["next_step"] or not asks


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
        (
            [100, 90, 0, 0, 0],
            0.1,
            f"If 500 or more needed it: it has 190 speakers in all{OR_RISK}",
            "If 500",
        ),
    ],
)
def test_what_would_change_a_verdict_names_every_route_to_it(decide, counts, needing, says, without_places):
    row = decide({"Polish": counts}, not_proficient=needing).loc["Polish"]
    for column, wanted in (("what_would_change_it", says), ("change_without_places", without_places)):
        found = re.sub(r"\((?:estimate |[0-9,]+ are counted)[^()]*\)", "({})", row[column])
        assert found.startswith(wanted), found
    assert "Aston" not in row["change_without_places"]


OFFICIAL = {"official_count": True, "reason": "RISK_NRM"}
BODIES = ({}, {"source": "Return", "said_by": "Provider"})


@pytest.mark.parametrize(
    ("recorded", "held"),
    [
        ([OFFICIAL | {"date": "2024-06-29"}], True),
        ([one | {"date": "2024-03-01"} for one in BODIES], True),
        ([BODIES[0] | {"date": "2024-03-01"}, BODIES[1] | {"date": "2026-05-01"}], False),
        ([BODIES[0] | {"date": "2023-03-01"}, BODIES[1] | {"date": "2025-02-28"}], True),
        ([OFFICIAL | {"date": "2024-03-01", "strength": "weak"}], False),
        ([BODIES[0] | {"date": "2024-03-01"}], False),
    ],
)
def test_evidence_that_has_become_too_old_leads_to_a_review_and_never_to_a_no(decide, items, recorded, held):
    known = items(*({"language": "Polish"} | one for one in recorded))
    row = decide({"Polish": 300}, risk_items=known).loc["Polish"]
    before = decide({"Polish": 300}, risk_items=known, as_of="2025-02-28").loc["Polish"]
    assert before["review"] == ""
    if held:
        assert row["verdict"] == before["verdict"] == "TRANSLATE_AREAS"
        assert row["review"] == "review: the evidence is older than two years"
        assert "Review it" in row["next_step"] and "discreet channels" in row["next_step"]
        # Its speakers are no easier to harm than on the day before.
        assert row["risk_strength"].startswith("strong") and "STALE" in row["reasons_against"]
    else:
        assert (row["verdict"], row["review"]) == ("PARTNER_ONLY", "")


def test_of_a_language_that_size_alone_leads_to_old_evidence_of_risk_still_keeps_its_places_hidden(
    decide, items
):
    known = items({"language": "Polish", "date": "2024-06-29"} | OFFICIAL)
    found = {
        day: decide({"Polish": 5_000}, not_proficient=0.9, risk_items=known, as_of=day)
        for day in ("2026-06-29", "2026-06-30")
    }
    before, after = (rows.loc["Polish"] for rows in found.values())
    assert before["verdict"] == after["verdict"] == "TRANSLATE_COUNTY"
    assert (before["review"], bool(after["review"])) == ("", True)
    for rows, row in zip(found.values(), (before, after), strict=True):
        assert "discreet channels" in row["next_step"] and "SAFETY_CHANNEL" in row["reasons_against"]
        assert measures.languages.may_be_placed(rows.reset_index()) == []
    assert "Review it" in after["next_step"]
    assert "somebody decides so at the review" in after["what_would_change_it"]


def test_what_ends_within_two_quarters_is_told_before_with_its_day_and_languages(decision_on, items):
    dates = {"Gone": "2024-06-29", "Soon": "2024-12-31", "Later": "2025-01-01"}
    polish = [{"language": "Polish", "source": at, "date": day} for at, day in dates.items()]
    albanian = {"language": "Albanian", "source": "Soon", "date": "2024-12-31"}
    # English is not decided on, and what made no case by itself is as old as what did.
    english = {"language": "English (English or Welsh in Wales)", "source": "Gone", "date": "2024-06-29"}
    weak = {"language": "Albanian", "source": "Gone", "date": "2024-06-29", "strength": "weak"}
    known = items(*(OFFICIAL | one for one in (*polish, albanian, english, weak, weak)))
    every = decision_on({"Polish": 300, "Albanian": 300}, risk_items=known).items()
    found = measures.languages.evidence_to_renew(every, "2026-06-30")
    old = measures.languages.recorded_items(every).query("weight == 'old: counts as weak'")
    assert len(old) == len(found[found["state"].str.startswith("no longer")]) == 1
    assert list(zip(found["state"], found["bears_on"], strict=True)) == [
        ("no longer counts in full: review", "Albanian; Polish"),
        ("counts until then", "Albanian; Polish"),
    ]
    assert "31 December 2026" in found["until"].iloc[1]
    none = decision_on({"Polish": 300}, risk_items=known[:0]).items()
    assert measures.languages.evidence_to_renew(none, "2026-06-30").empty


def test_a_language_chosen_by_need_and_by_risk_stays_unless_both_fall(decide, items):
    known = items({"language": "Polish", "official_count": True, "reason": "RISK_NRM", "strength": "strong"})
    row = decide({"Polish": 5_000}, not_proficient=0.9, risk_items=known).loc["Polish"]
    assert (
        ", and a review found no strong evidence of risk from the last 24 months"
        in row["what_would_change_it"]
    )


@pytest.mark.parametrize(
    ("residents", "people", "verdict"),
    [
        (100_000, 199, "MONITOR"),
        (100_000, 200, "TRANSLATE_AREAS"),
        # A share of a tiny district is not enough.
        (5_000, 99, "MONITOR"),
        (5_000, 100, "TRANSLATE_AREAS"),
    ],
)
def test_one_resident_of_a_district_in_five_hundred_who_needs_it_is_enough_there(
    decide, residents, people, verdict
):
    row = decide({"Polish": [people, 0, 0, 0, 0]}, not_proficient=1.0, residents=residents).loc["Polish"]
    assert row["verdict"] == verdict
    assert row["areas"] == ("Aston" if verdict == "TRANSLATE_AREAS" else "")
    assert row["margin_share_of_district_points"] == round(100 * people / residents - 0.2, 2)


@pytest.mark.parametrize(
    ("residents", "line", "verdict"),
    [(200_000, 500, "TRANSLATE_COUNTY"), (200_001, 501, "MONITOR"), (400_000, 1_000, "MONITOR")],
)
def test_in_an_area_of_more_than_a_million_the_line_of_need_grows_with_it(decide, residents, line, verdict):
    row = decide({"Polish": 500}, not_proficient=1.0, residents=residents).loc["Polish"]
    assert (row["people_not_proficient"], row["line_of_need"], row["verdict"]) == (500, line, verdict)
    assert verdict != "MONITOR" or f"If {line:,} or more needed it" in row["what_would_change_it"]


def test_a_language_without_a_leaf_is_not_counted_and_never_zero(decide):
    found = decide({"Persian or Farsi": 200, "Kurdish": 60})
    dari, sorani = found.loc["Dari"], found.loc["Sorani"]
    assert pd.isna(dari["residents_3_plus"]) and dari["status"] == "not available"
    assert (dari["residents_3_plus_lower"], dari["residents_3_plus_upper"]) == (0, 200)
    assert "NO_LEAF" in dari["reasons_against"] and "MERGED_LEAF" in sorani["reasons_against"]
    assert sorani["residents_3_plus_upper"] == 60
    assert "BELOW_SIZE" not in dari["reasons_against"].split()


def test_a_language_without_a_leaf_has_a_row_once_there_is_evidence_or_a_decision(decide, items):
    assert "Tetum" not in decide({}).index
    found = decide({}, risk_items=items({"nationality": "East Timorese", **STRONG}))
    assert found.loc["Tetum", "verdict"] == "AUDIO_VIDEO"
    row = decide({}, **decided(language="Tetum", verdict="AUDIO_VIDEO")).loc["Tetum"]
    assert (row["verdict"], row["decided_by"]) == ("AUDIO_VIDEO", DECISION["decided_by"])


@pytest.mark.parametrize("speakers", [0, 40, 1_500])
def test_a_signed_language_has_its_video_whatever_the_number_and_under_every_preset(decide, speakers):
    row = decide({"British Sign Language": speakers}).loc["British Sign Language"]
    presets = ("two_routes", "safe_harbour", "critical_language", "risk_first")
    assert {row["verdict"], *(row[f"verdict_{name}"] for name in presets)} == {"AUDIO_VIDEO"}
    assert row["firmness"] == "robust" and "ORAL_OR_SIGNED" in row["reasons_against"]


def test_signers_are_among_those_who_were_asked_and_no_need_is_given_of_them(decide):
    """Half of all were counted as not proficient: what signers are of them is nobody else's need."""
    found = decide({"Polish": 1_000, "British Sign Language": 1_000}, not_proficient=0.5)
    signed = found.loc["British Sign Language"]
    assert pd.isna(signed["people_not_proficient"]) and signed["need_method"].startswith("not known")
    assert signed["people_not_proficient_upper"] == 1_000
    assert "MODELLED_NEED" not in signed["reasons_against"].split()
    assert 0 < found.loc["Polish", "people_not_proficient"] < 1_000
    alone = decide({"Polish": 1_000}, not_proficient=1.0).loc["Polish", "people_not_proficient"]
    assert alone == 1_000


@pytest.mark.parametrize("others", [299, 300])
def test_languages_read_in_one_writing_are_weighed_together(decide, others):
    found = decide({"Mandarin Chinese": 300, "Cantonese Chinese": 400, "All other Chinese": others})
    together = "it has 1,000 speakers" in found.loc["Cantonese Chinese", "next_step"]
    assert together is (others == 300)


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
    [
        (10_000, "MONITOR"),
        (10_005, "TRANSLATE_COUNTY"),
        ([5_000, 0, 0, 0, 0], "MONITOR"),
        ([5_001, 0, 0, 0, 0], "TRANSLATE_AREAS"),
    ],
)
def test_section_203_asks_for_more_than_ten_thousand_in_the_area_or_a_twentieth_of_a_district(
    decide, people, verdict
):
    row = decide({"Polish": people}, not_proficient=1.0).loc["Polish"]
    assert row["verdict_section_203"] == verdict


@pytest.mark.parametrize("preset", ["two_factor", "observatory"])
def test_a_preset_that_needs_small_areas_can_neither_be_told_nor_decide_without_them(decide, preset):
    assert decide({"Polish": 3_000}).loc["Polish", f"verdict_{preset}"] == "cannot be told"
    with pytest.raises(InputError, match=f'The preset "{preset}" looks at small areas'):
        decide({"Polish": 3_000}, preset=preset)


SMALL = [
    # small area, residents 3+, another language, not proficient, decile, speakers of Polish: lower and upper
    ("E01000001", 1_000, 200, 60, 1, 60, 80),
    ("E01000002", 1_000, 100, 50, 3, 20, 30),
    ("E01000003", 1_000, 99, 49, 1, 90, 99),
    ("E01000004", 1_000, 300, 90, 4, 74, 80),
]


def small(rows):
    """Return the tables of languages, proficiency and deprivation of invented small areas."""
    names = ["lsoa21_code", "residents", "other", "worse", "imd_decile", "lower", "upper"]
    areas = pd.DataFrame(rows, columns=names).set_index("lsoa21_code")
    levels = pd.DataFrame(
        {
            "Main language is English": areas["residents"] - areas["other"],
            "Speak English well": areas["other"] - areas["worse"],
            "Cannot speak English well": areas["worse"],
            "Cannot speak English": 0,
        }
    )
    levels = levels.reset_index().melt("lsoa21_code", var_name="proficiency", value_name="residents_3_plus")
    return {
        "small_areas": areas[["lower", "upper"]].assign(language="Polish").reset_index(),
        "small_proficiency": levels,
        "deprivation": areas[["imd_decile"]].reset_index(),
    }


@pytest.mark.parametrize("preset", ["observatory", "two_factor"])
def test_the_presets_of_small_areas_name_the_areas_that_pass(decide, preset):
    # A tenth with another language: 1, 2 and 4; a quarter of these Polish at the low end: 1 alone.
    # A twentieth not proficient and among the three most deprived tenths: 1 and 2.
    row = decide({"Polish": 700}, preset=preset, **small(SMALL)).loc["Polish"]
    assert (row["preset"], row["verdict"], row["areas"]) == (preset, "TRANSLATE_AREAS", "E01000001")
    without = decide({"Polish": 700}, **small(SMALL) | {"deprivation": None}).loc["Polish"]
    told = "TRANSLATE_AREAS" if preset == "observatory" else "cannot be told"
    assert without[f"verdict_{preset}"] == told
    # As in the City of London, of whose few small areas none is poor.
    rich = small([("E01000001", 1_000, 99, 40, 10, 60, 80)])
    assert decide({"Polish": 700}, **rich).loc["Polish", f"verdict_{preset}"] == "MONITOR"


@pytest.mark.parametrize(
    ("lower", "upper", "said"), [(49, 49, "MONITOR"), (49, 50, "MONITOR or TRANSLATE_AREAS")]
)
def test_the_end_of_a_small_areas_interval_may_be_what_decides(decide, lower, upper, said):
    rows = [(*SMALL[0][:5], lower, upper)]
    assert decide({"Polish": 700}, **small(rows)).loc["Polish", "verdict_observatory"] == said


def test_most_in_need_come_first_whatever_the_verdict_and_those_of_whom_nobody_knows_last(decide, items):
    counts = {"Polish": 1_100, "Romanian": 2_000, "Czech": 50, "Slovak": 60, "British Sign Language": 40}
    strong = {"language": "Czech", "nationality": "", **STRONG}
    found = decide(counts, not_proficient=0.9, risk_items=items(strong))
    assert list(found.index[:4]) == ["Romanian", "Polish", "Slovak", "Czech"]
    assert (found.loc["Slovak", "verdict"], found.loc["Czech", "verdict"]) == ("MONITOR", "AUDIO_VIDEO")
    need = found["people_not_proficient"]
    assert need.dropna().is_monotonic_decreasing and need.isna().is_monotonic_increasing


def test_every_row_says_what_would_change_it_and_what_is_missing(decide, items):
    found = decide(
        {"Albanian": 233},
        risk_items=items({"language": "Albanian", "date": "2021-11-29", "said_by": "The force"}),
        absent={"speakers by proficiency": "no such table"},
    ).loc["Albanian"]
    assert "If 500 or more needed it: it has 233 speakers in all" in found["what_would_change_it"]
    assert "The force saying again what it said on 29 November 2021" in found["what_would_change_it"]
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


def decided(**changes):
    """Return what a named role decided, as an argument."""
    return {"decisions": pd.DataFrame([DECISION | changes])}


@pytest.mark.parametrize(
    ("spread", "verdict", "areas", "step"),
    [
        ([600, 200, 100, 50, 50], "MONITOR", "", "No campaign of its own"),
        ([760, 60, 60, 60, 60], "TRANSLATE_AREAS", "Aston", "Translate for Aston only."),
        ([600, 200, 100, 50, 50], "AUDIO_VIDEO", "", "Make a recording or video"),
        ([600, 200, 100, 50, 50], "PARTNER_ONLY", "", "Print nothing yet"),
        # Where areas were proposed, a verdict for the county names none and needs no caveat.
        ([3_800, 1_200, 0, 0, 0], "TRANSLATE_COUNTY", "", "Translate for the whole area."),
    ],
)
def test_areas_next_step_and_rights_are_those_of_the_verdict_decided(decide, spread, verdict, areas, step):
    policy_says = decide({"Polish": spread}).loc["Polish"]
    row = decide({"Polish": spread}, **decided(verdict=verdict)).loc["Polish"]
    assert (row["verdict"], row["proposed_verdict"]) == (verdict, policy_says["verdict"])
    assert (row["decided_by"], row["decided_on"]) == ("Head of communications", "2026-06-01")
    assert row["areas"] == areas and row["next_step"].startswith(step)
    assert row["rights"] == ("" if verdict == "TRANSLATE_COUNTY" else RIGHTS)
    if verdict != policy_says["verdict"]:
        assert row["next_step"] != policy_says["next_step"]
        assert row["override_reason"] == "Budget went to Romanian"


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_an_override_without_a_reason_is_refused_and_agreement_needs_none(decide, reason):
    with pytest.raises(
        InputError, match="Polish: MONITOR was decided where the rules propose TRANSLATE_COUNTY"
    ):
        decide({"Polish": 5_000}, **decided(reason=reason))
    row = decide({"Polish": 5_000}, **decided(verdict="TRANSLATE_COUNTY", reason=reason)).loc["Polish"]
    assert row["decided_by"] == "Head of communications" and row["override_reason"] == ""


OTHER_NOW = 'The rules then proposed "MONITOR" and now propose "TRANSLATE_COUNTY".'


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ({}, ""),
        ({"need": 640}, "Need was then estimated at 640 and is now 1,000."),
        ({"need": None, "proposed": None}, ""),
        ({"proposed": "MONITOR"}, OTHER_NOW),
        # What was agreed with the rules stands without a reason when they propose something else.
        ({"proposed": "MONITOR", "reason": ""}, OTHER_NOW),
    ],
)
def test_what_has_changed_since_somebody_decided_is_said(decide, then, said):
    row = decide({"Polish": 5_000}, **decided(**then)).loc["Polish"]
    assert (row["verdict"], row["proposed_verdict"]) == ("MONITOR", "TRANSLATE_COUNTY")
    assert row["changed_since"] == said


def test_nobody_has_decided_until_somebody_has_and_what_cannot_be_placed_is_refused(decide):
    row = decide({"Polish": 5_000}, **decided(decided_on=pd.Timestamp("2026-07-01"))).loc["Polish"]
    assert row["decided_by"].startswith("nobody yet") and row["verdict"] == "TRANSLATE_COUNTY"
    with pytest.raises(InputError, match=r'A decision about "Polihs", which has no row\. Nearest: "Polish"'):
        decide({"Polish": 5_000}, **decided(language="Polihs"))


def test_a_language_that_is_renamed_or_missing_is_named(spoken, able, reference, crosswalk, policy):
    languages = spoken({"Polish": 100})
    for table, said in (
        (languages.replace({"language": {"Polish": "Polihs"}}), '"Polihs" is not in the list.*"Polish"'),
        (languages[languages["language"] != "Polish"], 'no row for "Polish"'),
    ):
        with pytest.raises(InputError, match=said):
            evidence = measures.languages.Evidence(table, able(languages), reference, crosswalk, policy, DAY)
            measures.languages.decide_languages(evidence)
