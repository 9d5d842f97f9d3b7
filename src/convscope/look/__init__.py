"""What a network has learnt and what it makes of a picture.

In: a `Model` and a picture, or a `Run`. Out: `View`s, each with its legend and one plain sentence. Start at `maps.py`;
one method a file.
"""

from convscope.look.confusion import confusion
from convscope.look.coverage import coverage, layer_coverage
from convscope.look.fields import fields
from convscope.look.grad_cam import grad_cam
from convscope.look.integrated_gradients import integrated_gradients
from convscope.look.kernels import kernels
from convscope.look.maps import maps
from convscope.look.most_wrong import most_wrong
from convscope.look.occlusion import occlusion
from convscope.look.receptive_field import field_of_unit, receptive_field
from convscope.look.smooth_grad import smooth_grad
from convscope.look.top_patches import top_patches

__all__ = [
    "confusion",
    "coverage",
    "field_of_unit",
    "fields",
    "grad_cam",
    "integrated_gradients",
    "kernels",
    "layer_coverage",
    "maps",
    "most_wrong",
    "occlusion",
    "receptive_field",
    "smooth_grad",
    "top_patches",
]
