"""Files from Maven Central, at the versions that ``pom.xml`` pins."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Final

from tests.services import FetchError, cached, fetch

POM: Final = Path(__file__).with_name("pom.xml")
NAMESPACE: Final = {"pom": "http://maven.apache.org/POM/4.0.0"}


def pinned(name: str) -> str:
    """Return the version that ``pom.xml`` gives to ``<name>.version``."""
    # Our own file, so there is nothing hostile in it to guard against.
    root = ET.parse(POM).getroot()  # noqa: S314
    version = root.findtext(f"pom:properties/pom:{name}.version", namespaces=NAMESPACE)
    if version is None:
        raise LookupError(f"pom.xml has no property {name}.version")
    return version


def jars(profile: str, **properties: str) -> Path:
    """Return a folder with the jars of one profile of ``pom.xml``, fetched once and kept."""

    def copy_into(folder: Path) -> None:
        maven = shutil.which("mvn")
        if maven is None:
            raise FetchError("Maven is not installed")
        fetch(
            [
                maven,
                "--quiet",
                "--batch-mode",
                f"--file={POM}",
                f"--activate-profiles={profile}",
                *(f"-D{name}={value}" for name, value in properties.items()),
                "-DincludeScope=runtime",
                f"-DoutputDirectory={folder}",
                "dependency:copy-dependencies",
            ],
            folder,
        )

    variant = "-".join([pinned(profile), *properties.values()])
    return cached(f"{profile}/jars-{variant}", copy_into)
