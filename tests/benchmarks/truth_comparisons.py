"""Promises about comparisons of areas and groups, on worlds whose truth is simulated."""

from itertools import product

import numpy as np
import pandas as pd
from promises import row

from analysis import measures

AREAS, WORLDS, MANY = 43, 150, 8
ODD = 1.5  # times the rate of ordinary areas
PEOPLE, MET, NEED_WORLDS = 100, 0.6, 400
GROUPS, SHARES = ["White", "Asian", "Black", "Mixed", "Other"], np.array([0.86, 0.06, 0.03, 0.03, 0.02])
BANDS = ["0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65 and over"]
YOUNG, OF_A_GROUP, RESIDENTS, RECORDS, PAGES = 3, "Mixed", 500_000, 3_000, 200
TIMES = np.array([0.80, 0.12, 0.05, 0.03])  # of people, who are one, two, three or four of the records


def areas(asked):
    """Yield how often ordinary areas lie outside what is usual, and how often odd ones are found.

    43 areas of unequal size whose log rates differ by `between`; one or eight have 1.5 times the rate.
    """
    chance = np.random.default_rng([asked.seed, 1])
    for sizes, between, events in product((0, 0.6, 1.0), (0, 0.15, 0.3), (60, 5_000, 50_000)):
        outside, found = [], {1: [], MANY: []}
        for number in range(WORLDS):
            people = chance.lognormal(0, sizes, AREAS)
            people = np.ceil(people / people.mean() * 1e6)
            rates = events / 1e6 * np.exp(chance.normal(0, between, AREAS))
            for odd in (0, 1, MANY) if number % 3 == 0 else (0,):
                more = np.where(np.arange(AREAS) < odd, ODD, 1)
                table = {"area": np.arange(AREAS), "events": chance.poisson(people * rates * more)}
                judged = measures.rates.among_areas(
                    pd.DataFrame(table | {"people": people}), "events", "people"
                )
                said = judged.sort_values("area")["position"].to_numpy()
                if odd:
                    found[odd].append(np.mean(said[:odd] == "higher than usual"))
                else:
                    outside.append(np.mean((said != "as usual") & pd.notna(said)))
        setting = f"sizes {sizes:g}, between {between:g}, {events:,} events"
        least = 0.04 if sizes == 1.0 and between else None
        yield row("ordinary areas outside what is usual", setting, WORLDS, np.mean(outside), least, 0.06)
        for odd, shares in found.items():
            yield row(f"{odd} of 43 at 1.5 times found", setting, len(shares), np.mean(shares))


def needs(asked):
    """Yield how often the interval of the share of needs met holds, where needs of one person end alike."""
    chance, category = np.random.default_rng([asked.seed, 2]), "Finance and benefits"
    for alike in (0, 0.3, 0.6):
        held = []
        for _ in range(NEED_WORLDS):
            each = 1 + chance.poisson(2, PEOPLE)
            spread = 1 / alike - 1 if alike else np.inf
            own = chance.beta(MET * spread, (1 - MET) * spread, PEOPLE) if alike else MET
            met = chance.binomial(each, own).sum()
            counts = {"need_category": category, "need_result": ["Met", "Not met"]}
            table = pd.DataFrame(counts | {"client_needs": [met, each.sum() - met], "status": "shown"})
            found = measures.victims.needs_met(table).iloc[0]
            held.append(found["lower"] <= 100 * MET <= found["upper"])
        setting = f"{PEOPLE} people, correlation {alike:g}"
        yield row("95 % interval of needs met", setting, NEED_WORLDS, np.mean(held), 0.93)


def neighbourhoods(asked):
    """Yield how often limits of shrunk rates hold, and how often a place is called higher, rightly or not."""
    chance, count = np.random.default_rng([asked.seed, 3]), 80
    for spread in (0.05, 0.2, 0.5):
        held, false, found = [], [], []
        for _ in range(WORLDS):
            people = chance.lognormal(7, 0.7, count).round()
            true = 0.1 * np.exp(chance.normal(-(spread**2) / 2, spread, count))
            true[0] = 0.2
            table = pd.DataFrame(
                {"events": chance.poisson(people * true), "people": people, "status": "shown"}
            )
            rates = measures.rates.shrunk_rates(table, "events", "people")
            held.append(np.mean((rates["lower"] <= 1_000 * true) & (1_000 * true <= rates["upper"])))
            higher = rates["position"].eq("higher than chance explains").to_numpy()
            false.append(higher[true <= 0.1].mean())
            found.append(higher[0])
        setting = f"80 neighbourhoods, spread {spread:g}"
        yield row("95 % limits of neighbourhood rates", setting, WORLDS * count, np.mean(held), 0.93, 0.97)
        yield row("called higher and is not", setting, WORLDS * count, np.mean(false), most=0.025)
        yield row("a neighbourhood at twice the rate found", setting, WORLDS, np.mean(found), 0.8)


