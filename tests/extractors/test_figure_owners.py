"""Whose figure a percentage is, over sentences: a region's, or somebody's whose figures are no region's."""

from __future__ import annotations

import pytest

from extractors.pipeline import Extractor
from model.statements import Document, Percentage


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


# Text; each figure with the region that it is of ("-" for none).
OWNERS = [
    # Where goods go has no part in a figure.
    ("Экспорт Тверской области в страны ЕАЭС вырос на 12%, в Азию — на 15%.", "12 TVE; 15 TVE"),
    ("Вывоз зерна из Пензенской области в Африку прибавил 8%.", "8 PNZ"),
    # A company, a university, a clinic keeps its figures, also in the sentences after.
    (
        "Тверской вагоностроительный завод нарастил выпуск вдвое. Выручка предприятия увеличилась на 34%, а "
        "доля на рынке достигла 60%. Всего же промышленность Тверской области прибавила 4,5%.",
        "2 -; 34 -; 60 -; 4.5 TVE",
    ),
    (
        "Томский политехнический университет вошел в топ-500. Число публикаций вуза выросло на 15%. Доля "
        "иностранных студентов составляет 24%. Томская область занимает второе место по доле студентов: 11% "
        "жителей.",
        "15 -; 24 -; 11 TOM",
    ),
    (
        "Больница скорой помощи в Барнауле приняла на 5% больше пациентов. Летальность снизилась до 1,8%.",
        "5 -; 1.8 -",
    ),
    (
        "Ставропольский край собрал 8,4 млн тонн зерна, это на 11% меньше прошлогоднего. "
        "Агрохолдинг «Степь», "
        "работающий в крае, сократил посевы на 5%.",
        "11 STA; 5 -",
    ),
    (
        "Губернатор Самарской области отчитался. Дефицит не превышает 5%. Автоваз, по "
        "его словам, восстановил "
        "производство на 90%.",
        "5 SAM; 90 -",
    ),
    # Several enterprises are the region's.
    (
        "Предприятия Курской области отправили за рубеж на 14% больше муки. Доля масла превышает 60%.",
        "14 KRS; 60 KRS",
    ),
    # A city, even with its region behind it; a federal district; many regions.
    ("Первое место у Обнинска Калужской области с ростом на 5,2%.", "5.2 -"),
    ("Третьим стал Магас, главный город Ингушетии (5,8%).", "5.8 -"),
    (
        "Якутия заняла второе место. В целом по округу число ДТП снизилось на 4,8%, погибших — на 11,2%.",
        "4.8 -; 11.2 -",
    ),
    ("Якутия вторая. Число рождений уменьшилось в 81 регионе, в целом на 3,4%.", "3.4 -"),
    ("По стране показатель равен 5,2%, то есть вчетверо ниже, чем у татарстанцев.", "5.2 -; 4 -"),
    # What is compared with is not what is told of.
    (
        "В Новгородской области начисляют на 28% меньше, чем в соседней Ленинградской "
        "области, и втрое меньше, "
        "чем на Ямале.",
        "28 NGR; 3 NGR",
    ),
    (
        "Глава Марий Эл ждет, что активность вырастет на 3% и удастся догнать Чувашию и Омскую область.",
        "3 ME",
    ),
    ("Индекс Самарской области — 106,2%, это на 1,5 пункта выше среднероссийского.", "106.2 SAM"),
    # A subject from abroad, or the country's, is no region's.
    ("Ивановский текстиль занимает 80% рынка, хотя китайский импорт прибавил 12%.", "80 IVA; 12 -"),
    ("Смоленский сыр подорожал на 6%, а импортный — на 10%.", "6 SMO; 10 -"),
    ("Российский рынок мороженого вырос на 6%. Лидер — Омская область: её доля 11%.", "6 -; 11 OMS"),
    ("Белорусские партнёры Ярославской области закупили на 6,5% меньше шин.", "6.5 YAR"),
    ("Турецкие компании сократили закупки на 30%, рассказали в минпроме Челябинской области.", "30 -"),
    ("Магаданские рыбаки выловили на 17% больше. По бассейну в целом рост составил 8%.", "17 MAG; 8 -"),
    # Whose it is may follow the verb, or stand in brackets behind who is overtaken.
    ("Почти 40% яблок страны выращивают в Кабардино-Балкарии.", "40 KB"),
    ("Омская область прибавила 9%, обогнав Самарскую (плюс 4%).", "9 OMS; 4 SAM"),
    ("Доля Вологодской области — 19 процентов, ещё 16 процентов даёт Липецкая.", "19 VLG; 16 LIP"),
    # A share in the country's total is the region's.
    ("Тульская область растет. Регион обеспечивает 21% производства хрома в стране.", "21 TUL"),
    # Where people come from and go to.
    ("Тульская область открыла рейсы до Москвы, на них приходится 71% перевозок.", "71 TUL"),
    # A poll is of those who were asked, where the text says it.
    (
        "Исследователи опросили 1200 предпринимателей Кировской области. Выручка выросла у 27% опрошенных.",
        "27 KIR",
    ),
    ("Карелия приняла форум. Если данные неполны, оценка уменьшается на 20%.", "20 -"),
    # A time in front of enterprises does not own them; counted ones are several.
    ("За три месяца предприятия Коми отгрузили угля на 2 млрд рублей. Рост составил 3%.", "3 KO"),
    ("Тамбовская область убирает свёклу. Работают четыре сахарных завода. Выход вырос на 2%.", "2 TAM"),
    # A region is one of those that a tier has; many regions are none.
    ("Хабаровский край вошёл в пятёрку регионов по росту турпотока: плюс 27%.", "27 KHA"),
    # The country's own, and a part of the country.
    ("Экспорт Ингушетии вырос втрое. Экспорт России за то же время упал на 11%.", "3 IN; 11 -"),
    ("В Волгоградской области цены поднялись на 5,9%, на юге страны — на 6,1%.", "5.9 VGG; 6.1 -"),
    # Who speaks for a region, and the only one that a text names, may be named behind.
    ("«Мы даём 15% картофеля страны», — заявил губернатор Брянской области.", "15 BRY"),
    ("Промышленность республики прибавила 5%, отметили в Минпромторге Татарстана.", "5 TA"),
    # "Там" goes back to whom the sentence before named last, or to each of them.
    ("Камчатка третья, лидирует Приморье. Гречка там подорожала на 34%.", "34 PRI"),
    ("Опросы прошли в Томской области и на Сахалине. Там довольны 68 и 73% жителей.", "68 TOM; 73 SAK"),
    # Once a text has told of others it is about none of them, unless its headline says so.
    (
        "Первой в рейтинге стала Адыгея. Второе место у Калмыкии, третье у Хакасии. Костюм подорожал на 13%.",
        "13 -",
    ),
    # The whole that a figure is compared with; several figures of several regions.
    (
        "Инфляция в Коми составила 0,9% против 0,5% в среднем по Дальнему Востоку и 0,4% по России.",
        "0.9 KO; 0.5 -; 0.4 -",
    ),
    ("Ниже всего безработица у Коми и Тывы — 1,3% и 1,5% соответственно.", "1.3 KO; 1.5 TY"),
    # By its short name; whom only a spokesman is of.
    (
        "Вузы Томской области приняли на 12% больше студентов. Томский политех принял на 5% меньше.",
        "12 TOM; 5 -",
    ),
    ("Экспорт Тверской области вырос на 12%, сказал начальник депо. Ввоз упал на 5%.", "12 TVE; 5 TVE"),
    # Where guests come from; where a place is held; a name in quotes behind a region's adjective.
    (
        "Средний чек туриста в Карелии вырос на 11%. 45% гостей приезжают из Петербурга, 22% — из Москвы.",
        "11 KR; 45 KR; 22 KR",
    ),
    ("Тюменская область занимает первое место в УрФО по росту инвестиций — 14,7%.", "14.7 TYU"),
    ("Волгоградский «Алый Октябрь» продал за рубеж на 8% больше проката.", "8 -"),
    ("Коми продала лес в Бразилию и Марокко. Там спрос на доски растёт на 5% в год.", "5 -"),
    ("Из всех заявок 42% поступило из Москвы и Петербурга, 3% — из Томской области.", "42 -; 3 TOM"),
    ("Экспорт Татарстана вырос на 5%. КамАЗ нарастил поставки в Узбекистан на 40%.", "5 TA; 40 -"),
    # The whole of which a region has a share.
    ("Белгородские птицеводы произвели на 3% больше мяса. Доля области в стране — 14%.", "3 BEL; 14 BEL"),
    ("Доля Коми в экспорте Северо-Запада — 4,1%.", "4.1 KO"),
]
TITLED = [
    (
        "Адыгея стала первой",
        "Адыгея впервые первая, её соседи с Кубани третьи. Приток гостей в этом году вырос на 13%.",
        "13 AD",
    ),
    (
        "Итоги года подвели экспортёры Чувашии",
        "Павильон Чувашии открылся в Ханчжоу.\nПродажи выросли до 2 млн юаней, 80% пришлось на конфеты.",
        "80 CU",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), OWNERS)
