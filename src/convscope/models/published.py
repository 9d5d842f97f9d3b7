"""Weights that torchvision and timm publish for their networks, downloaded after saying so; nothing is unpickled.

With them comes how pictures were seen in training: size, resizing and scaling, and the class names.
"""

from __future__ import annotations

import os
import re
import sys
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import torch
from torch import nn

from convscope.errors import ConvscopeError, UnknownName
from convscope.models.libraries import called, check_timm, check_torchvision, detects, has_background, segments
from convscope.models.spelled import Spelled
from convscope.picture import InputContract

DEFAULT = "DEFAULT"
Published = tuple[nn.Module, InputContract, tuple[str, ...]]


def is_published(spelled: Spelled, weights: object) -> bool:
    """Whether ``weights`` names published ones (``DEFAULT``, ``IMAGENET1K_V2``) and no file."""
    named = isinstance(weights, str) and re.fullmatch(r"[A-Z][A-Z0-9_]*", weights) is not None
    return named and spelled.where in ("torchvision", "timm") and not Path(str(weights)).exists()


def published(spelled: Spelled, weights: str) -> Published:
    """Give a library's network with published weights, its input contract and its class names.

    ``weights`` is torchvision's word for a set of them, or ``DEFAULT``; timm writes its sets behind the name, as in
    ``timm:resnet50.a1_in1k``. Says on stderr what is downloaded, and to where, unless it is there already. Raises
    `UnknownName` for a set that is not published and `ConvscopeError` where it cannot be had.
    """
    return _torchvision(spelled, weights) if spelled.where == "torchvision" else _timm(spelled, weights)


def _torchvision(spelled: Spelled, wanted: str) -> Published:
    from torchvision import models

    check_torchvision(spelled.name)
    known = models.get_model_weights(spelled.name).__members__
    if wanted not in known:
        raise UnknownName(f"set of published weights of {spelled.text}", wanted, list(known))
    weights = known[wanted]
    found = detects(spelled.name)
    contract = None if found else _contract_of(spelled, getattr(weights.transforms, "keywords", {}))
    file = Path(torch.hub.get_dir()) / "checkpoints" / weights.url.rpartition("/")[2]
    if not file.exists():
        _say(f"{weights.url} ({weights.meta['_file_size']:.4g} MB)", str(file))
    with _fetched(weights.url, f"put it at {file}"):
        module = called(models.get_model, spelled, {"weights": weights})
    names = weights.meta["categories"][int(has_background(spelled.name)) :]
    return module.eval(), contract or contract_of_detector(module), distinct(names)


def contract_of_detector(module: nn.Module) -> InputContract:
    """Read off one of torchvision's detectors what it does with pictures: their size, scaling, whole on the input."""
    transform: Any = module.transform
    height, width = (transform.fixed_size or (transform.min_size[-1],) * 2)[::-1]
    return InputContract(3, height, width, "letterbox", tuple(transform.image_mean), tuple(transform.image_std))


def _contract_of(spelled: Spelled, transform: dict[str, Any]) -> InputContract:
    """Read an input contract off torchvision's transform for classification, of which only settings differ.

    Networks that answer every pixel saw pictures whose shorter side was ``resize_size``; ours are not resized to that
    where scenes are labelled, so that it is the size of windows alone.
    """
    from torchvision.transforms._presets import ImageClassification, SemanticSegmentation

    if segments(spelled.name):
        preset = SemanticSegmentation(**transform)
        side = preset.resize_size[0]
        return InputContract(3, side, side, "stretch", tuple(preset.mean), tuple(preset.std))
    if "crop_size" not in transform:
        raise ConvscopeError(f"{spelled.text} is no classifier, its published weights are not taken yet")
    seen = ImageClassification(**transform)
    (crop,), (resized,) = seen.crop_size, seen.resize_size
    interpolation: Literal["bilinear", "bicubic"] = "bicubic" if "bicubic" in str(seen.interpolation) else "bilinear"
    mean, std = tuple(seen.mean), tuple(seen.std)
    return InputContract(3, crop, crop, "crop", mean, std, crop_share=crop / resized, interpolation=interpolation)


