"""Bring Chinese resolutions from the United Nations' public site: one request at a time, and only what is missing.

The site keeps a session's resolutions as `53/res/a53r77.htm`; some end in `.html`, and some numbers are not there.
Pages are stored as they came, byte for byte: what encoding they are in, the readers tell from the bytes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from pipeline.errors import InputError
from pipeline.storage import atomic_write_bytes, read_json, sha256, write_json

if TYPE_CHECKING:
    import httpx

SITE = "https://static.un.org/zh/ga/"
AGENT = "agenda-topics/0.1 (research on document classification; one request at a time)"
KINDS = {"resolutions": "{session}/res/a{session}r{number}"}
MANIFEST = "manifest.json"

_ENDINGS = (".htm", ".html")
_TRIES = 5
_PATIENCE = 120.0  # seconds: the longest wait that a server's Retry-After is granted
_MISSES = 30  # numbers in a row that are not there: the session is at its end
_FAILURES = 3  # pages in a row that could not be had: the site is down
_LARGEST = 20 << 20  # bytes of a page
_REDIRECTS = 3

State = Literal["fetched", "missing", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Page:
    """What became of one number: where it was found, or why it is not there."""

    number: int
    state: State
    address: str
    note: str = ""


@dataclass
class Fetcher:
    """Asks one site politely: robots.txt heeded, a pause before each request, longer ones after each failure."""

    site: str = SITE
    delay: float = 2.0
    timeout: float = 30.0
    sleep: Callable[[float], None] = time.sleep
    _robots: RobotFileParser | None = field(default=None, init=False)

    def fetch(self, session: int, kind: str, out: Path, numbers: Iterable[int]) -> Iterator[Page]:
        """Bring the pages of a session into `out`, and yield what became of each number.

        Parameters
        ----------
        session
            A regular session of the General Assembly.
        kind
            A key of `KINDS`.
        out
            The folder; its manifest tells address, date and SHA-256 of each page, and what was not there. Numbers
            that it holds are not asked for again.
        numbers
            The numbers to ask for, in order; it ends early where a session seems to end.

        Raises
        ------
        InputError
            The site forbids it in robots.txt, cannot be reached, or the manifest is damaged.
        """
        import httpx

        manifest = out / MANIFEST
        known: dict[str, Any] = read_json(manifest) if manifest.is_file() else {}
        missed = failed = 0
        with httpx.Client(headers={"User-Agent": AGENT}, timeout=self.timeout) as client:
            for number in numbers:
                name = KINDS[kind].format(session=session, number=number)
                entry = known.get(name)
                if entry is None or (entry["state"] == "fetched" and not (out / entry["file"]).is_file()):
                    page, content = self._page(client, number, name)
                    if page.state != "failed":
                        known[name] = _keep(out, name, page, content)
                        write_json(manifest, known)
                    yield page
                    missed = missed + 1 if page.state == "missing" else 0
                    failed = failed + 1 if page.state == "failed" else 0
                else:
                    missed = missed + 1 if entry["state"] == "missing" else 0
                if missed >= _MISSES:
                    return
                if failed >= _FAILURES:
                    raise InputError(
                        f"{page.address}: {page.note}; {failed} pages in a row could not be had, run it again later"
                    )

    def _page(self, client: httpx.Client, number: int, name: str) -> tuple[Page, bytes]:
        page = Page(number, "missing", self.site + name + _ENDINGS[0])
        for ending in _ENDINGS:
            page, content = self._ask(client, number, self.site + name + ending)
            if page.state != "missing":
                return page, content
        return page, b""

    def _ask(self, client: httpx.Client, number: int, address: str) -> tuple[Page, bytes]:
        asked = address
        for _ in range(_REDIRECTS + 1):
            self._check_robots(client, asked)
            status, headers, content, fault = self._get(client, asked)
            if fault:
                return Page(number, "failed", address, fault), b""
            if status in (404, 410):
                return Page(number, "missing", address), b""
            if status != 200 and "location" not in headers:
                return Page(number, "refused", address, f"answered {status}"), b""
            if status == 200:
                return Page(number, "fetched", asked), content
            target = urljoin(asked, headers["location"])
            if urlsplit(target)[:2] != urlsplit(self.site)[:2]:
                return Page(number, "refused", address, f"sent elsewhere, to {urlsplit(target).netloc}"), b""
            asked = target
        return Page(number, "refused", address, "sent in circles"), b""

    def _get(self, client: httpx.Client, address: str) -> tuple[int, httpx.Headers, bytes, str]:
        """Return status, headers and content, or what was wrong at the last of several tries."""
        import httpx

        fault, wait = "", self.delay
        for _ in range(_TRIES):
            self.sleep(wait)
            wait = max(2 * wait, 1.0)
            try:
                with client.stream("GET", address) as answer:
                    if answer.status_code == 429 or answer.status_code >= 500:
                        fault = f"answered {answer.status_code}"
                        wait = max(wait, _retry_after(answer.headers))
                        continue
                    return answer.status_code, answer.headers, _read(answer), ""
            except httpx.HTTPError as error:
                fault = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return 0, httpx.Headers(), b"", fault

    def _check_robots(self, client: httpx.Client, address: str) -> None:
        if self._robots is None:
            where = urljoin(self.site, "/robots.txt")
            status, _, content, fault = self._get(client, where)
            if fault:
                raise InputError(f"{where}: {fault}; without it nothing is fetched, try again later")
            self._robots = RobotFileParser(where)
            self._robots.parse(content.decode("utf-8", "replace").splitlines() if status == 200 else [])
            self.delay = max(self.delay, float(self._robots.crawl_delay(AGENT) or 0))
        if not self._robots.can_fetch(AGENT, address):
            raise InputError(f"{address}: the site's robots.txt forbids it; ask its owner for the documents")


def _read(answer: httpx.Response) -> bytes:
    content = bytearray()
    for part in answer.iter_bytes():
        content += part
        if len(content) > _LARGEST:
            raise InputError(f"{answer.url}: larger than {_LARGEST >> 20} MB, which no page is; nothing was kept")
    return bytes(content)


def _retry_after(headers: httpx.Headers) -> float:
    value = headers.get("retry-after", "")
    return min(float(value), _PATIENCE) if value.isdecimal() else 0.0


def _keep(out: Path, name: str, page: Page, content: bytes) -> dict[str, Any]:
    entry = {"state": page.state, "address": page.address, "date": datetime.now(UTC).isoformat(timespec="seconds")}
    if page.state == "fetched":
        file = name.rpartition("/")[2] + ".html"
        atomic_write_bytes(out / file, content)
        return {**entry, "file": file, "sha256": sha256(content)}
    return {**entry, "note": page.note} if page.note else entry
