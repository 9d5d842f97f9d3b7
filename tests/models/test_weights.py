"""Weights from a file into a module."""

import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from convscope.errors import WrongWeights
from convscope.models.weights import apply_weights, read_weights


def network(classes: int = 3) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(16, classes))


class Evil:
    """Runs code when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        import os

        return os.system, ("touch /tmp/convscope-was-here",)


@pytest.mark.parametrize("suffix", [".pt", ".safetensors"])
@pytest.mark.parametrize("prefix", ["", "module.", "_orig_mod.", "module._orig_mod.", "model."])
def test_a_state_dict_fits_with_or_without_wrappers_names(tmp_path: Path, suffix: str, prefix: str) -> None:
    """Either format, and what DDP, torch.compile and Lightning put before the names, give the same weights."""
    trained, fresh = network(), network()
    weights = {prefix + name: tensor for name, tensor in trained.state_dict().items()}
    path = tmp_path / f"w{suffix}"
    save_file(weights, path) if suffix == ".safetensors" else torch.save(weights, path)
    apply_weights(fresh, read_weights(path), source=str(path), target="net")
    for name, tensor in trained.state_dict().items():
        assert torch.equal(fresh.state_dict()[name], tensor)


def test_weights_are_found_inside_a_checkpoint(tmp_path: Path) -> None:
    """Trainers keep them under state_dict or model, beside the epoch and the optimiser."""
    torch.save({"epoch": 3, "state_dict": network().state_dict()}, tmp_path / "c.pt")
    assert "0.weight" in read_weights(tmp_path / "c.pt")


def test_a_pickle_with_code_is_refused_and_not_run(tmp_path: Path) -> None:
    """Nothing of it is executed, and the word says how to save weights instead."""
    witness = Path("/tmp/convscope-was-here")
    witness.unlink(missing_ok=True)
    torch.save({"weight": Evil()}, tmp_path / "a.pt")
    (tmp_path / "b.pt").write_bytes(pickle.dumps({"weight": Evil()}))
    for name in ("a.pt", "b.pt"):
        with pytest.raises(WrongWeights, match="unpickled"):
            read_weights(tmp_path / name)
    assert not witness.exists()


@pytest.mark.parametrize("name", ["w.pt", "w.safetensors"])
@pytest.mark.parametrize("content", [b"", b"nothing of the kind"])
def test_what_is_no_weights_is_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    """An empty or foreign file is named in one line."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WrongWeights, match=name) as caught:
        read_weights(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_file_of_something_else(tmp_path: Path) -> None:
    """Neither is a state dict."""
    with pytest.raises(WrongWeights, match="there is no file"):
        read_weights(tmp_path / "none.pt")
    torch.save([1, 2], tmp_path / "list.pt")
    with pytest.raises(WrongWeights, match="no state dict"):
        read_weights(tmp_path / "list.pt")


def test_another_network_is_refused_by_name_and_shape() -> None:
    """What is missing, left over and of another shape is listed; nothing is loaded."""
    fresh = network()
    before = {name: tensor.clone() for name, tensor in fresh.state_dict().items()}
    other = nn.Sequential(nn.Conv2d(1, 4, 5), nn.ReLU(), nn.Flatten(), nn.Linear(16, 3)).state_dict()
    with pytest.raises(WrongWeights) as caught:
        apply_weights(fresh, other, source="w.pt", target="net")
    said = str(caught.value)
    assert "missing: 1.weight" in said and "of another shape: 0.weight (4, 1, 5, 5) for (4, 1, 3, 3)" in said
    assert all(torch.equal(fresh.state_dict()[name], tensor) for name, tensor in before.items())


def test_another_number_of_classes_is_said_as_such() -> None:
    """Where only the last layer differs, it is the classes."""
    with pytest.raises(WrongWeights, match="another number of classes"):
        apply_weights(network(3), network(5).state_dict(), source="w.pt", target="net")
