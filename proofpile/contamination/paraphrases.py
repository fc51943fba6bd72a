"""Problems said in other words, by a fixed list: what a person who copies an exercise might do to it.

The list is ours, short and blind to grammar: some results are clumsy. It measures how fast a search by
n-grams loses what is reworded, and is no generator of paraphrases.
"""

import re
from collections.abc import Callable

from proofpile.contamination.draws import Dice
from proofpile.contamination.pieces import pieces

# Each says what the others of its line say; with ">" only the first becomes one of the others.
_SYNONYMS = """
altogether | in total | in all | all together
a total of > altogether
total number > overall number
how many > what number of
how much > what amount of
at the end > finally
per day | each day | every day | a day
per week | each week | every week | a week
per month | each month | every month
per hour | each hour | every hour | an hour
per year | each year | every year
twice as many | two times as many | double as many
twice as much | two times as much
half as many > half the number of
three times as many | triple as many
as well as > and also
in addition to > besides
the rest | the remainder | what is left
remaining > left over
is left with > still has
are left > remain
left over | remaining
more than | in excess of
less than | fewer than
at least | no fewer than
at most | no more than
the same amount > an equal amount
the same number of > equally many
equal to | the same as
such that | so that | with the property that
satisfies | fulfils
satisfying | fulfilling
satisfy | fulfil
show that | prove that | demonstrate that
prove | show
compute | calculate | evaluate | work out
computed | calculated | evaluated
find | determine
suppose that | assume that
suppose | assume
suppose > let us say
given that | knowing that
we have that > it holds that
we have > there holds
it follows that | we conclude that | this implies that
therefore | hence | thus | consequently
hence | so
so > therefore
because > since
since > because
because of > due to
however | nevertheless
but > yet
then > after that
first | to begin with
finally | in the end
also | too
for example | for instance
if and only if | exactly when
for all | for every | for each
for any | for every
there exists | there is
there exist | there are
exactly > precisely
whenever > each time that
while > whilst
whole number | integer
whole numbers | integers
positive integer | natural number
positive integers | natural numbers
real numbers > reals
nonnegative > non-negative
distinct | different | pairwise different
consecutive > successive
largest | greatest | biggest
smallest | least
maximum value > largest value
minimum value > smallest value
remainder when > rest when
divisible by | a multiple of
sum of | total of
product of > result of multiplying
solution | answer
solutions | answers
equation | equality
expression | term
value | magnitude
buys | purchases | gets
bought | purchased | got
buy | purchase | get
buying | purchasing
sells | vends
sold > handed over for money
costs | is priced at
cost | price
earns | makes | is paid
earned | was paid
earn | make
spends | pays out
spent | paid out
spend | pay out
gives | hands | passes
gave | handed | passed
receives | gets | is given
received | was given
takes | needs | requires
took | needed | required
needs | requires
need | require
has | owns | possesses
had | owned | possessed
wants to | would like to | wishes to
decides to | makes up his mind to
decided to | chose to
starts | begins | commences
started | began | commenced
finishes | completes
finished | completed
eats | consumes
ate | consumed
drinks > has a drink of
uses | employs
used | employed
collects | gathers
collected | gathered
walks | goes on foot
runs | jogs
drives | goes by car
travels | journeys
weighs > has a weight of
contains | holds
holds | contains
consists of > is made up of
each | every | every single
friends | pals | mates
friend | pal
children | kids
child | kid
mother | mom
father | dad
students | pupils
student | pupil
people | persons
house | home
store | shop
car | automobile
money | cash
big | large
small | little
new | brand-new
old | aged
many | numerous
several | a number of
some | a few
quickly | fast
initially | at first | originally
currently | at the moment | right now
later | afterwards
before | prior to
after | following
during | in the course of
one half | a half
one third | a third
one quarter | a quarter | a fourth
a dozen > twelve
a couple of > two
a pair of > two
"""

