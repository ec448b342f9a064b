"""Who is harmed, who is missing from the figures, who is reached, and what they say."""

from analysis.measures.victims.agreement import agreement, profile_against_victims, survey_profile
from analysis.measures.victims.completeness import against_benchmark, completeness
from analysis.measures.victims.information_sharing import sharing_assured
from analysis.measures.victims.last_stages import all_at_each_stage, stages_by_group
from analysis.measures.victims.needs import needs_met, needs_of_characteristic, reasons_not_met, with_blanks
from analysis.measures.victims.providers import (
    places_in_period,
    room_for_demand,
    stages_apart,
    stages_counted_apart,
    stages_defined,
)
from analysis.measures.victims.repeats import rate_of_victims, repeat_victims
from analysis.measures.victims.representation import of_characteristic, representation, verdicts_by_chance
from analysis.measures.victims.stages import largest_fall, left_by_state, reach_funnel

__all__ = [
    "against_benchmark",
    "agreement",
    "all_at_each_stage",
    "completeness",
    "largest_fall",
    "left_by_state",
    "needs_met",
    "needs_of_characteristic",
    "of_characteristic",
    "places_in_period",
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
    "stages_counted_apart",
    "stages_defined",
    "survey_profile",
    "verdicts_by_chance",
    "with_blanks",
]
