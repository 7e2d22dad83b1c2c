import base64
import hashlib
import time

import pytest

from studio.egress import (
    DownloadError,
    DownloadFailed,
    DownloadRefused,
    LinkExpired,
    decode_data_uri,
    download,
)
from tests.fakes.faultproxy import faulty
from tests.fakes.loopback import Answer, serving

CONTENT = bytes(range(256)) * 1000


@pytest.fixture
def host():
    with serving(lambda seen: Answer(body=CONTENT, headers={"content-type": "x/y"})) as server:
        yield server


@pytest.fixture
def path(tmp_path):
    return tmp_path / "result.part"


def fetch(url, path, *, max_bytes=10**6, deadline=5.0):
    return download(url, path, max_bytes=max_bytes, deadline=deadline, allow=["127.0.0.1"])


def failure(url, path, **more):
    with pytest.raises(DownloadError) as caught:
        fetch(url, path, **more)
    assert not path.exists()
    return type(caught.value), caught.value.reason


def test_a_download_writes_the_bytes_and_tells_their_hash(host, path):
    got = fetch(f"{host.url}/a.png", path)

    assert path.read_bytes() == CONTENT
    assert (got.bytes, got.content_type) == (len(CONTENT), "x/y")
    assert got.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert got.head == CONTENT[:4096]


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        (
            "/a%2Fb/c+d.png?Sig=a%2Fb%2Bc+d=&x=[1]|{2}#top",
            "/a%2Fb/c+d.png?Sig=a%2Fb%2Bc+d=&x=[1]|{2}",
        ),
        ("/a/../b//c;p?%zz&&", "/a/../b//c;p?%zz&&"),
        ("?x=1", "/?x=1"),
        ("", "/"),
        ("/狐 狸.png?q=狐", "/%E7%8B%90%20%E7%8B%B8.png?q=%E7%8B%90"),
    ],
)
def test_a_signed_url_goes_out_byte_for_byte(host, path, asked, sent):
    fetch(host.url + asked, path)

    assert host.seen[0].path == sent


def test_a_download_carries_nothing_but_the_question(host, path):
    fetch(f"{host.url}/a.png", path)

    assert set(host.seen[0].headers) == {"host", "user-agent", "accept", "accept-encoding"}
    assert host.seen[0].headers["accept-encoding"] == "identity"


def test_redirects_are_followed_absolute_and_relative(host, path):
    hops = {
        "/one": f"{host.url}/two?s=%2F+",
        "/two?s=%2F+": "three?s=%2F+",
    }
    host.answer = lambda seen: (
        Answer(302, b"", {"location": hops[seen.path]})
        if seen.path in hops
        else Answer(body=b"end")
    )

    got = fetch(f"{host.url}/one", path)

    assert got.bytes == 3
    assert [seen.path for seen in host.seen] == ["/one", "/two?s=%2F+", "/three?s=%2F+"]
    assert all("referer" not in seen.headers for seen in host.seen)


@pytest.mark.parametrize(
    "inside",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "//10.0.0.1/",
        "http://127.0.0.2:1/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://a@127.0.0.1/",
    ],
)
def test_a_redirect_to_the_inside_is_refused(host, path, inside):
    host.answer = lambda seen: Answer(302, b"", {"location": inside})

    assert failure(f"{host.url}/", path)[0] is DownloadRefused


def test_a_redirect_loop_ends_after_three_hops(host, path):
    host.answer = lambda seen: Answer(302, b"", {"location": "/again"})

    assert failure(f"{host.url}/", path) == (DownloadFailed, "too many redirects")
    assert len(host.seen) == 4


def test_a_redirect_to_nowhere_fails(host, path):
    host.answer = lambda seen: Answer(302, b"")

    assert failure(f"{host.url}/", path) == (DownloadFailed, "redirect to nowhere")


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_link_whose_life_is_over_says_so(host, path, status):
    host.answer = lambda seen: Answer(status, b"expired")

    assert failure(f"{host.url}/", path) == (LinkExpired, f"status {status}")


