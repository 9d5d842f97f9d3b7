"""What holds of every verb."""

import dataclasses
import shlex
from collections import Counter
from types import UnionType
from typing import Any, get_args

import click
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from convscope.cli import commands
from convscope.cli.main import app
from convscope.errors import ConvscopeError
from convscope.verbs import (
    VERBS,
    Assess,
    Bench,
    Cache,
    Check,
    Data,
    Detect,
    Doctor,
    Experiment,
    FindRate,
    Lab,
    Look,
    Option,
    Predict,
    Retrieve,
    Rule,
    Runs,
    Segment,
    Ship,
    Style,
    Tour,
    Train,
    Verb,
)
from convscope.verbs.verb import Parameter, flag_of, parameters, shape

SAMPLES: list[Verb] = [
    Assess(labels="l.tif", points="p.csv"),
    Assess(labels="a b.tif", points="p.gpkg", column="it's"),
    Cache(),
    Cache(action="clear"),
    Data(data="digits"),
    Data(data="my pets", resize="letterbox", size=64, save="a b.html", rehash=True),
    Tour(),
    Tour(out="runs/a b", overwrite=True),
    Check(model="lenet5"),
    Check(model="net.py:Net", input="3,32,32", all=True),
    Check(model="lenet5", sizes="24:40:4,32"),
    Check(model="lenet5", layer="conv 1", unit="3,4", picture="it's.png", save="x.png"),
    Rule(),
    Rule(rule="wasted-bias"),
    FindRate(data="digits", model="lenet5"),
    FindRate(data="x", model="linear", save="r.svg", steps=20, size="8,9", recipe="mnist", set=("optimizer=sgd",)),
    Train(data="digits", model="lenet5"),
    Train(data="digits", model="linear", out="x", set=("epochs=1", "flip=0.5"), overwrite=True),
    Look(model="runs/tour", picture="it's.png"),
    Look(model="lenet5", picture="a.png", layer="conv1", kernels=True, save="k.svg", input="1,32,32"),
    Bench(model="runs/a b"),
    Bench(model="lenet5", on="torch,c", batches="1,4", seconds=2.0, save="b.png"),
    Ship(model="lenet5", compare=("a.onnx",), files=("b.onnx",), save="c.html"),
    Ship(model="runs/tour"),
    Ship(model="lenet5", to="onnx", out="n.onnx", input="1,32,32"),
    Retrieve(action="index", pictures=("photos",)),
    Retrieve(action="find", pictures=("it's.jpg",), index="a b", count=3, sheet="x.png"),
    Predict(model="pretrained", pictures=("photos",)),
    Detect(model="runs/x", pictures=("photos",)),
    Detect(model="fcos", pictures=("a b.jpg",), confidence=0.3, tile=320, overlap=96, out="x.json", overlay="o p"),
    Predict(model="n.onnx", pictures=("a b.jpg", "it's*"), top=3, out="x.csv", sheet="s.png", mean="0.5", std="0.5"),
    Segment(model="runs/x", scene="a b.tif"),
    Segment(model="lenet5", scene="it's.tif", out="l.tif", bands="4,3,2", range="0,3000.5", tile=64, workers=2),
    Style(content="a.png", styles=("b.png",)),
    Style(content="it's.png", styles=("a b.png", "c.png"), weights="0.7,0.3", keep_colours="matched", size=64),
    Runs(action="list"),
    Runs(action="compare", runs=("a b", "it's"), save="x.svg"),
    Runs(action="export", runs=("a",), out="b.zip"),
    Experiment(),
    Experiment(experiment="pooling", data="my pets", pictures=500, save="it's.svg", keep="runs/x"),
    Experiment(experiment="channels"),
    Lab(),
    Lab(export="a b.html", at="mode=max&picture=it's"),
    Doctor(),
    Doctor(extras=True),
]
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)


