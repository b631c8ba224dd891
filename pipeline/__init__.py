"""agenda: maps the paragraphs of Chinese United Nations documents to agenda items.

The public names load on first use, so that prediction imports neither scikit-learn, pyarrow nor matplotlib.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.agenda import Agenda as Agenda
    from pipeline.model import TopicModel as TopicModel
    from pipeline.predict import predict_document as predict_document
    from pipeline.training import train as train

__version__ = "0.1.0"
__all__ = ["Agenda", "TopicModel", "predict_document", "train"]

_HOMES = {
    "Agenda": "pipeline.agenda",
    "TopicModel": "pipeline.model",
    "predict_document": "pipeline.predict",
    "train": "pipeline.training",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
