"""A fetched file is read as `vna check` reads it before it takes its place; any other is kept aside."""

import shutil

from analysis.errors import InputError
from analysis.sources import checks, files, inventory
from analysis.sources.fetching.manifest import write_whole


def fault_of(path, card_id):
    """Return what is wrong with a file that should be of a card, "" for nothing, and its rows.

    Everything in a zip that is of the card is read.
    """
    try:
        members = files.zip_members(path) if path.suffix.lower() == ".zip" else [files.SourceFile(path)]
        found = [inventory.identify(file) for file in members]
        wrong = [one.message for one in found if isinstance(one, inventory.Problem)]
        mine = [one for one in found if isinstance(one, inventory.Found) and one.card_id == card_id]
        if wrong:
            return wrong[0], 0
        if not mine:
            return f"{path.name}: is not what the card {card_id} says: {_seen(found)}.", 0
        return "", sum(checks.read(one)[0] for one in mine)
    except InputError as fault:
        return str(fault), 0
    except (ArithmeticError, LookupError, TypeError, ValueError, MemoryError) as fault:
        # A reader that stumbles has met what it was not written for: as good a reason to keep it aside.
        return f"{path.name}: cannot be read ({type(fault).__name__}). Its layout may be new.", 0


def _seen(found):
    others = sorted({one.card_id for one in found if isinstance(one, inventory.Found)})
    return f"it looks like {', '.join(others)}" if others else "no card knows it"


def set_aside(path, folder, item, reason, now):
    """Move a file that was refused out of the way, with the reason beside it, and return where it lies."""
    place = folder / inventory.SET_ASIDE / path.name
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, place)
    write_whole(
        place.with_name(place.name + ".why.txt"),
        f"{reason}\nFetched from {item.address} for the card {item.card_id} on {now}.\n",
    )
    return place
