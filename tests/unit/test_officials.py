"""Officials, organisations, forums and instruments, in several languages, on sentences of our own."""

import datetime as dt

import pytest

from schemas.tags import Mention
from transforms.logic.tagging import forums, officials, organisations, register
from transforms.logic.tagging.codebook import read
from transforms.logic.tagging.names import name_after, name_before
from transforms.logic.tagging.patterns import Automaton
from transforms.logic.tagging.tagger import tag_text
from transforms.logic.tagging.text import Text

AUTOMATON = Automaton([*officials.load_cues(), *organisations.load_cues(), *forums.load_cues()])


def layers(text):
    found = {}
    for hit in AUTOMATON.find(text):
        found.setdefault(hit.cue.layer, []).append(hit)
    return found


def mentions(source, states):
    made = []
    for surface, iso3 in states.items():
        start = source.index(surface)
        made.append((iso3, Mention(start, start + len(surface), surface, "name", "test")))
    return made


def people(source, language, states, day=None):
    text = Text(source, language)
    hits = layers(text)
    tags = officials.find_officials(text, hits, mentions(source, states), day)
    return [(tag.name, tag.post, tag.country) for tag in tags]


CASES = [
    ("en", "Norwegian Defence Minister Kari Holm said the ship had left.", {"Norwegian": "NOR"}, ("Kari Holm", "defence minister", "NOR")),
    ("en", "Ana Lu, the foreign minister of Peru, arrived on Monday.", {"Peru": "PER"}, ("Ana Lu", "foreign minister", "PER")),
    ("tr", "Gürcistan Savunma Bakanı Davit Beridze'nin ziyareti sürüyor.", {"Gürcistan": "GEO"}, ("Davit Beridze", "defence minister", "GEO")),
    ("id", "Menteri Pertahanan Vietnam Nguyen Van Tam mengatakan hal itu.", {"Vietnam": "VNM"}, ("Nguyen Van Tam", "defence minister", "VNM")),
    ("ru", "Министр обороны Казахстана Ермек Садыков прибыл в Баку.", {"Казахстана": "KAZ"}, ("Ермек Садыков", "defence minister", "KAZ")),
    ("ar", "التقى وزير الدفاع الأردني سامر الخطيب نظيره في عمان.", {"الأردني": "JOR"}, ("سامر الخطيب", "defence minister", "JOR")),
    ("fa", "وزیر دفاع عراق سعد الجبوری گفت این دیدار مهم بود.", {"عراق": "IRQ"}, ("سعد الجبوری", "defence minister", "IRQ")),
    ("fr", "La ministre de la Défense du Sénégal Awa Ndiaye a signé le texte.", {"Sénégal": "SEN"}, ("Awa Ndiaye", "defence minister", "SEN")),
    ("es", "El ministro de Defensa de Ecuador Luis Paredes llegó a Quito.", {"Ecuador": "ECU"}, ("Luis Paredes", "defence minister", "ECU")),
    ("hr", "Ministar obrane Slovenije Janez Kos doputovao je u Zagreb.", {"Slovenije": "SVN"}, ("Janez Kos", "defence minister", "SVN")),
    ("sr-Cyrl", "Министар одбране Грчке Никос Папас стигао је у Ниш.", {"Грчке": "GRC"}, ("Никос Папас", "defence minister", "GRC")),
    ("mk", "Министерот за одбрана на Бугарија Иван Петров допатува во Скопје.", {"Бугарија": "BGR"}, ("Иван Петров", "defence minister", "BGR")),
    ("sq", "Ministri i Mbrojtjes i Italisë Marco Rossi vizitoi Tiranën.", {"Italisë": "ITA"}, ("Marco Rossi", "defence minister", "ITA")),
    ("kmr", "Wezîrê Parastinê yê Iraqê Azad Cemîl çû Bexdayê.", {}, None),
]


