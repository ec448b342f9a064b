"""Imported last before processes are forked: what was imported by then is never looked at for rubbish again.

Each of them would otherwise look through a million objects, and copy the pages that they lie on (leaf).
"""

import gc

gc.collect()
gc.freeze()
gc.set_threshold(100_000, 20, 100)
