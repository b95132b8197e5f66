"""Memory: found out once, forgotten before it grows without end."""

from extractors.memory import LONGEST_WORD, Memory


def test_it_asks_once():
    asked = []
    lengths = Memory(lambda text: asked.append(text) or len(text))
    assert (lengths["дом"], lengths["дом"]) == (3, 3)
    assert asked == ["дом"]


def test_it_never_holds_more_than_it_may():
    lengths = Memory(len, most=10)
    assert [lengths[str(number)] for number in range(1_000)] == [len(str(n)) for n in range(1_000)]
    assert len(lengths) <= 10


def test_what_is_no_word_is_not_kept():
    lengths = Memory(len)
    assert lengths["а" * (LONGEST_WORD + 1)] == LONGEST_WORD + 1
    assert not lengths
