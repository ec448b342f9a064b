"""Locks that two commands cannot hold at once, on an edition or on an area's ledger."""

from analysis import locks

LEDGER = "ledger.json"


def only_one(home, name):
    """Hold the lock of an edition or of the ledger in the folder `home` of an area's reports."""
    busy = (
        f"{home}: an edition is being published by another command. Wait for it."
        if name == LEDGER
        else f"{home / name}: is being built by another command. Wait, or name another edition."
    )
    return locks.only_one(home / f".{name}.lock", busy)
