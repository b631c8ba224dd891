"""TF-IDF: our vectorizer beside scikit-learn's over the same tokens, fitted and applied, and whether they agree."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from scipy import sparse

from benchmarks.measure import Row, Setting, compare, speeds
from benchmarks.texts import starter
from pipeline.features import TfidfVectorizer, TokenTable, counts_as_term
from pipeline.params import FeatureParams
from pipeline.text import Tokenizer, normalize

_RUNS = 3  # characters
_LETTERS = re.compile(r"[^\W\d_〇]+")  # what `isalpha` takes for letters, in normalized text
_REFERENCE, _OURS = "scikit-learn's `TfidfVectorizer`", "`TfidfVectorizer` over token ids"


def measure(setting: Setting) -> list[Row]:
    """Fit and apply both to the starter corpus."""
    tokenizer = Tokenizer()
    cut = [list(tokenizer.words(normalize(text).text)) for text in starter(setting.paragraphs).texts]
    table = TokenTable.from_tokens(cut)
    spoken, written = [" ".join(row) for row in cut], ["".join(row) for row in cut]
    params = FeatureParams(characters=_RUNS, max_terms=10**9)
    ours = TfidfVectorizer.fit(table, params)
    words, runs = _words().fit(spoken), _runs().fit(written)

    def apply() -> Any:
        return sparse.hstack([words.transform(spoken), runs.transform(written)], format="csr")

    gap = _gap(apply(), ours.transform(table), _columns(words, runs, ours))
    fitting: dict[str, Callable[[], object]] = {
        _REFERENCE: lambda: (_words().fit(spoken), _runs().fit(written)),
        _OURS: lambda: TfidfVectorizer.fit(table, params),
    }
    applying: dict[str, Callable[[], object]] = {_REFERENCE: apply, _OURS: lambda: ours.transform(table)}
    said = f"{len(cut)} paragraphs, {len(ours.vocabulary)} words and runs of up to {_RUNS} characters"
    return [
        *speeds("features, fit", compare(fitting, setting.repeats), {_REFERENCE: said}),
        *speeds(
            "features, transform",
            compare(applying, setting.repeats),
            {_OURS: f"the two matrices differ by {gap:.0e} at most"},
        ),
    ]


def _words() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer as Reference

    return Reference(analyzer=_split_words, sublinear_tf=True)


def _runs() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer as Reference

    return Reference(analyzer=_split_runs, sublinear_tf=True)


def _split_words(text: str) -> list[str]:
    return [word for word in text.split() if counts_as_term(word)]


def _split_runs(text: str) -> list[str]:
    found: list[str] = []
    for part in _LETTERS.findall(text):
        for size in range(1, _RUNS + 1):
            found += [part[start : start + size] for start in range(len(part) - size + 1)]
    return found


def _columns(words: Any, runs: Any, ours: TfidfVectorizer) -> list[int]:
    """Return the reference's column of each of our terms."""
    split, total = len(ours.vocabulary.words), len(ours.vocabulary)
    if len(words.vocabulary_) + len(runs.vocabulary_) != total:
        raise ValueError("the two vocabularies differ")
    terms = [ours.vocabulary.term(number) for number in range(total)]
    return [words.vocabulary_[term] for term in terms[:split]] + [split + runs.vocabulary_[t] for t in terms[split:]]


def _gap(reference: Any, own: sparse.csr_array, columns: list[int]) -> float:
    return float(abs(reference[:, columns] - own).max())
