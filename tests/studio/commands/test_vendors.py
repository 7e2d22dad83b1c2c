import tomllib

import pytest

from studio import keyring
from studio.models import AuditLog, GenerationModel, Offer, Vendor, VendorKey
from tests.studio.commands.run import refused, run

pytestmark = pytest.mark.django_db
SECRET = "sk-vendors-canary-77aa1b2c"

VENDOR = """
[[vendors]]
slug = "grs"
protocol = "grsai"
name = "GrsAI"
base_url = "https://grsaiapi.com"
[vendors.settings]
poll_interval = 3
[[vendors.keys]]
label = "main"
secret = "env:GRS_KEY"
max_in_flight = 50
"""
OFFER = """
[[offers]]
model = "nano-banana-2"
vendor = "grs"
upstream = "nano-banana-2"
credits = 2
surcharge.size = { "2K" = 1, "4K" = 4 }
"""


@pytest.fixture(autouse=True)
def grs_key(monkeypatch):
    monkeypatch.setenv("GRS_KEY", SECRET)


@pytest.fixture
def apply(tmp_path):
    def apply(text, *options):
        return run("vendors", "apply", written(tmp_path, text), *options)

    return apply


@pytest.fixture
def refusal(tmp_path):
    return lambda text: refused("vendors", "apply", written(tmp_path, text))


def written(folder, text):
    file = folder / "vendors.toml"
    file.write_text(text)
    return str(file)


def test_a_file_makes_vendor_key_and_offer(apply):
    lines = apply(VENDOR + OFFER)

    vendor = Vendor.objects.get(slug="grs")
    key = vendor.keys.get()
    offer = vendor.offers.get()
    assert (vendor.protocol, vendor.settings) == ("grsai", {"poll_interval": 3})
    assert (key.label, key.max_in_flight, keyring.open_key(key)) == ("main", 50, SECRET)
    assert (offer.model.name, offer.enabled) == ("Nano Banana 2", True)
    assert offer.price == {
        "unit": "image",
        "credits": 2,
        "surcharge": {"size": {"2K": 1, "4K": 4}},
    }
    assert "+ key grs/main: secret set (••••1b2c), max_in_flight 50" in lines


def test_a_second_apply_changes_nothing_and_says_so(apply):
    apply(VENDOR + OFFER)
    before = AuditLog.objects.count()

    lines = apply(VENDOR + OFFER)

    assert lines == ["Nothing to change."]
    assert AuditLog.objects.count() == before


def test_a_dry_run_prints_the_changes_and_writes_nothing(apply):
    lines = apply(VENDOR + OFFER, "--dry-run")

    assert any(line.startswith("+ vendor grs") for line in lines)
    assert lines[-1].endswith("nothing written (dry run).")
    assert not Vendor.objects.exists() and not GenerationModel.objects.exists()


def test_changes_are_shown_with_the_old_and_the_new_value(apply):
    apply(VENDOR + OFFER)

    lines = apply((VENDOR + OFFER).replace("credits = 2", "credits = 3\npriority = 5"))

    assert any("priority 100 → 5" in line and "credits = 3" in line for line in lines)
    assert Offer.objects.get().price["credits"] == 3


def test_without_offers_every_model_of_the_protocol_is_offered_at_its_default_price(apply):
    apply(VENDOR)

    on = Offer.objects.filter(vendor__slug="grs", enabled=True)
    assert on.count() == 12
    off = Offer.objects.get(vendor__slug="grs", enabled=False)
    assert off.upstream == "nano-banana-2-2k-cl"
    pro = on.get(upstream="nano-banana-pro")
    assert pro.price == {
        "unit": "image",
        "credits": 4,
        "surcharge": {"size": {"2K": 1, "4K": 4}},
    }


