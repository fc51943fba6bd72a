"""Small models for tests, written here, and what kenlm 0.3.0 says of lines under them.

Every figure is the sum in double of kenlm's own `full_scores`, which are float32. `PRUNED` lacks some of
what its longest n-grams end in, the case in which KenLM puts n-grams in of its own.
"""

WORDS = r"""\data\
ngram 1=8
ngram 2=9
ngram 3=4

\1-grams:
-1.1	<unk>	-0.1
-99	<s>	-0.30103
-0.9	</s>
-0.8	let	-0.4
-0.7	group	-0.25
-1.3	finite	-0.15
-0.6	a	-0.5
-1.7	Grüße

\2-grams:
-0.4	<s> let	-0.2
-0.5	let a	-0.35
-0.6	let finite	-0.05
-0.45	a finite	-0.12
-0.9	a a	-0.07
-0.3	finite group	-0.6
-0.2	group </s>
-1.2	a <unk>	-0.21
-0.8	<unk> group	0

\3-grams:
-0.11	<s> let a
-0.21	let a finite
-0.31	a finite group
-0.41	a <unk> group

\end\
"""

PRUNED = r"""\data\
ngram 1=6
ngram 2=5
ngram 3=4
ngram 4=2

\1-grams:
-99	<s>	-0.3
-1	</s>
-0.8	b	-0.4
-0.7	c	-0.25
-1.3	d	-0.15
-0.6	e

\2-grams:
-0.4	<s> b	-0.2
-0.5	b c	-0.35
-0.6	c d
-0.7	d d	-0.01
-0.9	e e	0.02

\3-grams:
-0.11	<s> b c	-0.31
-0.21	b c e	-0.22
-0.33	c d d	-0.44
-0.44	e e c

\4-grams:
-0.05	b c e d
-0.06	c d d b

\end\
"""

LINES = (
    "",
    "let a finite group",
    "a a a a finite",
    "let nothing group a finite group finite group",
    "<unk> group </s> let a",
    "Grüße a finite\tgroup \x0b let\x1ca",
    "b c e d",
    "c d d b e e c b c e d d d b c",
    "e e e c c d d b x b c e",
    "let " * 40 + "a finite group " * 30,
)

# (log10, words, unknown, words of the n-gram that gave each word) of each line; the first 20 of the last.
KENLM = {
    WORDS: (
        (-1.20103, 0, 0, "1"),
        (-1.83, 4, 0, "23332"),
        (-5.43103, 5, 0, "122221"),
        (-7.76, 8, 1, "212123122"),
        (-5.45103, 5, 1, "122121"),
        (-6.31103, 5, 1, "112311"),
        (-6.00103, 4, 4, "11111"),
        (-19.201031, 15, 15, "1111111111111111"),
        (-15.601031, 12, 12, "1111111111111"),
        (-113.310003, 130, 0, "21111111111111111111"),
    ),
    PRUNED: (
        (-1.3, 0, 0, "1"),
        (-401.300003, 4, 4, "11111"),
        (-501.300003, 5, 5, "111111"),
        (-801.300003, 8, 8, "111111111"),
        (-402.300003, 5, 4, "111111"),
        (-501.300003, 5, 5, "111111"),
        (-2.23, 4, 0, "23341"),
        (-10.61, 15, 0, "1234123123422321"),
        (-108.190002, 12, 1, "1223123411231"),
        (-13001.300003, 130, 130, "11111111111111111111"),
    ),
}
