"""An edition of the invented area `kent`, as tests of building it ask for it and look at it."""

from analysis.publish.report import editions


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
