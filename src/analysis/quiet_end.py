"""Imported first before processes are forked: Ctrl-C while the others are imported ends that without a word.

`analysis.frozen`, which is the last, lets the processes themselves say that they were interrupted.
"""

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)
