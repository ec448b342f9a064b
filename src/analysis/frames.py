"""How pandas holds the texts of a table (leaf: imports nothing of this project).

Most tables here have tens or hundreds of rows: work on Python's own strings is about 20% faster
than on Arrow's. What is large, such as street crime, is counted before it becomes a table. Patterns are
Python's too: `\\d` means the digits of any script, so what is held to a form says `[0-9]`.
"""

import sys

import pandas as pd

# pandera holds a table to the way that there was when it was imported.
if "pandera" not in sys.modules:
    pd.set_option("mode.string_storage", "python")
