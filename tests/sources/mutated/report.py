"""Mutate every layout and print what came of it: `python -m tests.sources.mutated.report [--real]`.

Sampleshire's files, or the real ones where they lie beside the project.
"""

import argparse
import random
import tempfile
import warnings
from collections import Counter
from pathlib import Path

import sampleshire
from tests.conftest import SHARED
from tests.sources.mutated import originals, real, trials


def every_trial(found, seeds, folder, step=1):
    """Yield a Trial for each Original, mutation and seed; with `step` for one mutation in so many."""
    for place, original in enumerate(found):
        baseline = trials.Baseline(original, folder)
        for name, change in list(trials.mutations(original).items())[place % step :: step]:
            for seed in range(seeds):
                trial = trials.tried(original, name, change, seed, baseline)
                if trial is not None:
                    yield trial


def one_of_each(found, folder):
    """Yield a Trial for the first Original of each layout, of a mutation by chance: each time the same."""
    firsts = {}
    for original in found:
        firsts.setdefault((original.layout, original.form), original)
    for original in firsts.values():
        changes = list(trials.mutations(original).items())
        random.Random(original.layout).shuffle(changes)
        baseline = trials.Baseline(original, folder)
        done = (trials.tried(original, name, change, 0, baseline) for name, change in changes)
        yield next(trial for trial in done if trial is not None)


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
