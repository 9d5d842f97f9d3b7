"""What the page Draw asks.

In: a pad's pixels, and what is pointed at. Out: plain values: every layer's numbers as bytes, the answer, a unit's
links down to the pad, the answer at every shift. Start at `answers.py`; `pad.py` makes of the pixels what enters.
"""
