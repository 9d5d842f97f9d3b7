"""The lessons as files."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.lab import Opened, learn, write_site

KINDS = {  # lessons with figures that ask
    "sizes": "02-lenet", "bottleneck": "19-bottleneck", "field": "13-gaps", "unit": "14-inside",
    "tried": "08-vector",
}  # fmt: skip
SETTLED = "html[data-settled]"  # a selector: the page's own policy lets no condition be evaluated


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("convscope.lab.site.names", lambda _: ["01-alexnet", *KINDS.values()])
        place = tmp_path_factory.mktemp("site") / "lessons"
        heard: list[tuple[int, int]] = []
        written = write_site(
            Opened("lenet5:mnist", cs.load("lenet5:mnist")), place, lambda done, total: heard.append((done, total))
        )
    assert (
        written.lessons == 6
        and heard[-1] == (8, 8)
        and written.size == sum(one.stat().st_size for one in place.iterdir())
    )
    return place


def test_every_kind_of_figure_is_there_from_the_disk(site: Path, browser: Browser) -> None:
    """In both languages, without a request, an error or an alert; the contents lead to a lesson, and it to the next."""
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    page.on(
        "request", lambda one: wrong.append(one.url) if not one.url.startswith(("file:", "data:", "blob:")) else None
    )
    for name in KINDS.values():
        page.goto(f"{(site / name).as_uri()}.html#lang=en")
        page.wait_for_selector(SETTLED)
        english = page.inner_text(".lesson h1")
        page.click("#language")
        page.wait_for_selector(f".lesson h1:not(:text-is({english!r}))")
        page.wait_for_selector(SETTLED)
        assert page.locator("[role=alert]:not(:empty), figure[data-figure]:empty").count() == 0, name
        assert page.evaluate("convscope.figures.every((one) => one.ready())"), name
    page.goto(f"{(site / 'index').as_uri()}.html#lang=en")
    page.click(".contents a >> nth=0")
    page.wait_for_selector(SETTLED)
    assert page.url.endswith("01-alexnet.html#lang=en")
    page.locator(".lesson .size input[type=range]").first.evaluate(
        "(one) => { one.value = 227; one.dispatchEvent(new Event('input')); }"
    )
    page.wait_for_selector(".lesson [role=status]:has-text('No layer leaves')")
    own = page.locator("[data-own=true]").first
    assert own.inner_text() == "your network: with convscope lab"
    own.click()
    page.wait_for_selector("[role=alert]:has-text('Start one with: convscope lab')")
    page.click("#next")
    page.wait_for_url("**/02-lenet.html#lang=en")
    assert wrong == []
    page.close()


def test_all_lessons_in_a_row_are_a_page_beside_them(site: Path, browser: Browser) -> None:
    """From the contents, in both languages, every figure with its answers, the answers of the questions at the end."""
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    page.goto(f"{(site / 'index').as_uri()}.html#lang=en")
    page.click("text=all lessons in a row")
    for language, words in (("en", "All lessons are here."), ("zh", "全部课程都已在此页。")):
        page.wait_for_selector(f"[role=status]:has-text({words!r})")
        assert page.url.endswith(f"all.html#lang={language}")
        assert page.locator("article.lesson").count() == 6
        assert page.locator("[role=alert]:not(:empty), figure[data-figure]:empty").count() == 0
        assert page.evaluate("convscope.figures.every((one) => one.ready())")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".answers h3").all_text_contents() == page.locator(".lesson h1").all_text_contents()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.click("#language")
    page.click("nav.way a")
    page.wait_for_url("**/index.html#lang=en")
    assert wrong == []
    page.close()


def test_an_experiment_says_that_it_needs_the_lab(site: Path, browser: Browser) -> None:
    """With the command."""
    page = browser.new_page()
    page.goto(f"{(site / KINDS['tried']).as_uri()}.html#lang=en")
    page.click(".working .measure")
    page.wait_for_selector(".working [role=alert]")
    assert "convscope lab" in page.inner_text(".working [role=alert]")
    page.close()


def test_pages_of_lessons_that_have_another_name_now_lead_to_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, browser: Browser
) -> None:
    """Those that are there from before; no others are made."""
    monkeypatch.setattr("convscope.lab.site.names", lambda _: ["17-square"])
    monkeypatch.setattr("convscope.lab.site.former", lambda _: {"15-square": "17-square", "32-neuron": "14-inside"})
    (tmp_path / "15-square.html").write_text("before")
    write_site(Opened("lenet5", cs.load("lenet5")), tmp_path)
    assert sorted(one.stem for one in tmp_path.iterdir()) == ["15-square", "17-square", "all", "index"]
    page = browser.new_page()
    page.goto(f"{(tmp_path / '15-square.html').as_uri()}")
    page.wait_for_url("**/17-square.html")
    page.close()


def test_a_place_that_cannot_be_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file; a folder in none; a lesson of the contents' name, or the handout's."""
    opened: Any = Opened("lenet5", cs.load("lenet5"))
    (tmp_path / "file").write_text("")
    with pytest.raises(ConvscopeError, match="is a file, and lessons go into a folder"):
        write_site(opened, tmp_path / "file")
    with pytest.raises(ConvscopeError, match="there is no folder"):
        write_site(opened, tmp_path / "a" / "b")
    for name in ("index", "all"):
        monkeypatch.setattr("convscope.lab.site.names", lambda _, name=name: [name])
        with pytest.raises(ConvscopeError, match=f"a lesson is called {name}"):
            write_site(opened, tmp_path / "site")
    monkeypatch.undo()
    assert learn.names(opened)[0] == "01-alexnet"
