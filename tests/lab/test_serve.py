"""What the lab is served on."""

import socket

import pytest

from convscope.errors import ConvscopeError
from convscope.lab.serve import _hosts, _is_loopback, serve


def test_a_port_that_is_taken_is_told() -> None:
    """Before anything is loaded or opened."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConvscopeError, match="cannot be had"):
            serve(None, port=taken.getsockname()[1], browse=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("host", "local"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)]
)
def test_only_this_machine_needs_no_token(host: str, local: bool) -> None:
    """An address of the loopback; everywhere is not one."""
    assert _is_loopback(host) is local


def test_names_of_an_address_in_six_have_brackets() -> None:
    """As browsers write them."""
    assert "[::1]:8722" in _hosts("::1", 8722)
