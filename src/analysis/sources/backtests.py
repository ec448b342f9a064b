"""The stored results of back-tests: what the methods chapter reads, so that no build runs them again."""

import pandas as pd

from analysis import plain_file, settings
from analysis.errors import InputError

RESULT, INPUTS = "language_backtest.csv", "language_backtest_inputs.csv"
COVERAGE, NEED = "language_coverage.csv", "need_backtest.csv"
COLUMNS = ("test", "predictors", "error", "naive", "coverage_90", "cases")
PLACES = ("England", "Sampleshire")  # real districts, and the invented ones


def stored(invented):
    """Return the stored back-test of languages, and what it read.

    The first has `COLUMNS` and `made_on`, the second `card`, `file` and `sha256`. `invented` asks for
    Sampleshire's.

    Raises InputError where no result is stored or a column is missing.
    """
    place = PLACES[invented]
    tables = []
    for name, wanted in ((RESULT, (*COLUMNS, "made_on")), (INPUTS, ("card", "file", "sha256"))):
        frame = _read(name, "vna backtest languages --keep, with and without --inputs")
        lacking = [column for column in ("place", *wanted) if column not in frame.columns]
        if lacking:
            raise InputError(
                f'{name}: column "{lacking[0]}" is missing. Run vna backtest languages --keep again.'
            )
        kept = frame[frame["place"] == place]
        if kept.empty:
            raise InputError(f"{name}: holds nothing of {place}. Run vna backtest languages --keep for it.")
        tables.append(kept[list(wanted)].reset_index(drop=True))
    return tuple(tables)


def keep(result, invented, made_on, inputs):
    """Store a result in place of the last of its place; `inputs` are (card, file, sha256) of what it read."""
    place = PLACES[invented]
    rounded = result[list(COLUMNS)].round({"error": 4, "naive": 4, "coverage_90": 4})
    listed = pd.DataFrame(sorted(set(inputs)), columns=["card", "file", "sha256"])
    for name, table in ((RESULT, rounded.assign(made_on=made_on.isoformat())), (INPUTS, listed)):
        path = settings.data("reference", name)
        others = [pd.read_csv(path)] if path.is_file() else []
        table.insert(0, "place", place)
        whole = pd.concat([*(held[held["place"] != place] for held in others), table])
        _write(name, whole.sort_values("place", kind="stable"))


def stored_truth(name):
    """Return what a test on published truth gave, as it was stored under a `name`, `COVERAGE` or `NEED`."""
    return _read(name, "python tests/benchmarks/bench_truth.py --keep")


def _read(name, makes_it):
    path = settings.data("reference", name)
    if not path.is_file():
        raise InputError(f"{name}: no such file. Run {makes_it}.")
    return pd.read_csv(path, keep_default_na=False)


def keep_truth(name, result, made_on):
    """Store what a test on published truth gave, in place of the last time."""
    _write(name, result.round(4).assign(made_on=made_on.isoformat()))


def _write(name, table):
    content = table.to_csv(index=False, lineterminator="\n").encode()
    plain_file.write_whole(settings.data("reference", name), content, 0o644)
