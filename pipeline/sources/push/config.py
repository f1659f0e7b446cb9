"""What an operator sets for articles that are pushed; ``config/storyfold.yaml`` explains each key."""

import ipaddress
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pipeline.sources import Live
from pipeline.sources.config import Part, SourceConfig, Surroundings
from pipeline.sources.state import State

Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]

SENDER = "sender:"
"""What the keys of senders' counts begin with in the source's state."""


class Push(SourceConfig):
    """An HTTP server that takes articles."""

    kind: Literal["push"]
    listen: Annotated[str, Field(pattern=r"^(\[[0-9A-Fa-f:.]+\]|[^:\s]+):[0-9]{1,5}$")] = (
        "127.0.0.1:8080"
    )
    certificate: Path | None = None
    private_key: Path | None = None
    keys_file: Path | None = None
    keys_env: Variable = "STORYFOLD_PUSH_KEYS"
    superdesk_file: Path | None = None
    superdesk_env: Variable = "STORYFOLD_PUSH_SUPERDESK"
    anybody: Annotated[bool, Field(alias="open")] = False
    timeout_s: Annotated[float, Field(gt=0, le=600)] = 10
    read_s: Annotated[float, Field(gt=0, le=3_600)] = 30
    max_body_bytes: Annotated[int, Field(ge=1_000, le=100_000_000)] = 8_000_000
    max_stream_bytes: Annotated[int, Field(ge=1_000, le=10**12)] = 1_000_000_000
    max_items: Annotated[int, Field(ge=1, le=100_000)] = 1_000
    max_connections: Annotated[int, Field(ge=1, le=10_000)] = 200

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if self.anybody and not is_loopback(self.address[0]):
            raise ValueError("open: true needs listen: 127.0.0.1:…; elsewhere, senders need keys")
        if self.anybody and self.keys_file:
            raise ValueError("open: true and keys_file exclude each other")
        if (self.certificate is None) != (self.private_key is None):
            raise ValueError("certificate and private_key: both are needed for TLS")
        if self.address[1] > 65_535:
            raise ValueError("listen: a port is at most 65535")
        return self

    @property
    def address(self) -> tuple[str, int]:
        """Host and port; port 0 is any that is free."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    def open(self, given: Surroundings) -> Live:
        """The server; it listens when it is run."""
        from pipeline.sources.push import server  # noqa: PLC0415 - the web server costs 0.2 s

        return server.Server(self, given)

    def parts(self, state: State) -> list[Part]:
        """Each sender."""
        return [
            Part(part=key.removeprefix(SENDER), items=row["accepted"], fault="", next_at=None)
            for key, row in state.all(self.named).items()
            if key.startswith(SENDER)
        ]


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and nobody else can reach it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
