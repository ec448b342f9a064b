"""Whether what is promised of need by language holds: on languages of American states, whose need is known.

The American Community Survey's table B16001 has, for each state, the speakers of 39 languages and how many of
them speak English less than very well. Each state is left out in turn: its languages and its total in need
are given, and the cross is to be found. Spanish is left out of what is measured, as in the goal.
"""

import functools

import numpy as np
import pandas as pd
import topics

from analysis import areas
from analysis.measures.languages.decisions import need as needs
from analysis.tables.census import language, proficiency
from analysis.tables.languages.reference import language_reference

FOLDER = topics.INPUTS.parent / "oracles" / "05_language_acs"
AT_MOST, HOLDS, HALF, LARGEST = 0.068, (0.85, 0.95), 0.5, 10
SPANISH = "Spanish or Spanish Creole"
MIDDLE = (500, 5_000)


def states(year):
    """Return a row for each state and language: its `people`, and those in need (`people_not_proficient`)."""
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
            }
        )
        for name, at in columns.items()
    ).assign(grouping="leaf")


def left_out(known):
    """Return the need of every state as it is estimated without it, beside what is true of it."""
    reference = pd.DataFrame({"language": known["group"].unique(), "group_23": "", "group_26": ""})
    reference["least_proficient_2011"] = ""
    parts = []
    for code, here in known.groupby("area_code"):
        languages = here.rename(columns={"group": "language", "people": "residents_3_plus"})
        everyone, worse = here["people"].sum(), here["people_not_proficient"].sum()
        levels = {"Can speak English well": everyone - worse, "Cannot speak English well": worse}
        levels |= {"Main language is English": 0, "Cannot speak English": 0}
        able = pd.DataFrame({"proficiency": list(levels), "residents_3_plus": list(levels.values())})
        found, _ = needs.need(
            languages.drop(columns=["people_not_proficient", "grouping"]), able.assign(area_code=code),
            reference, cross=known[known["area_code"] != code],
        )  # fmt: skip
        parts.append(found.merge(here, left_on="language", right_on="group", suffixes=("", "_true")))
    return pd.concat(parts, ignore_index=True)


@functools.cache
def tested(year):
    """Return the need of the states of a year, found and true, with `held`: whether the interval did."""
    found = left_out(states(year))
    ends = (found[f"people_not_proficient_{end}"] for end in ("lower", "upper"))
    return found.assign(held=found["people_not_proficient_true"].between(*ends))


def years():
    """Return the years of the table that are there."""
    return sorted(path.name.split("-")[1] for path in FOLDER.glob("acs1-*-B16001.csv"))


def wrong(found, estimate):
    """Return the share of people in need, without those of Spanish, who are put under the wrong language."""
    others, true = found["language"] != SPANISH, found["people_not_proficient_true"]
    return (estimate - true)[others].abs().sum() / 2 / true[others].sum()


def by_year():
    """Return a row for each year: the error, that of one rate for all, and how often intervals held."""
    rows = []
    for year in years():
        found = tested(year)
        by_state = found.groupby("area_code")[["people_not_proficient_true", "residents_3_plus"]].transform(
            "sum"
        )
        rate = by_state["people_not_proficient_true"] / by_state["residents_3_plus"]
        spoken = found[found["residents_3_plus"] > 0]
        middle = spoken["residents_3_plus"].between(*MIDDLE)
        error, naive = (
            wrong(found, estimate)
            for estimate in (found["people_not_proficient"], rate * found["residents_3_plus"])
        )
        held = spoken["held"]
        rows.append([int(year), len(spoken), error, naive, held.mean(), held[middle].mean()])
    columns = ["year", "cases", "error", "naive", "coverage_90", "coverage_middle"]
    return pd.DataFrame(rows, columns=columns)


def promised(asked, row):
    """Yield the rows of need: the truth of American states, and totals and widths in drawn police areas."""
    for one in by_year().itertuples():
        setting = f"B16001 of {one.year}, each state left out"
        yield row("need under the wrong language", setting, one.cases, one.error, most=AT_MOST)
        yield row("90 % interval of need", setting, one.cases, one.coverage_90, *HOLDS)
        setting += ", 500 to 5,000 speakers"
        spoken = tested(str(one.year))["residents_3_plus"]
        cases = spoken[spoken > 0].between(*MIDDLE).sum()
        yield row("90 % interval of need", setting, cases, one.coverage_middle, *HOLDS)
    everywhere = (language(topics.AREA, "every district"), proficiency(topics.AREA, "every district"))
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
