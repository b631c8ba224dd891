"""From a document's text to its agenda items, paragraph by paragraph, each with the words that speak for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from pipeline.agenda import Agenda, ListName, SessionNumber
from pipeline.aggregate import document_topics
from pipeline.document import Document, Masthead, Paragraph, parse_document, parse_lines
from pipeline.evidence import share_out
from pipeline.features import TokenTable
from pipeline.labels import Labels, document_list, document_session, label_document
from pipeline.model import Floats, TopicModel, shift_log_odds
from pipeline.text import Normalized, normalize

Abstained = Literal["short", "unknown-words", "below-threshold"]

RANKED = 5
_EVIDENCE = 6  # words a topic
_PAIRS = 4000  # of a paragraph and a topic, whose evidence is worked out at once
_SHORTEST = 8  # letters or Chinese characters; fewer cannot speak to one item alone
_FAMILIAR = 0.3  # share of a paragraph's words that the model must have seen


@dataclass(frozen=True, slots=True)
class Options:
    """How to predict.

    `masthead` is "prior" (the items it lists weigh) or "ignore" (only session and list are used, for numbering);
    `session` and `list` number the answer instead of the document's own; with `paragraphs`, every non-empty line
    is one paragraph and no masthead is looked for; without `evidence`, no words are looked for.
    """

    masthead: Literal["prior", "ignore"] = "prior"
    session: SessionNumber | None = None
    list: ListName | None = None
    paragraphs: bool = False
    evidence: bool = True


class Numbering(NamedTuple):
    """The list that the answer is numbered by, and who named it."""

    organ: str | None
    session: SessionNumber | None
    list: ListName | None
    source: Literal["masthead", "option", "default"]


class FoundItem(NamedTuple):
    """A topic with its number in the list in use (None where that is unknown) and its calibrated score."""

    item: str | None
    item_status: str | None
    topic: str
    title: str | None
    score: float


class Word(NamedTuple):
    """A word that speaks for a topic; offsets count code points of the document's extracted text."""

    topic: str
    term: str
    weight: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PredictedParagraph:
    """One paragraph, its items over threshold, the best five whatever the threshold, and why if there are none."""

    paragraph_no: int
    paragraph: Paragraph
    items: tuple[FoundItem, ...] = ()
    ranked: tuple[FoundItem, ...] = ()
    abstained: Abstained | None = None
    evidence: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a document speaks to; `items` pairs each item with the numbers of the paragraphs that carry it.

    An item that only a paragraph or two of a document on something else seem to speak to stands with them alone.
    """

    masthead: Masthead
    numbering: Numbering
    items: tuple[tuple[FoundItem, tuple[int, ...]], ...]
    paragraphs: tuple[PredictedParagraph, ...]
    labels: Labels

    def to_dict(self) -> dict[str, Any]:
        """Return the document's entry of the schema `agenda-prediction/1`, without `path` and `error`."""
        return {
            "masthead": self.masthead.to_dict(),
            "agenda": self.numbering._asdict(),
            "items": [{**found._asdict(), "paragraphs": list(numbers)} for found, numbers in self.items],
            "paragraphs": [
                {
                    "paragraph_no": entry.paragraph_no,
                    "kind": entry.paragraph.kind,
                    "start": entry.paragraph.start,
                    "end": entry.paragraph.end,
                    "text": entry.paragraph.text,
                    "items": [found._asdict() for found in entry.items],
                    "ranked": [found._asdict() for found in entry.ranked],
                    "abstained": entry.abstained,
                    "evidence": [word._asdict() for word in entry.evidence],
                }
                for entry in self.paragraphs
            ],
        }


def predict_document(text: str, model: TopicModel, options: Options | None = None) -> Prediction:
    """Return the agenda items of a document and of each of its paragraphs.

    Parameters
    ----------
    text
        The document's extracted text, as `agenda text FILE` prints it.
    model
        A model that carries an agenda; one without gives topics but no numbers.
    options
        How to predict; the masthead as a prior by default.
    """
    options = options or Options()
    agenda = model.agenda or Agenda({}, {})
    document = parse_lines(text) if options.paragraphs else parse_document(text)
    labels = label_document(document.masthead, agenda)
    numbering = _numbering(document.masthead, agenda, options)
    namer = _Namer(agenda, numbering)
    body = [number for number, paragraph in enumerate(document.paragraphs) if paragraph.kind == "body"]
    normalized = [normalize(document.paragraphs[number].text) for number in body]
    tokens = model.cut(text.text for text in normalized)
    scores = model.scores(tokens)
    listed = labels.topics if options.masthead == "prior" else ()
    if listed and body:
        scores = weigh_listed(scores, model, listed)
    familiarity = model.familiarity(tokens)
    decided = [
        _decide(document.paragraphs[number].text, *row, model)
        for number, row in zip(body, zip(scores, familiarity, strict=True), strict=True)
    ]
    words: Sequence[Sequence[Word]] = [()] * len(body)
    if options.evidence:
        words = _evidence(document, body, normalized, model, tokens, [columns for _, columns, _ in decided])
    paragraphs = [PredictedParagraph(number, paragraph) for number, paragraph in enumerate(document.paragraphs)]
    for row, (number, (ranked, columns, abstained)) in enumerate(zip(body, decided, strict=True)):
        named = {column: namer.name(model.topics[column], scores[row, column]) for column in [*ranked, *columns]}
        paragraphs[number] = PredictedParagraph(
            number,
            document.paragraphs[number],
            tuple(named[column] for column in columns),
            tuple(named[column] for column in ranked),
            abstained,
            tuple(words[row]),
        )
    return Prediction(document.masthead, numbering, _document_items(paragraphs, listed), tuple(paragraphs), labels)


