from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.document import read_documents
from pipeline.errors import InputError
from pipeline.fetch import AGENT, Fetcher
from pipeline.storage import sha256_file

PAGE = (
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"><title>a</title></head>'
    "<body><p>第五十三届会议<br>议程项目{item}<br>大会决议</p><p>大会，</p><p>回顾其以往各项决议，</p></body></html>"
)


class Site:
    """A web site on the loopback that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.pages: dict[str, list[tuple[int, dict[str, str], bytes, int]]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.agents.add(self.headers["User-Agent"])
                answers = site.pages.get(self.path, [(404, {}, b"", 0)])
                status, headers, body, missing = answers.pop(0) if len(answers) > 1 else answers[0]
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body) + missing))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def put(self, path: str, body: bytes = b"", status: int = 200, missing: int = 0, **headers: str) -> None:
        self.pages.setdefault(path, []).append((status, headers, body, missing))

    def resolution(self, number: int, ending: str = "htm", encoding: str = "gb2312", declared: str = "gb2312") -> None:
        body = PAGE.format(declared=declared, item=number).encode(encoding)
        self.put(f"/zh/ga/53/res/a53r{number}.{ending}", body)


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


def fetch(site: Site, out: Path, last: int = 3, slept: list[float] | None = None) -> dict[int, str]:
    waits = [] if slept is None else slept
    fetcher = Fetcher(f"{site.root}/zh/ga/", delay=0.5, timeout=5, sleep=waits.append)
    return {page.number: page.state for page in fetcher.fetch(53, "resolutions", out, range(1, last + 1))}


def text(path: Path) -> str:
    return next(read_documents(path)).text


def test_both_endings_are_found_and_gaps_told(site: Site, tmp_path: Path) -> None:
    site.resolution(1)
    site.resolution(3, "html")
    assert fetch(site, tmp_path) == {1: "fetched", 2: "missing", 3: "fetched"}
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    entry = manifest["53/res/a53r3"]
    assert entry["address"].endswith("a53r3.html") and entry["date"].startswith("20")
    assert entry["sha256"] == sha256_file(tmp_path / entry["file"])
    assert "议程项目3" in text(tmp_path / "a53r3.html")
    assert site.agents == {AGENT}


def test_second_run_asks_only_for_what_is_missing(site: Site, tmp_path: Path) -> None:
    site.resolution(1)
    fetch(site, tmp_path)
    (tmp_path / "a53r1.html").unlink()
    site.asked.clear()
    assert fetch(site, tmp_path) == {1: "fetched"}
    assert site.asked == ["/robots.txt", "/zh/ga/53/res/a53r1.htm"]


def test_server_errors_are_tried_again_with_longer_waits(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt")
    path = "/zh/ga/53/res/a53r1.htm"
    site.put(path, status=500)
    site.put(path, status=429, **{"Retry-After": "7"})
    site.resolution(1)
    slept: list[float] = []
    assert fetch(site, tmp_path, 1, slept) == {1: "fetched"}
    assert slept == [0.5, 0.5, 1.0, 7.0]


def test_truncated_page_is_not_kept(site: Site, tmp_path: Path) -> None:
    site.put("/zh/ga/53/res/a53r1.htm", b"<html>half", missing=100)
    site.resolution(2)
    assert fetch(site, tmp_path, 2) == {1: "failed", 2: "fetched"}
    assert not (tmp_path / "a53r1.html").exists()
    assert "53/res/a53r1" not in json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))


def test_dead_site_ends_the_run(site: Site, tmp_path: Path) -> None:
    for number in range(1, 9):
        site.put(f"/zh/ga/53/res/a53r{number}.htm", status=503)
    with pytest.raises(InputError, match=r"answered 503.*run it again later"):
        fetch(site, tmp_path, 8)


@pytest.mark.parametrize(("encoding", "declared"), [("utf-8", "gb2312"), ("gb18030", "utf-8"), ("gb2312", "gb2312")])
def test_declared_encoding_is_not_trusted(site: Site, tmp_path: Path, encoding: str, declared: str) -> None:
    site.resolution(1, encoding=encoding, declared=declared)
    fetch(site, tmp_path, 1)
    assert "第五十三届会议" in text(tmp_path / "a53r1.html")


def test_redirect_to_elsewhere_is_refused(site: Site, tmp_path: Path) -> None:
    site.put("/zh/ga/53/res/a53r1.htm", status=302, Location="http://127.0.0.2/evil.htm")
    site.put("/zh/ga/53/res/a53r2.htm", status=301, Location="a53r2.html")
    site.resolution(2, "html")
    site.put("/zh/ga/53/res/a53r3.htm", status=302, Location="a53r3.htm")
    assert fetch(site, tmp_path) == {1: "refused", 2: "fetched", 3: "refused"}


def test_robots_are_heeded(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", b"User-agent: *\nDisallow: /zh/ga/53/\n")
    site.resolution(1)
    with pytest.raises(InputError, match=r"robots\.txt forbids"):
        fetch(site, tmp_path)
    assert site.asked == ["/robots.txt"]


def test_crawl_delay_is_kept(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", b"User-agent: *\nCrawl-delay: 9\n")
    site.resolution(1)
    slept: list[float] = []
    fetch(site, tmp_path, 1, slept)
    assert slept == [0.5, 9.0]


def test_a_long_gap_is_the_end_of_the_session(site: Site, tmp_path: Path) -> None:
    site.resolution(1)
    assert max(fetch(site, tmp_path, 400)) == 31
