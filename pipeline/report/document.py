"""One self-contained page of predicted documents: paragraphs coloured by item, the words that speak for it marked."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

REASONS = {
    "short": "too short",
    "unknown-words": "too many unknown words",
    "below-threshold": "nothing over its threshold",
}


def environment() -> Environment:
    """Return the template environment; everything that is not our own markup is escaped."""
    from jinja2 import Environment, FunctionLoader

    folder = files("pipeline.report") / "templates"
    return Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def style() -> Markup:
    """Return the style sheet that all pages share."""
    from markupsafe import Markup

    return Markup((files("pipeline.report") / "templates" / "style.css").read_text(encoding="utf-8"))


def document_page(documents: Sequence[Mapping[str, Any]], model: Mapping[str, Any]) -> str:
    """Return the HTML page of predictions in the form of `agenda predict --format json`."""
    number = {id(document): position for position, document in enumerate(documents)}
    return (
        environment()
        .get_template("document.html")
        .render(
            documents=documents,
            model=model,
            style=style(),
            tone=tone,
            marked=marked,
            reasons=REASONS,
            loop_number=lambda document: number[id(document)],
        )
    )


def tone(topic: str) -> str:
    """Return a topic's colour, the same on every page."""
    hue = int.from_bytes(blake2b(topic.encode(), digest_size=2).digest(), "big") / 65536
    red, green, blue = colorsys.hls_to_rgb(hue, 0.45, 0.55)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


def marked(paragraph: Mapping[str, Any]) -> Markup:
    """Return a paragraph's text with its evidence marked; the rest is escaped."""
    from markupsafe import Markup, escape

    text: str = paragraph["text"]
    chosen = [False] * len(text)
    for term in {word["term"] for word in paragraph["evidence"]}:
        start = text.find(term)
        while start >= 0:
            chosen[start : start + len(term)] = [True] * len(term)
            start = text.find(term, start + 1)
    parts, start = [], 0
    for place in range(1, len(text) + 1):
        if place == len(text) or chosen[place] != chosen[start]:
            piece = escape(text[start:place])
            parts.append(Markup("<mark>{}</mark>").format(piece) if chosen[start] else piece)
            start = place
    return Markup("").join(parts)
