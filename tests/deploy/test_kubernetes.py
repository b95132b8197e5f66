"""deploy/kubernetes: valid by the API's own schemas, and as shut as the compose file.

The schemas are those that the package kubernetes-validate carries.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from runtime.queues import QUEUE_NAMES

FOLDER = Path(__file__).parents[2] / "deploy" / "kubernetes"
VERSIONS = ("1.31", "1.34")
KUSTOMIZATION: dict[str, Any] = yaml.safe_load((FOLDER / "kustomization.yaml").read_text(encoding="utf-8"))
RESOURCES: list[dict[str, Any]] = [
    resource
    for name in KUSTOMIZATION["resources"]
    for resource in yaml.safe_load_all((FOLDER / name).read_text(encoding="utf-8"))
]
DEPLOYMENTS = {one["metadata"]["name"]: one for one in RESOURCES if one["kind"] == "Deployment"}


def named(resource: dict[str, Any]) -> str:
    return f"{resource['kind']}-{resource['metadata']['name']}"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("resource", RESOURCES, ids=named)
def test_a_resource_is_valid(resource: dict[str, Any], version: str) -> None:
    kubernetes_validate.validate(resource, version, strict=True)


def test_the_schemas_refuse_what_is_none() -> None:
    broken = {**DEPLOYMENTS["web"], "spec": {**DEPLOYMENTS["web"]["spec"], "imagine": 1}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, VERSIONS[-1], strict=True)


def test_every_file_is_named_and_every_part_has_a_deployment() -> None:
    assert set(KUSTOMIZATION["resources"]) == {path.name for path in FOLDER.glob("*.yaml")} - {
        "kustomization.yaml"
    }
    assert set(DEPLOYMENTS) == {"schedule", "web", *QUEUE_NAMES}


@pytest.mark.parametrize("name", sorted(DEPLOYMENTS))
def test_a_pod_is_not_root_and_can_neither_write_nor_gain_anything(name: str) -> None:
    pod = DEPLOYMENTS[name]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"]["memory"]
    assert container["livenessProbe"]
    assert container["startupProbe"]


def test_only_the_stages_that_need_the_outside_reach_it() -> None:
    labels = {
        name: one["spec"]["template"]["metadata"]["labels"]["svodka/outside"]
        for name, one in DEPLOYMENTS.items()
    }
    assert {name for name, told in labels.items() if told == "yes"} == {"crawl", "read", "alert", "retry"}


def test_secrets_are_files_and_the_web_has_a_user_of_its_own() -> None:
    for name, one in DEPLOYMENTS.items():
        pod = one["spec"]["template"]["spec"]
        assert not any("://" in str(entry.get("value", "")) for entry in pod["containers"][0]["env"])
        secrets = {volume["secret"]["secretName"] for volume in pod["volumes"] if "secret" in volume}
        wanted = {"svodka-web" if name == "web" else "svodka-work"}
        assert secrets == wanted | ({"svodka-webhook"} if name in ("alert", "retry") else set())


def test_what_is_scaled_has_no_number_and_disruptions_spare_what_has_several() -> None:
    assert "replicas" not in DEPLOYMENTS["extract"]["spec"]
    budgets = {one["metadata"]["name"] for one in RESOURCES if one["kind"] == "PodDisruptionBudget"}
    several = {name for name, one in DEPLOYMENTS.items() if one["spec"].get("replicas", 2) > 1}
    assert budgets == several
