// What becomes of TeX's commands, Isabelle's symbols, entities and tags among normalised words (normal_words.hpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "word_hash.hpp"

namespace proofpile::words {

// A line's first word says what becomes of the names after it; WORD: they are read as its second word.
// \name is a command, \<name> a symbol of Isabelle, &name; an entity, </name> a tag, opening or closing.
inline constexpr const char* kNames = R"(
NOTHING \left \right \middle \big \Big \bigg \Bigg \bigl \Bigl \biggl \Biggl \bigr \Bigr \biggr \Biggr
NOTHING \bigm \Bigm \biggm \Biggm \lbrace \rbrace \lbrack \rbrack \langle \rangle \lvert \rvert \lVert \rVert
NOTHING \vert \Vert \lfloor \rfloor \lceil \rceil \lgroup \rgroup \ulcorner \urcorner \llcorner \lrcorner
NOTHING \quad \qquad \enspace \enskip \nobreakspace \space \relax \null \thinspace \medspace \thickspace
NOTHING \negthinspace \negmedspace \negthickspace \allowbreak \nobreak \nonumber \notag \hfil \hfill \vfill
NOTHING \strut \mathstrut \displaystyle \textstyle \scriptstyle \scriptscriptstyle \limits \nolimits
NOTHING \displaylimits \mathord \mathop \mathbin \mathrel \mathopen \mathclose \mathpunct \mathinner
NOTHING \nulldelimiterspace \baselineskip \arraystretch \smallskip \medskip \bigskip \hline \toprule \midrule
NOTHING \bottomrule \noindent \indent \par \newline \linebreak \pagebreak \newpage \clearpage \centering
NOTHING \raggedright \raggedleft \item \cr \tiny \scriptsize \footnotesize \small \normalsize \large \Large
NOTHING \LARGE \huge \Huge \protect \ensuremath \smash \lefteqn \mathchoice \n
NOTHING \section \subsection \subsubsection \chapter \paragraph \footnote \caption \title \author \maketitle
NOTHING \underline \overline \bar \hat \widehat \tilde \widetilde \vec \dot \ddot \dddot \check \breve \acute
NOTHING \grave \mathring \overrightarrow \overleftarrow \overleftrightarrow \underrightarrow \underleftarrow
NOTHING \overbrace \underbrace \overset \underset \stackrel \substack \overparen \wideparen \cancel \bcancel
NOTHING \xcancel \sout \boxed \fbox \framebox \makebox \surd \not \over \atop \choose
NOTHING \leq \le \leqslant \leqq \geq \ge \geqslant \geqq \neq \ne \lt \gt \ll \gg \lll \ggg \nleq \ngeq
NOTHING \nless \ngtr \lesssim \gtrsim \prec \succ \preceq \succeq \approx \equiv \sim \simeq \cong \ncong
NOTHING \propto \asymp \doteq \coloneqq \colon \mid \nmid \parallel \nparallel \perp \bot \top \vdash \models
NOTHING \rightarrow \to \leftarrow \gets \leftrightarrow \Rightarrow \Leftarrow \Leftrightarrow \implies
NOTHING \impliedby \iff \longrightarrow \longleftarrow \longleftrightarrow \Longrightarrow \Longleftarrow
NOTHING \Longleftrightarrow \mapsto \longmapsto \hookrightarrow \hookleftarrow \uparrow \downarrow \updownarrow
NOTHING \Uparrow \Downarrow \nearrow \searrow \swarrow \nwarrow \rightharpoonup \rightleftharpoons \leadsto
NOTHING \nRightarrow \nLeftarrow \nrightarrow \nleftarrow \twoheadrightarrow \rightarrowtail \xrightarrow
NOTHING \xleftarrow \cdot \centerdot \times \div \pm \mp \ast \star \circ \bullet \bigcirc \oplus \ominus \otimes
NOTHING \oslash \odot \wedge \land \vee \lor \neg \lnot \in \notin \ni \owns \subset \supset \subseteq \supseteq
NOTHING \subsetneq \supsetneq \nsubseteq \cup \cap \setminus \smallsetminus \uplus \sqcup \sqcap \emptyset
NOTHING \varnothing \forall \exists \nexists \infty \partial \nabla \sum \prod \coprod \int \iint \iiint \oint
NOTHING \bigcup \bigcap \bigoplus \bigotimes \bigwedge \bigvee \biguplus \bigsqcup \bigodot \amalg \wr \dagger
NOTHING \ddagger \prime \backprime \angle \measuredangle \sphericalangle \degree \triangle \bigtriangleup
NOTHING \square \Box \blacksquare \diamond \Diamond \lozenge \blacklozenge \bigstar \therefore \because \wp
NOTHING \ldots \dots \dotsc \dotsb \dotsm \dotsi \dotso \hdots \cdots \mathellipsis \textellipsis \vdots \ddots
NOTHING \iddots \backslash \textbackslash \textasciitilde \textasciicircum \textbar \textless \textgreater
NOTHING \textdollar \textpercnt \textdegree \textbullet \textendash \textemdash \textquotedblleft \checkmark
NOTHING \textquotedblright \textquoteleft \textquoteright \lq \rq \pounds \euro \copyright \qed \qedhere \Vdash
NOTHING \flat \natural \sharp \clubsuit \diamondsuit \heartsuit \spadesuit \rtimes \ltimes \lhd \rhd \unlhd
NOTHING \unrhd \trianglelefteq \trianglerighteq \vartriangle \divideontimes \complement \ltimes \bowtie
FONT \text \mbox \hbox \textrm \textnormal \textup \textbf \textit \texttt \textsf \textsc \textsl \emph \rm \bf
FONT \it \tt \sf \sc \sl \mathrm \mathbf \mathit \mathtt \mathsf \mathcal \mathscr \mathfrak \mathbb \Bbb
FONT \mathnormal \boldsymbol \bm \pmb \bold \operatorname \operatornamewithlimits \intertext \cal \frak
ARGUMENT \label \tag \ref \eqref \pageref \cite \hspace \vspace \mspace \textcolor \color \rule \raisebox
ARGUMENT \includegraphics \cline \cmidrule \vskip \setlength \addtolength \renewcommand \newcommand \usepackage
ARGUMENT \phantom \hphantom \vphantom \documentclass \multicolumn \multirow
ENVIRONMENT \begin \end
DIMENSION \kern \mkern \hskip \mskip
TWO \frac \dfrac \tfrac \cfrac \binom \dbinom \tbinom
ONE \sqrt
ACCENT \H \v \c \u \r \k \d \b \t
LETTERS ss \ss
LETTERS o \o \O
LETTERS l \l \L
LETTERS ae \ae \AE
LETTERS oe \oe \OE
LETTERS a \aa \AA
LETTERS i \i \imath
LETTERS j \j \jmath
WORD epsilon \varepsilon
WORD theta \vartheta
WORD kappa \varkappa
WORD pi \varpi
WORD rho \varrho
WORD sigma \varsigma
WORD phi \varphi
WORD gamma \varGamma
WORD delta \varDelta
WORD omega \varOmega
WORD l \ell
WORD h \hbar \hslash
WORD mod \pmod \bmod \pod
WORD n \NN \<nat>
WORD z \ZZ \<int>
WORD q \QQ \<rat>
WORD r \RR \<real>
WORD c \CC \<complex>
WORD re \Re
WORD im \Im
NOTHING \<and> \<or> \<not> \<And> \<Or> \<noteq> \<open> \<close> \<lbrakk> \<rbrakk> \<lparr> \<rparr> \<lbrace>
NOTHING \<rbrace> \<Sum> \<Prod> \<Union> \<Inter> \<Squnion> \<Sqinter> \<integral> \<bar> \<dots> \<cdots> \<Colon>
NOTHING \<guillemotleft> \<guillemotright> \<inverse> \<union> \<inter> \<turnstile> \<Turnstile> \<comment>
NOTHING \<plusminus> \<minusplus> \<propto> \<longlonglongrightarrow> \<hole> \<box> \<some> \<upharpoonright>
ENVELOPE array tabular tabularx alignat alignedat subarray minipage longtable
NOTHING &nbsp &amp &lt &gt &quot &ndash &mdash &minus &times &divide &hellip &ldquo &rdquo &bull &middot &deg &le &ge
NOTHING &ne &asymp &equiv &plusmn &thinsp &ensp &emsp &infin &radic &sum &prod &int &part &nabla &ang &isin &cap
NOTHING &cup &sub &sup &sube &supe &empty &forall &exist &and &or &rarr &larr &harr &rArr &lArr &hArr &sdot &frasl
NOTHING &lang &rang &laquo &raquo &bdquo &sbquo &copy &reg &trade &sect &para &pound &euro &cent &yen &perp &sim
NOTHING &cong &prop &there4 &notin &ni &oplus &otimes &lowast &lceil &rceil &lfloor &rfloor &brvbar &dagger &Dagger
APOSTROPHE &apos &rsquo &lsquo &prime
VANISH &shy &zwnj &zwj
NOTHING </b> </i> </u> </s> </em> </strong> </sub> </sup> </p> </br> </hr> </span> </div> </font> </center> </code>
NOTHING </pre> </tt> </small> </big> </blockquote> </ul> </ol> </li> </table> </tr> </td> </th> </tbody> </thead>
)";

