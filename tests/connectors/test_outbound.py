"""Other people's servers are asked within bounds, and nothing that is not public is ever connected to."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from connectors import outbound
from connectors.outbound import NoAnswer, Outbound, Refused, is_public

FORBIDDEN = (
    "https://127.0.0.1/", "https://127.1/", "https://127.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/",
    "https://0177.0.0.1/", "https://017700000001/", "https://127.0.0.1./", "https://0.0.0.0/", "https://0/", "https://[::]/",
    "https://[::1]/", "https://[0:0:0:0:0:0:0:1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/", "https://[64:ff9b:1::a00:1]/", "https://[2002:7f00:1::]/", "https://[2001:0:7f00:1::]/",
    "https://[fe80::1]/", "https://[fe80::1%25lo]/", "https://[fc00::1]/", "https://[fd00:ec2::254]/", "https://[ff02::1]/",
    "https://[2001:db8::1]/", "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest/",
    "https://100.64.0.1/", "https://224.0.0.1/", "https://240.0.0.1/", "https://255.255.255.255/", "https://198.18.0.1/",
    "https://192.0.2.1/", "https://192.0.0.192/", "https://user:pass@example.org/", "https://example.org@127.0.0.1/",
    "https://127.0.0.1\\@example.org/", "https://example.org\\@127.0.0.1/", "https://127.0.0.1%2f@example.org/", "https://%31%32%37.0.0.1/",
    "https://①②⑦.⓪.⓪.①/", "https://127。0。0。1/", "https://exam\tple.org/", "https://example.org\r\nHost: a/", " https://example.org/",
    "http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "unix:///run/x", "//example.org/", "example.org",
    "https://", "https:///x", "https://example.org:22/", "https://example.org:6379/", "https://example.org:0/", "https://example.org:99999/",
    "https://a..b/", "https://0x7f.1/", "https://example.0x7f/", "https://1.2.3/", "https://[::1/", "https://" + "a" * 3000,
    "javascript:alert(1)", "data:text/plain,x", "https://127.0.0.1#@example.org/", "https://127.0.0.1?@example.org/",
)  # fmt: skip


@dataclass
class Place:
    """A local server, and what came to it."""

    port: int = 0
    connections: int = 0
    paths: list[str] = field(default_factory=list)
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def allowed(self) -> frozenset[str]:
        return frozenset({f"127.0.0.1:{self.port}"})


@pytest.fixture
def place() -> Iterator[Place]:
    found = Place()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.paths.append(self.path)
            found.answers.get(self.path, plain)(self)

        def log_message(self, *said: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def process_request(self, *said: Any) -> None:
            found.connections += 1
            super().process_request(*said)

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.port = server.server_address[1]
    yield found
    server.shutdown()
    server.server_close()


def plain(request: BaseHTTPRequestHandler) -> None:
    answer(request, b"hello")


def answer(request: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def to(place: Place, path: str, location: str) -> None:
    place.answers[path] = lambda request: answer(request, b"", 302, Location=location)


@pytest.mark.parametrize("url", FORBIDDEN)
def test_a_forbidden_address_is_refused_before_anything_is_looked_up(url: str) -> None:
    looked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        looked.append(host)
        return ["127.0.0.1"]

    with pytest.raises(Refused):
        Outbound(resolve=resolve).get(url)
    with pytest.raises(Refused):
        Outbound(resolve=resolve).post(url, b"x", {})
    assert looked == []


@pytest.mark.parametrize(
    "said",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.100.100.200", "0.0.0.0", "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "fe80::1%eth0",
     "fd12::1", "2002:a00:1::1", "ff0e::1", "192.88.99.1", "::", "5f00::1", "4000::1"],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused_and_nobody_is_connected_to(place: Place, said: str) -> None:
    # What resolves to this machine would be answered: the port is that of a server that listens.
    for port in (443, 8443):
        with pytest.raises(Refused):
            Outbound(resolve=lambda *asked: [said]).get(f"https://innocent.example:{port}/")
    assert place.connections == 0


def test_one_inner_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(Refused):
        Outbound(resolve=lambda *asked: ["93.184.215.14", "127.0.0.1"]).get("https://mixed.example/")


def test_a_name_is_looked_up_once_and_the_judged_address_is_the_one_connected_to(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rebinding name says something public first and something inner from then on."""
    said = iter([["93.184.215.14"], ["127.0.0.1"], ["127.0.0.1"]])
    connected: list[str] = []

    def connect(self: Any, host: str, port: int, *rest: Any, **more: Any) -> Any:
        connected.append(host)
        raise outbound.httpcore.ConnectError("no network here")

    monkeypatch.setattr(outbound.httpcore.SyncBackend, "connect_tcp", connect)
    with pytest.raises(NoAnswer, match="no_connection"):
        Outbound(resolve=lambda *asked: next(said)).get("https://rebinding.example/")
    assert connected == ["93.184.215.14"]


