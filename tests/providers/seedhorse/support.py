"""What the tests of SeedHorse share: a request, a reply, a recorded answer."""

import json
from pathlib import Path

from providers import connect, spec
from providers.types import GenerationRequest, Reference, Reply

HERE = Path(__file__).parent
TASK_ID = "9007199254740993"
OPERATION = {"taskId": TASK_ID, "taskNo": "T20260301100000001", "outputs": 2}


def adapter(**settings):
    return connect("seedhorse", settings)


def reference(kind, number=1):
    return Reference(kind, kind, f"https://a.test/{kind}{number}?sig=a%2Fb")


def request(key="nano-banana-2", *references, outputs=1, name="fox", idempotency_key="k-1", **raw):
    model = spec("seedhorse", key)
    return GenerationRequest(
        spec=model,
        upstream=model.upstream,
        prompt="a fox",
        params=model.clean(raw),
        references=references,
        outputs=outputs,
        name=name,
        idempotency_key=idempotency_key,
    )


def reply(data, status=200, **headers):
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return Reply(status, body, {name.replace("_", "-"): text for name, text in headers.items()})


def wire(name):
    return json.loads((HERE / "wire" / f"{name}.json").read_text())


def recorded(name, **changes):
    """A recorded answer, with some fields of its `data` changed."""
    data = wire(name)
    data["data"] |= changes
    return reply(data)