enum class Deed : uint8_t {
  kUnknown, kNothing, kFont, kArgument, kEnvironment, kDimension, kTwo, kOne, kAccent, kLetters, kWord, kEnvelope,
  kApostrophe, kVanish
};

class Names {
 public:
  static constexpr size_t kLongest = 32;  // of a name with its marks

  struct Entry {
    std::string_view name;  // as in kNames
    Deed deed = Deed::kUnknown;
    std::string_view text;  // of WORD and LETTERS
  };

  Names() : slots_(kSlots) {
    const std::string_view table(kNames);
    for (size_t i = 0; i < table.size();) {
      const size_t end = table.find('\n', i);
      add_line(table.substr(i, end - i));
      i = end + 1;
    }
  }

  const Entry& find(std::string_view name) const {
    size_t slot = slot_of(name);
    while (slots_[slot].deed != Deed::kUnknown && slots_[slot].name != name) slot = (slot + 1) % kSlots;
    return slots_[slot];
  }

  std::vector<Entry> all() const {
    std::vector<Entry> found;
    for (const Entry& entry : slots_)
      if (entry.deed != Deed::kUnknown) found.push_back(entry);
    return found;
  }

 private:
  static constexpr size_t kSlots = 4096;  // a seventh is taken

  static size_t slot_of(std::string_view name) {
    uint8_t copy[kLongest + minhash::kPadding] = {};
    std::memcpy(copy, name.data(), name.size() < kLongest ? name.size() : kLongest);
    uint64_t h = name.size();
    for (size_t i = 0; i < name.size() && i < kLongest; i += 16)
      h = minhash::fold(h ^ minhash::load8(copy + i) ^ minhash::kOne, minhash::load8(copy + i + 8) ^ minhash::kThree);
    return size_t(h % kSlots);
  }

