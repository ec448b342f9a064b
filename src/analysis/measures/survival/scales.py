"""Confidence limits of a share that is known with its standard error, on four scales."""

import numpy as np

from analysis.errors import InputError, nearest
from analysis.measures.limits import standard_normal

PLAIN, LOG, LOG_LOG, LOGIT = "plain", "log", "log-log", "logit"
SCALES = (PLAIN, LOG, LOG_LOG, LOGIT)
NOBODY, EVERYBODY = "no interval: nobody has ended so", "no interval: everybody has ended"


def refuse_unknown_scale(scale):
    """Raise InputError for a scale that is not one of `SCALES`."""
    if scale not in SCALES:
        raise InputError(
            f'The scale is "{scale}". Known: {", ".join(SCALES)}. {nearest(scale, SCALES)}'.rstrip()
        )


def limits(share, standard_error, scale=LOG_LOG, confidence=0.95):
    """Return the lower and upper limits of shares (0 to 1), as arrays; NaN where the share is 0 or 1.

    On the plain scale a limit can pass 0 or 1, and on the log scale 1: it is cut off there. The log-log
    (Kalbfleisch and Prentice 2002) and the logit scale stay between the two by themselves.

    Source of the formulae: R's package survival 3.8-3, `survfit`.
    """
    refuse_unknown_scale(scale)
    z = standard_normal(confidence)
    share, error = np.asarray(share, dtype=float), np.asarray(standard_error, dtype=float)
    inside = (share > 0) & (share < 1)
    share, error = np.where(inside, share, np.nan), np.where(inside, error, np.nan)
    if scale == PLAIN:
        return np.maximum(share - z * error, 0), np.minimum(share + z * error, 1)
    if scale == LOG:
        factor = np.exp(z * error / share)
        return share / factor, np.minimum(share * factor, 1)
    if scale == LOG_LOG:
        power = np.exp(-z * error / (share * np.log(share)))
        return share**power, share ** (1 / power)
    odds, factor = share / (1 - share), np.exp(z * error / (share * (1 - share)))
    return odds / (odds + factor), odds * factor / (1 + odds * factor)


def told(name, share, scale, at_zero, at_one):
    """Return the method of each share: the name and scale, or why it has no interval."""
    share = np.asarray(share, dtype=float)
    interval = f"{name}, limits on the {scale} scale"
    method = np.full(share.shape, interval, dtype=object)
    method[share <= 0] = f"{name}; {at_zero}"
    method[share >= 1] = f"{name}; {at_one}"
    return method
