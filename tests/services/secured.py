"""A Kafka broker that lets nobody in unasked: SASL, TLS, client certificates and ACLs."""

from __future__ import annotations

import argparse
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import trustme
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.protocol.admin import CreateAclsRequest
from cryptography.hazmat.primitives import serialization

from tests.services import free_ports, unavailable
from tests.services.kafka import WHAT, Kafka, find_java, java_process, settings

if TYPE_CHECKING:
    import pytest

PASSWORDS: Final = {
    "storyfold-admin": "geheim-admin",
    "storyfold-producer": "geheim-producer",
    "storyfold-worker": "geheim-worker",
    "storyfold-reader": "geheim-reader",
    "storyfold-operator": "geheim-operator",
    "storyfold-eraser": "geheim-eraser",
}
MECHANISMS: Final = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
RESOURCES: Final = {"topic": 2, "group": 3}
PATTERNS: Final = {"literal": 3, "prefixed": 4}
OPERATIONS: Final = {
    "Read": 3,
    "Write": 4,
    "Create": 5,
    "Delete": 6,
    "Describe": 8,
    "DescribeConfigs": 10,
}
ALLOW: Final = 3


@dataclass(slots=True)
class SecuredKafka(Kafka):
    """A broker whose ``bootstrap`` is a plain listener, where everybody is a super user.

    On the other listeners a user may do what ACLs allow. A client certificate's common name is
    its user.
    """

    sasl_tls: str
    sasl_plaintext: str
    mutual_tls: str
    folder: Path
    """Holds ``ca.pem``, ``USER.pem`` and ``USER.key`` of each user."""

    def set_password(self, user: str, word: str) -> None:
        """Change what a user has to say by PLAIN; in force when the broker starts again."""
        file = self.folder / "server.properties"
        said = file.read_text(encoding="utf-8")
        changed = re.sub(rf'user_{user}=(\\*)"[^"\\]*(\\*)"', rf'user_{user}=\1"{word}\2"', said)
        assert changed != said
        file.write_text(changed, encoding="utf-8")

    def way(self, kind: str, user: str) -> dict[str, str]:
        """The environment of a Storyfold that comes as ``user``: by ``mtls`` or a mechanism."""
        found = {"BROKER": self.sasl_tls, "BROKER_SECURITY": "SASL_SSL"}
        if kind == "mtls":
            found = {
                "BROKER": self.mutual_tls,
                "BROKER_SECURITY": "SSL",
                "BROKER_CERTIFICATE": str(self.folder / f"{user}.pem"),
                "BROKER_KEY": str(self.folder / f"{user}.key"),
            }
        else:
            found |= {
                "BROKER_MECHANISM": kind,
                "BROKER_USER": user,
                "BROKER_PASSWORD": PASSWORDS[user],
            }
        found["BROKER_CA"] = str(self.folder / "ca.pem")
        return {f"STORYFOLD_{name}": value for name, value in found.items()}


def find_secured(folders: pytest.TempPathFactory) -> SecuredKafka:
    """A broker run by this machine's Java; it is not started yet."""
    java = find_java()
    if java is None:
        unavailable(f"{WHAT} with listeners of our own", "install Java 17+ and Maven")
    folder = folders.mktemp("secured")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    server = authority.issue_cert("127.0.0.1")
    for user in PASSWORDS:
        client = authority.issue_cert(f"{user}@storyfold.example", common_name=user)
        (folder / f"{user}.key").write_text(as_pkcs8(client.private_key_pem), encoding="ascii")
        chain = b"".join(pem.bytes() for pem in client.cert_chain_pems)
        (folder / f"{user}.pem").write_bytes(chain)
    plain, controller, sasl_tls, sasl_plaintext, mutual_tls = free_ports(5)
    values = settings(
        bind="127.0.0.1",
        advertised=f"127.0.0.1:{plain}",
        port=plain,
        controller_port=controller,
        data=str(folder / "data"),
    )
    listeners = (
        f",SASL_SSL://127.0.0.1:{sasl_tls},SASL_PLAINTEXT://127.0.0.1:{sasl_plaintext}"
        f",SSL://127.0.0.1:{mutual_tls}"
    )
    values["listeners"] += listeners
    values["advertised.listeners"] += listeners
    values["listener.security.protocol.map"] += (
        ",SASL_SSL:SASL_SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL"
    )
    values |= {
        "sasl.enabled.mechanisms": ",".join(MECHANISMS),
        "ssl.keystore.type": "PEM",
        "ssl.keystore.certificate.chain": server.cert_chain_pems[0].bytes().decode(),
        "ssl.keystore.key": as_pkcs8(server.private_key_pem),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.certificates": authority.cert_pem.bytes().decode(),
        "listener.name.ssl.ssl.client.auth": "required",
        "ssl.principal.mapping.rules": "RULE:^.*?CN=([^,]+).*$/$1/",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
    }
    module = "org.apache.kafka.common.security"
    users = " ".join(f'user_{name}="{word}"' for name, word in PASSWORDS.items())
    for listener in ("sasl_ssl", "sasl_plaintext"):
        prefix = f"listener.name.{listener}"
        values[f"{prefix}.plain.sasl.jaas.config"] = (
            f"{module}.plain.PlainLoginModule required {users};"
        )
        for mechanism in MECHANISMS[1:]:
            values[f"{prefix}.{mechanism.lower()}.sasl.jaas.config"] = (
                f"{module}.scram.ScramLoginModule required;"
            )
    values["listener.name.sasl_plaintext.sasl.enabled.mechanisms"] = "SCRAM-SHA-256,SCRAM-SHA-512"
    scram = [
        option
        for mechanism in MECHANISMS[1:]
        for name, word in PASSWORDS.items()
        for option in ("--add-scram", f"{mechanism}=[name={name},password={word}]")
    ]
    return SecuredKafka(
        controls=java_process(java, folder, values, scram),
        bootstrap=f"127.0.0.1:{plain}",
        sasl_tls=f"127.0.0.1:{sasl_tls}",
        sasl_plaintext=f"127.0.0.1:{sasl_plaintext}",
        mutual_tls=f"127.0.0.1:{mutual_tls}",
        folder=folder,
    )


def as_pkcs8(key: trustme.Blob) -> str:
    """The key in the one PEM format that Kafka reads."""
    loaded = serialization.load_pem_private_key(key.bytes(), password=None)
    return loaded.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


async def allow(bootstrap: str, kafka_acls: str) -> None:
    """Do what a command line of ``kafka-acls.sh --add`` would do."""
    said = argparse.ArgumentParser(allow_abbrev=False)
    said.add_argument("--allow-principal", required=True)
    said.add_argument("--operation", action="append", required=True)
    said.add_argument("--resource-pattern-type", default="literal")
    said.add_argument("--topic", action="append", default=[])
    said.add_argument("--group", action="append", default=[])
    given = said.parse_args(shlex.split(kafka_acls))
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        for resource, name in [("topic", t) for t in given.topic] + [
            ("group", g) for g in given.group
        ]:
            for operation in given.operation:
                answer = await admin._send_request(
                    CreateAclsRequest(
                        RESOURCES[resource],
                        name,
                        PATTERNS[given.resource_pattern_type],
                        given.allow_principal,
                        "*",
                        OPERATIONS[operation],
                        ALLOW,
                    )
                )
                assert [code for code, _ in answer.creation_responses] == [0], answer
    finally:
        await admin.close()
