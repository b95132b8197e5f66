"""What bad servers do to who asks them."""

from __future__ import annotations

import socket
import time

from tests.news_site.server import Speak


def endless(head: bytes, piece: bytes, *, pause_seconds: float = 0.0) -> Speak:
    """Says the head, and then the piece for ever."""

    def speak(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)
            time.sleep(pause_seconds)

    return speak
