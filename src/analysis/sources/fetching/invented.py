"""Sampleshire, which nobody publishes but the local publishers that tests and demonstrations start."""

import json

from analysis.errors import InputError
from analysis.sources.fetching.manifest import write_whole
from analysis.sources.fetching.transport import PUBLISHERS_VARIABLE
from analysis.sources.inventory import STAMP


def refuse(area, transport):
    """Refuse an invented area of real publishers, and a real area of local ones, which invent."""
    if area.invented and transport.publishers is None:
        raise InputError(
            f"{area.name} is invented and no publisher has it: vna build writes its files itself. "
            "Name your own police force area with --area."
        )
    if not area.invented and transport.publishers is not None:
        raise InputError(
            f"{PUBLISHERS_VARIABLE} names local publishers, whose figures are invented, and {area.name} is "
            "real. A real area is never shown with invented figures: take the variable away."
        )


def stamp_of(transport, area, folder):
    """Return what marks a folder as invented, "" for a real area; refuse a folder of the other kind."""
    there = (folder / STAMP).is_file()
    if not area.invented and there:
        raise InputError(
            f"{folder}: holds Sampleshire's invented files, and {area.name} is real. Name another with --to."
        )
    if not area.invented:
        return ""
    others = folder.is_dir() and any(not path.name.startswith(".") for path in folder.iterdir())
    if others and not there:
        raise InputError(f"{folder}: holds files that are not Sampleshire's. Name an empty folder with --to.")
    # The local publishers answer so under every name: that what they give is invented comes with it.
    text = transport.read(f"https://www.gov.uk/{STAMP}").text()
    if not json.loads(text).get("invented"):
        raise InputError("The local publishers do not say that they are invented. Nothing was fetched.")
    return text


def stamp(folder, mark):
    """Mark a folder as invented before its first file comes."""
    if mark and not (folder / STAMP).is_file():
        write_whole(folder / STAMP, mark)
