"""YAML text and Python mappings as trees: strings, places, and errors in our own words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import yamltree
from audit.declare import manifest_from
from audit.errors import AuditError
from audit.yamltree import Mapping, Scalar, Sequence, Tree, comment_after, from_python, load


def plain(tree: Tree) -> object:
    if isinstance(tree, Scalar):
        return tree.text
    if isinstance(tree, Sequence):
        return [plain(item) for item in tree.items]
    return {key.text: plain(value) for key, value in tree.entries}


def value(text: str) -> Scalar:
    """The scalar under the only key of `text`."""
    tree = load(text)
    assert isinstance(tree, Mapping)
    found = tree.entries[0][1]
    assert isinstance(found, Scalar)
    return found


def failure(text: str) -> AuditError:
    with pytest.raises(AuditError) as caught:
        load(text, "report.yaml")
    return caught.value


def test_every_scalar_is_the_string_that_was_written() -> None:
    text = "a: 29.0\nb: 8:14\nc: 012\nd: no\ne: 2027-01-01\nf: 1_000\ng: [1e3, .5]\n"
    expected = {"a": "29.0", "b": "8:14", "c": "012", "d": "no", "e": "2027-01-01", "f": "1_000"}
    assert plain(load(text)) == {**expected, "g": ["1e3", ".5"]}


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_null_only_if_plain(written: str) -> None:
    assert value(f"a: {written}").null
    assert not value(f"a: '{written}'").null


def test_an_empty_file_is_nothing() -> None:
    for text in ("", "\n\n", "# only a comment\n", "---\n", "\ufeff"):
        tree = load(text)
        assert isinstance(tree, Scalar)
        assert tree.null


def test_marks_count_from_one_and_underline_the_text() -> None:
    scalar = value('births: "8184人"  # counted\n')
    assert (scalar.mark.line, scalar.mark.column, scalar.mark.width) == (1, 9, 7)
    shown = scalar.error("no").diagnostic()
    assert shown.splitlines()[-1] == "  |         ^^^^^^^^"


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("a: b + c", 4, (1, 8)),
        ("a: 'b + c'", 4, (1, 9)),
        ('a: "b + c"', 4, (1, 9)),
        ("a: 'it''s c'", 5, (1, 11)),
        ('a: "\\u4e00\\n c"', 3, (1, 14)),
        ("a: b\n  + c\n", 4, (2, 5)),
        ("a: 'b\n  + c'\n", 4, (2, 5)),
        ("a: |\n  b\n  + c\n", 4, (3, 5)),
        ("a: >\n  b\n  + c\n", 4, (3, 5)),
        ("a: |\n  出生\n\n  c\n", 4, (4, 3)),
    ],
)
def test_a_caret_inside_a_scalar(text: str, offset: int, place: tuple[int, int]) -> None:
    scalar = value(text)
    mark = scalar.mark.at(offset)
    assert (mark.line, mark.column) == place
    assert (mark.source or "")[place[1] - 1] == scalar.text[offset]


def test_a_caret_at_the_end_of_a_scalar() -> None:
    assert value("a: b +").mark.at(3).column == 7
    assert value("a: 'b +'").mark.at(3).column == 8


@pytest.mark.parametrize(
    ("text", "place", "message", "help"),
    [
        ('r:\n- "a" + b = c\n', (2, 3), "second quotation mark", "'\"a\" + b = c'"),
        ("r:\n- 'a' + b = c\n", (2, 3), "second quotation mark", "quote the whole text"),
        ('- {check: "a" + b = c}\n', (1, 11), "second quotation mark", "quote the whole text"),
        ('r:\n- check: "a" + b = c\n', (2, 10), "second quotation mark", "'\"a\" + b = c'"),
        ("- a: b = c: d\n", (1, 11), "a second ': '", "quote"),
        ("- %a = b\n", (1, 3), "% at the beginning", "'%a = b'"),
        ("%a = b\n", (1, 1), "% at the beginning", "'%a = b'"),
        ("- @a = b\n", (1, 3), "@ at the beginning", "'@a = b'"),
        ("- `a` = b\n", (1, 3), "` at the beginning", "'`a` = b'"),
        ("- *a + b = c\n", (1, 3), "*a for a reference", "quote the whole text"),
        ("- &a b = c\n", (1, 3), "&a for a name", "quote the whole text"),
        ("- !a = b\n", (1, 3), "begins with !", "quote the whole text"),
        ("- > a\n", (1, 3), "> at the beginning", "'> a'"),
        ("- | a\n", (1, 3), "| at the beginning", "'| a'"),
        ("a:\n\tb: 1\n", (2, 1), "a tab", "blanks"),
        ("a:\n  b: 1\n \tc: 2\n", (3, 2), "a tab", "blanks"),
        ("f: {find: 出生{}, unit: 人}\n", (1, 13), "may not hold {", "quote"),
        ("a: [1, 2\nb: 3\n", (1, 4), "not closed", "add ]"),
        ('a: "abc\nb: c\n', (1, 4), "never closed", None),
        ('a: "\\q"\n', (1, 5), "backslash", "single quotes"),
        ("a: 1\n   b: 2\n", (2, 5), "does not fit", "indentation"),
        ("a:\n  b: 1\n c: 2\n", (3, 2), "wanted here", "indentation"),
        ("a: b\n- c\n", (2, 1), "list entry", "indentation"),
        ("- [a] + b = c\n", (1, 7), "closing bracket", "quote"),
        ("a: - b\n", (1, 4), "a list cannot begin", "line of its own"),
        ("a: , b\n", (1, 4), "missing", "quote"),
        ("a: 1\nb: 2\na: 3\n", (3, 1), "twice (first on line 1)", "rename"),
        ("a: {b: 1, b: 2}\n", (1, 11), "twice", "rename"),
        ("---\na\n---\nb\n", (3, 1), "second document", "one document"),
        ("<<: a\n", (1, 1), "merge keys", "write the entries out"),
        ("[a]: b\n", (1, 1), "must be a text", "quote"),
        ("a: b\x07\n", (1, 5), "U+0007", None),
        ("a: &x [*x]\n", (1, 8), "inside what it refers to", None),
        ("a: !!python/object:os.system x\n", (1, 4), "begins with !", "quote"),
    ],
)
def test_errors_in_our_words(
    text: str, place: tuple[int, int], message: str, help: str | None
) -> None:
    error = failure(text)
    assert (error.line, error.column) == place
    assert message in error.message
    assert error.path == "report.yaml"
    assert error.source == text.splitlines()[place[0] - 1]
    assert (error.help is None) if help is None else help in (error.help or "")


def test_a_text_that_a_comment_cuts_off_can_say_so() -> None:
    assert "comment" in (comment_after(value("a: item #1 + b = c")) or "")
    assert comment_after(value("a: item#1 + b = c")) is None
    assert comment_after(value("a: 'item #1 + b = c'")) is None


def test_anchors_that_explode_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for n in range(1, 12):
        refs = ", ".join([f"*a{n - 1}"] * 10)
        lines.append(f"a{n}: &a{n} [{refs}]")
    assert "references written out" in failure("\n".join(lines)).message


def test_a_few_anchors_are_welcome() -> None:
    assert plain(load("a: &why 已核对\nb: *why\n")) == {"a": "已核对", "b": "已核对"}


@pytest.mark.parametrize("text", ["[" * 200_000, "- " * 50_000, "{a: " * 5_000, "? " * 20_000])
def test_depth_is_limited_without_recursion(text: str) -> None:
    assert "levels deep" in failure(text).message


def test_size_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamltree, "MAX_BYTES", 1 << 20)
    assert "larger than 1 MiB" in failure("a: " + "出" * 400_000).message


def test_a_megabyte_in_one_line_fails_fast() -> None:
    for text in ('"\\' * 500_000, "'\"" * 500_000, "a: b" + ": " * 500_000, "{" + "a, " * 300_000):
        failure(text)


def test_python_and_libyaml_give_one_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    text = "a: &x 'q'\nb: [*x, \"d\\t\", plain text]\nc: |\n  l\n  m\nd:\n  e: {f, g: 出}\n"
    fast = load(text)
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert plain(load(text)) == plain(fast)
    assert "second quotation mark" in failure('r:\n- "a" + b = c\n').message


def test_a_mapping_gives_the_tree_of_its_yaml() -> None:
    data = {"a": "29.0", "b": [1, -2, True, None], "c": {"d": "x", 7: "y"}, "e": ("f",)}
    expected = {"a": "29.0", "b": ["1", "-2", "true", ""], "c": {"d": "x", "7": "y"}, "e": ["f"]}
    assert plain(from_python(data)) == expected


def test_marks_of_a_mapping_are_dotted_paths() -> None:
    tree = from_python({"figures": {"total births": "8184人"}, "rules": ["a + = b"]})
    assert isinstance(tree, Mapping)
    figures, rules = tree.entries[0][1], tree.entries[1][1]
    assert isinstance(figures, Mapping)
    assert isinstance(rules, Sequence)
    assert str(figures.entries[0][1].mark.error("no")) == "figures.total births: no"
    error = rules.items[0].mark.at(4).error("a value is missing")
    assert (error.path, error.line, error.column) == ("rules[0]", 1, 5)
    assert error.source == "a + = b"


def test_what_a_mapping_may_not_hold() -> None:
    loop: list[object] = []
    loop.append(loop)
    wide: object = "x"
    for _ in range(30):
        wide = [wide] * 10
    cases: list[tuple[object, str]] = [
        ({"figures": {"a": 29.0}}, "figures.a: a float has lost its digits: write '29.0'"),
        ({"a": {None: 1}}, "a name is None"),
        ({"a": b"x"}, "a bytes cannot be read"),
        ({"a": 10**5000}, "too many digits"),
        ({1: "x", "1": "y"}, "twice"),
        ({2.5: "x"}, "a float has lost its digits"),
        (loop, "levels deep"),
        (wide, "more than"),
    ]
    for data, message in cases:
        with pytest.raises(AuditError) as caught:
            from_python(data)
        assert message in str(caught.value)


SIGNS = st.text(
    st.sampled_from("ab 出\n\t:-,?#&*!|>'\"%@`{}[]<=~\\\r\x85\u2028\ufeff\0"), max_size=60
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=60), SIGNS))
def test_no_text_raises_anything_but_our_error(text: str) -> None:
    try:
        tree = load(text)
    except AuditError as error:
        assert error.diagnostic()
        assert error.line is None or error.line >= 1
        return
    check_marks(tree)


def check_marks(tree: Tree) -> None:
    """Every offset of every scalar has a place in its text."""
    if isinstance(tree, Scalar):
        for offset in range(len(tree.text) + 1):
            assert tree.mark.at(offset).error("x").diagnostic()
    elif isinstance(tree, Sequence):
        for item in tree.items:
            check_marks(item)
    else:
        for key, below in tree.entries:
            check_marks(key)
            check_marks(below)


DATA = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary()),
    lambda below: st.one_of(st.lists(below), st.dictionaries(st.text() | st.integers(), below)),
    max_leaves=20,
)


@settings(deadline=None)
@given(DATA)
def test_no_python_value_raises_anything_but_our_error(data: object) -> None:
    try:
        tree = from_python(data)
    except AuditError as error:
        assert error.diagnostic()
        return
    check_marks(tree)


@pytest.mark.parametrize(
    "rule", ["a + b = Bank #2", "total = Bank #1 + Bank #2", "{check: a = Bank #1 + b\n     }"]
)
def test_a_comment_that_cuts_a_rule_is_an_error(rule: str) -> None:
    with pytest.raises(AuditError, match="a comment cuts this rule") as caught:
        manifest_from(load(f"rules:\n  - {rule}\n", "x.yaml"))
    assert caught.value.line == 2 and "quote" in (caught.value.help or "")


@pytest.mark.parametrize("rule", ["a + b = c  # a note", "a + b = c #note", "a = b # + c later"])
def test_a_comment_behind_a_rule_is_a_comment(rule: str) -> None:
    rules = manifest_from(load(f"rules:\n  - {rule}\n", "x.yaml")).rules
    assert rules[0].check.text == rule.partition(" #")[0].strip()
