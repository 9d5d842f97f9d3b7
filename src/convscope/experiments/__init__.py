"""The tour, and later the course's experiments: what convscope can do, run end to end on real data.

In: where to keep it and with what to run. Out: a run folder with its report. Start at `tour.py`.
"""

from convscope.experiments.tour import Stage, Tour, tour

__all__ = ["Stage", "Tour", "tour"]
