"""Promises about comparisons of areas and groups, on worlds whose truth is simulated."""

from itertools import product

import numpy as np
import pandas as pd
from promises import row

from analysis import measures

AREAS, WORLDS, MANY = 43, 150, 8
ODD = 1.5  # times the rate of ordinary areas


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


PROMISES = {"areas": areas}
