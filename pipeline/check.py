"""Does a document's text bear out its masthead? Listed items that no paragraph supports, and the other way round."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import TopicModel
from pipeline.predict import FoundItem, Options, Prediction, predict_document


@dataclass(frozen=True, slots=True)
class Check:
    """Topics that the masthead lists and the text bears out or not, and items that only the text speaks to.

    One paragraph is enough to bear out what is listed; what is not listed must hold for the whole document.
    """

    prediction: Prediction
    supported: tuple[str, ...]
    unsupported: tuple[str, ...]
    unlisted: tuple[tuple[FoundItem, tuple[int, ...]], ...]


def check_document(text: str, model: TopicModel) -> Check:
    """Compare a document's masthead with what its paragraphs say; the masthead itself gives no hint to the model."""
    prediction = predict_document(text, model, Options(masthead="ignore", evidence=False))
    listed = prediction.labels.topics
    found = {entry.topic for paragraph in prediction.paragraphs for entry in paragraph.items}
    return Check(
        prediction,
        supported=tuple(topic for topic in listed if topic in found),
        unsupported=tuple(topic for topic in listed if topic not in found),
        unlisted=tuple(entry for entry in prediction.items if entry[0].topic not in listed),
    )
