"""What a bench of promises is asked for, and the row that each promise has."""

from dataclasses import dataclass

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


def worst(rows):
    """Return the worst row of each promise, how many settings it was tried in, and how many met it."""
    rows = pd.DataFrame(rows)
    wanted = rows["wanted"]
    ends = wanted.str.extract(r"^([\d.]+) to ([\d.]+)$").astype(float).mean(axis=1)
    less = wanted.str.startswith("at most") | wanted.eq(STATED.format("less"))
    shortfall = rows["measured"].mul(-1).where(~less, rows["measured"])
    rows["shortfall"] = shortfall.where(ends.isna(), (rows["measured"] - ends).abs())
    rows["met"] = rows["met"].eq("true")
    found = rows.groupby(["promise", "wanted"], sort=False)
    at = found["shortfall"].idxmax()
    kept = rows.loc[at, ["promise", "wanted", "setting", "cases", "measured"]].reset_index(drop=True)
    return kept.assign(settings=found.size().to_numpy(), settings_met=found["met"].sum().to_numpy())
