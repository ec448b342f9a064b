"""How `make docs` builds these pages: by Sphinx, into docs/_site, to be read without a network."""

import sys
from pathlib import Path

from analysis import __version__

sys.path.insert(0, str(Path(__file__).parent))

project = "Victim Needs Assessment"
copyright = "MIT licence"
release = __version__
extensions = ["myst_parser", "data_dictionary"]
exclude_patterns = ["_site"]
myst_heading_anchors = 3  # so that a page can be linked to by its headings, as on a code host

html_theme = "furo"
html_title = f"{project} {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_search_summary = False  # a browser fetches no page from a page that lies on a disk
