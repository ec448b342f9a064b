"""Mutate every layout and print what came of it: `python -m tests.sources.mutated.report [seeds] [name]`."""

import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path

from analysis.sources import sampleshire
from tests.sources.mutated import originals, trials


def every_trial(found, seeds, folder, step=1):
    """Yield a Trial for each Original, mutation and seed; with `step` for one mutation in so many."""
    for place, original in enumerate(found):
        baseline = trials.baseline(original, folder)
        for name, change in list(trials.mutations(original).items())[place % step :: step]:
            for seed in range(seeds):
                trial = trials.tried(original, name, change, seed, baseline)
                if trial is not None:
                    yield trial


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
    warnings.simplefilter("error")
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    with tempfile.TemporaryDirectory() as made:
        folder = sampleshire.write(Path(made) / "sampleshire")
        found = [*originals.published(folder), *originals.own(folder)]
        done = []
        for one in every_trial((one for one in found if wanted in one.layout), seeds, folder):
            done.append(one)
            if one.result in trials.DEFECTS:
                words = (
                    one.result,
                    one.layout,
                    f"{one.mutation} #{one.seed}",
                    one.effect,
                    one.column,
                    one.said,
                )
                print(" | ".join(words), flush=True)
    print("\n".join(table(done)))


if __name__ == "__main__":
    main()
