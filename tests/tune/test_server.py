"""A server that only its own page can use, and that touches no file that a client names."""

import http.client
import json
import socket
import threading
from types import SimpleNamespace

import pytest

from proofpile import Filter
from proofpile.errors import UsageError
from proofpile.tune.labels import Labels
from proofpile.tune.line import Line
from proofpile.tune.recipe_file import Target
from proofpile.tune.server import MOST_BODY, Desk, Server, serving
from proofpile.tune.survey import Survey


@pytest.fixture
def served(corpus, tmp_path):
    line = Line.of("./worth.py", corpus.out, "low-worth")
    survey = Survey.of(line, corpus.out)
    said: list[str] = []

    def whole(one):
        if one.kept:
            raise UsageError("no archive")
        return f"all of {one.id}"

    with Labels.at(tmp_path / "labels.jsonl", line) as labels:
        desk = Desk(survey, labels, Target.of("./worth.py", line), whole, said.append, "out")
        with serving(desk) as server:
            yield SimpleNamespace(server=server, desk=desk, labels=labels, said=said, survey=survey,
                                  path=tmp_path / "labels.jsonl", recipe=corpus.recipe)  # fmt: skip


def ask(served, method="POST", path=None, body=b"{}", host=None, **headers):
    """Status, headers and body of the answer; by default of what the page itself would send."""
    server = served.server
    port = server.server_address[1]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest(
        method, path or f"/{server.token}/label", skip_host=True, skip_accept_encoding=True
    )
    given = {"Host": host or f"127.0.0.1:{port}", "Origin": server.origin,
             "Content-Type": "application/json", "Content-Length": str(len(body))}  # fmt: skip
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders()
    if method == "POST":
        connection.send(body)
    answer = connection.getresponse()
    return SimpleNamespace(status=answer.status, headers=answer.headers, body=answer.read())


def body(**facts):
    return json.dumps(facts).encode()


def test_the_page_comes_with_a_policy_that_nothing_can_get_around(served):
    answer = ask(served, "GET", f"/{served.server.token}/", Origin=None)
    assert answer.status == 200
    assert b"worth.least" in answer.body
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_label_is_on_the_disk_when_the_answer_comes(served):
    first = served.survey.candidates[0]
    assert ask(served, body=body(n=0, label="keep")).status == 200
    assert json.loads(served.path.read_text().splitlines()[-1]) == {
        "id": first.id,
        "label": "keep",
        "score": first.score,
    }
    assert ask(served, body=body(n=0, label=None)).status == 200
    assert served.labels.given == {}
    assert '"labels": [[0, "drop"]]' not in served.desk.page()
    ask(served, body=body(n=0, label="drop"))
    assert '"labels": [[0, "drop"]]' in served.desk.page()


def test_a_value_is_written_to_the_recipe_and_said(served):
    answer = ask(served, path=f"/{served.server.token}/use", body=body(value=0.35))
    assert answer.status == 200
    assert json.loads(answer.body)["told"] == served.said
    assert Filter.load("./worth.py").least == 0.35
    assert served.said == [
        "worth.py: least is 0.35; it was 0.5",
        "the same without the file: proofpile build … --set worth.least=0.35",
    ]


def test_a_refused_text_is_read_again(served):
    gone = next(n for n, one in enumerate(served.survey.candidates) if not one.kept)
    there = next(n for n, one in enumerate(served.survey.candidates) if one.kept)
    path = f"/{served.server.token}/text"
    assert json.loads(ask(served, path=path, body=body(n=gone)).body)["text"].startswith(
        "all of told:"
    )
    assert json.loads(ask(served, path=path, body=body(n=there)).body) == {"error": "no archive"}


