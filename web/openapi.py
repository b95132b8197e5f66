"""The OpenAPI document as it is committed: docs/openapi.json. A test holds the two in step.

python -m web.openapi > docs/openapi.json
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

from storage.connection import connect
from storage.store import Store
from web.app import create_app


def openapi_document() -> str:
    """The document, indented, so that a change of the API can be read as a diff."""
    # The address is never asked: a client connects at its first command.
    store = Store(connect("unix:///nowhere"), clock=lambda: datetime.now(UTC))
    return json.dumps(create_app(store).openapi(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(openapi_document())
