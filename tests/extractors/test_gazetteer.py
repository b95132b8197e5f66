"""Names of regions and countries in a text: every form, lists that share a noun, doubts, traps."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.mentions import mentions
from extractors.pipeline import Extractor
from extractors.registries import Country, Region, countries, regions
from extractors.registries.declension import phrase_forms
from model.statements import Document, Mention

EXTRACTOR = Extractor()


def found(text: str, title: str | None = None) -> tuple[Mention, ...]:
    return mentions(EXTRACTOR.annotate(Document(id="d", text=text, title=title)))


def codes(text: str, kind: str) -> set[str]:
    return {mention.code for mention in found(text) if mention.kind == kind} - {"RU"}


# text, regions, countries
SENTENCES = [
    ("Московская и Ленинградская области, а также Москва", "RU-MOS RU-LEN RU-MOW", ""),
    ("Московская обогнала Ленинградскую", "RU-MOS RU-LEN", ""),
    ("Московская школа заняла второе место", "RU-MOW", ""),
    ("на Московском проспекте и Ленинградском шоссе, на Тверской улице, у Московского вокзала", "", ""),
    ("в Кировском районе Петербурга", "RU-SPE", ""),
    ("Амурский тигр вышел к людям, тульский пряник и вологодское масло", "RU-TUL RU-VLG", ""),
    ("Алтай встречает гостей", "", ""),
    ("Республика Алтай и Алтайский край", "RU-AL RU-ALT", ""),
    ("Алтайский и Краснодарский края", "RU-ALT RU-KDA", ""),
    (
        "В Рязанской и Тульской областях, Ямало-Ненецком и Ханты-Мансийском автономных округах",
        "RU-RYA RU-TUL RU-YAN RU-KHM",
        "",
    ),
    (
        "крейсер «Москва», телеканал «Россия», газета «Вечерняя Москва», «Москва 24», «Московский комсомолец», радио «Эхо Москвы»",  # noqa: E501
        "",
        "",
    ),
    ("«Российская газета» и «Комсомольская правда»", "", ""),
    ("Дмитрий Донской и Анатолий Смоленский, А. Орловский", "", ""),
    ("Брянцев сообщил о планах, Смоляне довольны, Туляков ушёл", "RU-SMO", ""),
    ("донской регион, донские аграрии", "RU-ROS", ""),
    ("Того же мнения придерживаются в Того", "", "TG"),
    ("Чад, Мали, Оман и Перу", "", "TD ML OM PE"),
    ("рука приложена к перу, угарный чад, мали вокруг", "", ""),
    ("в Чаде и Мали, на Кубе, кубанские фермеры", "RU-KDA", "TD ML CU"),
    ("Южная Осетия и Северная Осетия", "RU-SE", ""),
    ("Осетия и осетинские пироги", "", ""),
    ("на 5 млн долларов США, 7 долл. США, президент США", "", "US"),
    ("Гвинея, Гвинея-Бисау, Экваториальная Гвинея и Папуа — Новая Гвинея", "", "GN GW GQ PG"),
    ("Республика Конго и Демократическая Республика Конго", "", "CG CD"),
    ("Конго", "", ""),
    ("Корея и КНДР, Южная Корея", "", "KR KP"),
    ("Кот-д’Ивуар и Кот-д'Ивуаром", "", "CI"),
    ("РБ и Казахстан", "", "BY KZ"),
    ("Башкирия, то есть РБ", "RU-BA", ""),
    ("Белоруссия и Башкирия, РБ", "RU-BA", "BY"),
    ("РК подписала с Казахстаном", "", "KZ"),
    ("РК", "", ""),
    ("МОСКВА, 8 фев — РИА Новости. Новости дня", "", ""),
    ("КАЗАНЬ, 20 мая, «Татар-информ». Сегодня в Казани", "", ""),
    ("Москва. 8 февраля. INTERFAX.RU - Рост экспорта", "", ""),
    ("Санкт-Петербург, 8 февраля 2026 года. /ТАСС/. Рост", "", ""),
    ("Москва 8 февраля заняла первое место", "RU-MOW", ""),
    ("В Москве, 8 февраля, Собянин", "RU-MOW", ""),
    ("РОСТОВ-НА-ДОНУ /ТАСС/. Рост", "", ""),
    ("Тверь, 3 марта, ИА «Тверь» — сообщили", "", ""),
    ("Саранск, 3 марта. Республика Мордовия", "RU-MO", ""),
    ("ТАТАРСТАН ОБОШЁЛ МОСКОВСКУЮ ОБЛАСТЬ И БАШКИРИЮ", "RU-TA RU-MOS RU-BA", ""),
    ("Магадан с областью, Москва и область, Петербурга и области", "RU-MAG RU-MOW RU-MOS RU-SPE RU-LEN", ""),
    (
        "Республика Саха (Якутия), Чувашская Республика — Чувашия, Кемеровская область — Кузбасс, ХМАО — Югра",  # noqa: E501
        "RU-SA RU-CU RU-KEM RU-KHM",
        "",
    ),
    ("в Республике Карелии, Республики Марий Эл, Удмуртской Республикой", "RU-KR RU-ME RU-UD", ""),
    (
        "Ставропольскому краю, Забайкалью, Прикамьем, в Приангарье, Поморья, Ямале",
        "RU-STA RU-ZAB RU-PER RU-IRK RU-ARK RU-YAN",
        "",
    ),
    (
        "нижегородский, новгородские, волгоградцы, курянами, омичей, томичи, вологжан, костромичам, мурманчан",  # noqa: E501
        "RU-NIZ RU-NGR RU-VGG RU-KRS RU-OMS RU-TOM RU-VLG RU-KOS RU-MUR",
        "",
    ),
    ("Нижний Новгород, Великий Новгород, Ростов, Владимир, Орёл, Киров, Томск, Казань, Уфа", "", ""),
    ("Смоле́нская о́бласть и Тата\xadрстан, Mосква, Хакасй", "RU-SMO RU-TA RU-MOW", ""),
    ("&laquo;Эхо&raquo; Смоленской&nbsp;области", "RU-SMO", ""),
    ("Смоленская обл., Ставропольский кр., Ненецкий АО, респ. Татарстан", "RU-SMO RU-STA RU-NEN RU-TA", ""),
    ("Гомельская и Могилёвская области, Киевская область", "", ""),
    (
        "Запорожская, Херсонская области, ДНР и ЛНР, Крым и Севастополь",
        "UA-23 UA-65 UA-14 UA-09 UA-43 UA-40",
        "",
    ),
    ("Северная столица, столица Татарстана", "RU-SPE RU-TA", ""),
    ("Москва-Сити, поезд Москва–Петербург", "RU-MOW RU-SPE", ""),
    (
        "Франция, ФРГ, Британия, Соединённые Штаты, Штатов, Эмиратах, Нидерландами, Филиппин",
        "",
        "FR DE GB US AE NL PH",
    ),
    ("турецкие партнёры, китайский рынок, немцы", "", ""),
    ("Панама, Грузия, Джорджия, Иран, Ирак, Кипр", "", "PA GE IR IQ CY"),
    (
        "Московский экспортный центр, Петербургский международный форум, Тульский оружейный завод",
        "RU-MOW RU-SPE RU-TUL",
        "",
    ),
    ("Единая Россия", "", ""),
    ("чемпионат Сибири, Дальний Восток, Урал, Поволжье, ЦФО", "", ""),
    ("ЕАО, КБР, КЧР, НАО, ЯНАО, ХМАО, РСО-Алания", "RU-YEV RU-KB RU-KC RU-NEN RU-YAN RU-KHM RU-SE", ""),
    ("Ненецкий округ и ненецкие оленеводы, Чукотский округ", "RU-NEN RU-CHU", ""),
    ("Смоленский муниципальный округ, Курский район", "", ""),
    ("тульские районы и смоленские города", "RU-TUL RU-SMO", ""),
    ("Область, край, республика и регион", "", ""),
    ("Новая Зеландия, Новая Каледония, Саудовская Аравия, Шри-Ланкой, Коста-Рике", "", "NZ NC SA LK CR"),
    ("Республика Корея, Республики Беларусь, Республикой Молдова, Киргизской Республики", "", "KR BY MD KG"),
    ("в Татарии, башкир, чувашские, мордовская команда", "RU-TA RU-CU RU-MO", ""),
    ("Иванов Иван из Иванова, Иваново", "", ""),
    ("река Москва, на берегу Москвы-реки, ледокол Ямал", "", ""),
    ("Курская битва, Крымская война, татарский язык, еврейская община", "", ""),
    ("курский, белгородский и брянский губернаторы", "RU-KRS RU-BEL RU-BRY", ""),
    ("москвичка из Новосибирска, ярославна", "RU-MOW RU-YAR", ""),
    ("Того же мнения депутат.", "", ""),
    ("Перу писателя принадлежит роман", "", ""),
    ("ТОГО ЖЕ МНЕНИЯ ВСЕ ОСТАЛЬНЫЕ ДЕПУТАТЫ", "", ""),
    ("Кировский завод и кировские заводы", "RU-KIR", ""),
    ("Владимирский централ, Ивановская птицефабрика", "RU-VLA RU-IVA", ""),
    ("Губернатор Севастополя, мэр Москвы, глава Коми", "UA-40 RU-MOW RU-KO", ""),
    ("Глава Республики Коми", "RU-KO", ""),
    ("коми-пермяцкий округ, Коми-Пермяцкий округ", "", ""),
    ("У Кубани и Дона, в Ростовской области", "RU-KDA RU-ROS", ""),
    ("на берегу Дона", "", ""),
    ("Москва-2025, «Спартак» (Москва)", "RU-MOW", ""),
    ("Ростов-на-Дону и Комсомольск-на-Амуре", "", ""),
    ("Самарская: 7, Саратовская: 8", "RU-SAM RU-SAR", ""),
    ("1. Московская область\n2. Тула\n3. Алтайский край", "RU-MOS RU-ALT", ""),
    ("второй — Алтайский, третий — Приморский край", "RU-ALT RU-PRI", ""),
    ("Приморский бульвар, Приморский район, приморские компании", "RU-PRI", ""),
    ("Омская, Томская и Кемеровская", "RU-OMS RU-TOM RU-KEM", ""),
    (
        "Чеченская Республика, Донецкая Народная Республика, Луганской народной республике",
        "RU-CE UA-14 UA-09",
        "",
    ),
    ("Еврейской, Амурской областей", "RU-YEV RU-AMU", ""),
    ("Северо-Осетинская", "", ""),
]


@pytest.mark.parametrize(("text", "region_codes", "country_codes"), SENTENCES)
def test_the_names_of_a_text_are_found_and_nothing_else(
    text: str, region_codes: str, country_codes: str
) -> None:
    assert codes(text, "region") == set(region_codes.split())
    assert codes(text, "country") == set(country_codes.split())


@pytest.mark.parametrize("entry", regions(), ids=lambda entry: entry.code)
def test_every_case_form_of_every_region_is_recognised(entry: Region) -> None:
    for name in (entry.name, *entry.names):
        for form in phrase_forms(name):
            text = f"по данным {form.text[0].upper()}{form.text[1:]}, рост"
            assert entry.code in codes(text, "region"), text


@pytest.mark.parametrize("entry", countries(), ids=lambda entry: entry.code)
def test_every_case_form_of_every_country_is_recognised(entry: Country) -> None:
    for name in (entry.name, *entry.names):
        for form in phrase_forms(name):
            text = f"по данным {form.text[0].upper()}{form.text[1:]}, рост"
            told = {mention.code for mention in found(text) if mention.kind == "country"}
            assert entry.code in told, text


def test_the_title_resolves_a_doubtful_name_of_the_text() -> None:
    told = found("Дон дал рекордный урожай.", title="Ростовская область собрала зерно")
    assert [(mention.code, mention.text) for mention in told] == [
        ("RU-ROS", "Ростовская область"),
        ("RU-ROS", "Дон"),
    ]


def test_a_mention_covers_the_whole_name_with_its_noun() -> None:
    text = "в Ямало-Ненецком автономном округе, Республике Саха (Якутия) и Смоленской обл."
    assert [mention.text for mention in found(text)] == [
        "Ямало-Ненецком автономном округе",
        "Республике Саха (Якутия)",
        "Смоленской обл.",
    ]


@given(st.lists(st.sampled_from([row[0] for row in SENTENCES]), min_size=1, max_size=4).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_mentions_slice_the_given_text_and_do_not_overlap(text: str) -> None:
    told = found(text)
    assert all(mention.text == text[mention.start : mention.end] for mention in told)
    spans = sorted({(mention.start, mention.end) for mention in told})
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
