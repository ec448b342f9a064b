"""Languages in small areas: estimated, with intervals, and tested on places held out."""
