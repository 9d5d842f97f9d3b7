"""What holds of every network of the zoo: its parameters, its shapes, its trace, its paper."""

import pytest
import torch

from convscope.lint import check
from convscope.models import ZOO, Entry
from convscope.network import trace

every_entry = pytest.mark.parametrize("entry", ZOO.values(), ids=ZOO)


@every_entry
def test_it_is_listed_under_its_name(entry: Entry) -> None:
    """An entry is found under the name it bears, in small letters."""
    assert ZOO[entry.name] is entry
    assert entry.name == entry.name.lower()


@every_entry
def test_it_has_its_papers_parameters(entry: Entry) -> None:
    """The module has as many parameters as the entry says, and the trace's layers own each of them once."""
    module = entry.build()
    assert sum(parameter.numel() for parameter in module.parameters()) == entry.parameters
    assert sum(layer.parameters for layer in trace(module, entry.input_shape)) == entry.parameters


@every_entry
@pytest.mark.parametrize("count", [1, 3])
def test_it_gives_ten_scores_a_picture_or_pixel(entry: Entry, count: int) -> None:
    """Of N pictures it gives (N, 10) finite scores; or (N, 10, height, width), of pictures of any size."""
    height, width = entry.input_shape[1:] if entry.answers == "picture" else (45, 61)
    with torch.no_grad():
        scores = entry.build(classes=10).eval()(torch.rand(count, entry.input_shape[0], height, width))
    assert scores.shape == (count, 10, *((height, width) if entry.answers == "pixel" else ()))
    assert scores.isfinite().all()


@every_entry
def test_each_picture_is_scored_by_itself(entry: Entry) -> None:
    """A picture's scores do not depend on the others in its batch."""
    torch.manual_seed(0)
    module, pictures = entry.build().eval(), torch.rand(2, *entry.input_shape)
    with torch.no_grad():
        torch.testing.assert_close(module(pictures)[1:2], module(pictures[1:2]))


@every_entry
def test_its_trace_knows_what_the_scores_depend_on(entry: Entry) -> None:
    """Every layer's receptive field is known, and the last one's is the whole picture, or more of one of any size."""
    network = trace(entry.build(), entry.input_shape)
    assert all(layer.reach.status != "unknown" for layer in network)
    if entry.answers == "pixel":
        assert min(network.layers[-1].receptive_field or (0,)) >= 100
        return
    assert network.layers[-1].receptive_field == entry.input_shape[1:]


@every_entry
def test_the_rules_find_nothing_in_it(entry: Entry) -> None:
    """What is offered as an example has none of the faults that are looked for, but where its paper has one."""
    found = {finding.name for finding in check(entry.build(), entry.input_shape).findings}
    assert found == ({"stride-skips-pixels"} if entry.name == "airbench94" else set())  # it pools maps of 31, 15 and 7


@every_entry
def test_it_learns(entry: Entry) -> None:
    """Each parameter that is trained has a gradient that is not zero, after a step where finer scores begin at zero."""
    torch.manual_seed(0)
    module = entry.build()
    size = entry.input_shape[1:] if entry.answers == "picture" else (64, 64)
    labels = torch.arange(8) if entry.answers == "picture" else torch.arange(2 * 64 * 64).view(2, 64, 64) % 2
    scores = module(torch.rand(len(labels), entry.input_shape[0], *size))
    torch.nn.functional.cross_entropy(scores, labels).backward()  # type: ignore[no-untyped-call]
    for name, parameter in module.named_parameters():
        if not parameter.requires_grad:
            continue
        assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


@every_entry
def test_it_says_where_it_comes_from(entry: Entry) -> None:
    """An entry has a source and a year in which networks of this kind existed."""
    assert entry.paper
    assert 1943 <= entry.year <= 2100
