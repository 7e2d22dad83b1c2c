import copy
import dataclasses
import io
import logging
import pickle
import re
import traceback

import pytest
from django.core.management import CommandError, call_command

from studio import keyring, vault
from studio.checks import vault_keys
from studio.models import Vendor, VendorKey
from studio.vault import Secret, VaultError

CANARY = "sk-canary-0123456789abcdef"
PLACE = "studio_vendorkey:secret:1"
OLD, NEW = vault.generate_key(), vault.generate_key()


@pytest.fixture(autouse=True)
def one_key(settings):
    settings.VAULT_KEYS = [OLD]


@pytest.fixture
def vendor_key(db):
    vendor = Vendor.objects.create(slug="acme", protocol="demo", name="Acme")
    key = VendorKey(vendor=vendor, label="main")
    keyring.seal(key, CANARY)
    key.save()
    return key


def key_id(key):
    return key.partition(":")[0]


def damaged(stored):
    flipped = "A" if stored[-10] != "A" else "B"
    return stored[:-10] + flipped + stored[-9:]


@pytest.mark.parametrize("text", [CANARY, "", "ключ 键 🔑", "a:b:c\n" * 1000])
def test_a_sealed_text_opens_in_its_place(text):
    stored = vault.encrypt(text, PLACE)

    assert vault.decrypt(stored, PLACE) == text


def test_the_sealed_form_names_its_version_and_key_and_hides_the_text():
    stored = vault.encrypt(CANARY, PLACE)

    assert re.fullmatch(rf"enc:v1:{key_id(OLD)}:[A-Za-z0-9_=-]+", stored)
    assert CANARY not in stored


def test_the_same_text_is_sealed_differently_every_time():
    assert vault.encrypt(CANARY, PLACE) != vault.encrypt(CANARY, PLACE)


def test_a_sealed_text_moved_to_another_row_does_not_open():
    stored = vault.encrypt(CANARY, PLACE)

    with pytest.raises(VaultError):
        vault.decrypt(stored, "studio_vendorkey:secret:2")


def test_a_text_is_not_sealed_without_a_place():
    with pytest.raises(VaultError):
        vault.encrypt(CANARY, "")


def test_a_damaged_text_does_not_open():
    stored = vault.encrypt(CANARY, PLACE)

    for broken in (damaged(stored), stored[:-8], stored + "AAAA", stored[:-4] + "!!!!"):
        with pytest.raises(VaultError):
            vault.decrypt(broken, PLACE)


@pytest.mark.parametrize(
    "stored", ["", CANARY, "enc:v1", "enc:v1::", "enc:v1:k:", "enc:v2:k:AAAA", "enc:v1:k:l:AAAA"]
)
def test_what_was_never_sealed_is_refused_rather_than_returned(stored):
    with pytest.raises(VaultError):
        vault.decrypt(stored, PLACE)
    with pytest.raises(VaultError):
        vault.needs_rotation(stored)


def test_a_text_passed_off_as_sealed_with_another_key_does_not_open(settings):
    settings.VAULT_KEYS = [OLD, NEW]
    stored = vault.encrypt(CANARY, PLACE).replace(key_id(OLD), key_id(NEW))

    with pytest.raises(VaultError):
        vault.decrypt(stored, PLACE)


def test_a_text_sealed_with_a_key_that_is_gone_is_an_error(settings):
    stored = vault.encrypt(CANARY, PLACE)
    settings.VAULT_KEYS = [NEW]

    with pytest.raises(VaultError):
        vault.decrypt(stored, PLACE)


@pytest.mark.parametrize(
    "keys",
    [
        [],
        [""],
        ["nokey"],
        ["id:"],
        ["id:c2hvcnQ="],
        [OLD[OLD.index(":") :]],
        ["a b" + OLD],
        [OLD] * 2,
    ],
)
def test_malformed_keys_are_named_without_being_shown(settings, keys):
    settings.VAULT_KEYS = keys

    with pytest.raises(VaultError) as caught:
        vault.check_keys()

    said = str(caught.value) + str(vault_keys())
    assert vault_keys() and OLD.partition(":")[2] not in said


def test_an_older_key_still_opens_and_the_first_one_seals(settings):
    stored = vault.encrypt(CANARY, PLACE)
    settings.VAULT_KEYS = [NEW, OLD]

    assert vault.decrypt(stored, PLACE) == CANARY
    assert vault.needs_rotation(stored)
    assert not vault.needs_rotation(vault.encrypt(CANARY, PLACE))


