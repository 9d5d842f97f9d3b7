"""A figure's settings, checked."""

import pytest

from convscope.errors import ConvscopeError
from convscope.lab.lessons.figures import TAKES, figure


def test_settings_stand_on_lines_or_between_ampersands() -> None:
    """A line without an equals sign goes on from the one before."""
    found = figure("sizes", "name=Two\ninput=3,8,8&layers=conv 4 3,\n  max 2\n")
    assert found["given"] == {"name": "Two", "input": "3,8,8", "layers": "conv 4 3, max 2"}
    assert figure("convolve", "ky=5&kx=5\npicture=digit") == {"kind": "convolve", "settings": "ky=5&kx=5&picture=digit"}
    assert figure("field", "network=lenet5\nlayer=conv2\nunit=1,2")["given"]["unit"] == "1,2"
    assert figure("field", "network=yours&layer=whatever")["given"]["network"] == "yours"


@pytest.mark.parametrize(
    ("kind", "content", "told"),
    [
        ("tabel", "", "did you mean 'table'"),
        ("table", "netwrk=lenet5", "did you mean 'network'"),
        ("sizes", "layers=conv 4 99&input=3,8,8", "does not fit"),
        ("field", "network=lenet5&layer=conv9", "conv2"),
        ("field", "network=lenet5&view=x", "coverage"),
        ("field", "network=lenet5&unit=a", "row and column"),
        ("bottleneck", "in_channels=4&out_channels=4&kernel=3", "without side"),
        ("bottleneck", "in_channels=0&out_channels=4&kernel=3&side=3", "from 1 to"),
        ("squares", "side=large", "from 1 to"),
        ("responses", "row=-1", "from 0 to"),
    ],
)
def test_what_is_not_understood_is_told(kind: str, content: str, told: str) -> None:
    """With the nearest that there is."""
    assert kind in TAKES or kind == "tabel"
    with pytest.raises(ConvscopeError) as caught:
        figure(kind, content)
    assert told in str(caught.value)