def test_a_figure_is_of_whom_the_text_says(extractor: Extractor, text: str, wanted: str) -> None:
    told = (fact for fact in extractor.extract(Document(id="x", text=text)).statements)
    found = [fact for fact in told if isinstance(fact, Percentage)]
    shown = "; ".join(f"{fact.value:g} {(fact.region or '-').removeprefix('RU-')}" for fact in found)
    assert shown == wanted


@pytest.mark.parametrize(("title", "text", "wanted"), TITLED)
def test_a_text_goes_on_with_the_region_of_its_headline(
    extractor: Extractor, title: str, text: str, wanted: str
) -> None:
    told = extractor.extract(Document(id="x", title=title, text=text)).statements
    found = [fact for fact in told if isinstance(fact, Percentage)]
    assert [f"{fact.value:g} {(fact.region or '-').removeprefix('RU-')}" for fact in found] == [wanted]


# Text; each figure with its direction.
DIRECTIONS = [
    (
        "Рост ВРП Сахалинской области составил 3,1%, тогда как в Приморье он достиг 4,4%, а в Магаданской "
        "области — 0,6%.",
        "3.1 up; 4.4 up; 0.6 up",
    ),
    ("Быстрее всего зарплаты росли на Чукотке (+21%). Медленнее всего — в Коми, на 9,3%.", "21 up; 9.3 up"),
    ("Первой стала Чечня с ростом цен на 5,2%. Второй идет Ингушетия (5,8%).", "5.2 up; 5.8 up"),
    ("Доля таких сделок в Чувашии выросла с 44 до 52%.", "44 level; 52 level"),
    ("Это на 7,8% ниже показателя предыдущего года.", "7.8 down"),
    ("В Омской области спад, по прогнозу, продлится до 2028 года и составит 5–8%.", "5 down"),
    ("Он добавил, что все 100% школ области подключены к сети.", "100 level"),
    ("Оборудование больниц Орловской области обновлено на 70%.", "70 level"),
    (
        "Вывоз меда увеличился на 55%, а экспорт масла, который прежде почти не велся, — "
        "более чем в девять раз.",
        "55 up; 9 up",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), DIRECTIONS)
def test_a_direction_is_told_over_clauses_and_sentences(extractor: Extractor, text: str, wanted: str) -> None:
    told = (fact for fact in extractor.extract(Document(id="x", text=text)).statements)
    found = [fact for fact in told if isinstance(fact, Percentage)]
    assert "; ".join(f"{fact.value:g} {fact.direction}" for fact in found) == wanted
