"""Prose for synthetic pages: sentences that nobody wrote, the same for the same seed, in six languages.

Chrome that is prose (comments, teasers, widgets, cookie notices) comes from the same generator as articles, so
that no extractor can tell them apart by their wording: only markup says what is content.
"""

# ruff: noqa: E501  Markup and prose are in lines as long as they are.

import random
from dataclasses import dataclass
from html import escape

# Subjects, verbs with objects, adjuncts; one of each makes a sentence.
_PARTS: dict[str, tuple[str, str, str, str]] = {
    "en": (
        "The city council|A group of engineers|The harbour office|Her younger brother|The second committee|"
        "A retired teacher from the coast|The museum|Nobody in the valley|The new laboratory|Our neighbour|"
        "A small publishing house|The weather service|The trade union|An editor of the yearbook|The river board",
        "published a revised timetable|measured the height of the old bridge|asked for three more months|"
        "repaired the northern sluice|counted the boats twice|wrote a long letter to the ministry|"
        "kept the records in a wooden box|refused to sign the agreement|tested the pump under load|"
        "compared both maps line by line|opened the archive to visitors|sold the last of its land|"
        "trained forty volunteers|drew up a list of repairs|found an error in the tables",
        "after a winter of heavy rain|before the end of the session|without telling the press|"
        "because the old rule had lapsed|in spite of the cost|as the report of last May had advised|"
        "while the ferry was out of service|according to people who were present|with money from the region|"
        "at the request of the residents|during the first week of autumn|although nobody had asked for it",
        ". ",
    ),
    "de": (
        "Der Gemeinderat|Eine Gruppe von Ingenieuren|Das Hafenamt|Der zweite Ausschuss|Eine Lehrerin im Ruhestand|"
        "Das Museum|Der Wetterdienst|Die Gewerkschaft|Ein kleiner Verlag|Der Nachbar|Die neue Werkstatt",
        "veröffentlichte einen neuen Fahrplan|vermaß die alte Brücke|verlangte drei weitere Monate|"
        "reparierte das nördliche Wehr|zählte die Boote zweimal|schrieb einen langen Brief an das Ministerium|"
        "verglich beide Karten Zeile für Zeile|öffnete das Archiv für Besucher|fand einen Fehler in den Tabellen",
        "nach einem Winter mit viel Regen|noch vor dem Ende der Sitzung|ohne die Presse zu unterrichten|"
        "trotz der hohen Kosten|auf Wunsch der Anwohner|während die Fähre außer Betrieb war|"
        "mit Mitteln des Landes|in der ersten Woche des Herbstes",
        ". ",
    ),
    "fr": (
        "Le conseil municipal|Un groupe d’ingénieurs|Le bureau du port|La deuxième commission|Le musée|"
        "Une institutrice à la retraite|Le service météorologique|Un petit éditeur|Le syndicat|Notre voisin",
        "a publié un nouvel horaire|a mesuré la hauteur du vieux pont|a demandé trois mois de plus|"
        "a réparé l’écluse du nord|a compté deux fois les bateaux|a écrit une longue lettre au ministère|"
        "a comparé les deux cartes ligne par ligne|a ouvert les archives aux visiteurs|a trouvé une erreur",
        "après un hiver de fortes pluies|avant la fin de la session|sans prévenir la presse|malgré le coût|"
        "à la demande des habitants|pendant que le bac était en panne|avec l’argent de la région",
        ". ",
    ),
    "ru": (
        "Городской совет|Группа инженеров|Управление порта|Вторая комиссия|Учительница на пенсии|Музей|"
        "Служба погоды|Небольшое издательство|Профсоюз|Наш сосед",
        "опубликовал новое расписание|измерил высоту старого моста|попросил ещё три месяца|"
        "починил северный шлюз|дважды пересчитал лодки|написал длинное письмо в министерство|"
        "сравнил обе карты строка за строкой|открыл архив для посетителей|нашёл ошибку в таблицах",
        "после дождливой зимы|до окончания заседания|не предупредив газеты|несмотря на расходы|"
        "по просьбе жителей|пока паром не работал|на деньги области|в первую неделю осени",
        ". ",
    ),
    "zh": (
        "市议会|一组工程师|港务局|第二委员会|一位退休教师|博物馆|气象台|一家小出版社|工会|我们的邻居",
        "公布了新的时刻表|测量了旧桥的高度|要求再给三个月时间|修好了北边的水闸|把船数了两遍|"
        "给部里写了一封长信|逐行比较了两张地图|向参观者开放了档案|在表格里发现了一个错误",
        "，因为冬天下了大雨|，会议还没有结束|，没有通知报社|，尽管费用很高|，这是居民的要求|"
        "，当时渡船停航|，用的是地区的经费|，那是秋天的第一个星期",
        "。",
    ),
    "ja": (
        "市議会は|技術者の一団は|港湾局は|第二委員会は|元教師は|博物館は|気象台は|小さな出版社は|組合は",
        "雨の多い冬のあとで|会議が終わる前に|新聞社に知らせずに|費用がかかるのに|住民の求めに応じて|"
        "渡し船が止まっている間に|県の予算で|秋の最初の週に",
        "新しい時刻表を発表した|古い橋の高さを測った|三か月の延期を求めた|北の水門を直した|"
        "船を二度数えた|省に長い手紙を書いた|二枚の地図を一行ずつ比べた|表の誤りを見つけた",
        "。",
    ),
}


