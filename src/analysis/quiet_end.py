"""Imported first before processes are forked: nothing is heard of that until the processes themselves speak.

Ctrl-C while the others are imported ends it without a word. Who reads a command through a pipe does not wait
for it where the command was refused meanwhile. `analysis.frozen`, which is the last, lets the processes
themselves say that they were interrupted.
"""

import os
import signal

nothing = os.open(os.devnull, os.O_RDWR)
for stream in (0, 1, 2):
    os.dup2(nothing, stream)
signal.signal(signal.SIGINT, signal.SIG_DFL)
