"""The piece of a page that holds an article, as text: what stays and what goes."""

from __future__ import annotations

import pytest
from lxml import etree

from crawler.blocks import LIMIT_PIECE_CHARACTERS, LIMIT_PIECE_TAGS, element_text, markup_text
from model.errors import UnreadablePage

TEXT = "Смоленская область заняла второе место в рейтинге центров поддержки экспорта."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Одно.</p><p>Другое.</p>", "Одно.\n\nДругое."),
        ("<div>Одно.<br>Другое.<br/><br/>Третье.</div>", "Одно.\n\nДругое.\n\nТретье."),
        ("<p>Одно <b>слово</b>,\n  <a href='/'>другое</a>.</p>", "Одно слово, другое."),
        ("<p>2<sup>й</sup>&nbsp;квартал&shy;ный</p>", "2й квартал\xadный"),
        ("<ul><li>Тула</li><li>Омск</li></ul>", "Тула\nОмск"),
        ("<ol><li>Тула</li><li>Омск</li></ol>", "1. Тула\n2. Омск"),
        ("<ol start=4><li>Тула</li><li>Омск</li></ol>", "4. Тула\n5. Омск"),
        ("<ol><li>1. Тула</li><li>2. Омск</li></ol>", "1. Тула\n2. Омск"),
        (
            "<p>Итог:</p><ul><li><p>Тула;</p></li><li>Омск.</li></ul><p>Всё.</p>",
            "Итог:\n\nТула;\nОмск.\n\nВсё.",
        ),
        ("<ul><li>Центр<ul><li>Тула</li></ul></li></ul>", "Центр\nТула"),
        (
            "<table><tr><th>Место</th><th>Регион</th></tr><tr><td>1</td><td>Тула</td></tr></table>",
            "Место | Регион\n1 | Тула",
        ),
        ("<table><caption>Рейтинг</caption><tr><td>1</td><td>Тула</td></tr></table>", "Рейтинг\n\n1 | Тула"),
        ("<table><tr><td><p>Одно.</p><p>Другое.</p></td></tr></table>", "Одно.\n\nДругое."),
        ("<table><tr><td>1</td><td><p>Тула</p><p>Омск</p></td></tr></table>", "1 | Тула Омск"),
        ("<section><span><div>Одно.</div></span>Другое.</section>", "Одно.\n\nДругое."),
        ("", ""),
    ],
)
def test_lines(markup, text):
    assert markup_text(markup) == text


@pytest.mark.parametrize(
    "extra",
    [
        "<script>var a = 1;</script>",
        "<style>p {}</style>",
        "<noscript>Включите скрипты</noscript>",
        "<figure><img src='/a.jpg'><figcaption>Выставка. Фото: агентство</figcaption></figure>",
        "<div class='article__photo-caption'>Вид на завод</div>",
        "<aside><a href='/2'>Другая новость</a></aside>",
        "<nav><a href='/'>Экономика</a></nav>",
        "<form><p>Ваша почта</p><button>Подписаться</button></form>",
        "<div class='read-also'><p>Тула экспортирует станки</p></div>",
        "<div class='article__related'><p>Тула экспортирует станки</p></div>",
        "<div class='b-share'>Отправить друзьям</div>",
        "<div id='comments'><p>Первый!</p></div>",
        "<div class='author-box'><p>Анна Иванова, корреспондент</p></div>",
        "<div class='subscribe_block'><p>Новости на почту</p></div>",
        "<div class='ad'>Купите станок</div>",
        "<div class='article-tags'><a href='/t'>экспорт</a></div>",
        "<p>Читайте также: <a href='/2'>Тула экспортирует станки</a></p>",
        "<p><b>Читайте также</b>: <a href='/2'>Тула экспортирует станки</a></p>",
        "<h3>Читайте также</h3><ul><li><a href='/2'>Тула экспортирует станки</a></li></ul>",
        "<p>По теме: <a href='/2'>Тула экспортирует станки</a></p>",
        "<p>Подписывайтесь на наш канал в мессенджере.</p>",
        "<p>Фото: пресс-служба правительства</p>",
        "<p>Нашли ошибку? Сообщите нам.</p>",
        "<p hidden>Скрытое</p>",
        "<div class='block' data-type='article'><p>Тула экспортирует станки</p></div>",
        "<div class='insert'><a href='/2'><span>Тула экспортирует станки в три страны</span></a></div>",
        "<p><a href='/2'>Тула экспортирует станки в три страны</a></p>",
        "<h3><a href='/2'>Тула экспортирует станки в три страны</a></h3>",
        "<iframe src='/video'>Видео</iframe>",
        "<!-- примечание -->",
    ],
)
def test_what_surrounds_an_article_goes(extra):
    assert markup_text(f"<div><p>{TEXT}</p>{extra}<p>{TEXT}</p></div>") == f"{TEXT}\n\n{TEXT}"


@pytest.mark.parametrize(
    "kept",
    [
        "<p>Подписание соглашения прошло в Казани.</p>",
        "<p>Фотографии завода показали на выставке.</p>",
        "<p>По теме экспорта выступил губернатор.</p>",
        "<div class='adaptive'><p>Доля рынка выросла.</p></div>",
        "<div class='commentary'><p>Доля рынка выросла.</p></div>",
        "<blockquote>Доля рынка выросла.</blockquote>",
        "<h2>Доля рынка</h2>",
        "<div data-type='text'><p>Доля рынка выросла.</p></div>",
        "<p><a href='/2'>Тула экспортирует станки в три страны</a>, сообщили в регионе.</p>",
        "<table><tr><td>1</td><td><p><a href='/h'>Ямало-Ненецкий автономный округ</a></p></td></tr></table>",
        "<ul><li><p><a href='/h'>Ханты-Мансийский автономный округ</a></p></li></ul>",
        "<p><a href='#top'>Ханты-Мансийский автономный округ</a></p>",
        "<ul><li><a href='/tula'>Тула</a></li><li><a href='/omsk'>Омск</a></li></ul>",
    ],
)
def test_what_only_looks_like_it_stays(kept):
    assert len(markup_text(f"<div><p>{TEXT}</p>{kept}</div>")) > len(TEXT) + 5


def test_a_class_that_lies_does_not_cost_the_text():
    assert markup_text(f"<div class='author-column'><p>{TEXT}</p></div>") == TEXT


def test_a_tree_deeper_than_any_stack_is_read():
    root = deepest = etree.Element("div")
    for _ in range(3_000):
        deepest = etree.SubElement(deepest, "ul" if deepest.tag == "li" else "li")
    deepest.text = TEXT
    assert TEXT in element_text(root)


def test_a_piece_of_too_many_tags_is_refused():
    root = etree.Element("div")
    for _ in range(LIMIT_PIECE_TAGS):
        etree.SubElement(root, "br")
    with pytest.raises(UnreadablePage, match="tags"):
        element_text(root)


def test_a_piece_that_is_too_big_is_refused():
    with pytest.raises(UnreadablePage):
        markup_text("<p>" + "x" * LIMIT_PIECE_CHARACTERS)


def test_deeper_than_articles_stand_lines_are_not_told_apart():
    deep = "<div>" * 60 + "<p>Одно.</p><p>Другое.</p>"
    assert markup_text(deep) == "Одно.Другое."
