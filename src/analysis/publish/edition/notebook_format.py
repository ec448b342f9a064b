"""Jupyter's library of the notebook format, without two and a half seconds of what no notebook needs."""

import sys

# Checks internationalised addresses for jsonschema, whose grammars it builds when it is imported.
ADDRESSES = "rfc3987_syntax"


def library():
    """Return nbformat. Its schema holds no address, so jsonschema is brought in without what checks them."""
    spared = "jsonschema" not in sys.modules and ADDRESSES not in sys.modules
    if spared:
        sys.modules[ADDRESSES] = None
    try:
        import nbformat
    finally:
        if spared:
            del sys.modules[ADDRESSES]
    return nbformat