def test_a_wrong_token_is_nobody(served):
    token = served.server.token
    assert len(token) >= 32
    for wrong in ("", "x", token[:-1], token + "x", token.swapcase(), "é" * 32, "%" * 32):
        for method in ("GET", "POST"):
            path = "/" + wrong.encode("ascii", "replace").decode() + "/label"
            assert ask(served, method, path, body(n=0, label="keep")).status == 404
    assert served.labels.given == {}
    other = Server(served.desk)
    other.server_close()
    assert other.token != token


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost:{port}", "127.0.0.1", "evil.example:{port}"]
)
def test_a_name_that_points_here_is_not_this_host(served, host):
    """A page of evil.example whose name resolves to 127.0.0.1 is of the same origin as its own requests."""
    name = host.format(port=served.server.server_address[1])
    assert ask(served, "GET", f"/{served.server.token}/", host=name).status == 404
    assert ask(served, body=body(n=0, label="keep"), host=name).status == 404
    assert served.labels.given == {}


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "http://127.0.0.1", "file://"]
)
def test_another_page_may_not_label(served, origin):
    assert ask(served, body=body(n=0, label="keep"), Origin=origin).status == 403
    assert served.labels.given == {}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content_Length": str(MOST_BODY + 1)}, 413),
        ({"Content_Length": "9" * 30}, 413),
        ({"Content_Length": "-1"}, 411),
        ({"Content_Length": "٣"}, 411),
        ({"Content_Length": None}, 411),
        ({"Content_Length": None, "Transfer_Encoding": "chunked"}, 411),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": None}, 415),
    ],
)
def test_bodies_are_small_and_json(served, headers, status):
    encoded = {k: v.encode() if v else v for k, v in headers.items()}
    assert ask(served, body=body(n=0, label="keep"), **encoded).status == status
    assert served.labels.given == {}


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b"\xff\xfe", b"[" * 4000, b"nan", body(n=0), body(n=0, label="yes"),
     body(n=-1, label="keep"), body(n=10**9, label="keep"), body(n="0", label="keep"),
     body(n=True, label="keep"), body(n=0.0, label="keep"), body(n=None, label="keep"),
     body(n="../../etc/passwd", label="keep"), body(n=0, label=["keep"]), body(n=0, label={})],
)  # fmt: skip
def test_what_makes_no_sense_changes_nothing(served, content):
    before = served.path.read_bytes()
    answer = ask(served, body=content)
    assert answer.status == (200 if content == body(n=0) else 400)
    if content != body(n=0):
        assert served.path.read_bytes() == before


@pytest.mark.parametrize("value", ["0.3", None, True, [], float("nan"), float("inf"), 1e400])
def test_a_value_that_is_none(served, value):
    before = served.recipe.read_bytes()
    answer = ask(served, path=f"/{served.server.token}/use", body=body(value=value))
    assert answer.status == 400
    assert served.recipe.read_bytes() == before


@pytest.mark.parametrize(
    "path",
    ["/", "//", "/../../../../etc/passwd", "/{token}", "/{token}/../../etc/passwd", "/{token}//etc/passwd",
     "/{token}/%2e%2e/%2e%2e/etc/passwd", "/{token}/label/../use", "/{token}/worth.py", "/{token}/?x=1",
     "/{token}/labels.jsonl", "http://127.0.0.1/{token}/", "/{token}/\\..\\x", "*"],
)  # fmt: skip
def test_no_path_leads_anywhere(served, path):
    path = path.format(token=served.server.token)
    for method in ("GET", "POST"):
        answer = ask(served, method, path)
        assert answer.status == 404, answer.body
        assert b"root:" not in answer.body
        assert served.server.token.encode() not in answer.body


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "get"])
def test_other_methods_are_none(served, method):
    assert ask(served, method, f"/{served.server.token}/").status == 501


def test_a_client_that_says_nothing_or_rubbish_does_not_stop_the_others(served):
    port = served.server.server_address[1]
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    rude = socket.create_connection(("127.0.0.1", port))
    rude.sendall(b"\x16\x03\x01" + b"\xff" * 500 + b"\r\n\r\n")
    half = socket.create_connection(("127.0.0.1", port))
    half.sendall(
        b"POST /" + served.server.token.encode() + b"/label HTTP/1.1\r\nContent-Length: 99\r\n"
    )
    half.close()
    assert ask(served, body=body(n=0, label="keep")).status == 200
    for one in (*idle, rude):
        one.close()


def test_many_requests_at_once_are_one_after_another(served):
    numbers = range(min(24, len(served.survey.candidates)))
    threads = [threading.Thread(target=ask, args=(served,), kwargs={"body": body(n=n, label="keep")})
               for n in numbers]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = served.path.read_text().splitlines()[1:]
    assert sorted(json.loads(row)["id"] for row in rows) == sorted(
        served.survey.candidates[n].id for n in numbers
    )


def test_a_disk_that_is_full_is_said_and_nothing_is_labelled(served, monkeypatch):
    monkeypatch.setattr(
        Labels, "give", lambda *a: (_ for _ in ()).throw(OSError(28, "No space left"))
    )
    answer = ask(served, body=body(n=0, label="keep"))
    assert answer.status == 500
    assert "No space left" in json.loads(answer.body)["error"]


def test_a_port_that_is_taken(served):
    port = served.server.server_address[1]
    with pytest.raises(UsageError, match=f"port {port} cannot be used .* give another with --port"):
        Server(served.desk, port)


def test_it_listens_to_this_machine_alone(served):
    assert served.server.server_address[0] == "127.0.0.1"
