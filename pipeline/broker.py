"""The way to the broker: who we are to it, and how we know that it is the one we mean.

Every client of ours, Faust's too, is given what ``connection`` says.
"""

import asyncio
import logging
import ssl
from collections.abc import Awaitable
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import KafkaError, SaslAuthenticationFailed, UnsupportedSaslMechanismError
from aiokafka.protocol.metadata import MetadataRequest

from pipeline.errors import Misconfigured, Unavailable
from pipeline.settings import Settings

_TIMEOUT_MS = 10_000
_SERVED = "served"


def connection(settings: Settings) -> dict[str, Any]:
    """What aiokafka's clients take: the bootstrap servers, and all that their login needs.

    Raises Misconfigured if settings are missing, contradict one another, or name files of no use.
    """
    _check(settings)
    logging.getLogger("aiokafka.conn").addFilter(_above_debug)
    arguments: dict[str, Any] = {
        "bootstrap_servers": settings.broker,
        "security_protocol": settings.broker_security,
    }
    if settings.broker_security.endswith("SSL"):
        arguments["ssl_context"] = _tls(settings)
    if settings.broker_security.startswith("SASL"):
        arguments["sasl_mechanism"] = settings.broker_mechanism
        arguments["sasl_plain_username"] = settings.broker_user
        arguments["sasl_plain_password"] = settings.broker_password.get_secret_value()
    return arguments


async def trouble(settings: Settings) -> Misconfigured | Unavailable | None:
    """Why no bootstrap server serves us; None if one does.

    aiokafka's clients keep the reason to themselves, so this asks the servers once more.
    """
    arguments = connection(settings)
    away = Unavailable(f"broker: no Kafka broker answers at {settings.broker}")
    try:
        hosts = collect_hosts(arguments.pop("bootstrap_servers"))
    except ValueError:
        return away
    refused = None
    for host, port, _ in hosts:
        words = await _words(_ask(host, port, arguments), settings)
        if words == _SERVED:
            return None
        refused = refused or (words and Misconfigured(words.format(at=f"{host}:{port}")))
    return refused or away


async def refusal(settings: Settings) -> Misconfigured | None:
    """Why a broker that takes connections will not have us; None if it is just away."""
    found = await trouble(settings)
    return found if isinstance(found, Misconfigured) else None


async def stop(consumer: AIOKafkaConsumer, within_s: float) -> None:
    """Stop a consumer, whatever comes of that.

    Where the broker is away, aiokafka ends with the cancellation of a task of its own, or, if its
    fetcher is still taking in an assignment, not at all.
    """
    stopping = asyncio.ensure_future(consumer.stop())
    _, late = await asyncio.wait({stopping}, timeout=within_s)
    if late:
        stopping.cancel()
    await asyncio.gather(stopping, return_exceptions=True)


def _above_debug(record: logging.LogRecord) -> bool:
    """Whether a record of aiokafka's connections may be seen: debug ones hold the password."""
    return record.levelno > logging.DEBUG


def _check(settings: Settings) -> None:
    protocol = settings.broker_security
    login = {
        "broker_mechanism": settings.broker_mechanism,
        "broker_user": settings.broker_user,
        "broker_password": settings.broker_password.get_secret_value(),
    }
    files = {
        "broker_ca": settings.broker_ca,
        "broker_certificate": settings.broker_certificate,
        "broker_key": settings.broker_key,
    }
    if "@" in settings.broker:
        raise Misconfigured(
            "broker: is written HOST:PORT; user and password are broker_user and broker_password"
        )
    for name, value in login.items():
        if protocol.startswith("SASL") and not value:
            raise Misconfigured(f"{name}: is missing, and broker_security {protocol} needs it")
        if not protocol.startswith("SASL") and value:
            raise Misconfigured(
                f"{name}: is set, and broker_security {protocol} has no login; say SASL_SSL"
            )
    for name, path in files.items():
        if not protocol.endswith("SSL") and path:
            raise Misconfigured(
                f"{name}: is set, and broker_security {protocol} has no TLS; say SSL or SASL_SSL"
            )
    if bool(settings.broker_certificate) != bool(settings.broker_key):
        alone, other = (
            ("certificate", "key") if settings.broker_certificate else ("key", "certificate")
        )
        raise Misconfigured(
            f"broker_{other}: is missing, and broker_{alone} is of no use without it"
        )


def _tls(settings: Settings) -> ssl.SSLContext:
    for name in ("broker_ca", "broker_certificate", "broker_key"):
        path = getattr(settings, name)
        try:
            if path:
                path.read_bytes()
        except OSError as error:
            raise Misconfigured(f"{name}: {path} cannot be read: {error.strerror}") from None
    try:
        context = ssl.create_default_context(cafile=settings.broker_ca)
    except ssl.SSLError:
        raise Misconfigured(f"broker_ca: {settings.broker_ca} holds no PEM certificates") from None
    if settings.broker_certificate:
        try:
            # the empty pass phrase keeps OpenSSL from asking for one at the terminal
            context.load_cert_chain(settings.broker_certificate, settings.broker_key, lambda: "")
        except (ssl.SSLError, ValueError):
            raise Misconfigured(
                f"broker_key: {settings.broker_key} is no PEM key, without a pass phrase, of the "
                f"certificate in {settings.broker_certificate}"
            ) from None
    return context


async def _ask(host: str, port: int, arguments: dict[str, Any]) -> None:
    """One request that a broker answers only to those it lets in."""
    broker = await create_conn(host, port, request_timeout_ms=_TIMEOUT_MS, **arguments)
    try:
        await broker.send(MetadataRequest([]))
    finally:
        broker.close()


async def _words(asked: Awaitable[None], settings: Settings) -> str | None:
    """What went wrong and what to do, if the broker was there; ``{at}`` is for its address."""
    try:
        await asked
    except SaslAuthenticationFailed:
        return (
            f"broker_user: {{at}} refuses the login of {settings.broker_user} by "
            f"{settings.broker_mechanism}; see broker_user and broker_password"
        )
    except UnsupportedSaslMechanismError:
        return f"broker_mechanism: {{at}} takes no login by {settings.broker_mechanism}"
    except ssl.SSLCertVerificationError as error:
        return (
            f"broker_ca: the certificate of {{at}} is not to be trusted: {error.verify_message}; "
            f"broker_ca names the authority that has signed it"
        )
    except (KafkaError, ssl.SSLError, ConnectionResetError, ConnectionAbortedError):
        return (
            f"broker_security: {{at}} takes connections and then breaks them off; "
            f"it may ask for another way than {settings.broker_security}, or for a client's "
            "certificate (broker_certificate, broker_key)"
        )
    except (OSError, ValueError):  # no such name or port, or nobody answers
        return None
    return _SERVED
