"""A TCP proxy between hosts and Redis, as bad as it is told to be. A process of its own.

    python -m tests.chaos.proxy TARGET_PORT PORT [PORT ...]

Each line on standard input is `PORT MODE [SECONDS]`: pass, delay, black_hole (nothing goes either way),
drop_replies (what is asked arrives, what is answered does not; then the connections are reset), cut.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from dataclasses import dataclass, field

CHUNK = 65_536


@dataclass
class Line:
    """One listening port and the connections through it."""

    mode: str = "pass"
    seconds: float = 0.0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def turn(self, mode: str, seconds: float) -> None:
        if mode == "cut" or self.mode == "drop_replies":
            self.reset()
        self.mode, self.seconds = ("pass" if mode == "cut" else mode), seconds
        self.changed.set()
        self.changed = asyncio.Event()

    def reset(self) -> None:
        for writer in tuple(self.writers):
            writer.transport.abort()

    async def gate(self, *, reply: bool) -> bool:
        """Wait as long as the mode asks for; whether the data may go on."""
        while self.mode == "black_hole":
            await self.changed.wait()
        if self.mode == "delay":
            await asyncio.sleep(self.seconds)
        return not (reply and self.mode == "drop_replies")


async def pump(
    line: Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, reply: bool
) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(CHUNK):
            if await line.gate(reply=reply):
                writer.write(data)
                await writer.drain()
    writer.transport.abort()


async def serve(line: Line, port: int, target: int) -> None:
    async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await line.gate(reply=False)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, far_writer}
        line.writers |= both
        try:
            await asyncio.gather(
                pump(line, reader, far_writer, reply=False), pump(line, far_reader, writer, reply=True)
            )
        finally:
            line.writers -= both
            for one in both:
                one.transport.abort()

    await asyncio.start_server(accepted, "127.0.0.1", port)


async def main(target: int, ports: list[int]) -> None:
    lines = {port: Line() for port in ports}
    for port, line in lines.items():
        await serve(line, port, target)
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(orders), sys.stdin
    )
    print("ready", flush=True)  # noqa: T201
    while order := await orders.readline():
        port, mode, *seconds = order.decode().split()
        lines[int(port)].turn(mode, float(seconds[0]) if seconds else 0.0)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), [int(port) for port in sys.argv[2:]]))
