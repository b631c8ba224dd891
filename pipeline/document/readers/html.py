"""Web pages: the text as a browser would lay it out, without markup, scripts or anything from elsewhere."""

from __future__ import annotations

import re

from lxml import etree

from pipeline.document.readers.encoding import decode
from pipeline.document.readers.source import Raw, Source, document
from pipeline.errors import InputError

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_CHARSET_WITHIN = 4096  # bytes from the beginning
_UNSEEN = frozenset(
    [
        "applet",
        "audio",
        "button",
        "canvas",
        "datalist",
        "embed",
        "head",
        "iframe",
        "math",
        "nav",
        "noembed",
        "noframes",
        "object",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
    ]
)
_PARAGRAPHS = frozenset(
    [
        "blockquote",
        "center",
        "dl",
        "figure",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "ol",
        "p",
        "pre",
        "table",
        "ul",
    ]
)
_LINES = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "caption",
        "dd",
        "details",
        "div",
        "dt",
        "fieldset",
        "figcaption",
        "footer",
        "header",
        "li",
        "main",
        "section",
        "summary",
        "tbody",
        "tfoot",
        "thead",
        "tr",
    ]
)
_CELLS = frozenset(("td", "th"))
_WIDE = "\u2014\u2018-\u201d\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
# A line end in the source of a page shows as a space, but not where Chinese has none.
_SOURCE_LINE_END = re.compile(f"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\f\n]*(?=[{_WIDE}])")
_SPACES = re.compile(r"[ \t\r\f\n]+")
_CELL_END = "\v"
_CELL_ENDS = re.compile(rf" ?{_CELL_END} ?")


def read_html(raw: Raw, data: bytes) -> Source:
    """Read a page; what it declares as its encoding counts only where the bytes leave a doubt."""
    declared = _CHARSET.search(data[:_CHARSET_WITHIN])
    markup = decode(data, raw.name, declared[1].decode("ascii", "ignore") if declared else None)
    return document(raw, extract(markup, raw.name))


def extract(markup: str, name: str) -> str:
    """Return the text of a page: a line per line, an empty line between paragraphs, a tab between cells."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise _unreadable(name, str(error)) from None
    # The parser mends what browsers mend; only at its own limits it stops, and the rest would be lost without a word.
    fatal = parser.error_log.filter_from_fatals()
    if fatal:
        raise _unreadable(name, fatal[0].message)
    if root is None:
        raise InputError(f"{name}: holds no text")
    page = _Page()
    unseen = verbatim = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            unseen += tag in _UNSEEN
            verbatim += tag == "pre"
            text = element.text
        if not unseen:
            page.pass_tag(tag, opening=event == "start")
        if event == "end":
            unseen -= tag in _UNSEEN
            verbatim -= tag == "pre"
            text = element.tail
        if text and not unseen:
            page.write(text, verbatim=verbatim > 0)
    return page.text()


def _unreadable(name: str, reason: str) -> InputError:
    line = reason.partition("\n")[0]
    return InputError(f"{name}: no web page that can be read ({line}); save it as text")


class _Page:
    """Lines of text, laid out tag by tag."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._gap = False

    def pass_tag(self, tag: str, *, opening: bool) -> None:
        """Do to the layout what an opening or closing tag does."""
        if tag in _PARAGRAPHS:
            self._end_line()
            self._gap = True
        elif tag in _LINES:
            self._end_line()
        elif tag == "br" and opening:
            self._end_line(forced=True)
        elif tag in _CELLS and not opening:
            self._line.append(_CELL_END)

    def write(self, text: str, *, verbatim: bool) -> None:
        """Add text; the line ends and spaces of verbatim text are its own."""
        text = text.replace(_CELL_END, " ")
        if not verbatim:
            self._line.append(text)
            return
        first, *others = text.replace(" ", "\xa0").split("\n")
        self._line.append(first)
        for line in others:
            self._end_line(forced=True)
            self._line.append(line)

    def text(self) -> str:
        """Return the page."""
        self._end_line()
        return "\n".join(self._lines) + "\n"

    def _end_line(self, *, forced: bool = False) -> None:
        line = _SPACES.sub(" ", _SOURCE_LINE_END.sub("", "".join(self._line)))
        # A no-break space indents a paragraph: it stays, as a space, where others merge.
        line = _CELL_ENDS.sub("\t", line).strip(" \t").replace("\xa0", " ").rstrip()
        self._line.clear()
        if line:
            if self._gap and self._lines and self._lines[-1]:
                self._lines.append("")
            self._lines.append(line)
            self._gap = False
        elif forced and self._lines and self._lines[-1]:
            self._lines.append("")
