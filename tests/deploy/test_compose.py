"""docker-compose.yml: valid by the Compose Specification, and as shut as it can be.

The schema is a copy of schema/compose-spec.json of https://github.com/compose-spec/compose-spec
(Apache-2.0, LICENSE.compose-spec beside it), as vendored in check-jsonschema 0.39.0.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from runtime.queues import QUEUE_NAMES

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SCHEMA = json.loads(Path(__file__).with_name("compose-spec.json").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(set(SERVICES) - {"redis"})
REACHING_OUT = {"crawl", "read", "alert", "retry"}


def errors(document: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)]


def test_the_file_is_valid_by_the_compose_specification() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert errors(COMPOSE) == []


@pytest.mark.parametrize(
    "broken", [{"services": {"web": {"imagine": "x"}}}, {"services": {"web": {"ports": "8321"}}}]
)
def test_the_schema_refuses_what_is_not_compose(broken: dict[str, Any]) -> None:
    assert errors(broken)


def test_every_queue_has_a_worker_of_its_own() -> None:
    assert [SERVICES[queue]["command"] for queue in QUEUE_NAMES] == [
        ["worker", queue] for queue in QUEUE_NAMES
    ]


def test_there_is_one_service_a_role_and_no_other() -> None:
    assert set(SERVICES) == {"redis", "schedule", "web", *QUEUE_NAMES}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_not_root_and_can_neither_write_nor_gain_anything(name: str) -> None:
    service = SERVICES[name]
    assert int(service["user"].split(":")[0]) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert all(not volume.startswith((".", "/")) for volume in service.get("volumes", []))


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_watched_and_started_again(name: str) -> None:
    assert SERVICES[name]["restart"] == "always"
    assert SERVICES[name]["healthcheck"]["test"]


def test_redis_has_no_open_port_and_lives_on_a_network_without_a_way_out() -> None:
    assert "ports" not in SERVICES["redis"]
    assert SERVICES["redis"]["networks"] == ["store"]
    assert COMPOSE["networks"]["store"] == {"internal": True}
    assert "redis-data:/data" in SERVICES["redis"]["volumes"]


def test_the_page_is_open_on_this_machine_alone() -> None:
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])


def test_only_the_stages_that_need_the_outside_reach_it() -> None:
    assert {name for name in SERVICES if "outside" in SERVICES[name]["networks"]} == REACHING_OUT
    masquerade = COMPOSE["networks"]["front"]["driver_opts"]["com.docker.network.bridge.enable_ip_masquerade"]
    assert masquerade == "false"


def test_secrets_come_from_files() -> None:
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())
    for name in OURS:
        # A value that is not here is passed on from the shell.
        assert not any("://" in (value or "") for value in SERVICES[name]["environment"].values())


def test_who_reads_the_configuration_is_told_where_the_world_reaches_us() -> None:
    for name in OURS:
        environment = SERVICES[name]["environment"]
        assert ("SVODKA_PUBLIC_URL" in environment) == ("SVODKA_CONFIG" in environment)


@pytest.mark.parametrize("name", OURS)
def test_ours_start_when_redis_can_answer(name: str) -> None:
    assert SERVICES[name]["depends_on"] == {"redis": {"condition": "service_healthy"}}


def test_images_are_pinned() -> None:
    for service in SERVICES.values():
        _, _, tag = service["image"].partition(":")
        assert tag[:1].isdigit(), service["image"]
