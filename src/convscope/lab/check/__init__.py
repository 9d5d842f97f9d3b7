"""What the page Check asks: the network at a size, its graph, its findings, one layer, sizes, a bottleneck.

In: what was opened and the page's values, each of them checked. Out: plain values for JSON. Start at `report.py`;
`traced.py` keeps what was traced; none of these computes anything of networks: they call `lint`, `network` and
`arithmetic`.
"""
