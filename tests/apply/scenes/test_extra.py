"""The extra ``scene``."""

import pytest

from convscope.apply.scenes.extra import require
from convscope.errors import ConvscopeError


def test_what_is_not_installed_is_told_with_how_to_install_it() -> None:
    """Names and a command; what is there passes."""
    require("numpy", "rasterio")
    with pytest.raises(ConvscopeError, match=r"need rasteri0, which is not installed; pip install .convscope\[scene\]"):
        require("rasteri0")
