"""What the tests of DYU share: a request, a reply, a recorded answer."""

import json
from pathlib import Path

from providers import connect, spec
from providers.types import GenerationRequest, Reference, Reply

HERE = Path(__file__).parent
TASK_ID = "task_xxxxxxxxxxxxx"
OPERATION = {"id": TASK_ID}


def adapter(**settings):
    return connect("dyuapi", settings)


def picture(url="https://a.test/1.jpg?sig=a%2Fb"):
    return Reference("image", "image", url)


def request(key="nano-banana-2", *references, prompt="a fox", **raw):
    model = spec("dyuapi", key)
    return GenerationRequest(
        spec=model,
        upstream=model.upstream,
        prompt=prompt,
        params=model.clean(raw),
        references=references,
        idempotency_key="k-1",
    )


def reply(data, status=200, **headers):
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return Reply(status, body, {name.replace("_", "-"): text for name, text in headers.items()})


def wire(name):
    return json.loads((HERE / "wire" / f"{name}.json").read_text())


def recorded(name, http=200, **changes):
    """A recorded answer, with some of its fields changed."""
    return reply(wire(name) | changes, http)


def openai_error(message="no", code="", status=400, **headers):
    error = {"message": message, "type": "new_api_error", "code": code}
    return reply({"error": error}, status, **headers)


def task_error(message="no", code="", status=400):
    return reply({"code": code, "message": message, "data": None}, status)