def groups(asked):
    """Yield how often a group is called over- or under-represented and is not, and how often one that is.

    3,000 records of people who are in up to four, by ethnic group and age; of some the group is not known.
    In one world a group is younger than others, and the young three times as often victims.
    """
    chance = np.random.default_rng([asked.seed, 4])
    for younger, unknown in product((False, True), (0, 0.02, 0.15)):
        wrong, pages = [], []
        for _ in range(PAGES):
            living, risk = _living(younger), np.ones(len(BANDS))
            risk[:YOUNG] = 3 if younger else 1
            by_group, by_age = _judged(chance, living, np.outer(np.ones(len(GROUPS)), risk), unknown)
            told = (
                list(by_group) if younger else [*by_group, *by_age]
            )  # by age the young are over-represented
            wrong.append(np.mean([one != "cannot be told" for one in told]))
            pages.append(wrong[-1] > 0)
        setting = f"{'one group younger' if younger else 'all alike'}, {unknown:.0%} unknown"
        yield row("called over or under and is not", setting, PAGES, np.mean(wrong), most=0.05)
        yield row("pages with any group called so wrongly", setting, PAGES, np.mean(pages), most=0.05)
    for unknown in (0, 0.02, 0.15):
        found = []
        for _ in range(PAGES):
            living = _living(younger=False, shares=[0.733, 1 / 6, 0.04, 0.04, 0.02])
            risk = np.ones((len(GROUPS), len(BANDS)))
            risk[1] = 1.3
            found.append(_judged(chance, living, risk, unknown)[0]["Asian"] == "over")
        least = 0.8 if unknown <= 0.02 else None
        setting = f"a group of 500 records, {unknown:.0%} unknown"
        yield row("a ratio of 1.3 found", setting, PAGES, np.mean(found), least)


def _living(younger, shares=SHARES):
    """Return residents by group and age band, 35 % of them under 35; in one group 60 % where `younger`."""
    under = np.where([younger and name == OF_A_GROUP for name in GROUPS], 0.60, 0.35)
    ages = np.array([[each / YOUNG] * YOUNG + [(1 - each) / 4] * 4 for each in under])
    return (RESIDENTS * np.array(shares)[:, None] * ages).round()


def _judged(chance, living, risk, unknown):
    """Return the verdicts by group and by age of a page, from records drawn by residents and risk."""
    share = living * risk / (living * risk).sum()
    each = chance.choice(4, RECORDS, p=TIMES) + 1
    each = each[: np.searchsorted(each.cumsum(), RECORDS) + 1]
    cell = chance.choice(share.size, len(each), p=share.ravel())
    records = pd.DataFrame({"ethnic_group": cell // len(BANDS), "age_band": cell % len(BANDS), "each": each})
    records = records.loc[records.index.repeat(each)]
    records["offences_in_12_months"] = records["each"].map(dict(enumerate(["1", "2", "3", "4 or more"], 1)))
    records["age_band"] = records["age_band"].map(dict(enumerate(BANDS)))
    named = records["ethnic_group"].map(dict(enumerate(GROUPS)))
    records["ethnic_group"] = named.mask(chance.random(len(records)) < unknown, "Unknown")
    by = {
        name: records.groupby(name, as_index=False).size().rename(columns={"size": "victims"})
        for name in ("ethnic_group", "age_band", "offences_in_12_months")
    }
    rows = [
        (*pair, living[at]) for at, pair in zip(np.ndindex(living.shape), product(GROUPS, BANDS), strict=True)
    ]
    residents = pd.DataFrame(rows, columns=["ethnic_group", "age_band", "residents"])
    often = by["offences_in_12_months"]
    by_group = measures.victims.representation(
        by["ethnic_group"], residents, "ethnic_group", by_age=by["age_band"], often=often
    )
    ages = residents.rename(columns={"age_band": "group"}).assign(characteristic="Age band")
    by_age = measures.victims.representation(by["age_band"], ages, "age_band", often=often)
    return [one.set_index(one.columns[0])["verdict"] for one in (by_group, by_age)]


PROMISES = {"areas": areas, "needs": needs, "neighbourhoods": neighbourhoods, "groups": groups}
