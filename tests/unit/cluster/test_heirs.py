"""What is told of those whose parent is taken out."""

import pytest

from pipeline.cluster.heirs import Kin, heirs


def kin(**of: str) -> dict[str, Kin]:
    """Articles in the order of arrival, each as ``relation parent parent``."""
    found: dict[str, Kin] = {}
    for name, said in of.items():
        relation, *parents = said.split()
        found[name] = (relation, tuple(parents))  # type: ignore[assignment]
    return found


def test_who_was_derived_from_nobody_that_goes_stays_as_it_is() -> None:
    assert heirs(kin(a="independent", b="copy a", c="rewrite b"), {"c"}) == {}


def test_children_of_a_first_article_go_back_to_the_first_of_them() -> None:
    found = heirs(kin(a="independent", b="copy a", c="reprint a", d="copy a"), {"a"})
    assert found == {"b": ("independent", ()), "c": ("reprint", ("b",)), "d": ("copy", ("b",))}


def test_children_of_a_derived_article_go_back_to_what_it_was_derived_from() -> None:
    found = heirs(kin(b="rewrite a", c="copy b", d="paraphrase b"), {"b"})
    assert found == {"c": ("rewrite", ("a",)), "d": ("paraphrase", ("a",))}


def test_two_that_go_are_one_family_if_one_is_derived_from_the_other() -> None:
    found = heirs(kin(a="independent", a2="update a", b="copy a", c="copy a2"), {"a", "a2"})
    assert found == {"b": ("independent", ()), "c": ("copy", ("b",))}


def test_two_strangers_that_go_leave_two_heirs() -> None:
    found = heirs(
        kin(a="independent", x="independent", b="copy a", y="copy x", c="copy a", z="copy x"),
        {"a", "x"},
    )
    assert found == {
        "b": ("independent", ()),
        "y": ("independent", ()),
        "c": ("copy", ("b",)),
        "z": ("copy", ("y",)),
    }


def test_a_composite_keeps_its_other_parents() -> None:
    found = heirs(kin(a="independent", b="composite a x", c="copy a"), {"a"})
    assert found == {"b": ("composite", ("x",)), "c": ("composite", ("b",))}


@pytest.mark.parametrize("relation", ["kill", "correction", "update"])
def test_notices_and_versions_only_lose_their_parent_and_are_nobodys_parent(relation: str) -> None:
    found = heirs(kin(a="independent", k=f"{relation} a", b="copy a", c="copy a"), {"a"})
    assert found == {"k": ("independent", ()), "b": ("independent", ()), "c": ("copy", ("b",))}


def test_nobody_becomes_a_parent_of_itself() -> None:
    found = heirs(kin(b="rewrite c", a="rewrite b", c="copy a"), {"a"})
    assert found == {"c": ("rewrite", ("b",))}
