"""What a budget is set against: the need of each language in each place, its channels, steps of money."""

import numpy as np
import pandas as pd

from analysis.measures.languages.decisions.facts import SIGNED
from analysis.measures.languages.decisions.need import need_by_language, totals_of
from analysis.measures.plans.reach import best_reach
from analysis.measures.rates.estimates import framed
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, require, text

NEED = "people_not_proficient"
COUNTED = "counted"
WITHIN = "a point in the range of those who cannot speak English well; its ends are the limits"
NOT_KNOWN = "not given: how many cannot speak English well is not known"
STEPS = 14
COLUMNS = ("budget", "pounds", "spent", "people_reached", "lower", "upper", "people_in_all", "share_pct",
           "greedy_people_reached", "lost_by_greedy", "step_by_step", "holds", "method",
           "status")  # fmt: skip
WORDS = ("pounds", "step_by_step", "holds", "method", "status")
NOTHING_TOLD = (NEED, f"{NEED}_lower", f"{NEED}_upper", "_within", "of_all_languages")
HOLDS, MAY_NOT = "at both ends", "not at both ends"
LOSES, AS_GOOD = "loses", "as good"
# Nobody can say what a channel reaches to a part of a person, or of a pound.
WHOLE = ("budget", "spent", "people_reached", "lower", "upper", "people_in_all", "lost_by_greedy")
ENOUGH = 1e12  # pounds: more than anything could cost


def need_by_place(chosen, languages, proficiency, reference, cross=None, place="area_name", **_):
    """Return the people not proficient of each of the languages `chosen` in each place: what budgets reach.

    The other arguments are those of `decide_languages` by the same names, those that it has besides are left
    aside. Each place is worked out by itself from its own totals. `people_not_proficient` is counted where
    the cross-table counts it; elsewhere it stands as far into its range as makes all languages of the place
    together as many as are counted there, and `lower` and `upper` are the ends, so that a best choice can be
    held to both. Of a signed language nobody knows it, and its rows are not available; nor are any without
    figures on proficiency.

    Columns: `language`, the place, `people_not_proficient`, `lower`, `upper`, `of_all_languages` (who is not
    proficient in the place, whatever they speak), `method`, `status`.
    """
    require(languages, "area_code", place, "language")
    signed = set(reference.loc[reference["kind"] == SIGNED, "language"])
    parts = []
    for (code, name), spoken in languages.groupby(["area_code", place], sort=True):
        if proficiency.empty:
            kept = spoken[spoken["language"].isin(chosen) & spoken["residents_3_plus"].gt(0)][["language"]]
            parts.append(kept.assign(**dict.fromkeys(NOTHING_TOLD, np.nan), **{place: name}))
            continue
        told = proficiency[proficiency["area_code"] == code]
        everyone = float(totals_of(told, "area_code")["not_proficient"].sum())
        found = need_by_language(spoken, told, reference, cross)
        found = found.assign(_within=_within(found, everyone), of_all_languages=everyone)
        kept = found[found["language"].isin(chosen) & found["residents_3_plus"].gt(0)]
        parts.append(kept.assign(**{place: name}))
    columns = ["language", place, NEED, "lower", "upper", "of_all_languages", "method", "status"]
    if not parts:
        return pd.DataFrame(columns=columns)
    rows = pd.concat(parts, ignore_index=True)
    lower, upper = (rows[f"{NEED}_{end}"].astype(float) for end in ("lower", "upper"))
    counted = rows[NEED].astype(float)
    unknown = rows["language"].isin(signed) | lower.isna() | upper.isna()
    method = np.where(unknown, NOT_KNOWN, np.where(counted.notna(), COUNTED, WITHIN))
    made = rows.assign(
        **{
            NEED: rows["_within"].where(~unknown),
            "lower": lower.where(~unknown),
            "upper": upper.where(~unknown),
        },
        method=text(method),
        status=text(np.where(unknown, NOT_AVAILABLE, SHOWN)),
    )
    # The largest need first, so that a table begins with what matters most.
    order = {name: at for at, name in enumerate(chosen)}
    return made.sort_values(
        ["language", place], key=lambda names: names.map(order) if names.name == "language" else names
    )[columns].reset_index(drop=True)


def _within(found, everyone):
    """Return a count, or a point in a range, for each language of a place; together they add to `everyone`.

    The middles of the ranges may add up to far more than are counted there in all.
    """
    counted = found[NEED].astype(float)
    lower, upper = (found[f"{NEED}_{end}"].astype(float) for end in ("lower", "upper"))
    open_ = counted.isna()
    room = (upper - lower)[open_].sum()
    part = (everyone - counted.sum() - lower[open_].sum()) / room if room > 0 else 0.5
    return counted.where(~open_, lower + min(max(part, 0.0), 1.0) * (upper - lower))


def reach_by_budget(need, channels, area, steps=STEPS, **how):
    """Return `best_reach` for `steps` budgets, the last of which reaches all who can be reached.

    Every second budget is twice as large, for it is the first pounds whose choice matters most. Amounts are
    rounded up to two figures, so that they read as money does. Columns: those of `best_reach` that a page
    shows, `pounds`, the budget in words, `step_by_step`, whether choosing step by step loses people, and
    `holds`, whether the choice is (all but) the best at both ends of the need. Without a channel, or a need
    that is known, the table has no rows. `how` goes to `best_reach`.
    """
    used = channels["language"].isna() | channels["language"].isin(need["language"])
    if not used.any() or not need["status"].eq(SHOWN).any():
        return framed([], COLUMNS, WORDS)
    most = best_reach(need, channels, ENOUGH, area, **how)["spent"].iloc[0]
    budgets = {_two_figures(most * 2.0 ** (-step / 2)) for step in range(steps)}
    found = best_reach(need, channels, sorted(budgets), area, **how)
    whole = {name: found[name].round().astype("int64") for name in WHOLE}
    # Less than half a person is not lost: rounded by itself, such a row would read as one that loses.
    whole["greedy_people_reached"] = whole["people_reached"] - whole["lost_by_greedy"]
    words = {
        "pounds": text([f"£{amount:,.0f}" for amount in found["budget"]]),
        "holds": text(found["robust"].map({True: HOLDS, False: MAY_NOT})),
        "step_by_step": text(whole["lost_by_greedy"].gt(0).map({True: LOSES, False: AS_GOOD})),
    }
    return found.assign(**whole, **words)[list(COLUMNS)]


def _two_figures(amount):
    """Return an amount rounded up to two figures.

    >>> _two_figures(4321.0), _two_figures(100.0)
    (4400.0, 100.0)
    """
    if amount <= 0:
        return 1.0
    unit = 10.0 ** (np.floor(np.log10(amount)) - 1)
    return float(np.ceil(amount / unit - 1e-9) * unit)


def first_to_reach(curve, part=2 / 3):
    """Return the row of the smallest budget with which `part` of the most that the curve reaches are reached.

    A curve without rows gives none. Raises InputError for a part that is not above 0 and at most 1.
    """
    require(curve, "budget", "people_reached")
    enough = curve["people_reached"] >= part * curve["people_reached"].max()
    return curve[enough].nsmallest(1, "budget").reset_index(drop=True)
