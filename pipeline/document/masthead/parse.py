"""From the lines of a head to a `Masthead`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document.lines import Line, split_lines
from pipeline.document.masthead import evidence, fields
from pipeline.document.masthead.entries import TextLine
from pipeline.document.masthead.head import Head, find_head
from pipeline.document.masthead.items import ListName
from pipeline.document.masthead.model import Masthead, Reference, Span
from pipeline.document.masthead.titles import Titles, read_titles
from pipeline.document.masthead.words import CHINESE_DATE, RUN_ON_TITLE
from pipeline.document.squeeze import Squeezed

_DATED = re.compile(CHINESE_DATE)
# What follows these is the name of the resolution, not the title of an item.
_RESOLUTION = frozenset(["resolution", "resolution_number", "bracket"])


def parse_masthead(text: str) -> Masthead:
    """Read the masthead of a document.

    Parameters
    ----------
    text
        The document's extracted text; any text whatever is legal.

    Returns
    -------
    Masthead
        What it says; an all-empty one where the document has none.
    """
    return read_masthead(text, split_lines(text))


def read_masthead(text: str, lines: Sequence[Line]) -> Masthead:
    """Read the masthead of a document whose lines are known."""
    head = find_head(text, lines)
    found = fields.collect(head) if head else None
    later = evidence.later_mastheads(text, lines, head)
    if head is None or found is None or not _is_masthead(text, head, found):
        return Masthead(warnings=tuple(later))
    spans, words, called = _divide(head, text)
    titles = read_titles(text, words, found.numbers, called)
    if titles.items and titles.document is None and not found.anchored:
        titles = Titles((), " ".join(titles.items), None, titles.items_span)
    warnings = [*found.warnings, *later]
    places: dict[str, Span] = dict(found.places)
    if titles.items and titles.items_span:
        places["titles"] = titles.items_span
    if titles.document and titles.document_span:
        places["title"] = titles.document_span
    date = found.date
    if date is None:
        for entry in (*words, *called):
            match = _DATED.match(entry.squeezed.text)
            if match:
                date = fields.iso_date(match[0])
                if date:
                    places["date"] = entry.squeezed.span(match.start(), match.end())
                    break
    if date is None and found.resolution:
        date, place = evidence.adoption_date(text)
        if place:
            places["date"] = place
    witness = evidence.request(text)
    references, more = _settle(found.references, evidence.footnote_list(head, text), witness)
    warnings += more
    if found.numbers > 1 and titles.items and len(titles.items) not in (1, found.numbers):
        warnings.append(f"{found.numbers} item numbers stand beside {len(titles.items)} titles; check both")
    organ = found.organ
    body = evidence.other_body(text, lines, head) if organ is None else None
    if (
        organ is None
        and body is None
        and evidence.speaks_of_assembly(text, head, found.session, references, date, titles.document)
    ):
        organ = "A"
    return Masthead(
        organ=organ,
        symbol=found.symbol,
        session=found.session,
        list=references[0].list if references else None,
        items=references[0].items if references else (),
        references=references,
        titles=titles.items,
        date=date,
        title=titles.document,
        symbols=found.symbols,
        body=body,
        report=found.report,
        witness=witness,
        spans=spans,
        fields=places,
        warnings=tuple(warnings),
    )


def _is_masthead(text: str, head: Head, found: fields.Found) -> bool:
    """Tell whether what was found makes a masthead; a resolution's number does with its enacting words."""
    return found.is_masthead or (found.resolution and evidence.is_enacted(text, head))


def _divide(head: Head, text: str) -> tuple[tuple[Span, ...], list[TextLine], list[TextLine]]:
    """Return where the masthead stands, the words among which the titles are, and those that name a resolution."""
    words: list[TextLine] = []
    called: list[TextLine] = []
    spans: list[Span] = []
    into = words
    for entry in head.entries:
        if isinstance(entry, TextLine):
            into.append(entry)
            spans.append((entry.start, entry.end))
            continue
        if any(element.kind in _RESOLUTION for element in entry.scan.elements):
            into = called
        rest = entry.scan.rest
        if rest >= len(entry.squeezed.text):
            spans.append((entry.start, entry.end))
            continue
        parts, end = _run_on(entry.squeezed, rest)
        for start, stop in parts:
            first, last = entry.squeezed.span(start, stop)
            piece = Squeezed(entry.squeezed.text[start:stop], entry.squeezed.offsets[start:stop])
            into.append(TextLine(first, last, 0, 2 * (stop - start), 1, piece))
        spans.append((entry.start, entry.squeezed.span(0, end)[1]))
    return _merge(text, spans), words, called


def _run_on(line: Squeezed, rest: int) -> tuple[list[tuple[int, int]], int]:
    """Cut titles that run on after the elements of a line; return them and where the body begins."""
    text = line.text
    match = RUN_ON_TITLE.search(text, rest, rest + 600)
    if match is None:
        if len(text) - rest <= 120:
            return [(rest, len(text))], len(text)
        return [], rest
    parts = []
    if match.start() > rest and match.start() - rest <= 160:
        parts.append((rest, match.start()))
    if match[1]:
        parts.append((match.start(), match.end()))
    if not parts:
        return [], rest
    return parts, parts[-1][1]


def _merge(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Join spans with nothing but white space between them."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and not text[merged[-1][1] : start].strip():
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _settle(
    references: Sequence[Reference], named: ListName | None, witness: Reference | None
) -> tuple[tuple[Reference, ...], list[str]]:
    """Let footnote and request tell the list where the wording lost it, and report what contradicts."""
    warnings: list[str] = []
    settled: list[Reference] = []
    for reference in references:
        if reference.list is None and named is not None:
            reference = Reference(named, reference.items)
        elif reference.list is None and witness is not None and set(reference.items) <= set(witness.items):
            reference = Reference(witness.list, reference.items)
        settled.append(reference)
    if settled and witness is not None and witness.items:
        own = {item.partition("(")[0] for reference in settled for item in reference.items}
        if not own & {item.partition("(")[0] for item in witness.items}:
            warnings.append(
                f"the masthead names items {', '.join(settled[0].items)}, the letter's request "
                f"{', '.join(witness.items)}; check both"
            )
    return tuple(settled), warnings