class Writer:
    """Makes sentences, headlines and names; the same ones for the same `seed`."""

    def __init__(self, seed: str, language: str = "en") -> None:
        self._random = random.Random(f"prose {seed}")
        *parts, self._stop = _PARTS[language]
        self._parts = [part.split("|") for part in parts]
        self._joint = "" if self._stop == "。" else " "

    def sentence(self) -> str:
        return self._joint.join(map(self._random.choice, self._parts)) + self._stop.strip()

    def paragraph(self, sentences: int = 0) -> str:
        count = sentences or self._random.randint(3, 6)
        return self._joint.join(self.sentence() for _ in range(count))

    def headline(self) -> str:
        return self._joint.join(map(self._random.choice, self._parts[:2]))

    def name(self) -> str:
        first = self._random.choice(
            ["Ada", "Bela", "Cyril", "Dora", "Emil", "Fanny", "Gustav", "Hedda", "Ivo", "Jana"]
        )
        return f"{first} {self._random.choice(['Amsel', 'Birk', 'Corvin', 'Drossel', 'Esche', 'Falk', 'Ginster'])}"

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of content: `tag` is p, h2, h3, ul, blockquote, pre, or "math" for a display formula."""

    tag: str
    text: str

    def html(self) -> str:
        if self.tag == "ul":
            items = "".join(f"<li>{escape(item)}</li>" for item in self.text.split("\n"))
            return f"<ul>{items}</ul>"
        if self.tag == "math":
            return f'<div class="math">\\[{escape(self.text)}\\]</div>'
        if self.tag == "pre":
            return f"<pre><code>{escape(self.text)}</code></pre>"
        if self.tag == "blockquote":
            return f"<blockquote><p>{escape(self.text)}</p></blockquote>"
        return f"<{self.tag}>{escape(self.text)}</{self.tag}>"


FORMULAS = (
    r"\sum_{k=1}^{n} k = \frac{n(n+1)}{2}",
    r"\int_0^1 x^2\,dx = \frac{1}{3}",
    r"a^2 + b^2 = c^2",
    r"\lim_{n\to\infty}\left(1+\frac{1}{n}\right)^n = e",
    r"\det(AB) = \det A \det B",
)


def article(
    writer: Writer, paragraphs: int = 6, *, rich: bool = False, formulas: int = 0
) -> list[Block]:
    """Blocks of an article; `rich` adds headings, a list, a quotation; `formulas` displays come between."""
    blocks: list[Block] = []
    for index in range(paragraphs):
        if rich and index and index % 2 == 0:
            blocks.append(Block("h2", writer.headline()))
        blocks.append(Block("p", writer.paragraph()))
        if index < formulas:
            blocks.append(Block("math", FORMULAS[index % len(FORMULAS)]))
        if rich and index == 1:
            blocks.append(Block("ul", "\n".join(writer.headline() for _ in range(4))))
        if rich and index == 3:
            blocks.append(Block("blockquote", writer.paragraph(2)))
    return blocks


def html(blocks: list[Block]) -> str:
    return "\n".join(block.html() for block in blocks)


def plain(blocks: list[Block]) -> str:
    """What of `blocks` an extraction should hold, formulas left out."""
    return "\n".join(block.text for block in blocks if block.tag != "math")
