# ruff: noqa: E501  (one case a line)
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.web.math.source.javascript import Expression, calls, literal, properties


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("'a'", "a"),
        ('"a\\"b"', 'a"b'),
        ("`a\nb`", "a\nb"),
        ("'\\\\frac'", "\\frac"),
        ("'\\(x\\)'", "(x)"),
        ("'\\n\\t\\x41\\u0042\\u{43}'", "\n\tABC"),
        ("'\\ud835\\udc00'", "\U0001d400"),
        ("'\\u{10ffff}\\u{100010}'", ""),
        ("'a\\\nb'", "ab"),
        ("'a' + \"b\" + `c`", "abc"),
        ("String.raw`\\frac{1}{2}`", "\\frac{1}{2}"),
        ("1.5e1", 15.0),
        ("-2", -2.0),
        ("!0", True),
        ("!1", False),
        ("true", True),
        ("null", None),
        ("[]", []),
        ("[1, [2,], 'a',]", [1.0, [2.0], "a"]),
        ("{}", {}),
        ("{a: 1, 'b c': 2, \"d\": [3], 4: 5,}", {"a": 1.0, "b c": 2.0, "d": [3.0], "4": 5.0}),
        ("{a:{b:{c:'x'}}}", {"a": {"b": {"c": "x"}}}),
        ("{ // don't\n a: /* ' */ 1 }", {"a": 1.0}),
        ("{f: function (x) { return {y: '}'}; }, a: 1}", {"f": Expression("function (x) { return {y: '}'}; }"), "a": 1.0}),
        ("{f: () => { g(/[/'\"]/.test(x)) }, a: 1}", {"f": Expression("() => { g(/[/'\"]/.test(x)) }"), "a": 1.0}),
        ("{ready() { go(); }, async x() {}, ...rest, short, a: 1}", {"a": 1.0}),
        ("{[k]: 1, get x() { return 2 }, a: 1}", {"a": 1.0}),
        ("{a: b ? 'c' : 'd', e: 1}", {"a": Expression("b ? 'c' : 'd'"), "e": 1.0}),
        ("{a: 'x'.concat('y'), e: 1}", {"a": Expression("'x'.concat('y')"), "e": 1.0}),
        ("{a: 'x' + y, e: 1}", {"a": Expression("'x' + y"), "e": 1.0}),
        ("window.MathJax || {a: 1}", {"a": 1.0}),
        ("a ?? b ?? [1]", [1.0]),
        ("'x' || 'y'", "x"),
        ("`a${b}`", Expression("`a${b}`")),
        ("{a: 1 b: 2}", {"a": 1.0, "b": 2.0}),
        ("{a: [1, 2, b: 3", {"a": [1.0, 2.0, Expression("b: 3")]}),
        ("{a: 'unclosed\n, b: 1}", {"a": Expression("'unclosed"), "b": 1.0}),
        ("{a: 1}\n(function () {})()", Expression("{a: 1}\n(function () {})()")),
        ("{a: 1}\nfoo()", {"a": 1.0}),
        ("", Expression("")),
    ],
)  # fmt: skip
def test_literals(source: str, value: object) -> None:
    assert literal(source) == value


def test_minified_and_pretty_are_read_alike() -> None:
    minified = "{tex2jax:{inlineMath:[['$','$'],['\\\\(','\\\\)']],processEscapes:!0},TeX:{Macros:{R:'{\\\\bf R}'}}}"
    pretty = (
        minified.replace(",", " ,\n  ")
        .replace(":", " : ")
        .replace("{", "{\n")
        .replace("!0", "true")
    )
    assert literal(minified) == literal(pretty.replace("{\n\\", "{\\"))  # a string has no line end


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("x = {m: 1}", [1.0]),
        ("x = {'m': 1, \"m\" : 2}; a.m = 3; m=4", [1.0, 2.0, 3.0, 4.0]),
        ("if (m == 1) {m => 2}", []),
        ("{am: 1, m2: 2, _m: 3}", []),
        ("<script>m = f(</script><script>m = 2</script>", [Expression("f("), 2.0]),
        ('<div data-x="{&quot;m&quot;: [&quot;&lt;&quot;]}" id="m"></div>', [["<"]]),
        ("m", []),
        ('<script></script><a b=\'{"m": ["$"]}\' c="m: 1">m: 2', [["$"]]),
    ],
)
def test_properties(text: str, values: list[object]) -> None:
    assert list(properties(text, "m")) == values


def test_properties_of_one_page_are_bounded() -> None:
    assert len(list(properties("m:1," * 1000, "m"))) == 100


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("f('a', x.y('z'), {d: true})", [["a", Expression("x.y('z')"), {"d": True}]]),
        ("f(); f ( 1 ); g.f(2)", [[], [1.0], [2.0]]),
        ("f(f(1))", [[Expression("f(1)")]]),
        ("f('a'", [["a"]]),
        ("ff(1)", []),
        ("<script>f(1</script>,2)", [[1.0]]),
    ],
)
def test_calls(text: str, arguments: list[object]) -> None:
    assert [call.arguments for call in calls(text, "f")] == arguments


def test_a_call_says_where_it_stands() -> None:
    assert [call.at for call in calls("  f(1);f(2)", "f")] == [2, 7]


@given(st.text(alphabet="fm{}[]()'\"`\\,:;=|?+/*!01 \n$.<&", max_size=120))
def test_any_text_is_read(text: str) -> None:
    literal(text)
    list(properties("m=" + text, "m"))
    list(calls("f(" + text, "f"))


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "{a:",
        "f(",
        "m=",
        "m:'",
        "m=`\\`",
        "m=/[",
        "=/*",
        "(/",
        "a||",
        "'a'+",
        '"\\"',
        "{m:[",
        "//",
        "f('",
    ],
)
def test_work_is_linear_in_the_text(unit: str) -> None:
    """What a hostile page makes of it: steps, counted, grow with the text."""

    def steps(text: str) -> int:
        count = 0

        def tick(frame: object, event: str, argument: object) -> object:
            nonlocal count
            count += event == "line"
            return tick

        sys.settrace(tick)  # type: ignore[arg-type]
        try:
            literal(text)
            list(properties("m=" + text, "m"))
            list(calls("f(" + text, "f"))
        finally:
            sys.settrace(None)
        return count

    small, large = steps(unit * 200), steps(unit * 1600)
    assert large <= 10 * small + 1000
