"""Words that a language cannot do without, and that mathematics in it is held together by.

A sentence such as "Let G be a finite group" has two words that only English has, and a model of letters
that was trained on everything sees hardly more in them than in "finite group", which half of Europe
writes alike. The tables hold articles, prepositions, conjunctions, pronouns, auxiliaries, and the words
of definitions and proofs (let, such that, hence; sei, genau dann; soit, tel que; пусть, тогда; 设, 则).
A word may stand in many tables: it then tells none of them from another, which is the truth.

Left out on purpose: single Latin letters, which are names of variables ("a", "y", "e"), except where an
apostrophe follows; nouns, which languages borrow from each other; and words that are names of functions, of
keywords or of units as well ("sin", "det", "var", "plus").
"""

from unicodedata import normalize

from proofpile.native import WordTally

_TABLES = {
    "en": "the of and to in is that it for as with be are by this on which we if an or from at let then "
    "not there such have has was were can its any all every each these those their where when what how "
    "but so than into only one two no our show hence thus therefore suppose prove given assume since "
    "find does do would will may must also between under over both some other following called now "
    "here it' don' you your they them does because about more most who whose use using write note "
    "do he she him her his me my us over out up down many much very same being been could should within "
    "above below just like per upon however otherwise either neither both solve compute "
    "determine conversely proof moreover recall observe "
    "consider denote holds iff say says said through without after before again follows",
    "de": "der die das den dem des und ist ein eine einer eines einem einen in zu mit von für auf nicht "
    "auch als an sich es sei seien sind wird werden dass daß wenn so dann nach bei aus um zum zur im am "
    "wie man nur oder aber durch über unter hat haben kann gilt gelten genau jede jeder jedes jedem "
    "alle sein kein keine wir ihr sie er dieser diese dieses diesem heißt also daher somit damit "
    "folgt zeige zwei da wo was wer ob bis vom beim falls ohne zwischen gibt beide beweis sonst ihre "
    "ihren nun noch berechne bestimme löse zeigen wählen betrachte betrachten umgekehrt angenommen "
    "gegeben insbesondere wegen weil welche welcher war nennt hier daraus hieraus dabei wäre warum existiert "
    "muss ihrer jeden wieder sowie dessen deren",
    "fr": "le la les l' d' de des du un une et est que qu' dans en pour sur au aux ce cette ces cet "
    "il elle ils on se s' ne n' pas avec son sa ses leur leurs qui dont où si alors soit soient "
    "tout toute tous toutes donc car ou mais comme sont sans entre nous c' j' peut peuvent "
    "deux tel telle tels telles existe lorsque ainsi aussi être été fait même deux chaque aucun quel "
    "quelle quels lui cela ceci supposons montrer montrons démontrer puisque dès afin notons appelle "
    "dit dite or moins chacun celui celle ceux était chez ni sous fois "
    "suppose obtient vérifier calculer résoudre déterminer réciproquement preuve démonstration seulement "
    "toutefois cependant vaut donne donner ici",
    "es": "el la los las de del que un una unos unas en es por con para se su sus al lo como no más "
    "son si entonces sea sean todo toda todos todas este esta estos estas esto ese eso pero entre "
    "sobre hay ha han cada cual cuál qué tal tales también dos ser muy donde cuando porque desde "
    "hasta existe existen luego sólo solo supongamos tiene tienen puede pueden decimos así aunque "
    "mediante según nos les le ya fue estas cuánto cuántas cuántos mismo misma ambos ambas pues "
    "demuestre demostrar está están cualquier ningún ninguna otra otro "
    "sigue obtiene calcula halla resuelve determina recíprocamente prueba demostración solamente "
    "siguiente siguientes ahora veamos consideremos vale llama",
    "it": "il lo la gli le di del dello della dei degli delle dell' un uno una un' è che per con non "
    "si in nel nella nei nelle nell' da dal dalla dai dall' al alla ai alle all' sul sulla sia siano se "
    "allora sono come più anche ogni questo questa questi queste quello quella ma tra fra cui dove "
    "quando perché poiché esiste esistono tale tali quindi dunque essere ha hanno può possono due "
    "ne ci suo sua loro l' d' c' senza segue ciò quale qual allo supponiamo dimostrare dimostriamo sulle "
    "viceversa deve stesso stessa entrambi se così oppure nello ad ed "
    "calcolare risolvere trovare determinare dimostrazione consideriamo soltanto vale",
    "pt": "os as de do da dos das em no na nos nas um uma uns umas é que para por com não se ao aos "
    "à às pelo pela pelos pelas seu sua seus suas como mais mas ou são ser está então seja sejam todo "
    "toda todos todas este esta estes estas isto isso esse essa cada qual quais tal tais também "
    "dois duas onde quando porque existe existem portanto logo tem têm pode podem entre sem sobre até "
    "numa há já foi só nem assim lhe dele dela suponha suponhamos mostre muito qualquer daqui "
    "ambos outra outro segue mesmo quanto "
    "calcule resolva determine demonstração considere reciprocamente somente apenas vale",
    "nl": "de het een en van in is dat op te voor met zijn niet aan er om ook als dan bij uit naar door "
    "over of maar die deze dit wordt worden hebben heeft kan zij zodat elke elk alle geen we wij men nog "
    "wel want dus laat tot tussen onder twee waar wat hoe heet stel er hun haar hieruit volgt geldt "
    "omdat indien bestaat bestaan zonder neem zo ten ter wat welke moet nu wanneer laten slechts hem "
    "omgekeerd bewijs waarbij had was werd bereken bepaal beschouw bewijzen daaruit",
    "ca": "el la els les l' d' de del dels un una uns unes en és que per amb no es s' al als seu seva "
    "seus seves com més però són ser si aleshores sigui siguin tot tota tots totes aquest aquesta "
    "aquests aquestes això allò cada qual quin quina quins tal també dos dues on quan perquè hi ha "
    "existeix existeixen llavors doncs sense entre té tenen pot poden n' m' així suposem fins només "
    "pel pels molt ho qualsevol altra altre cal mentre "
    "calculeu resoleu trobeu demostreu demostració recíprocament considerem segueix segueixi",
    "gl": "os as do da dos das no na nos nas un unha uns unhas é que para por con non se ao aos "
    "á ás polo pola seu súa como máis pero ou son ser está entón sexa sexan todo toda todos todas este "
    "esta isto iso cada cal tamén dous dúas onde cando porque existe logo ten teñen pode poden entre sen "
    "sobre ata hai xa só moito nun nunha dun dunha",
    "ro": "și de la în un cu că pe din este sunt pentru care se nu mai sau fie dacă atunci cel cea "
    "cei cele lui al ai ale unui unei acest această acestei aceste orice oricare fiecare există prin "
    "după între fără astfel unde când ca să au are poate două doi deci adică iar dar cum ce îl le ei "
    "toate tot toți rezultă arătați",
    "pl": "na do nie się że jest to jak po od dla za przez przy są ale lub oraz czy jeśli "
    "jeżeli niech wtedy to tylko gdy każdy każda każde każdego dowolny dowolna który która które którego "
    "istnieje ten ta te tego tej tym tych jako być więc zatem stąd między bez dwa dwie jego jej ich "
    "może ma mają także również co gdzie udowodnij wszystkie nad pod mamy ze we nieco",
    "cs": "na je se do to že pro jako by ale po od ve jsou nebo tak když jen pak necht "
    "nechť každý každá každé která který které jestliže pokud právě tehdy existuje platí tento tato "
    "toto této tedy proto mezi bez dva dvě jeho její jejich může má mají také ze ke při není být jsme "
    "kde dokažte všechny potom buď tomu tím",
    "sk": "na je sa do to že pre ako by ale po od vo sú alebo tak keď len potom nech každý "
    "každá každé ktorá ktorý ktoré ak práve vtedy existuje platí tento táto toto tejto teda preto medzi "
    "bez dva dve jeho jej ich môže má majú tiež zo ku pri nie byť sme kde dokážte všetky",
    "sl": "in na je se da za ki so pa ne po od do kot ali če naj bo tudi iz vsak vsaka vsako vsaki "
    "potem tedaj obstaja velja ta to te tega ima imajo med brez dva dve njegova njen samo natanko lahko "
    "kjer ko torej zato bi ni si biti sta pri vse dokaži",
    "hr": "na je se da za su od sa ne po do kao ili ako neka onda tada što koji koja koje samo "
    "svaki svaka svako svaku postoji vrijedi ovaj ova ovo te ta to toga ima imaju između bez dva dvije "
    "njegova također gdje kada dakle zato bi nije biti jer iz pri svi sve dokaži točno",
    "hu": "az és hogy nem egy is van volt ha akkor de vagy ez azt mint csak minden legyen legyenek "
    "ezért tehát mert meg el ki be két olyan amely ami ahol amikor létezik pontosan között szerint "
    "nincs lehet kell ezt ennek annak már még így úgy vagyis mivel tetszőleges illetve bizonyítsuk",
    "sv": "och att som en ett på är av för med till den de inte om har så kan vi eller då "
    "låt från vid men alla varje detta denna dessa man där när finns mellan utan två endast sedan "
    "också ska blir enligt säger kallas visa antag gäller samt dess därför följer bara varandra",
    "da": "og at som en et på er af for med til den de ikke om har så kan vi eller da lad fra "
    "ved men alle hver dette denne disse man hvor når findes mellem uden to kun også skal bliver ifølge "
    "siger kaldes vis antag gælder samt dens derfor følger hvis hvad enhver",
    "no": "og at som en et på er av for med til den de ikke om har så kan vi eller da la fra "
    "ved men alle hver dette denne disse man der når finnes mellom uten to bare også skal blir ifølge "
    "sier kalles vis anta gjelder samt dens derfor følger hvis hva enhver hvor",
    "fi": "ja on ei että se joka jos niin kun kuin tai mutta olkoon olkoot myös ovat oli sen siis jokainen "
    "jokaisella kaikki kaikilla nyt vain tämä tämän tällöin silloin olemassa mukaan välillä kaksi mikä "
    "missä joten koska voi pitää näytä osoita sitä joiden jonka jolla täsmälleen",
    "tr": "ve bir bu için ile olan olarak da de ise her olsun olmak üzere eğer zaman ki ancak ne gibi "
    "daha çok değil vardır olduğunu olduğu olur sonra kadar iki göre ya veya tüm bütün öyle hem yani "
    "böylece gösterin kabul edelim",
    "vi": "là và của có cho một các được trong với không khi nếu thì mọi này đó những để cũng từ như "
    "hay hoặc sao gọi ta tồn tại giả sử chứng minh hãy tìm bằng hai theo đều tập chỉ",
    "id": "dan yang di dari untuk dengan adalah ini itu pada tidak ada atau jika maka misalkan setiap "
    "sebuah suatu dalam akan dapat oleh sebagai karena tersebut juga kita sehingga semua buktikan "
    "tentukan dua berlaku antara ke bahwa hanya",
    "la": "et in est non ad cum ut quod si sit sunt ex qui quae per ab sed esse autem vel ergo igitur "
    "aut hoc erit tamen enim nec atque omnis omnes inter sive quam",
    "ru": "и в не на что с по как это к из у для от но так же его за о а если то есть или при все всех "
    "бы только ее её пусть тогда который которая которое которые которого любого любой каждый каждая "
    "каждого всякий всякая всякое существует найдётся найдется такой такое такая этот эта эти этого "
    "этой следовательно значит поэтому где когда между без два две тем того чтобы мы можно через "
    "докажите найдите рассмотрим предположим равна равно равен будем отсюда итак имеет их до ли один "
    "одна является называется она он они был была однако некоторого также всякого "
    "решите вычислите верно обратно доказательство покажем обозначим получим заметим называют сколько",
    "uk": "і й та в у не на що з із зі по як це до для від але так його за о а якщо то є або при всі "
    "всіх би лише її нехай тоді який яка яке які якого кожний кожна кожен кожного існує "
    "такий таке така цей ця ці цього цієї отже тому де коли між без два дві щоб ми можна через доведіть "
    "знайдіть розглянемо припустимо дорівнює звідси має їх чи один одна називається вона він вони "
    "був була проте також оскільки ділить "
    "обчисліть навпаки доведення покажемо позначимо скільки",
    "be": "і ў у не на што з па як гэта да для ад але так яго за о а калі то ёсць або пры ўсе толькі яе "
    "няхай тады які якая якое якія кожны кожная існуе такі гэты гэтая дзе між без два дзве каб мы можна "
    "праз дакажыце яны ён яна таксама мае",
    "bg": "и в на не че с по как това за от но така ако то е са или при всички само нека тогава който "
    "която което които всяко всяка всеки съществува такъв такава този тази тези където когато между без "
    "два две чрез докажете намерете има те той тя до да се ли следва също",
    "sr": "и у на не да је се за од са по до као или ако нека онда тада што који која које само сваки "
    "свака свако постоји важи овај ова ово те та то има између без два две где када дакле зато би није "
    "су из при све докажи",
    "el": "και το η ο να του της των τα οι είναι για με που από σε στην στον στο την τον τους τις δεν "
    "θα ένα μια ένας ότι αν τότε έστω κάθε υπάρχει ή όπου όταν αυτό αυτή άρα",
    "eo": "la de kaj en estas ke al por kun ne se tiam estu ĉiu ĉiuj tiu tiuj ekzistas aŭ sed kiu kiuj "
    "do tial inter sen du el ĝi",
    "et": "ja on ei et see mis kui siis või aga olgu iga ka ning selle kõik kus leidub kaks oma need "
    "ainult parajasti sest",
    "lt": "ir yra ne kad tai su į iš jei tada arba bet tegul kiekvienas kiekvienam visi kur egzistuoja "
    "du tik ar kaip šis",
    "lv": "un ir ne ka tas ar no ja tad vai bet lai katrs katram visi kur eksistē divi tikai kā šis "
    "uz",
    "fa": "و در به از که این را با است برای آن یک هر اگر آنگاه باشد باشند یا تا نیز می فرض کنید کنیم "
    "وجود دارد داریم پس بر",
    "ar": "في من على أن إلى هو هي التي الذي إذا كان كانت ليكن لتكن كل يوجد أو هذا هذه ما لا عن مع ثم "
    "بحيث فإن حيث بين غير لدينا نفرض أثبت",
    "he": "של את על הוא היא אם אז יהי תהי כל לכל קיים קיימת או כי זה זו לא עם אל גם בין אשר כך הם",
}  # fmt: skip

