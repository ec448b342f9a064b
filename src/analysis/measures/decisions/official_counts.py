"""Official counts by nationality as risk items: which reach the threshold, and never how many there are.

A force's count by nationality is small, and small counts point at people. So an item says of a count that
it reaches the smallest that may be told; of every other nationality nothing is said, and one with a
count below the threshold looks the same as one with none.
"""

import pandas as pd

from analysis.measures.decisions.risk import COLUMNS, EVERYWHERE, HERE, NOBODYS
from analysis.measures.status import require
from analysis.measures.tabulation import number

UNITED_KINGDOM = "UK"
HOME_OFFICE = "Home Office"
QUARTERS_TOGETHER = 12  # three years, as the sensitive policy has it


def reaching(counts, count, quarters, rules, source):
    """Return a RISK_NRM item for each nationality whose count reaches the smallest that may be told.

    `counts` has `quarter`, `nationality` and `count`, of the force alone; a nationality without a
    referral has no row. `quarters` are those that are known ("2026-Q2"), oldest first. Those that end with
    the newest March are added up: two sums a quarter apart would tell what that one quarter held.
    """
    pooled, together = _pooled(counts, count, to_march(quarters), rules)
    names = pooled.index[pooled >= rules.sensitive_least]
    said = f"{source}, {rules.sensitive_least} or more in {len(together)} quarters together"
    return _items(names, together, "RISK_NRM", HERE, said)


def largest(counts, count, quarters, rules, reason, source):
    """Return an item, with its `reason`, for each of the country's largest nationalities, the UK's own apart.

    `counts` is as for `reaching`, of the whole country. Ties for the last place all count.
    """
    pooled, together = _pooled(counts, count, quarters, rules)
    others = pooled.drop(UNITED_KINGDOM, errors="ignore")
    others = others[others >= rules.sensitive_least]
    most = int(rules["largest_nationally"])
    names = others.index[others.rank(method="min", ascending=False) <= most]
    said = f"{source}, among the {most} largest nationalities in {len(together)} quarters together"
    return _items(names, together, reason, EVERYWHERE, said)


def last_day(quarter):
    """Return the last day of a quarter such as "2026-Q2"."""
    return pd.Period(quarter.replace("-", ""), freq="Q").end_time.normalize()


def to_march(quarters):
    """Return the quarters up to the newest known one that ends in March.

    >>> to_march(["2022-Q4", "2023-Q1", "2023-Q2"])
    ['2022-Q4', '2023-Q1']
    """
    ends = [one for one in quarters if one.endswith("Q1")]
    return [one for one in quarters if ends and one <= max(ends)]


def together(quarters):
    """Return the known quarters of the three years that end with the newest.

    >>> together(["2019-Q4", "2023-Q1", "2023-Q3"])
    ['2023-Q1', '2023-Q3']
    """
    if not quarters:
        return []
    last = max(map(number, quarters))
    return [one for one in quarters if last - number(one) < QUARTERS_TOGETHER]


def _pooled(counts, count, quarters, rules):
    """Return people by nationality over three years, nobody where too few quarters are known, and those."""
    require(counts, "quarter", "nationality", count)
    kept = together(quarters)
    types = {"quarter": "str", "nationality": "str", count: "int64"}
    plain = pd.DataFrame({name: pd.Series(list(counts[name]), dtype=kind) for name, kind in types.items()})
    if len(kept) < rules["least_quarters"]:
        return pd.Series(dtype="int64"), kept
    plain = plain[plain["quarter"].isin(kept) & ~plain["nationality"].str.casefold().isin(NOBODYS)]
    return plain.groupby("nationality")[count].sum(), kept


def _items(names, together, reason, about, source):
    rows = [
        [reason, about, "", name, last_day(together[-1]), source, HOME_OFFICE, "strong", True]
        for name in sorted(names)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
