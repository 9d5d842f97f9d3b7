"""Train a detector on pictures with boxes into a run.

In: a data set with boxes, the spelling of a detector, a `Recipe`. Out: a `Run` like any other. The losses are
torchvision's own, the weights kept are those with the best mean average precision on validation. Start at `train.py`;
`parts.py` brings pictures and boxes to the device, `course.py` is all epochs, `scores.py` measures.
"""

from convscope.training.detection.scores import Scores, mean_average_precision
from convscope.training.detection.train import train_detector

__all__ = ["Scores", "mean_average_precision", "train_detector"]
