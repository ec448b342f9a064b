"""What a budget can do: the need of each language in each place, the curve of reach, what to buy."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.languages.decisions.explain import MOST_NAMED
from analysis.measures.languages.decisions.facts import SIGNED
from analysis.measures.languages.decisions.need import need, totals_of
from analysis.measures.languages.decisions.verdicts import AUDIO_VIDEO, TRANSLATE_AREAS
from analysis.measures.languages.pages import NOT_PUBLISHED
from analysis.measures.plans import coverage
from analysis.measures.rates.estimates import framed, with_ends
from analysis.measures.rates.status import phrase, require, text
from analysis.measures.services.directory import BETWEEN
from analysis.states import NOT_AVAILABLE, SHOWN

if TYPE_CHECKING:
    from analysis.measures.languages.decisions.decide import Evidence


__all__ = ["left_out", "need_by_place", "reach_by_budget", "what_to_buy", "without_places"]

NEED, PLACE = "people_not_proficient", "area_name"
NOT_KNOWN = "not given: how many cannot speak English well is not known"
NOT_ASKED = "not given: the census does not ask how well signers read English"
STEPS = 14
COLUMNS = ("budget", "pounds", "spent", "people_reached", "lower", "upper", "people_in_all", "share_pct",
           "fewer_on_average", "holds", "first_to_reach", "method", "status")  # fmt: skip
WORDS = ("pounds", "holds", "first_to_reach", "method", "status")
TOLD = {NEED: NEED, f"{NEED}_lower": "lower", f"{NEED}_upper": "upper"}
IN_DRAWS, NOTHING_TO_HOLD = "in {share:.0f} of 100 draws", "buys nothing"
# Nobody can say what a channel reaches to a part of a person, or of a pound.
WHOLE = ("budget", "spent", "people_reached", "lower", "upper", "people_in_all")
ON_AVERAGE = "fewer_on_average"  # blank where nothing is bought
ENOUGH = 1e12  # pounds: more than anything could cost
PART = 2 / 3  # of the most that money can reach: what the budget to begin with reaches
EACH_AREA, EVERYWHERE = "each area", "everywhere"
TO_MAKE = "to make first"
AT_RISK, REACHES_MOST = "language at risk", "reaches most"
POUNDS, PIECES = "pounds", "pieces"
SET, PROPOSED = "the office's budget", "a proposed budget"
EVERYTHING, NO_PLACES = "everything", "languages without published places"
SOME = "some channels and places"
NEED_NOT_KNOWN = "nobody can say how many need it"
NO_CHANNEL = "no channel in the log is right for it"
# What a verdict names, by which channels, and what it rules out. A recording is for people who may not read
# (a card shows an interpreter which language it is), and where somebody may be at risk nothing hangs or lies
# where anybody sees it.
WRITTEN, DISCREET, HEARD = "a written translation", "a discreet written translation", "a recording or video"
FIRST_BY: dict[str, tuple[str, ...]] = dict.fromkeys(
    (WRITTEN, DISCREET), ("poster", "leaflet", "card", "web page")
)
FIRST_BY |= {HEARD: ("radio", "social media", "messaging app")}
NOT_BY = {HEARD: ("poster", "leaflet", "web page"), DISCREET: ("poster", "leaflet")}
ANYWHERE, HERE, ELSEWHERE = "anywhere", "here", "elsewhere"
SPENT_ELSEWHERE = "the budget reaches more people elsewhere"
TOO_SMALL = "the share for risk is too small for it, and the rest reaches more people elsewhere"
NOTHING_BOUGHT = "the budget pays for nothing"
NO_TABLE = "no table of channels was supplied"
ON_TOP = "a reasonable adjustment for Deaf people, which is not paid from this budget"
# Each further channel doubles the audiences of every language and area: six make 64 of each.
MOST_CHANNELS = 6


def need_by_place(
    chosen: list[str], evidence: Evidence, decision: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the people not proficient of each of the languages `chosen` in each district.

    `evidence` is that of `decide_languages`. The figures are those of the decision: languages of a place add
    up to as many as are counted there. Of a signed language nobody knows it, and its rows are not available;
    nor are any without figures on proficiency. `decision` is the table of what was decided, whose verdicts
    say in which form each language is reached.

    Columns: `language`, `area_code`, `area_name`, `people_not_proficient`, `lower` and `upper` (a 90 %
    interval), `of_all_languages` (who is not proficient in the place, whatever they speak), `form` (what the
    verdict names, a key of `FIRST_BY`; blank without `decision`), `wanted` ("anywhere", or for a verdict on
    named areas whether this is one of them, "here" or "elsewhere"), `method`, `status`.
    """
    languages, proficiency = evidence.languages, evidence.proficiency
    require(languages, "area_code", PLACE, "language")
    spoken = languages[languages["language"].isin(chosen) & languages["residents_3_plus"].gt(0)]
    found = spoken[["area_code", PLACE, "language"]]
    if proficiency.empty:
        found = found.assign(**dict.fromkeys(TOLD, np.nan), need_method="", of_all_languages=np.nan)
    else:
        told = need(languages, proficiency, evidence.reference, evidence.cross, evidence.everywhere)[1]
        everyone = totals_of(proficiency, "area_code")["not_proficient"].astype(float)
        found = found.merge(told, on=["area_code", "language"], how="left")
        found = found.assign(of_all_languages=found["area_code"].map(everyone))
    signs = evidence.reference.loc[evidence.reference["kind"] == SIGNED, "language"]
    signed = found["language"].isin(signs)
    unknown = signed | found[NEED].isna()
    made = found.assign(
        **{name: found[column].astype(float).mask(unknown) for column, name in TOLD.items()},
        method=text(found["need_method"].mask(unknown, NOT_KNOWN).mask(signed, NOT_ASKED)),
        status=text(np.where(unknown, NOT_AVAILABLE, SHOWN)),
    )
    asked = {} if decision is None else {row.language: row for row in decision.itertuples()}
    rows = [(asked.get(language), name) for language, name in zip(made["language"], made[PLACE], strict=True)]
    made["form"] = text("" if row is None else _form(row) for row, _ in rows)
    made["wanted"] = text(ANYWHERE if row is None else _wanted(row, name) for row, name in rows)
    columns = ["language", "area_code", PLACE, NEED, "lower", "upper", "of_all_languages", "form", "wanted"]
    columns += ["method", "status"]
    ordered = made.assign(_order=made["language"].map(list(chosen).index)).sort_values(["_order", PLACE])
    return ordered[columns].reset_index(drop=True)


