"""Refuse pages by their address: kinds of page that hold no text of their own, whatever they mention.

The groups follow what OpenWebMath removed after looking at its corpus; the rules are written anew, by
host and by path segment: url_rules.md says what became of each of its own. A page without an address
is not judged.
"""

import warnings
from dataclasses import dataclass
from functools import cache

from proofpile import Document, Drop, Filter
from proofpile.errors import UsageError
from proofpile.web.address import Address, Rule, Rules
from proofpile.web.rule_lint import fused

RULES: dict[str, str] = {
    # Lists of links and titles: what they point at is a page of its own.
    "search-results": """/search$ /search/label /search/results /searchresults /search-results
        /advancedsearch /advanced_search /joursearch search. $?s ?searchterm ?search_query""",
    "bibliography": """/bibtex /bibliography$ /publications$ /all_publications /publication-list
        /citations /issn /isbn bibbase.org philpapers.org worldwidescience.org science.gov
        bibsonomy.org dblp.org""",
    "catalogue": """/proceedings /serials /toc$ /tocs opac. catalog. catalogue. proceedings.
        open.library.ubc.ca fraser.stlouisfed.org read.dukeupress.edu hzdr.de/publications
        mpg.de/publications""",
    "feed": "/feed$ /feeds$ /rss$ /atom$ /comments/feed feeds. ?feed ?format=rss ?format=feed",
    # About persons, not about mathematics. Not /users: manuals have a part of that name.
    "profile": """/profile /profiles /memberlist /researcher /researchers profiles. ?action=profile
        stackexchange.com/users mathoverflow.net/users stackoverflow.com/users superuser.com/users""",
    "author": "/author /authors /by-author ?author",
    # Machinery of a site: the same text again under another address, or none at all.
    "account": "/login$ /log-in$ /signin$ /sign-in$ /signup$ /wp-login$ /cart$ /checkout$",
    "versions": """/commit /commits /special:recentchanges /special:search ?action=edit
        ?action=history ?oldid ?replytocom ?printable=yes""",
    # Uploads without order or origin, and texts pulled out of scans.
    "document-mill": """scribd.com issuu.com docplayer.net studylib.net dokumen.pub manualzz.com
        happyslide.net pdfcoffee.com vdocuments.net slideshare.net doczz.net yumpu.com
        wanweibaike.com thewikipost.org""",
    "scans": "archive.org/stream archive.org/details",
    # The same paper comes from its own TeX, through the source arxiv.
    "arxiv-copy": "arxiv-vanity.com export.arxiv.org ar5iv.org ar5iv.labs.arxiv.org",
    "medicine": """nih.gov/pmc ncbi.nlm.nih.gov jim.bmj.com bmjopen.bmj.com springermedizin.de
        medcraveonline.com""",
    "unreviewed": "vixra.org",
    # Forums and blogs whose dollars and code OpenWebMath's rules took for formulas.
    "off-topic": """unz.com unzmag.net beyondhighbrow.com bookofmormonblog.org judithcurry.com
        skepticforum.com eurotrib.com bradford-delong.com forums.penny-arcade.com 8chan.moe 5ch.net
        wowwiki.com lastfm.it homainstallationen.at mobinuke.com careyoukeep.com noobstarter.com
        postthreads.org""",
    # Whole sites that OpenWebMath removed without our seeing why; off unless a rebuild wants them.
    "unexplained": """nrsworld.com thesa.com eevblog.com sciendo.com vo.astronet.ru is.mpg.de
        is.tuebingen.mpg.de discourse.darkjedibrotherhood.com materials-chain.com plosone.org
        learn.gcs.edu tek-tips.com vitaminstore.com""",
}  # fmt: skip

# Sites that give each subject a host: where the first label does not begin with one of these, a page
# stays only if it has a formula. LibreTexts numbers its pages with a pseudo-formula, \PageIndex{3}.
SUBJECTS: dict[str, tuple[str, ...]] = {"libretexts.org": ("math", "phys", "stat")}


@dataclass(frozen=True)
class UrlRules(Filter):
    """Groups in `off` are not used; rules in `also` are, as a group of that name."""

    off: tuple[str, ...] = ("unexplained",)
    also: tuple[str, ...] = ()

    reasons = {"url-rule": "the address is of a kind that holds no text worth reading"}

    def prepare(self) -> "UrlRules":
        if unknown := set(self.off) - {*RULES, "subject"}:
            raise UsageError(
                f"url_rules.off: there is no group {', '.join(sorted(unknown))}; "
                f"there are {', '.join([*RULES, 'subject'])}"
            )
        for rule in map(Rule.parse, self.also):
            for problem in fused(rule):
                warnings.warn(f"url_rules.also: {rule.text}: {problem}", stacklevel=2)
        return self

    def __call__(self, doc: Document) -> Document | Drop:
        address = Address.of(doc.origin)
        rule = rules_of(self.off, self.also).first(address)
        if not rule and "subject" not in self.off and off_subject(address, doc):
            rule = f"subject {address.host}"
        return Drop("url-rule", detail=rule) if rule else doc


@cache
def rules_of(off: tuple[str, ...], also: tuple[str, ...]) -> Rules:
    """The rules in force, parsed once a process."""
    groups = {name: tuple(text.split()) for name, text in RULES.items() if name not in off}
    return Rules(groups | {"also": also})


def off_subject(address: Address, doc: Document) -> bool:
    """Whether a page of a site with hosts by subject is of another subject, and has no formula."""
    subjects = next((SUBJECTS[host] for host in address.hosts if host in SUBJECTS), None)
    if subjects is None or address.host.startswith(subjects):
        return False
    formulas = doc.marks.get("formulas")
    return isinstance(formulas, int) and formulas <= doc.text.count(r"\PageIndex")
