"""C as WebAssembly."""

from pathlib import Path

import pytest

from convscope.errors import ConvscopeError
from convscope.ship.browser.wasm import to_wasm


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both, and how to get them."""
    monkeypatch.setattr("convscope.ship.browser.wasm.shutil.which", lambda name: None)
    with pytest.raises(ConvscopeError, match=r"clang and wasm-ld are missing.*apt-get install clang lld"):
        to_wasm(tmp_path, "net")