def _form(row):
    """Return the form that the verdict of a row of decisions names."""
    if row.verdict == AUDIO_VIDEO:
        return HEARD
    return DISCREET if row.strong_risk else WRITTEN


def _wanted(row, place):
    """Return whether the verdict of a row of decisions has something made for a district."""
    areas = row.areas.split(BETWEEN) if row.areas else []
    if not areas and row.verdict != TRANSLATE_AREAS:
        return ANYWHERE
    return HERE if place in areas or not areas else ELSEWHERE


def _offered(known, channels):
    """Return the channels that fit the verdict on a language, whose need is `known`, and which come `first`.

    In named areas nothing is bought that goes everywhere.
    """
    require(known, "language", "form", "wanted")
    language, form, wanted = known[["language", "form", "wanted"]].iloc[0]
    fits = channels["language"].isna() | channels["language"].eq(language)
    fits &= ~channels["channel"].isin(NOT_BY.get(form, ()))
    fits &= channels["covers"].eq(EACH_AREA) | (wanted == ANYWHERE)
    return channels.assign(first=channels["channel"].isin(FIRST_BY.get(form, ())))[fits]


def reach_by_budget(
    need: pd.DataFrame,
    channels: pd.DataFrame,
    spending: dict[str, dict[str, int]] | None = None,
    at_risk: tuple = (),
) -> pd.DataFrame:
    """Return `best_reach` for a range of budgets, the last of which reaches all who can be reached.

    The budget of `spending`, where the office has set one in pounds, is among them, and its share is set
    aside for the languages `at_risk` at each of them (see `what_to_buy`).

    Every second budget is twice as large, for it is the first pounds whose choice matters most. Amounts are
    rounded up to two figures, so that they read as money does. Columns: those of `best_reach` that a page
    shows, `pounds`, the budget in words, `holds`, in how many draws of the need no other choice reaches more,
    `fewer_on_average`, how far it falls short of the best choice over all of them, and `first_to_reach`,
    "yes" for the smallest budget that reaches `PART` of the most. Without a channel, or a need that is known,
    the table has no rows.
    """
    used = any(len(_offered(known, channels)) for _, known in need.groupby("language"))
    if not used or not need["status"].eq(SHOWN).any():
        return framed([], COLUMNS, WORDS)
    most = best_reach(need, channels, ENOUGH)["spent"].iloc[0]
    budgets = {_two_figures(most * 2.0 ** (-step / 2)) for step in range(STEPS)}
    if spending is not None and "budget" in spending:
        budgets.add(float(spending["budget"]["value"]))
    found = best_reach(need, channels, sorted(budgets), at_risk, _share(spending))
    whole = {name: found[name].round().astype("int64") for name in WHOLE}
    first = whole["people_reached"].ge(PART * whole["people_reached"].max()).idxmax()  # budgets rise
    words = {
        "pounds": text([f"£{amount:,.0f}" for amount in found["budget"]]),
        "first_to_reach": text(np.where(found.index == first, "yes", "no")),
        "holds": text(
            NOTHING_TO_HOLD if np.isnan(share) else IN_DRAWS.format(share=share)
            for share in found["best_in_draws_pct"]
        ),
    }
    whole[ON_AVERAGE] = found[ON_AVERAGE].round().astype("Int64")
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


