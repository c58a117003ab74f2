"""Wire furniture in every language, on lines of our own: what is furniture is read and removed, what is not stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sample.site import desks, stories
from transforms.logic.wire import read_furniture
from transforms.logic.wire.agencies import agencies, agency_of, agency_of_link

REST = "Two ministers met and agreed to train their coast guards together next year."

DATELINES = [
    ("en", "BEIJING, Feb. 3 (Xinhua) -- ", "CHN", "XINHUA"),
    ("en", "MOSCOW, December 17. /TASS/. ", "RUS", "TASS"),
    ("en", "PARIS (AFP) - ", "FRA", "AFP"),
    ("tr", "İSTANBUL, 28 Ağustos (Reuters) - ", "TUR", "REUTERS"),
    ("tr", "ANKARA (AA) - ", "TUR", "AA"),
    ("id", "JAKARTA–", "IDN", ""),
    ("id", "Jakarta (ANTARA) - ", "IDN", "ANTARA"),
    ("id", "**JAKARTA, KOMPAS.com** - ", "IDN", ""),
    ("id", "REPUBLIKA.CO.ID, JAKARTA -- ", "IDN", ""),
    ("ru", "МОСКВА, 17 декабря. /ТАСС/. ", "RUS", "TASS"),
    ("ru", "москва, 1 дек — риа новости. ", "RUS", "RIA"),
    ("ar", "القاهرة - رويترز: ", "EGY", "REUTERS"),
    ("ar", "واشنطن 5 مايو /شينخوا/ ", "USA", "XINHUA"),
    ("fa", "تهران - ایرنا: ", "IRN", "IRNA"),
    ("hr", "SARAJEVO,13. listopada 2004.(Hina) - ", "BIH", "HINA"),
    ("sr-Cyrl", "БЕОГРАД, 3. марта (Танјуг) - ", "SRB", "TANJUG"),
    ("mk", "Скопје, 5 мај (МИА) - ", "MKD", "MIA"),
    ("es", "Quito, 6 de febrero (PL).- ", "ECU", "PL"),
    ("fr", "DAKAR (AFP) - ", "SEN", "AFP"),
    ("sq", "PRISHTINË - ", "XKX", ""),
    ("kmr", "BEXDA - ", "IRQ", ""),
    ("id", "**PYONGYANG, KOMPAS.com** - ", "PRK", ""),
    ("id", "TEMPO.CO, Jakarta - ", "IDN", ""),
    ("id", "**KOMPAS.com -** ", "", ""),
    ("tr", "ANKARA, AA - ", "TUR", "AA"),
    ("en", "Anadolu Agency, Ankara – ", "TUR", "AA"),
    ("es", "MADRID, 3 (EUROPA PRESS) ", "ESP", "EUROPAPRESS"),
    ("ar", "إسطنبول / الأناضول\n", "TUR", "AA"),
    ("ar", "رام الله / قيس أبو سمرة / الأناضول\n", "PSE", "AA"),
    ("ar", "الرياض، واس:\n", "SAU", "SPA"),
    ("ar", "القاهرة - (د ب أ): ", "EGY", "DPA"),
    ("fr", "AA / Tunis / Mohamed Ali\n", "TUN", "AA"),
    ("fr", "AA/Paris\n", "FRA", "AA"),
    ("tr", "ANKARA\n", "TUR", ""),
    ("ru", "АНКАРА\n", "TUR", ""),
    ("ckb", "هەولێر (کوردستان24)- ", "IRQ", "K24"),
    ("id", "Krjogja.com - JAKARTA - ", "IDN", ""),
    ("id", "Jakarta, Kabar Kita - ", "IDN", ""),
    ("id", "Jakarta, CNBC Indonesia - ", "IDN", ""),
    ("id", "Ankara (ANTARA/Anadolu) - ", "TUR", "ANTARA"),
    ("tr", "ANKARA-AA ", "TUR", "AA"),
    ("tr", "RADİKAL- ", "", ""),
    ("tr", "HABER MERKEZİ (İHA) - ", "", "IHA"),
    ("ar", "الرياض 8 جمادى الآخرة 1440 هـ الموافق 13 فبراير 2019 م واس\n", "SAU", "SPA"),
    ("ar", "الرياض 08 جمادى الآخرة 1440 هـ واس ", "SAU", "SPA"),
    ("ar", "عين اليوم – الطائف\n", "", ""),
    ("ar", "دمشق-سانا ", "SYR", "SANA"),
    ("ar", "الدوحة في 5 مارس /قنا/ ", "QAT", "QNA"),
    ("fa", "تهران- ایسنا- ", "IRN", "ISNA"),
    ("fa", "فارس: ", "", "FARS"),
    ("ru", "Москва. 17 декабря. INTERFAX.RU - ", "RUS", "INTERFAX"),
    ("ru", "Баку, 5 марта, АЗЕРТАДЖ ", "AZE", "AZERTAC"),
    ("sq", "Tiranë, 5 Mars 2026/ ", "ALB", ""),
    ("kmr", "NAVENDA NÛÇEYAN - ", "", ""),
    ("kmr", "NAVENDA NÛÇEYAN 12:45 - ", "", ""),
    ("kmr", "K24- Hewlêr ", "IRQ", "K24"),
    ("ckb", "ناوەندی هەواڵ - ", "", ""),
    ("ckb", "ڕووداو - هەولێر\n", "IRQ", "RUDAW"),
    ("en", "BAKU, Azerbaijan, March 5. ", "AZE", ""),
    ("en", "Washington, DC – ", "USA", ""),
    ("en", "Riyadh, March 05, 2026, SPA -- ", "SAU", "SPA"),
    ("fr", "(Agence Ecofin) - ", "", "ECOFIN"),
    ("en", "GLASGOW, Ky. (AP) — ", "USA", "AP"),
    ("en", "LONDON, Ont. (CP) — ", "CAN", "CP"),
    ("es", "Fuente: Washington, 23 (EFE)\n", "USA", "EFE"),
]

BYLINES = [
    ("en", "By Thomas Nilsen", "Thomas Nilsen"),
    ("id", "Penulis: Rina Widodo", "Rina Widodo"),
    ("id", "Pewarta : Budi Santoso", "Budi Santoso"),
    ("tr", "Muhabir: Ayşe Yılmaz", "Ayşe Yılmaz"),
    ("ru", "Автор: Иван Петров", "Иван Петров"),
    ("ar", "بقلم سمير حداد", "سمير حداد"),
    ("fr", "Par Jean Dupont", "Jean Dupont"),
    ("es", "Por María López", "María López"),
    ("hr", "Piše: Ana Horvat", "Ana Horvat"),
    ("sr-Cyrl", "Пише: Ана Јовић", "Ана Јовић"),
    ("mk", "Пишува: Елена Ристова", "Елена Ристова"),
    ("sq", "Nga Arben Hoxha", "Arben Hoxha"),
    ("fa", "نویسنده: علی رضایی", "علی رضایی"),
    ("kmr", "Nivîskar: Rojda Demir", "Rojda Demir"),
    ("ckb", "نووسەر: ئازاد کەریم", "ئازاد کەریم"),
]

PICTURES = [
    "![Two ministers shake hands](https://example.org/p.jpg)", "Foto: dua menteri di Oslo (ANTARA)", "Photo: ministers in Oslo", "Фото: министры в Осло", "صورة: الوزيران في أوسلو",
    "عکس: دو وزیر در اسلو", "Fotoğraf: iki bakan Oslo'da", "Crédit photo : ministère", "وێنە: دوو وەزیر لە ئۆسلۆ",
]

RELAYED = [
    ("en", "Two ministers met in Oslo, their offices said, quoting Anadolu.", "quoting Anadolu", "AA"),
    ("id", "Dua menteri bertemu di Oslo, dikutip dari Antara, Senin.", "dikutip dari Antara", "ANTARA"),
    ("tr", "Anadolu Ajansı haberine göre iki bakan görüştü.", "Anadolu Ajansı haberine göre", "AA"),
    ("ar", "التقى الوزيران في أوسلو، نقلا عن الأناضول.", "نقلا عن الأناضول", "AA"),
    ("ru", "Министры встретились, передает Синьхуа.", "передает Синьхуа", "XINHUA"),
    ("hr", "Ministri su se sastali, prenosi Reuters.", "prenosi Reuters", "REUTERS"),
    ("bs", "Ministri su se sastali, javlja Fena.", "javlja Fena", "FENA"),
    ("sr-Cyrl", "Министри су се састали, преноси Танјуг.", "преноси Танјуг", "TANJUG"),
    ("sq", "Ministrat u takuan, transmeton Anadolu Agency.", "transmeton Anadolu Agency", "AA"),
    ("sq", "Ministrat u takuan, transmeton Reuters.Lexoni më poshtë", "transmeton Reuters", "REUTERS"),
    ("fa", "به گزارش رویترز، دو وزیر دیدار کردند.", "به گزارش رویترز", "REUTERS"),
    ("fa", "وزیر در گفت و گو با ایسنا از دیدار خبر داد.", "در گفت و گو با ایسنا", "ISNA"),
    ("mk", "Министрите се сретнаа, пренесува Танјуг.", "пренесува Танјуг", "TANJUG"),
    ("ckb", "دوو وەزیر کۆبوونەوە، بە گواستنەوە لە ڕووداو.", "بە گواستنەوە لە ڕووداو", "RUDAW"),
]

CITED = [
    ("en", "Two ministers met in Oslo, Anadolu reported on Monday.", "AA"), ("id", "Dua menteri bertemu di Oslo, dilansir dari *AFP*, Senin.", "AFP"),
    ("ar", "التقى الوزيران، وفق الأناضول، في أوسلو.", "AA"), ("ru", "Министры встретились, сообщает Bloomberg.", "BLOOMBERG"),
    ("fr", "Les ministres se sont rencontrés, selon Reuters.", "REUTERS"), ("es", "Los ministros se reunieron, según Reuters.", "REUTERS"),
    ("hr", "Ministri su se sastali, piše Reuters.", "REUTERS"), ("mk", "Министрите се сретнаа, објави Ројтерс.", "REUTERS"), ("sq", "Ministrat u takuan, sipas Reuters.", "REUTERS"),
]  # fmt: skip

CREDITS = [
    ("id", "SUMBER: ANADOLU", "AA"),
    ("tr", "KAYNAK: AA", "AA"),
    ("ar", "المصدر : الاناضول", "AA"),
    ("ru", "Источник: РИА Новости", "RIA"),
    ("hr", "Izvor: Hina", "HINA"),
    ("es", "Fuente: EFE", "EFE"),
    ("tr", "DHA", "DHA"),
    ("en", "Source: Reuters", "REUTERS"),
]

READ_ALSO = [
    "BACA JUGA: Harga Beras Turun", "AYRICA OKUYUN: Fuar açıldı", "Read also: Markets rise", "Читайте также: Выставка", "اقرأ أيضا: معرض", "بیشتر بخوانید: بارش برف",
    "Pročitajte još: Izložba", "Прочитајте и: Изложба", "Lexoni edhe: Panairi", "Herwiha bixwîne: Pêşangeh", "À lire aussi : Le carnaval", "Lea también: La cosecha",
]

STORY_LINES = [
    "Read more books, the minister told students in Oslo on Monday.", "The source of the Nile is in dispute, officials said.", "Dilansir dari AFP, dua menteri bertemu di Oslo.",
    "ABD-İran görüşmeleri yarın başlıyor, dedi sözcü.", "NATO - the alliance - declined to comment on Monday.", "UPDATE - ministers have now left the hall.",
    "A 12-year-old boy was found safe, police said.", "ANKARA-ŞAM hattında yeni dönem başlıyor, dedi bakan.", "The minister told Telegram users to follow the rules on Monday.",
    "By Monday the ministers had left Oslo for home again.", "Par ailleurs, les ministres ont visité le port.", "Por ahora los ministros siguen en Oslo.",
    "Photo opportunities were few: ministers left early.", "Ankara, Moscow and Kyiv agreed.", "Foto bersama digelar setelah rapat itu.", "[The minister] agreed to the plan.",
    "AA, the rating agency's second-best grade, was confirmed.", "Ankara - said to be the host - declined to comment on the talks.", "Она сообщает Bloomberg о планах на будущий год.",
]


@pytest.mark.parametrize(("language", "line", "country", "agency"), DATELINES, ids=[line.strip() for _, line, _, _ in DATELINES])
def test_a_dateline_gives_country_and_agency_and_leaves_the_body(language, line, country, agency):
    wire = read_furniture("", line + REST, language=language)
    assert (wire.dateline_country, wire.dateline_agency, wire.body) == (country, agency, REST)


@pytest.mark.parametrize(("language", "line", "agency"), CREDITS, ids=[line for _, line, _ in CREDITS])
def test_a_credit_names_the_agency_and_leaves_the_body(language, line, agency):
    wire = read_furniture("", f"{REST}\n{line}", language=language)
    assert (wire.origin_agency, wire.credit, wire.body) == (agency, line, REST)


@pytest.mark.parametrize(("language", "line", "name"), BYLINES, ids=[line for _, line, _ in BYLINES])
@pytest.mark.parametrize("above", [True, False])
def test_a_byline_above_or_below_names_the_reporter_and_leaves_the_body(language, line, name, above):
    wire = read_furniture("", f"{line}\n{REST}" if above else f"{REST}\n{line}", language=language)
    assert (wire.byline, wire.body) == (name, REST)


def test_a_reporter_named_in_the_dateline_is_its_byline():
    assert read_furniture("", f"AA / Tunis / Mohamed Ali\n{REST}", language="fr").byline == "Mohamed Ali"


@pytest.mark.parametrize("line", PICTURES)
def test_a_picture_and_its_caption_leave_the_body_and_the_dateline_behind_them_is_read(line):
    wire = read_furniture("", f"{line}\n\nJAKARTA, KOMPAS.com - {REST}", language="id")
    assert [item.kind for item in wire.removed] == ["caption", "dateline"]
    assert (wire.dateline_country, wire.body) == ("IDN", REST)


@pytest.mark.parametrize(("language", "text", "agency"), CITED, ids=[text for _, text, _ in CITED])
def test_an_agency_that_a_sentence_cites_is_no_credit(language, text, agency):
    wire = read_furniture("", f"{text} {REST}", language=language)
    assert (wire.credit, wire.origin_agency, wire.cited, wire.body) == ("", "", (agency,), f"{text} {REST}")


@pytest.mark.parametrize(("language", "text", "credit", "agency"), RELAYED, ids=[text for _, text, _, _ in RELAYED])
def test_words_that_say_whose_report_it_is_are_a_credit_and_stay(language, text, credit, agency):
    wire = read_furniture("", f"{text} {REST}", language=language)
    assert (wire.credit, wire.origin_agency, wire.body) == (credit, agency, f"{text} {REST}")


def test_a_printed_credit_outweighs_an_agency_that_the_text_quotes():
    assert read_furniture("", f"{REST} So said the ministry, quoting Anadolu.\nSource: Reuters", language="en").origin_agency == "REUTERS"


@pytest.mark.parametrize("tail", ["Regarder aussi:", "رابط الخبر بصحيفة الوطن: الوزيران", "Vous pourriez aussi être intéressé par :"])
def test_a_pointer_behind_the_last_sentence_is_taken_off_its_line(tail):
    assert read_furniture("", f"{REST}\n{REST} {tail}").body == f"{REST}\n{REST}"


@pytest.mark.parametrize("line", READ_ALSO)
def test_a_read_also_line_is_taken_out(line):
    wire = read_furniture("", f"{REST}\n{line}\n{REST}")
    assert [item.kind for item in wire.removed] == ["read_also"]
    assert wire.body == f"{REST}\n{REST}"


@pytest.mark.parametrize("line", STORY_LINES)
def test_the_storys_own_words_stay(line):
    assert read_furniture("", f"{line}\n{REST}", language="en").body == f"{line}\n{REST}"


def test_a_city_before_its_state_is_a_city_though_the_outlet_is_named_like_it():
    wire = read_furniture("", f"LAKEWOOD, Ohio – {REST}", language="en", publisher="Lakewood")
    assert (wire.located, wire.dateline_country, wire.body) == ("Lakewood", "USA", REST)


def test_an_end_mark_before_a_credit_goes_with_it():
    wire = read_furniture("", f"{REST} []\nSUMBER: ANADOLU", language="id")
    assert [(item.kind, item.text) for item in wire.removed] == [("end_mark", "[]"), ("credit", "SUMBER: ANADOLU")]
    assert wire.body == REST


def test_a_repeated_headline_is_no_part_of_the_body():
    assert read_furniture("Two ministers met", f"Two ministers met\n{REST}").body == REST


def test_a_link_to_an_agency_is_its_credit_where_nothing_else_says_so():
    assert read_furniture("", REST, credit_links=["https://www.aa.com.tr/en/x/1"]).origin_agency == "AA"


def test_a_text_that_is_all_furniture_is_left_as_it_is():
    text = "BACA JUGA: Satu cerita yang panjang sekali tentang sesuatu"
    assert read_furniture("", text).body == text


def test_the_chain_runs_from_the_origin_to_the_page():
    assert read_furniture("", f"{REST}\nSUMBER: ANADOLU", publisher="Kabar Kita").chain == ("AA", "Kabar Kita")


def test_every_agency_has_a_country_and_an_id_of_its_own():
    ids = [agency.id for agency in agencies()]
    assert len(ids) == len(set(ids)) > 80
    assert all(len(agency.country) == 3 for agency in agencies())
    assert (agency_of("no such thing"), agency_of_link("http://[")) == ("", "")


@pytest.mark.parametrize("desk", desks(), ids=lambda desk: desk.id)
def test_offsets_point_at_what_was_removed(desk):
    for story in stories(desk.id):
        body = story.body.strip()
        wire = read_furniture(story.title, body, language=desk.language, publisher=desk.publisher)
        assert all(body[item.start : item.end] == item.text for item in wire.removed)


@given(st.text(max_size=400), st.text(max_size=40))
def test_no_text_raises_and_nothing_is_added(body, title):
    wire = read_furniture(title, body)
    assert all(body[item.start : item.end] == item.text for item in wire.removed)
    assert len(wire.body) <= len(body)