  static Deed deed_of(std::string_view word) {
    constexpr std::pair<std::string_view, Deed> deeds[] = {
        {"NOTHING", Deed::kNothing},       {"FONT", Deed::kFont},           {"ARGUMENT", Deed::kArgument},
        {"ENVIRONMENT", Deed::kEnvironment}, {"DIMENSION", Deed::kDimension}, {"TWO", Deed::kTwo},
        {"ONE", Deed::kOne},               {"ACCENT", Deed::kAccent},       {"LETTERS", Deed::kLetters},
        {"WORD", Deed::kWord},             {"ENVELOPE", Deed::kEnvelope},   {"APOSTROPHE", Deed::kApostrophe},
        {"VANISH", Deed::kVanish}};
    for (const auto& [name, deed] : deeds)
      if (name == word) return deed;
    return Deed::kUnknown;
  }

  static std::string_view cut_word(std::string_view& line) {
    const size_t end = line.find(' ');
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end == line.npos ? line.size() : end + 1);
    return word;
  }

  void add_line(std::string_view line) {
    const Deed deed = deed_of(cut_word(line));
    const std::string_view text = deed == Deed::kWord || deed == Deed::kLetters ? cut_word(line) : std::string_view();
    while (!line.empty()) {
      const std::string_view name = cut_word(line);
      size_t slot = slot_of(name);
      while (slots_[slot].deed != Deed::kUnknown && slots_[slot].name != name) slot = (slot + 1) % kSlots;
      slots_[slot] = {name, deed, text};
    }
  }

  std::vector<Entry> slots_;
};

inline const Names& names() {
  static const Names table;
  return table;
}

}  // namespace proofpile::words