def what_to_buy(
    need: pd.DataFrame,
    channels: pd.DataFrame,
    curve: pd.DataFrame,
    at_risk: list[str] | tuple[()] = (),
    spending: dict[str, dict[str, int]] | None = None,
) -> pd.DataFrame:
    """Return the best choice for a budget, of which a share is set aside for languages chosen by risk.

    `spending` is that of the office's policy: the share set aside (`at_risk`, per cent) and a `budget` in
    pounds or a number of `pieces`, where each thing to be made and each to be bought counts as one. Without
    either it is that of a curve that is `first_to_reach`, or the next that buys something in every language
    that can be bought for and is not `at_risk`. Nothing is set aside without `at_risk`, the languages chosen
    by risk. It is one choice: most people are reached, and of those who speak a language at risk at least as
    many as the share could reach by itself. What the share cannot buy is free for every language, and
    languages at risk may have more than the share.

    A row for each language and channel, and for each language's material. Columns: `language`, `what` (the
    channel, or the material "to make first"), `where` (the places, or everywhere), `why` ("language at
    risk" or "reaches most"), `cost` and `budget` in their `unit` (pounds or pieces), `people_reached` by it,
    `budget_is` (whose budget it is), `status`. Without a curve it has no rows. A person who is reached by two
    rows is in both: people reached do not add up.
    """
    columns = ["language", "what", "where", "why", "cost", "unit", "people_reached", "budget", "budget_is"]
    columns += ["status"]
    if not len(curve):
        return pd.DataFrame(columns=columns)
    given = {name: one["value"] for name, one in (spending or {}).items()}
    office = given.get("budget", given.get(PIECES))
    rising = curve["budget"].iloc[curve["first_to_reach"].eq("yes").argmax() :]
    if PIECES in given:
        channels = channels.assign(cost=1.0, material_cost=channels["material_cost"].gt(0).astype(float))
    others = ~need["language"].isin(at_risk) & need["status"].eq(SHOWN)
    known = need[others].groupby("language")
    wanted = {language for language, rows in known if len(_offered(rows, channels))}
    for budget in rising if office is None else [float(office)]:
        bought = best_choice(need, channels, budget, at_risk, _share(spending))
        if wanted <= set(bought["language"]):
            break
    made = bought["kind"] == "material"
    rows = bought.assign(
        what=bought["channel"].where(~made, bought["channel"] + f", {TO_MAKE}"),
        where=bought[PLACE].fillna(EVERYWHERE),
        why=np.where(bought["language"].isin(at_risk), AT_RISK, REACHES_MOST),
    )
    # Reached is blank for a material: it reaches nobody by itself.
    joined = rows.groupby(["language", "what"], sort=False, as_index=False).agg(
        where=("where", BETWEEN.join),
        why=("why", "first"),
        cost=("cost", "sum"),
        people_reached=("people_reached", lambda people: people.sum(min_count=1)),
        made=("kind", "first"),
    )
    order = list(dict.fromkeys(need["language"]))
    joined = joined.assign(_order=joined["language"].map(order.index)).sort_values(
        ["_order", "made", "cost"], ascending=[True, False, False], ignore_index=True
    )
    return joined.assign(
        people_reached=joined["people_reached"].round().astype("Int64"),
        cost=joined["cost"].round().astype("int64"),
        unit=PIECES if PIECES in given else POUNDS,
        budget=budget,
        budget_is=PROPOSED if office is None else SET,
        status=SHOWN,
    )[columns]


