"""An office that writes small extracts of invented rows, for the tests that read them."""

import csv
import io

import pytest
import xlsxwriter

from analysis import extracts, settings
from analysis.errors import InputError
from analysis.extracts import fields

COLUMNS = """
[victims.our_police]
files = ["victims_{quarter}.xlsx", "victims_{quarter}.csv"]
supplier = "Our Police"
ignored = ["Beat team", "Remand"]
unmapped_share = 0.25

[victims.our_police.fields.quarter]
headings = ["Date Record Created", "Occurrence Created Date"]
dates = ["%d/%m/%Y"]
unknown = ["NULL"]

[victims.our_police.fields.district]
headings = ["District name", "Local Authority"]
values = { "Out of force" = "Outside the area" }
unknown = ["NULL", "Not Provided", ""]

[victims.our_police.fields.ethnic_group]
headings = ["Self Defined Ethnicity"]
values = { "W1" = "White", "A1 - Indian" = "Asian", "N1" = "Not stated" }
unknown = ["NULL", ""]
refused = ["Declined"]
not_asked = ["Not asked by officer"]

[victims.our_police.fields.domestic_abuse]
headings = ["DA flag"]
values = { "Y" = "yes", "" = "no" }
"""
HEADINGS = ["Date Record Created", "District name", "Self Defined Ethnicity", "DA flag", "Beat team"]
SECRET = "Notaperson"
ROW = ["03/01/2026", "Quarrowby", "W1 - British", "Y", "Beat 4"]


def rows(number=4, **changes):
    """Return `number` rows that may be let in; `changes` are {column: value} of the first row."""
    made = [list(ROW) for _ in range(number)]
    for name, value in changes.items():
        made[0][int(name.removeprefix("c"))] = value
    return made


def text(table, delimiter=","):
    """Return rows as the text of a CSV."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(table)
    return stream.getvalue()


class Office:
    """A folder of files that `counts_for` reads, and the counts that it keeps."""

    columns, headings, row, kind, stem = COLUMNS, HEADINGS, ROW, "victims", "victims"
    rows, text = staticmethod(rows), staticmethod(text)

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.map(self.columns)

    def map(self, columns, area='area = "sampleshire"\n'):
        """Write columns.toml, of Sampleshire unless another line says whose it is."""
        (self.folder / "columns.toml").write_text(area + columns, encoding="utf-8")

    def csv(self, table, headings=None, *, quarter="2026-Q1", encoding="utf-8", delimiter=",", name=""):
        """Write a file: rows below the headings, or the whole text of it."""
        content = table if isinstance(table, str) else text([headings or self.headings, *table], delimiter)
        path = self.folder / (name or f"{self.stem}_{quarter}.csv")
        path.write_bytes(content.encode(encoding))
        return path

    def workbook(self, quarter="2026-Q1", **sheets):
        """Write a workbook of {name: rows with their headings}; dates as dates."""
        path = self.folder / f"{self.stem}_{quarter}.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
            for name, table in sheets.items():
                sheet = book.add_worksheet(name)
                for at, row in enumerate(table):
                    for column, cell in enumerate(row):
                        if cell != "":
                            sheet.write(at, column, cell)
        return path

    def counts(self, as_of=None, kept=None, kind=None):
        """Return what `counts_for` makes of the folder."""
        return extracts.counts_for("sampleshire", as_of, kept, kind or self.kind)

    def by(self, *names, kind=None, **known):
        """Return {labels: counted}."""
        unit = fields.kinds()[kind or self.kind].unit
        found = self.counts(kind=kind, **known).frame.groupby(list(names))[unit].sum()
        return dict(zip(found.index.tolist(), found.tolist(), strict=True))

    def explained(self, kind=None):
        """Return where the rows of the only sheet went."""
        (one,) = self.counts(kind=kind).explained
        assert one.rows == one.counted + sum(one.left_out.values())
        return one

    def refusal(self, kind=None):
        """Return what is said when the folder is refused: no secret of a cell appears in it."""
        with pytest.raises(InputError) as caught:
            self.counts(kind=kind)
        assert SECRET not in str(caught.value)
        return str(caught.value)


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Return an Office of Sampleshire whose folder of extracts is a test's own."""
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path / "local"))
    return Office(tmp_path / "local")
