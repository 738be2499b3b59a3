"""The one way to other people's servers: what may be asked, how long and how much; what is sent or read there others know.

Somebody who names an address for us to ask must not reach with it what only we can reach. So the name is resolved here, every
address it has is judged, and the connection goes to a judged address and no other: a name that changes its answer in between
gains nothing. Each redirect is judged like a first request. No proxy of the environment is used, since it would resolve by itself.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpcore
import httpx

from errors import AppError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

PORTS: Mapping[str, frozenset[int]] = {"https": frozenset({443, 8443}), "http": frozenset({80, 8080})}
_USUAL_PORT = {"https": 443, "http": 80}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST_URL = 2_000
# Matches "hr.example.org" and "xn--bcher-kva.example"; not "a b", "a%2e.org" nor "a..b". One pass.
_NAME = re.compile(r"(?=.{1,253}\.?\Z)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*\.?")
# Matches "7", "0x7f" and "0X7F"; not "org". What ends in such a part is a number to some resolvers ("127.1").
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
# IANA's registries of special addresses, with those that carry another address within (RFC 6052, 3056, 4380).
_FORBIDDEN = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")


class Refused(AppError):
    """The address must not be asked; nothing was sent."""

    code = "forbidden_address"


class NoAnswer(AppError):
    """There was no whole answer: no connection, none in time, a broken or too large one. ``problem`` is one word."""

    code = "no_answer"

    def __init__(self, problem: str) -> None:
        super().__init__(f"The other server gave no answer that can be used ({problem}).")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, headers by names in lower case, and the body, empty unless it was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Outbound:
    """Asks other servers, within bounds.

    Attributes:
        allowed: ``host:port`` in lower case that may be asked whatever their address, also by plain http: for intranets.
        timeout_s: For a whole request with its redirects.
        connect_s: For a connection, within that.
        most_bytes: Of a body; a longer one is an error.
        most_redirects: That are followed where the caller lets them be.
        resolve: Finds the addresses of a name.
    """

    allowed: frozenset[str] = frozenset()
    timeout_s: float = 10.0
    connect_s: float = 5.0
    most_bytes: int = 2_000_000
    most_redirects: int = 3
    resolve: Resolve = field(default=resolved)

    def check(self, url: str, schemes: Iterable[str] = ("https",)) -> httpx.URL:
        """Reads an address and judges its form, and its number if it is one; names are judged when they are asked.

        Raises:
            Refused: One sentence that says why.
        """
        return _checked(url, frozenset(schemes), self.allowed)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Sends a body and reads the status; redirects are answers like any other.

        Raises:
            Refused: The address must not be asked.
            NoAnswer: There was none in time.
        """
        return self._ask("POST", self.check(url), body, headers, _Clock(self.timeout_s), with_body=False)

    def post_for_answer(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Sends a body and reads the answer with its body; redirects are answers like any other.

        Raises:
            Refused: The address must not be asked.
            NoAnswer: There was none in time, or it was too large.
        """
        return self._ask("POST", self.check(url), body, headers, _Clock(self.timeout_s), with_body=True)

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        schemes: Iterable[str] = ("https",),
        *,
        each: Callable[[httpx.URL], None] | None = None,
    ) -> Answer:
        """Reads what is at an address, following redirects, each judged like the first address.

        Args:
            url: The first address.
            headers: That are sent along.
            schemes: That are allowed.
            each: Is told of every redirect before it is followed, and may raise an error of its own against it.

        Raises:
            Refused: The address, or one that it leads to, must not be asked.
            NoAnswer: There was none in time, it was too large, or there were too many redirects.
        """
        allowed_schemes = frozenset(schemes)
        clock, target = _Clock(self.timeout_s), self.check(url, allowed_schemes)
        for followed in range(self.most_redirects + 1):
            answer = self._ask("GET", target, b"", headers or {}, clock, with_body=True)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return answer
            target = self.check(_joined(target, answer.headers["location"]), allowed_schemes)
            if each is not None and followed < self.most_redirects:
                each(target)
        raise NoAnswer("too_many_redirects")

    def _ask(
        self, verb: str, url: httpx.URL, body: bytes, headers: Mapping[str, str], clock: _Clock, *, with_body: bool
    ) -> Answer:
        line = _Line(self, clock)
        sent = {"Accept-Encoding": "identity", "User-Agent": "Shortlist", **headers}
        timeout = httpx.Timeout(self.timeout_s, connect=self.connect_s)
        try:
            with (
                httpx.Client(
                    transport=_Transport(line), trust_env=False, timeout=timeout, follow_redirects=False
                ) as client,
                client.stream(verb, url, content=body or None, headers=sent) as response,
            ):
                named = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, named, self._body(response) if with_body else b"")
        except httpcore.TimeoutException as exc:
            raise NoAnswer("timeout") from exc
        except httpcore.ConnectError as exc:
            raise NoAnswer(
                "tls" if isinstance(exc.__cause__ or exc.__context__, ssl.SSLError) else "no_connection"
            ) from exc
        except (httpcore.ProtocolError, httpcore.NetworkError, httpx.HTTPError, httpx.InvalidURL) as exc:
            raise NoAnswer("broken_answer") from exc

    def _body(self, response: httpx.Response) -> bytes:
        # Packed answers were not asked for, and a small one may be endless.
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise NoAnswer("packed_answer")
        data = bytearray()
        for part in response.iter_raw():
            data += part
            if len(data) > self.most_bytes:
                raise NoAnswer("answer_too_large")
        return bytes(data)


def is_public(said: str) -> bool:
    """Says whether an address in numbers belongs to the public internet, where anybody could ask it."""
    address: Address = ipaddress.ip_address(said.partition("%")[0])
    if address.version == 6 and address not in _GLOBAL_V6:  # with all that maps, translates or is local
        return False
    return not any(address.version == block.version and address in block for block in _FORBIDDEN)


def _checked(said: str, schemes: frozenset[str], allowed: frozenset[str]) -> httpx.URL:
    # What one parser skips and another reads must not be there at all.
    if not 0 < len(said) <= _LONGEST_URL or any(not "!" <= char <= "~" or char in '\\<>"^`{|}' for char in said):
        raise Refused("This is no address that can be asked; send one such as https://hooks.example.org/shortlist.")
    try:
        url = httpx.URL(said)
        host, port = url.raw_host.decode("ascii").lower(), url.port
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise Refused("This is no address that can be asked; it cannot be read.") from None
    port = _USUAL_PORT.get(url.scheme, 0) if port is None else port
    if url.userinfo or "@" in url.netloc.decode("ascii", "replace"):
        raise Refused("An address must not hold a user or a password.")
    is_allowed = f"{host}:{port}" in allowed
    if url.scheme not in _USUAL_PORT or (url.scheme not in schemes and not is_allowed):
        raise Refused(f"An address must begin with {' or '.join(f'{name}://' for name in sorted(schemes))}.")
    if not is_allowed and port not in PORTS[url.scheme]:
        raise Refused(f"Port {port} must not be asked; {', '.join(map(str, sorted(PORTS[url.scheme])))} may.")
    _refuse_host(host, is_allowed)
    return url


def _refuse_host(host: str, is_allowed: bool) -> None:
    bare = host.strip("[]")
    try:
        is_fine = is_public(bare) and "%" not in bare
    except ValueError:
        # Not written as an address. What is a number nevertheless ("2130706433", "0x7f.1") no public name looks like.
        last = bare.rstrip(".").rpartition(".")[2]
        is_fine = bool(_NAME.fullmatch(bare)) and not _NUMBER.fullmatch(last)
    if not (is_fine or (is_allowed and host)):
        raise Refused(
            "This address is not on the public internet; an admin of the server can allow it by OUTBOUND_ALLOWED_HOSTS."
        )


def _joined(base: httpx.URL, location: str) -> str:
    try:
        return str(base.join(location))
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise Refused("A redirect leads to no address.") from None


class _Clock:
    """How much is left of the time for a whole request."""

    def __init__(self, timeout_s: float) -> None:
        self._end = time.monotonic() + timeout_s

    def left(self, most: float | None, late: type[Exception]) -> float:
        """Seconds for the next step; raises ``late`` when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise late
        return left if most is None else min(most, left)


class _Line(httpcore.NetworkBackend):
    """Connects to judged addresses alone."""

    def __init__(self, bounds: Outbound, clock: _Clock) -> None:
        self._bounds, self._clock = bounds, clock
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """Resolves, judges and connects; the first judged address that answers is taken."""
        found = self._addresses(host, port)
        if f"{host.lower()}:{port}" not in self._bounds.allowed and not all(map(is_public, found)):
            raise Refused("This name leads to an address that is not on the public internet.")
        problem: Exception = httpcore.ConnectError("no address")
        for address in found[:4]:
            left = self._clock.left(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._plain.connect_tcp(address, port, left, local_address, socket_options)
                return _Stream(stream, self._clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                problem = exc
        raise problem

    def _addresses(self, host: str, port: int) -> list[str]:
        """Asks in a thread: how long the system looks for a name nobody can tell it."""
        found: list[str] = []
        failed: list[BaseException] = []

        def look() -> None:
            try:
                found.extend(dict.fromkeys(self._bounds.resolve(host, port)))
            except (OSError, UnicodeError) as exc:
                failed.append(exc)

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        thread.join(self._clock.left(self._bounds.connect_s, httpcore.ConnectTimeout))
        if thread.is_alive():
            raise httpcore.ConnectTimeout("name")
        if failed or not found:
            raise httpcore.ConnectError("name")
        return list(found)


class _Stream(httpcore.NetworkStream):
    """A connection each of whose steps ends with the whole request's time."""

    def __init__(self, stream: httpcore.NetworkStream, clock: _Clock) -> None:
        self._stream, self._clock = stream, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Reads some of the answer."""
        return self._stream.read(max_bytes, self._clock.left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends."""
        self._stream.write(buffer, self._clock.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Hangs up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Goes on encrypted."""
        left = self._clock.left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._clock)

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self._stream.get_extra_info(info)


class _Transport(httpx.BaseTransport):
    """Takes httpx's requests over a line of ours: its own transport would resolve names by itself."""

    def __init__(self, line: _Line) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=_trust(), network_backend=line, max_connections=1)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request."""
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        sent = httpcore.Request(
            request.method, target, headers=request.headers.raw, content=request.stream, extensions=request.extensions
        )
        got = self._pool.handle_request(sent)
        return httpx.Response(got.status, headers=got.headers, stream=_Body(got), extensions=got.extensions)

    def close(self) -> None:
        """Hangs up."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


@cache
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
