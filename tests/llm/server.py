"""A real HTTP server that answers as it is told, one step a request, and records what it was sent.

Steps are taken by the order of the requests, or, where a test asks several at once, by what the question says.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Step:
    """One response: its status, body and headers; `wait` seconds first, `cut` bytes of the body only, `drip` seconds a byte."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    cut: int | None = None
    drip: float = 0.0


def says(content: Any, *, finish: str = "stop", usage: Any = (10, 5), **message: Any) -> Step:
    """Return a step that is a chat completion with this content."""
    if isinstance(usage, tuple):
        usage = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content, **message}}
    data = {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
    return Step(json.dumps(data).encode())


def fails(status: int, message: str = "no", **headers: str) -> Step:
    """Return a step that is an error in the usual form."""
    return Step(
        json.dumps({"error": {"message": message}}).encode(),
        status,
        {k.replace("_", "-"): v for k, v in headers.items()},
    )


Script = Callable[[dict[str, Any], int], Step]


@dataclass
class Server:
    """The address, and the requests in the order they came: body, headers, path."""

    url: str
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    at_once: int = 0  # the most requests that were open together

    @property
    def questions(self) -> list[str]:
        """The last message of every request."""
        return [body["messages"][-1]["content"] for body in self.bodies]


@contextmanager
def serving(script: Script | list[Step]) -> Iterator[Server]:
    """Run a server until the end of the block; the last step of a list is repeated."""
    lock = threading.Lock()
    seen = Server("")
    open_now = 0

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else every second answer waits 40 ms for an acknowledgement

        def do_POST(self) -> None:
            nonlocal open_now
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                number = len(seen.bodies)
                seen.bodies.append(body)
                seen.headers.append(dict(self.headers))
                seen.paths.append(self.path)
                open_now += 1
                seen.at_once = max(seen.at_once, open_now)
            step = script(body, number) if callable(script) else script[min(number, len(script) - 1)]
            try:
                self._answer(step)
            except OSError:  # the client has gone, as it should where a test is about that
                self.close_connection = True
            finally:
                with lock:
                    open_now -= 1

        def _answer(self, step: Step) -> None:
            time.sleep(step.wait)
            self.send_response(step.status)
            for name, value in ({"Content-Type": "application/json"} | step.headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(step.body)))
            self.end_headers()
            if step.drip:
                for at in range(len(step.body)):
                    self.wfile.write(step.body[at : at + 1])
                    time.sleep(step.drip)
            else:
                self.wfile.write(step.body[: step.cut])
            if step.cut is not None:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_: object) -> None:
            pass

    server = Quiet(("127.0.0.1", 0), Handler)
    seen.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
