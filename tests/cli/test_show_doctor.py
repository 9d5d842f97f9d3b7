"""How a diagnosis looks in a terminal."""

from rich.console import Console

from convscope.cli.show_doctor import diagnosis
from convscope.verbs import Doctor, Session


def test_it_names_versions_device_and_cores() -> None:
    """Those of this machine."""
    found = Doctor().run(Session())
    console = Console(width=160, record=True, quiet=False)
    with console.capture() as captured:
        console.print(diagnosis(found))
    told = captured.get()
    assert found.python in told and f"{found.cores} cores" in told and found.device in told
