"""Cutting words: jieba in one and in two processes, rjieba as it comes, and the tokenizer with all that it mends."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from benchmarks.measure import ROOT, Row, Setting, compare, speeds
from benchmarks.texts import starter
from pipeline.lexicon import read_terms
from pipeline.text import Tokenizer, normalize

_SUBJECT = "tokenization"
_CHUNK = 50  # paragraphs a worker cuts at once


def measure(setting: Setting) -> list[Row]:
    """Cut the starter corpus in every way."""
    import rjieba

    paragraphs = starter(setting.paragraphs)
    texts = paragraphs.texts
    chunks = [texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK)]
    terms = read_terms(ROOT / "data" / "lexicon" / "terms.txt")
    cut, bare, whole = _jieba(str(setting.folder)), rjieba.Jieba().cut, Tokenizer("rjieba", terms)
    plain = [normalize(text).text for text in texts]
    context = get_context("spawn")
    with ProcessPoolExecutor(2, context, _load_jieba, (str(setting.folder),)) as workers:
        runs: dict[str, Callable[[], object]] = {
            "jieba 0.42.1": lambda: [cut(text) for text in texts],
            "jieba in 2 processes": lambda: list(workers.map(_cut, chunks)),
            "rjieba as it comes": lambda: [bare(text) for text in texts],
            "`Tokenizer.words`, terms and symbols whole": lambda: [whole.words(text) for text in plain],
            "the same after `normalize`, as the stages cut": lambda: [
                whole.words(normalize(text).text) for text in texts
            ],
            "the same as `Tokenizer.tokens`, with places": lambda: [
                whole.tokens(normalize(text).text) for text in texts
            ],
        }
        for run in runs.values():
            run()  # dictionaries are loaded before the clock starts
        seconds = compare(runs, setting.repeats)
    reference = Tokenizer("jieba", terms)
    notes = {
        "jieba 0.42.1": f"{paragraphs.megabytes / next(iter(seconds.values())):.2f} MB/s of UTF-8",
        "rjieba as it comes": _parity((cut(text), bare(text)) for text in texts),
        "`Tokenizer.words`, terms and symbols whole": _parity(
            (reference.words(text), whole.words(text)) for text in plain
        ),
    }
    return speeds(_SUBJECT, seconds, notes)


def _parity(pairs: Iterable[tuple[Any, Any]]) -> str:
    same = [one == other for one, other in pairs]
    return f"{100 * sum(same) / len(same):.2f}% of {len(same)} paragraphs cut the same as by jieba"


def _jieba(folder: str) -> Any:
    """Return jieba's `lcut`, with its cache in a folder of our own and nothing said on stderr."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = folder
    return tokenizer.lcut


_worker_cut: Any = None


def _load_jieba(folder: str) -> None:
    global _worker_cut
    _worker_cut = _jieba(folder)


def _cut(texts: list[str]) -> list[str]:
    # Joined, for lists of strings take longer to come back than to be cut.
    return [" ".join(_worker_cut(text)) for text in texts]
