"""Tables that are worked out of other tables by measures, of which several chapters make use.

They are files as all tables are: the decision on languages, which rests on a released statement, is worked
out once, and chapters and people in JupyterLab read the same.
"""

from analysis.derived import languages, protection  # noqa: F401 (what is imported is declared)
