"""The verb ``retrieve``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from convscope.verbs.of_model import OfModel
from convscope.verbs.verb import Argument, Option, Session, flag_of, parameters

if TYPE_CHECKING:
    from convscope.apply.retrieval import Duplicates, Found, Indexed

ACTIONS = ("index", "find", "duplicates")
ANYWHERE = ("action", "index")
ONLY = {"find": ("pictures", "count", "rerank", "sheet"), "duplicates": ("pictures", "distance", "sheet")}
MODEL = ("model", "layer", "turned", "weights", "classes", "mean", "std", "input", "size", "resize")
SHOWN = ("count", "rerank", "distance", "sheet")  # of find or duplicates


@dataclass(frozen=True, kw_only=True)
class Retrieve(OfModel):
    """Pictures found by what they look like to a network: those like one, and those that are there twice.

    index FOLDER… builds an index, or lets the one that is there follow its files: what is new or changed, by size and
    time, is read, what has gone leaves it. The index remembers its network. find PICTURE gives those nearest to one;
    duplicates those that are one picture, resized or compressed again. Needs the extra retrieve: pip install
    'convscope[retrieve]'.
    """

    name: ClassVar[str] = "retrieve"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope retrieve index photos/",
        "convscope retrieve find mine.jpg --sheet near.png",
        "convscope retrieve duplicates --sheet twice.png",
        "convscope retrieve index tiles/ --layer blocks.4 --turned",
        "convscope retrieve index photos/ --model runs/pets --layer conv2 --index pets.index",
    )

    action: Annotated[str, Argument("index, find or duplicates.", "index|find|duplicates")]
    pictures: Annotated[
        tuple[str, ...], Argument("Of index: folders, files, patterns. Of find: a picture.", "PATH…")
    ] = ()
    index: Annotated[str, Option("The folder of the index.", "FOLDER")] = "pictures.index"
    model: Annotated[str, Option("The network, of index: pretrained, a run folder, torchvision:….", "MODEL")] = (
        "pretrained"
    )
    layer: Annotated[str | None, Option("Its layer; by default what the last, linear one reads.", "NAME")] = None
    turned: Annotated[bool, Option("Average over quarter turns: for pictures without an up, as from above.")] = False
    overwrite: Annotated[bool, Option("Make the index again.")] = False
    count: Annotated[int, Option("Pictures that find gives.", "N")] = 12
    rerank: Annotated[bool, Option("Order by neighbourhoods: what belongs together moves together.")] = False
    distance: Annotated[float, Option("How far copies may lie apart, 1 - cosine.", "D")] = 0.65
    sheet: Annotated[str | None, Option("A contact sheet with distances, a .png.", "FILE")] = None

    def run(self, session: Session) -> Indexed | Found | Duplicates:
        """Do what is asked."""
        from convscope.apply.pictures.contact_sheet import check_sheet
        from convscope.apply.retrieval import By, build_index, open_index
        from convscope.apply.retrieval.index_sheet import duplicates_sheet, found_sheet
        from convscope.errors import ConvscopeError, UnknownName
        from convscope.training import Setup
        from convscope.verbs.check_sizes import Counted

        if self.action not in ACTIONS:
            raise UnknownName("action", self.action, list(ACTIONS))
        self._check()
        if self.sheet is not None:
            check_sheet(self.sheet)
        setup = Setup(session.seed, session.device, session.threads)
        device = str(setup.torch_device())
        with setup.applied():
            if self.action == "index":
                by = By(self.model, self.layer or "", self.turned, self.said(), device)
                return build_index(
                    list(self.pictures), self.index, by, overwrite=self.overwrite,
                    count=lambda done, total: session.show(Counted(done, total, "pictures")),
                )  # fmt: skip
            if self.action == "find":
                if len(self.pictures) != 1:
                    raise ConvscopeError(f"{len(self.pictures)} pictures came, find takes one", fix="name one")
                found = open_index(self.index, device=device).find(self.pictures[0], self.count, rerank=self.rerank)
                if self.sheet is None:
                    return found
                return replace(found, sheet=found_sheet(found).save(Path(self.sheet)))
            if self.pictures:
                raise ConvscopeError(
                    f"{self.pictures[0]} came with duplicates, which looks at the whole index", fix="leave it out"
                )
            twice = open_index(self.index, device=device).duplicates(self.distance)
            if self.sheet is None or not twice.groups:
                return twice
            return replace(twice, sheet=duplicates_sheet(twice).save(Path(self.sheet)))

    def _check(self) -> None:
        """Refuse an option that the action does not heed."""
        from convscope.errors import ConvscopeError

        for parameter in parameters(type(self)):
            name = parameter.name
            if getattr(self, name) == parameter.default or name in ANYWHERE:
                continue
            if self.action == "index" and name in SHOWN:
                raise ConvscopeError(f"{flag_of(name)} came with index, which shows nothing", fix="leave it out")
            if self.action != "index" and name not in ONLY[self.action]:
                why = "looks by the network that the index was made with" if name in MODEL else "does not heed it"
                fix = "leave it out, or say it with index" if name not in SHOWN else "leave it out"
                raise ConvscopeError(f"{flag_of(name)} came with {self.action}, which {why}", fix=fix)

    def python(self) -> str:
        """Write the Python that does the same."""
        lines = ["import convscope as cs"]
        if self.action == "index":
            by, overwrite = "", ", overwrite=True" if self.overwrite else ""
            if self.layer or self.turned or self.said():
                lines.append("from convscope.apply.retrieval import By")
                told = {"layer": self.layer, "turned": self.turned, "loading": self.said()}
                given = "".join(f", {name}={value!r}" for name, value in told.items() if value)
                by = f", By({self.model!r}{given})"
            elif self.model != "pretrained":
                by = f", {self.model!r}"
            built = f"cs.build_index({list(self.pictures)!r}, {self.index!r}{by}{overwrite})"
            return "\n".join([*lines, f"print({built})"])
        opened = f"cs.open_index({self.index!r})"
        if self.action == "find":
            picture = self.pictures[0] if self.pictures else ""
            again = ", rerank=True" if self.rerank else ""
            lines.append(f"found = {opened}.find({picture!r}, {self.count!r}{again})")
        else:
            lines.append(f"found = {opened}.duplicates({self.distance!r})")
        sheet = "found_sheet" if self.action == "find" else "duplicates_sheet"
        if self.sheet is not None:
            lines.insert(1, f"from convscope.apply.retrieval.index_sheet import {sheet}")
            lines.append(f"{sheet}(found).save({self.sheet!r})")
        return "\n".join([*lines, "print(found)"])
