"""The people of the browser tests, with sessions, and something to look at. Writes JSON.

Runs inside the studio that it fills: `manage.py shell -c "…seed.main()"`.
"""

import json
import sys

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from studio import people
from studio.credits import ledger
from studio.credits.models import Quota
from studio.models import User, Vendor
from studio.seeding import Plan, seed

PASSWORD = "correct horse battery"
SPARE = 150
# The vendor is asked often, so that nothing waits for the next second.
QUICK = {"poll_first": 0.3, "poll_interval": 0.3, "deadline": 14, "result_ttl": 4}


def main():
    Vendor.objects.filter(slug="demo").update(settings=QUICK)
    seed(Plan(40, 3, 4), lambda line: None)
    sys.stdout.write(json.dumps(everybody()))


def everybody():
    admin = User.objects.get(username="admin")
    admin.set_password(PASSWORD)  # once: a proper hash takes a quarter of a second
    admin.save()
    return {
        "admin": session(admin),
        "poor": [person(f"poor-{at}", 4, admin.password) for at in range(5)],
        "viewer": person("viewer", 0, admin.password, User.Role.VIEWER),
        "allowed": allowed(person("allowed", 0, admin.password)),
        "members": [person(f"member-{at:03}", 900, admin.password) for at in range(SPARE)],
    }


def person(name, credits, hashed, role=User.Role.MEMBER):
    user = User.objects.create(username=name, password=hashed, **people.standing(role))
    ledger.open_account(user)
    if credits:
        people.give(user, credits, None, "To begin with")
    return session(user)


def allowed(someone):
    """Two credits a month, and nothing else."""
    Quota.objects.create(user_id=someone["id"], allowance=2)
    return someone


def session(user):
    """`id`, `name`, and the cookie of somebody who has signed in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return {"id": str(user.pk), "name": user.username, "session": store.session_key}
