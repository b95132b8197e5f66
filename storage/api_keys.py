"""Keys of the web service: given out once, kept as digests; and the limit of requests."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter

from model.access import ApiKey, Role
from storage import keys
from storage.server import Server

PREFIX = "svodka"
"""In front of a key, so that scanners for leaked secrets can tell what they found."""
_ID_BYTES, _SECRET_BYTES, _SIGNING_BYTES = 6, 32, 32
_WINDOW_SECONDS = 60
_KEY = TypeAdapter(ApiKey)


class ApiKeys:
    """Keys by id."""

    def __init__(self, server: Server, *, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._clock = clock

    def create(self, name: str, role: Role) -> tuple[ApiKey, str]:
        """A new key, and its spelling, "svodka_ID_SECRET": nobody can tell it again later."""
        identifier, secret = secrets.token_hex(_ID_BYTES), secrets.token_hex(_SECRET_BYTES)
        key = ApiKey(id=identifier, name=name, role=role, digest=_digest(secret), created_at=self._clock())
        self._save(key)
        return key, f"{PREFIX}_{identifier}_{secret}"

    def list(self) -> tuple[ApiKey, ...]:
        """Every key, revoked ones too, oldest first."""
        records = self._server.call("HVALS", keys.API_KEYS)
        found = map(_KEY.validate_json, records)
        return tuple(sorted(found, key=lambda key: (key.created_at, key.id)))

    def get(self, key_id: str) -> ApiKey | None:
        """A key by its id."""
        record = self._server.call("HGET", keys.API_KEYS, key_id)
        return _KEY.validate_json(record) if record is not None else None

    def revoke(self, key_id: str) -> ApiKey | None:
        """The key as revoked, from this moment on; None for an unknown one."""
        key = self.get(key_id)
        if key is None or key.revoked_at is not None:
            return key
        revoked = replace(key, revoked_at=self._clock())
        self._save(revoked)
        return revoked

    def holder(self, spelling: str) -> ApiKey | None:
        """The key that is spelled, if it is good. Takes as long for a wrong secret as for a right one."""
        prefix, _, rest = spelling.partition("_")
        identifier, _, secret = rest.partition("_")
        if prefix != PREFIX or not secret:
            return None
        key = self.get(identifier)
        expected = key.digest if key is not None else _digest("")
        right = hmac.compare_digest(_digest(secret), expected)
        return key if right and key is not None and key.revoked_at is None else None

    def signing_secret(self) -> bytes:
        """What sessions are signed with: made once, and the same for all processes."""
        self._server.call("HSETNX", keys.API_SECRETS, "sessions", secrets.token_hex(_SIGNING_BYTES))
        secret: bytes = self._server.call("HGET", keys.API_SECRETS, "sessions")
        return secret

    def requests_in_window(self, caller: str) -> int:
        """Count a request of a caller: how many there were in this minute, this one included."""
        minute = int(self._clock().timestamp()) // _WINDOW_SECONDS
        key = keys.api_requests(caller, minute)
        count = int(self._server.call("INCR", key))
        if count == 1:
            self._server.call("EXPIRE", key, 2 * _WINDOW_SECONDS)
        return count

    def _save(self, key: ApiKey) -> None:
        self._server.call("HSET", keys.API_KEYS, key.id, _KEY.dump_json(key))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
