"""A line between a client and a server that can be bad in the ways lines and servers are bad."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import Literal

Mode = Literal["pass", "refuse", "hang", "slow", "cut", "rubbish"]

RUBBISH = b"\x00\xff$-7\r\n*3\r\n:x\r\n+\xfe\r\n" * 3


class Proxy:
    """Listens on a port of this machine and hands on what comes, to a port or a Unix socket.

    ``pass`` hands everything on. ``refuse`` takes nobody and hangs up on everybody. ``hang`` takes everybody and says
    nothing, to old connections too. ``slow`` keeps each piece back for ``delay_s``. ``cut`` hangs up at the first word
    of a client, ``rubbish`` answers it with ``says``. ``knocks`` counts the connections on which a client said something
    while nothing was handed on.
    """

    def __init__(self, target: tuple[str, int] | str) -> None:
        self.target, self.mode, self.delay_s, self.says = target, "pass", 0.0, RUBBISH
        self.knocks = 0
        self._fatal: bytes | None = None
        self._lines: set[socket.socket] = set()
        self._is_over = False
        self._listener = self._listen(0)
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._take, daemon=True).start()

    def turn(self, mode: Mode, *, delay_s: float = 0.0) -> None:
        """Behaves so from now on; a line that hung or was to be cut is no line any more."""
        before, self.mode, self.delay_s, self.knocks = self.mode, mode, delay_s, 0
        if mode == "refuse":
            self._listener.close()
        elif before == "refuse":
            self._listener = self._listen(self.port)
        if mode == "refuse" or before in ("hang", "rubbish"):
            self.hang_up()

    def cut_answer_to(self, words: bytes) -> None:
        """Hands on the next piece with these words, and hangs up instead of handing back the answer."""
        self._fatal = words

    def hang_up(self) -> None:
        """Ends every connection there is."""
        for line in list(self._lines):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Ends everything."""
        self._is_over = True
        self._listener.close()
        self.hang_up()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port), backlog=200)
        listener.settimeout(0.1)  # closing a socket does not wake who waits for it
        return listener

    def _take(self) -> None:
        while not self._is_over:
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                time.sleep(0.02)
                continue
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(None)
        self._lines.add(client)
        with client:
            server = self._reach()
            if server is None:
                return
            self._lines.add(server)
            with server:
                back = threading.Thread(target=self._hand_on, args=(server, client), daemon=True)
                back.start()
                self._hand_on(client, server, is_asking=True)
                back.join()
        self._lines -= {client, server}

    def _reach(self) -> socket.socket | None:
        try:
            if isinstance(self.target, tuple):
                return socket.create_connection(self.target, timeout=None)
            line = socket.socket(socket.AF_UNIX)
            line.connect(self.target)
            return line
        except OSError:
            return None

    def _hand_on(self, source: socket.socket, sink: socket.socket, is_asking: bool = False) -> None:
        with contextlib.suppress(OSError):
            while (piece := source.recv(65_536)) and self._passes(piece, source, is_asking):
                sink.sendall(piece)
                if is_asking and self._fatal and self._fatal in piece:
                    # The answer of the server to it is not handed back, but it is waited for: it was done.
                    self._fatal = None
                    source.shutdown(socket.SHUT_RDWR)
                    time.sleep(0.3)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _passes(self, piece: bytes, source: socket.socket, is_asking: bool) -> bool:
        self.knocks += is_asking and self.mode in ("hang", "cut", "rubbish")
        if self.mode == "slow":
            time.sleep(self.delay_s)
        while self.mode == "hang" and not self._is_over:
            time.sleep(0.02)
            if source.fileno() < 0 or source not in self._lines:
                return False
        if self.mode == "rubbish" and is_asking:
            source.sendall(self.says)
            return True
        return self.mode not in ("cut", "refuse")
