"""The two presets that look at small areas: where few have English, and which languages they have."""

from analysis.errors import InputError
from analysis.measures.languages.decisions.need import ENGLISH, totals_of
from analysis.measures.rates.status import require

RULES = ("two_factor", "observatory")
CODES = ("lsoa21_code", "msoa21_code")


def answers(rules, small_areas=None, small_proficiency=None, deprivation=None):
    """Return {language: {preset: (areas at the low end, areas at the high end)}} of these presets.

    Areas that pass by the lower end of the interval of speakers, and by its upper, under the names that
    `small_proficiency` has for them, or their codes. A preset that cannot be told (no small areas, or no
    deprivation where it asks for it) is in no answer.
    """
    found = {}
    if small_areas is None or small_proficiency is None or not len(small_areas):
        return found
    code = next((name for name in CODES if name in small_areas.columns), "area_code")
    require(small_areas, code, "language", "lower", "upper")
    totals = totals_of(small_proficiency, code)
    totals["everyone"] = small_proficiency.groupby(code)["residents_3_plus"].sum()
    spoken = small_areas[small_areas["language"] != ENGLISH]
    named = small_proficiency.drop_duplicates(code).set_index(code)
    names = named["area_name"] if "area_name" in named.columns else named.index.to_series()
    for preset in rules.presets.values():
        passing = _passing(preset, totals, deprivation, code)
        if passing is None:
            continue
        inside = spoken[spoken[code].isin(passing)]
        among = totals["other"].reindex(inside[code]).to_numpy()
        for language in spoken["language"].unique():
            here = inside["language"] == language
            ends = []
            for end in ("lower", "upper"):
                enough = inside[end] * 100 >= preset["named_share_pct"] * among
                ends.append(tuple(sorted(inside.loc[here & enough, code].map(names))))
            found.setdefault(language, {})[preset.name] = tuple(ends)
    return found


def refuse_untold(rules, answers):
    """Refuse to decide by a preset of small areas that nothing is known of: it would look like a no."""
    if rules.preset.rule in RULES and not any(rules.chosen in told for told in answers.values()):
        raise InputError(
            f'The preset "{rules.chosen}" looks at small areas, and their languages'
            f"{' or deprivation are' if rules.preset.rule == 'two_factor' else ' are'} not known here. Give "
            "them, or decide by another preset."
        )


def _passing(preset, totals, deprivation, code):
    """Return the small areas that a preset looks into; None for a preset that asks for something else."""
    if preset.rule == "observatory":
        return set(totals.index[totals["other"] * 100 >= preset["share_pct"] * totals["everyone"]])
    if preset.rule != "two_factor" or deprivation is None or code not in deprivation.columns:
        return None
    poor = deprivation.loc[deprivation["imd_decile"] <= preset["deprivation_deciles"], code]
    many = totals["not_proficient"] * 100 >= preset["share_pct"] * totals["everyone"]
    return set(totals.index[many]) & set(poor)
