"""Build the same edition of many areas, and then the one that compares them."""

import dataclasses
import os
from collections import Counter
from pathlib import Path

from analysis import areas, settings, tables
from analysis.errors import InputError
from analysis.extracts import states
from analysis.national import cluster, edition, here, one_area
from analysis.publish.report import editions, folders
from analysis.sources import inventory

EVERY = "all"
NOT_COMPARED = "The areas were built, and what compares them was not:"
CHANGED = (
    "{file}: was changed while areas were built. Run the same command again: what rests on it is built again."
)
JOBS = "--jobs is about this computer, and --scheduler about a cluster, which has its own. Give one of them."
LOCAL = "areas"  # within data/local: a folder for each area's own extracts


def build(
    wanted=EVERY,
    inputs=None,
    out=None,
    name="draft",
    as_of=None,
    local=None,
    jobs=None,
    scheduler=None,
    printed=True,
    chapters=None,
    heard=None,
):
    """Return the folder of the national edition and the `Result` of each area, in the order of the list.

    `wanted` is "all" or names with commas; all are those of the kind, real or invented, that the folder
    `inputs` holds. Editions lie in `out`, a folder an area, and the comparison in `out`/national. `local` has
    a folder for each area's own extracts, named by its short name; one without has open data only. Areas that
    have this edition in `out` from before, and are not asked for, are compared with the others. So many
    areas as `jobs` are built side by side (by default one a core), or on the Dask cluster at the address
    `scheduler`. `printed` and `chapters` are as in `editions.Asked`. `heard(result, number, of)` is told of
    each as it ends. The same call again goes on where one that was cut was.

    Raises InputError for an area that is named twice or is none, for a chapter that is none, for inputs or
    extracts that cannot be read, for files that change meanwhile, for another run into `out`, and where no
    area has an edition.
    """
    name = folders.checked_name(name)
    if jobs is not None and scheduler is not None:
        raise InputError(JOBS)
    inputs = Path(inputs).resolve() if inputs is not None else settings.data("raw")
    editions.choose(chapters, inputs)
    out = Path(out).resolve() if out is not None else settings.reports()
    chosen = choose(wanted, inputs)
    if local is not None and not Path(local).is_dir():
        raise InputError(f"{local}: there is no such folder. --local names that of the areas' own extracts.")
    for place in chosen:
        states.ensure(place, inputs)
    inventory.walk(inputs)  # one line where the folder is not there
    earlier = _built_before(chosen, out, name)
    how = (inputs, out, name, as_of)
    asked = [
        one_area.Work(
            place.slug, *how, _own(place, local), printed, chapters, _peers(place, [*chosen, *earlier])
        )
        for place in chosen
    ]
    with folders.locked(out / one_area.NATIONAL):
        return _build_all(chosen, earlier, asked, jobs, scheduler, heard)


def _build_all(chosen, earlier, asked, jobs, scheduler, heard):
    """Return what `build` does; `earlier` are Areas that were built before."""
    inputs, out, name, results = asked[0].inputs, asked[0].out, asked[0].edition, {}
    stands = one_area.how_they_stand(inputs)

    def told(result):
        results[result.area] = result
        if heard is not None:
            heard(result, len(results), len(asked))

    def run(asked, heard):
        if scheduler is not None:
            cluster.run(asked, scheduler, heard)
        else:
            here.run(asked, jobs or os.cpu_count() or 1, heard)

    run(asked, told)
    if misled := _misled(asked, results):
        # Their chapters are kept, so that their pages alone are made again.
        run(misled, lambda result: results.update({result.area: result}))
    found = [results[place.slug] for place in chosen]
    if all(one.state == one_area.FAILED for one in found):
        raise InputError("No area has an edition.\n" + "\n".join(map(failure, found)))
    changed = dict(stands.items() ^ one_area.how_they_stand(inputs).items())
    try:
        if changed:
            raise InputError(CHANGED.format(file=inputs / min(changed)))
        before = [_result_before(place, out, name) for place in earlier]
        every = [*chosen, *earlier]
        return edition.write(every, [*found, *before], inputs, out, name, asked), found
    except InputError as fault:
        failed = [failure(one) for one in found if one.state == one_area.FAILED]
        raise InputError("\n".join([f"{NOT_COMPARED} {fault}", *failed])) from None


def choose(wanted, inputs):
    """Return the Areas that `wanted` names; raises InputError for one that is none or appears twice."""
    if str(wanted).strip().casefold() == EVERY:
        return list(areas.all_areas(invented=inventory.is_invented(inputs)))
    chosen = [areas.area(one) for one in wanted.split(",") if one.strip()]
    twice = [place.name for place, times in Counter(chosen).items() if times > 1]
    if twice:
        raise InputError(f"--areas names {twice[0]} twice. Name each area once.")
    if not chosen:
        raise InputError('--areas names no area. Give "all", or names with commas between them.')
    return chosen


def _built_before(chosen, out, name):
    """Return the other Areas of the same kind that have the edition `name` in `out`."""
    others = [place for place in areas.all_areas(invented=chosen[0].invented) if place not in chosen]
    return [place for place in others if Path(out, place.slug, name, "manifest.json").is_file()]


def _result_before(place, out, name):
    published = one_area.is_published(place.slug, out, name)
    return one_area.Result(place.slug, one_area.PUBLISHED if published else one_area.EARLIER)


def _peers(place, compared):
    """Return the short names of those of `compared` in the group of a place's force, in the group's order."""
    built = {one.name: one.slug for one in compared}
    group = tables.places.similar_forces(place.slug)["area_name"]
    return tuple(built[name] for name in group if name in built)


def _misled(asked, results):
    """Return the `Work` of areas that were built and lead to one that was not, without these."""
    failed = {area for area, one in results.items() if one.state == one_area.FAILED}
    return [
        dataclasses.replace(one, peers=tuple(peer for peer in one.peers if peer not in failed))
        for one in asked
        if failed.intersection(one.peers) and results[one.area].state == one_area.BUILT
    ]


def _own(place, local):
    """Return the folder of an area's own extracts; None for Sampleshire's, which lie beside its files.

    Without one of its own an area would be given the extracts of whichever office uses this computer.
    """
    if local is None and place.slug == settings.SAMPLESHIRE:
        return None
    return (Path(local).resolve() if local is not None else settings.data("local", LOCAL)) / place.slug


def failure(result):
    """Return why an area has no edition, in one line.

    >>> failure(one_area.Result("kent", "failed", ("2 of 17 chapters failed.", "03: row 4 is odd.")))
    'kent: 2 of 17 chapters failed. 03: row 4 is odd.'
    """
    return f"{result.area}: {' '.join(result.said)}"
