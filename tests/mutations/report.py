"""Mutate every layout and print what came of it: `python -m tests.mutations.report [--real]`.

Sampleshire's files, or the real ones where they lie beside the project.
"""

import argparse
import itertools
import random
import tempfile
import warnings
from collections import Counter
from pathlib import Path

import sampleshire
from tests.conftest import SHARED
from tests.mutations import originals, real, trials


def every_trial(found, seeds, folder, most=None):
    """Yield a Trial for each Original, mutation and seed; of no Original for more than `most` mutations.

    Which those are is drawn by its layout: each time the same.
    """
    for original in found:
        baseline = trials.Baseline(original, folder)
        changes = list(trials.mutations(original).items())
        random.Random(original.layout).shuffle(changes)
        done = (
            trials.tried(original, name, change, seed, baseline)
            for name, change in changes
            for seed in range(seeds)
        )
        yield from itertools.islice((trial for trial in done if trial is not None), most)


def table(done):
    """Return the lines of a table of layouts by result."""
    counts, layouts = Counter((one.layout, one.result) for one in done), {one.layout: None for one in done}
    yield f"{'layout':36}" + "".join(f"{result:>20}" for result in trials.RESULTS)
    for layout in layouts:
        yield f"{layout:36}" + "".join(f"{counts[layout, result]:>20,}" for result in trials.RESULTS)
    whole = Counter(one.result for one in done)
    yield f"{f'all {len(done):,}':36}" + "".join(f"{whole[result]:>20,}" for result in trials.RESULTS)


def main():
    """Print the table, and each defect in a line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--real", action="store_true", help="the real files beside the project")
    asked.add_argument("--seeds", type=int, default=1, help="how often each mutation is tried")
    asked.add_argument("--name", default="", help="layouts whose name holds this")
    given = asked.parse_args()
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory() as made:
        if given.real:
            folder = real.county(SHARED / "data", Path(made) / "county")
            found = real.files(SHARED / "data")
        else:
            folder = sampleshire.write(Path(made) / "sampleshire")
            found = [*originals.published(folder), *originals.own(folder)]
        done = []
        for one in every_trial((one for one in found if given.name in one.layout), given.seeds, folder):
            done.append(one)
            if one.result in trials.DEFECTS:
                place = (one.layout, f"{one.mutation} #{one.seed}", one.effect, one.column)
                print(" | ".join((one.result, *place, one.said)), flush=True)
    print("\n".join(table(done)))


if __name__ == "__main__":
    main()
