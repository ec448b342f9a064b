"""Imported last before processes are forked: none looks for garbage in what was imported by then (leaf).

Each would otherwise go through a million objects again and again, and copy the memory that they lie in.
"""

import gc

gc.collect()
gc.freeze()
gc.set_threshold(100_000, 20, 100)
