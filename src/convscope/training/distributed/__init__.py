"""A training over several processes, on one machine or many, begun by torchrun.

In: torchrun's environment. Out: a `Team`, whose workers add up gradients and what batch norm goes by, so that the steps
are those of one process. Start at `joining.py`; `team.py` is what workers tell one another, `reaching.py` the check
before they start, `lifeline.py` how they hear that one is gone.
"""
