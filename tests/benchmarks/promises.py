"""What a bench of promises is asked for, the row that each promise has, and rows of several seeds as one."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Asked:
    """What was asked for: the seed of the draws, and the topics of the census."""

    seed: int
    topics: tuple = ()


STATED = "stated: {} is better"


def row(promise, setting, cases, measured, least=None, most=None, better="more"):
    """Return a row of the bench: a promise is met from `least` to `most`, both included.

    A claim that stands at the error that it has, with neither, is stated and always met; `better` says of it
    whether "more" or "less" is.
    """
    met = (least is None or measured >= least) and (most is None or measured <= most)
    if least is None and most is None:
        wanted = STATED.format(better)
    elif least is None:
        wanted = f"at most {most:.3g}"
    else:
        wanted = f"at least {least:.3g}" if most is None else f"{least:.3g} to {most:.3g}"
    told = {
        "promise": promise,
        "setting": setting,
        "cases": int(cases),
        "measured": round(float(measured), 4),
    }
    return told | {"wanted": wanted, "met": "true" if met else "false"}


def ends(wanted):
    """Return the lowest and the highest that each text of `wanted` allows; blank where it has no such end."""
    least = wanted.str.extract(r"^(?:at least )?([\d.]+)", expand=False).astype(float)
    most = wanted.str.extract(r"(?:at most|to) ([\d.]+)$", expand=False).astype(float)
    return least, most


def weighed(rows, keys, measured):
    """Return a row for each of `keys`: its `cases` added up, and what was `measured` weighed by them.

    >>> rows = pd.DataFrame({"setting": ["a", "a"], "cases": [100, 300], "share": [0.9, 0.5]})
    >>> weighed(rows, ["setting"], "share").to_dict("records")
    [{'setting': 'a', 'share': 0.6, 'cases': 400}]
    """
    sums = rows.assign(**{measured: rows[measured] * rows["cases"]})
    found = sums.groupby(keys, sort=False)[[measured, "cases"]].sum()
    return found.assign(**{measured: found[measured] / found["cases"]}).reset_index()


def pooled(rows):
    """Return rows of several seeds with one for each promise and setting, `weighed`.

    A row has the `seed` that drew its cases, or None where nothing is drawn: `seeds` tells them. A setting
    that only some seeds drew, such as the group that did worst, has the cases of these alone.
    """
    rows, keys = pd.DataFrame(rows), ["promise", "setting", "wanted"]
    found = weighed(rows, keys, "measured").round({"measured": 4})
    seeds = rows.groupby(keys, sort=False)["seed"].agg(
        lambda every: ", ".join(f"{one:.0f}" for one in every.dropna())
    )
    least, most = ends(found["wanted"])
    met = found["measured"].between(least.fillna(-np.inf), most.fillna(np.inf))
    found = found.assign(met=met.map({True: "true", False: "false"}), seeds=seeds.to_numpy())
    return found[["promise", "setting", "cases", "measured", "wanted", "met", "seeds"]]


def worst(rows):
    """Return the worst row of each promise, how many settings it was tried in, and how many met it."""
    rows = pd.DataFrame(rows)
    wanted = rows["wanted"]
    middle = sum(ends(wanted)) / 2
    less = wanted.str.startswith("at most") | wanted.eq(STATED.format("less"))
    shortfall = rows["measured"].mul(-1).where(~less, rows["measured"])
    rows["shortfall"] = shortfall.where(middle.isna(), (rows["measured"] - middle).abs())
    rows["met"] = rows["met"].eq("true")
    found = rows.groupby(["promise", "wanted"], sort=False)
    at = found["shortfall"].idxmax()
    kept = rows.loc[at, ["promise", "wanted", "setting", "cases", "measured", "seeds"]].reset_index(drop=True)
    return kept.assign(settings=found.size().to_numpy(), settings_met=found["met"].sum().to_numpy())
