r"""What becomes of TeX's commands, Isabelle's symbols, entities and tags among normalised words.

The table is kNames of word_commands.hpp; a test holds them together. A line's first word says what becomes
of the names after it:

- NOTHING: it is a border; FONT too, but for ``\mathrm{d}x``, which is dx;
- WORD, LETTERS: they are read as the line's second word, LETTERS as a part of the word they stand in;
- ARGUMENT: with ``[...]`` and ``{...}`` that follow; ENVIRONMENT: with ``{...}``, after which those of
  ENVELOPE have an ARGUMENT; DIMENSION: with a length;
- ONE, TWO: the next letters and digits are taken one by one, so many; ACCENT: on a letter in braces;
- APOSTROPHE, VANISH: as the characters.

``\name`` is a command, ``\<name>`` a symbol of Isabelle, ``&name`` an entity, ``</name>`` a tag, be it
opening or closing. Two thirds are names of symbols, which other writers set as the symbol itself.
"""

_NAMES = r"""
NOTHING \left \right \middle \big \Big \bigg \Bigg \bigl \Bigl \biggl \Biggl \bigr \Bigr \biggr
NOTHING \Biggr \bigm \Bigm \biggm \Biggm \lbrace \rbrace \lbrack \rbrack \langle \rangle \lvert
NOTHING \rvert \lVert \rVert \vert \Vert \lfloor \rfloor \lceil \rceil \lgroup \rgroup \ulcorner
NOTHING \urcorner \llcorner \lrcorner \quad \qquad \enspace \enskip \nobreakspace \space \relax
NOTHING \null \thinspace \medspace \thickspace \negthinspace \negmedspace \negthickspace
NOTHING \allowbreak \nobreak \nonumber \notag \hfil \hfill \vfill \strut \mathstrut \displaystyle
NOTHING \textstyle \scriptstyle \scriptscriptstyle \limits \nolimits \displaylimits \mathord
NOTHING \mathop \mathbin \mathrel \mathopen \mathclose \mathpunct \mathinner \nulldelimiterspace
NOTHING \baselineskip \arraystretch \smallskip \medskip \bigskip \hline \toprule \midrule
NOTHING \bottomrule \noindent \indent \par \newline \linebreak \pagebreak \newpage \clearpage
NOTHING \centering \raggedright \raggedleft \item \cr \tiny \scriptsize \footnotesize \small
NOTHING \normalsize \large \Large \LARGE \huge \Huge \protect \ensuremath \smash \lefteqn
NOTHING \mathchoice \n \section \subsection \subsubsection \chapter \paragraph \footnote \caption
NOTHING \title \author \maketitle \underline \overline \bar \hat \widehat \tilde \widetilde \vec
NOTHING \dot \ddot \dddot \check \breve \acute \grave \mathring \overrightarrow \overleftarrow
NOTHING \overleftrightarrow \underrightarrow \underleftarrow \overbrace \underbrace \overset
NOTHING \underset \stackrel \substack \overparen \wideparen \cancel \bcancel \xcancel \sout \boxed
NOTHING \fbox \framebox \makebox \surd \not \over \atop \choose \leq \le \leqslant \leqq \geq \ge
NOTHING \geqslant \geqq \neq \ne \lt \gt \ll \gg \lll \ggg \nleq \ngeq \nless \ngtr \lesssim
NOTHING \gtrsim \prec \succ \preceq \succeq \approx \equiv \sim \simeq \cong \ncong \propto \asymp
NOTHING \doteq \coloneqq \colon \mid \nmid \parallel \nparallel \perp \bot \top \vdash \models
NOTHING \rightarrow \to \leftarrow \gets \leftrightarrow \Rightarrow \Leftarrow \Leftrightarrow
NOTHING \implies \impliedby \iff \longrightarrow \longleftarrow \longleftrightarrow
NOTHING \Longrightarrow \Longleftarrow \Longleftrightarrow \mapsto \longmapsto \hookrightarrow
NOTHING \hookleftarrow \uparrow \downarrow \updownarrow \Uparrow \Downarrow \nearrow \searrow
NOTHING \swarrow \nwarrow \rightharpoonup \rightleftharpoons \leadsto \nRightarrow \nLeftarrow
NOTHING \nrightarrow \nleftarrow \twoheadrightarrow \rightarrowtail \xrightarrow \xleftarrow \cdot
NOTHING \centerdot \times \div \pm \mp \ast \star \circ \bullet \bigcirc \oplus \ominus \otimes
NOTHING \oslash \odot \wedge \land \vee \lor \neg \lnot \in \notin \ni \owns \subset \supset
NOTHING \subseteq \supseteq \subsetneq \supsetneq \nsubseteq \cup \cap \setminus \smallsetminus
NOTHING \uplus \sqcup \sqcap \emptyset \varnothing \forall \exists \nexists \infty \partial \nabla
NOTHING \sum \prod \coprod \int \iint \iiint \oint \bigcup \bigcap \bigoplus \bigotimes \bigwedge
NOTHING \bigvee \biguplus \bigsqcup \bigodot \amalg \wr \dagger \ddagger \prime \backprime \angle
NOTHING \measuredangle \sphericalangle \degree \triangle \bigtriangleup \square \Box \blacksquare
NOTHING \diamond \Diamond \lozenge \blacklozenge \bigstar \therefore \because \wp \ldots \dots
NOTHING \dotsc \dotsb \dotsm \dotsi \dotso \hdots \cdots \mathellipsis \textellipsis \vdots \ddots
NOTHING \iddots \backslash \textbackslash \textasciitilde \textasciicircum \textbar \textless
NOTHING \textgreater \textdollar \textpercnt \textdegree \textbullet \textendash \textemdash
NOTHING \textquotedblleft \checkmark \textquotedblright \textquoteleft \textquoteright \lq \rq
NOTHING \pounds \euro \copyright \qed \qedhere \Vdash \flat \natural \sharp \clubsuit \diamondsuit
NOTHING \heartsuit \spadesuit \rtimes \ltimes \lhd \rhd \unlhd \unrhd \trianglelefteq
NOTHING \trianglerighteq \vartriangle \divideontimes \complement \bowtie \overarc \arc \vv \rlap
NOTHING \llap \mathrlap \mathllap \mathclap \qedsymbol \cdotp \ldotp \textcircled \lessgtr
NOTHING \gtrless \approxeq \blacktriangle \blacktriangleright \vartriangleleft \triangleq \veebar
NOTHING \barwedge \curlywedge \curlyvee \smile \frown \between \upharpoonright \restriction
NOTHING \diagup \diagdown \intercal \Cup \Cap \sqsubseteq \sqsupseteq \subseteqq \supseteqq
NOTHING \varsubsetneq \nsupseteq \eqsim \thickapprox \thicksim \lneq \gneq \nsim \displaylines
NOTHING \eqno \leqno \tabularnewline \arraycolsep \textwidth \linewidth \raise \lower \hss \bgroup
NOTHING \egroup \begingroup \endgroup \verb \lstinline \textrightarrow \textleftarrow \texttimes
NOTHING \textdiv \textpm \textbardbl \textperthousand \textunderscore \textquotesingle
NOTHING \textperiodcentered \textasteriskcentered \textregistered \texttrademark \textcopyright
NOTHING \textsection \textparagraph \textbraceleft \textbraceright \leavevmode \boxplus \boxminus
NOTHING \boxtimes \boxdot \triangleleft \triangleright \bigtriangledown \triangledown \Updownarrow
NOTHING \leftharpoonup \leftharpoondown \rightharpoondown \leftrightharpoons \circledast
NOTHING \circledcirc \circleddash \leftleftarrows \rightrightarrows \leftrightarrows
NOTHING \rightleftarrows \curvearrowright \curvearrowleft \circlearrowleft \circlearrowright
NOTHING \multimap \lessdot \gtrdot \precsim \succsim \vDash \Vvdash \nvdash \nvDash \dashv
NOTHING \varpropto \backsim \shortmid \nleqslant \ngeqslant \lneqq \gneqq \nprec \nsucc
NOTHING \subsetneqq \supsetneqq \Subset \Supset \sqsubset \sqsupset \vartriangleright
NOTHING \blacktriangleleft \blacktriangledown \dashrightarrow \rightsquigarrow
NOTHING \leftrightsquigarrow \xleftrightarrow \xRightarrow \xLeftarrow \xLeftrightarrow \xmapsto
NOTHING \xhookrightarrow \xrightleftharpoons \overbracket \underbracket \underbar \cancelto
NOTHING \iiiint \oiint \oiiint \smallint \mho \coloneq \eqqcolon \vcentcolon \defeq \dag \ddag
NOTHING \llbracket \rrbracket \lmoustache \rmoustache \bra \ket \braket \ketbra \bfseries
NOTHING \sffamily \itshape \ttfamily \rmfamily \mdseries \upshape \scshape \slshape \normalfont
NOTHING \selectfont \enquote \shortstack \centerline \hrule \vrule \hrulefill \dotfill \vfil
NOTHING \subparagraph \part \abstract \date \thanks \bibitem \endgraf \goodbreak \break \penalty
NOTHING \ignorespaces \unskip \everymath
FONT \text \mbox \hbox \textrm \textnormal \textup \textbf \textit \texttt \textsf \textsc \textsl
FONT \emph \rm \bf \it \tt \sf \sc \sl \mathrm \mathbf \mathit \mathtt \mathsf \mathcal \mathscr
FONT \mathfrak \mathbb \Bbb \mathnormal \boldsymbol \bm \pmb \bold \operatorname
FONT \operatornamewithlimits \intertext \cal \frak \mathds \mathbbm \symbf \symup \symit \textmd
FONT \mathversion \textsuperscript \textsubscript \mathtext
ARGUMENT \label \tag \ref \eqref \pageref \cite \hspace \vspace \mspace \textcolor \color \rule
ARGUMENT \raisebox \includegraphics \cline \cmidrule \vskip \setlength \addtolength \renewcommand
ARGUMENT \newcommand \usepackage \phantom \hphantom \vphantom \documentclass \multicolumn
ARGUMENT \multirow \require \href \cref \Cref \autoref \nameref \definecolor \index \setcounter
ARGUMENT \thispagestyle \pagestyle \scalebox \resizebox \parbox \foreignlanguage \citep \citet
ARGUMENT \bibliography \bibliographystyle \addcontentsline \colorbox
ENVIRONMENT \begin \end
DIMENSION \kern \mkern \hskip \mskip
TWO \frac \dfrac \tfrac \cfrac \binom \dbinom \tbinom \nicefrac \sfrac \xfrac
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
WORD 1 \textonesuperior \<one>
WORD 2 \texttwosuperior \<two>
WORD 3 \textthreesuperior \<three>
WORD 4 \<four>
WORD 5 \<five>
WORD 6 \<six>
WORD 7 \<seven>
WORD 8 \<eight>
WORD 9 \<nine>
WORD 0 \<zero>
WORD 1|2 \textonehalf
WORD 1|4 \textonequarter
WORD 3|4 \textthreequarters
WORD re \Re
WORD im \Im
NOTHING \<and> \<or> \<not> \<And> \<Or> \<noteq> \<open> \<close> \<lbrakk> \<rbrakk> \<lparr>
NOTHING \<rparr> \<lbrace> \<rbrace> \<Sum> \<Prod> \<Union> \<Inter> \<squnion> \<sqinter>
NOTHING \<Squnion> \<Sqinter> \<integral> \<bar> \<dots> \<cdots> \<Colon> \<guillemotleft>
NOTHING \<guillemotright> \<inverse> \<union> \<inter> \<turnstile> \<Turnstile> \<comment>
NOTHING \<plusminus> \<minusplus> \<propto> \<longlonglongrightarrow> \<hole> \<box> \<some>
NOTHING \<upharpoonright>
ENVELOPE array tabular tabularx alignat alignedat subarray minipage longtable
NOTHING &nbsp &amp &lt &gt &quot &ndash &mdash &minus &times &divide &hellip &ldquo &rdquo &bull
NOTHING &middot &deg &le &ge &ne &asymp &equiv &plusmn &thinsp &ensp &emsp &infin &radic &sum
NOTHING &prod &int &part &nabla &ang &isin &cap &cup &sub &sup &sube &supe &empty &forall &exist
NOTHING &and &or &rarr &larr &harr &rArr &lArr &hArr &sdot &frasl &lang &rang &laquo &raquo &bdquo
NOTHING &sbquo &copy &reg &trade &sect &para &pound &euro &cent &yen &perp &sim &cong &prop
NOTHING &there4 &notin &ni &oplus &otimes &lowast &lceil &rceil &lfloor &rfloor &brvbar &dagger
NOTHING &Dagger
APOSTROPHE &apos &rsquo &lsquo &prime
VANISH &shy &zwnj &zwj
NOTHING </a> </img> </b> </i> </u> </s> </em> </strong> </sub> </sup> </p> </br> </hr> </span>
NOTHING </div> </font> </center> </code> </pre> </tt> </small> </big> </blockquote> </ul> </ol>
NOTHING </li> </table> </tr> </td> </th> </tbody> </thead>
"""


def word_names() -> dict[str, tuple[str, str]]:
    """What becomes of each name, and the letters that it is read as, or ""."""
    found = {}
    for line in _NAMES.strip().splitlines():
        deed, *names = line.split(" ")
        text = names.pop(0) if deed in ("WORD", "LETTERS") else ""
        found.update(dict.fromkeys(names, (deed, text)))
    return found
