"""Tasks, their ids, and what is refused."""

import os
import re
import socket
import subprocess
import sys
import time

import httpx
import pytest

from providers.types import Succeeded
from studio.demo.server import DemoVendor
from studio.demo.ticket import LONGEST, Ticket
from tests import loopback
from tests.studio.demo.vendor import Vendor


def test_an_image_is_made_in_a_few_seconds_step_by_step():
    vendor = Vendor()
    vendor.submit()

    seen = []
    while not isinstance(outcome := vendor.poll(after=0.25), Succeeded):
        seen.append(outcome.progress)

    assert 10 <= len(seen) <= 24
    assert seen[0] is None
    assert seen[2:] == sorted(seen[2:])
    assert len(set(seen)) > 4


def test_a_file_does_not_exist_before_the_task_is_done():
    vendor = Vendor()
    task_id = vendor.submit()["id"]

    assert vendor.send("GET", f"/v1/files/{task_id}/0.png").status_code == 404
    vendor.now += 10
    assert vendor.send("GET", f"/v1/files/{task_id}/1.png").status_code == 404
    assert vendor.send("GET", f"/v1/files/{task_id}/0.mp4").status_code == 404


def test_a_restart_loses_nothing():
    vendor = Vendor()
    vendor.submit()
    vendor.app = DemoVendor(1.0, lambda: vendor.now)

    assert isinstance(vendor.poll(after=10), Succeeded)


def test_every_task_has_an_id_of_its_own_that_fits():
    vendor = Vendor()
    longest = {"aspect_ratio": "1:8", "size": "4K", "seed": 2**31 - 1}
    prompts = ["#policyout " + "x1Yz9" * 99, "狐狸在晨雾中奔跑穿过森林" * 9, "#late"]

    ids = [vendor.submit(prompt, params=longest)["id"] for prompt in prompts * 9]

    assert len(set(ids)) == 27
    assert max(map(len, ids)) <= LONGEST


@pytest.mark.parametrize("task_id", ["none", "eNo", "A" * 5000, "____"])
def test_an_id_that_is_none_is_not_found(task_id):
    assert Vendor().send("GET", f"/v1/tasks/{task_id}").status_code == 404
    assert Vendor().send("GET", f"/v1/files/{task_id}/0.png").status_code == 404


def test_a_made_up_ticket_cannot_ask_for_a_huge_picture():
    ticket = Ticket(1, 0, "", 60_000, 60_000, 0, 1, 1, 1, 5, 0, 1, "")

    assert Vendor().send("GET", f"/v1/tasks/{ticket.pack()}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"prompt": 7}',
        b'{"prompt": "a", "outputs": 5}',
        b'{"prompt": "a", "params": {"size": "9K"}}',
        b'{"prompt": "a", "params": {"aspect_ratio": "0:1"}}',
        b'{"prompt": "a", "kind": "video", "params": {"duration": 99}}',
    ],
)
def test_a_request_that_makes_no_sense_is_refused(body):
    reply = Vendor().send("POST", "/v1/tasks", body)

    assert reply.status_code == 422
    assert reply.json()["error"]["code"] == "invalid_params"


def test_other_addresses_and_methods_are_refused():
    assert Vendor().send("GET", "/").status_code == 404
    assert Vendor().send("GET", "/v1/tasks").status_code == 405
    assert Vendor().send("DELETE", "/v1/tasks/a").status_code == 405


def test_it_runs_as_a_process_on_loopback():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "studio.demo", "--port", str(port)],
        env=os.environ | {"STUDIO_DEMO_SPEED": "1000"},
    )

    try:
        url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 20
        while True:
            try:
                created = loopback.post(f"{url}/v1/tasks", json={"prompt": "a fox"})
                break
            except httpx.ConnectError:
                assert time.monotonic() < until
                time.sleep(0.1)
        time.sleep(0.05)
        found = loopback.get(f"{url}/v1/tasks/{created.json()['id']}").json()
        picture = loopback.get(found["results"][0]["url"])
    finally:
        process.terminate()

    assert re.match(rf"http://127\.0\.0\.1:{port}/v1/files/", found["results"][0]["url"])
    assert picture.content.startswith(b"\x89PNG")
    assert process.wait(10) in (0, -15)
