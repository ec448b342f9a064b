"""What a bench of promises is asked for, and the row that each promise has."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """What was asked for: the seed of the draws, and the topics of the census."""

    seed: int
    topics: tuple = ()


def row(promise, setting, cases, measured, least=None, most=None):
    """Return a row of the bench: a promise is met from `least` to `most`, both included.

    A claim that stands at the error that it has, with neither, is stated and always met.
    """
    met = (least is None or measured >= least) and (most is None or measured <= most)
    if least is None and most is None:
        wanted = "stated as it is"
    elif least is None:
        wanted = f"at most {most:g}"
    else:
        wanted = f"at least {least:g}" if most is None else f"{least:g} to {most:g}"
    told = {
        "promise": promise,
        "setting": setting,
        "cases": int(cases),
        "measured": round(float(measured), 4),
    }
    return told | {"wanted": wanted, "met": "true" if met else "false"}
