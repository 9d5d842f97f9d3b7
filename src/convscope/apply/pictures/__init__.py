"""Pictures in files, many of them, each answered by a network.

In: a `Model`, or a shipped file, and paths, folders, patterns. Out: `Predictions`, the best classes of each picture.
Start at `predict.py`; `asked.py` finds the files, `passing.py` takes them through a network while others are decoded,
`quick.py` makes the network quick, `confidence.py` says when it is better to say nothing.
"""

from convscope.apply.pictures.confidence import Calibration
from convscope.apply.pictures.predict import Predicting, predict
from convscope.apply.pictures.predicted import Guess, Predicted, Predictions

__all__ = ["Calibration", "Guess", "Predicted", "Predicting", "Predictions", "predict"]
