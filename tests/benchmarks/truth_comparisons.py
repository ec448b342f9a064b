"""Promises about comparisons of areas and groups, on worlds whose truth is simulated."""

from itertools import product

import numpy as np
import pandas as pd
from promises import row

from analysis import measures

AREAS, WORLDS, MANY = 43, 150, 8
ODD = 1.5  # times the rate of ordinary areas
PEOPLE, MET, NEED_WORLDS = 100, 0.6, 400


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


PROMISES = {"areas": areas, "needs": needs, "neighbourhoods": neighbourhoods}
