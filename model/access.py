"""Who may ask the web service for what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Role = Literal["reader", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the least to the most: each may do what those before it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as it is kept: `digest` is SHA-256 of the secret, which nobody but its holder has.

    A secret is 256 random bits, so a slow hash would only slow us down.
    """

    id: str
    name: str
    role: Role
    digest: str
    created_at: datetime
    revoked_at: datetime | None = None

    def may(self, role: Role) -> bool:
        """Whether the key is good for what needs a role."""
        return self.revoked_at is None and ROLES.index(self.role) >= ROLES.index(role)
