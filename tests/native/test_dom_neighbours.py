"""Elements beside an element, where many between them have become text."""

import pytest

from proofpile.native import parse_dom
from proofpile.native.reference_dom import parse_dom as reference_parse_dom


@pytest.mark.parametrize("parse", [parse_dom, reference_parse_dom])
@pytest.mark.parametrize(("between", "near"), [(0, True), (1, True), (64, True), (65, False)])
def test_a_neighbour_is_found_over_so_many_texts(parse, between, near):
    root = parse(f'<p><b></b>{"<i></i>" * between}<u class="u"></u></p>')
    for gone in root.query_selector_all("i"):
        gone.replace_with("x")
    left, right = root.query_selector("b"), root.query_selector("u")
    before, after = right.previous_element_sibling, left.next_element_sibling
    assert (before is not None and before.tag == "b") is near
    assert (after is not None and after.tag == "u") is near
    assert (root.query_selector("b + u") is not None) is near
