"""/v1/regions and /v1/countries: the codes that facts use, with their names."""

from __future__ import annotations

from fastapi import APIRouter

from web.api.answers import JsonAnswer
from web.api.documents import CountriesDocument, RegionsDocument
from web.names import Names


def registry_routes(names: Names) -> APIRouter:
    """The routes over the registries."""
    routes = APIRouter(prefix="/v1", tags=["registries"])

    @routes.get("/regions", response_model=RegionsDocument, summary="Regions")
    def regions() -> JsonAnswer:
        """The federal subjects by their Russian names."""
        return JsonAnswer(
            {
                "regions": [
                    {
                        "code": region.code,
                        "name": region.name,
                        "name_en": region.name_en,
                        "district": region.district,
                        "capital": region.capital,
                    }
                    for region in names.regions.values()
                ]
            }
        )

    @routes.get("/countries", response_model=CountriesDocument, summary="Countries")
    def countries() -> JsonAnswer:
        """Countries and territories by their Russian names."""
        entries = names.countries.values()
        return JsonAnswer(
            {"countries": [{"code": one.code, "name": one.name, "name_en": one.name_en} for one in entries]}
        )

    return routes
