"""A directed graph without cycles as one SVG, from top to bottom. Knows no network and needs no Graphviz.

In: `Node`s in an order in which every node follows its inputs. Out: a `Drawing`. Start at `graph_drawing.py`;
`text.py` measures, `blocks.py` says how far right a node stands, `lanes.py` leads skips past the boxes, `geometry.py`
adds the heights, `svg.py` writes.
"""

from convscope.draw.graph.graph_drawing import graph_drawing
from convscope.draw.graph.node import Entry, Mark, Node

__all__ = ["Entry", "Mark", "Node", "graph_drawing"]