def weigh_listed(scores: Floats, model: TopicModel, listed: Sequence[str]) -> Floats:
    """Raise the log-odds of the topics that the masthead lists by the model's prior, and lower all others'."""
    prior = float(model.info.get("masthead_prior", 0.0))
    return shift_log_odds(scores, np.where(np.isin(model.topics, list(listed)), prior, -prior))


def _numbering(masthead: Masthead, agenda: Agenda, options: Options) -> Numbering:
    own_session = document_session(masthead)
    organ = masthead.organ or "A"
    if options.session is None and options.list is None:
        source: Literal["masthead", "default"] = "default" if own_session is None else "masthead"
        found = document_list(masthead, agenda.session(organ, own_session))
        return Numbering(organ, own_session, found, source)
    session = own_session if options.session is None else options.session
    if options.session is not None and options.session != own_session:
        organ = "A"  # a session given by hand is the Assembly's
    chosen = options.list or (
        document_list(masthead, agenda.session(organ, session)) if session == own_session else None
    )
    return Numbering(organ, session, chosen or "adopted", "option")


class _Namer:
    """Gives topics their numbers in the list in use."""

    def __init__(self, agenda: Agenda, numbering: Numbering) -> None:
        self._agenda = agenda
        self._session = agenda.session(numbering.organ, numbering.session)
        self._list = numbering.list

    def name(self, topic: str, score: float) -> FoundItem:
        known = self._agenda.topics.get(topic)
        item = self._session.item_of(topic, self._list) if self._session and self._list else None
        number, status = item or (None, None)
        return FoundItem(number, status, topic, known.zh if known else None, round(float(score), 4))


def _decide(
    text: str, scores: Floats, familiarity: float, model: TopicModel
) -> tuple[list[int], list[int], Abstained | None]:
    """Return a paragraph's best-ranked topics, those it is given, and why if there are none; topics as columns."""
    order = np.argsort(-scores, kind="stable")
    over = order[scores[order] >= model.decision.threshold[order]].tolist()
    abstained = _reason_to_abstain(text, familiarity, bool(over))
    return order[:RANKED].tolist(), [] if abstained else over, abstained


def _reason_to_abstain(text: str, familiarity: float, decided: bool) -> Abstained | None:
    if sum(character.isalpha() for character in text) < _SHORTEST:
        return "short"
    if familiarity < _FAMILIAR:
        return "unknown-words"
    return None if decided else "below-threshold"


def _evidence(
    document: Document,
    body: Sequence[int],
    normalized: Sequence[Normalized],
    model: TopicModel,
    tokens: TokenTable,
    given: Sequence[Sequence[int]],
) -> list[list[Word]]:
    """Return the words that speak for the topics given to each paragraph of the body."""
    pairs = [(row, column) for row, columns in enumerate(given) for column in columns]
    words: list[list[Word]] = [[] for _ in body]
    for first in range(0, len(pairs), _PAIRS):
        some = pairs[first : first + _PAIRS]
        for (row, column), shares in zip(
            some, share_out(model.vectorizer, model.weights, tokens, some, _EVIDENCE), strict=True
        ):
            places = source_offsets(document.text, document.paragraphs[body[row]])
            for share in shares:
                if share.weight > 0:
                    start, end = normalized[row].span(share.start, share.end)
                    found = (places[start], places[end - 1] + 1)
                    words[row].append(Word(model.topics[column], share.term, round(share.weight, 4), *found))
    return words


def source_offsets(text: str, paragraph: Paragraph) -> dict[int, int]:
    """Return where in the document each character of a paragraph's text stands; spaces at joins stand nowhere."""
    own = [place for place, character in enumerate(paragraph.text) if not character.isspace()]
    return dict(zip(own, paragraph.places(text), strict=True))


def _document_items(
    paragraphs: Sequence[PredictedParagraph], listed: Sequence[str]
) -> tuple[tuple[FoundItem, tuple[int, ...]], ...]:
    """Return the items that hold for the whole document, surest first, each with the paragraphs that carry it.

    A listed one holds if any paragraph carries it.
    """
    carried: dict[str, list[tuple[FoundItem, int]]] = {}
    for row, entry in enumerate(paragraphs):
        for found in entry.items:
            carried.setdefault(found.topic, []).append((found, row))
    scores, decided = np.zeros((2, len(paragraphs), len(carried)))
    for column, entries in enumerate(carried.values()):
        for found, row in entries:
            scores[row, column], decided[row, column] = found.score, True
    held = document_topics(scores, decided > 0, np.zeros(len(paragraphs), np.int64), 1)[0]
    items = [
        (max(entries, key=lambda entry: entry[0].score)[0], tuple(paragraphs[row].paragraph_no for _, row in entries))
        for (topic, entries), holds in zip(carried.items(), held, strict=True)
        if holds or topic in listed
    ]
    return tuple(sorted(items, key=lambda entry: (-entry[0].score, entry[0].topic)))
