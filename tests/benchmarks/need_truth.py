"""Whether what is promised of need by language holds: on languages of American states, whose need is known.

The American Community Survey's table B16001 has, for each state, the speakers of 39 languages and how many of
them speak English less than very well. Each state is left out in turn: its languages and its total in need
are given, and the cross is to be found. Spanish is left out of what is measured, as in the goal.
"""

import functools

import numpy as np
import pandas as pd
import topics
from promises import row

import sampleshire
from analysis import areas, measures, settings, tables
from analysis.measures.languages import where_spoken
from analysis.measures.languages.decisions import joint
from analysis.measures.languages.decisions import need as needs
from analysis.tables.census import language, proficiency
from analysis.tables.languages.decision import language_proficiency_cross
from analysis.tables.languages.reference import language_reference

# Of 39 languages as many as the census of 2011 ranked of 94, and as many counted.
RANKED, COUNTED_THEN, FROM_TOTALS = 4, 2, 0.09
DECADE = 10  # years, of the order that was published to the census that it is used for
ORDERED, COUNTED_BEFORE = ("least_proficient_2011", "most_proficient_2011"), "not_proficient_2011_pct"
FOLDER = topics.INPUTS.parent / "oracles" / "05_language_acs"
PLACES_HOLD = (0.87, 0.94)
AT_MOST, HOLDS, HALF, LARGEST, FEW = 0.068, (0.85, 0.95), 0.5, 10, 0.05
PARTS = ((0, "E"), (0, "M"), (2, "E"), (2, "M"))  # speakers and those in need, each with its margin
SPANISH = "Spanish or Spanish Creole"
MIDDLE, FEWEST_IN_NEED, SURE = (500, 5_000), 100, 0.95
STATES = "American states"
# What is known of the cross of language by proficiency in the invented county, the best first.
COUNTED, ELSEWHERE, NOWHERE = "table of this place", "table of other places", "totals alone"


def states(year):
    """Return a row for each state and language: its `people`, and those in need (`people_not_proficient`).

    `survey_error` is the survey's margin of error (90 %) of those in need among so many speakers: that of the
    share, by the Census Bureau's formula for a proportion.
    """
    table = pd.read_csv(FOLDER / f"acs1-{year}-B16001.csv")
    legend = (
        pd.read_csv(FOLDER / f"acs1-{year}-B16001-legend.csv").set_index("VARIABLE")["LABEL"].astype("str")
    )
    legend = legend[legend.index.str.endswith("E") & legend.str.contains("Estimate")]
    parts = legend.str.split("!!")
    spoken = parts[(parts.str.len() == 3) & ~legend.str.contains("only English")]
    columns = {name: int(name[-4:-1]) for name in spoken.index}
    told = table.dropna(subset=[f"B16001_{at + more:03d}E" for at in columns.values() for more in (0, 2)])
    return pd.concat(
        pd.DataFrame(
            {
                "area_code": told["GEO_ID"],
                "group": spoken[name][-1],
                "people": told[name],
                "people_not_proficient": told[f"B16001_{at + 2:03d}E"],
                "survey_error": _of_share(*(told[f"B16001_{at + more:03d}{kind}"] for more, kind in PARTS)),
            }
        )
        for name, at in columns.items()
    ).assign(grouping="leaf")


def _of_share(people, error_of_people, needing, error_of_needing):
    """Return the margin of error of a share, in people; as of a ratio where the formula has no root."""
    own, of_all = error_of_needing**2, (needing / people.where(people > 0, 1) * error_of_people) ** 2
    return np.sqrt((own - of_all).where(own >= of_all, own + of_all))


def left_out(known, reference, totals_alone=False):
    """Return the need of every state as it is estimated without it, beside what is true of it.

    The other states' counts by language are known, or with `totals_alone` no more than their totals in need.
    """
    languages = known.rename(columns={"group": "language", "people": "residents_3_plus"})
    languages = languages.drop(columns=["people_not_proficient", "grouping", "survey_error"])
    able = pd.concat((_able(code, here) for code, here in known.groupby("area_code")), ignore_index=True)
    parts = []
    for code, here in known.groupby("area_code"):
        others = (
            {"everywhere": (languages, able)}
            if totals_alone
            else {"cross": known[known["area_code"] != code]}
        )
        own = [table[table["area_code"] == code] for table in (languages, able)]
        found, _ = needs.need(*own, reference, **others)
        parts.append(found.merge(here, left_on="language", right_on="group", suffixes=("", "_true")))
    return pd.concat(parts, ignore_index=True)


