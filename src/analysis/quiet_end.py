"""Imported first before processes are forked: neither what they are forked from nor they write to a terminal.

What they give they say through a pipe of their own. Ctrl-C while the others are imported ends it all
without a word, and a command that is refused early ends at once, also for a program that reads what it
says.
"""

import os
import signal

nothing = os.open(os.devnull, os.O_RDWR)
for stream in (0, 1, 2):
    os.dup2(nothing, stream)
signal.signal(signal.SIGINT, signal.SIG_DFL)
