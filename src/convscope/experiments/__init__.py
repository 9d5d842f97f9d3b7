"""The tour and the course's experiments: what convscope can do, and what the course claims, run on real data.

In: on what, and where to keep it. Out: a run folder with its report; an `Outcome` with picture, numbers and verdict.
Start at `tour.py` and `shift.py`; `trials.py` makes an experiment's trainings, `subjects.py` has its networks.
"""

from convscope.experiments.channels import channels
from convscope.experiments.outcome import Outcome
from convscope.experiments.pooling import pooling
from convscope.experiments.reconstruction import reconstruction
from convscope.experiments.shift import shift
from convscope.experiments.shuffled_pixels import shuffled_pixels
from convscope.experiments.tour import Stage, Tour, tour
from convscope.experiments.trials import Trained, Trying

__all__ = [
    "Outcome",
    "Stage",
    "Tour",
    "Trained",
    "Trying",
    "channels",
    "pooling",
    "reconstruction",
    "shift",
    "shuffled_pixels",
    "tour",
]
