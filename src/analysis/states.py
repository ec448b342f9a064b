"""What may be said of a cell of a table (leaf): shown, suppressed or not available. A true zero is shown.

Markers are those that the Government Statistical Service asks for in tables.
"""

SHOWN, SUPPRESSED, NOT_AVAILABLE = "shown", "suppressed", "not available"
STATES = (SHOWN, SUPPRESSED, NOT_AVAILABLE)
FROM_BEST_TO_WORST = [SHOWN, NOT_AVAILABLE, SUPPRESSED]
MARKERS = {SUPPRESSED: "[c]", NOT_AVAILABLE: "[x]"}
