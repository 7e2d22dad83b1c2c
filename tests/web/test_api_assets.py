from datetime import UTC, datetime

import pytest

from studio.models import Asset, AuditLog, Project
from tests.web import support


def ids(answer):
    return [item["id"] for item in answer.json()["items"]]


def made(author, prompt, **fields):
    task = support.run(author, prompt).tasks.select_related("offer__vendor").get()
    return support.asset(author, task, content=prompt.encode(), **fields)


def test_an_asset_tells_where_it_came_from(as_bob, alice, grs):
    row = made(alice, "a red fox")

    shown = as_bob.get(f"/assets/{row.pk}").json()

    assert (shown["prompt"], shown["author"]) == ("a red fox", "alice")
    assert (shown["model"], shown["vendor"]) == ("nano-banana-2", "grsai")
    assert (shown["run"], shown["task"]) == (str(row.run_id), str(row.task_id))
    assert (shown["sha256"], shown["bytes"]) == (row.sha256, row.bytes)
    assert shown["thumbnail_url"] is None


def test_uploads_do_not_fill_the_history(as_alice, alice):
    picture, upload = support.asset(alice), support.upload(alice)

    assert ids(as_alice.get("/assets")) == [str(picture.pk)]
    assert ids(as_alice.get("/assets", origin="upload")) == [str(upload.pk)]
    assert len(ids(as_alice.get("/assets", origin="any"))) == 2


def test_each_filter_keeps_what_it_names(as_alice, as_bob, alice, bob, grs):
    fox = made(alice, "a red fox")
    project = Project.objects.create(name="Foxes", slug="foxes", owner=bob)
    clip = support.asset(bob, kind="video", project=project)

    for wish, found in [
        ({"q": "fox"}, fox),
        ({"q": "RED fox"}, fox),
        ({"kind": "video"}, clip),
        ({"by": "me"}, fox),
        ({"by": "bob"}, clip),
        ({"model": "nano-banana-2"}, fox),
        ({"vendor": "grsai"}, fox),
        ({"project": "foxes"}, clip),
        ({"project": "none"}, fox),
    ]:
        assert ids(as_alice.get("/assets", **wish)) == [str(found.pk)], wish
    assert ids(as_alice.get("/assets", q="wolf")) == []


def test_chinese_is_found_by_any_part_of_it(as_alice, alice):
    row = made(alice, "一只红色的狐狸 in snow")

    assert ids(as_alice.get("/assets", q="红色")) == [str(row.pk)]
    assert ids(as_alice.get("/assets", q="色红")) == []


def test_days_are_those_of_the_site(as_alice, alice, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    late = datetime(2026, 3, 1, 17, tzinfo=UTC)  # the second of March in Shanghai
    row = support.asset(alice, created_at=late)

    assert ids(as_alice.get("/assets", **{"from": "2026-03-02", "to": "2026-03-02"})) == [
        str(row.pk)
    ]
    assert ids(as_alice.get("/assets", to="2026-03-01")) == []
    assert ids(as_alice.get("/assets", **{"from": "2026-03-01T17:00:01Z"})) == []
    assert ids(as_alice.get("/assets", **{"from": "2026-03-02T01:00:00+08:00"})) == [str(row.pk)]


@pytest.mark.parametrize(
    "wish",
    [
        {"kind": "sculpture"},
        {"by": "nobody"},
        {"model": "no-such"},
        {"vendor": "no-such"},
        {"project": "secret"},
        {"from": "yesterday"},
        {"to": "2026-02-30"},
        {"to": "9999-12-31"},
        {"origin": "elsewhere"},
    ],
)
def test_a_filter_without_meaning_is_refused_by_name(as_bob, private_project, wish):
    answer = as_bob.get("/assets", **wish)

    assert (answer.status_code, list(answer.json()["fields"])) == (422, list(wish))


def test_odd_characters_find_nothing_and_break_nothing(as_alice, alice):
    made(alice, "a red fox")

    for query in ("%", "_", "a\x00b", "\\", "'", "狐" * 400, " ".join("abcdefghijklmnop")):
        assert as_alice.get("/assets", q=query).status_code == 200
    assert ids(as_alice.get("/assets", q="%")) == []


def test_pages_neither_skip_nor_repeat_what_was_made_at_once(as_alice, alice):
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    for number in range(7):
        support.asset(alice, created_at=moment, content=str(number).encode())

    seen, cursor = [], ""
    while cursor is not None:
        page = as_alice.get("/assets", limit=3, cursor=cursor).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]

    assert len(seen) == len(set(seen)) == 7


def test_what_is_private_stays_private(as_alice, as_bob, as_admin, alice, private_project):
    mine = support.asset(alice, visibility="me")
    secret = support.asset(alice, project=private_project, content=b"secret")

    assert set(ids(as_alice.get("/assets"))) == {str(mine.pk), str(secret.pk)}
    assert ids(as_bob.get("/assets")) == []
    assert len(ids(as_admin.get("/assets"))) == 2
    for row in (mine, secret):
        for path in ("", "/file", "/t240"):
            answer = as_bob.get(f"/assets/{row.pk}{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_admins_look_at_a_private_file_is_written_down(as_admin, admin, alice):
    private, shared = support.asset(alice, visibility="me"), support.asset(alice)

    as_admin.get(f"/assets/{private.pk}/file")
    as_admin.get(f"/assets/{shared.pk}/file")

    seen = AuditLog.objects.filter(action="asset.view")
    assert [(row.actor, row.subject) for row in seen] == [(admin, str(private.pk))]


def test_its_author_trashes_an_asset_and_takes_it_back(as_alice, alice):
    row = support.asset(alice)

    assert as_alice.delete(f"/assets/{row.pk}").status_code == 204
    assert ids(as_alice.get("/assets")) == []
    assert as_alice.get(f"/assets/{row.pk}").status_code == 404
    assert as_alice.get(f"/assets/{row.pk}/file").status_code == 404

    assert as_alice.post(f"/assets/{row.pk}/restore").json()["id"] == str(row.pk)
    assert ids(as_alice.get("/assets")) == [str(row.pk)]


def test_others_may_look_but_not_trash(as_bob, as_admin, alice):
    row = support.asset(alice)

    assert as_bob.delete(f"/assets/{row.pk}").status_code == 403
    assert as_bob.post(f"/assets/{row.pk}/restore").status_code == 403
    assert as_admin.delete(f"/assets/{row.pk}").status_code == 204
    assert Asset.objects.get().trashed_at
