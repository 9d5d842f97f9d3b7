"""Objects found on pictures: their boxes, large pictures cut into tiles that overlap.

In: a detector (a run, torchvision's) and paths, folders, patterns. Out: `Detections`, the boxes on each picture. Start
at `detect.py`; `tiles.py` cuts, and puts together what the tiles found; `writing.py` and `overlay.py` make files.
"""

from convscope.apply.detection.detect import Detecting, boxes_on, detect
from convscope.apply.detection.detected import Detected, DetectedBox, Detections

__all__ = ["Detected", "DetectedBox", "Detecting", "Detections", "boxes_on", "detect"]
