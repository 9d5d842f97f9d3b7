"""Scenes: rasters of any size, labelled pixel by pixel.

In: a `Model` and the path of a raster or a picture. Out: a `Prediction`, its labels in a Cloud-Optimised GeoTIFF.
Start at `segment.py`; `arranging.py` chooses tiles, the whole, or blended windows; `raster.py` reads, `working.py` runs
and writes, `job.py` remembers what is done, `finishing.py` makes the files. rasterio and its like load when used.
"""

from convscope.apply.scenes.arranging import Arranged, arrange
from convscope.apply.scenes.before import Segmenting
from convscope.apply.scenes.segment import segment
from convscope.apply.scenes.segmented import ClassArea, Planned, Prediction

__all__ = ["Arranged", "ClassArea", "Planned", "Prediction", "Segmenting", "arrange", "segment"]
