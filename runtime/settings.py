"""Settings from the environment: `SVODKA_...`, and `SVODKA_..._FILE` for a secret kept in a file.

Settings stop here: other packages are given small values. Sources, channels and subscriptions
are in the YAML file that `config` names (`runtime.configuration`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from model.errors import ConfigurationError

PREFIX = "SVODKA_"
MOST_GRACE_SECONDS = 3.0


def default_data_dir() -> Path:
    """Where the embedded Redis keeps its data: the XDG data folder of the user.

    Source: XDG Base Directory Specification 0.8, XDG_DATA_HOME.
    """
    home = os.environ.get("XDG_DATA_HOME", "")
    # The specification has relative paths ignored.
    root = Path(home) if Path(home).is_absolute() else Path.home() / ".local" / "share"
    return root / "svodka"


class Settings(BaseSettings):
    """All settings. Each is an environment variable: its name in capitals behind SVODKA_."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    redis_url: SecretStr | None = Field(
        default=None,
        description="Redis or Valkey 6.2 or later that keeps the data; without one svodka starts its own.",
    )
    redis_wait_replicas: int = Field(
        default=0,
        ge=0,
        description="Replicas that must have a write before it is done: 1 with Sentinel or a cluster.",
    )
    queue_redis_url: SecretStr | None = Field(
        default=None, description="Redis of the work queues, where it is another than the store's."
    )
    data_dir: Path = Field(
        default_factory=default_data_dir, description="Folder of the embedded Redis and its data."
    )
    config: Path | None = Field(
        default=None, description="YAML file with sources, channels and subscriptions."
    )
    rules_dir: Path | None = Field(
        default=None, description="Folder of your own rules, words and registry entries."
    )
    contact: str = Field(
        default="https://example.org/svodka",
        description="Address told in the User-Agent, for operators of the sites that are read.",
    )
    host_delay_seconds: float = Field(
        default=1.0, ge=0, description="Pause between two requests to one host, over all workers."
    )
    host_places: int = Field(
        default=2, ge=1, le=32, description="Requests to one host at the same time, over all workers."
    )
    allow_private_addresses: bool = Field(
        default=False, description="Read from and deliver to private addresses too (an intranet, a demo)."
    )
    lease_seconds: int = Field(
        default=15,
        ge=2,
        description="After this time without a sign of life an item of work is given out again.",
    )
    max_tries: int = Field(
        default=5, ge=1, description="An item whose work died so many times goes to quarantine."
    )
    batch_size: int = Field(
        default=50,
        ge=1,
        le=500,
        description="Pages a job reads at the most; extracting takes 4 times, folding 8 times as many items.",
    )
    tick_seconds: float = Field(
        default=1.0, gt=0, description="How often the scheduler looks for due sources and overdue work."
    )
    delivery_log_days: int = Field(
        default=400,
        ge=30,
        description="Days that the log of deliveries is kept; what is older is not explained or corrected.",
    )
    web_host: str = Field(default="127.0.0.1", description="Address that `svodka serve` listens on.")
    web_port: int = Field(default=8321, ge=0, le=65535, description="Port that `svodka serve` listens on.")
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/?#@\s]+(/[^?#\s]*)?$",
        description="Where the world reaches `svodka serve`; with it feeds are pushed to us (WebSub).",
    )
    web_access: Literal["open", "public", "keys"] = Field(
        default="open",
        description=(
            "open: everyone reads everything; public: the service's state needs an admin's key; "
            "keys: nothing without a key."
        ),
    )
    web_requests_per_minute: int = Field(
        default=600,
        ge=1,
        description="Requests that one caller may make in a minute, where keys are asked for.",
    )
    web_pages_kept_seconds: float = Field(
        default=10,
        ge=0,
        le=3600,
        description="Seconds that a page of news is kept, unless something happens; 0: never.",
    )
    log_format: Literal["auto", "console", "json"] = Field(
        default="auto", description="auto: console on a terminal, JSON lines elsewhere."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least serious log events that are written."
    )

    @property
    def grace_seconds(self) -> float:
        """So long work that was just made due is left to whoever made it, to hand it over."""
        return min(MOST_GRACE_SECONDS, self.lease_seconds / 5)

    @property
    def held_seconds(self) -> float:
        """How long work is held without a sign of life: with the grace it comes to `lease_seconds`."""
        return self.lease_seconds - self.grace_seconds

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (the signature is pydantic's)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, then files that the environment names. No .env file is read by surprise."""
        return init_settings, env_settings, _NamedFiles(settings_cls)


class _NamedFiles(PydanticBaseSettingsSource):
    """`SVODKA_X_FILE=/run/secrets/x` gives setting x the content of that file."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        return (secret_from_file(Path(path)) if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        values = {
            name: self.get_field_value(info, name)[0] for name, info in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in values.items() if value is not None}


def secret_from_file(path: Path) -> str:
    """The content of a secret's file without its last line end. Raises ConfigurationError."""
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"cannot read the secret in {path}: {error}; check the path and its owner"
        ) from error


def load_settings() -> Settings:
    """Settings from the environment. Raises ConfigurationError that names each wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        # The value is left out: it may be a secret.
        wrong = "; ".join(f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise ConfigurationError(f"wrong settings: {wrong}") from error
