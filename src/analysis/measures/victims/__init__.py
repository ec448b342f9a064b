"""Who is harmed, who is missing from the figures, and who is reached: measures of victims."""

from analysis.measures.victims.agreement import agreement, profile_against_victims, survey_profile
from analysis.measures.victims.answers import profile_against_residents
from analysis.measures.victims.completeness import against_benchmark, completeness
from analysis.measures.victims.expected import (
    adults_expected_and_recorded,
    had_all_been_recorded,
    survey_series,
)
from analysis.measures.victims.falls import largest_fall
from analysis.measures.victims.grid import needs_of_characteristic, with_blanks
from analysis.measures.victims.last_stages import all_at_each_stage, stages_by_group
from analysis.measures.victims.needs import capacity_against_demand, needs_met, reasons_not_met
from analysis.measures.victims.outcomes import (
    closed_outcomes,
    does_not_support_for_mix,
    victim_does_not_support,
)
from analysis.measures.victims.providers import (
    places_in_period,
    room_for_demand,
    stages_apart,
    stages_counted_apart,
    stages_defined,
)
from analysis.measures.victims.repeats import rate_of_victims, repeat_victims
from analysis.measures.victims.representation import of_characteristic, representation, verdicts_by_chance
from analysis.measures.victims.safe_accommodation import (
    inflow_from_outside,
    not_supported_by_reason,
    safe_accommodation,
)
from analysis.measures.victims.stages import left_by_state, reach_funnel
from analysis.measures.victims.years import latest_year

__all__ = [
    "adults_expected_and_recorded",
    "against_benchmark",
    "agreement",
    "all_at_each_stage",
    "capacity_against_demand",
    "closed_outcomes",
    "completeness",
    "does_not_support_for_mix",
    "had_all_been_recorded",
    "inflow_from_outside",
    "largest_fall",
    "latest_year",
    "left_by_state",
    "needs_met",
    "needs_of_characteristic",
    "not_supported_by_reason",
    "of_characteristic",
    "places_in_period",
    "profile_against_residents",
    "profile_against_victims",
    "rate_of_victims",
    "reach_funnel",
    "reasons_not_met",
    "repeat_victims",
    "representation",
    "room_for_demand",
    "safe_accommodation",
    "stages_apart",
    "stages_by_group",
    "stages_counted_apart",
    "stages_defined",
    "survey_profile",
    "survey_series",
    "verdicts_by_chance",
    "victim_does_not_support",
    "with_blanks",
]
