"""The lexicon on disk: terms for the tokenizer, stopwords, and document frequencies of broad UN text."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from pipeline.errors import InputError
from pipeline.features import Background, TokenTable, run_frequencies, run_text, word_frequencies
from pipeline.storage import atomic_write_text, sha256_json
from pipeline.text import Tokenizer, normalize

BACKGROUND_SCHEMA = "background/1"
_TERMS_A_LINE = 12  # about as many as a paragraph holds
_LONGEST_RUN = 3  # characters
_RAREST_WORD, _RAREST_RUN = 2, 3  # paragraphs; what is rarer is mostly names and slips


def read_terms(path: Path) -> tuple[str, ...]:
    """Read terms in jieba's dictionary format (term, frequency, tag), one a line."""
    return tuple(_lines(path))


def read_stopwords(path: Path) -> frozenset[str]:
    """Read stopwords, one a line."""
    return frozenset(_lines(path))


def read_key_terms(path: Path, topics: Container[str]) -> dict[str, tuple[str, ...]]:
    """Read the key terms of each topic (a topic, a tab, terms parted by spaces), in lines of a few terms each."""
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(_lines(path), 1):
        topic, tab, text = line.partition("\t")
        if not tab or not text.split() or topic not in topics or topic in found:
            raise InputError(f"{path}: entry {number}: needs a known topic, once, a tab and terms; mend it")
        terms = text.split()
        found[topic] = tuple(
            " ".join(terms[start : start + _TERMS_A_LINE]) for start in range(0, len(terms), _TERMS_A_LINE)
        )
    return found


def read_background(path: Path) -> tuple[Background, str]:
    """Read document frequencies, and the hash of the tokenizer settings that the words were counted with.

    The first line is `background/1 <tokenizer hash> <paragraphs> <source>`; then come lines of
    kind (`word` or `run`), term and document frequency, parted by tabs.
    """
    lines = _lines(path)
    head = next(lines, "").split(" ", 3)
    if len(head) < 3 or head[0] != BACKGROUND_SCHEMA or not head[2].isdigit():
        raise InputError(f"{path}:1: not a table of document frequencies; restore it from the project")
    found: dict[str, dict[str, int]] = {"word": {}, "run": {}}
    for number, line in enumerate(lines, 2):
        kind, _, rest = line.partition("\t")
        term, _, count = rest.rpartition("\t")
        if kind not in found or not term or not count.isdigit():
            raise InputError(f"{path}:{number}: needs kind, term and frequency parted by tabs; mend the line")
        found[kind][term] = int(count)
    return Background(int(head[2]), found["word"], found["run"]), head[1]


def count_background(texts: Iterable[str], terms: Iterable[str]) -> Background:
    """Count in how many texts each word and each run of characters stands, cut with the terms of a lexicon."""
    tokenizer = Tokenizer("rjieba", terms)
    table = TokenTable.from_tokens(tokenizer.words(normalize(text).text) for text in texts)
    words = zip(*word_frequencies(table), strict=True)
    runs = zip(*run_frequencies(table, _LONGEST_RUN), strict=True)
    return Background(
        len(table),
        {word: int(count) for word, count in words if count >= _RAREST_WORD},
        {run_text(int(key)): int(count) for key, count in runs if count >= _RAREST_RUN},
    )


def write_background(path: Path, background: Background, tokenizer: str, source: str) -> None:
    """Write document frequencies in the order of their terms."""
    lines = [f"{BACKGROUND_SCHEMA} {tokenizer} {background.paragraphs} {source}"]
    lines += [f"word\t{term}\t{count}" for term, count in sorted(background.words.items())]
    lines += [f"run\t{term}\t{count}" for term, count in sorted(background.runs.items())]
    atomic_write_text(path, "\n".join(lines) + "\n")


def tokenizer_hash(terms: Iterable[str]) -> str:
    """Return what must be the same for two counts of words to be comparable: the terms (both engines cut alike)."""
    return sha256_json(sorted(terms))[:16]


def _lines(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; restore it from the project") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    return iter([line for line in text.splitlines() if line.strip() and not line.startswith("#")])
