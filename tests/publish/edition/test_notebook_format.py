"""The library of the notebook format comes without the grammars of addresses, and does all it did."""

import subprocess
import sys

import pytest

SAYS_WHAT_CAME = """
import sys
from analysis.publish.edition import notebook_format
{before}
nbformat = notebook_format.library()
print("rfc3987_syntax" in sys.modules)
good = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
nbformat.validate(good)
good.cells[0].cell_type = "neither"
try:
    nbformat.validate(good)
except nbformat.ValidationError:
    print("refused")
import rfc3987_syntax
print(rfc3987_syntax.is_valid_syntax("iri", "https://example.org/ä"))
"""


@pytest.mark.parametrize(
    ("before", "came"),
    [("", "False"), ("import jsonschema", "True"), ("import rfc3987_syntax", "True")],
    ids=["alone", "after jsonschema", "after the grammars"],
)
def test_what_checks_addresses_is_left_out_and_can_still_be_had(before, came):
    run = subprocess.run(
        [sys.executable, "-c", SAYS_WHAT_CAME.format(before=before)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == [came, "refused", "True"]