def _share(spending):
    """Return the part of a budget that the office's policy sets aside for languages at risk."""
    return (spending or {}).get("at_risk", {"value": 0})["value"] / 100


def without_places(bought: pd.DataFrame, placed: list[str]) -> pd.DataFrame:
    """Return what `what_to_buy` gives, one row for all languages not among `placed` that get the same things.

    What they cost together does not tell in how many places it is for one of them.
    """
    shown, alike = bought[bought["language"].isin(placed)], {}
    for language, held in bought.drop(shown.index).groupby("language", sort=False):
        where = EVERYWHERE if held["where"].eq(EVERYWHERE).all() else NOT_PUBLISHED
        alike.setdefault((BETWEEN.join(held["what"]), where), []).append(language)
    rows = []
    for (what, where), languages in alike.items():
        held = bought[bought["language"].isin(languages)]
        words = {"language": ", ".join(languages), "what": what, "where": where}
        words["why"] = BETWEEN.join(held["why"].unique())
        rows.append(held.head(1).assign(**words, cost=held["cost"].sum(), people_reached=pd.NA))
    return pd.concat([shown, *rows], ignore_index=True).astype({"people_reached": "Int64"})


def left_out(
    chosen: list[str],
    need: pd.DataFrame,
    channels: pd.DataFrame,
    bought: pd.DataFrame,
    placed: list[str],
    at_risk: list[str] | tuple[()] = (),
) -> pd.DataFrame:
    """Return what a budget does not pay for: a row for each of `chosen`, with `what`, `why` and `status`.

    `what` is "everything" for a language that nothing is bought for, the form that its verdict names where
    none of it is bought (`form` is "yes" for both), and otherwise the channels with their places. Those of
    languages not among `placed`, which have no published places, share the last row.
    """
    rows, apart = [], False
    for language in chosen:
        known, held = (table[table["language"] == language] for table in (need, bought))
        offered = _offered(known, channels) if len(known) else channels.head(0)
        if not len(held):
            why = _why_nothing(known, offered) or (TOO_SMALL if language in at_risk else SPENT_ELSEWHERE)
            if not len(channels) and why.startswith(NO_CHANNEL):
                why = NO_TABLE
            elif not len(bought) and why in (TOO_SMALL, SPENT_ELSEWHERE):
                why = NOTHING_BOUGHT
            rows.append([language, EVERYTHING, why, "yes"])
            continue
        form = known["form"].iloc[0]
        if form and not held["what"].isin(FIRST_BY[form]).any():
            why = TOO_SMALL if language in at_risk else SPENT_ELSEWHERE
            rows.append([language, form, why if offered["first"].any() else NO_CHANNEL, "yes"])
        if lacking := BETWEEN.join(_not_bought(known, offered, held)):
            if language in placed:
                rows.append([language, lacking, SPENT_ELSEWHERE, "no"])
            apart |= language not in placed
    rows += [[NO_PLACES, SOME, SPENT_ELSEWHERE, "no"]] if apart else []
    columns = ["language", "what", "why", "form"]
    return framed(rows, columns, columns).assign(status=SHOWN)


