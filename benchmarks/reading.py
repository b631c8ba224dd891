"""How well documents are read: mastheads and paragraphs, measured over the corpora of the tests.

Prints Markdown tables: `python benchmarks/reading.py`.
"""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.document import Masthead, Paragraph, parse_document, parse_masthead
from pipeline.document.join import join_lines
from pipeline.document.lines import columns

CORPORA = Path(__file__).resolve().parents[1] / "tests" / "corpora"
RANDOM_LAYOUTS = 1000
_STYLES = {
    "indent of four columns": ("    ", "\n", ""),
    "indent of one column, every line apart": (" ", "\n\n", ""),
    "two ideographic spaces": ("\u3000\u3000", "\n", ""),
    "blank lines between paragraphs": ("", "\n", "\n"),
    "nothing but the width": ("", "\n", ""),
}
_LOST = str.maketrans(dict.fromkeys("。、；：《》“”", " "))
_NEVER_FIRST = "，。、；：！？）》”’％%,)"
_AHEAD = 12  # characters that tell which of two paragraphs goes on after a page break


class Expected(NamedTuple):
    """A paragraph as a person reads it; its kind is "masthead" where the masthead stands."""

    kind: str
    text: str


class Case(NamedTuple):
    """A text and its paragraphs, in the order in which they begin."""

    name: str
    text: str
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over paragraphs; scores of several texts add up."""

    boundaries: int = 0  # beginnings of paragraphs that are there
    found: int = 0  # beginnings that the reader tells
    right: int = 0  # beginnings that it tells rightly
    kinds: int = 0  # paragraphs whose first character lies in a paragraph of the right kind
    exact: int = 0  # paragraphs whose text and kind are right to the letter

    def __add__(self, other: Score) -> Score:
        return Score(
            self.boundaries + other.boundaries,
            self.found + other.found,
            self.right + other.right,
            self.kinds + other.kinds,
            self.exact + other.exact,
        )

    @property
    def precision(self) -> float:
        """Share of the beginnings told that are right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the beginnings that are told."""
        return self.right / self.boundaries if self.boundaries else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.found + self.boundaries
        return 2 * self.right / both if both else 1.0

    @property
    def kind_accuracy(self) -> float:
        """Share of the paragraphs that begin inside one of their own kind."""
        return self.kinds / self.boundaries if self.boundaries else 1.0

    @property
    def exactness(self) -> float:
        """Share of the paragraphs that come out to the letter."""
        return self.exact / self.boundaries if self.boundaries else 1.0


def read_cases(folder: Path = CORPORA / "paragraphs") -> Iterator[Case]:
    """Yield the texts of a folder, each with the paragraphs that the JSON file beside it lists."""
    for path in sorted(folder.glob("*.txt")):
        rows = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        yield Case(path.stem, path.read_text(encoding="utf-8"), tuple(Expected(kind, text) for kind, text in rows))


def locate(case: Case) -> list[int]:
    """Return where in its text each expected paragraph begins.

    A paragraph that goes on after a page's end has what stands between the pages inside it, so paragraphs are
    walked through side by side. `ValueError` if they are not, character for character, what the text holds.
    """
    offsets = [place for place, character in enumerate(case.text) if not character.isspace()]
    flat = "".join(case.text[place] for place in offsets)
    texts = ["".join(entry.text.split()) for entry in case.expected]
    starts: list[int] = []
    unfinished: list[list[int]] = []  # paragraph, characters of it that are behind us
    place = 0
    while place < len(flat):
        options = unfinished[::-1]
        if len(starts) < len(texts):
            options.append([len(starts), 0])
        ahead = [(_common(texts[number], done, flat, place), (number, done)) for number, done in options]
        length, (number, done) = max(ahead, key=lambda entry: (min(entry[0], _AHEAD), entry[0]), default=(0, (0, 0)))
        if not length:
            raise ValueError(f"{case.name}: {flat[place : place + 20]!r} is in no expected paragraph")
        if done == 0:
            starts.append(offsets[place])
        unfinished = [entry for entry in unfinished if entry[0] != number]
        if done + length < len(texts[number]):
            unfinished.append([number, done + length])
        place += length
    if unfinished or len(starts) < len(texts):
        raise ValueError(f"{case.name}: the text ends before the expected paragraphs do")
    return starts


def _common(left: str, done: int, right: str, place: int) -> int:
    length = 0
    while done + length < len(left) and place + length < len(right) and left[done + length] == right[place + length]:
        length += 1
    return length


def score_paragraphs(case: Case) -> Score:
    """Read a text and compare its paragraphs with those expected; the masthead's are left out."""
    paragraphs = parse_document(case.text).paragraphs
    starts = [
        (entry, start) for entry, start in zip(case.expected, locate(case), strict=True) if entry.kind != "masthead"
    ]
    found = {paragraph.start: paragraph for paragraph in paragraphs}
    right = sum(start in found for _, start in starts)
    owners = _owners(case.text, paragraphs)
    kinds = sum(owners.get(start) == entry.kind for entry, start in starts)
    exact = sum(
        start in found and (found[start].kind, found[start].text) == (entry.kind, entry.text) for entry, start in starts
    )
    return Score(len(starts), len(found), right, kinds, exact)