def _reference(known):
    told = dict.fromkeys(ORDERED, 0) | {COUNTED_BEFORE: np.nan}
    groups = {"group_23": "", "group_26": ""}
    return pd.DataFrame({"language": known["group"].unique()}).assign(**groups, **told)


def _able(code, here):
    """Return a state's people by how well they speak English, as the census has them of a district."""
    everyone, worse = here["people"].sum(), here["people_not_proficient"].sum()
    levels = {"Can speak English well": everyone - worse, "Cannot speak English well": worse}
    levels |= {"Main language is English": 0, "Cannot speak English": 0}
    able = pd.DataFrame({"proficiency": list(levels), "residents_3_plus": list(levels.values())})
    return able.assign(area_code=code)


@functools.cache
def tested(year):
    """Return the need of the states of a year, found and true, with `held`: whether the interval did."""
    known = states(year)
    return _held(left_out(known, _reference(known)))


@functools.cache
def from_totals(year):
    """Return what `tested` does where of no state is more known than its languages and its total in need.

    Known of the other year is what the census of 2011 tells of England and Wales: the languages whose
    speakers needed it most and least, in their order, and the rates of the two that are spoken most. What is
    true has the survey's sampling error, which what is estimated of England and Wales is spared: a range
    holds if it does with that error added, the two as independent.
    """
    known, other = states(year), states(next(one for one in years() if one != year))
    others = other[other["group"] != SPANISH].groupby("group")[["people_not_proficient", "people"]].sum()
    rates = others["people_not_proficient"] / others["people"]
    reference = _reference(known).set_index("language")
    for column, ranked in zip(ORDERED, (rates.nlargest(RANKED), rates.nsmallest(RANKED)), strict=True):
        reference.loc[ranked.index, column] = np.arange(1, RANKED + 1)
    largest = others["people"].nlargest(COUNTED_THEN).index
    reference.loc[largest, COUNTED_BEFORE] = rates[largest] * 100
    found = left_out(known, reference.reset_index(), totals_alone=True)
    estimate, error = found["people_not_proficient"], found["survey_error"]
    below = np.hypot(estimate - found["people_not_proficient_lower"], error)
    above = np.hypot(found["people_not_proficient_upper"] - estimate, error)
    return found.assign(held=found["people_not_proficient_true"].between(estimate - below, estimate + above))


def movement():
    """Return the variance by which log-odds of languages moved apart, in ten years of as steady a movement.

    Of all states together that are in both years, and beyond the sampling error, as most likely.
    """
    from scipy.optimize import minimize_scalar

    odds, chance, of_years = [], [], [states(year) for year in years()]
    both = set.intersection(*(set(known["area_code"]) for known in of_years))
    for known in of_years:
        known["survey_error"] **= 2
        sums = (
            known[known["area_code"].isin(both)]
            .groupby("group")[["people", "people_not_proficient", "survey_error"]]
            .sum()
        )
        rate = sums["people_not_proficient"] / sums["people"]
        odds.append(joint.logit(rate))
        slope = sums["people"] * rate * (1 - rate) * joint.NINE_OF_TEN
        chance.append(sums["survey_error"] / slope**2)
    moved, error = odds[-1] - odds[0], sum(chance)

    def unlikely(variance):
        weights = 1 / (variance + error)
        off = moved - np.average(moved, weights=weights)
        return (off**2 * weights - np.log(weights)).sum()

    between = int(years()[-1]) - int(years()[0])
    return minimize_scalar(unlikely, bounds=(0, 1), method="bounded").x * (DECADE / between) ** 2


def years():
    """Return the years of the table that are there."""
    return sorted(path.name.split("-")[1] for path in FOLDER.glob("acs1-*-B16001.csv"))


def wrong(found, estimate):
    """Return the share of people in need, without those of Spanish, who are put under the wrong language."""
    others, true = found["language"] != SPANISH, found["people_not_proficient_true"]
    return (estimate - true)[others].abs().sum() / 2 / true[others].sum()


@functools.cache
def of_sampleshire(known):
    """Return the need of the invented county's languages, found and true, by what is `known` of the cross."""
    found, _ = needs.need(**_given(known))
    true = _true_need().groupby("language")["people"].sum()
    found["people_not_proficient_true"] = true.reindex(found["language"], fill_value=0).to_numpy()
    return _held(found).assign(area_code=settings.SAMPLESHIRE)