def _timm(spelled: Spelled, wanted: str) -> Published:
    check_timm(spelled.name)
    import timm
    from huggingface_hub import try_to_load_from_cache

    if wanted != DEFAULT:
        raise UnknownName(f"set of published weights of {spelled.text}", wanted, [DEFAULT])
    cfg = timm.get_pretrained_cfg(spelled.name)
    where = str(cfg.hf_hub_id or cfg.url or "") if cfg is not None else ""
    if cfg is None or not where:
        raise ConvscopeError(f"timm publishes no weights of {spelled.name}", fix="leave --weights out, or give a file")
    cached = cfg.hf_hub_id and isinstance(try_to_load_from_cache(str(cfg.hf_hub_id), "model.safetensors"), str)
    if not cached:
        _say(f"the weights of {where}" + (" from huggingface.co" if cfg.hf_hub_id else ""), "its cache")
    with _fetched(where, "connect once; the files are kept"):
        module = called(timm.create_model, spelled, {"pretrained": True})
    return module.eval(), _contract_of_timm(cfg), _classes_of_timm(cfg)


def _contract_of_timm(cfg: Any) -> InputContract:
    channels, height, width = cfg.input_size
    interpolation: Literal["bilinear", "bicubic"] = "bilinear" if cfg.interpolation == "bilinear" else "bicubic"
    if cfg.crop_mode == "center":
        return InputContract(
            channels, height, width, "crop", tuple(cfg.mean), tuple(cfg.std), cfg.crop_pct, interpolation
        )
    resize: Literal["stretch", "letterbox"] = "stretch" if cfg.crop_mode == "squash" else "letterbox"
    return InputContract(channels, height, width, resize, tuple(cfg.mean), tuple(cfg.std), interpolation=interpolation)


def _classes_of_timm(cfg: Any) -> tuple[str, ...]:
    """Give ImageNet's class names to a network of its thousand; timm carries no others."""
    from torchvision.models import ResNet18_Weights

    if cfg.label_names:
        return distinct(cfg.label_names)
    return distinct(ResNet18_Weights.DEFAULT.meta["categories"]) if cfg.num_classes == 1000 else ()


def distinct(names: list[str]) -> tuple[str, ...]:
    """Number names that are given to two classes, as ImageNet's crane, the bird and the machine.

    >>> distinct(["crane", "stork", "crane"])
    ('crane (0)', 'stork', 'crane (2)')
    """
    return tuple(f"{name} ({number})" if names.count(name) > 1 else name for number, name in enumerate(names))


def _say(what: str, where: str) -> None:
    sys.stderr.write(f"downloading {what} to {where}\n")
    sys.stderr.flush()


@contextmanager
def _fetched(what: str, fix: str) -> Iterator[None]:
    """Turn a download that fails into one line, and let torch unpickle nothing that was downloaded."""
    import huggingface_hub.errors as hub

    before = os.environ.get("TORCH_FORCE_WEIGHTS_ONLY_LOAD")
    os.environ["TORCH_FORCE_WEIGHTS_ONLY_LOAD"] = "1"
    try:
        yield
    except ConvscopeError as error:
        cause = error.__cause__
        if isinstance(cause, (urllib.error.URLError, OSError, hub.HfHubHTTPError, hub.LocalEntryNotFoundError)):
            raise ConvscopeError(
                f"{what} could not be downloaded: {str(cause).partition(chr(10))[0]}", fix=fix
            ) from error
        raise
    finally:
        if before is None:
            del os.environ["TORCH_FORCE_WEIGHTS_ONLY_LOAD"]
        else:
            os.environ["TORCH_FORCE_WEIGHTS_ONLY_LOAD"] = before