def anything(kind: type[Verb]) -> st.SearchStrategy[Verb]:
    """Draw a verb of a kind, each parameter with any value of its type; only an argument cannot begin with a dash."""

    def values(parameter: Parameter) -> st.SearchStrategy[Any]:
        words = WORDS if isinstance(parameter.declared, Option) else WORDS.filter(lambda word: not word.startswith("-"))
        finite = st.floats(allow_nan=False, allow_infinity=False)
        drawn: dict[Any, st.SearchStrategy[Any]] = {
            bool: st.booleans(), int: st.integers(), float: finite, str: words, type(None): st.none(),
            tuple[str, ...]: st.lists(words, max_size=3).map(tuple),
        }  # fmt: skip
        kinds = get_args(parameter.type) if isinstance(parameter.type, UnionType) else (parameter.type,)
        return st.one_of(*(drawn[kind] for kind in kinds))

    return st.fixed_dictionaries({parameter.name: values(parameter) for parameter in parameters(kind)}).map(
        lambda drawn: kind(**drawn)
    )


def parsed(words: list[str], monkeypatch: pytest.MonkeyPatch) -> Verb:
    """Parse a command line to the verb it stands for, without running it."""
    caught: list[Verb] = []

    def catch(verb: Verb, _: Any) -> None:
        caught.append(verb)
        raise click.exceptions.Exit

    monkeypatch.setattr(commands, "_run", catch)
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    return caught[0]


@pytest.mark.parametrize("verb", SAMPLES, ids=lambda verb: verb.command())
def test_its_command_parses_back_to_it(verb: Verb, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command a verb writes is that verb, defaults left out, odd names quoted."""
    assert parsed(shlex.split(verb.command())[1:], monkeypatch) == verb


@pytest.mark.parametrize("kind", VERBS, ids=lambda kind: kind.name)
@settings(max_examples=25)
@given(data=st.data())
def test_any_command_parses_back(kind: type[Verb], data: st.DataObject) -> None:
    """Whatever its parameters are: quotes, spaces, stars, dashes, dollar signs, nothing at all."""
    verb = data.draw(anything(kind))
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert parsed(shlex.split(verb.command())[1:], monkeypatch) == verb


def test_every_verb_has_samples() -> None:
    """A verb that is added is tried here as well, with its defaults and with others."""
    counts = Counter(type(verb) for verb in SAMPLES)
    assert set(counts) == set(VERBS)
    assert min(counts.values()) >= 2


@pytest.mark.parametrize("verb", SAMPLES, ids=lambda verb: verb.command())
def test_its_python_compiles(verb: Verb) -> None:
    """The Python a verb writes is Python."""
    compile(verb.python(), "verb", "exec")


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_parameter_is_explained_and_every_example_parses(
    verb: type[Verb], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Help for each parameter; examples are commands of this verb."""
    assert all(len(parameter.declared.help) > 5 for parameter in parameters(verb))
    assert verb.examples
    for example in verb.examples:
        words = shlex.split(example)
        assert words[:2] == ["convscope", verb.name]
        assert isinstance(parsed([word for word in words[1:] if word != "--json"], monkeypatch), verb)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_help_teaches(verb: type[Verb]) -> None:
    """--help exits with 0 and shows every option and an example."""
    result = CliRunner().invoke(app, [verb.name, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0 and verb.examples[0] in result.output
    for parameter in parameters(verb):
        if isinstance(parameter.declared, Option):
            assert flag_of(parameter.name) in result.output


@pytest.mark.parametrize("verb", SAMPLES, ids=lambda verb: verb.command())
def test_a_verb_is_a_value(verb: Verb) -> None:
    """Equal where its parameters are, and not to be changed."""
    assert verb == dataclasses.replace(verb)  # type: ignore[type-var]
    for parameter in parameters(type(verb)):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(verb, parameter.name, "other")


@pytest.mark.parametrize("text", ["", "3", "a,b", "3,0,4", "1,2,3,4,5", "-1,2,3"])
def test_a_shape_that_is_none_is_told(text: str) -> None:
    """With an example of one that is."""
    with pytest.raises(ConvscopeError, match="--input 3,224,224"):
        shape(text)
