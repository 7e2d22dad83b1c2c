import pytest
from django.contrib.auth import get_user_model
from hypothesis import settings as hypothesis_settings

from studio import garbage, messages
from studio.credits import ledger
from studio.models import GenerationModel, Offer, Project, Vendor, VendorKey
from tests.databases import django_db_setup  # noqa: F401


def pytest_configure():
    """Django reads compiled catalogues, and nobody commits those."""
    messages.compile_changed()
    hypothesis_settings.register_profile("suite", deadline=None)  # a busy machine is no failure
    hypothesis_settings.load_profile("suite")


def pytest_collection_finish():
    garbage.collect_rarely()  # thousands of tests are no garbage


DATABASE = {"db", "transactional_db"}
LONG = ("start", "machine", "histories", "holding", "canary", "modes", "routes", "languages")


def pytest_collection_modifyitems(items):
    """What uses the database is marked: a second database need not see the rest again.

    What takes long begins first: at the end nobody has to wait for it.
    """
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE & set(item.fixturenames):
            item.add_marker(pytest.mark.database)
    items.sort(key=lambda item: item.path.stem.removeprefix("test_") not in LONG)


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Every test has its own storage and scratch folder, and plain static files."""
    settings.FILE_ROOT = tmp_path / "files"
    settings.SCRATCH = tmp_path / "scratch"
    settings.STATIC_ROOT = tmp_path
    settings.VITALS_TTL = 0  # no test may see the vendors of the one before
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(settings.FILE_ROOT), "base_url": None},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """A proper hash takes a quarter of a second, of every person in every test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def person(name, role="member", credits=100):
    user = get_user_model().objects.create_user(name, password="correct horse battery", role=role)
    account = ledger.open_account(user)
    if credits:
        from django.db import transaction

        with transaction.atomic():
            ledger.grant(account, credits, None, "test")
    return user


@pytest.fixture
def alice(db):
    """Owns the private project."""
    return person("alice")


@pytest.fixture
def bob(db):
    """Is on the team."""
    return person("bob")


@pytest.fixture
def mallory(db):
    """Looks at what is not hers."""
    return person("mallory")


@pytest.fixture
def viewer(db):
    return person("viewer", role="viewer", credits=0)


@pytest.fixture
def admin(db):
    user = person("admin", role="admin")
    user.is_staff = user.is_superuser = True
    user.save()
    return user


@pytest.fixture
def private_project(alice):
    return Project.objects.create(name="Secret", slug="secret", visibility="private", owner=alice)


def offer(vendor, spec_key, model=None, **fields):
    """The default offer of a spec, switched on."""
    import providers

    spec = providers.spec(vendor.protocol, spec_key)
    slug = model or spec.model
    found, _ = GenerationModel.objects.get_or_create(
        slug=slug, defaults={"name": slug.replace("-", " ").title(), "kind": spec.kind}
    )
    price = {
        "unit": spec.price.unit,
        "credits": spec.price.credits,
        "surcharge": {k: dict(v) for k, v in spec.price.surcharge.items()},
    }
    defaults = {"price": price, "upstream": spec.upstream, "priority": spec.priority} | fields
    return Offer.objects.create(model=found, vendor=vendor, spec_key=spec_key, **defaults)


def vendor(protocol, base_url, slug=None, secret="sk-test-canary-0123456789", **settings):
    """A vendor with one key. Tests poll fast: nothing here waits for seconds."""
    from studio import keyring

    quick = {"poll_first": 0.05, "poll_interval": 0.1, "poll_timeout": 5, "submit_timeout": 5}
    row = Vendor.objects.create(
        slug=slug or protocol,
        name=protocol.title(),
        protocol=protocol,
        base_url=base_url,
        settings=quick | settings,
    )
    key = VendorKey(vendor=row, label="main", max_in_flight=50)
    keyring.seal(key, secret)
    key.save()
    return row


@pytest.fixture
def quick(settings):
    """The worker's times, shortened."""
    settings.EGRESS_ALLOW = ["127.0.0.1"]
    settings.SWEEP_LINGER = 0.3
    settings.SWEEP_TICK = 0.05
    settings.RESCUE_EVERY = 0.4
    settings.BACKOFF = 0.05
    settings.LEASE_MARGIN = 1
    settings.SWEEP_LEASE = 5


@pytest.fixture
def engine(transactional_db, quick):
    """A worker that runs for the whole test."""
    from tests import engine as engines

    with engines.running() as running:
        yield running
