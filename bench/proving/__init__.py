"""Random designs and what is proven of each: shared by ``bench/proofs.py``, 10,000 times, and the tests, a few times.

In: what Hypothesis draws. Out: a `Case`, a network with its input's shape, and `prove`, which compares what convscope
says of it with what PyTorch does. Start at ``claims.py``; ``parts.py`` draws layers, ``graphs.py`` networks of them.
"""
