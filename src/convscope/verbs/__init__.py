"""One declaration a verb: its parameters, help and examples; the terminal, the lab's "same as" and the docs read it.

In: a verb as a frozen value (``Check(model="lenet5")``). Out: what it gives when run, the command and the Python that
do the same. Loads no torch until one is run. Start at `verb.py`; one verb a file, listed here.
"""

from convscope.verbs.assess import Assess
from convscope.verbs.bench import Bench
from convscope.verbs.cache import Cache
from convscope.verbs.check import Check
from convscope.verbs.data import Data
from convscope.verbs.detect import Detect
from convscope.verbs.doctor import Doctor
from convscope.verbs.experiment import Experiment
from convscope.verbs.find_rate import FindRate
from convscope.verbs.lab import Lab
from convscope.verbs.look import Look
from convscope.verbs.predict import Predict
from convscope.verbs.retrieve import Retrieve
from convscope.verbs.rule import Rule
from convscope.verbs.runs import Runs
from convscope.verbs.segment import Segment
from convscope.verbs.ship import Ship
from convscope.verbs.style import Style
from convscope.verbs.tour import Tour
from convscope.verbs.train import Train
from convscope.verbs.verb import Argument, Option, Session, Verb

VERBS: tuple[type[Verb], ...] = (
    Tour,
    Check,
    Rule,
    Data,
    Train,
    FindRate,
    Look,
    Experiment,
    Lab,
    Predict,
    Retrieve,
    Detect,
    Segment,
    Assess,
    Style,
    Runs,
    Ship,
    Bench,
    Cache,
    Doctor,
)

__all__ = [
    "VERBS",
    "Argument",
    "Assess",
    "Bench",
    "Cache",
    "Check",
    "Data",
    "Detect",
    "Doctor",
    "Experiment",
    "FindRate",
    "Lab",
    "Look",
    "Option",
    "Predict",
    "Retrieve",
    "Rule",
    "Runs",
    "Segment",
    "Session",
    "Ship",
    "Style",
    "Tour",
    "Train",
    "Verb",
]