@pytest.mark.parametrize(
    ("language", "source", "states", "expected"), [case for case in CASES if case[3]], ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_name_beside_a_post_and_its_state_is_an_official(language, source, states, expected):
    assert people(source, language, states) == [expected]


@pytest.mark.parametrize(
    ("language", "source", "post"),
    [
        ("ru", "Пресс-секретарь президента Иван Ветров сообщил", "spokesperson"),
        ("id", "Juru Bicara Presiden Budi Hartono mengatakan", "spokesperson"),
    ],
)
def test_who_serves_an_office_does_not_hold_it(language, source, post):
    assert [official.post for official in tag_text(source, language=language).officials] == [post]


COUNTERPARTS = [
    ("en", "Norway's Defence Minister Kari Holm met her Finnish counterpart Eero Lahti.", ("Kari Holm", "NOR"), ("Eero Lahti", "FIN")),
    ("tr", "Dışişleri Bakanı Selim Ünal, Gürcü mevkidaşı Davit Beridze ile görüştü.", ("Selim Ünal", "TUR"), ("Davit Beridze", "GEO")),
    ("id", "Menteri Pertahanan RI Budi Hartono bertemu mitranya dari Vietnam Nguyen Van Tam.", ("Budi Hartono", "IDN"), ("Nguyen Van Tam", "VNM")),
    ("ru", "Глава МИД РФ Иван Ветров встретился с сербским коллегой Марко Савичем.", ("Иван Ветров", "RUS"), ("Марко Савичем", "SRB")),
    ("ar", "التقى وزير الدفاع الأردني سامر الخطيب نظيره العراقي سعد الجبوري في عمان.", ("سامر الخطيب", "JOR"), ("سعد الجبوري", "IRQ")),
    ("fa", "بهرام کاوه وزیر دفاع ایران با همتای عراقی خود سعد جبوری دیدار کرد.", ("بهرام کاوه", "IRN"), ("سعد جبوری", "IRQ")),
    ("fr", "Le ministre sénégalais de la Défense, Awa Ndiaye, et son homologue malien, Issa Traoré, ont signé.", ("Awa Ndiaye", "SEN"), ("Issa Traoré", "MLI")),
    ("es", "El canciller de Perú, Luis Paredes, y su homólogo chileno, Juan Rojas, firmaron.", ("Luis Paredes", "PER"), ("Juan Rojas", "CHL")),
    ("hr", "Ministar obrane Ivo Horvat sastao se s kolegom iz Slovenije Janezom Kosom.", ("Ivo Horvat", "HRV"), ("Janezom Kosom", "SVN")),
    ("mk", "Министерот за одбрана Петар Илиев се сретна со бугарскиот колега Иван Петров.", ("Петар Илиев", "MKD"), ("Иван Петров", "BGR")),
    ("sq", "Ministri i Mbrojtjes i Italisë, Marco Rossi, dhe homologu i tij nga Greqia, Nikos Papas, folën.", ("Marco Rossi", "ITA"), ("Nikos Papas", "GRC")),
    ("kmr", "Wezîrê Derve yê Tirkiyeyê Selîm Unal bi hevpîşeyê xwe yê Iraqî Azad Cemîl re civiya.", ("Selîm Unal", "TUR"), ("Azad Cemîl", "IRQ")),
    ("ckb", "وەزیری دەرەوەی ئێران بەهرام کاوە لەگەڵ هاوتا عێراقییەکەی ئازاد جەمیل کۆبووەوە.", ("بەهرام کاوە", "IRN"), ("ئازاد جەمیل", "IRQ")),
]


@pytest.mark.parametrize(("language", "source", "host", "guest"), COUNTERPARTS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_counterpart_holds_the_post_of_the_one_named_before(language, source, host, guest):
    found = tag_text(source, language=language).officials
    assert [(official.name, official.country) for official in found] == [host, guest]
    assert len({official.post for official in found}) == 1


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        ("tr", "Irak'ın Ankara Büyükelçisi Azad Cemil davet edildi.", ("Azad Cemil", "ambassador", "IRQ")),
        ("en", "Peru's ambassador to Chile, Ana Lu, was summoned.", ("Ana Lu", "ambassador", "PER")),
        ("id", "Duta Besar Kamboja untuk Perserikatan Bangsa-Bangsa (PBB), Sok Dara, hadir.", ("Sok Dara", "ambassador", "KHM")),
        ("ru", "Министр цифровых технологий Армении Арам Акопян прибыл.", ("Арам Акопян", "minister", "ARM")),
        ("en", "North Korean leader Ri Song announced it.", ("Ri Song", "leader", "PRK")),
    ],
)
def test_what_a_post_is_for_stands_between_it_and_the_name(language, source, expected):
    assert [(official.name, official.post, official.country) for official in tag_text(source, language=language).officials] == [expected]


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("id", "Kepala Negara membuka pameran di gedung itu, Jakarta Pusat, kemarin."),
        ("en", "Opposition leader Ana Lu resigned."),
        ("tr", "İsrail Dışişleri Bakanlığı, İrlanda'nın Tel Aviv Büyükelçisi'ni çağırdı."),
        ("ckb", "وەزیری دەرەوە لەگەڵ هاوتای عێراقی خۆی کۆبووەوە."),
        ("ar", "قال المتحدث الرسمي لهيئة الهلال إن"),
        ("ar", "شارك مساعد وزير الدفاع لشئون الأمن في اللقاء"),
    ],
)
def test_words_beside_a_post_that_are_no_name(language, source):
    assert tag_text(source, language=language).officials == ()


