"""The word cutters behind the tokenizer: rjieba, and jieba where rjieba is missing, cutting the same words.

Every engine is an object of its own: neither library's shared default is used or changed, and no cache file is
read or written.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import logging
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from pipeline.text.frequency import JiebaDictionary

EngineName = Literal["rjieba", "jieba"]
Term = tuple[str, int | None, str | None]

# What both libraries take for parts of words; a term with any other character can never be found by them.
WORD = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+")

_ASCII_WORD = re.compile(r"[a-zA-Z0-9+#&._%\-]+")
# jieba cuts runs of letters, digits and signs by this; rjieba's reading of it takes any sign for the full stop.
_JIEBA_SKIP = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
_DOUBTFUL_ASCII = re.compile(r"[a-zA-Z0-9][+#&._%\-][a-zA-Z0-9]")
# Chinese characters that rjieba takes for parts of words and jieba does not, and halves of characters, which only
# jieba bears: each is a word of its own.
_RARE = re.compile("([\u3400-\u4dbf\u9fd6-\u9fff\ud800-\udfff\uf900-\ufaff\U00020000-\U0002fa1f])")

_FILLER = "\ue000"

_log = logging.getLogger(__name__)


class Engine(Protocol):
    """What the tokenizer and the normalizer need of a word cutter."""

    def cut(self, text: str) -> list[str]:
        """Cut `text`, whole, with jieba's hidden Markov model for unknown words."""
        ...

    def cut_known(self, text: str) -> list[str]:
        """Cut `text`, whole, into words of the dictionary and single characters."""
        ...

    def knows(self, word: str) -> bool:
        """Tell whether `word` is in the dictionary."""
        ...


class RjiebaEngine:
    """rjieba, with the few places mended in which it cuts otherwise than jieba 0.42.1.

    One difference is left: where an unknown word holds the same character three times in a row, two cuts are
    equally probable, and rounding decides.
    """

    def __init__(self, terms: Sequence[Term] = ()) -> None:
        self._jieba = _jieba_class()()
        if terms:
            self._add(terms)

    def _add(self, terms: Sequence[Term]) -> None:
        dictionary = JiebaDictionary(self.cut_known)
        total = dictionary.total
        for word, frequency, tag in terms:
            known = self._jieba.has_word(word)
            replaced = dictionary.get(word, 0) if known else 0
            total += self._jieba.add_word(word, dictionary.add(word, frequency), tag) - replaced
            if total < dictionary.total:
                # jieba counts a word that it knew twice; a word that no text can hold makes up for that.
                self._jieba.add_word(_FILLER, dictionary.total - total, None)

    def cut(self, text: str) -> list[str]:
        """Cut `text`, whole, with jieba's hidden Markov model for unknown words."""
        if _RARE.search(text):
            words: list[str] = []
            for number, piece in enumerate(_RARE.split(text)):
                words.extend([piece] if number % 2 else self._jieba.cut(piece))
        else:
            words = self._jieba.cut(text)
        return self._recut_ascii(words) if _DOUBTFUL_ASCII.search(text) else words

    def cut_known(self, text: str) -> list[str]:
        """Cut `text`, whole, into words of the dictionary and single characters."""
        return list(self._jieba.cut(text, hmm=False))

    def knows(self, word: str) -> bool:
        """Tell whether `word` is in the dictionary."""
        return bool(self._jieba.has_word(word))

    def _recut_ascii(self, words: list[str]) -> list[str]:
        recut: list[str] = []
        run: list[str] = []
        for word in words:
            if _ASCII_WORD.fullmatch(word) and not (len(word) > 1 and self._jieba.has_word(word)):
                run.append(word)
                continue
            if run:
                recut.extend(filter(None, _JIEBA_SKIP.split("".join(run))))
                run = []
            recut.append(word)
        recut.extend(filter(None, _JIEBA_SKIP.split("".join(run))))
        return recut


class JiebaEngine:
    """jieba 0.42.1 itself."""

    def __init__(self, terms: Sequence[Term] = ()) -> None:
        with warnings.catch_warnings():
            # jieba's own: invalid escapes in its source, pkg_resources.
            warnings.simplefilter("ignore")
            self._jieba: Any = importlib.import_module("jieba").Tokenizer()
            # What `initialize` does, without its log lines and its cache in the shared temporary folder.
            self._jieba.FREQ, self._jieba.total = self._jieba.gen_pfdict(self._jieba.get_dict_file())
            self._jieba.initialized = True
        for word, frequency, tag in terms:
            self._jieba.add_word(word, frequency, tag)

    def cut(self, text: str) -> list[str]:
        """Cut `text`, whole, with jieba's hidden Markov model for unknown words."""
        return list(self._jieba.cut(text))

    def cut_known(self, text: str) -> list[str]:
        """Cut `text`, whole, into words of the dictionary and single characters."""
        return list(self._jieba.cut(text, HMM=False))

    def knows(self, word: str) -> bool:
        """Tell whether `word` is in the dictionary."""
        return bool(self._jieba.FREQ.get(word))


def load_engine(name: EngineName, terms: Sequence[Term] = ()) -> Engine:
    """Load a word cutter with `terms` added to its dictionary; jieba stands in for a missing rjieba."""
    if name == "rjieba" and _rjieba_installed():
        return RjiebaEngine(terms)
    return JiebaEngine(terms)


@functools.cache
def plain_engine() -> Engine:
    """Return the engine without terms that normalization asks for words; made once a process, never changed."""
    return load_engine("rjieba")


@functools.cache
def _jieba_class() -> Any:
    """Return rjieba's class, from its compiled part alone: the package around it loads a dictionary that nobody needs.

    That takes a tenth of a second each time anything is predicted.
    """
    try:
        package = importlib.util.find_spec("rjieba")
    except ValueError as error:  # how Python says that an import is blocked
        raise ImportError("rjieba is blocked") from error
    for folder in (package.submodule_search_locations or ()) if package else ():
        for path in Path(folder).glob("rjieba.*"):
            spec = importlib.util.spec_from_file_location("rjieba.rjieba", path)
            if path.suffix in (".so", ".pyd") and spec and spec.loader:
                module = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(module)
                return module.Jieba
    return importlib.import_module("rjieba").Jieba


@functools.cache
def _rjieba_installed() -> bool:
    try:
        _jieba_class()
    except ImportError:
        _log.warning("rjieba cannot be imported: jieba cuts the same words instead, about 20 times slower")
        return False
    return True
