"""Words and patterns that are in no prompt: found however they are disguised, and never within innocent words."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from studio.errors import UserError
from studio.wording.errors import BoundlessPattern, NoLetters, NotAPattern, RuleTooLong
from studio.wording.rules import LONGEST_PATTERN, LONGEST_WORD, MOST, RuleKind, WordRule, has_any, rule_of

LATIN, RUSSIAN = "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя"
LONGEST_PROMPT = 6_000

DISGUISES = {
    "capitals": "FoX",
    "a sign behind": "fox!",
    "quotes": "“fox”",
    "an underscore": "red_fox_jumps",
    "spaces": "f o x",
    "spaces and words": "draw a f  o x here",
    "lines": "f\no\nx",
    "stops": "f.o.x",
    "hyphens": "f-o-x",
    "one hyphen": "fo-x",
    "emoji": "f🔥o🔥x",
    "a Cyrillic letter": "fоx",
    "only Cyrillic and Greek vowels": "fοх",
    "a zero-width space": "f\u200box",
    "joiners": "f\u200do\u200cx",
    "a soft hyphen": "f\u00adox",
    "a direction mark": "f\u202eox",
    "a variation selector": "fo\ufe0fx",
    "a blank letter": "f\u3164ox",
    "an accent": "fóx",
    "combining marks": "f\u0336o\u0336x\u0336",
    "many marks": "f\u0300\u0301\u0302o\u0489x",
    "a mark of another script": "f\u0e38o\u05b0x",
    "full width": "ｆｏｘ",
    "mathematical": "𝐟𝔬𝕩",
    "circled": "ⓕⓞⓧ",
    "squared": "🅵🅾🆇",
    "flags": "🇫🇴🇽",
    "small capitals": "ꜰᴏx",
    "a stroke": "føx",
    "a digit": "f0x",
    "a mask": "f*x",
    "many letters": "foooooox",
    "many letters, apart": "fff ooo xxx",
    "many signs": "f!!!!!o!!!!!x",
    "many signs within": "fo***x",
    "Markdown": "***fox***",
    "hyphens and spaces": "f - - o - - x",
    "emoji and spaces": "f 🔥 🔥 o 🔥 🔥 x",
    "commas and spaces": "f, , , o, , , x",
    "signs of all kinds": "f<+<!<#$%o?!*+!?x",
    "signs of all kinds within": "fo.!+.!+.x",
    "a cross": "fo✗",
    "a sign of times": "FO×",
    "a ring": "f⭕x",
    "a circle": "f○x",
    "a degree": "f°x",
    "a digit of Thai": "f๐x",
    "a digit of Gujarati": "f૦x",
    "a theta": "fθx",
    "emoji of a server": "f<:fire:1234567890123456789>o<a:fire2:12345>x",
    "the name of an emoji of a server": "<:fox:1234567890123456789>",
    "mentions": "f<@!1234567890123456789>o<#12345>x",
    "all of it": "Ｆ\u200b.\u0301 0 . х\u0336",
}

RUSSIAN_DISGUISES = (
    "СУКА",
    "с у к а",
    "с.у.к.а",
    "cука",
    "CУKA",
    "cyka",
    "суууука",
    "су\u200bка",
    "с*ка",
    "су́ка",
    "сук@",
)

INNOCENT = (
    ("cunt", "Scunthorpe"),
    ("rape", "grape drapery therapeutic"),
    ("ass", "assassin classic grass embassy passage"),
    ("sex", "Essex Sussex sextant Middlesex"),
    ("cock", "cockpit peacock cocktail"),
    ("tit", "title titan constitution"),
    ("anal", "analysis canal"),
    ("cum", "document cucumber"),
    ("hell", "hello shell he'll she’ll"),
    ("penis", "the pen is mightier"),
    ("anus", "give an us flag"),
    ("cop", "coop"),
    ("god", "a good one"),
    ("heil", "hell"),
    ("ass", "455 and 4 5 5 and 45.5"),
    ("тит", "титан аппетит"),
    ("хуй", "застрахуй"),
    ("бля", "оскорблять употреблять"),
    ("сука", "барсука"),
    ("мат", "математика томат"),
    ("член", "членистоногое"),
    ("пися", "записям"),
    ("fox", "fo €x fo, x"),
    ("fox", "fo <:fire:1234567890123456789> x"),
    ("анал", "анализ каналов"),
    ("ass", "a class of brass, 35° and 20 €"),
    ("mass", "mmmmmm ass"),
    ("sexe", "sex€5"),
)

words = st.text(LATIN, min_size=3, max_size=12) | st.text(RUSSIAN, min_size=3, max_size=12)
texts = st.text(max_size=200)


def found(rule: str, text: str, kind: RuleKind = RuleKind.WORD) -> bool:
    return has_any(text, [rule_of(kind, rule)])


@pytest.mark.parametrize("name", DISGUISES)
def test_a_word_is_found_in_every_disguise(name: str) -> None:
    assert found("fox", DISGUISES[name])
    assert not found("fax", DISGUISES[name].replace("*", "o"))


@pytest.mark.parametrize("text", RUSSIAN_DISGUISES)
def test_a_russian_word_is_found_in_every_disguise(text: str) -> None:
    assert found("сука", f"рыжая {text}, вот")


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("shit", "$h!t"),
        ("shit", "5h1t"),
        ("shit", "s h 1 t"),
        ("ass", "a$$"),
        ("shit", "sh¡t"),
        ("fuck", "fu¢k"),
        ("fuck", "fμ©k"),
        ("fuck", "fuϲk"),
        ("sexy", "s€x¥"),
        ("black", "b£ack"),
        ("naked", "ηaked"),
        ("хер", "×€р"),
        ("black", "bIack"),
        ("idiot", "|d|0t"),
    ],
)
def test_signs_and_digits_stand_for_letters(rule: str, text: str) -> None:
    assert found(rule, f"such {text} here")


@pytest.mark.parametrize(("rule", "text"), INNOCENT)
def test_innocent_words_pass(rule: str, text: str) -> None:
    assert not found(rule, text)
    assert not found(rule, text.upper())
    assert found(rule, f"{text} {rule}")


@given(words, st.data())
def test_whatever_stands_between_the_letters_of_a_word_it_is_found(word: str, data: st.DataObject) -> None:
    unseen = st.sampled_from("\u200b\u200d\u00ad\u0301\u0336\ufe0f\u2060")
    disguised = "".join(f"{letter}{data.draw(st.text(unseen, max_size=3))}" for letter in word)
    assert found(word, f"a {disguised} b")
    between = data.draw(st.sampled_from([" ", ".", "-", "_", "/", " - ", "…"]))
    assert found(word, f"one, {between.join(word)}, two")
    assert found(word, f"one {''.join(letter * 3 for letter in word)} two") or "iii" in word


@given(words, st.text(LATIN, min_size=1, max_size=4), st.booleans())
def test_a_word_within_another_is_not_found(word: str, more: str, before: bool) -> None:
    longer = more + word if before else word + more
    # Three of one letter are read as one.
    assume(all(a != b or b != c for a, b, c in zip(longer, longer[1:], longer[2:], strict=False)))
    assert not found(word, f"the {longer} is here")


@given(words)
def test_an_asterisk_at_an_end_stands_for_letters(word: str) -> None:
    longer = f"{word}ом" if word[-1] != "о" else f"{word}ем"
    assume(not found(word, longer))
    assert found(f"{word}*", longer)
    assert not found(f"*{word}", longer)
    assert found(f"*{word}", f"за{word}")


@given(texts, st.lists(words, max_size=5))
def test_a_text_is_read_the_same_however_it_is_composed(text: str, rules: list[str]) -> None:
    made = [rule_of(RuleKind.WORD, rule) for rule in rules]
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    assert len({has_any(form, made) for form in forms}) == 1


@given(words)
def test_a_rule_is_the_same_in_capitals_and_with_spaces(word: str) -> None:
    rule = rule_of(RuleKind.WORD, word)
    assert rule_of(RuleKind.WORD, f"  {word.upper()}\t") == rule
    assert rule_of(RuleKind.WORD, rule.text) == rule
    assert len(rule.mark) == 16
    assert rule.mark != WordRule(RuleKind.PATTERN, rule.text).mark


@pytest.mark.parametrize("number", ["1488", "88", "00", "1000", "14.88", "14 88"])
def test_a_number_is_found_as_a_number(number: str) -> None:
    assert found(number, f"the {number} of them")
    assert not found(number, f"1{number} of them")
    assert not found(number, "155 of them")
    arabic = number.translate({ord(digit): chr(0x660 + int(digit)) for digit in "0123456789"})
    assert found(number, f"the {arabic} of them")


def test_a_phrase_is_found_across_signs_and_as_one_word() -> None:
    for text in (
        "a golden shower",
        "golden, shower",
        "goldenshower",
        "GOLDEN\nSHOWER",
        "g o l d e n s h o w e r",
        "golden s h o w e r",
    ):
        assert found("golden  Shower", text)
    assert not found("golden shower", "golden flower shower")
    assert not found("golden shower", "golden showers")


@pytest.mark.parametrize("text", ["a hot-dog", "a hot dog", "a hotdog", "h o t d o g", "HOT – DOG"])
@pytest.mark.parametrize("rule", ["hot-dog", "hot dog"])
def test_a_hyphen_in_a_rule_is_a_space(rule: str, text: str) -> None:
    assert found(rule, text)
    assert not found(rule, "a hot big dog")


def test_an_asterisk_within_a_word_is_any_one_letter() -> None:
    for text in ("fuck", "f*ck", "fуck", "f.o.c.k"):
        assert found("f*ck", text)
    for text in ("fck", "fluck", "f ck", "firework"):
        assert not found("f*ck", text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [("裸体", "画裸体女人"), ("ヌード", "ヌードの絵"), ("エロ", "ちょっとエロい"), ("เปลือย", "ภาพเปลือยสวย")],
)
def test_words_of_scripts_without_spaces_are_found_within_a_sentence(rule: str, text: str) -> None:
    assert found(rule, text)
    assert found(rule, "\u200b".join(text))
    assert not found(rule, text.replace(rule[0], ""))
    assert not found("ハト", "ハドリアヌス"), "a mark makes another letter"


def test_words_that_are_shorter_than_a_disguise_are_found_as_they_are() -> None:
    assert found("ed", "Ed, hello")
    assert not found("ed", "3d and e d")


def test_any_of_many_rules_is_enough() -> None:
    rules = [rule_of(RuleKind.WORD, f"{a}{b}{a}{b}z") for a in LATIN[:14] for b in LATIN[14:]][
        : MOST[RuleKind.WORD]
    ]
    rules.append(rule_of(RuleKind.PATTERN, r"\bfoo\d+"))
    for rule in (rules[0], rules[-2]):
        assert has_any(f"see {rule.text}", rules)
    assert has_any("see foo77", rules)
    assert not has_any("see nothing", rules)
    assert not has_any("see nothing", [])


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bху[йя]\w*", "вот хуями"),
        (r"\bху[йя]\w*", "вот xyй"),
        (r"\bху[йя]\w*", "х у й"),
        (r"\bfoo\b.*\bbar\b", "foo bar"),
        (r"foo bar", "FOO bar"),
        (r"foo\s+bar", "foo  bar"),
        (r"\bn[ai]zi", "nаzi"),
        (r"n[ai]zi\b", "ｎａｚｉ!"),
        (r"[\w-]+ster\b", "mon-ster"),
        (r"a\Wb", "a,b"),
        (r"a[\W_]b", "a,b"),
        (r"[[:alpha:]\w]+z", "яz"),
        (r"[^\W]z", "яz"),
        ("é+tude", "etude"),
        ("🔫", "a 🔫 here"),
        (r"\\", "a\\b"),
    ],
)
def test_patterns_are_found_in_both_alphabets_and_in_disguise(pattern: str, text: str) -> None:
    assert found(pattern, text, RuleKind.PATTERN)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bху[йя]\w*", "застрахуй"),
        (r"\bass\b", "assassin"),
        (r"a\Wb", "aяb"),
        (r"\w{9}", "a-b"),
        (r"[\W]", "яkÅµ"),
    ],
)
def test_patterns_know_the_letters_of_every_alphabet(pattern: str, text: str) -> None:
    assert not found(pattern, text, RuleKind.PATTERN)


@pytest.mark.parametrize(
    "pattern", ["(", "[a", r"(a)\1", "(?=a)b", "a{2000}", "(a{100}){100}", r"\p{L}{300}", "*"]
)
def test_what_re2_cannot_do_is_no_pattern(pattern: str) -> None:
    with pytest.raises(NotAPattern):
        rule_of(RuleKind.PATTERN, pattern)


@pytest.mark.parametrize("pattern", ["", ".*", "a?", "x|", "^", r"\b", ".", r"\w", r"\S+", "[^ ]"])
def test_a_pattern_that_is_found_in_everything_is_refused(pattern: str) -> None:
    with pytest.raises(BoundlessPattern):
        rule_of(RuleKind.PATTERN, pattern)


@pytest.mark.parametrize("word", ["", " ", "*", "a", "a*", "!?", "\u200b", "☃☃"])
def test_a_word_has_two_letters(word: str) -> None:
    with pytest.raises(NoLetters):
        rule_of(RuleKind.WORD, word)


def test_rules_are_not_too_long_even_when_they_are_folded() -> None:
    for kind, text in (
        (RuleKind.WORD, "a" * (LONGEST_WORD + 1)),
        (RuleKind.WORD, "㍍" * 20),
        (RuleKind.PATTERN, "a" * (LONGEST_PATTERN + 1)),
    ):
        with pytest.raises(RuleTooLong):
            rule_of(kind, text)
    assert found("ab" * 30, "ab" * 30)


@pytest.mark.parametrize("kind", RuleKind)
def test_what_cannot_be_written_is_in_no_rule(kind: RuleKind) -> None:
    assert rule_of(kind, "f\0o\ud800x\x07").text == "fox"


@pytest.mark.parametrize("prefix", ["", "a\ud800 \0"])
def test_a_word_is_found_in_what_cannot_be_written(prefix: str) -> None:
    assert found("fox", f"{prefix}f\0o\udfffx")


def test_no_text_is_more_than_four_times_as_long_once_it_is_folded() -> None:
    longer = [chr(code) for code in range(0x110000) if len(unicodedata.normalize("NFKD", chr(code))) > 4]
    assert "\ufdfa" in longer
    for each in longer:
        with pytest.raises(NoLetters):
            rule_of(RuleKind.WORD, each * (LONGEST_WORD // 4))


@given(st.text(max_size=60), st.sampled_from(RuleKind), texts)
def test_every_text_is_a_rule_or_refused_and_a_rule_can_be_looked_for(
    rule: str, kind: RuleKind, text: str
) -> None:
    try:
        made = rule_of(kind, rule)
    except UserError:
        return
    has_any(text, [made])
    if kind is RuleKind.WORD:
        assert has_any(f"a {rule} b", [made]) or "*" in rule


def test_what_would_hang_another_engine_ends() -> None:
    patterns = [rule_of(RuleKind.PATTERN, f"(x+x+)+y{n}") for n in range(MOST[RuleKind.PATTERN])]
    assert not has_any("x" * LONGEST_PROMPT, patterns)


def test_the_most_words_that_there_can_be_are_looked_for() -> None:
    rules = [rule_of(RuleKind.WORD, f"{n:03d}" + "kl" * 28) for n in range(MOST[RuleKind.WORD])]
    assert has_any(f"a {rules[-1].text}", rules)
    assert not has_any("kl" * (LONGEST_PROMPT // 2), rules)
