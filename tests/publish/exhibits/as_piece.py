"""Charts as what a build publishes of them: the piece of the Axes that a verb of publish gives back."""

from analysis import publish


def _drawn(verb):
    def draw(*given, **named):
        chart = getattr(publish, verb)(*given, **named)
        return chart.piece() if hasattr(chart, "piece") else chart  # a gap is a piece itself

    return draw


bar, dot, flow, funnel, journey, line, map, network = (
    _drawn(verb) for verb in ("bar", "dot", "flow", "funnel", "journey", "line", "map", "network")
)