def _given(known):
    """Return the arguments of `need` for the invented county."""
    with settings.serving(settings.Run()):
        cross = language_proficiency_cross(settings.SAMPLESHIRE)
        own = cross["area_code"].isin(areas.area(settings.SAMPLESHIRE).districts)
        both = [
            [table(settings.SAMPLESHIRE, by) for table in (language, proficiency)]
            for by in ("district", "every district")
        ]
    return {
        "languages": both[0][0],
        "proficiency": both[0][1],
        "reference": language_reference(),
        "cross": {COUNTED: cross, ELSEWHERE: cross[~own], NOWHERE: None}[known],
        "everywhere": tuple(both[1]),
    }


def _true_need():
    """Return the `people` of each `language` who truly cannot speak English well, by `lsoa21_code`."""
    truth = sampleshire.truth()["language_by_proficiency"]
    truth = truth[truth["area_code"].str.startswith("E019") & truth["proficiency"].str.startswith("Cannot")]
    reference = language_reference()
    named = dict(zip(reference["leaf"], reference["language"], strict=True))
    truth = truth.assign(language=truth["language"].map(named), lsoa21_code=truth["area_code"])
    return truth.groupby(["lsoa21_code", "language"], as_index=False)["people"].sum()


def in_places(known):
    """Return of each language that many need where it is concentrated, as found and as true; and places.

    Columns: `language`, `held` (whether the range of the share of the three named places has the true one)
    and `right`, whether each sure place is truly among the three with most. Then, by what each is called,
    LSOAs and neighbourhood teams of some size: whether their limits hold.
    """
    given = _given(known)
    with settings.serving(settings.Run()):
        people = measures.languages.languages_in_places(tables.languages.small_areas(settings.SAMPLESHIRE))
        able = proficiency(settings.SAMPLESHIRE, by="lsoa21")
        names = tables.places.area_names(settings.SAMPLESHIRE)
    spoken = [name for name in given["languages"]["language"].unique() if name != needs.ENGLISH]
    # Need rests on neither rules nor nationalities.
    evidence = measures.languages.Evidence(**given, crosswalk=None, policy={}, as_of=None)
    needed = measures.plans.need_by_place(spoken, evidence)
    total = needed.groupby("language")["people_not_proficient"].sum()
    needed = where_spoken.need_in_places(people, needed, able)
    placed = measures.languages.in_named_places(needed, list(total[total >= FEWEST_IN_NEED].index), names)
    small = needed.merge(_true_need(), on=["lsoa21_code", "language"], how="left").fillna({"people": 0})
    called = placed.drop_duplicates("area_name").set_index("area_name")["area_code"]
    column = next(name for name in ("neighbourhood_team", "ward24_code") if names[name].notna().all())
    true = _true_need().merge(names, on="lsoa21_code").groupby(["language", column])["people"].sum()
    teams = placed.join(true, on=["language", column]).fillna({"people": 0})
    parts = {
        "LSOAs with 5 to 20 in need": small[small["speakers"].between(5, 20)],
        "neighbourhood teams with 20 and more in need": teams[teams["speakers"] >= 20],
    }
    within = {name: part["people"].between(part["lower"], part["upper"]) for name, part in parts.items()}
    rows = []
    for one in measures.places.in_top_areas(placed, "area_code", "area_name", k=3).itertuples():
        here = true[one.language]
        share = here.reindex(called[topics.names_in(one.named, called.index)]).sum() / here.sum() * 100
        sure = called[topics.names_in(one.sure, called.index)]
        rows.append(
            [one.language, one.lower <= share <= one.upper, [code in here.nlargest(3) for code in sure]]
        )
    return pd.DataFrame(rows, columns=["language", "held", "right"]), within


def _held(found):
    ends = (found[f"people_not_proficient_{end}"] for end in ("lower", "upper"))
    return found.assign(held=found["people_not_proficient_true"].between(*ends))


def by_setting():
    """Return a row for each setting: the error, that of one rate for all, and how often intervals held."""
    told = [(STATES, year, tested(year)) for year in years()]
    told += [(STATES, f"{year}, {NOWHERE}", from_totals(year)) for year in years()]
    told += [("Sampleshire", known, of_sampleshire(known)) for known in (COUNTED, ELSEWHERE, NOWHERE)]
    columns = ["place", "setting", "cases", "error", "naive", "coverage_90", "coverage_middle"]
    return pd.DataFrame(
        [[place, setting, *_summary(found)] for place, setting, found in told], columns=columns
    )


