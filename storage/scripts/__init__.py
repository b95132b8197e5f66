"""The atomic steps, as Lua that runs inside Redis. Each file tells its KEYS and ARGV.

All keys of a step that writes come through KEYS and share one hash tag, so that it runs on Redis Cluster.
A script that reads may spell other keys of the tag itself, where hundreds would have to be told; where
there is one server only, keys of any.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files


@dataclass(frozen=True)
class Script:
    """A Lua file of this folder, by its name; `reads` when it writes nothing."""

    name: str
    reads: bool = False

    @cached_property
    def text(self) -> str:
        """The Lua source."""
        return files(__package__).joinpath(f"{self.name}.lua").read_text(encoding="utf-8")

    @cached_property
    def sha(self) -> str:
        """What EVALSHA knows the script by."""
        return hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()
