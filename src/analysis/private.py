"""An analyst's own look at own rows, in notebooks/private: `private.victims(AREA)`. Never for publication."""

from IPython import get_ipython

from analysis.release.people import *  # noqa: F403 (every table that counts people, as release reads it)
from analysis.release.people import __all__  # noqa: F401

MARK = "Not for publication: this notebook looks at the office's own rows."

if (_shell := get_ipython()) is not None:  # a plain Python has none
    _shell.events.register("post_run_cell", lambda _: print(MARK))
