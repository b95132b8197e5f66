"""All that is known of a region or a rating as a file to take away, with citations: Markdown or XLSX."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response

from model.dossiers import Dossier
from runtime.dossier_files import markdown, write_xlsx
from runtime.dossiers import rating_dossier, region_dossier
from storage.store import Store
from web.names import Names
from web.pages.rendering import view_of

Style = Literal["md", "xlsx"]
MEDIA_TYPES: dict[str, str] = {
    "md": "text/markdown; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def dossier_routes(store: Store, names: Names, clock: Callable[[], datetime]) -> APIRouter:
    """The routes over a store."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/regions/{code}/dossier.{style}")
    def of_region(request: Request, code: str, style: Style) -> Response:
        if code not in names.regions:
            raise HTTPException(404)
        return _file(
            region_dossier(store, code, now=clock(), language=view_of(request).language), code, style
        )

    @routes.get("/ratings/{rating_id}/dossier.{style}")
    def of_rating(request: Request, rating_id: str, style: Style) -> Response:
        if store.ratings.get(rating_id) is None:
            raise HTTPException(404)
        found = rating_dossier(store, rating_id, now=clock(), language=view_of(request).language)
        return _file(found, rating_id, style)

    return routes


def _file(dossier: Dossier, name: str, style: Style) -> Response:
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(f'svodka-{name}.{style}', safe='')}"
    }
    if style == "md":
        return Response(markdown(dossier), media_type=MEDIA_TYPES[style], headers=headers)
    out = io.BytesIO()
    write_xlsx(dossier, out)
    return Response(out.getvalue(), media_type=MEDIA_TYPES[style], headers=headers)
