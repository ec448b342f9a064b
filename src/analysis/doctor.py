"""Check an installation: environment, fonts, folders, disk, network, and which chapter lacks a file."""

import importlib.metadata
import json
import os
import platform
import re
import shutil
from dataclasses import dataclass

import packaging.requirements

from analysis import areas, extracts, settings
from analysis.errors import InputError, MissingSourceError
from analysis.extracts import states
from analysis.publish.forms import pdf
from analysis.publish.report import questions
from analysis.sources import ages, checks
from analysis.sources.catalogue import catalogue
from analysis.sources.fetching import reach

GOOD, LOOK, BAD = "good", "look", "bad"
DISTRIBUTION = "victim-needs-assessment"
OLDEST_PYTHON = (3, 11)
# All files of one area take about 3 GB, the reports of a year 1 GB.
ROOM = 5_000_000_000


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `state` is good, look (it may be meant) or bad (it stops work)."""

    topic: str
    state: str
    words: str


def examined(area, live=False):
    """Yield a Finding for everything that an analyst's work on `area` needs.

    With `live` each source with something unconfirmed is fetched once, read, and thrown away.
    """
    found = areas.area(area)
    yield from environment()
    yield fonts()
    yield from folders(found)
    yield disk(settings.inputs_for(found.slug))
    yield from network()
    yield from own_files(found)
    yield from chapters(found)
    yield from confirmations(found, live)


def environment():
    """Yield whether Python is new enough and every library is there in a version that fits."""
    version = platform.python_version()
    old = tuple(map(int, platform.python_version_tuple()[:2])) < OLDEST_PYTHON
    yield Finding("Python", BAD if old else GOOD, f"{version}{': 3.11 or later is needed' if old else ''}")
    wrong, number = [], 0
    for text in importlib.metadata.requires(DISTRIBUTION) or ():
        wanted = packaging.requirements.Requirement(text)
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        number += 1
        try:
            held = importlib.metadata.version(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{wanted.name} is not installed")
            continue
        if held not in wanted.specifier:
            wrong.append(f"{wanted.name} is {held}, {wanted.specifier} is needed")
    said = f"{'; '.join(wrong)}. Run make setup." if wrong else f"all {number} are there"
    yield Finding("Libraries", BAD if wrong else GOOD, said)


def fonts():
    """Return whether every language's own name can be drawn: a leaflet in boxes reaches nobody."""
    names = {row["language"]: row["autonym"] for row in areas.reference("languages.csv")}
    undrawn = [language for language, name in names.items() if pdf.MISSING in pdf.drawable(name)]
    if undrawn:
        return Finding("Fonts", LOOK, f"no letters for the own name of {', '.join(undrawn)}")
    return Finding("Fonts", GOOD, f"draw the own names of all {len(names)} languages")


def folders(area):
    """Yield whether the folders that work writes to can be written, and the office's own are private."""
    for topic, folder in (
        ("Downloads", settings.inputs_for(area.slug)),
        ("Own extracts", settings.local_for(area.slug)),
        ("Reports", settings.reports()),
    ):
        there = next(path for path in (folder, *folder.parents) if path.exists())
        if not os.access(there, os.W_OK | os.X_OK):
            yield Finding(topic, BAD, f"{folder} cannot be written: ask for permission")
            continue
        private = topic == "Own extracts" and not area.invented and os.name == "posix"
        if private and folder.is_dir() and folder.stat().st_mode & 0o077:
            seen = f"{folder} can be read by others on this computer: chmod -R go= {folder}"
            yield Finding(topic, LOOK, seen)
        else:
            yield Finding(topic, GOOD, f"{folder}{'' if folder.exists() else ' (not there yet)'}")


def disk(folder):
    """Return whether there is room for the files of an area and its reports."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    short = f", {ROOM / 1e9:.0f} GB are wanted" if free < ROOM else ""
    return Finding("Disk", LOOK if short else GOOD, f"{free / 1e9:,.1f} GB free{short}")


def network():
    """Yield for each publisher whether it answers from here."""
    for host, there, words in reach.reached(reach.ONE_TRY):
        yield Finding(f"Network: {host}", GOOD if there else LOOK, words)


def own_files(area):
    """Yield each file of the office's own folder that nothing reads, and what to do about it."""
    for name, to_do in extracts.unread(area):
        yield Finding(f"Own file: {name}", LOOK, to_do)


def chapters(area):
    """Yield for each chapter which of its files are missing, older than they need be, or wrong."""
    try:
        held = states.open_for(area)
        found = list(checks.card_states(held, settings.as_of_date(settings.current_run().as_of)))
    except (InputError, MissingSourceError) as fault:
        yield Finding("Files", LOOK, str(fault))
        return
    state = {one.card.id: one for one in found}
    own = states.held_by_the_office(area)
    for chapter, names in _cards_of_chapters(area).items():
        lacking = {
            word: sorted(name for name in names if name in state and state[name].held == word)
            for word in (checks.WRONG, ages.NOT_SUPPLIED, ages.TOO_OLD, ages.NEWER_OUT, ages.LATE)
        }
        lacking["the office's own, not there"] = sorted(
            name for name in names if name in state and state[name].held == checks.OWN and name not in own
        )
        said = "; ".join(f"{word}: {', '.join(found)}" for word, found in lacking.items() if found)
        worst = BAD if lacking[checks.WRONG] else LOOK if said else GOOD
        whole = f"all {len(names)} sources are there" if len(names) > 1 else "its one source is there"
        yield Finding(f"Chapter {chapter}", worst, said or whole)


def _cards_of_chapters(area):
    """Return {chapter: the cards that its measures are made from, and those that its cells name}."""
    measures, found = questions.asked(questions.registers(area.slug))["measures"].values(), {}
    for path in sorted(settings.notebooks().glob("*.ipynb")):
        cards = {card for one in measures if path.stem in one["chapters"] for card in one["cards"]}
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "".join(line for cell in cells if cell["cell_type"] == "code" for line in cell["source"])
        cards |= set(re.findall(r'"(\w+)"', code)) & set(catalogue())
        if cards:
            found[path.stem] = sorted(cards)
    return found


def confirmations(area, live=False):
    """Yield for each source with something unconfirmed what that is, and what the first answer showed."""
    seen = reach.tried(area.slug) if live else ()
    tried = {name: (good, words) for name, good, words in seen}
    for name, what, shown in reach.unconfirmed(settings.inputs_for(area.slug)):
        good, words = tried.get(name, (None, shown))
        state = BAD if good is False else GOOD if good or shown.startswith("read as expected since") else LOOK
        yield Finding(
            f"Unconfirmed: {name}", state, f"{what} {words[:1].upper()}{words[1:]}".rstrip(".") + "."
        )
