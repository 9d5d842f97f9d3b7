"""The extra ``scene``: libraries of geography, which a network needs only for scenes."""

from __future__ import annotations

from importlib.util import find_spec

from convscope.errors import ConvscopeError

HOW = "pip install 'convscope[scene]'"


def require(*packages: str) -> None:
    """Say how to install what is not there.

    >>> require("numpy")
    """
    lacking = [name for name in packages if find_spec(name) is None]
    if lacking:
        raise ConvscopeError(f"scenes need {', '.join(lacking)}, which is not installed", fix=HOW)
