"""From a document's text to its agenda items, paragraph by paragraph, each with the words that speak for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from pipeline.agenda import Agenda, ListName, SessionNumber
from pipeline.document import Document, Masthead, Paragraph, parse_document, parse_lines
from pipeline.labels import Labels, document_list, document_session, label_document
from pipeline.model import Floats, TopicModel, shift_log_odds

Abstained = Literal["short", "unknown-words", "below-threshold"]

RANKED = 5
_EVIDENCE = 6  # words a topic
_SHORTEST = 8  # letters or Chinese characters; fewer cannot speak to one item alone
_FAMILIAR = 0.3  # share of a paragraph's words that the model must have seen


@dataclass(frozen=True, slots=True)
class Options:
    """How to predict.

    `masthead` is "prior" (the items it lists weigh) or "ignore" (only session and list are used, for numbering);
    `session` and `list` number the answer instead of the document's own; with `paragraphs`, every non-empty line
    is one paragraph and no masthead is looked for.
    """

    masthead: Literal["prior", "ignore"] = "prior"
    session: SessionNumber | None = None
    list: ListName | None = None
    paragraphs: bool = False


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
    """What a document speaks to; `items` pairs each item with the numbers of the paragraphs that carry it."""

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
    tokens = model.tokens([document.paragraphs[number].text for number in body])
    scores = model.scores(tokens)
    if options.masthead == "prior" and labels.topics and body:
        scores = weigh_listed(scores, model, labels.topics)
    rows = dict(zip(body, zip(scores, model.familiarity(tokens), strict=True), strict=True))
    paragraphs = tuple(
        _predict_paragraph(number, document, *rows[number], model, namer)
        if number in rows
        else PredictedParagraph(number, paragraph)
        for number, paragraph in enumerate(document.paragraphs)
    )
    return Prediction(document.masthead, numbering, _document_items(paragraphs), paragraphs, labels)


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


def _predict_paragraph(
    number: int, document: Document, scores: Floats, familiarity: float, model: TopicModel, namer: _Namer
) -> PredictedParagraph:
    paragraph = document.paragraphs[number]
    order = np.argsort(-scores, kind="stable")
    ranked = tuple(namer.name(model.topics[column], scores[column]) for column in order[:RANKED])
    over = [column for column in order if scores[column] >= model.decision.threshold[column]]
    abstained = _reason_to_abstain(paragraph.text, familiarity, bool(over))
    if abstained:
        return PredictedParagraph(number, paragraph, (), ranked, abstained)
    items = tuple(namer.name(model.topics[column], scores[column]) for column in over)
    evidence = tuple(_evidence(document, paragraph, [found.topic for found in items], model))
    return PredictedParagraph(number, paragraph, items, ranked, None, evidence)


def _reason_to_abstain(text: str, familiarity: float, decided: bool) -> Abstained | None:
    if sum(character.isalpha() for character in text) < _SHORTEST:
        return "short"
    if familiarity < _FAMILIAR:
        return "unknown-words"
    return None if decided else "below-threshold"


def _evidence(document: Document, paragraph: Paragraph, topics: Sequence[str], model: TopicModel) -> Iterator[Word]:
    places = source_offsets(document.text, paragraph)
    for explained in model.explain_topics(paragraph.text, topics):
        for word in explained[:_EVIDENCE]:
            if word.weight > 0:
                start, end = places[word.start], places[word.end - 1] + 1
                yield Word(word.topic, word.term, round(word.weight, 4), start, end)


def source_offsets(text: str, paragraph: Paragraph) -> dict[int, int]:
    """Return where in the document each character of a paragraph's text stands; spaces at joins stand nowhere."""
    inside = [place for place in range(paragraph.start, paragraph.end) if not text[place].isspace()]
    own = [place for place, character in enumerate(paragraph.text) if not character.isspace()]
    return dict(zip(own, inside, strict=True))


def _document_items(paragraphs: Sequence[PredictedParagraph]) -> tuple[tuple[FoundItem, tuple[int, ...]], ...]:
    best: dict[str, FoundItem] = {}
    carriers: dict[str, list[int]] = {}
    for entry in paragraphs:
        for found in entry.items:
            carriers.setdefault(found.topic, []).append(entry.paragraph_no)
            if found.topic not in best or found.score > best[found.topic].score:
                best[found.topic] = found
    order = sorted(best.values(), key=lambda found: (-found.score, found.topic))
    return tuple((found, tuple(carriers[found.topic])) for found in order)
