"""An HTTP server that speaks the OpenAI interface and answers what a careful reader answers."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Protocol, Self

from eval.llm.reader import Message

MODEL = "careful-reader"
HOST = "127.0.0.1"
PORT = 18080  # a fixed one: the address is part of what a reply is stored under


class Answering(Protocol):
    """Who answers."""

    def reply(self, task: str, messages: list[Message]) -> str:
        """Return what the model would say."""


class Server(ThreadingHTTPServer):
    """Answers from `reader`, which the caller sets. `tasks` gives the name of a prompt by its first message."""

    daemon_threads = True

    def __init__(self, tasks: dict[str, str], port: int = PORT) -> None:
        super().__init__((HOST, port), _Handler)
        self.tasks = tasks
        self.reader: Answering | None = None

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self.server_port}/v1"

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        messages = request["messages"]
        assert self.server.reader is not None
        content = self.server.reader.reply(self.server.tasks[messages[0]["content"]], messages)
        asked = sum(len(message["content"]) for message in messages)
        self._send({
            "id": "recorded", "object": "chat.completion", "created": 0, "model": MODEL,
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}],
            "usage": {"prompt_tokens": asked, "completion_tokens": len(content), "total_tokens": asked + len(content)},
        })  # fmt: skip

    def _send(self, body: dict[str, Any]) -> None:
        data = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""
