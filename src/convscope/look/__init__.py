"""What a network has learnt and what it makes of a picture.

In: a `Model` and a picture, or a `Run`. Out: `View`s, each with its legend and one plain sentence. Start at `maps.py`;
one method a file. What is asked about is the same everywhere: ``layer``, ``unit``, ``at``, or ``target``, a class
(`units.py`). A new method is a function here and a line in `verbs/looks.py`, which puts it on the command line, the
page, the docs and into the shared tests.
"""

from convscope.look.beside import answers, beside
from convscope.look.calibration import Calibration, calibration
from convscope.look.confused import Confused, confused
from convscope.look.confusion import confusion
from convscope.look.coverage import coverage, layer_coverage
from convscope.look.deletion import deletion
from convscope.look.depth_column import depth_column
from convscope.look.disagreements import disagreements
from convscope.look.effective_field import effective_field
from convscope.look.embedding import embedding
from convscope.look.fields import fields
from convscope.look.film import kernels_film, maps_film
from convscope.look.forgetting import forgetting
from convscope.look.grad_cam import grad_cam
from convscope.look.integrated_gradients import integrated_gradients
from convscope.look.inversion import inversion
from convscope.look.kernels import kernels
from convscope.look.learning import learning
from convscope.look.maps import maps
from convscope.look.maximisation import maximisation
from convscope.look.mistakes import Mistake, mistakes
from convscope.look.most_wrong import most_wrong
from convscope.look.neighbours import neighbours
from convscope.look.occlusion import occlusion
from convscope.look.overlays import overlays
from convscope.look.per_class import PerClass, per_class
from convscope.look.projections import deconvnet, gradient, guided_backpropagation, input_times_gradient
from convscope.look.receptive_field import field_of_unit, receptive_field
from convscope.look.resemblance import resemblance
from convscope.look.shift_response import shift_response
from convscope.look.smooth_grad import smooth_grad
from convscope.look.templates import templates
from convscope.look.top_patches import top_patches
from convscope.look.unit_sum import unit_sum

__all__ = [
    "Calibration",
    "Confused",
    "Mistake",
    "PerClass",
    "answers",
    "beside",
    "calibration",
    "confused",
    "confusion",
    "coverage",
    "deconvnet",
    "deletion",
    "depth_column",
    "disagreements",
    "effective_field",
    "embedding",
    "field_of_unit",
    "fields",
    "forgetting",
    "grad_cam",
    "gradient",
    "guided_backpropagation",
    "input_times_gradient",
    "integrated_gradients",
    "inversion",
    "kernels",
    "kernels_film",
    "layer_coverage",
    "learning",
    "maps",
    "maps_film",
    "maximisation",
    "mistakes",
    "most_wrong",
    "neighbours",
    "occlusion",
    "overlays",
    "per_class",
    "receptive_field",
    "resemblance",
    "shift_response",
    "smooth_grad",
    "templates",
    "top_patches",
    "unit_sum",
]
