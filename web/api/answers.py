"""Answers in JSON."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi.responses import JSONResponse


class JsonAnswer(JSONResponse):
    """JSON by orjson: a page of facts takes it a fifth of the time that the standard library takes."""

    def render(self, content: Any) -> bytes:
        """The body, UTF-8. Raises TypeError for what is no JSON: times are spelled before."""
        return orjson.dumps(content)
