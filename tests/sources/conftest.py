"""A file that is given to a reader, and an office with extracts of its own."""

import pandas as pd
import pytest
import xlsxwriter

from analysis.errors import InputError
from analysis.sources.files import SourceFile
from tests.extracts.office import office as office


@pytest.fixture
def given(tmp_path):
    """Return a function that writes a text or bytes as the publisher's file to be read."""

    def write(content, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return SourceFile(path)

    return write


@pytest.fixture(scope="module")
def by_district(real):
    """Return the district of each real LSOA."""
    lookup = pd.read_csv(real("geography/lookup_lsoa21_ward24_ltla24.csv"), dtype=str)
    return lookup.set_index("lsoa21_code")["ltla24_code"]


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes sheets, each a list of rows, into a workbook."""

    def workbook(sheets, name="tables.xlsx"):
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        return SourceFile(path)

    return workbook


@pytest.fixture
def refusal(given):
    """Return a function that gives a reader a text, `old` in it made `new`, and returns what it then says."""

    def refused(read, text, old="", new=""):
        assert old in text
        with pytest.raises(InputError) as caught:
            read(given(text.replace(old, new)))
        return str(caught.value)

    return refused
