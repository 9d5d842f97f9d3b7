"""What the documentation shows works as it is shown."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from torch import nn

from convscope.cli import commands
from convscope.cli.main import app
from convscope.models.registry import DETECTORS, ZOO
from convscope.training import recipe_for
from convscope.verbs import VERBS

ROOT = Path(__file__).parents[2]
WRITTEN_FROM_VERBS = ROOT / "docs" / "commands.md"  # before each build; the verbs' own tests try its examples
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/decisions").glob("*.md")})
PAGES = [page for page in PAGES if page != WRITTEN_FROM_VERBS and not page.name.startswith("notebook-")]


def blocks(page: Path, language: str) -> list[str]:
    """Give the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def typed(program: str) -> list[list[str]]:
    """Give the words behind a program in every command that a page shows after a ``$``."""
    lines = [line for page in PAGES for block in blocks(page, "console") for line in block.splitlines()]
    shown = [part for line in lines if line.startswith("$ ") for part in line[2:].split("&&")]
    words = [shlex.split(command, comments=True) for command in shown]
    return [rest for first, *rest in words if Path(first).name == program]


def mentioned() -> list[list[str]]:
    """Give the words of every command that stands in a sentence or a table; a bracket is what may be left out."""
    texts = [span for page in PAGES for span in re.findall(r"`convscope ([^`]+)`", page.read_text(encoding="utf-8"))]
    return [shlex.split(re.sub(r"[\[\]]", "", text)) for text in texts]


# the Chinese README has the English one's programs: a test below holds them to each other; how-tos: test_programs.py
OTHERS = ("README.zh.md", "how-to.md")
PYTHON = [(page, code) for page in PAGES if page.name not in OTHERS for code in blocks(page, "python")]


def test_there_is_something_to_try() -> None:
    """The pages show commands and Python, so that the tests below are not of nothing."""
    assert ["check", "torchvision:resnet18"] in typed("convscope")
    assert ["tour"] in typed("make")
    assert ["rule", "NAME"] in mentioned()
    assert ROOT / "README.md" in {page for page, _ in PYTHON}


