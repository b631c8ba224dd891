"""PDF files with a text layer, page by page; scanned pages are reported, never guessed at."""

from __future__ import annotations

import ctypes
import itertools
import statistics
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from pipeline.document.readers.source import PACKED_LIMIT, PAGE_LIMIT, TEXT_LIMIT, Raw, Source, document
from pipeline.errors import InputError

_SHORTEST_BODY_LINE = 12  # characters; shorter lines say nothing about the margin
_PARAGRAPH_GAP = 1.4  # of the usual distance of lines
_WIDEST_INDENT = 40  # spaces
_LINE_HYPHEN = "\ufffe\x02"  # what PDFium writes for a hyphen at a line's end
_IMAGE_DEPTH = 3


class _Line(NamedTuple):
    text: str
    left: float
    bottom: float
    size: float


def read_pdf(raw: Raw) -> Source:
    """Read the text layer; where lines begin and how far apart they stand becomes spaces and empty lines."""
    import pypdfium2

    if raw.size() > PACKED_LIMIT:
        raise raw.too_large(PACKED_LIMIT)
    try:
        pdf = pypdfium2.PdfDocument(raw.data if raw.data is not None else raw.path)
    except pypdfium2.PdfiumError as error:
        raise InputError(f"{raw.name}: damaged or locked PDF file ({error}); save it again") from None
    try:
        return _read_pages(raw, pdf)
    except pypdfium2.PdfiumError as error:
        raise InputError(f"{raw.name}: damaged PDF file ({error}); save it again") from None
    finally:
        pdf.close()


def _read_pages(raw: Raw, pdf: Any) -> Source:
    count = len(pdf)
    if count > PAGE_LIMIT:
        raise InputError(f"{raw.name}: {count} pages, over the limit of {PAGE_LIMIT}; split it")
    pages: list[str] = []
    scanned: list[int] = []
    size = 0
    for number in range(1, count + 1):
        page = pdf[number - 1]
        try:
            text = "\n".join(_laid_out(list(_page_lines(page))))
            if not text.strip() and _shows_image(page):
                scanned.append(number)
        finally:
            page.close()
        size += len(text)
        if size > TEXT_LIMIT:
            raise raw.too_large(TEXT_LIMIT)
        if text:
            pages.append(text)
    if scanned and not pages:
        raise InputError(f"{raw.name}: scanned, none of its {count} pages has a text layer; recognize its text first")
    warnings = tuple(f"{raw.name}: page {number} is scanned and has no text layer; left out" for number in scanned)
    return document(raw, "\n".join(pages) + "\n", warnings)


def _page_lines(page: Any) -> Iterator[_Line]:
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    try:
        handle = text_page.raw
        units: list[int] = []
        first = -1
        for index in range(pdfium.FPDFText_CountChars(handle)):
            unit = pdfium.FPDFText_GetUnicode(handle, index)
            if unit in (0x0A, 0x0D):
                if units:
                    yield _line(handle, units, first)
                    units, first = [], -1
                continue
            if first < 0 and unit > 0x20:
                first = index
            if unit:
                units.append(unit)
        if units:
            yield _line(handle, units, first)
    finally:
        text_page.close()


def _line(handle: Any, units: list[int], first: int) -> _Line:
    import pypdfium2.raw as pdfium

    # PDFium gives characters beyond the first plane in halves on some platforms and whole on others.
    text = "".join(map(chr, units)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    for hyphen in _LINE_HYPHEN:
        text = text.replace(hyphen, "-")
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if first >= 0:
        pdfium.FPDFText_GetCharBox(handle, first, left, right, bottom, top)
    return _Line(text.rstrip(), left.value, bottom.value, pdfium.FPDFText_GetFontSize(handle, max(first, 0)) or 12.0)


def _laid_out(lines: list[_Line]) -> Iterator[str]:
    """Yield the lines with spaces for what they are indented by, and an empty line where they stand far apart."""
    lines = [line for line in lines if line.text.strip()]
    if not lines:
        return
    body = [line for line in lines if len(line.text) >= _SHORTEST_BODY_LINE] or lines
    margin = Counter(round(line.left) for line in body).most_common(1)[0][0]
    steps = [upper.bottom - lower.bottom for upper, lower in itertools.pairwise(lines)]
    usual = statistics.median([step for step in steps if step > 0] or [0.0])
    for step, line in zip([0.0, *steps], lines, strict=True):
        if usual and step > _PARAGRAPH_GAP * usual:
            yield ""
        indent = round((line.left - margin) / max(line.size / 2, 1.0))
        yield " " * min(max(indent, 0), _WIDEST_INDENT) + line.text.strip()


def _shows_image(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_IMAGE_DEPTH))
