"""The catalogues: complete, in step with the sources, and right in their numbers."""

import re

import pytest
from django.utils import translation
from django.utils.translation import ngettext

from providers.said import Said, said, said_many
from studio import extraction, languages, messages
from studio.spoken import about, sentence, spoken
from studio.views.words import credits, whole

HINT = "run `make messages`, translate what it lists, and commit"
PLACE = re.compile(r"%%?\(\w+\)s")
CATALOGUES = {path.parent.parent.name: path for path in messages.catalogues()}


@pytest.fixture(params=sorted(CATALOGUES))
def path(request):
    return CATALOGUES[request.param]


@pytest.fixture(scope="module")
def sources():
    """Read once: finding every sentence takes seconds."""
    return extraction.template()


def test_there_are_two():
    assert set(CATALOGUES) == {"pl", "zh_Hans"}


def test_it_has_the_sentences_there_are(path, sources):
    assert ids(messages.read(path)) == ids(sources), HINT


def ids(catalogue):
    return {(message.id, message.context) for message in catalogue if message.id}


def test_every_sentence_is_translated(path):
    assert extraction.untranslated(messages.read(path)) == [], HINT


def test_every_form_has_the_places_of_its_original(path):
    """The form for one may leave its number out."""
    wrong = []
    for message in messages.read(path):
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(PLACE.findall(originals[-1]))
        for index, form in enumerate(forms):
            found = set(PLACE.findall(form))
            is_one = index == 0 and len(forms) > 1 and found < wanted
            if message.id and form and found != wanted and not is_one:
                wrong.append((originals[0], form))

    assert wrong == []


def test_chinese_has_full_width_punctuation():
    """But in numbers, times, braces that are shown as such, and lists that Django reads."""
    latin = re.compile(r"%\(\w+\)s|\d[:,]\d|\{[^{}]*\}|<[^>]*>")
    halves = re.compile(r"[,;:?!()\"']|\.(?!\w)")
    found = [
        form
        for message in messages.read(CATALOGUES["zh_Hans"])
        for form in (message.string if isinstance(message.string, tuple) else (message.string,))
        if message.id not in ("", "Present,None", "Yes,No")
        and re.search("[\u4e00-\u9fff]", form)
        and halves.search(latin.sub("\u53d8", form))
    ]

    assert found == []


def test_a_catalogue_is_compiled_only_when_it_changed(tmp_path, monkeypatch):
    place = tmp_path / "pl" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "django.po").write_bytes(CATALOGUES["pl"].read_bytes())
    monkeypatch.setattr(messages, "FOLDER", tmp_path)

    assert [found.parent for found in messages.compile_changed()] == [place]
    assert (place / "django.mo").exists()
    assert messages.compile_changed() == []

    with (place / "django.po").open("a") as file:
        file.write("\n")
    assert [found.parent for found in messages.compile_changed()] == [place]


@pytest.mark.parametrize(
    ("amount", "polish", "chinese"),
    [
        (0, "0 kredytów", "0 积分"),
        (1, "1 kredyt", "1 积分"),
        (2, "2 kredyty", "2 积分"),
        (5, "5 kredytów", "5 积分"),
        (12, "12 kredytów", "12 积分"),
        (22, "22 kredyty", "22 积分"),
        (1240, "1\N{NO-BREAK SPACE}240 kredytów", "1,240 积分"),
    ],
)
def test_amounts_have_the_form_their_number_asks_for(amount, polish, chinese):
    with translation.override("pl"):
        assert credits(amount) == polish
    with translation.override("zh-hans"):
        assert credits(amount) == chinese


@pytest.mark.parametrize("language", ["en", "zh-hans", "pl"])
def test_scripts_get_the_form_of_every_category(language):
    """As `Intl.PluralRules` names them; what no whole number has falls back to `other`."""
    names = {"en": {"one", "other"}, "zh-hans": {"other"}, "pl": {"one", "few", "many", "other"}}

    with translation.override(language):
        forms = languages.forms_of("%(n)s credit", "%(n)s credits")

        assert set(forms) == names[language]
        for category, number in languages.SAMPLES[language].items():
            assert forms[category] == ngettext("%(n)s credit", "%(n)s credits", number)


def test_a_sentence_of_the_providers_reads_as_english_and_is_translated_where_it_is_shown():
    text = said("must be one of %(allowed)s", allowed=("1K", "2K"))

    assert text == "must be one of 1K, 2K"
    with translation.override("pl"):
        assert sentence(text) == "Musi być jedną z wartości: 1K, 2K."
        assert about("Rozmiar", text) == "Rozmiar: musi być jedną z wartości: 1K, 2K."
    with translation.override("zh-hans"):
        assert sentence(text) == "必须是以下之一\N{FULLWIDTH COLON}1K、2K。"


def test_its_numbers_are_written_and_counted_as_the_language_does():
    number = said("must be a number from %(low)s to %(high)s", low=0.5, high=1.0)
    length = said_many(
        "must have at least %(count)s character", "must have at least %(count)s characters", 22
    )

    assert (number, length) == (
        "must be a number from 0.5 to 1",
        "must have at least 22 characters",
    )
    with translation.override("pl"):
        assert spoken(number) == "musi być liczbą od 0,5 do 1"
        assert spoken(length) == "musi mieć co najmniej 22 znaki"
        assert whole(12400) == "12\N{NO-BREAK SPACE}400"
    large = said("must be a whole number from %(low)s to %(high)s", low=0, high=2147483647)
    assert spoken(large) == "must be a whole number from 0 to 2,147,483,647"


def test_what_was_never_said_for_translation_stays_as_it_is():
    assert spoken("plain") == "plain"
    assert not isinstance(spoken(said("must be true or false")), Said)


def test_sentences_have_places_with_names(sources):
    """`%s` cannot be moved about by a translator."""
    for message in sources:
        for form in message.id if isinstance(message.id, tuple) else (message.id,):
            assert not re.search(r"%[sd]", form), form
