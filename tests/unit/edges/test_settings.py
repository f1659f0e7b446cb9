"""Which setting wins, and what is said of a wrong one."""

from pathlib import Path

import pytest
import yaml

from pipeline import settings as module
from pipeline.errors import Misconfigured
from pipeline.settings import Settings, config_dir, load_agencies, load_owners, load_settings


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of settings in force; empty."""
    folder = tmp_path / "config"
    folder.mkdir()
    monkeypatch.setenv("STORYFOLD_CONFIG", str(folder))
    return folder


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of secrets in force; empty."""
    folder = tmp_path / "secrets"
    folder.mkdir()
    monkeypatch.setattr(module, "_SECRETS", folder)
    return folder


def wrong(**flags: object) -> str:
    """The sentence about settings that are refused."""
    with pytest.raises(Misconfigured) as raised:
        load_settings(**flags)
    return str(raised.value)


def test_flags_beat_environment_beats_secrets_beat_the_file(
    config: Path, secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings().group == "storyfold"
    (config / "storyfold.yaml").write_text("group: file\n", encoding="utf-8")
    assert load_settings().group == "file"
    (secrets / "storyfold_group").write_text("secret\n", encoding="utf-8")
    assert load_settings().group == "secret"
    monkeypatch.setenv("STORYFOLD_GROUP", "environment")
    assert load_settings().group == "environment"
    assert load_settings(group="flag").group == "flag"
    assert load_settings(group=None).group == "environment"


def test_places_add_up(config: Path, secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (config / "storyfold.yaml").write_text("broker: b:1\nwindow_days: 2.5\n", encoding="utf-8")
    (secrets / "storyfold_database").write_text("postgresql://u:geheim@h/x", encoding="utf-8")
    monkeypatch.setenv("STORYFOLD_METRICS_PORT", "0")
    found = load_settings(group="g")
    assert (found.broker, found.window_days) == ("b:1", 2.5)
    assert found.database == "postgresql://u:geheim@h/x"
    assert (found.metrics_port, found.group) == (0, "g")


def test_the_file_as_it_ships_names_every_setting_with_its_default() -> None:
    text = (config_dir() / "storyfold.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text) is None
    offered = [line[2:] for line in text.splitlines() if line[:2] == "# " and line[2:3].islower()]
    keys = yaml.safe_load(
        "\n".join(o for o in offered if o.partition(":")[0] in Settings.model_fields)
    )
    assert keys.keys() == Settings.model_fields.keys()
    assert Settings.model_validate(keys) == load_settings()


@pytest.mark.parametrize("content", ["", "null\n", "# a comment\n", "{}\n"])
def test_a_file_that_sets_nothing_is_the_defaults(config: Path, content: str) -> None:
    (config / "storyfold.yaml").write_text(content, encoding="utf-8")
    assert load_settings() == Settings()
    assert load_settings().database == "sqlite:///storyfold.db"


def test_an_unknown_key_is_named(config: Path) -> None:
    (config / "storyfold.yaml").write_text("brokers: a:1\n", encoding="utf-8")
    assert wrong().startswith("brokers: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("metrics_port", "abc"),
        ("metrics_port", "65536"),
        ("metrics_port", "-1"),
        ("batch_articles", "0"),
        ("batch_articles", "5001"),
        ("batch_articles", "1.5"),
        ("max_item_bytes", "999"),
        ("max_item_bytes", "4000001"),
        ("quiet_hours", "0"),
        ("quiet_hours", "8785"),
        ("closed_days", "0"),
        ("closed_days", "367"),
        ("window_days", "0"),
        ("window_days", "nan"),
        ("window_days", "367"),
        ("window_arrivals", "-1"),
        ("log_level", "loud"),
        ("log_level", "WARNING"),
        ("topic_prefix", "a b"),
        ("topic_prefix", "a/b"),
        ("group", ""),
        ("raw_partitions", "0"),
        ("prepared_partitions", "many"),
        ("replication", "8"),
    ],
)
def test_a_wrong_value_is_told_in_one_sentence_that_names_the_setting(
    name: str, value: str, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"STORYFOLD_{name.upper()}", value)
    by_environment = wrong()
    assert by_environment.startswith(f"{name}: ")
    assert "\n" not in by_environment
    monkeypatch.delenv(f"STORYFOLD_{name.upper()}")
    (config / "storyfold.yaml").write_text(f"{name}: '{value}'\n", encoding="utf-8")
    assert wrong() == by_environment
    (config / "storyfold.yaml").unlink()
    assert wrong(**{name: value}) == by_environment


def test_a_wrong_secret_is_not_repeated(secrets: Path) -> None:
    (secrets / "storyfold_metrics_port").write_text("geheim", encoding="utf-8")
    assert "geheim" not in wrong()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().group = "other"  # type: ignore[misc]


def test_yaml_that_cannot_be_parsed_is_told(config: Path) -> None:
    (config / "storyfold.yaml").write_text("broker: [\n", encoding="utf-8")
    assert f"{config / 'storyfold.yaml'}: no YAML" in wrong()


def test_a_folder_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYFOLD_CONFIG", "/no/such/folder")
    assert wrong() == "STORYFOLD_CONFIG: there is no folder /no/such/folder"


# -- agencies ------------------------------------------------------------------------------------


def test_spellings_are_found_whatever_their_case_and_blanks(config: Path) -> None:
    (config / "agencies.yaml").write_text(
        "Čtk: [ČTK]\nHill Press: [hp, '  Hill   PRESS agency ']\nLone: []\n", encoding="utf-8"
    )
    assert load_agencies().aliases == {
        "čtk": "Čtk",
        "hill press": "Hill Press",
        "hp": "Hill Press",
        "hill press agency": "Hill Press",
        "lone": "Lone",
    }


def test_the_table_as_it_ships_knows_the_large_agencies() -> None:
    aliases = load_agencies().aliases
    assert aliases["agence france-presse"] == "AFP"
    assert aliases["reuters"] == "Reuters"
    assert len(aliases) > 50


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"- AFP\n- AP\n",
        b"AFP\n",
        b"AFP:\n",
        b"AFP: 5\n",
        b"AFP: [afp\n",
        b"AFP: [\xff]\n",
        b"\x00",
    ],
    ids=str,
)
def test_a_broken_table_of_agencies_is_told_with_its_path(config: Path, content: bytes) -> None:
    (config / "agencies.yaml").write_bytes(content)
    with pytest.raises(Misconfigured, match="expected lines such as 'AFP: ") as raised:
        load_agencies()
    assert str(raised.value).startswith(f"{config / 'agencies.yaml'}: ")


def test_a_missing_table_of_agencies_is_told_with_its_path(config: Path) -> None:
    with pytest.raises(Misconfigured, match=f"^{config / 'agencies.yaml'}: "):
        load_agencies()


# -- owners --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"", b"- Reach\n", b"Reach: mirror\n", b"Reach: [\xff]\n"], ids=str
)
def test_a_broken_table_of_owners_is_told_with_its_path(config: Path, content: bytes) -> None:
    (config / "agencies.yaml").write_text("AFP: [afp]\n", encoding="utf-8")
    (config / "owners.yaml").write_bytes(content)
    with pytest.raises(Misconfigured, match="expected lines such as 'Reach: ") as raised:
        load_owners()
    assert str(raised.value).startswith(f"{config / 'owners.yaml'}: ")


def test_no_outlet_of_the_table_as_it_ships_has_two_owners() -> None:
    table = yaml.safe_load((config_dir() / "owners.yaml").read_text(encoding="utf-8"))
    outlets = [outlet.casefold() for owned in table.values() for outlet in owned]
    assert len(outlets) == len(set(outlets))
