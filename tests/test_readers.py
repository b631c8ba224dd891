from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from pipeline.document import parse_document, read_documents, read_text
from pipeline.errors import InputError
from tests.conftest import LETTER, ROOT
from tests.sample_files import docx, paragraph, pdf

SHORT = "第五十三届会议\n议程项目71\n\n全面彻底裁军\n\n    重申必须早日缔结禁止生产裂变材料条约。\n"
TRADITIONAL = (
    "第五十三屆會議\n議程項目145\n\n    大會重申必須早日締結禁止生產裂變材料條約，並請各國簽署和批准議定書。\n"
)


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def fault(path: Path) -> str:
    """Return the one line that says why a file cannot be read."""
    with pytest.raises(InputError) as caught:
        list(read_documents(path))
    line = str(caught.value)
    assert path.name in line and "\n" not in line
    return line


def run_measured(script: str) -> tuple[int, int]:
    """Run a script that prints a number; return that, and the megabytes that the process took at most."""
    peak = "\nprint(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    done = subprocess.run([sys.executable, "-c", script + peak], cwd=ROOT, capture_output=True, text=True, check=True)
    number, kilobytes = map(int, done.stdout.split())
    return number, kilobytes >> 10


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "gb2312"]
)
def test_encodings_of_simplified_text(encoding: str, tmp_path: Path) -> None:
    assert read_text(write(tmp_path, "a.txt", LETTER.encode(encoding))) == LETTER


@pytest.mark.parametrize("encoding", ["big5", "big5hkscs", "utf-16", "gb18030"])
def test_encodings_of_traditional_text(encoding: str, tmp_path: Path) -> None:
    found = read_text(write(tmp_path, "a.txt", TRADITIONAL.encode(encoding)))
    assert found == TRADITIONAL
    assert parse_document(found).masthead.items == ("145",)


def test_long_english_head_does_not_mislead(tmp_path: Path) -> None:
    text = "General Assembly, Fifty-third session. " * 4000 + "\n" + LETTER
    assert read_text(write(tmp_path, "a.txt", text.encode("gb18030"))) == text


def test_any_line_end_is_one(tmp_path: Path) -> None:
    assert read_text(write(tmp_path, "a.txt", SHORT.replace("\n", "\r\n").encode())) == SHORT
    assert read_text(write(tmp_path, "b.txt", SHORT.replace("\n", "\r").encode())) == SHORT


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \n\t\n", "no text"),
        (bytes(range(256)) * 8, "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "a.txt"),
        ("裁军谈判会议".encode() * 20 + b"\xe8\xa3", "cut off"),
        ("裁军谈判会议".encode() * 20 + b"\xff\xfe" + b"abc", "0xFF"),
        (bytes([0x81, 0xFF, 0x8F, 0xA0, 0xFE, 0xE3]) * 40, "a.txt"),
    ],
)
def test_what_is_no_text_is_told(data: bytes, word: str, tmp_path: Path) -> None:
    assert word in fault(write(tmp_path, "a.txt", data))


def test_huge_text_is_refused_by_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(60 << 20)
        file.seek(0)
        file.write("大会".encode() * 1000)
    assert "50 MB" in fault(path)


