"""One tidings.toml, plus environment variables for secrets; the only place that reads either.

Every key can be overridden by an environment variable: TIDINGS_DATABASE, TIDINGS_BUS, TIDINGS_WEB__PORT. Unknown keys are
errors that name the nearest known one.
"""

from __future__ import annotations

import difflib
import ipaddress
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

DEFAULT_FILE = Path("tidings.toml")


class SettingsError(ValueError):
    """tidings.toml or the environment is wrong; the message names the key and the cure."""


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CrawlSection(Section):
    """How the crawler behaves."""

    user_agent: str = "tidings/0.1 (news monitor)"  # add an address where site owners can reach you
    delay_seconds: float = Field(1.0, ge=0)  # between two requests to a site
    timeout_seconds: float = Field(30.0, gt=0, le=300)
    cycle_seconds: float = Field(300.0, gt=0)  # of one cycle; what it does not come to is left to the next
    readers: int = Field(1, ge=1, le=64)  # processes that read pages
    operator_channel: str = ""  # who is told of sources in trouble: mailto://, slack:// or json://; best in the environment
    allow_loopback: bool = False  # let sources be on this machine: for tests only


class WorkersSection(Section):
    """How the workers behave."""

    batch_size: int = Field(32, ge=1, le=500)
    attempts: int = Field(3, ge=1, le=20)
    processes: int = Field(1, ge=1, le=64)  # of the classify worker; more than one needs Kafka


class AlertsSection(Section):
    """When articles are too old to alert."""

    max_age_hours: float = Field(72.0, gt=0)
    mail_server: str = ""  # mailto(s):// URL without a recipient, for addresses that subscribers add on their page
    webhook_networks: str = ""  # networks inside that webhooks of subscribers may reach all the same, as 10.1.0.0/16

    @field_validator("webhook_networks")
    @classmethod
    def _networks(cls, value: str) -> str:
        for part in value.split(","):
            if part.strip():
                ipaddress.ip_network(part.strip())
        return value


class CanarySection(Section):
    """Articles of our own that go the whole path, to see that alerts arrive."""

    every_seconds: float = Field(300.0, ge=0)  # 0 sends none
    late_seconds: float = Field(120.0, gt=0, le=3600)  # one that has not arrived by then is told to the operators
    channel: str = ""  # where they go: mailto://, slack:// or json://; empty: to the process that sends them
    listen: str = "127.0.0.1:0"  # where that process takes them in, on port 0 a free one


class WebSection(Section):
    """The pages and the API."""

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    base_url: str = ""  # how subscribers reach the pages, for links in alerts; empty leaves the links out


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(extra="forbid", env_prefix="TIDINGS_", env_nested_delimiter="__", frozen=True)

    bus: str = "embedded:tidings-data/bus.db"
    database: str = "sqlite:///tidings-data/tidings.db"
    sources: str = ""  # a sources.toml; empty for the catalogue that ships
    model: str = ""  # a model folder, or a Hugging Face checkpoint as org/name; empty for the model that ships
    state: str = "tidings-data/state"  # small files of the workers
    rates_url: str = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"  # for `tidings rates update`
    crawl: CrawlSection = CrawlSection()
    workers: WorkersSection = WorkersSection()
    alerts: AlertsSection = AlertsSection()
    canary: CanarySection = CanarySection()
    web: WebSection = WebSection()

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource, dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:  # fmt: skip
        return env_settings, init_settings  # a secret in the environment wins over the file


def load_settings(path: Path | None = None) -> Settings:
    """The settings of a file, or of ./tidings.toml, or the defaults where there is none. Raises SettingsError."""
    file = path or DEFAULT_FILE
    if path is not None and not path.exists():
        raise SettingsError(f"settings: {path} is not there; write one with `tidings init`")
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"settings: {file} is not TOML: {error}") from error
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(f"settings: {file}: " + "; ".join(_explain(e) for e in error.errors())) from error


def _explain(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] != "extra_forbidden":
        return f"{where}: {error['msg']}"
    *sections, key = error["loc"]
    model: Any = Settings
    for section in sections:
        model = model.model_fields[section].annotation
    near = difflib.get_close_matches(str(key), model.model_fields, 1, 0.5)
    return f"unknown key {where!r}" + (
        f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(model.model_fields)}"
    )


TEMPLATE = """\
# tidings.toml: every key with its default. Secrets belong into the environment: TIDINGS_DATABASE, TIDINGS_BUS,
# TIDINGS_CRAWL__OPERATOR_CHANNEL, TIDINGS_ALERTS__MAIL_SERVER.

# The bus: a file on this machine, or kafka://host:9092,host2:9092
bus = "embedded:tidings-data/bus.db"

# The archive and the subscriptions: a file, or postgresql+psycopg://user:password@host/name
database = "sqlite:///tidings-data/tidings.db"

# Which sources to crawl: a file in the form of `tidings sources list --toml`; empty for the catalogue that ships
sources = ""

# A model folder of your own, or a Hugging Face checkpoint as org/name; empty for the model that ships
model = ""

# Where workers keep small files
state = "tidings-data/state"

# Where `tidings rates update` fetches the exchange rates behind values in US dollars
rates_url = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"

[crawl]
user_agent = "tidings/0.1 (news monitor)"   # add an address where site owners can reach you
delay_seconds = 1.0                          # between two requests to a site
timeout_seconds = 30.0
cycle_seconds = 300.0                        # of one cycle; what it does not come to is left to the next
readers = 1                                  # processes that read pages
operator_channel = ""                        # who is told of sources in trouble: mailto://, slack:// or json://
allow_loopback = false                       # sources on this machine: for tests only

[workers]
batch_size = 32
attempts = 3        # of a record before it becomes a dead letter
processes = 1       # classify workers; more than one needs Kafka

[alerts]
max_age_hours = 72.0   # older articles are archived, not alerted
mail_server = ""       # mailtos://user:password@host/?from=alerts@example.com, for addresses that subscribers add themselves
webhook_networks = ""  # networks inside that webhooks of subscribers may reach all the same, as "10.1.0.0/16, fd00:1::/64"

[canary]
every_seconds = 300.0      # articles of our own that go the whole path, to see that alerts arrive; 0 sends none
late_seconds = 120.0       # one that has not arrived by then is told to crawl.operator_channel
channel = ""               # where they go: mailto://, slack:// or json://; empty: to the process that sends them
listen = "127.0.0.1:0"     # where that process takes them in; port 0: a free one

[web]
host = "127.0.0.1"
port = 8000
base_url = ""          # how subscribers reach the pages, for links in alerts
"""
