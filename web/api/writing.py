"""What routes that change something have in common: who may, and what they answer when they do not."""

from __future__ import annotations

from typing import Any

from web.api.documents import ProblemDocument
from web.problems import MEDIA_TYPE

Responses = dict[int | str, dict[str, Any]]


def _problem(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": ProblemDocument.model_json_schema()}},
    }


WRITING: Responses = {
    400: _problem("The body is no JSON at all"),
    401: _problem("It needs a key in the Authorization header"),
    403: _problem("It needs a key of the role editor"),
}
CONFLICT: Responses = {409: _problem("It is there already, or is not to be changed by the API")}