def _why_nothing(known, offered):
    if known["method"].eq(NOT_ASKED).any():
        return ON_TOP
    if not known["status"].eq(SHOWN).any():
        return NEED_NOT_KNOWN
    if len(offered):
        return ""
    form, wanted = known[["form", "wanted"]].iloc[0]
    asked = ", in ".join(filter(None, [form, "" if wanted == ANYWHERE else "named areas"]))
    return f"{NO_CHANNEL}: {asked}" if asked else NO_CHANNEL


def _not_bought(known, offered, held):
    """Yield each channel that is not bought where a language is wanted, with the districts that it lacks."""
    districts = list(known.loc[known["wanted"] != ELSEWHERE, PLACE])
    for offer in offered.itertuples():
        places = districts if offer.covers == EACH_AREA else [EVERYWHERE]
        have = {
            place
            for where in held.loc[held["what"] == offer.channel, "where"]
            for place in where.split(BETWEEN)
        }
        lacking = [place for place in places if place not in have]
        where = (
            phrase(lacking) if len(lacking) <= MOST_NAMED else f"{len(lacking)} of {len(places)} districts"
        )
        if lacking:
            yield offer.channel if lacking == places else f"{offer.channel} in {where}"


def best_reach(
    need: pd.DataFrame,
    channels: pd.DataFrame,
    budget: list[float] | float,
    at_risk: tuple = (),
    share: float = 0.0,
) -> pd.DataFrame:
    """Return how many people each `budget` can reach at most, and by what: a row for each budget.

    `need` has a row for each `language` and `area_name` with the `people_not_proficient` and its limits.
    `channels` has a row for each `channel`: `covers` ("each area": bought area by area; "everywhere": bought
    once for all), `cost` of one language (in one area, or everywhere), `reach_pct`, the share of the people
    who would be reached, and, where something must be translated and tested first, `material_cost`, paid
    once a language; channels with the same `material` share it. A row with a `language` holds for that
    language alone. Where a channel gives the translation that the verdict names, no other is bought for a
    language without one that does; for a verdict on named areas nothing is bought elsewhere, or everywhere.

    A person who is reached by two channels counts once. How many those are is an assumption: a channel's
    people are as likely as others to be reached by another. Of the people who speak a language `at_risk` at
    least as many are reached as that `share` of the budget could reach by itself. In draws the need of a
    language lies at the same place of its range in every area, and languages are drawn independently.

    Columns: those of `coverage.best_cover`. Several budgets give the curve of reach against budget.

    Raises InputError for a negative budget, and more than six channels for one language.
    """
    return coverage.best_cover(**_problem(need, channels, at_risk), budget=budget, share=share)


def best_choice(
    need: pd.DataFrame,
    channels: pd.DataFrame,
    budget: float,
    at_risk: list[str] | tuple[()] = (),
    share: float = 0.0,
) -> pd.DataFrame:
    """Return what to buy with one `budget`: a row for each material to be made and each channel to be used.

    Arguments and refusals are those of `best_reach`. Columns: `kind` ("material" or "channel"), `language`,
    `channel` (or material), `area_name`, blank where it goes everywhere, `cost`, `people_reached`. The costs
    add up to what is spent.
    """
    tables = _problem(need, channels, at_risk)
    found = coverage.best_options(**tables, budget=budget, share=share)
    labels = pd.concat([tables["options"].set_index("option"), tables["materials"].set_index("material")])
    found = found.join(labels[["language", "channel", PLACE]].astype("str"), on="name")
    kept = ["kind", "language", "channel", PLACE, "cost", "people_reached"]
    return found.assign(kind=found["kind"].replace("option", "channel"))[kept]


