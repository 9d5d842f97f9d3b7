"""Run a model where it was shipped to.

In: a shipped file. Out: an object that answers uint8 pictures with logits, so that it can be compared with the
original. Start at `onnx.py`, ONNX Runtime.
"""

from convscope.runtime.onnx import OnnxModel, load_onnx

__all__ = ["OnnxModel", "load_onnx"]
