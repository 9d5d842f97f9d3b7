"""Lines of code as the page shows them: the file's name alone, as a path of this machine is nobody else's business."""

from __future__ import annotations

import re
from typing import Any

ABSOLUTE = re.compile(r"""(?<![\w./\\])(?:[A-Za-z]:)?[/\\](?:[^/\\:"'\n(),]+[/\\])*([^\s/\\:"']+\.py)\b""")


def without_folders(value: Any) -> Any:
    """Leave of every absolute path of a Python file its name, in words and in whatever holds words.

    >>> without_folders({"why": "fc1 (linear, /me/my nets/net.py:25) expects 400", "places": ["C:\\\\nets\\\\a.py:3"]})
    {'why': 'fc1 (linear, net.py:25) expects 400', 'places': ['a.py:3']}
    >>> without_folders("nets/net.py:12 and 3/4")
    'nets/net.py:12 and 3/4'
    """
    if isinstance(value, str):
        return ABSOLUTE.sub(r"\1", value)
    if isinstance(value, dict):
        return {key: without_folders(one) for key, one in value.items()}
    return [without_folders(one) for one in value] if isinstance(value, (list, tuple)) else value