def test_public_addresses_are_public() -> None:
    for said in (
        "93.184.215.14",
        "8.8.8.8",
        "1.1.1.1",
        "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
        "2a00:1450:4001::1",
        "172.15.0.1",
        "100.63.0.1",
    ):
        assert is_public(said), said


def test_an_allowed_host_is_asked_whatever_its_address_and_its_other_ports_are_not(place: Place) -> None:
    web = Outbound(allowed=place.allowed)
    got = web.get(place.url("/x"))
    assert (got.status, got.body, place.paths) == (200, b"hello", ["/x"])
    with pytest.raises(Refused):
        web.get(f"http://127.0.0.1:{place.port + 1}/")
    with pytest.raises(Refused):
        web.get(f"http://localhost:{place.port}/")


def test_redirects_are_followed_three_times_and_never_inside(place: Place) -> None:
    web = Outbound(allowed=place.allowed)
    to(place, "/1", "/2")
    to(place, "/2", place.url("/3"))
    to(place, "/3", "/4")
    assert web.get(place.url("/1")).body == b"hello"
    to(place, "/4", "/5")
    with pytest.raises(NoAnswer, match="too_many_redirects"):
        web.get(place.url("/1"))
    inner = Place()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.2)
        inner.port = listener.getsockname()[1]
        for url in (inner.url(), f"https://127.0.0.1:{inner.port}/", "https://169.254.169.254/", "file:///etc/passwd", "http://[::1]/",
                    "//127.0.0.1/", "https://a:b@example.org/", "https://[::ffff:127.0.0.1]/"):  # fmt: skip
            to(place, "/away", url)
            with pytest.raises(Refused):
                web.get(place.url("/away"))
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_redirect_of_a_post_is_an_answer(place: Place) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        def serve() -> None:
            line, _ = listener.accept()
            line.recv(65536)
            line.sendall(f"HTTP/1.1 307 X\r\nLocation: {place.url()}\r\nContent-Length: 0\r\n\r\n".encode())
            line.close()

        threading.Thread(target=serve, daemon=True).start()
        web = Outbound(allowed=place.allowed | {f"127.0.0.1:{port}"})
        assert web.post(f"http://127.0.0.1:{port}/", b"x", {}).status == 307
    assert place.connections == 0


def test_an_answer_that_is_too_large_packed_or_broken_is_none(place: Place) -> None:
    web = Outbound(allowed=place.allowed, most_bytes=10_000)
    place.answers["/large"] = lambda request: answer(request, b"x" * 10_001)
    place.answers["/just"] = lambda request: answer(request, b"x" * 10_000)
    place.answers["/bomb"] = lambda request: answer(request, gzip.compress(bytes(10**6)), Content_Encoding="gzip")
    place.answers["/broken"] = lambda request: request.wfile.write(b"hello\r\n\r\n") and None  # type: ignore[func-returns-value]
    assert len(web.get(place.url("/just")).body) == 10_000
    for path, problem in (("/large", "answer_too_large"), ("/bomb", "packed_answer"), ("/broken", "broken_answer")):
        with pytest.raises(NoAnswer, match=problem):
            web.get(place.url(path))


def test_the_whole_request_ends_in_time_however_slowly_it_drips(place: Place) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        try:
            request.send_response(200)
            request.end_headers()
            for _ in range(100):
                request.wfile.write(b"x")
                request.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    place.answers["/drip"] = drip
    began = time.monotonic()
    with pytest.raises(NoAnswer, match="timeout"):
        Outbound(allowed=place.allowed, timeout_s=0.8).get(place.url("/drip"))
    assert time.monotonic() - began < 2


def test_a_name_that_nobody_answers_for_ends_in_time_too() -> None:
    began = time.monotonic()
    with pytest.raises(NoAnswer, match="timeout"):
        Outbound(connect_s=0.3, resolve=lambda *asked: time.sleep(5) or []).get("https://slow.example/")  # type: ignore[func-returns-value]
    assert time.monotonic() - began < 2


def test_no_proxy_of_the_environment_is_used(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert Outbound(allowed=place.allowed).get(place.url()).status == 200


def test_who_does_not_speak_tls_is_not_spoken_to_plainly() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        heard: list[bytes] = []

        def serve() -> None:
            line, _ = listener.accept()
            heard.append(line.recv(65536))
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            line.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        at = f"127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(NoAnswer, match="tls"):
            Outbound(allowed=frozenset({at})).post(f"https://{at}/", b"secret", {})
        thread.join(5)
    assert b"secret" not in heard[0]


def test_who_asks_is_told_of_each_redirect_and_can_object(place: Place) -> None:
    web, told = Outbound(allowed=place.allowed), []
    to(place, "/1", "/2")
    to(place, "/2", "/3")
    assert web.get(place.url("/1"), each=lambda url: told.append(url.path)).body == b"hello"
    assert told == ["/2", "/3"]

    def object_to(url: object) -> None:
        raise NoAnswer("not_wanted")

    place.paths.clear()
    with pytest.raises(NoAnswer, match="not_wanted"):
        web.get(place.url("/1"), each=object_to)
    assert place.paths == ["/1"]