def test_a_post_with_a_surname_is_found_in_the_register():
    found = tag_text("Это передали президенту РФ Путину.", language="ru").officials
    assert [(official.person_id, official.country) for official in found] == [("vladimir_putin", "RUS")]


def test_an_arabic_nationality_behind_a_post_is_no_part_of_the_name():
    tags = tag_text("قال وزير الدفاع العراقي سالم الجابري إن القوات", language="ar")
    assert [(official.name, official.country) for official in tags.officials] == [("سالم الجابري", "IRQ")]


def test_a_post_without_a_name_is_no_official():
    assert people("The defence minister of Peru said nothing.", "en", {"Peru": "PER"}) == []


def test_a_name_in_the_register_gives_the_office_of_that_day():
    source = "Сергей Шойгу провел переговоры."
    at = {day: people(source, "ru", {}, dt.date(*day)) for day in ((2019, 2, 13), (2024, 9, 1))}
    assert at == {
        (2019, 2, 13): [("Сергей Шойгу", "defence minister", "RUS")],
        (2024, 9, 1): [("Сергей Шойгу", "secretary of the Security Council", "RUS")],
    }


def test_a_person_out_of_office_is_no_official_by_name_alone():
    assert people("Angela Merkel visited a museum.", "en", {}, dt.date(2023, 5, 1)) == []


def test_spellings_of_one_person_in_three_scripts_join():
    ids = set()
    for language, source in (("en", "Sergey Lavrov spoke."), ("ru", "Сергея Лаврова ждали."), ("ar", "قال سيرغي لافروف إن")):
        text = Text(source, language)
        ids |= {hit.cue.value for hit in layers(text)["person"]}
    assert ids == {"sergei_lavrov"}


def test_a_suffix_behind_an_apostrophe_is_no_part_of_a_name():
    source = "Bakanı Yaşar Güler'in sözleri"
    assert source[slice(*name_after(source, 6))] == "Yaşar Güler"


def test_a_lower_case_word_ends_a_name():
    source = "Minister Nikolay Patrushev di Moskow"
    assert source[slice(*name_after(source, 8))] == "Nikolay Patrushev"


def test_no_name_where_a_weekday_follows():
    assert name_after("Defence Minister Monday said", 16) is None
    assert name_before("On Monday, the defence minister", 15) is None


