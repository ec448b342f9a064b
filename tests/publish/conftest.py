"""A door with one open, invented card behind it, for the verbs that draw and speak."""

import importlib
from types import SimpleNamespace

import pytest


@pytest.fixture
def one_card(monkeypatch):
    """Let `control` know a single card "a", of files that are there and invented."""
    door = importlib.import_module("analysis.publish.control")
    card = SimpleNamespace(
        id="a",
        title="Languages",
        publisher="ONS",
        period="2021",
        licence="OGL",
        sensitivity="open",
        attribution="",
    )
    monkeypatch.setattr(door, "cards_now", lambda: {"a": card})
    monkeypatch.setattr(door, "period_now", lambda card: card.period)
    monkeypatch.setattr(door, "missing_now", lambda uses: [])
    monkeypatch.setattr(door, "invented_now", lambda: True)
