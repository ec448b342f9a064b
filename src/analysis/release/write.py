"""Write what chapters may see of counts of people: solved together with every edition, and attacked."""

from analysis import areas, locks, settings
from analysis.disclosure import ledger as ledgers
from analysis.disclosure.attack import attack
from analysis.errors import InputError
from analysis.extracts import states
from analysis.release import handing, solve, statements

DRAFT = "draft"


def write(area, out=None):
    """Release the tables of `area` for chapters that no build runs; return the file and what the attack says.

    What is read is that of the run that this process serves; `out` is the folder of reports whose editions
    are known, the project's own by default. The file is whole at every moment, and beside
    it lies what the office keeps.

    Raises InputError when a hidden cell could be told, and while another command releases the same area.
    """
    path = settings.data("released", f"{areas.area(area).slug}.json")
    busy = f"{path}: is being released by another command. Wait for it."
    with locks.only_one(path.with_name(f".{path.stem}.lock"), busy):
        document, lines = released(area, out)
        handing.put(path, document)
    return path, lines


def released(area, out=None):
    """Return the document of a draft of `area` as chapters read it, and what the attack says."""
    place, run = areas.area(area), settings.current_run()
    published = ledgers.read(out or settings.reports(), place.slug)
    states.open_for(place, run.inputs)
    document, _ = solve.solved(place, DRAFT, run.as_of, published)
    found = attack([*published.documents, document])
    if not found.safe:
        told = "\n".join(found.lines())
        raise InputError(f"The attack found a hidden cell: nothing was released.\n{told}")
    return statements.beside(document) | {"rules": settings.checksum_of_rules()}, found.lines()