@pytest.mark.parametrize("words", typed("convscope") + mentioned(), ids=" ".join)
def test_a_command_that_is_shown_is_one(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line takes it: the verb and every option exist, and nothing that is needed is missing."""

    def stop(*_: Any) -> None:
        raise click.exceptions.Exit

    monkeypatch.setattr(commands, "_run", stop)
    # a verb named in passing, `convscope train`, is named without what it needs
    words = [*words, "--help"] if len(words) == 1 and words[0] in {verb.name for verb in VERBS} else words
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("words", typed("make"), ids=" ".join)
def test_a_make_target_that_is_shown_is_one(words: list[str]) -> None:
    """``make tour`` and its like stand in the Makefile."""
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(words) <= set(targets)


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readme_lists_every_command(name: str) -> None:
    """Its table has a row a verb."""
    rows = re.findall(r"^\| `convscope ([\w-]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(verb.name for verb in VERBS)


def test_the_page_of_models_lists_the_zoo() -> None:
    """Each network with the input it is made for, its parameters, and where it comes from."""
    page = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    for entry in (*ZOO.values(), *DETECTORS.values()):
        size = "×".join(map(str, entry.input_shape))
        assert f"| `{entry.name}` | {size} | {entry.parameters:,} | {entry.paper}, {entry.year} |" in page


def test_the_chinese_readme_shows_what_the_english_one_does() -> None:
    """The same programs, but for their comments, the same pictures, and links that lead somewhere."""
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
    for kind in ("console", "python", "text"):
        shown = [
            [re.sub(r" +#.*", "", one) for one in blocks(ROOT / name, kind)] for name in ("README.md", "README.zh.md")
        ]
        assert shown[0] == shown[1] != []
    pictures = [re.findall(r"docs/images/[\w.-]+", text) for text in (english, chinese)]
    assert pictures[0] == pictures[1] != []
    assert all((ROOT / link).exists() for link in re.findall(r"\]\(([^)#]+)", chinese) if "://" not in link)


GENERATED = ("rules/", "commands.md", "gallery.md", "claims.md", "notebook-")  # written before each build, docs/conf.py


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    """Pages and pictures that a page points to lie where it says."""
    links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    ours = [link for link in links if "://" not in link and not link.startswith(GENERATED)]
    assert not [link for link in ours if not (page.parent / link).exists()]


@pytest.mark.parametrize(
    ("page", "code"), PYTHON, ids=[f"{page.stem}-{number}" for number, (page, _) in enumerate(PYTHON)]
)
def test_python_that_is_shown_runs(page: Path, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From top to bottom, on any module that takes the shape shown; its training cut to one epoch."""
    short = recipe_for("digits").with_settings({"epochs": "1"})
    monkeypatch.setattr("convscope.training.outset.default_recipe", lambda name: short)
    monkeypatch.chdir(tmp_path)
    module = nn.Sequential(nn.Conv2d(3, 4, 7, stride=5), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
    exec(compile(code, str(page), "exec"), {"module": module})  # our own pages
    written = re.findall(r'"([\w/-]+\.(?:png|onnx))"', code)
    assert all((tmp_path / name).is_file() for name in written)


def test_the_readmes_finding_is_what_check_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Word for word, for a stem on the line it speaks of."""
    lines = ["from torch import nn", "", "", "class Net(nn.Module):", "    def __init__(self):"]
    lines += ["        super().__init__()", "        self.stem = nn.Conv2d(3, 8, 3, stride=3)"]
    lines += ["", "    def forward(self, x):", "        return self.stem(x)", ""]
    (tmp_path / "net.py").write_text("\n".join(lines))
    monkeypatch.chdir(tmp_path)
    (shown,) = blocks(ROOT / "README.md", "text")
    command = ["check", "net.py:Net", "--input", "3,32,32"]
    assert command in typed("convscope")
    output = CliRunner().invoke(app, command).output
    assert shown in "\n".join(line.rstrip() for line in output.splitlines()) + "\n"


def test_the_json_that_is_shown_has_checks_keys(tmp_path: Path) -> None:
    """docs/check.md names every key of ``check --json``, in its order, and no other."""
    net = "from torch import nn\n\n\ndef net():\n    return nn.Conv2d(3, 8, 3, stride=3)\n"
    (tmp_path / "net.py").write_text(net)
    words = ["check", f"{tmp_path / 'net.py'}:net", "--input", "3,32,32", "--json"]
    given = json.loads(CliRunner().invoke(app, words).output)
    shown = json.loads(blocks(ROOT / "docs" / "check.md", "json")[0])
    assert list(shown) == list(given)
    for key in ("layers", "findings"):
        assert list(shown[key][0]) == list(given[key][0])


def test_the_json_of_sizes_that_is_shown_has_its_keys() -> None:
    """docs/check.md names every key of ``check --sizes --json``, too."""
    given = json.loads(CliRunner().invoke(app, ["check", "lenet5", "--sizes", "31:32", "--json"]).output)
    shown = json.loads(blocks(ROOT / "docs" / "check.md", "json")[1])
    assert list(shown) == list(given)
    assert list(shown["sizes"][0]) == list(given["sizes"][0])


def test_the_json_of_a_layer_that_is_shown_has_its_keys() -> None:
    """docs/check.md names every key of ``check --layer --json``, too, with conv2's own numbers."""
    given = json.loads(CliRunner().invoke(app, ["check", "lenet5", "--layer", "conv2", "--json"]).output)
    shown = json.loads(blocks(ROOT / "docs" / "check.md", "json")[2])
    assert list(shown) == list(given)
    for key in ("uses", "network_uses", "unit", "centre", "parameters"):
        assert shown[key] == given[key]
    assert list(shown["windows"][0]) == list(given["windows"][0]) and list(shown["sharing"]) == list(given["sharing"])
