"""Features: a bit for each class of words, told of a token by its text alone."""

from extractors.features import feature, of_forms, of_lemmas
from extractors.sentences import sentences
from extractors.tokenising import tokenise


def test_each_class_has_a_bit_of_its_own():
    bits = [of_forms({"по"}), of_lemmas({"балл"}), feature(lambda piece: piece.kind == "number")]
    assert all(bit.bit_count() == 1 for bit in bits)
    assert len(set(bits)) == len(bits)


def test_a_token_carries_the_bits_of_its_text():
    scored, whole = of_lemmas({"балл"}), feature(lambda piece: piece.kind == "number")
    number, noun = tokenise("15 баллов")
    assert (number.features & (scored | whole), noun.features & (scored | whole)) == (whole, scored)


def test_a_class_that_is_named_late_counts_for_known_texts_too():
    (before,) = tokenise("Ворсма")
    late = of_forms({"ворсма"})
    (after,) = tokenise("Ворсма")
    assert not before.features & late
    assert after.features & late


def test_a_sentence_has_the_bits_of_its_tokens_and_no_others():
    scored = of_lemmas({"балл"})
    first, second = sentences(tokenise("Тула набрала 15 баллов. Орёл отстал."))
    assert first.features & scored
    assert not second.features & scored
