"""Messages between our own processes: a length, then JSON or a pickle.

Both ends are ours, over a private socket.
"""

from __future__ import annotations

import json
import pickle
import struct
from typing import Any, Protocol

HEAD = struct.Struct("!Q")
LARGEST = 1 << 31


class Stream(Protocol):
    """The part of `socket.socket` that is used here."""

    def sendall(self, data: bytes, /) -> None:
        """Send everything."""
        ...

    def recv(self, size: int, /) -> bytes:
        """Receive at most `size` bytes; none at the end of the stream."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


def send_json(stream: Stream, value: Any) -> None:
    """Send a small message."""
    raw = json.dumps(value).encode()
    stream.sendall(HEAD.pack(len(raw)) + raw)


def receive_json(stream: Stream) -> Any:
    """Return the next small message, or None if the other end has closed."""
    raw = _receive(stream)
    return None if raw is None else json.loads(raw)


def send_object(stream: Stream, value: Any) -> None:
    """Send one of our own objects."""
    raw = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.sendall(HEAD.pack(len(raw)) + raw)


def receive_object(stream: Stream) -> Any:
    """Return the next object, or None if the other end has closed.

    Only a process that this run started can write to the socket; data from files or clients never arrive here
    as pickles.
    """
    raw = _receive(stream)
    return None if raw is None else pickle.loads(raw)  # noqa: S301 - see above


def _receive(stream: Stream) -> bytes | None:
    head = _exactly(stream, HEAD.size)
    if head is None:
        return None
    (size,) = HEAD.unpack(head)
    return _exactly(stream, size) if size <= LARGEST else None


def _exactly(stream: Stream, size: int) -> bytes | None:
    got = bytearray()
    while len(got) < size:
        try:
            piece = stream.recv(min(size - len(got), 1 << 20))
        except ConnectionError:
            return None
        if not piece:
            return None
        got += piece
    return bytes(got)
