"""Which languages may be shown for places within the area, and what appears where one may not.

A map of a small community, or of one at risk, shows where to find it also to those who mean harm.
"""

import pandas as pd

from analysis.measures.decisions.explain import RISK_SOURCES
from analysis.measures.decisions.verdicts import MONITOR, NO_EVIDENCE, TRANSLATE_AREAS
from analysis.measures.status import require, text

# Of speakers in the whole area: with fewer, a neighbourhood holds a handful. An office may not lower it.
LEAST_SPEAKERS = 1_000
WHY_THIS_LINE = (
    "A language with fewer speakers, and one that was chosen because of risk, has no map, and no count or "
    "place below the whole area, in what is published: it would show where to find a community that somebody "
    "may wish to harm."
)
NOT_PUBLISHED = "places not published"
IN_AREAS = "Translate, for named areas only."
RESIDENT_CODES = {"SIZE", "SHARE", "NEED"}
RISK_CODES = {*RISK_SOURCES, "RISK_NAMED"}
# What a decision says of places: words, and one margin that is a share of a district.
WORDS_OF_PLACES = ("districts", "areas", "concentration", "highest_location_quotient")
MARGIN = "margin_share_of_district_points"


def may_be_placed(decision):
    """Return the names of the languages that may be shown for places within the area, in their order.

    `decision` is that of `decide_languages`. These have at least `LEAST_SPEAKERS` speakers in the whole area
    by the census, and risk had no part in choosing them: there is no strong case of it, and one that is weak
    did not bring them in by itself. Whatever shows a language on a map, or for a district, a ward or a team,
    publicly, asks this.
    """
    require(decision, "language", "verdict", "residents_3_plus", "risk_strength", "reasons_for")
    return [row.language for row in decision.itertuples() if _may(row)]


def _may(row):
    codes = set(row.reasons_for.split())
    asked = row.verdict not in (MONITOR, NO_EVIDENCE)
    by_risk = asked and bool(RISK_CODES & codes) and not RESIDENT_CODES & codes
    # One without a count of its own, such as Dari, has no number of speakers.
    many = pd.notna(row.residents_3_plus) and row.residents_3_plus >= LEAST_SPEAKERS
    return bool(many) and not (by_risk or row.risk_strength.startswith("strong"))


def without_places(decision):
    """Return a decision that says no place of a language that may not be shown for places.

    Its columns stay; in `next_step` the places of such a language are not named.
    """
    require(decision, "language", "verdict", "areas", "next_step")
    placed = decision["language"].isin(may_be_placed(decision))
    words = {name: decision[name].where(placed, "") for name in WORDS_OF_PLACES if name in decision.columns}
    if MARGIN in decision.columns:
        words[MARGIN] = decision[MARGIN].where(placed)
    steps = [
        step if may or verdict != TRANSLATE_AREAS else IN_AREAS + step.partition(IN_AREAS[-6:])[2]
        for step, may, verdict in zip(decision["next_step"], placed, decision["verdict"], strict=True)
    ]
    return decision.assign(**words, next_step=text(steps))


def places_withheld(rows, placed, column):
    """Return `rows` by `language` with `column`, a place, withheld where the language is not in `placed`."""
    require(rows, "language", column)
    return rows.assign(**{column: rows[column].where(rows["language"].isin(placed), NOT_PUBLISHED)})
