"""What must hold of every page: accessible, within the screen, in one language, and without a fault in the console."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
CATALOGUE = ROOT / "throughcare/locale/cy/LC_MESSAGES/django.po"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*\}|%%")
# Words that Welsh does not have, one of which is in nearly every English sentence.
_ENGLISH = re.compile(r"\b(?:the|of|and|to|with|is|are|was|has|have|this|that|from|not|who|what|why|every|which|by)\b")
_LETTERS = re.compile(r"[A-Za-z]{3,}")

_VISIBLE_TEXT = """() => {
  const seen = new Set();
  const keep = (text) => { const tidy = text.replace(/\\s+/g, " ").trim(); if (tidy) seen.add(tidy); };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest("script, style, noscript, textarea, code, pre, [lang=en], [lang=en-GB]")) continue;
    keep(node.textContent);
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]"))
    for (const name of ["aria-label", "placeholder", "title", "alt"])
      if (element.hasAttribute(name) && !element.closest("[lang=en]")) keep(element.getAttribute(name));
  keep(document.title);
  return [...seen];
}"""
_WIDTHS = """() => ({
  page: document.documentElement.scrollWidth, screen: document.documentElement.clientWidth,
  wide: [...document.querySelectorAll("body *")].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.right > document.documentElement.clientWidth + 1 && box.width > 0
      && !each.closest("[class*=scroll], .govuk-visually-hidden, svg");
  }).slice(0, 5).map((each) => each.tagName.toLowerCase() + "." + each.className),
})"""


class Listener:
    """Collects what goes wrong while pages load: console errors, refused or failed requests, uncaught exceptions."""

    def __init__(self, page: Page) -> None:
        self.problems: list[str] = []
        self._page = page
        self._heard = {
            "console": self._said, "pageerror": self._thrown, "requestfailed": self._failed, "response": self._answered,
        }  # fmt: skip
        for name, hear in self._heard.items():
            page.on(name, hear)  # type: ignore[call-overload]

    def stop(self) -> None:
        """Listen no longer."""
        for name, hear in self._heard.items():
            self._page.remove_listener(name, hear)

    def _said(self, message: ConsoleMessage) -> None:
        # That an address answered 404 is said by the response; the console repeats it.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(f"console: {message.text}")

    def _thrown(self, error: Error) -> None:
        self.problems.append(f"exception: {error}")

    def _failed(self, request: Request) -> None:
        # Leaving a page cuts short what it was still fetching.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"request failed: {request.url} ({request.failure})")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.problems.append(f"{response.status}: {response.url}")


def axe_problems(page: Page) -> list[str]:
    """Violations of WCAG 2.2 A and AA that axe finds, with the first elements of each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"axe {each['id']}: {each['help']} in {'; '.join(str(node['html'])[:160] for node in each['nodes'][:3])}"
        for each in found["violations"]
    ]


def overflow_problems(page: Page) -> list[str]:
    """Whether the page is wider than the screen, and what sticks out."""
    found = page.evaluate(_WIDTHS)
    if found["page"] <= found["screen"]:
        return []
    return [f"{found['page']} px wide on a screen of {found['screen']}: {', '.join(found['wide'])}"]


def language_problems(page: Page, language: str) -> list[str]:
    """A wrong language of the document."""
    said = page.get_attribute("html", "lang")
    return [] if said == language else [f"the document says that it is in {said!r}, not {language!r}"]


def english_left(page: Page, data: str, said: tuple[str, ...] = ()) -> list[str]:
    """English on a Welsh page: messages of the catalogue that were not translated, and sentences that it never held.

    ``data`` holds the words of the records, and ``said`` sentences of theirs that a page may quote within its own: both
    stay as they were written.
    """
    found = []
    for whole in (part for text in page.evaluate(_VISIBLE_TEXT) for part in text.split(" · ")):
        text = whole
        for sentence in said:
            text = text.replace(sentence, "").strip()
        if text[:40] in data:
            continue
        if is_english_message(text):
            found.append(f"English: {text!r} is in the catalogue")
        elif len(_ENGLISH.findall(text)) > 1:
            found.append(f"English: {text!r} is not in the catalogue")
    return found


@cache
def is_english_message(text: str) -> bool:
    """Whether the catalogue has this text, or one that it fills, in English."""
    return text in plain_messages() or any(pattern.fullmatch(text) for pattern in filled_messages())


@cache
def plain_messages() -> frozenset[str]:
    """English messages without placeholders whose Welsh differs."""
    return frozenset(_tidy(text) for text in _english() if not _PLACEHOLDER.search(text))


@cache
def filled_messages() -> tuple[re.Pattern[str], ...]:
    """Patterns of the English messages with placeholders, of which at least one word is left without them."""
    found = []
    for text in _english():
        parts = _PLACEHOLDER.split(_tidy(text))
        if len(parts) > 1 and len(_LETTERS.findall(" ".join(parts))) > 1:
            found.append(re.compile(".+?".join(re.escape(part) for part in parts)))
    return tuple(found)


def _english() -> set[str]:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="cy")
    found: set[str] = set()
    for message in catalogue:
        singular, *plural = message.id if isinstance(message.id, tuple) else (message.id,)
        welsh = message.string if isinstance(message.string, tuple) else (message.string,)
        # A word that is the same in both languages (a name, "Data") cannot be told apart.
        found.update(text for text in (singular, *plural) if text and text not in welsh)
    return found


def _tidy(text: str) -> str:
    return " ".join(text.split())
