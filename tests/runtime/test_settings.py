"""Settings come from the environment, and say which variable is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.errors import ConfigurationError
from runtime.settings import default_data_dir, load_settings


def test_defaults_need_no_environment() -> None:
    settings = load_settings()

    assert settings.redis_url is None
    assert settings.web_host == "127.0.0.1"


def test_a_variable_sets_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVODKA_BATCH_SIZE", "7")

    assert load_settings().batch_size == 7


def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVODKA_BATCH_SIZE", "0")

    with pytest.raises(ConfigurationError, match="SVODKA_BATCH_SIZE"):
        load_settings()


def test_a_secret_is_read_from_the_file_that_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = tmp_path / "url"
    secret.write_text("redis://:hidden@redis:6379/0\n")
    monkeypatch.setenv("SVODKA_REDIS_URL_FILE", str(secret))

    settings = load_settings()

    assert settings.redis_url is not None
    assert settings.redis_url.get_secret_value() == "redis://:hidden@redis:6379/0"
    assert "hidden" not in repr(settings)


def test_a_missing_file_of_a_secret_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVODKA_REDIS_URL_FILE", "/nowhere/url")

    with pytest.raises(ConfigurationError, match="/nowhere/url"):
        load_settings()


@pytest.mark.parametrize(
    ("xdg", "expected"),
    [("/data", "/data/svodka"), ("relative", "~/.local/share/svodka"), ("", "~/.local/share/svodka")],
)
def test_the_data_folder_follows_xdg(monkeypatch: pytest.MonkeyPatch, xdg: str, expected: str) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", xdg)

    assert default_data_dir() == Path(expected).expanduser()
