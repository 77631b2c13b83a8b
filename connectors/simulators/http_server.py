"""A threaded HTTP server on loopback that turns requests into replies, and wire faults into what they do to a socket."""

from __future__ import annotations

import contextlib
import functools
import gzip
import socket
import struct
import threading
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from connectors.simulators.wire import Fault, Reply, Request

_PAGE = b"<!DOCTYPE html><html><head><title>Sorry</title></head><body>Something went wrong.</body></html>"
_BOMB_MIB = 256


class PlatformServer:
    """Serves one address until stopped. `troubles` and `asked` are for whoever answers."""

    def __init__(self, answer: Callable[[Request], Reply | Fault]) -> None:
        self.troubles: list[Any] = []
        self.asked: list[Request] = []
        self._stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(answer, self._stopping))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Close the address. Stalled answers are let go."""
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no error of ours."""


def _handler(answer: Callable[[Request], Reply | Fault], stopping: threading.Event) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a request's address holds the token."""

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            form = self.rfile.read(int(self.headers.get("content-length") or 0))
            given = answer(
                Request(
                    method=self.command,
                    path=parts.path,
                    query=dict(parse_qsl(parts.query, keep_blank_values=True)),
                    headers={name.lower(): value for name, value in self.headers.items()},
                    form=dict(parse_qsl(form.decode("utf-8", "replace"), keep_blank_values=True)),
                )
            )
            if isinstance(given, Fault):
                self._fault(given)
            else:
                self._send(given.status, given.content, given.content_type, dict(given.headers))

        def _send(self, status: int, body: bytes, content_type: str, headers: dict[str, str]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            for name, value in headers.items():
                self.send_header(name, value)
            if (
                "gzip" in self.headers.get("accept-encoding", "")
                and len(body) > 1000
                and "Content-Encoding" not in headers
            ):
                body = gzip.compress(body, compresslevel=1)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _fault(self, fault: Fault) -> None:
            if fault is Fault.HTML:
                self._send(200, _PAGE, "text/html; charset=utf-8", {})
            elif fault is Fault.TRUNCATED:
                self._send(200, b'{"data":[{"id":"1","mess', "application/json", {})
            elif fault is Fault.EMPTY:
                self._send(200, b"", "application/json", {})
            elif fault is Fault.UNAVAILABLE:
                self._send(503, b"Service Unavailable", "text/plain", {})
            elif fault is Fault.TOO_MANY:
                self._send(429, b"Too Many Requests", "text/plain", {})
            elif fault is Fault.REDIRECT:
                self._send(302, b"", "text/plain", {"Location": "https://elsewhere.example/graph"})
            elif fault is Fault.BOMB:
                self._send(200, _bomb(), "application/json", {"Content-Encoding": "gzip"})
            elif fault is Fault.STALL:
                stopping.wait(60)
                self.close_connection = True
            else:
                self._break(mid_body=fault is Fault.RESET_MID_BODY)

        def _break(self, *, mid_body: bool) -> None:
            if mid_body:
                self.wfile.write(
                    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"data":['
                )
                self.wfile.flush()
            # Closing with a linger of nothing sends a reset instead of an orderly end.
            with contextlib.suppress(OSError):
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            self.close_connection = True

    return Handler


@functools.cache
def _bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = b" " * (1 << 20)
    return b"".join(packer.compress(zeros) for _ in range(_BOMB_MIB)) + bytes(packer.flush())
