"""A network's frozen description, made by watching one run of it; torch enters the house here.

In: a `torch.nn.Module` and an input shape. Out: a `Network` of `Layer`s in execution order, each with its operator,
windows, shapes, parameters, MACs, receptive field, inputs, and file and line in the user's code.
Start at `trace.py`; `watcher.py` does the watching, `operators/` knows what each torch function is, `reach.py` carries
receptive fields over the graph. The same watcher on real tensors (`watch`) gives every activation.
"""

from convscope.network.description import Layer, Network, Unused
from convscope.network.failure import OutputTooSmall
from convscope.network.fake import evaluating
from convscope.network.memory import Memory
from convscope.network.normed import normed
from convscope.network.sites import record_sites
from convscope.network.storage import Storage
from convscope.network.trace import trace
from convscope.network.watch import watch

__all__ = [
    "Layer",
    "Memory",
    "Network",
    "OutputTooSmall",
    "Storage",
    "Unused",
    "evaluating",
    "normed",
    "record_sites",
    "trace",
    "watch",
]
