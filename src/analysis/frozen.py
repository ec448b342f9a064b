"""Imported last before processes are forked: declarations are ready, and none looks for garbage in all that.

Each would otherwise go through a million objects again and again, and copy the memory that they lie in.
"""

import gc
import signal

from analysis.tables import declaration

declaration.make_ready()
gc.collect()
gc.freeze()
gc.set_threshold(100_000, 20, 100)
signal.signal(signal.SIGINT, signal.default_int_handler)
