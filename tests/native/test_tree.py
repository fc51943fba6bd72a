"""The light tree: built by the kernel as by its twin, whatever the markup is like."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from proofpile.native import Node, parse_tree, reference_tree

PIECES = [
    "<math>", "<mml:MI class='a'>", '<mi class="a b" x="&lt;">', "</mi>", "</mml:mi>", "</math>", "<mspace/>",
    "<br>", "<br/>", "<p", "<", ">", "a", "&amp;", "&sum;", "<!-- c -->", "<![CDATA[x<y]]>", '"', "'", "<é>",
    "</>", "<a b=c>", "<mrow>" * 130, "</mrow>" * 3, "\u00a0", "<p\u00a0x>", "<i  >",
]  # fmt: skip


def told(node: Node) -> object:
    """A tree without recursion: names, attributes and texts in order, with their depths."""
    said, waiting = [], [(0, node)]
    while waiting:
        depth, at = waiting.pop()
        if isinstance(at, str):
            said.append((depth, at))
            continue
        said.append((depth, at.name, at.attrs, at.classes))
        waiting.extend((depth + 1, child) for child in reversed(at.children))
    return said


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example('<math><mi x="1">a</mi></math>tail')
@example("")
@example("no markup")
def test_the_kernel_builds_what_its_twin_builds(markup: str) -> None:
    assert told(parse_tree(markup)) == told(reference_tree.parse_tree(markup))


def test_nodes_are_of_one_class() -> None:
    tree = parse_tree('<math class="a b"><mi>x &lt;</mi><mspace/>y</math>')
    (math,) = tree.nodes
    assert isinstance(math, Node)
    assert (math.name, math.classes, math.text) == ("math", ["a", "b"], "x <y")
    assert [child.name for child in math.nodes] == ["mi", "mspace"]
    assert math.find("mi") is math.nodes[0]
