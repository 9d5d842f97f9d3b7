"""Building an index, and letting it follow its files."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from convscope.apply.retrieval import By, Indexed, build_index, open_index
from convscope.errors import ConvscopeError


def build(**said: object) -> Indexed:
    return build_index("photos", "p.index", **{"by": "net.py:Net", **said})  # type: ignore[arg-type]


def test_it_follows_its_files(here: Path) -> None:
    """Added, changed and removed ones alone are read again; without a change nothing is written."""
    assert build().added == 8
    photos = here / "photos"
    before = sorted(path.name for path in Path("p.index").iterdir())
    assert (build().added, sorted(path.name for path in Path("p.index").iterdir())) == (0, before)
    (photos / "0.png").unlink()
    (photos / "1.png").write_bytes((photos / "2.png").read_bytes())
    (photos / "new.png").write_bytes((photos / "3.png").read_bytes())
    done = build()
    assert (done.pictures, done.added, done.changed, done.removed) == (8, 1, 1, 1)
    index = open_index("p.index")
    assert not any(hit.path.endswith("0.png") for hit in index.find(photos / "2.png", 20).hits)
    names = [{Path(hit.path).name for hit in group} for group in index.duplicates(1e-6).groups]
    assert names == [{"2.png", "1.png"}, {"3.png", "new.png"}] and len(list(Path("p.index").iterdir())) == 2


def test_one_changed_into_a_broken_file_leaves_the_index(here: Path) -> None:
    """It is told; the next time it is tried again."""
    build()
    (here / "photos" / "1.png").write_bytes(b"no picture")
    for _ in range(2):
        done = build()
        assert done.pictures == 7 and [Path(one.path).name for one in done.skipped] == ["1.png"] and done.failed
        assert done.added == 0


def test_another_network_is_told(here: Path) -> None:
    """Before anything is mixed; --overwrite begins anew."""
    build()
    with pytest.raises(ConvscopeError, match=r"was made with net.py:Net; say --overwrite"):
        build(by=By("net.py:Net", layer="0"))
    assert build(by=By("net.py:Net", layer="0"), overwrite=True).added == 8
    (here / "net.py").write_text((here / "net.py").read_text().replace("manual_seed(0)", "manual_seed(1)"))
    with pytest.raises(ConvscopeError, match=r"is not the network that p.index was made with"):
        open_index("p.index")


def test_an_index_that_lost_all_its_files_is_empty(here: Path) -> None:
    """It says so by finding nothing."""
    build()
    for path in (here / "photos").iterdir():
        if path.name != "0.png":
            path.unlink()
    (here / "photos" / "0.png").write_bytes(b"")
    assert build().pictures == 0
    index = open_index("p.index")
    assert index.find("b.png").hits == () and index.duplicates().groups == ()


def test_ctrl_c_keeps_what_was_looked_at(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the same call goes on from there; before the first batch there is nothing to keep."""

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("convscope.apply.retrieval.features.batch_for", lambda contract, device: 3)
    with pytest.raises(KeyboardInterrupt, match=r"stopped after 3 of 8 pictures, kept in p.index"):
        build(count=stop)
    assert len(open_index("p.index")) == 3
    done = build()
    assert (done.added, done.pictures) == (5, 8)


def test_weights_are_remembered(here: Path) -> None:
    """A file of them, and how pictures are scaled: the index opens without a word, from another folder too."""
    weights = {"0.weight": torch.ones(16, 3, 3, 3), "0.bias": torch.zeros(16)}
    weights |= {"4.weight": torch.ones(2, 256), "4.bias": torch.zeros(2)}
    save_file(weights, here / "w.safetensors")
    by = By(
        f"{here}/net.py:Net",
        loading={"weights": "w.safetensors", "mean": 0.5, "std": (0.5, 0.5, 0.5), "resize": "stretch"},
    )
    assert build(by=by).added == 8
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here / "photos")
        index = open_index(here / "p.index")
    first = index.model.module[0]  # type: ignore[index]
    assert isinstance(first, nn.Conv2d) and bool((first.weight == 1).all()) and index.model.contract.std == (0.5,) * 3
    assert build(by=by).added == 0
    with pytest.raises(ConvscopeError, match="other weights or sizes"):
        build(by=f"{here}/net.py:Net")
