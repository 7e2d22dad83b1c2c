import pytest

from studio.credits.models import Account, Entry
from studio.models import ApiToken, AuditLog, User
from tests.studio.commands.run import refused, run

pytestmark = pytest.mark.django_db
PASSWORD = "a good long sentence"


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("PASSWORD", PASSWORD)


def test_a_member_can_sign_in_and_has_an_account():
    run("create_user", "carol", "--email", "carol@example.com", "--password-env", "PASSWORD")

    carol = User.objects.get(username="carol")
    assert carol.check_password(PASSWORD)
    assert (carol.role, carol.is_staff, carol.email) == ("member", False, "carol@example.com")
    assert Account.objects.get(user=carol).available == 0


@pytest.mark.parametrize("option", [["--admin"], ["--role", "admin"]])
def test_an_admin_may_use_djangos_admin(option):
    run("create_user", "dora", *option, "--password-env", "PASSWORD")

    dora = User.objects.get(username="dora")
    assert (dora.role, dora.is_staff, dora.is_superuser) == ("admin", True, True)


def test_a_name_that_is_taken_is_refused(alice):
    assert (
        refused("create_user", "alice", "--password-env", "PASSWORD")
        == "name: there is a user alice already"
    )


@pytest.mark.parametrize(
    ("name", "email", "password", "expected"),
    [
        ("carol", "", "short", "password: This password is too short"),
        ("carol", "nowhere", PASSWORD, "email: Enter a valid email address"),
        ("bad name!", "", PASSWORD, "username: Enter a valid username"),
        ("carol", "", "", "--password-env: the environment has no PASSWORD"),
    ],
)
def test_what_is_wrong_is_named(monkeypatch, name, email, password, expected):
    monkeypatch.setenv("PASSWORD", password)

    text = refused("create_user", name, "--email", email, "--password-env", "PASSWORD")

    assert expected in text
    assert not User.objects.exists()


def test_granted_credits_are_in_the_ledger_with_their_reason(alice, admin):
    lines = run("grant_credits", "alice", "50", "--reason", "Welcome", "--actor", "admin")

    entry = Entry.objects.latest("pk")
    assert (entry.kind, entry.d_granted, entry.reason) == ("grant", 50, "Welcome")
    assert entry.actor == admin
    assert lines == ["alice has 150 credits."]
    assert AuditLog.objects.get(action="credits.granted").detail["amount"] == 50


def test_a_negative_amount_takes_credits_back(alice):
    assert run("grant_credits", "alice", "-30", "--reason", "Mistake") == ["alice has 70 credits."]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["alice", "-500", "--reason", "x"], "amount: only 100 credits can be taken"),
        (["alice", "0", "--reason", "x"], "amount: must be a whole number other than 0"),
        (["alice", "5", "--reason", " "], "--reason: must have from 1 to 300 characters"),
        (["nobody", "5", "--reason", "x"], "name: there is no user nobody"),
        (["alice", "5", "--reason", "x", "--actor", "nobody"], "name: there is no user nobody"),
    ],
)
def test_a_grant_that_cannot_be_made_says_why(alice, words, expected):
    assert expected in refused("grant_credits", *words)


def test_a_token_is_printed_once_alone_on_the_last_line(alice):
    lines = run("api_token", "alice", "--label", "Laptop", "--scope", "read")

    token = ApiToken.objects.find(lines[-1])
    assert (token.user, token.name, token.scopes) == (alice, "Laptop", ["read"])
    assert lines[-1] not in str(list(ApiToken.objects.values()))


def test_a_token_may_do_everything_by_default(alice):
    token = ApiToken.objects.find(run("api_token", "alice")[-1])

    assert token.scopes == ["read", "write"]


def test_nobody_gets_a_token_for_an_account_that_is_closed(alice):
    User.objects.update(is_active=False)

    assert "is not active" in refused("api_token", "alice")
