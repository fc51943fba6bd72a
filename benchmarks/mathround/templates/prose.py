"""The words of the pages: sentences, headings, lists, tables and code, all written for this benchmark.

Formulas are drawn at random, so a sentence may say nothing of what its formulas mean; ⟦F⟧ is a slot.
"""

SLOT = "⟦F⟧"

TITLES = (
    "A walk through the notation of one afternoon",
    "Notes on symbols that students ask about",
    "What the margin was too narrow for",
    "Reading old lecture notes with fresh eyes",
    "How we write things down, and why it matters",
    "A small tour of expressions",
    "Questions left over from the seminar",
    "From the blackboard to the page",
)

HEADINGS = (
    "Where the question comes from",
    "A first look at the terms",
    "Keeping track of the pieces",
    "What the textbook leaves out",
    "A remark about notation",
    "The same idea once more",
    "Two ways to read a line",
    "Why the order matters",
    "An example worth keeping",
    "Some consequences",
    "Looking back",
    "Open ends",
)

# A sentence with one slot.
ONE = (
    "Let us begin with ⟦F⟧, which will keep us company for the rest of this section.",
    "Anybody who meets ⟦F⟧ for the first time tends to read it from left to right.",
    "The reader should compare this with ⟦F⟧ before going on.",
    "In the second edition the author writes ⟦F⟧ without any further comment.",
    "It helps to say ⟦F⟧ aloud, slowly, and to notice where the voice drops.",
    "My neighbour objected that ⟦F⟧ had never been defined, and she was right.",
    "We shall call ⟦F⟧ the quiet part of the argument.",
    "On the next line of the blackboard stood ⟦F⟧ in yellow chalk.",
    "A student once copied ⟦F⟧ wrongly and lost an entire evening to it.",
    "Nothing would change if we replaced that term by ⟦F⟧ everywhere.",
    "Nobody in the room had expected ⟦F⟧ to appear so early.",
    "The answer printed at the back of the book is ⟦F⟧ and nothing else.",
    "Since the lecturer had wiped away ⟦F⟧ already, we had to trust our notes.",
    "There is a shorter way of writing ⟦F⟧, but it hides the interesting step.",
    "For the moment we treat ⟦F⟧ as if it were a single symbol.",
    "Everything on this page rests on ⟦F⟧ in one way or another.",
    "You may want to pause at ⟦F⟧ and try a few small cases by hand.",
    "Older papers use ⟦F⟧ for the same purpose.",
    "With ⟦F⟧ in hand the remaining work is routine.",
    "The printer set ⟦F⟧ in a smaller type, which caused some confusion.",
    "As far as I can tell, ⟦F⟧ was never used again after that term.",
    "What we need from the previous chapter is only ⟦F⟧ and a little patience.",
    "At this point someone always asks whether ⟦F⟧ is really needed.",
    "The margin of my copy says ⟦F⟧ with three exclamation marks.",
)

# A sentence with two slots or three.
MORE = (
    "Between ⟦F⟧ and ⟦F⟧ there is more than a difference of taste.",
    "Replace ⟦F⟧ by ⟦F⟧ and the whole paragraph reads differently.",
    "Some people write ⟦F⟧ where others prefer ⟦F⟧ for the very same thing.",
    "First comes ⟦F⟧, then ⟦F⟧, and only after that the conclusion.",
    "The pair formed by ⟦F⟧ and ⟦F⟧ will return in the exercises.",
    "If you keep ⟦F⟧ apart from ⟦F⟧ in your head, the rest is bookkeeping.",
    "Neither ⟦F⟧ nor ⟦F⟧ is hard to read once one has seen a few of them.",
    "The notes list ⟦F⟧, ⟦F⟧ and ⟦F⟧ side by side without saying why.",
)

PLAIN = (
    "The rain had stopped by then, and the windows of the library stood open again.",
    "It is a pity that so few books explain where their notation came from.",
    "I have kept the numbering of the original notes, gaps included.",
    "Readers in a hurry can skip this paragraph without losing the thread.",
    "Much of what follows grew out of a conversation on a late train.",
    "There are several accounts of how this convention spread, and they disagree.",
    "The second half of the semester was spent on practical questions.",
    "A good habit is to write down every assumption before it is used.",
    "We return to this point at the end, when more tools are available.",
    "Several people wrote to us about this, and we thank all of them.",
    "The diagrams that went with the talk are lost, so words must do.",
    "None of this is new, but it is rarely told in one place.",
    "Copying by hand is slow, and that is exactly its advantage.",
    "The examination asked for it twice, in slightly different words.",
)

LEAD = (
    "Written out in full, the line reads as follows.",
    "The next display is worth copying by hand.",
    "Here is the form in which it appears in most books.",
    "Collecting the pieces, we arrive at one line.",
    "This is what remained on the board at the end of the hour.",
    "Set apart from the text, it looks like this.",
    "The lecture notes put it in a box of its own.",
    "A cleaner version follows.",
    "Now compare it with the next one.",
    "For the record, here is the statement once more.",
    "In the language of the previous section this becomes:",
    "The corrected version is printed below.",
)

AFTER = (
    "That is all we shall need from it.",
    "The meaning of each letter was fixed at the start.",
    "Read it twice before you turn the page.",
    "It is tempting to simplify further, but there is no need.",
    "We shall refer to this line several times.",
    "No step was left out.",
)

