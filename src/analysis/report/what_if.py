"""What-if: sliders in JupyterLab that work a measure out again; no part of a report."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from analysis.errors import InputError

if TYPE_CHECKING:
    from ipywidgets import Widget


FOR_YOU = "Move a slider, and this is worked out again, for you alone: no report holds it, or what it gives."
NOTHING = "<p>Nothing that the figure rests on is known here, so that there is nothing to move.</p>"
WAITING = "<p>Being worked out…</p>"


def what_if(measure: Callable, *given, choices: pd.DataFrame, draw: Callable, **drawing) -> Widget:
    """Return sliders, and beneath them what `measure(*given, moved)` gives, drawn by `draw`.

    `choices` has a row for each slider, as `lines_to_move` and `assumptions_to_move` give
    them: with `value` it has one handle, with `low` and `high` two. `moved` is {name: value} or
    {name: (low, high)}. `draw` keeps or draws a frame, such as `report.table`, with its arguments. What is
    refused is said in place of the figure.

    A cell with sliders is tagged `lab`: a build leaves it out, and the chapter's own figure stands.
    """
    import ipywidgets as widgets

    if choices.empty:
        return widgets.HTML(NOTHING)
    sliders = {row["name"]: _slider(widgets, row) for row in choices.to_dict("records")}
    shown = widgets.HTML()
    shown.add_class("jp-RenderedHTMLCommon")  # tables and headings as in a cell's own output

    def again(_=None):
        # A picture that stays while another is worked out would be taken for the answer.
        shown.value = WAITING
        moved = {name: slider.value for name, slider in sliders.items()}
        try:
            shown.value = draw(measure(*given, moved), **drawing).html()
        except InputError as fault:
            shown.value = f'<p role="alert">{html.escape(str(fault))}</p>'

    def back(_):
        for slider, start in zip(sliders.values(), starts, strict=True):
            slider.unobserve(again, "value")
            slider.value = start
            slider.observe(again, "value")
        again()

    starts = [slider.value for slider in sliders.values()]
    for slider in sliders.values():
        slider.observe(again, "value")
    reset = widgets.Button(description="As in the chapter", icon="undo", layout=widgets.Layout(width="auto"))
    reset.on_click(back)
    again()
    rows = [
        widgets.VBox([widgets.HTML(f"<b>{html.escape(words)}</b>"), slider])
        for words, slider in zip(choices["called"], sliders.values(), strict=True)
    ]
    return widgets.VBox([widgets.HTML(f"<p>{FOR_YOU}</p>"), *rows, reset, shown])


def _slider(widgets, row):
    step = float(row["step"])
    decimals = max(0, -int(f"{step:e}".split("e")[1]))
    kind, value = (
        (widgets.FloatSlider, row["value"])
        if "value" in row
        else (widgets.FloatRangeSlider, (row["low"], row["high"]))
    )
    return kind(
        value=value,
        min=row["least"],
        max=row["most"],
        step=step,
        readout_format=f",.{decimals}f",
        continuous_update=False,  # an answer takes a second: only where the slider is let go
        layout=widgets.Layout(width="32em", max_width="100%"),
    )
