"""Percentages and multiples: value, unit, direction, approximation and region."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.figures import numbers, percentages, periods
from extractors.focus import Focus
from extractors.normalising import normalise
from extractors.registries.gazetteer import gazetteer
from extractors.registries.kinds import region_kinds
from extractors.sentences import sentences
from extractors.tokenising import tokenise
from extractors.tokens import Annotated
from model.statements import Field, Percentage


def annotated(text: str, name: Field = "text") -> Annotated:
    normalised = normalise(text)
    field = Annotated(name, text, normalised.text, normalised.given_span)
    field.tokens = tokenise(normalised.text)
    field.sentences = sentences(field.tokens)
    field.numbers = numbers(field.tokens)
    field.periods = periods(field.tokens, field.numbers)
    return field


def read(*fields: Annotated) -> tuple[Percentage, ...]:
    gazetteer().annotate(fields)
    return percentages(fields, Focus(fields, region_kinds()))


def told(percentage: Percentage) -> str:
    end = "-" if percentage.value_to is None else f"{percentage.value_to:g}"
    region = (percentage.region or "-").removeprefix("RU-")
    approx = percentage.approx or "-"
    return f"{percentage.value:g} {end} {percentage.unit} {percentage.direction} {approx} {region}"


# text; value, end of range, unit, direction, approximation, region (without "RU-")
SENTENCES = [
    ("Экспорт Тульской области вырос на 14,5%.", ["14.5 - percent up - TUL"]),
    (
        "Экспорт Тульской области за год вырос почти вдвое, а импорт упал на треть.",
        ["2 - times up under TUL"],
    ),
    (
        "Доля Китая в экспорте Омской области составила 14,5 процента, увеличившись на 2 п. п.",
        ["14.5 - percent level - OMS", "2 - points up - OMS"],
    ),
    (
        "В Карелии производство сократилось с 12% до 8%.",
        ["12 - percent level - KR", "8 - percent level - KR"],
    ),
    ("Рост промпроизводства в Калужской области составил 5,2%.", ["5.2 - percent up - KLU"]),
    ("Снижение цен на 3–5% отметили в Твери.", ["3 5 percent down - -"]),
    ("Инфляция в Тверской области замедлилась до 4,2%.", ["4.2 - percent level - TVE"]),
    ("Безработица в Дагестане — 12%.", ["12 - percent level - DA"]),
    ("План по вводу жилья в Липецкой области выполнен на 103%.", ["103 - percent level - LIP"]),
    ("План по вводу жилья в Липецкой области перевыполнен на 3%.", ["3 - percent up - LIP"]),
    ("Турпоток в Крым увеличился более чем в полтора раза.", ["1.5 - times up over UA-43"]),
    ("Зарплаты в Москве вдвое выше, чем в Иванове.", ["2 - times level - MOW"]),
    ("Зарплаты в Москве на 20% выше, чем год назад.", ["20 - percent up - MOW"]),
    ("Цены в Сочи на 20% ниже московских.", ["20 - percent level - -"]),
    ("Курская область собрала на 12% больше зерна, чем в прошлом году.", ["12 - percent up - KRS"]),
    ("Курская область собрала на 12% меньше зерна.", ["12 - percent down - KRS"]),
    ("Госдолг Мордовии превышает 100% доходов.", ["100 - percent level over MO"]),
    ("Доходы Мордовии превысили план на 7%.", ["7 - percent up - MO"]),
    (
        "Экспорт превысил показатель прошлого года в 2,3 раза, сообщили в Ставрополье.",
        ["2.3 - times up - STA"],
    ),
    ("Не более 5% жителей Чувашии курят.", ["5 - percent level under CU"]),
    ("Не менее чем на 10% вырастет турпоток на Алтае.", ["10 - percent up over -"]),
    ("Около половины, или 48,5%, экспорта Прикамья пришлось на Китай.", ["48.5 - percent level - PER"]),
    (
        "Импорт Самарской области прибавил 4%, экспорт — 7%, оборот — 5,5%.",
        ["4 - percent up - SAM", "7 - percent up - SAM", "5.5 - percent up - SAM"],
    ),
    (
        "В Самарской области зарплаты выросли на 12%, в Саратовской — на 9%, в Пензенской — на 7%.",
        ["12 - percent up - SAM", "9 - percent up - SAR", "7 - percent up - PNZ"],
    ),
    ("Минус 7% — такой результат у Хабаровского края.", ["7 - percent down - KHA"]),
    ("Плюс 7,3%: Томская область показала лучший результат.", ["7.3 - percent up - TOM"]),
    ("Хабаровский край потерял 7% населения.", ["7 - percent down - KHA"]),
    ("Двукратный рост показала Якутия.", ["2 - times up - SA"]),
    ("Трёхкратное падение отгрузок зафиксировано в Бурятии.", ["3 - times down - BU"]),
    ("Бюджет Югры стопроцентно исполнен.", ["100 - percent level - KHM"]),
    ("Скидка до 15% действует в Казани.", ["15 - percent level under -"]),
    (
        "По данным Росстата, в среднем по стране доходы выросли на 3%, в Хакасии — на 5%.",
        ["3 - percent up - -", "5 - percent up - KK"],
    ),
    (
        "Тюменская область опередила соседей: прирост 6,1% против 2,4% у Курганской.",
        ["6.1 - percent up - TYU", "2.4 - percent up - KGN"],
    ),
    ("Предприятия Удмуртии увеличили поставки в два-три раза.", ["2 3 times up - UD"]),
    ("Экспорт Коми упал втрое — до 100 млн долларов.", ["3 - times down - KO"]),
    ("Обеспеченность врачами в Коми на 10% ниже нормы.", ["10 - percent level - KO"]),
    ("Рынок Кубани просел на 9,4% к уровню прошлого года.", ["9.4 - percent down - KDA"]),
    (
        "По сравнению с 2023 годом добыча в Кузбассе сократилась на 7,1%, отгрузка — на 5,8%.",
        ["7.1 - percent down - KEM", "5.8 - percent down - KEM"],
    ),
    ("На 27% выросло число экспортёров Воронежской области.", ["27 - percent up - VOR"]),
    (
        "Доля МСП в ВРП Подмосковья — 29%. Через год она должна достичь 31%.",
        ["29 - percent level - MOS", "31 - percent level - MOS"],
    ),
    ("Удельный вес Китая во внешней торговле Забайкалья достигает 92–93%.", ["92 93 percent level - ZAB"]),
    (
        "Увеличение составило 15 процентов, сообщила пресс-служба губернатора Брянской области.",
        ["15 - percent up - BRY"],
    ),
    ("Регион экспортирует 80% зерна.", ["80 - percent level - -"]),
    (
        "Пензенская область экспортирует 80% зерна. Ещё 20% идёт на внутренний рынок.",
        ["80 - percent level - PNZ", "20 - percent level - PNZ"],
    ),
    (
        "Костромская область нарастила вывоз фанеры на 12%. В Ярославле рост составил 3%.",
        ["12 - percent up - KOS", "3 - percent up - -"],
    ),
    (
        "Товарооборот с Китаем вырос в 1,4 раза, с Турцией — в 1,8, с Индией — втрое, сообщили в Приморье.",
        ["1.4 - times up - PRI", "1.8 - times up - PRI", "3 - times up - PRI"],
    ),
    ("Заболеваемость в Рязанской области в 1,3 раза выше среднероссийской.", ["1.3 - times level - RYA"]),
    (
        "Смертность снизилась на треть, рождаемость — на 4,7 процента, отметили в минздраве Чувашии.",
        ["4.7 - percent down - CU"],
    ),
    ("Ивановская область на 100 процентов обеспечена топливом.", ["100 - percent level - IVA"]),
    ("Магаданская область лидирует: там доля добычи 35,5%.", ["35.5 - percent level - MAG"]),
    ("Мурманская область отправила за рубеж рыбы больше на 5%.", ["5 - percent up - MUR"]),
    ("Экспорт Астраханской области составил 120% от плана.", ["120 - percent level - AST"]),
    ("Экспорт Астраханской области — 120% к прошлому году.", ["120 - percent level - AST"]),
    ("Тарифы выросли не более чем на 6%.", ["6 - percent up under -"]),
    (
        "Поставки подсолнечного масла из Белгородской области подскочили сразу в 4,5 раза.",
        ["4.5 - times up - BEL"],
    ),
    ("В 1,5 раза больше заявок подали предприятия Вологодской области.", ["1.5 - times up - VLG"]),
    ("Ставка 16% сохранится. В Орловской области бизнес недоволен.", ["16 - percent level - -"]),
    ("Индекс промпроизводства в Башкирии — 102,3%.", ["102.3 - percent level - BA"]),
    ("В Адыгее экономика прибавила порядка 8%.", ["8 - percent up about AD"]),
    ("Объём инвестиций в Сахалинской области рос быстрее всех — на 22,1%.", ["22.1 - percent up - SAK"]),
    (
        "В шесть раз выросло число заявок, процентов на сорок — число сделок.",
        ["6 - times up - -", "40 - percent up about -"],
    ),
    ("Рост на 8 с лишним процентов показала Тува.", ["8 - percent up over TY"]),
    ("Не опускалась ниже 77% загрузка отелей Крыма.", ["77 - percent level over UA-43"]),
    (
        "Лидируют Чечня (31,2%), Дагестан (32,6%) и Крым (34%).",
        ["31.2 - percent level - CE", "32.6 - percent level - DA", "34 - percent level - UA-43"],
    ),
    ("На Калмыкию и Тыву приходится 18% и 7% отар.", ["18 - percent level - KL", "7 - percent level - TY"]),
    (
        "Износ сетей в Коми достигает 74%, в Карелии — 72,5.",
        ["74 - percent level - KO", "72.5 - percent level - KR"],
    ),
    ("Дважды в год, два раза в неделю и в третий раз подряд.", []),
    (
        "На 5-7, 8 и 9 процентов выросли цены.",
        ["5 7 percent up - -", "8 - percent up - -", "9 - percent up - -"],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), SENTENCES)
def test_figures_are_read_with_their_attributes(text: str, wanted: list[str]) -> None:
    assert [told(percentage) for percentage in read(annotated(text))] == wanted


DOCUMENTS = [
    (
        "Экспорт Тульской области вырос",
        "За год он увеличился на 12%. Доля Китая — 30%.",
        ["12 - percent up - TUL", "30 - percent level - TUL"],
    ),
    (
        None,
        "Хабаровский край вывез на 5% больше рыбы. Впереди лишь Камчатка. Расходы края выросли на 2%.",
        ["5 - percent up - KHA", "2 - percent up - KHA"],
    ),
    (
        "Экспорт Тульской области вырос на 12%",
        "Экспорт Тульской области вырос на 12%.",
        ["12 - percent up - TUL"],
    ),
    (
        None,
        "В Перми открыли фестиваль. Билеты раскупили на 98%.",
        ["98 - percent level - -"],
    ),
    (
        None,
        "Россия увеличила вывоз масла на 16%. Цены выросли на 3%. Омская область вывезла на 4% больше.",
        ["16 - percent up - -", "3 - percent up - -", "4 - percent up - OMS"],
    ),
    (
        None,
        "Экспорт Тверской области растёт третий год. За год прибавка составила 7%. Больше всего, на 15%, выросли поставки леса.",  # noqa: E501
        ["7 - percent up - TVE", "15 - percent up - TVE"],
    ),
    (
        "Калужская область нарастила инвестиции",
        "Вложения в экономику региона увеличились на 11,3%, а в обработку — в полтора раза.",
        ["11.3 - percent up - KLU", "1.5 - times up - KLU"],
    ),
    (
        None,
        "В Ульяновской области зарплата выросла на 14%. В соседнем Татарстане — на 16%.",
        ["14 - percent up - ULY", "16 - percent up - TA"],
    ),
    (
        None,
        "Волгоградская область заняла 5-е место. Доля дорог в нормативе — 62%, это на 4 п.п. больше, чем годом ранее.",  # noqa: E501
        ["62 - percent level - VGG", "4 - points up - VGG"],
    ),
    (
        None,
        "Рост на 3,4% зафиксирован в Удмуртии, на 2,8% — в Марий Эл, на 1,9% — в Чувашии.",
        ["3.4 - percent up - UD", "2.8 - percent up - ME", "1.9 - percent up - CU"],
    ),
    (
        None,
        "Лидером по приросту стала Тува: плюс 22%. Следом Хакасия (+18%) и Алтайский край (+15,5%).",
        ["22 - percent up - TY", "18 - percent up - KK", "15.5 - percent up - ALT"],
    ),
    (
        None,
        "По сравнению с 2020 годом турпоток в Карелию вырос в 1,8 раза, но всё ещё на 5% ниже рекорда.",
        ["1.8 - times up - KR", "5 - percent level - KR"],
    ),
    (None, "Псковская область на 40% зависит от поставок из Белоруссии.", ["40 - percent level - PSK"]),
    (None, "Каждый пятый, или 20% жителей Орловской области, — пенсионер.", ["20 - percent level - ORL"]),
    (
        None,
        "Смертность в Кировской области снизилась до 14,2 случая, то есть на 3%.",
        ["3 - percent down - KIR"],
    ),
    (
        None,
        "Доходы бюджета Пермского края исполнены на 52,4%, расходы — на 48,1%.",
        ["52.4 - percent level - PER", "48.1 - percent level - PER"],
    ),
    (
        None,
        "Инфляция в Томской области — 8,1% против 9,2% годом ранее.",
        ["8.1 - percent level - TOM", "9.2 - percent level - TOM"],
    ),
    (
        None,
        "Безработица в регионе опустилась ниже 1%, сообщил губернатор Калужской области.",
        ["1 - percent level under KLU"],
    ),
    (
        None,
        "Производство сахара в Тамбовской области упало почти на треть — на 31%.",
        ["31 - percent down - TAM"],
    ),
    (None, "Смоленская область собрала 120% прошлогоднего урожая.", ["120 - percent level - SMO"]),
    (
        None,
        "Цены на жильё в Петербурге за год прибавили 7%, в Ленинградской области — 9%, а в Мурманской снизились на 2%.",  # noqa: E501
        ["7 - percent up - SPE", "9 - percent up - LEN", "2 - percent down - MUR"],
    ),
    (None, "Ростовская область обеспечивает 15% сбора зерна страны.", ["15 - percent level - ROS"]),
    (
        None,
        "Экономика Сахалина выросла на 0,3 процента при плане 2%.",
        ["0.3 - percent up - SAK", "2 - percent level - SAK"],
    ),
    (
        None,
        "Импорт в Приморье удвоился, экспорт вырос лишь на 4%.",
        ["2 - times up - PRI", "4 - percent up - PRI"],
    ),
    (
        None,
        "Загрузка отелей Сочи достигла 95%, в Анапе — 80%.",
        ["95 - percent level - -", "80 - percent level - -"],
    ),
    (None, "Банк повысил ставку с 15% до 16%.", ["15 - percent level - -", "16 - percent level - -"]),
    (
        None,
        "В Якутии на 12% увеличили добычу золота, на 3% — алмазов; серебра стало меньше на 7%.",
        ["12 - percent up - SA", "3 - percent up - SA", "7 - percent down - SA"],
    ),
    (None, "Не более чем на 2% подорожал проезд в Вологодской области.", ["2 - percent up under VLG"]),
    (None, "Сбор налогов в Иркутской области превысил прошлогодний на 8%.", ["8 - percent up - IRK"]),
    (None, "Вклад туризма в ВРП Карачаево-Черкесии — до 20%.", ["20 - percent level under KC"]),
    (None, "Белгородская область на 7,5% отстаёт от плана.", ["7.5 - percent down - BEL"]),
    (
        None,
        "Объём торгов вырос более чем на 100%, или вдвое, сообщили в Дагестане.",
        ["100 - percent up over DA", "2 - times up - DA"],
    ),
    (
        None,
        "Курская область: урожай — плюс 5%, надои — минус 2%.",
        ["5 - percent up - KRS", "2 - percent down - KRS"],
    ),
    (
        None,
        "Наибольший рост показали Тульская (12%), Рязанская (10%) и Калужская области (9%).",
        ["12 - percent up - TUL", "10 - percent up - RYA", "9 - percent up - KLU"],
    ),
]


@pytest.mark.parametrize(("title", "text", "wanted"), DOCUMENTS)
def test_a_region_is_carried_over_sentences(title: str | None, text: str, wanted: list[str]) -> None:
    fields = [annotated(title, "title")] if title else []
    assert [told(percentage) for percentage in read(*fields, annotated(text))] == wanted


def test_the_evidence_is_the_sentence_and_the_figure() -> None:
    text = "Итоги подвели.\u00a0Экспорт Тулы вырос на\u00a014,5\u00a0%. Вот."
    (percentage,) = read(annotated(text))
    evidence, (figure,) = percentage.evidence, percentage.evidence.spans
    assert (
        text[evidence.start : evidence.end] == evidence.sentence == "Экспорт Тулы вырос на\u00a014,5\u00a0%."
    )
    assert text[figure.start : figure.end] == "14,5\u00a0%"


def test_metric_and_period_are_told() -> None:
    (percentage,) = read(annotated("Экспорт зерна Омской области в 2025 году вырос на 5%."))
    assert (percentage.metric, percentage.period) == ("экспорт зерна", "2025")


METRICS = [
    ("Доходы рыбаков Мурманской области выросли вдвое.", "доходы рыбаков"),
    ("Долговая нагрузка республики Коми не превысит 25%.", "долговая нагрузка"),
    (
        "Удовлетворённость процедурами выросла в Туве на 19 процентных пунктов.",
        "удовлетворенность",
    ),
    ("За год аренда в Элисте подорожала на 28%.", "аренда"),
    ("Средняя стоимость ночи увеличилась в Карелии на 17%.", "средняя стоимость ночи"),
    ("Инвестиции в основной капитал Тувы выросли на 3%.", "инвестиции"),
    ("В городах с населением до 500 тысяч доходы выросли на 26%.", "доходы"),
    ("Воронежская сеть «Мёд» прибавила 19%.", None),
]


@pytest.mark.parametrize(("text", "metric"), METRICS)
def test_what_is_measured_is_told_in_the_nominative(text: str, metric: str | None) -> None:
    (percentage,) = read(annotated(text))
    assert percentage.metric == metric


@given(st.lists(st.sampled_from([row[0] for row in SENTENCES]), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_every_figure_of_a_text_is_found_whatever_stands_around_it(texts: list[str]) -> None:
    together = read(annotated("\n\n".join(texts)))
    apart = [percentage for text in texts for percentage in read(annotated(text))]
    assert [(found.value, found.unit) for found in together] == [(found.value, found.unit) for found in apart]


ANYTHING = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            "на в до от 5 7,5 % процентов раза вдвое больше меньше чем вырос Тульская область регион , . ( ) — «"  # noqa: E501
            " Россия страна столица из них Китай экспорт не более \n п".split(" ")
        ),
        max_size=40,
    ).map(" ".join),
)


@given(ANYTHING)
@settings(deadline=None)
def test_figures_of_any_text_stand_inside_it(text: str) -> None:
    for percentage in read(annotated(text)):
        evidence = percentage.evidence
        assert text[evidence.start : evidence.end] == evidence.sentence
        assert all(evidence.start <= span.start < span.end <= evidence.end for span in evidence.spans)