def test_fifty_megabytes_are_read_in_bounded_memory(tmp_path: Path) -> None:
    line = "    各国重申必须早日缔结禁止生产用于核武器的裂变材料的条约，并请裁军谈判会议立即开始谈判。\n\n"
    path = write(tmp_path, "large.txt", SHORT.encode() + line.encode() * ((49 << 20) // len(line.encode())))
    script = (
        "from pathlib import Path\nfrom pipeline.document import parse_document, read_text\n"
        f"print(len(parse_document(read_text(Path({str(path)!r}))).paragraphs))"
    )
    count, megabytes = run_measured(script)
    assert count > 300_000
    assert megabytes < 2500


def test_web_page_is_laid_out_as_a_browser_does(tmp_path: Path) -> None:
    page = (
        '<html><head><meta charset="gb2312"><title>无关</title><script>x="议程项目99"</script></head><body>'
        "<p>第五十三届会议<br>议程项目71</p><h2>全面彻底裁军</h2><p>重申&nbsp;《条约》&amp;议定书<b>必须</b>生效，</p>"
        "<!-- 议程项目98 --><table><tr><td>甲</td><td>乙</td></tr></table></body></html>"
    )
    for encoding in ("gb2312", "utf-8"):  # declared, or not what was declared
        found = read_text(write(tmp_path, "a.html", page.encode(encoding)))
        assert "议程项目71" in found and "《条约》&议定书必须生效" in found
        assert "无关" not in found and "99" not in found and "98" not in found
        assert parse_document(found).masthead.items == ("71",)


def test_page_with_entities_of_its_own_reads_no_file(tmp_path: Path) -> None:
    secret = write(tmp_path, "secret.txt", "机密".encode())
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><html><body><p>大会&x;决议草案全文</p></body></html>'
    assert "机密" not in read_text(write(tmp_path, "a.html", page.encode()))


def test_word_file(tmp_path: Path) -> None:
    body = "".join(
        paragraph(*line) for line in (["第五十三届", "会议"], ["议程项目71"], ["全面彻底裁军"], ["重申必须缔约。"])
    )
    found = read_text(write(tmp_path, "a.docx", docx(body)))
    document = parse_document(found)
    assert document.masthead.items == ("71",) and document.masthead.session == 53


def test_word_file_with_external_entity_reads_no_file(tmp_path: Path) -> None:
    secret = write(tmp_path, "secret.txt", "机密".encode())
    prolog = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>'
    path = write(tmp_path, "a.docx", docx(paragraph("大会&x;"), prolog=prolog))
    with suppress(InputError):
        assert "机密" not in read_text(path)


def test_word_bomb_is_refused(tmp_path: Path) -> None:
    body = paragraph("大会") + f"<!--{'x' * (260 << 20)}-->"
    path = write(tmp_path, "bomb.docx", docx(body))
    assert path.stat().st_size < 2 << 20
    assert "200 MB" in fault(path)


def test_archive_that_is_no_word_file(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "大会")
    assert "a.docx" in fault(write(tmp_path, "a.docx", out.getvalue()))


def test_pdf_lines_keep_their_places(tmp_path: Path) -> None:
    first = [(72, 720, "第五十三届会议"), (72, 700, "议程项目71"), (72, 660, "全面彻底裁军")]
    lines = [
        "重申必须早日缔结禁止生产用于核武器的裂变材料的条约，并",
        "请裁军谈判会议立即设立特设委员会，在已商定的任务基础",
        "上开始谈判。",
    ]
    second = [(96 if number == 0 else 72, 620 - 20 * number, line) for number, line in enumerate(lines)]
    found = read_text(write(tmp_path, "a.pdf", pdf([[*first, *second]])))
    document = parse_document(found)
    assert document.masthead.items == ("71",)
    assert [entry.text for entry in document.paragraphs if entry.kind == "body"] == ["".join(lines)]


def test_scanned_pdf_is_reported_not_guessed(tmp_path: Path) -> None:
    assert "scan" in fault(write(tmp_path, "scan.pdf", pdf([[]], image=True)))
    mixed = write(tmp_path, "mixed.pdf", pdf([[(72, 700, "议程项目71与裁军谈判会议")], []], image=True))
    (source,) = read_documents(mixed)
    assert source.warnings and "2" in source.warnings[0]


def test_pdf_of_two_thousand_pages_in_bounded_memory(tmp_path: Path) -> None:
    page = [(72, 700 - 16 * row, f"各国重申必须早日缔结禁止生产用于核武器的裂变材料的条约{row}。") for row in range(30)]
    path = write(tmp_path, "long.pdf", pdf([page] * 2000))
    script = (
        f"from pathlib import Path\nfrom pipeline.document import read_text\nprint(len(read_text(Path({str(path)!r}))))"
    )
    size, megabytes = run_measured(script)
    assert size > 1_000_000 and megabytes < 1000
    assert "2000" in fault(write(tmp_path, "longer.pdf", pdf([page[:1]] * 2001)))


@pytest.mark.parametrize("name", ["a.doc", "a.rtf"])
def test_old_word_files_name_what_they_need(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    data = b"{\\rtf1 x}" if name.endswith("rtf") else b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "LibreOffice" in fault(write(tmp_path, name, data))


def dumps(folder: Path) -> list[Path]:
    rows = [("A/53/1", SHORT), ("A/53/2", LETTER)]
    lines = "".join(json.dumps({"id": key, "text": text}, ensure_ascii=False) + "\n" for key, text in rows)
    quoted = "\n".join('"{}","{}"'.format(key, text.replace('"', '""')) for key, text in rows)
    table = folder / "d.parquet"
    parquet.write_table(pa.table({"id": [key for key, _ in rows], "text": [text for _, text in rows]}), table)
    return [
        write(folder, "d.jsonl", lines.encode()),
        write(folder, "d.csv", f"id,text\n{quoted}\n".encode("gb18030")),
        write(folder, "d.jsonl.gz", gzip.compress(lines.encode())),
        table,
    ]


def test_dumps_yield_a_document_a_row(tmp_path: Path) -> None:
    for path in dumps(tmp_path):
        assert [(source.id, source.text) for source in read_documents(path)] == [("A/53/1", SHORT), ("A/53/2", LETTER)]


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.csv", b"id,words\n1,x\n", "text"),
        ("a.parquet", b"PAR1" + bytes(60) + b"PAR1", "Parquet"),
        ("a.txt.gz", gzip.compress(SHORT.encode() * 99)[:-20], "gzip"),
        ("a.txt.gz", gzip.compress(gzip.compress(SHORT.encode())), "a.txt.gz"),
    ],
)
def test_damaged_dumps_name_the_place(name: str, data: bytes, word: str, tmp_path: Path) -> None:
    assert word in fault(write(tmp_path, name, data))


def test_a_bad_row_does_not_stop_the_rest(tmp_path: Path) -> None:
    path = write(
        tmp_path, "a.jsonl", b'{"id": 1, "text": "x"}\n{oops\n{"id": 2, "words": "y"}\n[]\n{"id": 3, "text": "z"}\n'
    )
    sources = list(read_documents(path))
    assert [source.text for source in sources] == ["x", "", "", "", "z"]
    assert [source.error is None for source in sources] == [True, False, False, False, True]
    assert all(f"a.jsonl, line {line}:" in sources[line - 1].error for line in (2, 3, 4))


def test_packed_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.jsonl.gz"
    with gzip.open(path, "wb", 9) as file:
        for _ in range(210):
            file.write((b" " * 65535 + b"\n") * 16)
    assert "bomb" in fault(path)


def test_packed_text_reads_as_the_text(tmp_path: Path) -> None:
    assert read_text(write(tmp_path, "a.txt.gz", gzip.compress(LETTER.encode("gb18030")))) == LETTER


def test_content_decides_before_the_name(tmp_path: Path) -> None:
    assert "议程项目71" in read_text(write(tmp_path, "a.txt", pdf([[(72, 700, "议程项目71与裁军谈判会议")]])))
    assert "大会决议草案" in read_text(write(tmp_path, "b.pdf.txt", docx(paragraph("大会决议草案"))))


_HEADS = [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"PAR1", b"<html>", b'{"text": "', b"{\\rtf1",
          b"\xff\xfe", b"\xef\xbb\xbf", b"id,text\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]  # fmt: skip


@given(
    st.sampled_from(_HEADS),
    st.binary(max_size=400),
    st.sampled_from(["txt", "pdf", "docx", "html", "jsonl", "csv", "gz", "parquet"]),
)
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise_anything_but_our_own_errors(head: bytes, data: bytes, suffix: str) -> None:
    try:
        for source in read_documents(Path(f"x.{suffix}"), head + data):
            parse_document(source.text)
    except InputError as error:
        assert "\n" not in str(error)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_damage_anywhere_raises_only_our_own_errors(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(_WHOLE))
    place = data.draw(st.integers(0, len(whole[1]) - 1))
    cut = data.draw(st.booleans())
    damaged = whole[1][:place] if cut else whole[1][:place] + b"\xff\x00" + whole[1][place + 2 :]
    try:
        list(read_documents(Path(whole[0]), damaged))
    except InputError as error:
        assert "\n" not in str(error)


def _parquet() -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.table({"id": ["a"], "text": [LETTER]}), out)
    return out.getvalue()


_WHOLE = [
    ("a.txt", LETTER.encode()),
    ("a.docx", docx(paragraph(SHORT))),
    ("a.pdf", pdf([[(72, 700, "议程项目71与裁军谈判会议")]])),
    ("a.jsonl.gz", gzip.compress(json.dumps({"id": 1, "text": SHORT}).encode())),
    ("a.parquet", _parquet()),
]
