"""What settings make of the way to the broker, and what is said of those that make none."""

import ssl
from collections.abc import Mapping
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives import serialization

from pipeline.broker import connection
from pipeline.errors import Misconfigured
from pipeline.settings import load_settings

LOGIN = {
    "broker_security": "SASL_SSL",
    "broker_mechanism": "PLAIN",
    "broker_user": "me",
    "broker_password": "geheim",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    """The current folder, with certificates, keys, and files that are neither."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    for name in ("one", "other"):
        issued = authority.issue_cert(f"{name}@storyfold.example")
        issued.cert_chain_pems[0].write_to_path(tmp_path / f"{name}.pem")
        issued.private_key_pem.write_to_path(tmp_path / f"{name}.key")
    (tmp_path / "nonsense.pem").write_text("nonsense", encoding="ascii")
    return tmp_path


def test_a_login_over_tls_is_what_clients_are_given() -> None:
    found = connection(load_settings(broker="b:1", broker_ca="ca.pem", **LOGIN))
    context = found.pop("ssl_context")
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert len(context.get_ca_certs()) == 1
    assert found == {
        "bootstrap_servers": "b:1",
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "PLAIN",
        "sasl_plain_username": "me",
        "sasl_plain_password": "geheim",
    }


def test_nothing_said_is_plaintext() -> None:
    assert connection(load_settings()) == {
        "bootstrap_servers": "127.0.0.1:9092",
        "security_protocol": "PLAINTEXT",
    }


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        ({**LOGIN, "broker_mechanism": None}, "broker_mechanism"),
        ({**LOGIN, "broker_user": None}, "broker_user"),
        ({**LOGIN, "broker_password": None}, "broker_password"),
        ({**LOGIN, "broker_security": None}, "broker_mechanism"),
        ({"broker_user": "me", "broker_security": "SSL"}, "broker_user"),
        ({"broker_password": "geheim"}, "broker_password"),
        ({"broker_ca": "ca.pem"}, "broker_ca"),
        ({"broker": "me:geheim@b:9092"}, "broker"),
        ({"broker_security": "SSL", "broker_certificate": "one.pem"}, "broker_key"),
        ({"broker_security": "SSL", "broker_key": "one.key"}, "broker_certificate"),
        ({**LOGIN, "broker_ca": "missing.pem"}, "broker_ca"),
        ({**LOGIN, "broker_ca": "nonsense.pem"}, "broker_ca"),
        ({**LOGIN, "broker_ca": "."}, "broker_ca"),
    ],
)
def test_settings_that_do_not_fit_are_told_in_one_sentence_that_names_one(
    flags: dict[str, object], named: str
) -> None:
    assert refused(flags).startswith(f"{named}: ")


@pytest.mark.parametrize(
    ("certificate", "key", "named"),
    [
        ("missing.pem", "one.key", "broker_certificate"),
        ("one.pem", "missing.key", "broker_key"),
        ("one.pem", "other.key", "broker_key"),
        ("one.pem", "nonsense.pem", "broker_key"),
        ("one.pem", "sealed.key", "broker_key"),
    ],
)
def test_a_certificate_and_a_key_of_no_use_are_told(
    certificate: str, key: str, named: str, folder: Path
) -> None:
    plain = serialization.load_pem_private_key((folder / "one.key").read_bytes(), password=None)
    sealed = plain.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"pass phrase"),
    )
    (folder / "sealed.key").write_bytes(sealed)
    flags = {"broker_security": "SSL", "broker_certificate": certificate, "broker_key": key}
    assert refused(flags).startswith(f"{named}: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [("broker_security", "geheim"), ("broker_mechanism", "GSSAPI"), ("broker_security", "ssl")],
)
def test_a_word_that_kafka_does_not_know_is_refused(name: str, value: str) -> None:
    assert refused({name: value}).startswith(f"{name}: ")


def test_settings_can_be_shown_without_their_secrets() -> None:
    settings = load_settings(database="postgresql://u:geheim@h/x", **LOGIN)
    assert settings.broker_password.get_secret_value() == "geheim"
    assert "geheim" not in repr(settings)
    assert "geheim" not in str(settings)


def refused(flags: Mapping[str, object]) -> str:
    """The one sentence about settings that are refused."""
    with pytest.raises(Misconfigured) as raised:
        connection(load_settings(**flags))
    sentence = str(raised.value)
    assert "\n" not in sentence
    assert "geheim" not in sentence
    return sentence
