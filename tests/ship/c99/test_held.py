"""Numbers that a program brings along."""

import numpy as np

from convscope.ship.c99.calls import Calls
from convscope.ship.c99.held import Held
from convscope.ship.c99.memory import Arena


def test_all_kinds_lie_behind_each_other() -> None:
    """Floats, 32 bits, 8 bits, and a run of zeros that a kernel reads past the end."""
    calls = Calls(Arena({}, frozenset(), 0))
    assert calls.add(np.array([0.5], np.float32)) == "w + 0"
    assert calls.add_integers(np.array([-(2**31), 7], np.int32)) == "n + 0"
    assert [calls.add_bytes(np.array([1, -2, 3], np.int8)) for _ in range(2)] == ["b + 0", "b + 3"]
    held = Held.of(calls, "net", quantised=True)
    assert held.numbers.nbytes == 4 + 8 + 6 + 16 and held.count == 1 + 2 + 22
    assert held.numbers[:12].tobytes() == np.array([0.5], "<f4").tobytes() + np.array([-(2**31), 7], "<i4").tobytes()
    written = held.arrays()
    assert "float net_weights[1] = {\n    0.5f\n}" in written and "(-2147483647 - 1), 7" in written
    assert "(w + 1)" in held.pointers(beside=True) and held.parameter == "const void *net_weights, "


def test_floats_alone_are_as_they_were() -> None:
    """One array and one pointer."""
    calls = Calls(Arena({}, frozenset(), 0))
    calls.add(np.array([1, 2], np.float32))
    held = Held.of(calls, "net", quantised=False)
    assert held.numbers.tolist() == [1, 2] and held.pointers(beside=False) == "    const float *w = net_weights;\n"
    assert "NET_WEIGHTS 2 /* floats in net.bin" in held.defined
