"""Which languages, areas and channels reach most people not proficient in English for a budget."""

from itertools import product

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.plans import coverage
from analysis.measures.rates.estimates import with_ends
from analysis.measures.rates.status import require

EACH_AREA, EVERYWHERE = "each area", "everywhere"
# Each further channel doubles the audiences of every language and area: six make 64 of each.
MOST_CHANNELS = 6


def best_reach(need, channels, budget, area, value="people_not_proficient"):
    """Return how many people each `budget` can reach at most, and by what: a row for each budget.

    `need` has a row for each `language` and `area` with the people to be reached, `value`, and its limits.
    `channels` has a row for each `channel`: `covers` ("each area": bought area by area; "everywhere": bought
    once for all), `cost` of one language (in one area, or everywhere), `reach_pct`, the share of the people
    who would be reached, and, where something must be translated and tested first, `material_cost`, paid
    once a language; channels with the same `material` share it. With a column `language` a row holds for
    that language alone.

    A person who is reached by two channels counts once. How many those are is an assumption: a channel's
    people are as likely as others to be reached by another.

    Columns: those of `coverage.best_cover`. Several budgets give the curve of reach against budget.

    Raises InputError for a negative budget, and more than six channels for one language.
    """
    return coverage.best_cover(**_problem(need, channels, area, value)[0], budget=budget)


def best_choice(need, channels, budget, area, value="people_not_proficient"):
    """Return what to buy with one `budget`: a row for each material to be made and each channel to be used.

    Arguments and refusals are those of `best_reach`. Columns: `kind` ("material" or "channel"), `language`,
    `channel` (or material), `area`, blank where it goes everywhere, `cost`, `people_reached`,
    `people_only_by_this` (lost without it). The costs add up to what is spent.
    """
    tables, options, materials = _problem(need, channels, area, value)
    found = coverage.best_options(**tables, budget=budget)
    material = found["kind"].eq("material").to_numpy()
    rows = [
        materials[name] if made else options[name] for name, made in zip(found["name"], material, strict=True)
    ]
    labels = pd.DataFrame(rows, columns=["language", "channel", area], dtype="str")
    labels.insert(0, "kind", np.where(material, "material", "channel"))
    labels["kind"] = labels["kind"].astype("str")
    return pd.concat([labels, found[["cost", "people_reached", "people_only_by_this"]]], axis=1)


def _problem(need, channels, area, value):
    """Return the tables that `coverage` needs, and what each option and each material stands for."""
    need, channels = _need(need, area, value), _with_materials(channels)
    options, materials, audiences, reached_by = [], {}, [], []
    for language, places in need.groupby("language", sort=False):
        offers = channels[channels["language"].isna() | (channels["language"] == language)]
        if len(offers) > MOST_CHANNELS:
            raise InputError(
                f"{language} has {len(offers)} channels. Give {MOST_CHANNELS} at most: join those alike."
            )
        offers = list(offers.itertuples())
        _add_materials(materials, language, offers)
        options += _options(language, offers, places["place"])
        patterns = _patterns(np.array([offer.reach_pct for offer in offers]) / 100)
        for place in places.itertuples():
            _add_audiences(audiences, reached_by, place, offers, patterns)
    found = pd.DataFrame(options, columns=["option", "language", "channel", "place", "cost", "material"])
    priced = [[name, cost] for name, (_, _, cost) in materials.items()]
    tables = {
        "options": found[["option", "cost"]].assign(material=found["material"].astype("str")),
        "audiences": pd.DataFrame(audiences, columns=["audience", "people", "lower", "upper"]),
        "reached_by": pd.DataFrame(reached_by, columns=["audience", "option"]),
        "materials": pd.DataFrame(priced, columns=["material", "cost"]),
    }
    stands_for = {row[0]: row[1:4] for row in options}
    return (
        tables,
        stands_for,
        {name: (language, what, None) for name, (language, what, _) in materials.items()},
    )


def _name(language, channel, place):
    return ", ".join(map(str, [language, channel] if place is None else [language, channel, place]))


def _made(language, offer):
    """Return the material that an offer needs in a language, None where nothing must be made."""
    return f"{language}: {offer.material}" if offer.material_cost > 0 else None


def _add_materials(materials, language, offers):
    for offer in offers:
        name = _made(language, offer)
        if name is None:
            continue
        known = materials.setdefault(name, (language, offer.material, offer.material_cost))
        if known[-1] != offer.material_cost:
            raise InputError(
                f'The material "{offer.material}" has two costs for {language}. Give one, or two names.'
            )


def _options(language, offers, places):
    """Return name, language, channel, place, cost and material of everything that can be bought."""
    return [
        [
            _name(language, offer.channel, place),
            language,
            offer.channel,
            place,
            offer.cost,
            _made(language, offer),
        ]
        for offer in offers
        for place in (places if offer.covers == EACH_AREA else [None])
    ]


def _add_audiences(audiences, reached_by, place, offers, patterns):
    """Add the people of one language and place, separated by which channels reach them."""
    if np.isnan(place.people):
        audiences.append([f"{place.language}, {place.place}", np.nan, np.nan, np.nan])
        return
    for number, (pattern, share) in enumerate(patterns):
        label = f"{place.language}, {place.place}, {number}"
        audiences.append([label, place.people * share, place.least * share, place.most * share])
        for offer, hears in zip(offers, pattern, strict=True):
            if hears:
                where = place.place if offer.covers == EACH_AREA else None
                reached_by.append([label, _name(place.language, offer.channel, where)])


def _need(need, area, value):
    require(need, "language", area, value)
    people, lower, upper, _ = with_ends(need, value)
    kept = need[["language", area]].set_axis(["language", "place"], axis=1).reset_index(drop=True)
    return kept.assign(people=people, least=lower, most=upper)


def _with_materials(channels):
    require(channels, "channel", "covers", "cost", "reach_pct")
    given = {
        "language": channels.get("language", pd.Series(None, channels.index, dtype="str")),
        "material": channels.get("material", channels["channel"]),
        "material_cost": channels.get("material_cost", pd.Series(np.nan, channels.index)),
    }
    channels = channels.assign(**given)
    return channels.assign(
        material=channels["material"].where(channels["material"].notna(), channels["channel"])
    )


def _patterns(reach):
    """Return which channels reach an audience, and its share of the people, for every audience there is."""
    patterns = [
        (hears, float(np.prod(np.where(hears, reach, 1 - reach))))
        for hears in product([True, False], repeat=len(reach))
    ]
    return [(hears, share) for hears, share in patterns if share > 0]
