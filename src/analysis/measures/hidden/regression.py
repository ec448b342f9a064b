"""Poisson regression on a matrix of a few columns, by Newton's method: what a general library is slow at.

The fit is the one of iteratively reweighted least squares with a log link, which for this family is Newton's
method on the likelihood; a test holds it to statsmodels' GLM.
"""

from dataclasses import dataclass

import numpy as np

from analysis.measures.rates.limits import standard_normal

# Newton's decrement is twice what the log-likelihood still has to gain. The step that it belongs to is
# taken, which squares what is left.
CONVERGED = 1e-10
ROUNDS = 60


@dataclass(frozen=True)
class Fit:
    """Coefficients, the means they give, and whether Newton's method converged on them.

    `likelihood` is the log-likelihood but for what hangs on the counts alone.
    """

    matrix: np.ndarray
    coefficients: np.ndarray
    means: np.ndarray
    likelihood: float
    converged: bool

    def information(self):
        """Return the expected information of the coefficients."""
        return (self.matrix.T * self.means) @ self.matrix

    def standard_error(self):
        """Return the standard error of the constant alone."""

        from scipy.linalg.lapack import dposv

        first = np.zeros(len(self.coefficients))
        first[0] = 1.0
        return float(np.sqrt(dposv(self.information(), first)[1][0]))

    def standard_errors(self):
        """Return the standard errors of the coefficients, from the expected information."""
        return np.sqrt(np.diag(np.linalg.inv(self.information())))

    def log_likelihood(self, counts):
        """Return the log-likelihood of the counts that were fitted, constants included."""

        from scipy.special import gammaln

        return float(self.likelihood - gammaln(counts + 1).sum())

    def deviance(self, counts):
        """Return twice what the log-likelihood falls short of that of the counts themselves."""

        from scipy.special import xlogy

        return float(2 * (xlogy(counts, counts / self.means) - counts + self.means).sum())


def total_with_limits(seen, fit, confidence=0.95):
    """Return the people seen and never seen, and their limits, from the constant of a fit.

    The constant is the logarithm of the people expected on no list: n + exp(b0), and n + exp(b0 -/+ z se).
    """
    constant, reach = fit.coefficients[0], standard_normal(confidence) * fit.standard_error()
    return [float(seen + np.exp(constant + shift)) for shift in (0.0, -reach, reach)]


def fit_poisson(matrix, counts, start=None):
    """Return the `Fit` of `counts` on the columns of `matrix`, from `start` where coefficients are known.

    The first column of `matrix` is the constant, 1.

    Where no maximum of the likelihood exists the method does not converge, or converges with means next to
    zero; `designs.code_of` tells that from a maximum.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        if start is not None:
            found = _newton(matrix, counts, np.asarray(start, dtype=float))
            if found.converged:
                return found
        return _newton(matrix, counts, _first(matrix, counts))


def _first(matrix, counts):
    """Return coefficients to start from: weighted least squares on the logarithms of the counts."""

    from scipy.linalg.lapack import dposv

    around = counts + 0.5
    weighted = matrix.T * around
    target = np.log(around) + (counts - around) / around
    _, found, failed = dposv(weighted @ matrix, weighted @ target)
    return found if failed == 0 else np.zeros(matrix.shape[1])


def _newton(matrix, counts, coefficients):
    from scipy.linalg.lapack import dposv

    transposed = matrix.T
    totals = transposed @ counts
    likelihood, before, step, converged = -np.inf, coefficients, np.zeros(len(coefficients)), False
    for _ in range(ROUNDS):
        means = np.exp(matrix @ coefficients)
        moments = transposed @ means
        now = totals @ coefficients - moments[0]
        # A sum over some thousand people is known to about 1e-12 of itself. Not a number is worse too.
        if not now >= likelihood - 1e-12 * abs(likelihood):
            step = step / 2
            coefficients = before + step
            continue
        if converged:
            return Fit(matrix, coefficients, means, now, True)
        likelihood, before = now, coefficients
        gradient = totals - moments
        _, step, failed = dposv((transposed * means) @ matrix, gradient)
        if failed:
            break
        converged = bool(gradient @ step < CONVERGED)
        coefficients = before + step
    return Fit(matrix, coefficients, np.exp(matrix @ coefficients), likelihood, False)
