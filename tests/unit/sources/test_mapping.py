"""Another team's JSON as our rows."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from pipeline.errors import Misconfigured
from pipeline.sources.mapping import Rules, at, load_mapping, mapped

RULES: TypeAdapter[Any] = TypeAdapter(Rules)
THEIRS = {
    "guid": 7,
    "body": {"text": ["One.", "Two."], "html": None},
    "a.b": "dotted",
    "authors": [{"name": "A. B."}, {"nick": "x"}, {"name": "C. D."}],
    "versions": [{"n": 1}, {"n": 2}],
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("guid", 7),
        ("body.text", ["One.", "Two."]),
        ("body.text.0", "One."),
        ("versions.-1.n", 2),
        ("authors.*.name", ["A. B.", "C. D."]),
        ("a.b", "dotted"),
        ("body.text.9", None),
        ("body.nowhere.deep", None),
        ("guid.x", None),
        ("authors.name", None),
    ],
)
def test_paths_lead_through_objects_and_lists(path: str, found: object) -> None:
    assert at(THEIRS, path) == found


def test_rules_are_tried_in_order_and_lists_become_texts() -> None:
    rules = RULES.validate_python(
        {"id": "guid", "text": ["body.html", "body.text"], "byline": "authors.*.name"}
        | {"source": {"const": "Wire"}, "slug": "nowhere"}
    )
    assert json.loads(mapped(json.dumps(THEIRS).encode(), rules)) == {
        "id": "7",
        "text": "One.\n\nTwo.",
        "byline": "A. B., C. D.",
        "source": "Wire",
    }


@pytest.mark.parametrize(
    "rules",
    [
        {"text": 7},
        {"text": ""},
        {"body": "x"},
        {"id": "x"},
        {"text": {"constant": "x"}},
        {"text": [["x"]]},
        {},
    ],
)
def test_rules_that_cannot_be_are_refused(rules: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RULES.validate_python(rules)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab*0"), inner),
    max_leaves=12,
)


@given(_JSON | st.dictionaries(st.sampled_from("ab"), _JSON), st.lists(st.sampled_from("ab*0")))
def test_whatever_they_send_becomes_a_row_or_stays_as_it_is(value: object, keys: list[str]) -> None:
    sent = json.dumps(value).encode()
    rules = RULES.validate_python(
        {"text": ".".join(keys) or "a", "published_at": "b", "version": "a"}
    )
    made = mapped(sent, rules)
    assert made == sent or isinstance(json.loads(made), dict)


@pytest.mark.parametrize("deep", ["[" * 1_000 + "]" * 1_000, '{"a":' * 900 + "1" + "}" * 900])
def test_values_that_are_nested_without_end_crash_nothing(deep: str) -> None:
    sent = b'{"t": "x", "a": %s}' % deep.encode()
    rules = RULES.validate_python(
        {"title": "t", "text": "a", "byline": "a", "published_at": "a"}
        | {"version": "a", "status": "a"}
    )
    assert json.loads(mapped(sent, rules))["title"] == "x"


@given(st.binary())
def test_what_is_no_json_stays_as_it_is(sent: bytes) -> None:
    try:
        json.loads(sent)
    except ValueError:
        assert mapped(sent, {"text": ("a",)}) == sent


def test_a_mapping_may_be_a_file_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_mapping("example")["id"] == ("guid",)
    monkeypatch.setenv("STORYFOLD_CONFIG", str(tmp_path))
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "agency.yaml").write_text("text: body\n", encoding="utf-8")
    assert load_mapping("agency") == {"text": ("body",)}
    (tmp_path / "mappings" / "agency.yaml").write_text("words: body\n", encoding="utf-8")
    with pytest.raises(
        Misconfigured, match=r"agency\.yaml: expected lines such as .*no field words"
    ):
        load_mapping("agency")
    with pytest.raises(Misconfigured, match=r"mapping: there is no file .*/mappings/none\.yaml"):
        load_mapping("none")