_SUBJECT = r"(?P<who>[A-Z][a-z]+|[Ss]he|[Hh]e|[Tt]hey|I|[Ww]e)"
_PARTICIPLES = {
    "bought": "bought",
    "sold": "sold",
    "ate": "eaten",
    "made": "made",
    "used": "used",
    "baked": "baked",
    "found": "found",
    "picked": "picked",
    "collected": "collected",
    "planted": "planted",
    "read": "read",
    "wrote": "written",
    "drew": "drawn",
    "gave away": "given away",
    "lost": "lost",
    "took": "taken",
    "earned": "earned",
    "needs": "needed",
    "buys": "bought",
    "sells": "sold",
    "makes": "made",
    "eats": "eaten",
    "bakes": "baked",
    "uses": "used",
}
_OBJECTIVE = {"she": "her", "he": "him", "they": "them", "i": "me", "we": "us"}


def _passive(found: re.Match[str]) -> str:
    who = _OBJECTIVE.get(found["who"].lower(), found["who"])
    was = "are" if found["verb"].endswith("s") else "were"
    return f"{found['what']} {was} {_PARTICIPLES[found['verb']]} by {who}"


# Repeats are bounded, so that a text without an end to its sentences takes no longer than others.
_REST = r"(?P<rest>[^.?!\n]{1,200}?)"
_A, _B = r"(?P<a>[^.?!,\n]{1,200})", r"(?P<b>[^.?!\n]{1,200}?)(?P<end>[.?!])"
_WORDS = "[a-z ]{1,60}?"
_DOES = "(?P<does>does|do|did|will|can|would|should|must)"
_COUNTED = rf"(?P<n>[0-9]\S{{0,12}} {_WORDS})"
_DONE = (
    rf"(?P<what>(?:\$?[0-9][0-9,.]*|an?|the|some|his|her|their|two|three|four|five|six) {_WORDS})"
)
_DONE_ENDS = "(?=[.,;?]| and | for | at | from | in | on | each | per | every | to )"
_LET = r"(?P<what>[^.?!,\n]{1,200}?)(?=[.,]| such | with )"
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"

# Orders and voices: a pattern, and what becomes of it at every other place, as it is drawn.
_ORDERS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (
        rf"\bHow many (?P<what>{_WORDS}) are there{_REST}\?",
        r"Find the number of \g<what>\g<rest>.",
    ),
    (rf"\bFind the number of {_REST}\.", r"How many \g<rest> are there?"),
    (
        rf"\bHow many (?P<what>{_WORDS}) {_DOES} {_REST}\?",
        r"Find the number of \g<what> that \g<rest>.",
    ),
    (rf"\bHow much (?P<what>[a-z ]{{0,60}}?){_DOES} {_REST}\?", r"What amount \g<does> \g<rest>?"),
    (rf"\bWhat is {_REST}\?", r"Find \g<rest>."),
    (rf"\bWhat are {_REST}\?", r"Determine \g<rest>."),
    (rf"\b(?:Find|Determine|Compute|Calculate) {_REST}\.(?=\s|$)", r"What is \g<rest>?"),
    (rf"\bIf {_A}, (?:then )?{_B}", r"\g<b> if \g<a>\g<end>"),
    (rf"\bWhen {_A}, {_B}", r"\g<b> when \g<a>\g<end>"),
    (rf"\b(?:Since|Because|As) {_A}, {_B}", r"\g<b>, for \g<a>\g<end>"),
    (rf"\bThen {_A}(?P<end>[.?!])", r"\g<a>, then\g<end>"),
    (
        rf"\bThere are {_COUNTED} in (?P<in>(?:a|the|his|her|each|every) {_WORDS})(?=[.,;])",
        r"\g<in> has \g<n>",
    ),
    (
        rf"\b(?P<in>(?:A|The|His|Her|Each|Every) {_WORDS}) (?:has|contains|holds) {_COUNTED}(?=[.,;])",
        r"there are \g<n> in \g<in>",
    ),
    (rf"\b{_SUBJECT} (?P<verb>{'|'.join(_PARTICIPLES)}) {_DONE}{_DONE_ENDS}", _passive),
    (rf"\b{_SUBJECT} has (?P<n>{_NUMBER} [a-z]+)", r"\g<n> belong to \g<who>"),
    (rf"\bLet (?P<x>\S{{1,3}}) be {_LET}", r"Suppose that \g<x> is \g<what>"),
    (
        rf"\bLet (?P<x>[^.?!\n]{{1,200}}? and \S{{1,3}}) be {_LET}",
        r"Suppose that \g<x> are \g<what>",
    ),
    (rf"\bSuppose (?:that )?{_REST}\. (?=[A-Z])", r"It is given that \g<rest>. "),
    (r"\bShow that it is (?P<n>\S{1,40}?)(?=\.?$)", r"Prove that the answer is \g<n>"),
    (rf"\b(?P<n>{_NUMBER})%", r"\g<n> percent"),
    (rf"(?<![\w.])\$(?P<n>{_NUMBER})(?![\w$])", r"\g<n> dollars"),
    (
        rf"\b(?P<a>{_NUMBER}) (?P<of>[a-z]+) and (?P<b>{_NUMBER}) (?P<other>[a-z]+)\b",
        r"\g<b> \g<other> and \g<a> \g<of>",
    ),
    (r"\b(?P<a>[A-Z][a-z]+) and (?P<b>[A-Z][a-z]+)\b", r"\g<b> and \g<a>"),
)


