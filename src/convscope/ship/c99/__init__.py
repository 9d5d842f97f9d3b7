"""A model as one C99 file: no allocation, no library beyond <stdint.h>, <string.h> and <math.h>.

In: a `Model`. Out: a `Program` of steps on values in one arena (`program.py`), from it the source (`source.py`), and
a folder that was compiled, run and compared with PyTorch (`written.py`). Start at `lowering.py`, which reads the graph
that torch.export gives, an operator a function in `operators/`.
"""

from convscope.ship.c99.written import c

__all__ = ["c"]
