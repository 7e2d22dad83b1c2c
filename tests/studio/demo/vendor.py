"""The demo vendor as the studio's own adapter sees it."""

import asyncio
import json
from urllib.parse import urlsplit

import httpx

import providers
from providers.types import GenerationRequest, Reply
from studio.demo.server import DemoVendor

DEMO = providers.connect("demo")


class Vendor:
    """The server as the studio's own adapter sees it, at a time that the test chooses."""

    def __init__(self, speed=1.0):
        self.now = 1_800_000_000.0
        self.app = DemoVendor(speed, lambda: self.now)
        self.operation = None

    def send(self, method, path, body=None, headers=None):
        async def exchange():
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://demo:1") as client:
                return await client.request(method, path, content=body, headers=headers)

        return asyncio.run(exchange())

    def call(self, call):
        found = self.send(call.method, call.path, json.dumps(call.json), call.headers)
        return Reply(found.status_code, found.content, dict(found.headers))

    def submit(self, prompt="a fox", slug="nano-banana", params=None, outputs=1, key=""):
        spec = providers.spec("demo", slug)
        cleaned = spec.clean(params or {})
        request = GenerationRequest(
            spec, spec.upstream, prompt, cleaned, outputs=outputs, idempotency_key=key
        )
        self.operation = DEMO.read_submit(self.call(DEMO.submit(request)), request).operation
        return self.operation

    def poll(self, after=0.0):
        self.now += after
        return DEMO.read_poll(self.call(DEMO.poll(self.operation)), self.operation)

    def states(self, seconds, step=0.5):
        found = [self.poll(after=step) for _ in range(int(seconds / step))]
        return [item.state if hasattr(item, "state") else type(item).__name__ for item in found]

    def fetch(self, index=0):
        url = self.poll().outputs[index].url
        return self.send("GET", urlsplit(url).path)