def organisations_of(source, language, states=()):
    text = Text(source, language)
    return [tag.id for tag in organisations.find_organisations(text, layers(text).get("organisation", []), mentions(source, dict(states)))]


@pytest.mark.parametrize(
    ("language", "source", "states", "expected"),
    [
        ("id", "Dewan Keamanan Federasi Rusia bersidang", {"Federasi Rusia": "RUS"}, ["RUS:security_council"]),
        ("id", "Dewan Keamanan PBB bersidang", {}, ["UNSC"]),
        ("ru", "Совет безопасности ООН и Совет безопасности России", {"России": "RUS"}, ["UNSC", "RUS:security_council"]),
        ("en", "The Shanghai Cooperation Organisation (SCO) met", {}, ["SCO"]),
        ("en", "who said that the eu and who", {}, []),
        ("fr", "il va au marché", {}, []),
        ("tr", "BM'nin raporu ve NATO'nun kararı", {}, ["UN", "NATO"]),
        ("ar", "حلف الناتو والاتحاد الأوروبي", {}, ["NATO", "EU"]),
        ("sr-Cyrl", "Уједињене нације и Европска унија", {}, ["UN", "EU"]),
    ],
)
def test_an_organisation_is_told_from_its_double(language, source, states, expected):
    assert organisations_of(source, language, states) == expected


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        ("id", "Forum Konsultasi Bilateral (FKB) digelar. FKB keenam direncanakan tahun depan.", (5, "inferred from the next edition's ordinal")),
        ("en", "The third security dialogue was held on Monday.", (3, "explicit")),
        ("en", "They opened a strategic dialogue.", (None, None)),
        ("es", "La quinta comisión mixta sesionó en Lima.", (5, "explicit")),
    ],
)
def test_the_edition_of_a_forum_is_read_or_inferred(language, source, expected):
    text = Text(source, language)
    forum = forums.find_forum(text, layers(text).get("forum", []), "AAA-BBB")
    assert (forum.edition, forum.edition_basis) == expected
    assert all(source[item.start : item.end] == item.text for item in forum.evidence)


def test_a_meeting_without_a_pair_belongs_to_no_series():
    text = Text("The third security dialogue was held.", "en")
    assert forums.find_forum(text, layers(text)["forum"], None) is None


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        ("en", "The two ministers signed a memorandum of understanding.", ("mou", "signed")),
        ("ru", "Стороны подписали соглашение о сотрудничестве.", ("agreement", "signed")),
        ("ar", "وقعت الدولتان مذكرة تفاهم للتعاون.", ("mou", "signed")),
        ("tr", "İki ülke protokol imzaladı.", ("protocol", "signed")),
        ("fr", "Le traité est entré en vigueur lundi.", ("treaty", "in_force")),
        ("id", "Kedua negara menandatangani perjanjian pertahanan.", ("agreement", "signed")),
    ],
)
def test_an_agreement_has_a_type_and_a_stage(language, source, expected):
    text = Text(source, language)
    hits = layers(text)
    tag = forums.find_instrument(text, hits.get("instrument", []), hits.get("stage", []))
    assert (tag.type, tag.stage) == expected


def test_the_register_is_sound():
    posts = {post["id"] for post in read("officials/posts.toml")["post"]} | {"other"}
    by_person = {}
    for term in register.register():
        assert term.post in posts
        assert term.end is None or term.start < term.end
        assert term.source
        by_person.setdefault((term.person_id, term.post), []).append(term)
    for terms in by_person.values():
        ordered = sorted(terms, key=lambda term: term.start)
        assert all(a.end and a.end <= b.start for a, b in zip(ordered, ordered[1:], strict=False))


def test_an_open_term_has_been_looked_at_within_two_years_of_the_newest_look():
    newest = max(term.checked for term in register.register())
    stale = [term.person_id for term in register.register() if term.end is None and newest - term.checked > dt.timedelta(days=730)]
    assert stale == []
