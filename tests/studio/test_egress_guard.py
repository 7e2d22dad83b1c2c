import asyncio
import socket

import httpcore
import pytest

from providers.types import Call
from studio.egress import (
    DownloadRefused,
    EgressError,
    NotSent,
    Policy,
    Session,
    Target,
    call_now,
    download,
    guard,
)
from studio.egress.backends import AsyncGuardedBackend, Deadline, GuardedBackend
from studio.egress.guard import Blocked, Guard, is_public
from tests.fakes.loopback import serving

HOSTILE_URLS = """
http://127.0.0.1/ http://localhost/ http://127.1/ http://2130706433/
http://0x7f000001/ http://0177.0.0.1/ http://0x7f.0.0.1/ http://0/ http://0.0.0.0/
http://10.0.0.1/ http://172.16.0.1/ http://192.168.1.1/ http://169.254.169.254/latest/meta-data/
http://100.64.0.1/ http://100.127.255.254/ http://198.18.0.1/ http://192.0.2.1/ http://192.0.0.8/
http://192.88.99.1/ http://224.0.0.1/ http://240.0.0.1/ http://255.255.255.255/
http://[::1]/ http://[::]/ http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/
http://[::ffff:8.8.8.8]/ http://[::7f00:1]/ http://[::ffff:0:7f00:1]/ http://[64:ff9b::7f00:1]/
http://[64:ff9b:1::7f00:1]/ http://[2002:7f00:1::]/ http://[2001:0:7f00:1::]/
http://[2001:db8::1]/ http://[2a00:1450::5efe:7f00:1]/ http://[fc00::1]/ http://[fd00::1]/
http://[fe80::1]/ http://[fec0::1]/ http://[ff02::1]/ http://[fe80::1%25lo]/ http://[3fff::1]/
http://①②⑦.⓪.⓪.①/ http://１２７.０.０.１/ http://127。0。0。1/ http://ⓛocalhost/
http://example.com@127.0.0.1/ http://127.0.0.1@example.com/ http://127.0.0.1\\@example.com/
http://127.0.0.1%2f@example.com/ http://127.0.0.1%00.example.com/ http://user:pass@1.1.1.1/
http://8.8.8.8:22/ https://8.8.8.8:8443/ http://8.8.8.8:0/ http://8.8.8.8:65616/
http://1.1.1.1:80:80/ http:///etc/passwd http:127.0.0.1 //127.0.0.1/ httpſ://127.0.0.1/
file:///etc/passwd gopher://127.0.0.1/ ftp://127.0.0.1/ unix:///run/docker.sock dict://127.0.0.1/
"""


@pytest.fixture
def sockets(monkeypatch):
    """Every attempt to reach anybody; none succeeds."""
    attempts = []

    async def connect_later(self, host, port, *rest):
        attempts.append((host, port))
        raise httpcore.ConnectError("would have connected")

    def connect(self, host, port, *rest):
        attempts.append((host, port))
        raise httpcore.ConnectError("would have connected")

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect_later)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    return attempts


@pytest.mark.parametrize("url", HOSTILE_URLS.split())
def test_no_hostile_url_reaches_a_socket(url, sockets, tmp_path):
    with pytest.raises(DownloadRefused):
        download(url, tmp_path / "file", max_bytes=10, deadline=2, allow=[])
    with pytest.raises(NotSent):
        call_now(Call("GET", "/"), Target(url.rstrip("/"), "key"), rules=Policy())

    assert sockets == []


def test_a_public_address_is_tried(sockets, tmp_path):
    with pytest.raises(EgressError, match="cannot connect"):
        download("http://1.1.1.1/", tmp_path / "file", max_bytes=10, deadline=2, allow=[])

    assert sockets == [("1.1.1.1", 80)]


@pytest.mark.parametrize("inside", ["10.0.0.1", "::1", "::ffff:1.1.1.1", "fe80::1"])
def test_a_name_with_one_private_address_is_refused(inside, sockets, tmp_path, monkeypatch):
    monkeypatch.setattr(guard, "lookup", lambda host, port: ["1.1.1.1", inside])

    with pytest.raises(DownloadRefused, match="blocked address"):
        download("http://two.test/", tmp_path / "file", max_bytes=10, deadline=2, allow=[])
    with pytest.raises(NotSent, match="blocked address"):
        call_now(Call("GET", "/"), Target("http://two.test", "key"), rules=Policy())

    assert sockets == []


def test_a_name_is_looked_up_once_and_its_address_is_used(sockets, tmp_path, monkeypatch):
    answers = iter([["1.1.1.1"], ["127.0.0.1"]])
    monkeypatch.setattr(guard, "lookup", lambda host, port: next(answers))

    with pytest.raises(EgressError):
        download("http://rebinds.test/", tmp_path / "file", max_bytes=10, deadline=2, allow=[])

    assert sockets == [("1.1.1.1", 80)]
    assert next(answers) == ["127.0.0.1"]


def test_a_second_address_is_tried_when_the_first_fails(monkeypatch):
    with serving() as server:
        monkeypatch.setattr(guard, "lookup", lambda host, port: ["127.0.0.2", "127.0.0.1"])
        rules = Policy(allow=("127.0.0.0/8",))

        reply = call_now(Call("GET", "/"), Target(server.url, "key"), rules=rules)

    assert reply.status == 200


def test_a_name_that_nobody_knows_is_not_sent(monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(NotSent, match="name not found"):
        call_now(Call("GET", "/"), Target("https://nobody.test", "key"), rules=Policy())


def test_what_is_allowed_may_be_private_on_any_port():
    watch = Guard(["127.0.0.1", "10.1.0.0/16", "minio.internal"])

    watch.admit("a.test", 9000, ["127.0.0.1"])
    watch.admit("b.test", 9000, ["10.1.2.3"])
    watch.admit("MINIO.internal", 9000, ["192.168.7.7"])

    with pytest.raises(Blocked):
        watch.admit("c.test", 80, ["10.2.0.1"])
    with pytest.raises(Blocked):
        watch.admit("d.test", 9000, ["127.0.0.1", "127.0.0.2"])


def test_unix_sockets_are_refused():
    watch = Guard(["127.0.0.1"])

    with pytest.raises(Blocked):
        GuardedBackend(watch, Deadline(1)).connect_unix_socket("/run/docker.sock")
    with pytest.raises(Blocked):
        asyncio.run(AsyncGuardedBackend(watch).connect_unix_socket("/run/docker.sock"))


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "2a00:1450:4001::1"])
def test_public_addresses_are_public(address):
    from ipaddress import ip_address

    assert is_public(ip_address(address))


def test_a_session_takes_its_rules_from_the_settings(monkeypatch):
    from studio.egress import session

    monkeypatch.setattr(session, "policy", lambda: Policy(("127.0.0.1",), "9"))

    assert Session().polls.agent == "Atelier/9"


def test_a_host_with_a_port_is_exempt_on_that_port_alone():
    guard = Guard(["127.0.0.1:8001"])

    guard.admit("127.0.0.1", 8001, ["127.0.0.1"])

    with pytest.raises(Blocked):
        guard.admit("127.0.0.1", 8002, ["127.0.0.1"])
    with pytest.raises(Blocked):
        guard.admit("rebound.example", 8001, ["127.0.0.1"])
