"""People whom figures hardly see: those referred as victims of modern slavery, and those without recourse."""

from analysis.measures.hidden.interval import (
    assumptions_listed,
    assumptions_to_move,
    interval_if,
    status_interval,
    status_tornado,
    value_of_knowing,
)
from analysis.measures.hidden.pathway import (
    entered_without_anybody,
    kinds_of_blank,
    onward_moves,
    reasons_given,
    responsible_now,
    time_in_state,
)
from analysis.measures.hidden.referrals import (
    any_mention,
    decline_share,
    first_responder_mix,
    positive_share,
    referral_funnel,
    referral_rates,
)

__all__ = [
    "any_mention",
    "assumptions_listed",
    "assumptions_to_move",
    "decline_share",
    "entered_without_anybody",
    "first_responder_mix",
    "interval_if",
    "kinds_of_blank",
    "onward_moves",
    "positive_share",
    "reasons_given",
    "referral_funnel",
    "referral_rates",
    "responsible_now",
    "status_interval",
    "status_tornado",
    "time_in_state",
    "value_of_knowing",
]
