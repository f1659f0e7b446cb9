"""Docker containers, where an engine answers."""

from __future__ import annotations

import contextlib
import functools
import gc
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tests.services.lifecycle import LOG_TAIL_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from testcontainers.core.container import DockerContainer

PING_TIMEOUT_S: Final = 3


@functools.cache
def engine_host() -> str | None:
    """Return the host on which containers can be reached; None if no engine answers."""
    try:
        # Here and not above: without testcontainers there is simply no Docker to test with.
        from docker.errors import DockerException  # noqa: PLC0415
        from testcontainers.core.docker_client import DockerClient  # noqa: PLC0415
    except ImportError:
        return None
    with warnings.catch_warnings():
        # docker-py does not close the socket of an attempt that failed; it is collected in here,
        # so that no test is blamed for it.
        warnings.simplefilter("ignore", ResourceWarning)
        host = None
        # A missing socket is a DockerException, a silent engine one of requests' (an OSError).
        with contextlib.suppress(DockerException, OSError):
            engine = DockerClient(timeout=PING_TIMEOUT_S)
            host = engine.host() if engine.client.ping() else None
            engine.client.close()
        gc.collect()
    return host


@dataclass(slots=True, kw_only=True)
class Container:
    """A container whose ports are the same on the host before and after a restart."""

    image: str
    environment: Mapping[str, str]
    ports: Mapping[int, int]
    command: Sequence[str] = field(default_factory=list)
    _container: DockerContainer | None = None

    def start(self) -> None:
        """Create the container, or start it again with the data that it had."""
        if self._container is None:
            self._container = self._created()
        else:
            self._container.get_wrapped_container().start()

    def stop(self) -> None:
        """Stop what runs in the container; its data stays."""
        if self._container is not None:
            self._container.get_wrapped_container().stop()

    def kill(self) -> None:
        """Kill what runs in the container; its data stays."""
        if self._container is not None and self.running():
            self._container.get_wrapped_container().kill()

    def close(self) -> None:
        """Remove the container and its data."""
        container, self._container = self._container, None
        if container is not None:
            container.stop()

    def running(self) -> bool:
        """Say whether the container is alive."""
        if self._container is None:
            return False
        container = self._container.get_wrapped_container()
        container.reload()
        return bool(container.status == "running")

    def log_tail(self) -> str:
        """Return the last lines that the container wrote."""
        if self._container is None:
            return ""
        written = b"\n".join(self._container.get_logs()).decode(errors="replace")
        return f"{self.image}:\n{written[-LOG_TAIL_CHARACTERS:]}"

    def _created(self) -> DockerContainer:
        from testcontainers.core.container import DockerContainer  # noqa: PLC0415

        container = DockerContainer(self.image, env=dict(self.environment))
        for inside, outside in self.ports.items():
            container.with_bind_ports(inside, outside)
        if self.command:
            container.with_command(list(self.command))
        return container.start()