def test_two_forms_of_one_upstream_id_are_two_offers(apply):
    apply(VENDOR.replace('"grsai"', '"aa"').replace("poll_interval = 3", ""))

    forms = Offer.objects.filter(upstream="nanobanana").values_list("spec_key", flat=True)
    assert set(forms) == {"nanobanana", "nanobanana-chat"}


def test_offers_that_the_file_does_not_name_stay(apply):
    apply(VENDOR)

    apply(VENDOR + OFFER)

    assert Offer.objects.filter(vendor__slug="grs").count() == 13


def test_what_the_file_leaves_out_keeps_what_an_admin_set(apply):
    apply(VENDOR + OFFER)
    VendorKey.objects.update(weight=7)
    Offer.objects.update(priority=9)

    assert apply(VENDOR + OFFER) == ["Nothing to change."]
    assert VendorKey.objects.get().weight == 7


def test_given_credits_bring_no_default_surcharges_along(apply):
    apply(VENDOR + OFFER.replace("surcharge.size", "#"))

    assert Offer.objects.get().price == {"unit": "image", "credits": 2, "surcharge": {}}


def test_a_changed_secret_is_sealed_anew_and_shown_by_its_end_only(apply, monkeypatch):
    apply(VENDOR)
    VendorKey.objects.update(state="failing", failures=4)
    monkeypatch.setenv("GRS_KEY", "sk-vendors-canary-88bb9999")

    lines = apply(VENDOR)

    key = VendorKey.objects.get()
    assert lines[0] == "~ key grs/main: secret changed (••••9999)"
    assert (key.state, key.failures) == ("untested", 0)
    assert keyring.open_key(key) == "sk-vendors-canary-88bb9999"


def test_no_secret_is_ever_printed_or_written_to_the_log(apply, refusal):
    lines = [*apply(VENDOR), *run("vendors", "export"), refusal(VENDOR + "\nbad = 1")]

    assert SECRET not in "\n".join(lines)
    assert SECRET not in str(list(AuditLog.objects.values()))


def test_a_secret_may_come_from_a_file(apply, tmp_path):
    (tmp_path / "key").write_text(SECRET + "\n")

    apply(VENDOR.replace("env:GRS_KEY", f"file:{tmp_path}/key"))

    assert keyring.open_key(VendorKey.objects.get()) == SECRET


def test_a_literal_secret_is_refused_with_the_reason(refusal):
    text = refusal(VENDOR.replace("env:GRS_KEY", SECRET))

    assert text.startswith('vendors[grs].keys[main].secret: must be "env:NAME" or "file:/path"')
    assert SECRET not in text and "version control" in text


def test_a_variable_that_is_not_set_is_named(refusal, monkeypatch):
    monkeypatch.delenv("GRS_KEY")

    assert refusal(VENDOR) == "vendors[grs].keys[main].secret: the environment has no GRS_KEY"


