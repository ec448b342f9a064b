"""Which languages may be shown for places: neither those of few people, nor those that risk had a part in."""

import pandas as pd
import pytest

from analysis.measures.languages.pages import may_be_placed, without_places

STRONG, WEAK, NONE = "strong: 2 independent sources", "weak", "none recorded"


def decision(**row):
    """Return a decision of one language, Polish by numbers alone but for what is given otherwise."""
    usual = {
        "language": "Polish",
        "verdict": "TRANSLATE_AREAS",
        "areas": "Larkmere; St. Cuthbert's",
        "residents_3_plus": 1_000,
        "risk_strength": NONE,
        "reasons_for": "NEED CONCENTRATED",
        "districts": "Larkmere 900, St. Cuthbert's 100",
        "concentration": "90 % in Larkmere",
        "highest_location_quotient": "2.0 in Larkmere",
        "margin_share_of_district_points": 2.5,
        "next_step": "Translate for Larkmere and St. Cuthbert's only. Use discreet channels.",
        "what_would_change_it": "If fewer than 222 of the 900 in St. Cuthbert's needed it (estimate 266, "
        "range 157 to 346).",
        "change_without_places": "If too few needed it in every district.",
    }
    usual |= {"step_without_places": "Translate for named areas only. Use discreet channels."} | row
    usual["strong_risk"] = usual["risk_strength"].startswith("strong")
    return pd.DataFrame([usual]).astype({"residents_3_plus": "Int64"})


@pytest.mark.parametrize(
    ("row", "may"),
    [
        ({}, True),
        ({"residents_3_plus": 999}, False),
        ({"residents_3_plus": None}, False),
        ({"risk_strength": STRONG}, False),
        ({"risk_strength": STRONG, "residents_3_plus": 90_000}, False),
        # Weak evidence beside enough numbers did not choose it; without them it did.
        ({"risk_strength": WEAK, "reasons_for": "NEED RISK_DTN"}, True),
        ({"risk_strength": WEAK, "reasons_for": "RISK_DTN", "verdict": "PARTNER_ONLY"}, False),
        ({"risk_strength": WEAK, "reasons_for": "RISK_NAMED", "verdict": "AUDIO_VIDEO"}, False),
        ({"risk_strength": WEAK, "reasons_for": "RISK_DTN", "verdict": "MONITOR"}, True),
        ({"reasons_for": "", "verdict": "AUDIO_VIDEO", "residents_3_plus": 126}, False),
    ],
)
def test_both_sides_of_each_line(row, may):
    assert may_be_placed(decision(**row)) == (["Polish"] if may else [])


def test_of_a_language_that_may_not_be_placed_a_decision_says_no_place_and_keeps_what_is_to_be_done():
    pd.testing.assert_frame_equal(without_places(decision()), decision(), check_dtype=False)
    found = without_places(decision(risk_strength=STRONG)).iloc[0]
    assert not any("Larkmere" in str(value) or "Cuthbert" in str(value) for value in found)
    assert found["next_step"] == "Translate for named areas only. Use discreet channels."
    assert found["what_would_change_it"] == "If too few needed it in every district."
    assert pd.isna(found["margin_share_of_district_points"]) and found["residents_3_plus"] == 1_000
