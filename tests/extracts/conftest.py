"""An office with extracts of its own."""

from tests.extracts.office import office as office
