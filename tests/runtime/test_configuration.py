"""The configuration file is checked as a whole, and errors name the entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from model.errors import ConfigurationError
from runtime.configuration import configuration_from, load_configuration, with_secrets

WHOLE = """
sources:
  - name: agency
    url: https://news.example/rss.xml
    interval_seconds: 600
channels:
  - name: desk
    url: https://hooks.example/in
    secret_files: [{secret}]
subscriptions:
  - name: ours
    channel: desk
    regions: [RU-SMO]
    moved_by_at_least: 3
"""


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("whsec_c2VjcmV0\n")
    path = tmp_path / "svodka.yaml"
    path.write_text(WHOLE.format(secret=secret))

    configuration = load_configuration(path)

    assert configuration.sources[0].interval_seconds == 600
    assert with_secrets(configuration.channels[0]).secrets == ("whsec_c2VjcmV0",)
    assert configuration.subscriptions[0].regions == ("RU-SMO",)


def test_no_file_is_an_empty_configuration() -> None:
    assert load_configuration(None).sources == ()


def test_secrets_are_not_shown() -> None:
    content = {"channels": [{"name": "desk", "url": "https://x.example", "secrets": ["whsec_aGlkZGVu"]}]}

    assert "aGlkZGVu" not in repr(configuration_from(content, origin="test"))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ([], "expected sources, channels and subscriptions"),
        ({"source": []}, "unknown part source"),
        ({"sources": {"name": "agency"}}, "sources is a list"),
        ({"sources": [{"name": "agency"}]}, "agency: url"),
        ({"sources": [{"name": "agency", "url": "https://x", "intervall": 5}]}, "agency: intervall"),
        ({"sources": [{"name": "agency", "url": "https://x", "interval_seconds": 0}]}, "agency"),
        (
            {"sources": [{"name": "a", "url": "https://x"}, {"name": "a", "url": "https://y"}]},
            "'a' is there twice",
        ),
        ({"subscriptions": [{"name": "ours", "channel": "desk"}]}, "channel 'desk'"),
    ],
)
def test_what_is_wrong_is_told(content: Any, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        configuration_from(content, origin="svodka.yaml")


def test_a_file_that_is_no_yaml_is_told(tmp_path: Path) -> None:
    path = tmp_path / "svodka.yaml"
    path.write_text("sources: [")

    with pytest.raises(ConfigurationError, match=r"svodka\.yaml"):
        load_configuration(path)


def test_a_secret_is_read_when_a_message_goes_out_and_by_nobody_else(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    content = {"channels": [{"name": "desk", "url": "https://x.example", "secret_files": [str(secret)]}]}
    (channel,) = configuration_from(content, origin="test").channels
    with pytest.raises(ConfigurationError, match="cannot read the secret"):
        with_secrets(channel)
    secret.write_text("whsec_c2VjcmV0\n")
    assert with_secrets(channel).secrets == ("whsec_c2VjcmV0",)
