"""The verb ``doctor``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Any, ClassVar

from convscope.verbs.verb import Option, Session, Verb


@dataclass(frozen=True)
class Package:
    """A package convscope uses: which extra asks for it (empty for the base), its version, None where missing."""

    name: str
    extra: str
    version: str | None


@dataclass(frozen=True)
class Diagnosis:
    """What is here to work with. ``missing`` names extras that lack something, with the command that installs them.

    ``whole`` says that a face should list the extras' packages one by one.
    """

    convscope: str
    python: str
    platform: str
    device: str
    accelerator: str
    cores: int
    threads: int
    memory_gb: float | None
    packages: tuple[Package, ...]
    missing: tuple[tuple[str, str], ...]
    whole: bool = False

    @property
    def failed(self) -> bool:
        """Whether a package that convscope cannot do without is missing."""
        return any(package.version is None and not package.extra for package in self.packages)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        values = asdict(self)
        del values["whole"]  # JSON has every package anyway
        return values


@dataclass(frozen=True, kw_only=True)
class Doctor(Verb):
    """What is installed, what is missing, which device, how many threads.

    Lists every package of the base and of each extra with its version, and for each extra that is not whole the command
    that installs it. Exits with 1 if something of the base is missing.
    """

    name: ClassVar[str] = "doctor"
    examples: ClassVar[tuple[str, ...]] = ("convscope doctor", "convscope doctor --json")

    extras: Annotated[bool, Option("List the extras' packages too, not only what they lack.")] = False

    def run(self, session: Session) -> Diagnosis:
        """Look around."""
        import os
        import platform
        from importlib.metadata import version

        import torch

        from convscope.training import Setup

        packages = tuple(_packages())
        lacking = sorted({package.extra for package in packages if package.version is None and package.extra})
        setup = Setup(session.seed, session.device, session.threads)
        device = setup.torch_device()
        with setup.applied():
            threads = torch.get_num_threads()
        return Diagnosis(
            convscope=version("convscope"),
            python=platform.python_version(),
            platform=platform.platform(),
            device=str(device),
            accelerator=torch.cuda.get_device_name(device) if device.type == "cuda" else "",
            cores=os.cpu_count() or 1,
            threads=threads,
            memory_gb=_memory_gb(),
            packages=packages,
            missing=tuple((extra, f"pip install 'convscope[{extra}]'") for extra in lacking),
            whole=self.extras,
        )

    def python(self) -> str:
        """Write the Python that does the same."""
        asked = "extras=True" if self.extras else ""
        return f"from convscope.verbs import Doctor, Session\nprint(Doctor({asked}).run(Session()))"


def _packages() -> list[Package]:
    """Read what convscope asks for off its own metadata, and what is there."""
    import re
    from importlib.metadata import PackageNotFoundError, requires, version

    found = []
    for requirement in requires("convscope") or []:
        name = re.match(r"[A-Za-z0-9._-]+", requirement)
        extra = re.search(r"extra == ['\"]([^'\"]+)['\"]", requirement)
        if name is None or name[0] == "convscope" or (extra and extra[1] in ("dev", "docs", "bench", "all")):
            continue
        try:
            there: str | None = version(name[0])
        except PackageNotFoundError:
            there = None
        found.append(Package(name[0], extra[1] if extra else "", there))
    return found


def _memory_gb() -> float | None:
    import os

    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return None
