"""Who is harmed, who is missing from the figures, who is reached, and what they say."""

from analysis.measures.victims.agreement import agreement, profile_against_victims, survey_profile
from analysis.measures.victims.completeness import completeness, sharing_assured
from analysis.measures.victims.needs import (
    needs_by_characteristic,
    needs_in_words,
    needs_met,
    reasons_not_met,
    room_for_demand,
)
from analysis.measures.victims.repeats import rate_of_victims, repeat_victims
from analysis.measures.victims.representation import representation, verdicts_by_chance
from analysis.measures.victims.stages import (
    largest_fall,
    left_by_state,
    reach_funnel,
    stages_apart,
    stages_by_group,
    stages_defined,
)

__all__ = [
    "agreement",
    "completeness",
    "largest_fall",
    "left_by_state",
    "needs_by_characteristic",
    "needs_in_words",
    "needs_met",
    "profile_against_victims",
    "rate_of_victims",
    "reach_funnel",
    "reasons_not_met",
    "repeat_victims",
    "representation",
    "room_for_demand",
    "sharing_assured",
    "stages_apart",
    "stages_by_group",
    "stages_defined",
    "survey_profile",
    "verdicts_by_chance",
]
