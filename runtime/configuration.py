"""The YAML file: sources, channels and subscriptions. docs/configuration.md shows one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

from alerts.messages import sample_fields
from alerts.presets import with_preset
from alerts.templates import check_template
from crawler.coded import check_code
from model.errors import ConfigurationError, InvalidQuery
from model.sources import Source
from model.subscriptions import Channel, Subscription
from runtime.settings import secret_from_file
from storage.asking import parse_question


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What the configuration file says, checked as a whole."""

    sources: tuple[Source, ...] = ()
    channels: tuple[Channel, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()

    def __post_init__(self) -> None:
        for kind in ("sources", "channels", "subscriptions"):
            _no_name_twice(kind, (entry.name for entry in getattr(self, kind)))
        for subscription in self.subscriptions:
            self.check_subscription(subscription)

    def check_subscription(self, subscription: Subscription) -> None:
        """Raises ConfigurationError for one whose channels are not there, or whose template is no good."""
        channels = {channel.name for channel in self.channels}
        for name in subscription.all_channels:
            if name not in channels:
                raise ConfigurationError(
                    f"subscription {subscription.name!r} names channel {name!r},"
                    f" which is not among the channels: {', '.join(sorted(channels)) or 'none'}"
                )
        if subscription.template is not None:
            check_template(subscription.template, sample_fields())
        if subscription.query is not None:
            _check_query(subscription)

    def source(self, name: str) -> Source | None:
        """The source of that name."""
        return next((source for source in self.sources if source.name == name), None)

    def channel(self, name: str) -> Channel | None:
        """The channel of that name."""
        return next((channel for channel in self.channels if channel.name == name), None)

    def subscription(self, name: str) -> Subscription | None:
        """The subscription of that name."""
        return next((subscription for subscription in self.subscriptions if subscription.name == name), None)


def load_configuration(path: Path | None) -> Configuration:
    """The configuration in a file, or an empty one without a path.

    Raises ConfigurationError that names the file, the entry and what is wrong with it.
    """
    if path is None:
        return Configuration()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"cannot read the configuration {path}: {error}") from error
    configuration = configuration_from(content or {}, origin=str(path))
    return replace(configuration, sources=tuple(_with_code(one, path) for one in configuration.sources))


def _with_code(source: Source, path: Path) -> Source:
    """The source with the path of its code, which is told from where the configuration file stands."""
    if source.code is None:
        return source
    placed = replace(source, code=str(path.resolve().parent / source.code))
    try:
        check_code(placed)
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: sources: {source.name}: code: {error}") from error
    return placed


def configuration_from(content: Any, *, origin: str) -> Configuration:
    """The configuration in parsed YAML. `origin` names it in errors."""
    if not isinstance(content, dict):
        raise ConfigurationError(
            f"{origin}: expected sources, channels and subscriptions, not {type(content).__name__}"
        )
    unknown = sorted(set(map(str, content)) - set(_SECTIONS))
    if unknown:
        raise ConfigurationError(
            f"{origin}: unknown part {', '.join(unknown)}; known are {', '.join(_SECTIONS)}"
        )
    return Configuration(
        **{name: tuple(_entries(name, content.get(name) or [], origin)) for name in _SECTIONS}
    )


def with_secrets(channel: Channel) -> Channel:
    """The channel with the secrets that its files hold now, behind those that it has.

    Raises ConfigurationError for a file that cannot be read.
    """
    read = tuple(secret_from_file(Path(path)) for path in channel.secret_files)
    return replace(channel, secrets=(*channel.secrets, *read))


def subscription_from(entry: Mapping[str, Any], *, origin: str) -> Subscription:
    """A subscription of fields as the file has them. Raises ConfigurationError that names `origin`."""
    (subscription,) = _entries("subscriptions", [dict(entry)], origin)
    return narrowed(subscription)


def narrowed(subscription: Subscription) -> Subscription:
    """The subscription with the region and rating of its query in its own fields, where it is found by.

    Raises InvalidQuery for a query that cannot be asked.
    """
    if subscription.query is None:
        return subscription
    query = parse_question(subscription.query)
    return replace(
        subscription,
        regions=subscription.regions or tuple(filter(None, [query.region])),
        ratings=subscription.ratings or tuple(filter(None, [query.rating])),
    )


def _check_query(subscription: Subscription) -> None:
    try:
        query = parse_question(subscription.query or "")
    except InvalidQuery as error:
        raise ConfigurationError(f"subscription {subscription.name!r}: query: {error}") from error
    if query.as_of is not None:
        raise ConfigurationError(f"subscription {subscription.name!r}: query: news has no as-of")


def _entries(section: str, entries: Any, origin: str) -> Iterable[Any]:
    if not isinstance(entries, list):
        raise ConfigurationError(f"{origin}: {section} is a list of entries, each with a name")
    adapter, prepare = _SECTIONS[section]
    for number, entry in enumerate(entries, 1):
        try:
            yield adapter.validate_python(prepare(entry))
        except (ValidationError, ConfigurationError, ValueError, TypeError) as error:
            name = entry.get("name", f"number {number}") if isinstance(entry, dict) else f"number {number}"
            raise ConfigurationError(f"{origin}: {section}: {name}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        # The input is left out: it may hold a secret.
        return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'entry'}: {e['msg']}" for e in error.errors())
    return str(error)


def _as_told(entry: Any) -> Any:
    return entry


def _with_preset(entry: Any) -> Any:
    return with_preset(entry) if isinstance(entry, dict) else entry


def _no_name_twice(kind: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ConfigurationError(f"{kind}: {name!r} is there twice; give each its own name")
        seen.add(name)


def _adapter(entry_type: type[Any]) -> TypeAdapter[Any]:
    """Checks entries against a model's dataclass; a misspelled field is an error, not ignored."""
    entry_type.__pydantic_config__ = ConfigDict(extra="forbid")
    return TypeAdapter(entry_type)


_SECTIONS: dict[str, tuple[TypeAdapter[Any], Callable[[Any], Any]]] = {
    "sources": (_adapter(Source), _as_told),
    "channels": (_adapter(Channel), _as_told),
    "subscriptions": (_adapter(Subscription), _with_preset),
}