def _problem(need, channels, at_risk=()):
    """Return the tables that `coverage` needs, options and materials with what each of them stands for."""
    require(channels, "channel", "covers", "cost", "reach_pct", "language", "material", "material_cost")
    require(need, "language", PLACE, NEED)
    people, lower, upper, _ = with_ends(need, NEED)
    columns = ["language", PLACE, "form", "wanted"]
    counted = need[columns].assign(people=people, lower=lower, upper=upper)
    options, materials, audiences, reached_by = [], {}, [], []
    for language, places in counted.groupby("language", sort=False):
        offers = list(_offered(places, channels).itertuples())
        if len(offers) > MOST_CHANNELS:
            raise InputError(
                f"{language} has {len(offers)} channels. Give {MOST_CHANNELS} at most: join those alike."
            )
        wanted = places[places["wanted"] != ELSEWHERE]
        # A recording can be handed out by partners, so it need not be on the air before they have it.
        waits = any(offer.first for offer in offers) and places["form"].iloc[0] != HEARD
        group = language if waits else None
        for offer in offers:
            made = _material(materials, language, offer)
            turn = (group, None) if offer.first else (None, group)
            for place in wanted[PLACE] if offer.covers == EACH_AREA else [None]:
                name = _name(language, offer.channel, place)
                options.append([name, language, offer.channel, place, offer.cost, made, *turn])
        patterns = _patterns(np.array([offer.reach_pct for offer in offers]) / 100)
        for place in places.itertuples():
            here = place.wanted != ELSEWHERE
            _add_audiences(audiences, reached_by, place, *((offers, patterns) if here else ((), [((), 1.0)])))
    people = pd.DataFrame(audiences, columns=["audience", "people", "lower", "upper", "drawn_with"])
    columns = ["option", "language", "channel", PLACE, "cost", "material", "leads", "follows"]
    made_columns = ["material", "language", "channel", "cost"]
    return {
        "options": pd.DataFrame(options, columns=columns).astype(dict.fromkeys(columns[5:], "str")),
        "audiences": people.assign(first=people["drawn_with"].isin(at_risk)),
        "reached_by": pd.DataFrame(reached_by, columns=["audience", "option"]),
        "materials": pd.DataFrame([[name, *row] for name, row in materials.items()], columns=made_columns),
    }


def _name(language, channel, place):
    return ", ".join(map(str, [language, channel] if place is None else [language, channel, place]))


def _material(materials, language, offer):
    """Return the material that an offer needs in a language and add it; None where nothing must be made."""
    if not offer.material_cost > 0:
        return None
    called = offer.channel if pd.isna(offer.material) else offer.material
    name = f"{language}: {called}"
    materials[name] = language, called, offer.material_cost  # the log refuses two costs of one
    return name


def _add_audiences(audiences, reached_by, place, offers, patterns):
    """Add the people of one language and place, separated by which channels reach them."""
    label = f"{place.language}, {place.area_name}"
    if np.isnan(place.people):
        audiences.append([label, np.nan, np.nan, np.nan, place.language])
        return
    for number, (pattern, share) in enumerate(patterns):
        part = f"{label}, {number}"
        ends = [end * share for end in (place.people, place.lower, place.upper)]
        audiences.append([part, *ends, place.language])
        for offer, hears in zip(offers, pattern, strict=True):
            if hears:
                where = place.area_name if offer.covers == EACH_AREA else None
                reached_by.append([part, _name(place.language, offer.channel, where)])


def _patterns(reach):
    """Return which channels reach an audience, and its share of the people, for every audience there is."""
    patterns = [
        (hears, float(np.prod(np.where(hears, reach, 1 - reach))))
        for hears in product([True, False], repeat=len(reach))
    ]
    return [(hears, share) for hears, share in patterns if share > 0]
