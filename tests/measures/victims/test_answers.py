"""Whether those who answered a survey are like the residents."""

import pandas as pd

from analysis.measures.victims.agreement import profile_against_residents


def test_the_profile_says_who_was_not_heard():
    """A peer's respondents were 96 per cent aged 18 to 64: such a survey does not speak for the rest."""
    heard = pd.DataFrame(
        {
            "characteristic": ["age_band"] * 3 + ["sex"] * 3,
            "group": ["0-17", "18-64", "65 and over", "Female", "Male", "Unknown"],
            "people": [2, 192, 6, 110, 80, 10],
        }
    )
    live = pd.DataFrame(
        {
            "characteristic": ["age_band"] * 3 + ["sex"] * 2,
            "group": ["0-17", "18-64", "65 and over", "Female", "Male"],
            "residents": [120_000, 350_000, 120_000, 302_000, 288_000],
        }
    )
    found = profile_against_residents(heard, live).set_index(["characteristic", "group"])
    assert found["verdict"].to_dict() == {
        ("age_band", "0-17"): "under",
        ("age_band", "18-64"): "over",
        ("age_band", "65 and over"): "under",
        ("sex", "Female"): "cannot be told",
        ("sex", "Male"): "cannot be told",
    }
    assert found.loc[("sex", "Female"), "people_unknown"] == 10