def test_rotation_seals_every_vendor_key_again_with_the_new_key_alone(settings, vendor_key):
    before = vendor_key.fingerprint
    settings.VAULT_KEYS = [NEW, OLD]
    call_command("rotate_keys", stdout=io.StringIO())
    settings.VAULT_KEYS = [NEW]
    vendor_key.refresh_from_db()

    assert keyring.open_key(vendor_key) == CANARY
    assert vendor_key.fingerprint == vault.fingerprint(CANARY) != before


def test_rotating_twice_changes_nothing(settings, vendor_key):
    settings.VAULT_KEYS = [NEW, OLD]
    call_command("rotate_keys", stdout=io.StringIO())
    again = io.StringIO()
    call_command("rotate_keys", stdout=again)

    assert again.getvalue() == "0 keys sealed again.\n"


def test_a_key_that_no_vault_key_opens_is_named_and_the_others_are_rotated(settings, vendor_key):
    lost = VendorKey.objects.create(
        vendor=vendor_key.vendor, label="lost", secret=vault.encrypt(CANARY, "elsewhere")
    )
    settings.VAULT_KEYS = [NEW, OLD]

    with pytest.raises(CommandError, match=str(lost.pk)):
        call_command("rotate_keys", stdout=io.StringIO())

    vendor_key.refresh_from_db()
    assert not vault.needs_rotation(vendor_key.secret)


def test_a_rotation_does_not_undo_a_key_replaced_meanwhile(settings, vendor_key):
    settings.VAULT_KEYS = [NEW, OLD]

    def replaced(row):
        keyring.seal(row, "sk-replaced-meanwhile")
        VendorKey.objects.filter(pk=row.pk).update(secret=row.secret)
        return keyring.context(row)

    done = vault.rotate(VendorKey.objects.all(), "secret", replaced)

    vendor_key.refresh_from_db()
    assert done.rotated == 0
    assert keyring.open_key(vendor_key) == "sk-replaced-meanwhile"


def test_a_fingerprint_is_the_same_for_the_same_secret_only():
    assert vault.fingerprint(CANARY) == vault.fingerprint(CANARY)
    assert vault.fingerprint(CANARY) != vault.fingerprint(CANARY + "x")
    assert re.fullmatch("[0-9a-f]{16}", vault.fingerprint(CANARY))


def test_a_fingerprint_cannot_be_computed_without_the_vault(settings):
    ours = vault.fingerprint(CANARY)
    settings.VAULT_KEYS = [NEW]

    assert vault.fingerprint(CANARY) != ours


def test_the_last_four_are_shown_only_of_a_secret_long_enough():
    assert vault.last4(CANARY) == "cdef"
    assert vault.last4("short-key") == ""


def test_nothing_leaks_through_the_texts_of_a_secret():
    secret = Secret(CANARY)
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>40}",
        f"{secret:>40}",
        f"{secret}",
    ]

    assert not any(CANARY in text for text in shown)
    assert secret.reveal() == CANARY


def test_nothing_leaks_through_the_log(caplog):
    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("calling with %s and %r", Secret(CANARY), Secret(CANARY))

    assert CANARY not in caplog.text


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_is_not_pickled(protocol):
    with pytest.raises(TypeError):
        pickle.dumps(Secret(CANARY), protocol)


def test_a_secret_is_not_copied_or_taken_apart():
    @dataclasses.dataclass
    class Holder:
        key: Secret

    with pytest.raises(TypeError):
        copy.deepcopy(Secret(CANARY))
    with pytest.raises(TypeError):
        dataclasses.asdict(Holder(Secret(CANARY)))
    with pytest.raises(TypeError):
        vars(Secret(CANARY))
    assert CANARY not in repr(Holder(Secret(CANARY)))


def test_secrets_compare_by_value_and_only_with_secrets():
    assert Secret(CANARY) == Secret(CANARY)
    assert Secret(CANARY) != Secret("other")
    assert Secret(CANARY) != CANARY
    with pytest.raises(TypeError):
        hash(Secret(CANARY))


def test_an_unsealed_text_comes_wrapped():
    secret = vault.unseal(vault.encrypt(CANARY, PLACE), PLACE)

    assert isinstance(secret, Secret)
    assert secret.reveal() == CANARY


def test_a_traceback_shows_neither_the_secret_nor_its_sealed_form():
    stored = vault.encrypt(CANARY, PLACE)

    with pytest.raises(VaultError) as caught:
        vault.decrypt(stored, "elsewhere")

    text = "".join(traceback.format_exception(caught.value))
    assert CANARY not in text
    assert stored.rpartition(":")[2] not in text
    assert caught.value.__cause__ is None