@pytest.mark.parametrize("status", [204, 206, 400, 429, 500, 503])
def test_any_other_status_may_be_tried_again(host, path, status):
    host.answer = lambda seen: Answer(status, b"")

    assert failure(f"{host.url}/", path) == (DownloadFailed, f"status {status}")


def test_a_file_beyond_the_cap_is_refused_whatever_it_declares(host, path):
    declared = failure(f"{host.url}/", path, max_bytes=len(CONTENT) - 1)
    host.answer = lambda seen: Answer(pieces=[CONTENT, CONTENT])
    undeclared = failure(f"{host.url}/", path, max_bytes=len(CONTENT) + 1)

    assert declared == undeclared == (DownloadRefused, "too large")
    assert fetch(f"{host.url}/", path, max_bytes=2 * len(CONTENT)).bytes == 2 * len(CONTENT)


def test_a_truncated_file_fails(host, path):
    host.answer = lambda seen: Answer(body=b"half", headers={"content-length": "8"})

    assert failure(f"{host.url}/", path) == (DownloadFailed, "truncated")


def test_an_empty_file_fails(host, path):
    host.answer = lambda seen: Answer(body=b"")

    assert failure(f"{host.url}/", path) == (DownloadFailed, "empty")


def test_a_connection_cut_in_the_middle_fails(host, path):
    with faulty(host.port, "cut_after:5000") as proxy:
        assert failure(f"{proxy.url}/", path)[0] is DownloadFailed


@pytest.mark.parametrize("mode", ["trickle:40", "drop_response", "blackhole"])
def test_the_total_deadline_ends_a_download_that_never_does(host, path, mode):
    with faulty(host.port, mode) as proxy:
        started = time.monotonic()
        ended = failure(f"{proxy.url}/", path, deadline=0.4)

    assert ended == (DownloadFailed, "too slow")
    assert time.monotonic() - started < 1


def test_a_trickling_body_ends_at_the_deadline(host, path):
    host.answer = lambda seen: Answer(pieces=[b"x"] * 100, pause=0.02)

    started = time.monotonic()
    assert failure(f"{host.url}/", path, deadline=0.4) == (DownloadFailed, "too slow")
    assert time.monotonic() - started < 1


def test_nobody_listening_may_be_tried_again(host, path):
    with faulty(host.port, "refuse") as proxy:
        assert failure(f"{proxy.url}/", path) == (DownloadFailed, "cannot connect")


def test_a_path_that_cannot_be_written_says_so(host, tmp_path):
    with pytest.raises(DownloadFailed, match="cannot write"):
        fetch(host.url, tmp_path / "missing" / "file")


def test_a_data_uri_is_written_like_a_download(path):
    uri = "data:image/PNG;base64," + base64.b64encode(CONTENT).decode()

    got = decode_data_uri(uri, path, len(CONTENT))

    assert path.read_bytes() == CONTENT
    assert (got.bytes, got.content_type) == (len(CONTENT), "image/png")
    assert got.sha256 == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize(
    ("uri", "content"),
    [
        ("data:;base64,aGk", b"hi"),
        ("data:text/plain;charset=utf-8;base64,aGk%3D", b"hi"),
        ("data:image/png;base64,aG\nk=\n", b"hi"),
        ("DATA:text/plain,a%20b+c", b"a b+c"),
    ],
)
def test_data_uris_come_in_many_spellings(path, uri, content):
    decode_data_uri(uri, path, 100)

    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1/",
        "data:image/png;base64",
        "data:image/png;base64,",
        "data:image/png;base64,a",
        "data:image/png;base64,äöü",
        "data:image/png;base64,aGk=aGk=",
        "data:image/png;base64," + "A" * 1000,
        "data:,",
    ],
)
def test_a_broken_or_huge_data_uri_is_refused(path, uri):
    with pytest.raises(DownloadRefused):
        decode_data_uri(uri, path, 100)

    assert not path.exists()