def _table(lines: str) -> dict[str, list[str]]:
    """What each phrase may become."""
    options: dict[str, list[str]] = {}
    for line in filter(None, lines.splitlines()):
        one_way = ">" in line
        said = [phrase.strip() for phrase in re.split("[|>]", line)]
        for phrase in said[:1] if one_way else said:
            options.setdefault(phrase, []).extend(other for other in said if other != phrase)
    return options


_OPTIONS = _table(_SYNONYMS)
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
# By their first words, the longest first.
_PHRASES: dict[str, list[str]] = {}
for _phrase in sorted(_OPTIONS, key=lambda p: (-len(p), p)):
    _PHRASES.setdefault(_phrase.split()[0], []).append(_phrase)
_PATTERNS = [(re.compile(pattern), to) for pattern, to in _ORDERS]
_SHIELDS = 0xF0000  # private characters, one for each formula
_MOST_SHIELDS = 0xFFFD


def paraphrase(text: str, seed: int) -> str | None:
    """`text` in other words and orders, numbers and formulas as they are; None where the list has nothing."""
    parts = pieces(text)
    formulas = [p for p in parts if p.is_formula]
    if len(formulas) > _MOST_SHIELDS or any(ord(c) >= _SHIELDS for c in text):
        return None
    numbered = iter(range(_SHIELDS, _SHIELDS + len(formulas)))
    said = "".join(chr(next(numbered)) if p.is_formula else p.body for p in parts)
    changed = _in_other_words(
        _in_other_order(said, Dice("order", seed, text)), Dice("words", seed, text)
    )
    if changed == said:
        return None
    return re.sub("[\U000f0000-\U000ffffd]", lambda m: str(formulas[ord(m[0]) - _SHIELDS]), changed)


def _in_other_order(text: str, dice: Dice) -> str:
    """Every pattern at about half of its places; a sentence that was turned round is not turned back."""
    for pattern, to in dice.order(_PATTERNS):

        def turned(found: re.Match[str], to: str | Callable[[re.Match[str]], str] = to) -> str:
            if dice.below(2):
                return found[0]
            said = to(found) if callable(to) else found.expand(to)
            return _like(found[0], said)

        text = pattern.sub(turned, text)
    return text


def _in_other_words(text: str, dice: Dice) -> str:
    """Every phrase of the list as another, read once from left to right."""
    said: list[str] = []
    at = 0
    for word in _WORD.finditer(text):
        if word.start() < at:
            continue
        if phrase := _phrase_at(text, word):
            said += text[at : word.start()], _like(word[0], dice.one(_OPTIONS[phrase]))
            at = word.start() + len(phrase)
    return "".join((*said, text[at:]))


def _phrase_at(text: str, word: re.Match[str]) -> str:
    """The longest phrase that begins with `word`; "" if none does."""
    for phrase in _PHRASES.get(word[0].lower(), ()):
        end = word.start() + len(phrase)
        if text[word.start() : end].lower() == phrase and not text[end : end + 1].isalpha():
            return phrase
    return ""


def _like(was: str, said: str) -> str:
    """`said` with a capital where `was` has one, as at the beginning of a sentence."""
    return said[:1].upper() + said[1:] if was[:1].isupper() else said
