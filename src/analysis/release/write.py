"""Write what chapters may see of counts of people: solved together with every edition, and attacked."""

import dataclasses
from pathlib import Path

from analysis import areas, last_release, locks, settings, stages
from analysis.disclosure import ledger as ledgers
from analysis.disclosure.attack import attack
from analysis.errors import InputError
from analysis.extracts import marks, states
from analysis.release import handover, process

DRAFT = "draft"


def write(area, out=None):
    """Release the tables of `area` for chapters that no build runs; return the file and what the attack says.

    What is read is that of the run that this process serves; `out` is the folder of reports whose editions
    are known, the project's own by default. The file is whole at every moment, and beside
    it lies what the office keeps. The tables of the area are written with it (`stages.data`). What was read
    is noted for JupyterLab (see `last_release`).

    Raises InputError when a hidden cell could be told, and while another command releases the same area.
    """
    path = settings.data("released", f"{areas.area(area).slug}.json")
    busy = f"Another command is releasing {path.stem}. Wait until it has ended, then run this one again."
    with locks.only_one(path.with_name(f".{path.stem}.lock"), busy):
        place, home = areas.area(area), Path(out or settings.reports())
        marks.ensure(place)  # the order in which cells are hidden is made from their key
        # Sampleshire's files are written when they are first opened.
        states.open_for(place, settings.current_run().inputs)
        started = last_release.begin(place.slug, home / place.slug / ledgers.FILE)
        document, lines = released(area, out)
        handover.put(path, document)
        last_release.note(place.slug, started)
        with settings.serving(dataclasses.replace(settings.current_run(), solved=path.parent)):
            stages.data(place.slug)
    return path, lines


def released(area, out=None):
    """Return the document of a draft of `area` as chapters read it, and what the attack says."""
    place, run = areas.area(area), settings.current_run()
    published = ledgers.read(out or settings.reports(), place.slug)
    document, handed, _ = process.ask(run, process.release, place, DRAFT, run.as_of, published)
    found = attack([*published.documents, document])
    if not found.safe:
        told = "\n".join(found.lines())
        raise InputError(f"The attack found a hidden cell: nothing was released.\n{told}")
    read = {Path(settings.INPUTS).stem: str(Path(settings.inputs_for(place.slug)).resolve())}
    handed |= {"rules": settings.checksum_of_rules(), handover.BESIDE: handed[handover.BESIDE] | read}
    return handed, found.lines()