ITEMS = (
    "Check ⟦F⟧ against the table at the end of the notes.",
    "Write ⟦F⟧ on a card and carry it with you for a week.",
    "Explain ⟦F⟧ to somebody who has never seen it.",
    "Find the misprint near ⟦F⟧ in the first edition.",
    "Say in one sentence what ⟦F⟧ is good for.",
    "Look up who wrote ⟦F⟧ first, and in which language.",
)

QUOTES = (
    "A notation that nobody can read aloud is half a notation, and ⟦F⟧ proves it.",
    "We agreed to leave ⟦F⟧ as it stood, because the alternative was worse.",
    "Do not be afraid of ⟦F⟧; it is shorter than it looks.",
)

TABLE_HEAD = ("Name in the notes", "Form", "Seen in")
TABLE_ROWS = (
    ("the short one", "first week"),
    ("the long one", "second week"),
    ("the odd one out", "third week"),
    ("the one with a history", "appendix"),
    ("the forgotten one", "exercise sheet"),
    ("the one from the train", "guest lecture"),
    ("the misprinted one", "errata"),
    ("the favourite", "final lecture"),
)

CURRENCY = (
    "The notebook costs $5 and the pen costs $10, so together they are cheaper than the book.",
    "Admission to the lecture is $12.50, or $8 for students, and ⟦F⟧ is explained at the door.",
    "A first printing sold for $1,200 at auction, although ⟦F⟧ is misprinted in it.",
    "The prize of $500 went to the only entry that mentioned ⟦F⟧ at all.",
    "They raised $3.4 million, of which $1.1 million was spent on ⟦F⟧ and its friends.",
    "Between $20 and $30 a month buys a seat, a lamp and a copy of ⟦F⟧ on the wall.",
    "Prices rose from US$4 to US$6 within a year.",
    "Lunch was $7; ⟦F⟧ was free.",
)

ESCAPED = (
    r"In this markup one types \$ to get a dollar sign next to ⟦F⟧ in the same line.",
    r"The ticket is \$15 at the counter, and ⟦F⟧ is printed on the back.",
    r"They paid \$40 for the poster that shows ⟦F⟧ in gold.",
    r"Write \$ twice and the renderer will leave ⟦F⟧ alone.",
    r"The budget went from \$100 to \$250 after ⟦F⟧ was approved.",
    r"A coffee for \$3 and a chat about ⟦F⟧ make a good afternoon.",
)

CODE = (
    (
        "bash",
        'total=0\nfor f in "$@"; do\n    total=$((total + $(wc -l < "$f")))\ndone\necho "lines: $total"',
    ),
    (
        "bash",
        "export PATH=\"$HOME/bin:$PATH\"\nnow=`date +%s`\necho '$x_1 + $x_2' > `basename $0`.txt",
    ),
    (
        "php",
        "function total(array $rows): float {\n    $sum = 0.0;\n    foreach ($rows as $row) {\n"
        "        $sum += $row['price'] * $row['count'];\n    }\n    return $sum;\n}",
    ),
    (
        "javascript",
        "const label = `area: ${width * height}`;\nif (a < b && b > 0) {\n    console.log(`$${price}`);\n}",
    ),
    (
        "python",
        'def norm(v):\n    """Length of v; a backtick ` and a dollar $ mean nothing here."""\n'
        "    return sum(x ** 2 for x in v) ** 0.5",
    ),
    ("latex", "\\begin{equation}\n  a^2 + b^2 = c^2 % a comment\n\\end{equation}\nCosts \\$5."),
    ("r", "fit <- lm(y ~ x, data = d)\nd$residual <- d$y - predict(fit)\nsummary(d$residual)"),
    (
        "perl",
        'my %count;\n$count{$_}++ for @words;\nprint "$_\\t$count{$_}\\n" for sort keys %count;',
    ),
)

CODE_LEAD = (
    "The following script was used to prepare the handout that contains ⟦F⟧ on its cover.",
    "Anyone can repeat the count; ⟦F⟧ plays no part in it.",
    "The program is short enough to print next to ⟦F⟧ in full.",
)

CJK = (
    "我们先来看⟦F⟧，它在本节中会多次出现。",
    "中文：设⟦F⟧，则下面的结论对所有情形都成立。",
    "老师在黑板上写下了⟦F⟧，然后离开了教室。",
    "由⟦F⟧可知，剩下的步骤只是简单的计算。",
    "次に⟦F⟧を考えます。これは前の章でも使いました。",
    "この式⟦F⟧は初めて見ると難しく見えるかもしれません。",
    "먼저 ⟦F⟧ 를 살펴보고 나서 다음 단계로 넘어가겠습니다.",
    "注意⟦F⟧与⟦F⟧的区别，这在考试中经常出现。",
)

RTL = (
    "נתחיל מן הביטוי ⟦F⟧ שילווה אותנו לאורך הסעיף הזה.",
    "המורה כתב על הלוח את ⟦F⟧ ויצא מן החדר.",
    "نبدأ بالعبارة ⟦F⟧ التي سترافقنا في هذا القسم.",
    "كتب الأستاذ ⟦F⟧ على السبورة ثم غادر القاعة.",
    "قارن بين ⟦F⟧ و ⟦F⟧ قبل أن تتابع القراءة.",
    "מי שרואה את ⟦F⟧ בפעם הראשונה קורא לאט.",
)