def test_nothing_is_written_where_one_field_is_wrong(refusal):
    refusal(VENDOR + OFFER.replace("credits = 2", "credits = -2"))

    assert not Vendor.objects.exists() and not VendorKey.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('slug = "grs"', 'slug = "grs"\ncolour = "red"', "vendors[grs].colour: is not known here"),
        ("max_in_flight", "max_inflight", "vendors[grs].keys[main].max_inflight: is not known"),
        ("poll_interval", "pol_interval", "vendors[grs].settings.pol_interval: is not known"),
        ("poll_interval = 3", "poll_interval = 0", "settings.poll_interval: Input should be"),
        ('"grsai"', '"grs-ai"', "vendors[grs].protocol: must be one of seedhorse, dyuapi, grsai"),
        ("https://grsaiapi.com", "ftp://grsaiapi.com", "vendors[grs].base_url: must be an address"),
        ("https://grsaiapi.com", "http://127.0.0.1:9", "base_url: 127.0.0.1:9 is not public"),
        ("https://grsaiapi.com", "http://localhost", "base_url: localhost is not public"),
        ("https://grsaiapi.com", "http://u:p@x.com", "base_url: must be an address"),
        ("max_in_flight = 50", "max_in_flight = 0", "keys[main].max_in_flight: Input should be"),
        ('"nano-banana-2"\ncredits', '"nano"\ncredits', "upstream: grsai knows nano-banana, "),
        ('vendor = "grs"', 'vendor = "other"', "vendor: there is no vendor other; there are grs"),
        ('model = "nano-banana-2"', 'model = "mine"', "model: there is no model mine"),
        ('model = "nano-banana-2"', 'model = "sora"', "model: sora makes videos"),
        ("surcharge.size", "surcharge.sise", "surcharge.sise: is no setting of grsai; allowed:"),
        ("credits = 2", "credits = 1.5", "credits: Input should be a valid integer"),
        ("credits = 2", "limits.size = ['8K']", "limits.size: must be a list out of 1K, 2K, 4K"),
        ("credits = 2", "limits.outputs = 4", "limits.outputs: must be from 1 to 1"),
        ("credits = 2", 'unit = "second"', "unit: must be image: nano-banana-2 has no duration"),
    ],
)
def test_a_wrong_field_is_named_with_what_is_allowed(refusal, old, new, expected):
    assert expected in refusal((VENDOR + OFFER).replace(old, new))


def test_unknown_tables_are_errors(refusal):
    assert "vendor: is not known here; allowed: vendors, models, offers" in refusal("[vendor]")


def test_a_vendor_given_twice_is_an_error(refusal):
    assert refusal(VENDOR + VENDOR) == "vendors[grs]: is given more than once"


def test_text_that_is_not_toml_says_where(refusal):
    assert "file: is not TOML" in refusal("[[vendors]\n")


def test_a_loopback_address_needs_the_egress_allow_list(apply, settings):
    settings.EGRESS_ALLOW = ["127.0.0.1"]

    apply(VENDOR.replace("https://grsaiapi.com", "http://127.0.0.1:9001"))

    assert Vendor.objects.get().root == "http://127.0.0.1:9001"


def test_another_upstream_id_needs_the_spec_it_behaves_like(apply):
    aa = VENDOR.replace('"grsai"', '"aa"').replace("poll_interval = 3", "")
    wide = """
[[offers]]
model = "veo-3-1-reference"
vendor = "grs"
spec = "veo_reference"
upstream = "firefly-veo31-ref-8s-9x16-720p"
"""
    apply(aa + wide)

    offer = Offer.objects.get()
    assert (offer.spec.key, offer.upstream) == ("veo_reference", "firefly-veo31-ref-8s-9x16-720p")


def test_models_are_renamed_and_switched_off(apply):
    apply('[[models]]\nslug = "sora"\nname = "Sora II"\nenabled = false')

    sora = GenerationModel.objects.get(slug="sora")
    assert (sora.name, sora.enabled, sora.kind) == ("Sora II", False, "video")


def test_an_export_applies_again_without_a_change(apply):
    apply(VENDOR + OFFER)
    exported = "\n".join(run("vendors", "export"))

    lines = apply(exported)

    assert 'secret = "env:GRS_MAIN_KEY"' in exported
    assert lines[-1] == "Nothing to change."
    assert lines[0].endswith("kept, because the environment has no GRS_MAIN_KEY")


def test_an_export_rebuilds_another_installation(apply, monkeypatch):
    apply(VENDOR + OFFER.replace("credits = 2", "credits = 7\nvendor_cost = 0.05"))
    exported = "\n".join(run("vendors", "export"))
    for kind in (Offer, GenerationModel, VendorKey, Vendor):
        kind.objects.all().delete()
    monkeypatch.setenv("GRS_MAIN_KEY", SECRET)

    apply(exported)

    assert tomllib.loads("\n".join(run("vendors", "export"))) == tomllib.loads(exported)
    assert Offer.objects.get().price["credits"] == 7
    assert keyring.open_key(VendorKey.objects.get()) == SECRET
