"""How often intervals, verdicts and alarms hold where the truth is known."""

import pandera.pandas as pa

from analysis import areas
from analysis.sources import backtests
from analysis.tables.declaration import Declaration, checked
from analysis.tables.declared import table

FILE = "promises.csv"


class Promises(Declaration, unique=["promise", "wanted"]):
    """A row for each interval, verdict and alarm of a page: its worst setting where the truth is known.

    `measured` is a share, or what the promise says, `wanted` what is meant to hold; `settings_met` of
    `settings` met it. `seeds` drew the cases of the worst, blank where nothing is drawn. The file is what
    tests/benchmarks/bench_truth.py --keep measures.
    """

    promise: str
    wanted: str
    setting: str
    cases: int = pa.Field(gt=0)
    measured: float = pa.Field(ge=0)
    settings: int = pa.Field(gt=0)
    settings_met: int = pa.Field(ge=0)
    seeds: str
    made_on: str


@table("What holds where the truth is known", "a promise in its worst setting", ["promises"], shared=True)
def promises(area: str) -> None:
    """Return `Promises`, which is the same for every area."""
    areas.area(area)
    return checked(Promises, backtests.stored_truth(FILE).assign(status="shown"), FILE)