def _owners(text: str, paragraphs: Sequence[Paragraph]) -> dict[int, str]:
    return {place: paragraph.kind for paragraph in paragraphs for place in paragraph.places(text)}


def random_cases(style: str, *, damaged: bool, irregular: bool) -> Iterator[Case]:
    """Yield the corpus's longer paragraphs laid out anew in one style, each text at a width of its own.

    `damaged` texts lost their marks to spaces; in `irregular` ones two paragraphs of five have a line that breaks off
    early. The draw is the same every time.
    """
    texts = [
        entry.text
        for case in read_cases()
        for entry in case.expected
        if entry.kind == "body" and len(entry.text) > 40 and "  " not in entry.text and entry.text[-1] in "。；，"
    ]
    draw = random.Random(20)
    indent, between, after = _STYLES[style]
    for number in range(RANDOM_LAYOUTS // 20):
        width = draw.randrange(30, 80, 2)
        source, expected = "", []
        for text in draw.sample(texts, draw.randint(3, 9)):
            lines = _wrap(text, width, indent, draw if irregular and draw.random() < 0.4 else None)
            lines = [line.translate(_LOST) for line in lines] if damaged else lines
            source += "".join(line + between for line in lines) + after
            expected.append(Expected("body", _join(lines)))
        yield Case(f"{style} {number}", source, tuple(expected))


def _wrap(text: str, width: int, indent: str, draw: random.Random | None) -> list[str]:
    lines, line = [], indent
    early = draw.randrange(len(text) // 2) if draw else -1
    for place, character in enumerate(text):
        inside = line[-1:].isascii() and character.isascii() and line.strip() and (line[-1:] + character).isalnum()
        if character not in _NEVER_FIRST and not inside and (columns(line + character) > width or place == early):
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


def _join(lines: Sequence[str]) -> str:
    source = "\n".join(line.strip() for line in lines)
    ends = [0]
    for line in source.split("\n"):
        ends.append(ends[-1] + len(line) + 1)
    return join_lines(source, [(start, end - 1) for start, end in itertools.pairwise(ends)])


def masthead_fields(masthead: Masthead) -> dict[str, Any]:
    """Return a masthead as the expected ones are written down."""
    witness = masthead.witness
    return {
        **masthead.to_dict(),
        "symbols": [*masthead.symbols],
        "report": masthead.report,
        "witness": {"list": witness.list, "items": [*witness.items]} if witness else None,
        "warnings": len(masthead.warnings),
    }


def read_mastheads(folder: Path = CORPORA / "mastheads") -> dict[str, Any]:
    """Return the expected fields of every masthead of a folder, by file name."""
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return expected


def score_mastheads(expected: Mapping[str, Any], folder: Path = CORPORA / "mastheads") -> Counter[str]:
    """Count the mastheads that are right, by field and as a whole."""
    right: Counter[str] = Counter()
    for name, fields in expected.items():
        read = masthead_fields(parse_masthead((folder / name).read_text(encoding="utf-8")))
        same = [field for field in fields if fields[field] == read[field]]
        right.update([*same, *(["whole"] if len(same) == len(fields) else [])])
    return right


def total(scores: Iterable[Score]) -> Score:
    """Add scores up."""
    return sum(scores, Score())


def main() -> None:
    """Print the tables."""
    expected = read_mastheads()
    right = score_mastheads(expected)
    print(f"| masthead field | right of {len(expected)} | share |\n|---|---|---|")
    for field in [*next(iter(expected.values())), "whole"]:
        print(f"| {field} | {right[field]} | {right[field] / len(expected):.3f} |")
    scores = {case.name: score_paragraphs(case) for case in read_cases()}
    scores[f"**all {len(scores)} layouts**"] = total(scores.values())
    print("\n| layout | paragraphs | precision | recall | F1 | kinds | exact |\n|---|---|---|---|---|---|---|")
    for name, score in scores.items():
        print_row(name, score)
    print("\n| random layouts | paragraphs | precision | recall | F1 | kinds | exact |\n|---|---|---|---|---|---|---|")
    for style in _STYLES:
        for damaged in (False, True):
            for irregular in (False, True):
                name = style + ", marks lost" * damaged + ", lines broken early" * irregular
                print_row(name, total(map(score_paragraphs, random_cases(style, damaged=damaged, irregular=irregular))))


def print_row(name: str, score: Score) -> None:
    """Print a score as a row of a table."""
    shares = (score.precision, score.recall, score.f1, score.kind_accuracy, score.exactness)
    print(f"| {name} | {score.boundaries} | " + " | ".join(f"{share:.3f}" for share in shares) + " |")


if __name__ == "__main__":
    main()
