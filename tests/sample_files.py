"""Makes small files of the formats that readers take, good and bad."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(targets: Iterable[tuple[str, str, str]]) -> str:
    """Return a part of relationships: (id, kind, target)."""
    items = "".join(f'<Relationship Id="{i}" Type="{_TYPES}/{kind}" Target="{to}"/>' for i, kind, to in targets)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'
    )


def paragraph(*runs: str) -> str:
    """Return a Word paragraph of runs of text."""
    return f"<w:p>{''.join(f'<w:r><w:t>{run}</w:t></w:r>' for run in runs)}</w:p>"


def docx(body: str, parts: Mapping[str, str | bytes] | None = None, prolog: str = "") -> bytes:
    """Return a Word file with `body` inside w:body and further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", relations([("r1", "officeDocument", "word/document.xml")]))
        archive.writestr("word/document.xml", f"{prolog}<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def pdf(pages: Sequence[Sequence[tuple[float, float, str]]], image: bool = False) -> bytes:
    """Return a PDF file: each page is lines of (distance from the left, from the bottom, text)."""
    objects: list[bytes] = []

    def add(content: str | bytes) -> int:
        objects.append(content.encode("latin-1") if isinstance(content, str) else content)
        return len(objects)

    def stream(content: bytes, entries: str = "") -> bytes:
        return f"<< {entries} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"

    unicode_map = add(
        stream(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
        )
    )
    font = add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 1000 /CIDSystemInfo << /Registry (Adobe) "
               "/Ordering (Identity) /Supplement 0 >> >>")  # fmt: skip
    whole = add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [{font} 0 R] "
        f"/ToUnicode {unicode_map} 0 R >>"
    )
    pixel = add(stream(b"\x00", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
                                "/BitsPerComponent 8"))  # fmt: skip
    tree = len(objects) + 2 * len(pages) + 1
    kids = []
    for lines in pages:
        shown = "".join(
            f"BT /F 12 Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n" for x, y, text in lines
        )
        if image:
            shown += "q 400 0 0 400 50 50 cm /I Do Q\n"
        content = add(stream(shown.encode()))
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 600 800] /Contents {content} 0 R "
                f"/Resources << /Font << /F {whole} 0 R >> /XObject << /I {pixel} 0 R >> >> >>"
            )
        )
    add(f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>")
    add(f"<< /Type /Catalog /Pages {tree} 0 R >>")
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root {len(objects)} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
