"""The evidence for the choice of languages: what several chapters share of it is read once."""

from analysis import tables
from analysis.sources import inventory
from analysis.tables.language_evidence import read_ahead


def test_files_that_were_read_ahead_are_noted_by_whoever_loads_them(sampleshire_folder, reads):
    reads(sampleshire_folder)
    inventory.forget()
    tables.language_evidence("sampleshire")
    alone = inventory.record()
    inventory.forget()
    read_ahead("sampleshire")
    assert inventory.record() == []
    tables.language_evidence("sampleshire")
    assert inventory.record() == alone and len(alone) > 20
