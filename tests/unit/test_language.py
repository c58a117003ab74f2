"""Language identification: each version by a sentence of our own, and bad input."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.logic.language import identify


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "The two ministers signed an agreement on the training of pilots and the exchange of intelligence."),
        ("tr", "İki bakan, pilotların eğitimi ve istihbarat paylaşımı konusunda bir anlaşma imzaladı."),
        ("fr", "Les deux ministres ont signé un accord sur la formation des pilotes et l'échange de renseignements."),
        ("es", "Los dos ministros firmaron un acuerdo sobre la formación de pilotos y el intercambio de información."),
        ("id", "Kedua menteri menandatangani perjanjian tentang pelatihan pilot dan pertukaran informasi intelijen."),
        ("sq", "Të dy ministrat nënshkruan një marrëveshje për trajnimin e pilotëve dhe shkëmbimin e informacionit."),
        ("ru", "Министры подписали соглашение о подготовке лётчиков и обмене разведывательными данными."),
        ("mk", "Двајцата министри потпишаа договор за обука на пилоти и размена на разузнавачки податоци, соопштија од владата."),
        ("sr-Cyrl", "Двојица министара потписала су споразум о обуци пилота и размени обавештајних података, саопштила је влада."),
        ("hr", "Dvojica ministara potpisala su sporazum o obuci pilota, priopćila je vlada, a tko će ga provesti znat će se u siječnju."),
        ("sr-Latn", "Dvojica ministara potpisala su sporazum o bezbednosti, saopštila je vlada, a ko će da ga sprovede znaće se u januaru."),
        ("ar", "وقع الوزيران اتفاقية حول تدريب الطيارين وتبادل المعلومات الاستخباراتية بين البلدين."),
        ("fa", "دو وزیر توافقنامه‌ای درباره آموزش خلبانان و تبادل اطلاعات امضا کردند."),
        ("ckb", "هەردوو وەزیر ڕێککەوتنێکیان لەسەر ڕاهێنانی فڕۆکەوانان و ئاڵوگۆڕی زانیاری واژۆ کرد."),
        ("kmr", "Her du wezîran li ser perwerdeya pîlotan û parvekirina agahiyan peymanek îmze kirin."),
        ("de", "Die beiden Minister haben ein Abkommen über die Ausbildung von Piloten unterzeichnet."),
    ],
)
def test_each_language_is_told_by_a_sentence(tag, text):
    assert identify(text).tag == tag


def test_what_is_declared_is_kept_beside_what_is_found():
    language = identify("The two ministers signed an agreement on training.", "tr")
    assert (language.tag, language.declared) == ("en", "tr")


@pytest.mark.parametrize("text", ["", "123 456", "\u200d\u200c", "\ud800", "🙂"])
def test_text_without_words_has_no_language(text):
    assert identify(text).tag == "und"


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_an_answer_twice_the_same(text):
    assert identify(text) == identify(text)
    assert 0.0 <= identify(text).confidence <= 1.0


def test_persian_typed_with_the_arabic_yeh_and_kaf_is_persian():
    text = (
        "وزير دفاع ايران ديروز با همتاي روسي خود در مسكو ديدار كرد و گفت كه همكاري دو كشور براي امنيت منطقه مفيد است. "
        "اين ديدار به دعوت طرف روسي انجام شد."
    )
    assert identify(text).tag == "fa"


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("bs", "BEOGRAD - Ministarstvo vanjskih poslova proglasilo je dvojicu diplomata nepoželjnim, saopćeno je u utorak."),
        ("bs", "Načelnik je posjetio vojnu bazu i razgovarao sa vojnicima, saopćilo je Ministarstvo odbrane."),
        ("sr-Latn", "BEOGRAD - Ministarstvo spoljnih poslova saopštilo je da su dvojica diplomata proterana."),
        ("hr", "Ministar obrane razgovarao je s veleposlanikom o nabavi zrakoplova, priopćilo je ministarstvo."),
    ],
)
def test_one_sentence_of_the_foreign_ministry_tells_bosnian_croatian_and_serbian_apart(tag, text):
    assert identify(text).tag == tag
