"""C source."""

from convscope import load
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.source import identifier, source


def test_weights_go_beside_the_file_where_asked() -> None:
    """Inside there is an array; beside there is a parameter, and how many numbers it has."""
    model = load("lenet5")
    program = folded(lowered(model))
    inside, beside = source(program, model, "net"), source(program, model, "net", blob=True)
    assert (
        not inside.blob
        and f"net_weights[{inside.weights.size}] = {{" in inside.c
        and "NET_WEIGHTS" not in inside.header
    )
    assert beside.blob and f"#define NET_WEIGHTS {beside.weights.size}" in beside.header
    assert "void net_run(const float *net_weights, const uint8_t *picture, float *scores)" in beside.c
    assert f"#define NET_ARENA {inside.ram}" in inside.header


def test_only_what_is_needed_is_in_the_file() -> None:
    """LeNet-5 has no exponential, no square root and no transposed convolution."""
    made = source(folded(lowered(load("lenet5"))), load("lenet5"), "net").c
    assert "max_pool(" in made and not any(word in made for word in ("exp_of", "math.h", "transposed", "malloc"))


def test_any_spelling_becomes_a_name() -> None:
    """Points, brackets, Chinese, a digit in front."""
    assert identifier("net.py:Net(width=3)") == "net_py_net_width_3" and identifier("网") == "net"
    assert identifier("9x") == "net_9x"
