"""Settings: built-in defaults, then ``config/storyfold.yaml``, then secrets, then environment.

Environment variables are ``STORYFOLD_`` and the name in capitals; a file of that name in
``/run/secrets`` (lower case) serves for secrets.
"""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import tld
import yaml
from pydantic import BeforeValidator, Field, SecretStr, StrictStr, TypeAdapter, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

from pipeline.cluster.joining import Joining
from pipeline.cluster.owners import Owners, table_of
from pipeline.cluster.rules import Lifetime, Rules
from pipeline.errors import Misconfigured
from pipeline.normalize.attribution.agencies import Agencies

_SECRETS = Path("/run/secrets")
_CONFIG = "STORYFOLD_CONFIG"
_Aliases = TypeAdapter(dict[StrictStr, list[StrictStr]])
Port = Annotated[int, Field(ge=0, le=65535)]
Model = Annotated[
    Literal["off", "minilm"],
    BeforeValidator(lambda said: "off" if said is False else said),  # so YAML reads a bare off
]


def config_dir() -> Path:
    """The folder of ``storyfold.yaml`` and the tables beside it: ``STORYFOLD_CONFIG``, or our own."""
    if said := os.environ.get(_CONFIG):
        return Path(said)
    return own_config_dir()


def own_config_dir() -> Path:
    """The folder of the tables that ship with Storyfold."""
    package = Path(__file__).resolve().parent
    inside = package / "_config"
    return inside if inside.is_dir() else package.parent / "config"


class Settings(BaseSettings):
    """What an operator can set; ``config/storyfold.yaml`` explains every key."""

    model_config = SettingsConfigDict(
        env_prefix="STORYFOLD_", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    broker: str = "127.0.0.1:9092"
    broker_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    broker_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = None
    broker_user: str | None = None
    broker_password: SecretStr = SecretStr("")
    broker_ca: Path | None = None
    broker_certificate: Path | None = None
    broker_key: Path | None = None
    database: str = Field(default="sqlite:///storyfold.db", repr=False)
    topic_prefix: str = Field(default="storyfold.", pattern=r"^[A-Za-z0-9._-]{0,100}$")
    raw_partitions: int = Field(default=1, ge=1, le=1024)
    prepared_partitions: int = Field(default=8, ge=1, le=1024)
    replication: int = Field(default=1, ge=1, le=7)
    retention_days: float = Field(default=7, gt=0, le=3_660)
    group: str = Field(default="storyfold", pattern=r"^[A-Za-z0-9._-]{1,100}$")
    datadir: Path = Path(".storyfold")
    max_item_bytes: int = Field(default=1_000_000, ge=1_000, le=4_000_000)
    batch_articles: int = Field(default=200, ge=1, le=5_000)
    quiet_hours: float = Field(default=48, gt=0, le=8_784)
    closed_days: float = Field(default=4, gt=0, le=366)
    window_days: float = Field(default=7, gt=0, le=366)
    window_arrivals: int = Field(default=50_000, ge=0)
    vector: Model = "off"
    standby: bool = False
    sources: tuple[dict[str, Any], ...] = Field(default=(), repr=False)
    """as written; ``sources.configured`` reads it"""
    metrics_host: str = "127.0.0.1"
    metrics_port: Port = 9464
    log_level: Literal["debug", "info", "warning", "error"] = "warning"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags over environment over secrets over the file."""
        file = YamlConfigSettingsSource(settings_cls, yaml_file=config_dir() / "storyfold.yaml")
        return init_settings, env_settings, file_secret_settings, file


def load_settings(**flags: object) -> Settings:
    """The settings in force; ``flags`` (None for "not given") come before everything else.

    Raises Misconfigured with the name of the first setting that is wrong.
    """
    if os.environ.get(_CONFIG) and not config_dir().is_dir():
        raise Misconfigured(f"{_CONFIG}: there is no folder {config_dir()}")
    given = {name: value for name, value in flags.items() if value is not None}
    secrets = {"_secrets_dir": _SECRETS} if _SECRETS.is_dir() else {}
    try:
        return Settings(**secrets, **given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"])) or "settings"
        raise Misconfigured(f"{name}: {first['msg']} (config/storyfold.yaml explains it)") from None
    except (yaml.YAMLError, ValueError, TypeError, AttributeError) as error:
        path = config_dir() / "storyfold.yaml"
        raise Misconfigured(
            f"{path}: no YAML of lines such as 'key: value': {_line(error)}"
        ) from None


def load_agencies() -> Agencies:
    """The alias table of news agencies. Raises Misconfigured if it cannot be read."""
    path = config_dir() / "agencies.yaml"
    try:
        table = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        aliases = {
            " ".join(spelling.casefold().split()): name
            for name, spellings in _Aliases.validate_python(table).items()
            for spelling in [name, *spellings]
        }
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise Misconfigured(
            f"{path}: expected lines such as 'AFP: [afp, agence france-presse]': {_line(error)}"
        ) from None
    return Agencies(aliases)


def load_rules(lifetime: Lifetime | None = None) -> Rules:
    """What desks go by. Raises Misconfigured if a table cannot be read."""
    return Rules(load_joining(), lifetime or Lifetime(), load_owners())


def load_joining() -> Joining:
    """The weights by which articles join stories: of the settings' folder, or else those that ship.

    Raises Misconfigured if they cannot be read.
    """
    path = _table("joining.yaml")
    try:
        weights = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["weights"]
        return TypeAdapter(Joining).validate_python(weights)
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise Misconfigured(
            f"{path}: expected `weights:` as `storyfold train` writes them: {_line(error)}"
        ) from None


def load_owners() -> Owners:
    """The table of owners and their outlets: of the settings' folder, or else the one that ships.

    Raises Misconfigured if it cannot be read.
    """
    path = _table("owners.yaml")
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        table = _Aliases.validate_python(loaded)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise Misconfigured(
            f"{path}: expected lines such as 'Reach: [mirror.co.uk, Daily Mirror]': {_line(error)}"
        ) from None
    aggregators = frozenset(table.pop("aggregators", ()))
    return Owners(table_of(table, load_agencies().aliases, aggregators), _registered)


def _table(name: str) -> Path:
    """Where a table lies that a settings' folder of an earlier version does not have."""
    path = config_dir() / name
    return path if path.is_file() else own_config_dir() / name


def _registered(host: str) -> str:
    """What somebody registered of a host, by the Public Suffix List; the host where that is not plain."""
    return tld.get_fld(f"https://{host}", fail_silently=True, search_private=True) or host


def _line(error: Exception) -> str:
    """An error in one line."""
    return " ".join(str(error).split())[:300]