def _summary(found):
    together = found.groupby("area_code")[["people_not_proficient_true", "residents_3_plus"]].transform("sum")
    rate = together["people_not_proficient_true"] / together["residents_3_plus"]
    spoken = found[found["residents_3_plus"] > 0]
    middle = spoken["residents_3_plus"].between(*MIDDLE)
    error, naive = (
        wrong(found, estimate)
        for estimate in (found["people_not_proficient"], rate * found["residents_3_plus"])
    )
    return len(spoken), error, naive, spoken["held"].mean(), spoken["held"][middle].mean()


def _out_of_order(everywhere):
    """Return the pairs of the order of 2011, and how many of them estimates and ranges of 2021 reverse."""
    reference = language_reference().set_index("language")
    names = pd.Series(everywhere[0]["language"].unique())
    names = names[names != needs.ENGLISH].reset_index(drop=True)
    odds, covariance = needs._from_margins(names, [], everywhere, reference.reset_index())
    least, most = (reference.loc[names, column].to_numpy() for column in ORDERED)
    ranked = np.flatnonzero(least + most > 0)
    ranked = ranked[np.argsort(np.where(least > 0, least, len(names) - most)[ranked])]
    reach = joint.NINE_OF_TEN * np.sqrt(np.diag(covariance))
    reversed_ = [np.triu((odds + by)[ranked, None] < (odds - by)[None, ranked]).sum() for by in (0, reach)]
    return len(ranked) * (len(ranked) - 1) // 2, *reversed_


def promised(_asked):
    """Yield the rows of need: American states, the invented county and the order published of 2011."""
    for one in by_setting().itertuples():
        if one.place != STATES:
            # Its languages differ less than those of states do: that ranges are wide there is no fault.
            setting = f"{one.place}, {one.setting}"
            yield row("90 % interval of need", setting, one.cases, one.coverage_90, least=HOLDS[0])
            where, within = in_places(one.setting)
            for place, held in within.items():
                yield row(
                    "90 % interval of need", f"{place}, {one.setting}", len(held), held.mean(), *PLACES_HOLD
                )
            right = where["right"].sum()
            yield row(
                "share of need in three places", setting, len(where), where["held"].mean(), least=HOLDS[0]
            )
            yield row(
                "sure places of need truly among the three", setting, len(right), np.mean(right), least=SURE
            )
            continue
        setting = f"B16001 of {one.setting}, each state left out"
        most, found = (AT_MOST, tested) if one.setting in years() else (FROM_TOTALS, from_totals)
        yield row("need under the wrong language", setting, one.cases, one.error, most=most)
        yield row("90 % interval of need", setting, one.cases, one.coverage_90, *HOLDS)
        setting += ", 500 to 5,000 speakers"
        spoken = found(one.setting[:4])["residents_3_plus"]
        cases = spoken[spoken > 0].between(*MIDDLE).sum()
        yield row("90 % interval of need", setting, cases, one.coverage_middle, *HOLDS)
    setting = f"B16001 of {' and '.join(years())}, variance of log-odds in ten years"
    yield row(
        "movement of languages", setting, states(years()[0])["group"].nunique(), movement(), most=joint.SINCE
    )
    everywhere = _everywhere()
    setting = "least and most proficient of 2011, pairs"
    pairs, estimates, ranges = _out_of_order(everywhere)
    yield row("need against the published order", f"{setting}, ranges", pairs, ranges, most=0)
    yield row("need against the published order", f"{setting}, estimates", pairs, estimates, most=pairs * FEW)


def _everywhere():
    return language(topics.AREA, "every district"), proficiency(topics.AREA, "every district")


def in_drawn_areas(asked):
    """Yield the rows of need in police areas that the seed draws."""
    everywhere = _everywhere()
    forces = [one.slug for one in areas.all_areas()]
    drawn = np.random.default_rng(asked.seed).choice(forces, 4, replace=False)
    for area in dict.fromkeys([topics.AREA, *drawn]):
        able = proficiency(area)
        found, local = needs.need(language(area), able, language_reference(), everywhere=everywhere)
        published = needs.totals_of(able, "area_code")["not_proficient"]
        off = (local.groupby("area_code")["people_not_proficient"].sum() - published).abs()
        yield row("need of a district, people off the published", area, len(off), off.max(), most=0)
        largest = found.nlargest(LARGEST, "residents_3_plus")
        width, possible = (
            (largest[f"people_not_proficient_{high}"] - largest[f"people_not_proficient_{low}"]).sum()
            for low, high in (("lower", "upper"), ("least", "most"))
        )
        yield row(
            "width of need against bounds", f"{area}, ten largest", LARGEST, width / possible, most=HALF
        )
