"""Languages: who speaks them where, who is not proficient in English, and what to translate."""

from analysis.measures.languages.decisions.decide import decide_languages
from analysis.measures.languages.pages import (
    decision_table,
    lines_drawn,
    lines_to_move,
    may_be_placed,
    missing_evidence,
    most_in_need,
    next_steps,
    other_languages,
    recorded_items,
    rules_to_argue,
    under_each_rule,
    verdicts_if,
)
from analysis.measures.languages.proficiency import language_need, likely_languages, not_proficient
from analysis.measures.languages.small_areas.backtest import held_out
from analysis.measures.languages.where_spoken import (
    hot_spots_by_language,
    in_named_places,
    in_neighbourhoods,
    languages_in_places,
    most_over_its_share,
    need_in_places,
    whole_people,
)

__all__ = [
    "decide_languages",
    "decision_table",
    "held_out",
    "hot_spots_by_language",
    "in_named_places",
    "in_neighbourhoods",
    "language_need",
    "languages_in_places",
    "likely_languages",
    "lines_drawn",
    "lines_to_move",
    "may_be_placed",
    "missing_evidence",
    "most_in_need",
    "most_over_its_share",
    "need_in_places",
    "next_steps",
    "not_proficient",
    "other_languages",
    "recorded_items",
    "rules_to_argue",
    "under_each_rule",
    "verdicts_if",
    "whole_people",
]
