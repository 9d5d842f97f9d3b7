"""Views and figures: an array with its colours, its legend and a sentence on how to read it. Loads no torch.

In: numbers. Out: a `View`, which saves PNG, SVG and NPZ and shows itself in a notebook; SVG curves; a `Drawing` of a
graph. Start at `view.py`; `colours.py` says which colours numbers get; `graph/` lays graphs out.
"""

from convscope.draw.bands import bands_svg
from convscope.draw.colours import Legend, coloured, legend_colours
from convscope.draw.drawing import Drawing
from convscope.draw.panels import panel_svg
from convscope.draw.sheet import save_views
from convscope.draw.view import View
from convscope.draw.views import Views

__all__ = ["Drawing", "Legend", "View", "Views", "bands_svg", "coloured", "legend_colours", "panel_svg", "save_views"]
