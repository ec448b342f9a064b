"""Editions as tests ask for them: of the invented area `kent`, and of an office in Sampleshire."""

import json

from analysis.disclosure import ledger, release
from analysis.publish.report import editions, publishing


def build(folder, **options):
    """Build the edition from the inputs in `folder` into its reports."""
    return editions.build("kent", inputs=folder / "inputs", out=folder / "reports", **options)


def content(edition):
    """Return {path within it: bytes} of every file of an edition."""
    return {
        path.relative_to(edition).as_posix(): path.read_bytes()
        for path in edition.rglob("*")
        if path.is_file()
    }


def tabulation(name, source="victims", by=("district",), periods="quarter", **more):
    """Return a tabulation under the policy of victims that shows one period, unless it says otherwise."""
    usual = {"title": name, "last": 1, "policy": "victims"}
    return release.Tabulation(name=name, source=source, by=by, periods=periods, **usual | more)


class Office:
    """An office that builds editions of Sampleshire and publishes them, from the files in `inputs`."""

    def __init__(self, home, inputs):
        self.local, self.reports = home / "local", home / "reports"
        self.places = {"inputs": inputs, "out": self.reports, "local": self.local}
        self.local.mkdir(exist_ok=True)

    def builds(self, edition, as_of, **more):
        """Return the released document of an edition that is built."""
        folder = editions.build("sampleshire", edition=edition, as_of=as_of, **self.places, **more)
        return json.loads((folder / "tabulations.json").read_text(encoding="utf-8"))

    def publishes(self, edition, as_of, **more):
        """Return the released document of an edition that is built and published."""
        document = self.builds(edition, as_of, **more)
        publishing.publish(edition, "sampleshire", **self.places)
        return document

    def ledger(self):
        """Return the ledger of what it published."""
        return ledger.read(self.reports, "sampleshire")
