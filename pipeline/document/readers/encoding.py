"""Which encoding bytes are in, told from the bytes; what cannot be told is reported with the evidence."""

from __future__ import annotations

import codecs
import functools
import re

from pipeline.errors import InputError

SAMPLE = 64 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
    (b"\x84\x31\x95\x33", "gb18030", "GB18030"),
)
_NAMES = {"gb18030": "GB18030", "big5hkscs": "Big5", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16 (big-endian)"}
_WESTERN = ["cp1252", "latin_1", "iso8859_15"]
# A reading in the right encoding has nearly all its characters among the few thousand that are in daily use.
_PLAUSIBLE = 0.85
_MARGIN = 0.15
_FEWEST = 8  # characters beside ASCII below which shares mean nothing
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_MULTIBYTE = re.compile(rb"[\xe2-\xef][\x80-\xbf][\x80-\xbf]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
_WELL_BEGUN = 10  # characters in UTF-8 before a broken one: no other encoding would show so many


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """Decode the whole of `data`.

    Parameters
    ----------
    data : bytes
        All bytes of a text.
    name : str
        What to call it in an error.
    declared : str, optional
        The encoding that the text itself declares; it counts only where the bytes leave a doubt.

    Returns
    -------
    str
        The text, without a byte order mark.

    Raises
    ------
    InputError
        If the bytes are no text, or if their encoding cannot be told, or if some do not fit it.
    """
    encoding = detect(data, name, declared)
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        raise InputError(
            f"{name}: {label(encoding)} but for byte {_place(error)}, which does not fit; save it again as UTF-8"
        ) from None
    return text.removeprefix("\ufeff")


def detect(data: bytes, name: str, declared: str | None = None, *, complete: bool = True) -> str:
    """Return the name of the encoding of `data`, which may be the beginning of more (`complete=False`)."""
    for mark, encoding, _ in _MARKS:
        if data.startswith(mark):
            return encoding
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data, complete)
    except UnicodeDecodeError as error:
        failed = error
    else:
        if "\0" not in text:
            _refuse_binary(text[: SAMPLE * 4], name)
            return "utf-8"
        failed = UnicodeDecodeError("utf-8", data, data.index(0), data.index(0) + 1, "NUL")
    if len(_MULTIBYTE.findall(data, 0, failed.start)) >= _WELL_BEGUN and b"\0" not in data[:SAMPLE]:
        cut = " and is cut off in the middle of a character" if failed.end >= len(data) else ""
        raise InputError(
            f"{name}: UTF-8 up to byte {failed.start} (0x{data[failed.start]:02X}), which does not fit{cut}; "
            "get the file again or mend it"
        )
    return _detect_other(data, name, declared, failed, complete)


def label(encoding: str) -> str:
    """Return the usual name of an encoding."""
    return _NAMES.get(encoding) or next((shown for _, known, shown in _MARKS if known == encoding), encoding.upper())


def _detect_other(data: bytes, name: str, declared: str | None, failed: UnicodeDecodeError, complete: bool) -> str:
    # The sample begins with the line of the first byte that is no ASCII: a long English head says nothing.
    start = 0 if 0 in data[:SAMPLE] else data.rfind(b"\n", 0, failed.start) + 1
    sample = data[start : start + SAMPLE]
    whole = complete and len(sample) == len(data) - start
    shares = {encoding: _share(sample, encoding, whole) for encoding in _NAMES}
    ranked = sorted(shares, key=lambda encoding: -shares[encoding])
    best, second = ranked[0], ranked[1]
    if shares[best] >= _PLAUSIBLE:
        if shares[best] - shares[second] >= _MARGIN:
            return best
        hint = _same_encoding(declared)
        if hint in shares and shares[best] - shares[hint] < _MARGIN:
            return hint
    if 0 in sample and not best.startswith("utf-16"):
        raise InputError(f"{name}: binary, not text (byte 0x00 at {data.index(0)}); give a text or document file")
    if (western := _western(sample)) is not None:
        return western
    evidence = ", ".join(f"as {_NAMES[encoding]} {shares[encoding]:.0%}" for encoding in ranked[:3])
    raise InputError(
        f"{name}: its encoding cannot be told: not UTF-8 (byte 0x{data[failed.start]:02X} at {failed.start}); "
        f"common characters {evidence}; save it as UTF-8"
    )


def _share(sample: bytes, encoding: str, whole: bool) -> float:
    """Return how many of the characters beside ASCII are in daily use, if `sample` is in `encoding`; 0 if it is not."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample, whole)
    except UnicodeError:
        return 0.0
    if len(_CONTROL.findall(text)) * 200 > len(text):
        return 0.0
    foreign = [character for character in text if character > "\x7f"]
    if encoding.startswith("utf-16"):
        foreign.extend(character for character in text if character in "\n\r ")
    if not foreign:
        return 0.0
    common = _common()[encoding == "big5hkscs"]
    share = sum(character in common for character in foreign) / len(foreign)
    return share if len(foreign) >= _FEWEST else share * _PLAUSIBLE


@functools.cache
def _common() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters in daily use anywhere, and those of them in traditional text."""
    traditional = _rows("big5", range(0xA1, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    simplified = _rows("gb2312", (*range(0xA1, 0xA4), *range(0xB0, 0xD8)), range(0xA1, 0xFF))
    return traditional | simplified | frozenset("—·\n\r "), traditional | frozenset("—‧•")


def _rows(encoding: str, leads: range | tuple[int, ...], trails: range | tuple[int, ...]) -> frozenset[str]:
    return frozenset(bytes((lead, trail)).decode(encoding, "ignore") for lead in leads for trail in trails) - {""}


def _same_encoding(declared: str | None) -> str:
    """Return our name for a declared encoding; GB 2312 and GBK are parts of GB 18030, Big5 of Big5-HKSCS."""
    known = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
    try:
        codec = codecs.lookup(declared or "").name
    except (LookupError, ValueError):
        return ""
    return known.get(codec, codec)


def _western(sample: bytes) -> str | None:
    """Return the western encoding that charset-normalizer finds, if all is ASCII but for a letter here and there."""
    runs = _NOT_ASCII.findall(sample)
    if len(runs) * 10 > len(sample) or any(len(run) > 1 for run in runs):
        return None
    from charset_normalizer import from_bytes

    cut = sample[: sample.rfind(b"\n") + 1] or sample  # within a character it would find nothing
    best = from_bytes(cut, cp_isolation=_WESTERN).best()
    return best.encoding if best is not None and best.encoding in _WESTERN else None


def _refuse_binary(text: str, name: str) -> None:
    if len(odd := _CONTROL.findall(text)) * 100 > len(text):
        raise InputError(f"{name}: binary, not text ({len(odd)} control characters); give a text or document file")


def _place(error: UnicodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"{error.start} (0x{error.object[error.start]:02X})" if error.start < len(error.object) else "the last"
    return "the last"
