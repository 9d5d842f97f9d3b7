"""Data sets by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from convscope.data import cifar, idx
from convscope.data.dataset import Dataset
from convscope.data.digits import digits
from convscope.data.digits_on_photos import NAME as ON_PHOTOS
from convscope.data.digits_on_photos import digits_on_photos
from convscope.data.folder import load_folder
from convscope.data.mask_folder import Said
from convscope.data.notes import Hear, say
from convscope.data.places import download, find
from convscope.data.recognise import TABLES
from convscope.data.scene import SceneSaid, load_scene
from convscope.errors import ConvscopeError, UnknownName
from convscope.models.spelled import parse

SCENES = (".tif", ".tiff", ".vrt", ".jp2", ".img")
DIGITS = tuple(str(digit) for digit in range(10))
# the names are those of Xiao, Rasul, Vollgraf: Fashion-MNIST, arXiv 1708.07747
FASHION = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
CIFAR10_FILES = [("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530")]
CIFAR100_FILES = [("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8")]


def mnist() -> Dataset:
    """MNIST, 60,000 + 10,000 digits of 28 × 28."""
    return _idx("mnist", "MNIST", DIGITS)


def fashion_mnist() -> Dataset:
    """Fashion-MNIST, 60,000 + 10,000 pieces of clothing of 28 × 28."""
    return _idx("fashion-mnist", "FashionMNIST", FASHION)


def cifar10() -> Dataset:
    """CIFAR-10, 50,000 + 10,000 pictures of 32 × 32 in colour."""
    return _cifar("cifar10", cifar.CIFAR10, CIFAR10_FILES)


def cifar100() -> Dataset:
    """CIFAR-100, as CIFAR-10 with 100 (fine) classes."""
    return _cifar("cifar100", cifar.CIFAR100, CIFAR100_FILES)


NAMES: dict[str, Callable[[], Dataset]] = {
    "digits": digits,
    "mnist": mnist,
    "fashion-mnist": fashion_mnist,
    "cifar10": cifar10,
    "cifar100": cifar100,
    ON_PHOTOS: digits_on_photos,
}


def is_here(name: str) -> bool:
    """Whether a data set that has a name can be had without a download.

    >>> is_here("digits")
    True
    """
    looks = {
        "mnist": lambda: _found_idx("mnist", "MNIST"),
        "fashion-mnist": lambda: _found_idx("fashion-mnist", "FashionMNIST"),
        "cifar10": lambda: _found_cifar("cifar10", cifar.CIFAR10),
        "cifar100": lambda: _found_cifar("cifar100", cifar.CIFAR100),
    }
    return name in NAMES and (name not in looks or looks[name]() is not None)


def load_dataset(name: str, *, on_note: Hear = say) -> Dataset:
    """Load a data set by name, or a folder or table by its path; `UnknownName` where there is neither.

    All but ``digits`` are looked for in ``$CONVSCOPE_DATA``, the user's cache and Debian's ``/usr/share/datasets``, and
    downloaded where they are nowhere, after saying so. ``on_note`` hears what was decided about a folder and what is
    amiss in it, by default on stderr.

    What must be said of masks stands in brackets, as Python's literals: ``camvid(ignore=11, classes='names.txt')``; so
    do a scene's labels: ``scene.tif(labels='fields.gpkg')``; and how many pictures of which size are made of
    ``digits-on-photos(pictures=200, side=256, seed=1)``.

    >>> len(load_dataset("digits").pictures)
    1797
    """
    if is_made(name):
        return _made(name)
    path, said = _said(name)
    if isinstance(said, SceneSaid):
        return load_scene(path, said, on_note=on_note)
    if name not in NAMES and (Path(path).is_dir() or Path(path).suffix.lower() in TABLES):
        return load_folder(path, said=said, on_note=on_note)
    if name not in NAMES:
        raise UnknownName("data set", name, list(NAMES))
    return NAMES[name]()


def is_made(name: str) -> bool:
    """Whether a name is of pictures that are made, with how in brackets behind it.

    >>> is_made("digits-on-photos(seed=1)"), is_made("digits-on-photos")
    (True, False)
    """
    return name.startswith(f"{ON_PHOTOS}(") and not Path(name).exists()


def _made(name: str) -> Dataset:
    """Make digits on photographs as it is said in the brackets."""
    spelled = parse(name)
    known = ["pictures", "side", "seed"]
    unknown = [*(str(value) for value in spelled.arguments), *(key for key in spelled.named if key not in known)]
    if unknown:
        raise UnknownName(f"word in {name}", unknown[0], known)
    return digits_on_photos(**spelled.named)


def _said(name: str) -> tuple[str, Said | SceneSaid | None]:
    """Take what is said of masks, or of a scene, off a path; a path that is there is taken as it is."""
    if not name.rstrip().endswith(")") or Path(name).exists():
        return name, None
    spelled = parse(name)
    path = f"{spelled.where}:{spelled.name}" if spelled.where else spelled.name
    kind = SceneSaid if Path(path).suffix.lower() in SCENES else Said
    known = list(kind.__dataclass_fields__)
    unknown = [*(str(value) for value in spelled.arguments), *(key for key in spelled.named if key not in known)]
    if unknown:
        raise UnknownName(f"word in {name}", unknown[0], known)
    if kind is SceneSaid and "labels" not in spelled.named:
        raise ConvscopeError(f"{name} does not say where its labels are", fix="as in scene.tif(labels='fields.gpkg')")
    return path, kind(**spelled.named)


def _idx(name: str, torchvision_name: str, classes: tuple[str, ...]) -> Dataset:
    folder = _found_idx(name, torchvision_name)
    folder = folder or download(name, _addresses(torchvision_name), 12, layouts=(f"{torchvision_name}/raw",))
    return idx.load_idx(name, folder, classes)


def _found_idx(name: str, torchvision_name: str) -> Path | None:
    layouts = (f"{torchvision_name}/raw",)

    def look(folder: Path) -> Path | None:
        return folder if idx.find_idx(folder) and _named(folder, name, layouts) else None

    return find(name, look, layouts=layouts)


def _named(folder: Path, name: str, layouts: tuple[str, ...]) -> bool:
    """MNIST and Fashion-MNIST have files of the same names: believe the folder's name, or one that names neither."""
    other = {"mnist": "fashion-mnist", "fashion-mnist": "mnist"}[name]
    return folder.name == name or str(folder).endswith(layouts) or (name == "mnist" and folder.name != other)


def _addresses(torchvision_name: str) -> list[tuple[str, str]]:
    from torchvision import datasets

    described = getattr(datasets, torchvision_name)
    return [(described.mirrors[0] + file, checksum) for file, checksum in described.resources]


def _cifar(name: str, layout: cifar.Layout, files: list[tuple[str, str]]) -> Dataset:
    folder = _found_cifar(name, layout)
    if folder is None:
        folder = cifar.find_cifar(layout, download(name, files, 170, layouts=(layout.folder,)))
        assert folder is not None
    return cifar.load_cifar(name, layout, folder)


def _found_cifar(name: str, layout: cifar.Layout) -> Path | None:
    return find(name, lambda place: cifar.find_cifar(layout, place), layouts=(layout.folder,))
