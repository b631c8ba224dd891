"""Words of normalized text, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from pipeline.errors import InputError
from pipeline.text.engine import WORD, Engine, EngineName, Term, load_engine
from pipeline.text.normalize import normalize

_TERM_LINE = re.compile(r"(.+?)(?: (\d+))?(?: ([a-z]+))?")
_SYMBOL = (
    r"(?<![A-Za-z0-9./])[A-Z][A-Z0-9]*(?:[.-][A-Z0-9]+)*(?=/[A-Za-z0-9./-]*\d)"  # A, ST, UNEP, with a number to come
    r"(?:/[A-Za-z0-9]+(?:\.[A-Za-z0-9]+|-(?![A-Z]+/)[A-Za-z0-9]+)*)+"  # /C.3, /L.14, but not the -S/ of a second symbol
    r"(?:\((?:[A-Z]{1,2}-)?[IVXL]+\))?"  # (XXV), (S-VI)
)
_TITLE = r"《(?P<title>[^《》]{2,80})》"


class Token(NamedTuple):
    """A word, a number, a symbol or a punctuation mark, with its place in the normalized text."""

    text: str
    start: int
    end: int


class Tokenizer:
    """Cuts normalized text into words as jieba 0.42.1 does, with the terms of a lexicon added to its dictionary.

    Document symbols (A/RES/53/79) stay whole, and so do terms of the lexicon, between 《》 or wherever they hold
    characters that jieba's dictionary cannot. The dictionary is loaded at the first use in each process; the object
    itself is small and can be pickled.

    Parameters
    ----------
    engine : {"rjieba", "jieba"}
        The library that cuts; the tokens are the same, rjieba is about 15 times faster.
    terms : iterable of str
        Lines in jieba's dictionary format: a term, then perhaps its frequency, then perhaps its part of speech.

    Raises
    ------
    InputError
        If a line of `terms` is no dictionary entry.
    """

    def __init__(self, engine: EngineName = "rjieba", terms: Iterable[str] = ()) -> None:
        if engine not in ("rjieba", "jieba"):
            raise InputError(f"tokenize.engine: {engine!r} is not known; use rjieba or jieba")
        self.engine_name: EngineName = engine
        self._terms = tuple(_parse_terms(terms))
        self._titles = frozenset(term for term, _, _ in self._terms)
        self._protected = _protected_pattern(self._titles)
        self._protects_any = not all(map(_findable, self._titles))
        self._engine: Engine | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_engine": None}

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of `text` in order, punctuation with them, white space without.

        White space parts tokens: where a token starts after the end of the one before it, nothing runs across.
        """
        words = self.words(text)
        ends = list(accumulate(map(len, words)))
        return [
            token for token in map(Token._make, zip(words, [0, *ends], ends, strict=False)) if not token[0].isspace()
        ]

    def tokenize_texts(self, texts: Iterable[str]) -> list[str]:
        """Return each text as one string: its tokens joined by a space, by two where white space parted them."""
        return [" ".join(["" if word.isspace() else word for word in self.words(text.strip())]) for text in texts]

    def words(self, text: str) -> Sequence[str]:
        """Return the words of normalized text alone, white space that is left among them; joined they are `text`."""
        engine = self._engine
        if engine is None:
            # Two threads that come here at once both load, and one result is dropped: no harm but the time.
            engine = self._engine = load_engine(self.engine_name, [term for term in self._terms if _findable(term[0])])
        if not (self._protects_any or "/" in text or "《" in text):
            return engine.cut(text)
        words: list[str] = []
        done = 0
        for start, end in self._protected_spans(text):
            if start > done:
                words.extend(engine.cut(text[done:start]))
            words.append(text[start:end])
            done = end
        words.extend(engine.cut(text[done:]))
        return words

    def _protected_spans(self, text: str) -> Iterator[tuple[int, int]]:
        for match in self._protected.finditer(text):
            if match["title"] is None:
                yield match.span()
            elif match["title"] in self._titles:
                yield match.span("title")


def _parse_terms(lines: Iterable[str]) -> Iterator[Term]:
    for number, line in enumerate(lines, 1):
        entry = line.strip().lstrip("\ufeff")
        if not entry:
            continue
        match = _TERM_LINE.fullmatch(entry)
        frequency = int(match[2]) if match and match[2] else None
        if match is None or frequency == 0:
            raise InputError(f"terms, line {number}: {entry!r} is no entry; write a term, a frequency over 0 and a tag")
        yield normalize(match[1]).text, frequency, match[3]


def _findable(term: str) -> bool:
    return WORD.fullmatch(term) is not None


def _protected_pattern(terms: Iterable[str]) -> re.Pattern[str]:
    """Return what is kept whole before cutting; the longest term first, so that no shorter one hides it."""
    unfindable = sorted((term for term in terms if not _findable(term)), key=lambda term: (-len(term), term))
    return re.compile("|".join([_SYMBOL, *map(re.escape, unfindable), _TITLE]))
