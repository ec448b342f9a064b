"""The house style of pictures: the Analysis Function's palette and rules, and the same bytes every time."""

import contextlib
import functools
import io
import textwrap
from dataclasses import dataclass

from analysis.publish.exhibits.exhibit import WATERMARK

# Analysis Function palette, in its order. Two series take the first and the fourth, which differ most.
# Dark blue is also every single series, what is singled out, and bars and headings of pages and documents;
# orange also what is set against it, the line of `line=`, and the edge of "Invented data".
DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
# Orange and turquoise letters on white are under 4.5 to 1: the names of such lines are written darker.
AS_LETTERS = {ORANGE: "#B3430B", TURQUOISE: "#1B6F67"}
SERIES = {1: (DARK_BLUE,), 2: (DARK_BLUE, ORANGE), 3: (DARK_BLUE, TURQUOISE, DARK_PINK)}
SERIES[4] = (DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE)
GREY, LIGHT_GREY, INK = "#595959", "#BFBFBF", "#0B0C0C"
# From the palette's three blues, with a paler and a darker end, so that five steps part in greyscale.
SEQUENTIAL = ("#DCEBF7", "#A3CBED", "#5A9FDB", "#1F69AD", "#0C2F4E")

WATERMARK_ID = "invented-data"
WIDTH = 7.2  # inches: a page's text column, so that 11 points in the picture are 11 points on the page
TEXT, SMALL = 11, 10
LINE = 95  # letters of the smaller size across the page

STYLE = {
    "font.family": ["DejaVu Sans"],
    "font.size": TEXT,
    "axes.labelsize": TEXT,
    "xtick.labelsize": TEXT,
    "ytick.labelsize": TEXT,
    "legend.fontsize": TEXT,
    "legend.frameon": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": "#D0D0D0",
    "grid.linewidth": 0.7,
    "hatch.color": "edge",
    "hatch.linewidth": 0.7,
    "figure.facecolor": "white",
    # Letters as outlines: the same picture where the font is not installed.
    "svg.fonttype": "path",
    # Without a salt the ids in an SVG are random, and the same figure differs from itself.
    "svg.hashsalt": "victim-needs-assessment",
    "path.simplify": True,
}


@contextlib.contextmanager
def styled():
    """Draw in the house style for as long as the context lasts, whatever the user's own settings say."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        yield


@functools.cache
def chart_class():
    """Return the class of the Axes that a chart gives back."""
    from matplotlib.axes import Axes

    class Chart(Axes):
        """The Axes of a chart: an analyst can go on drawing on it, and shown by itself it is a picture."""

        def html(self):
            """Return it as a page shows it."""
            with styled():
                return picture(self.figure)

        def _repr_mimebundle_(self, include=None, exclude=None):
            return {"text/plain": repr(self), "image/svg+xml": self.html()}

    return Chart


@dataclass(frozen=True)
class Canvas:
    """Where a chart is drawn: a figure of `figsize` inches, or an analyst's own Axes `ax`.

    A chart of `invented` figures gets their mark. Without `figsize` a chart is as high as it needs.
    """

    figsize: tuple | None = None
    ax: object = None
    invented: bool = False


@contextlib.contextmanager
def page(canvas, height):
    """Give a figure and its axes to draw on: empty and in the house style, or those of an analyst's `ax`."""
    if canvas.ax is not None:
        yield canvas.ax.figure, canvas.ax
        if canvas.invented:
            watermark(canvas.ax.figure)
        return
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with styled():
        figure = Figure(figsize=canvas.figsize or (WIDTH, height), layout="constrained")
        figure.get_layout_engine().set(w_pad=0.06, h_pad=0.06)
        FigureCanvasAgg(figure)
        axes = figure.add_subplot(axes_class=chart_class())
        if canvas.invented:
            watermark(figure)
        yield figure, axes


def picture(figure):
    """Return the figure as SVG text, with neither date nor version in it."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    svg, canvas = io.StringIO(), figure.canvas
    # `savefig` would draw it twice: it is laid out before, and again as it is drawn.
    FigureCanvasSVG(figure).print_svg(svg, metadata={"Date": None, "Creator": None})
    figure.set_canvas(canvas)
    return svg.getvalue()


def words_in(figure):
    """Return the words in a drawn figure, but for the numbers on its scales."""
    from matplotlib.text import Text
    from matplotlib.ticker import FixedLocator

    ticks = [
        tick
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        # A scale stands at places that matplotlib chose; at places that were set stand labels.
        if axis.get_visible() and not isinstance(axis.get_major_locator(), FixedLocator)
        for tick in axis.get_major_ticks()
    ]
    on_scale = {id(text) for tick in ticks for text in (tick.label1, tick.label2)}
    seen = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return tuple(dict.fromkeys(text.get_text() for text in seen if id(text) not in on_scale))


def watermark(figure):
    """Write "Invented data" above the picture, where it covers no value, once; return what was written.

    A title that the picture has already keeps its place, and the mark stands to the right of it.
    """
    from matplotlib.text import Text

    # Letters are drawn as shapes, so that no font is needed: a check finds the mark by its name.
    for text in figure.findobj(Text):
        if text.get_gid() == WATERMARK_ID and text.get_text() == WATERMARK:  # a later suptitle has its place
            return text
    look = {"gid": WATERMARK_ID, "ha": "right", "fontsize": SMALL, "fontweight": "bold", "color": INK}
    look["bbox"] = {"facecolor": "#FFF2D3", "edgecolor": "none", "boxstyle": "square,pad=0.35"}
    if figure.get_suptitle():
        return figure.text(0.99, 0.98, WATERMARK, va="top", **look)
    return figure.suptitle(WATERMARK, x=0.99, **look)


def beneath(figure, text):
    """Write what the picture leaves out, in small type beneath it."""
    figure.supxlabel(wrapped(text), fontsize=SMALL, style="italic", color=GREY, x=0.01, ha="left")


def wrapped(text, width=LINE):
    """Return `text` over as many lines of `width` letters as it needs, and with a capital letter."""
    text = f"{str(text)[:1].upper()}{str(text)[1:]}"
    return "\n".join(textwrap.wrap(text, width, break_long_words=False)) or text


def colours(count, chosen=None):
    """Return the palette's colours for so many series, or those that were `chosen`: one, or a list.

    For more than four the palette has none, and readers cannot tell them apart: they are matplotlib's.
    """
    if chosen is None and count > len(SERIES):
        import matplotlib

        chosen = matplotlib.color_sequences["tab20"]
    if chosen is None:
        return SERIES[count]
    given = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    return tuple(given[place % len(given)] for place in range(count))


def steps(count):
    """Return that many steps from pale to dark, as far apart as they can be."""
    if count <= 1:
        return SEQUENTIAL[2:3][:count]
    places = [round(step * (len(SEQUENTIAL) - 1) / (count - 1)) for step in range(count)]
    return [SEQUENTIAL[place] for place in places]


def halo(width=2.5):
    """Return a white edge for letters that stand on a picture."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=width, foreground="white")]


def thousands(axis, unit=""):
    """Write an axis's numbers with thousands commas, the decimals they need, and their unit."""
    from matplotlib.ticker import FuncFormatter

    def words(number, _):
        return (f"{number:,.0f}" if float(number).is_integer() else f"{number:,.10g}") + unit

    axis.set_major_formatter(FuncFormatter(words))
