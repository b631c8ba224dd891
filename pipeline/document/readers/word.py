"""Word files (.docx): the body with its tables, the first page's heading, and the footnotes at the end."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from lzma import LZMAError

from lxml import etree

from pipeline.document.readers.source import MEGABYTE, PACKED_LIMIT, UNPACKED_LIMIT, Raw, Source, document
from pipeline.errors import InputError

_MOST_PARTS = 10_000
_BOMB_RATIO = 200  # real documents pack 5 to 40 to 1
_BOMB_FROM = 10 * MEGABYTE
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_UNSEEN = frozenset(("del", "delText", "instrText", "Fallback", "moveFrom", "pPr", "rPr", "tblPr", "trPr", "tcPr"))
_BLOCKS = frozenset(("p", "tbl", "sdt", "customXml", "ins", "moveTo"))
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    struct.error,
    EOFError,
    KeyError,
    IndexError,
    NotImplementedError,
    RuntimeError,
    UnicodeError,
    ValueError,
)


@dataclass(slots=True)
class _Notes:
    """What the body refers to."""

    footnotes: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


def read_docx(raw: Raw) -> Source:
    """Read a Word file; macros, embedded objects and links are left alone."""
    with _archive(raw) as archive:
        if not any(name.startswith("word/") for name in archive.namelist()):
            raise InputError(f"{raw.name}: a zip archive that is no Word file; unpack it and name the files in it")
        _check_sizes(raw, archive)
        main = _related(raw, archive, "").get("officeDocument", [("", "word/document.xml")])[0][1]
        related = _related(raw, archive, main)
        notes = _Notes()
        blocks = list(_blocks(raw, archive, main, notes))
        headers = dict(related.get("header", []))
        header = headers.get(notes.headers.get("first") or notes.headers.get("default") or "")
        if header is not None:
            blocks[:0] = _blocks(raw, archive, header, _Notes())
        for _, path in related.get("footnotes", []):
            blocks.extend(_footnotes(raw, archive, path, notes.footnotes))
    return document(raw, "\n\n".join(block for block in blocks if block.strip()) + "\n")


@contextmanager
def _archive(raw: Raw) -> Iterator[zipfile.ZipFile]:
    raw_size = raw.size()
    if raw_size > PACKED_LIMIT:
        raise raw.too_large(PACKED_LIMIT)
    with raw.open() as file:
        try:
            with zipfile.ZipFile(file) as archive:
                yield archive
        except etree.LxmlError as error:
            line = str(error).partition("\n")[0]
            raise InputError(f"{raw.name}: damaged Word file ({line}); save it again") from None
        except _ZIP_ERRORS as error:
            raise InputError(f"{raw.name}: damaged or encrypted zip archive ({error}); save it again") from None


def _check_sizes(raw: Raw, archive: zipfile.ZipFile) -> None:
    # zipfile never unpacks more of a part than the archive declares, so the declared sizes are the true limit.
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or unpacked > UNPACKED_LIMIT:
        raise InputError(
            f"{raw.name}: unpacks to {unpacked / MEGABYTE:,.0f} MB in {len(parts)} parts, over the limits of "
            f"{UNPACKED_LIMIT // MEGABYTE} MB and {_MOST_PARTS} parts; split it"
        )
    if unpacked > _BOMB_FROM and unpacked > _BOMB_RATIO * max(1, raw.size()):
        raise InputError(f"{raw.name}: unpacks to over {_BOMB_RATIO} times its size, as a zip bomb does; not read")


def _related(raw: Raw, archive: zipfile.ZipFile, part: str) -> dict[str, list[tuple[str, str]]]:
    """Return the parts that `part` refers to inside the archive: kind → [(reference, path)]."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    related: dict[str, list[tuple[str, str]]] = {}
    if path not in archive.namelist():
        return related
    for element in _elements(raw, archive, path):
        target = element.get("Target")
        if _name(element) != "Relationship" or not target or element.get("TargetMode") == "External":
            continue
        inside = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        if inside in archive.namelist():
            kind = posixpath.basename(element.get("Type", ""))
            related.setdefault(kind, []).append((element.get("Id", ""), inside))
    return related


def _elements(raw: Raw, archive: zipfile.ZipFile, path: str) -> Iterator[etree._Element]:
    """Yield the elements of a part as each one ends; entities are never resolved, nothing is fetched."""
    with archive.open(path) as part:
        events = etree.iterparse(part, events=("end",), resolve_entities=False, no_network=True, load_dtd=False)
        for _, element in events:
            if element.getparent() is None and element.getroottree().docinfo.doctype:
                raise InputError(f"{raw.name}: declares entities, which no Word file does; not read")
            yield element


def _blocks(raw: Raw, archive: zipfile.ZipFile, path: str, notes: _Notes) -> Iterator[str]:
    """Yield the paragraphs and tables of a part, clearing each from memory."""
    for element in _elements(raw, archive, path):
        name = _name(element)
        if name == "headerReference":  # those of the first section come first, and count
            notes.headers.setdefault(_attribute(element, "type") or "default", _attribute(element, "id"))
        parent = element.getparent()
        if name in _BLOCKS and parent is not None and _name(parent) in ("body", "hdr"):
            yield _text(element, notes)
            element.clear()
            while element.getprevious() is not None:
                del parent[0]


def _footnotes(raw: Raw, archive: zipfile.ZipFile, path: str, order: list[str]) -> list[str]:
    texts: dict[str, str] = {}
    for element in _elements(raw, archive, path):
        if _name(element) == "footnote":
            texts[_attribute(element, "id")] = _text(element, _Notes()).strip()
            element.clear()
    return [f"{mark}{texts[identifier]}" for mark, identifier in _numbered(order) if texts.get(identifier)]


def _numbered(order: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the mark before each footnote: its number, or nothing where its text begins with a mark of its own."""
    number = 0
    for reference in order:
        own, identifier = reference[0] == "*", reference[1:]
        number += not own
        yield ("" if own else f"{number} "), identifier


def _text(block: etree._Element, notes: _Notes) -> str:
    """Return the text of a paragraph or table: a line per paragraph or row, a tab between cells."""
    pieces: list[str] = []
    walker = etree.iterwalk(block, events=("start", "end"))
    for event, element in walker:
        name = _name(element)
        if event == "start":
            if name in _UNSEEN:
                walker.skip_subtree()
            elif name == "t":
                pieces.append(element.text or "")
            elif name in _MARKS:
                pieces.append(_MARKS[name])
            elif name == "sym":
                pieces.append(_symbol(_attribute(element, "char")))
            elif name == "footnoteReference":
                own = _attribute(element, "customMarkFollows") in ("1", "true", "on")
                notes.footnotes.append(("*" if own else "#") + _attribute(element, "id"))
            elif name == "txbxContent":
                pieces.append("\n")
        elif name == "p":
            parent = element.getparent()
            last_of_cell = parent is not None and _name(parent) == "tc" and element.getnext() is None
            pieces.append("" if last_of_cell else "\n")
        elif name == "tc":
            pieces.append("\t" if element.getnext() is not None else "")
        elif name == "tr":
            pieces.append("\n")
    return "".join(pieces).rstrip()


def _name(element: etree._Element) -> str:
    # Strict and transitional files differ in the namespace only.
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
