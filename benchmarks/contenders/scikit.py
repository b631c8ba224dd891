"""scikit-learn as tutorials have it: jieba is the vectorizer's tokenizer, logistic regression one against the rest."""

from __future__ import annotations

import jieba
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MultiLabelBinarizer

jieba.setLogLevel("ERROR")


class Contender:
    """`TfidfVectorizer(tokenizer=jieba.lcut)` and `OneVsRestClassifier(LogisticRegression())`."""

    def fit(self, texts: list[str], topics: list[str]) -> None:
        """Learn."""
        self._binarizer = MultiLabelBinarizer()
        self._pipeline = make_pipeline(
            TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None),
            OneVsRestClassifier(LogisticRegression(max_iter=1000)),
        )
        self._pipeline.fit(texts, self._binarizer.fit_transform([[topic] for topic in topics]))

    def rank(self, texts: list[str]) -> list[list[str]]:
        """Return the three most probable topics."""
        best = np.argsort(-self._pipeline.predict_proba(texts), axis=1)[:, :3]
        return [[str(topic) for topic in self._binarizer.classes_[row]] for row in best]

    def decide(self, texts: list[str]) -> list[list[str]]:
        """Return the topics that are more probable than not."""
        return [list(given) for given in self._binarizer.inverse_transform(self._pipeline.predict(texts))]