# Characters with which Chinese joins its sentences, in both of its scripts; Japanese uses few of them,
# and Cantonese and Wu are told by those that they write instead.
_CHARACTERS = {
    "zh": "的是在有为為个個这這那设設则則若且与與或于於当當使令此故因所即对對其及该該了不也都它们們"
    "从從被把由得可就只吗嗎么麼",
    "yue": "嘅係唔喺咗佢哋嗰啲乜嘢咁冇",
    "wuu": "箇搿伊拉勿侬辰光",
}  # fmt: skip

FUNCTION_WORDS = {code: frozenset(words.split()) for code, words in _TABLES.items()}
CHARACTERS = {code: frozenset(signs) for code, signs in _CHARACTERS.items()}
# The other way round: the languages that a word is a function word of, as places in `_CODES`.
_CODES = sorted(FUNCTION_WORDS)
_LANGUAGES_OF = {
    word: [place for place, code in enumerate(_CODES) if word in FUNCTION_WORDS[code]]
    for word in frozenset().union(*FUNCTION_WORDS.values())
}
_WORDS = WordTally(_LANGUAGES_OF)


def function_words(text: str) -> tuple[int, dict[str, int]]:
    """How many different words `text` has, and how many of them are function words, by language.

    A word ends with the apostrophe that elision leaves on it ("l'", "qu'", "don'"); "2em" is none, and no
    single ASCII letter; of Chinese it is a whole phrase. Languages without any are left out.
    """
    if not text.isascii():
        text = normalize("NFC", text)
    words, found = _WORDS.count(text.lower().replace("’", "'"))
    return words, {_CODES[place]: n for place, n in found.items()}
