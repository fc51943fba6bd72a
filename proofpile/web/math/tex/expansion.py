"""TeX macros: reading their definitions and expanding them in one formula.

As TeX's mouth does it (The TeXbook, ch. 20): tokens come from a stack, and a macro's body is pushed back
in its place with its arguments filled in. Unlike TeX it braces a macro that is the argument of a command,
so that ``\\hat\\RR`` stays right when written out, and it stops at a cap: bombs double with each level.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Tokens = tuple[str, ...]

MOST_DEFINITIONS = 2000
_MOST_EXPANSIONS = 1000  # of one formula, as in KaTeX
_MOST_TOKENS = 50_000  # moved for one formula

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|[\s\S]?)|%[^\n]*\n?|\s+|#\d|[\s\S]")
NAME = re.compile(r"\\(?:[A-Za-z]+|[^A-Za-z\s\\])")
PARAMETER = re.compile(r"#(\d)")
PREFIXES = frozenset(["\\global", "\\long", "\\protected", "\\outer"])

# What readers know though MathJax or KaTeX may not: a page that defines these fills a gap. They stay,
# unless \renewcommand says that they mean something else here.
_KNOWN_NAMES = (
    "bm boldsymbol mathbb mathds mathbbm mathscr mathfrak mathcal operatorname text textrm textbf textit"
    " textsf texttt textsc mbox hbox ensuremath xspace dfrac tfrac cfrac dbinom tbinom nicefrac sfrac"
    " substack overset underset coloneqq eqqcolon coloneq vcentcolon llbracket rrbracket mathrlap"
    " mathllap mathclap cancel bcancel xcancel slashed lvert rvert lVert rVert iff implies impliedby"
    " bra ket braket Bra Ket Braket ce pu xrightarrow xleftarrow intertext shortintertext bigtimes"
    " label ref eqref tag notag nonumber"
)
KNOWN = frozenset("\\" + name for name in _KNOWN_NAMES.split())

# How many arguments a command takes: a macro that is one of them needs braces around what it expands to.
_ARGUMENTS = dict.fromkeys(["^", "_"], 1) | {
    "\\" + name: number
    for number, names in (
        (2, "frac dfrac tfrac cfrac binom dbinom tbinom overset underset stackrel"),
        (
            1,
            "sqrt hat bar vec dot ddot tilde check breve acute grave widehat widetilde overline underline"
            " overbrace underbrace overrightarrow overleftarrow mathbb mathbf mathrm mathcal mathfrak mathsf"
            " mathit mathscr mathtt boldsymbol bm pmb text textbf textit textrm operatorname mathop mathbin"
            " mathrel mathord mathring boxed",
        ),
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class Macro:
    """What a command stands for: `body` with ``#1`` … ``#9`` for its arguments.

    `default` is that of an optional first argument. `template` is what ``\\def`` has before, between and
    behind arguments. `fixed` bodies are not expanded again: they are what a ``\\let`` has kept.
    `sides` are those of a paired delimiter.
    """

    body: Tokens
    arguments: int = 0
    default: Tokens | None = None
    template: tuple[Tokens, ...] = ()
    fixed: bool = False
    sides: tuple[Tokens, Tokens] | None = None


@dataclass(frozen=True, slots=True)
class Environment:
    """A page's own environment: `begin` takes the arguments."""

    begin: Macro
    end: Tokens


def tokens_of(tex: str) -> Tokens:
    """The tokens of `tex`, comments and outer blanks left out."""
    tokens = [token for token in _TOKEN.findall(tex) if token[0] != "%"]
    start, end = 0, len(tokens)
    while end > start and tokens[end - 1].isspace():
        end -= 1
    while start < end and tokens[start].isspace():
        start += 1
    return tuple(tokens[start:end])


def _is_group(tokens: Sequence[str]) -> bool:
    """Whether these are one group in its braces."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth == 0:
            return at == len(tokens) - 1 and token == "}"
    return False


class TooMuch(Exception):  # noqa: N818
    """A formula would expand to more than the cap."""


class _Malformed(Exception):  # noqa: N818
    """What should be an argument or a definition is none."""


class Expansion:
    """One formula on its way: `_input` is what is still to come, last token first."""

    def __init__(
        self,
        tex: str,
        macros: dict[str, Macro],
        environments: dict[str, Environment],
        most: int = _MOST_TOKENS,
    ) -> None:
        self._input = list(tokens_of(tex))[::-1]
        self._macros, self._environments = macros, environments
        self._output: list[str] = []
        self._wanted = [0]  # arguments that the command before still takes, a level of braces each
        self._taken: list[str] = []  # since the last sure place
        self._most = min(most, _MOST_TOKENS)
        self._expansions = 0
        self.moved = 0

    def run(self) -> str:
        """The whole formula, expanded. Raises `TooMuch`."""
        while self._input:
            token = self._pop()
            self._taken.clear()
            if token[0] != "\\" or not self._try(token):
                self._emit(token)
        return "".join(self._output)

    def one_definition(self) -> None:
        """Take the definition with which the input begins, if it is one."""
        token = self._pop() if self._input else ""
        if token in DEFINERS:
            self._try(token)

    def _try(self, token: str) -> bool:
        """Whether `token` was a macro or a definition, and is done with."""
        action = self._action(token)
        if action is None:
            return False
        try:
            action()
        except _Malformed:  # then it stays as it is, and what it took comes back
            self._input.extend(reversed(self._taken))
            return False
        return True

    def _action(self, token: str) -> Callable[[], None] | None:
        if token in self._macros:
            macro = self._macros[token]
            return lambda: self._replace(macro)
        if token in DEFINERS:
            return lambda: DEFINERS[token](self, token)
        if token in PREFIXES and self._ahead() in DEFINING:
            return lambda: None
        if self._environments and token in ("\\begin", "\\end"):
            return lambda: self._edge(token)
        return None

    # --- tokens

    def _pop(self) -> str:
        if not self._input:
            raise _Malformed
        self._count(1)
        token = self._input.pop()
        self._taken.append(token)
        return token

    def _count(self, tokens: int) -> None:
        self.moved += tokens
        if self.moved > self._most:
            raise TooMuch

    def _blank(self) -> None:
        while self._input and self._input[-1].isspace():
            self._pop()

    def _ahead(self) -> str:
        """The next token that is no blank, left where it is."""
        at = len(self._input) - 1
        while at >= 0 and self._input[at].isspace():
            at -= 1
        return self._input[at] if at >= 0 else ""

    def _push(self, tokens: Sequence[str]) -> None:
        self._count(len(tokens))
        self._input.extend(reversed(tokens))

    def _emit(self, token: str) -> None:
        output, wanted = self._output, self._wanted
        if output and token[0].isalpha() and output[-1][0] == "\\" and output[-1][-1].isalpha():
            output.append(" ")  # a letter that a macro has brought next to a command
        output.append(token)
        if token == "{":
            wanted.append(0)
        elif token == "}":
            if len(wanted) > 1:
                wanted.pop()
            wanted[-1] = max(0, wanted[-1] - 1)
        elif not token.isspace():
            wanted[-1] = max(0, wanted[-1] - 1) + _ARGUMENTS.get(token, 0)

    # --- arguments

    def _argument(self) -> list[str]:
        """A group without its braces, or one token."""
        self._blank()
        token = self._pop()
        if token == "}":
            raise _Malformed
        return self._until("}") if token == "{" else [token]

    def _optional(self) -> list[str] | None:
        if self._ahead() != "[":
            return None
        self._blank()
        self._pop()
        return self._until("]")

    def _star(self) -> bool:
        if self._ahead() != "*":
            return False
        self._blank()
        self._pop()
        return True

    def _until(self, closer: str) -> list[str]:
        """What stands before a `closer` outside braces, which goes too."""
        tokens: list[str] = []
        depth = 0
        while True:
            token = self._pop()
            if depth == 0 and token == closer:
                return tokens
            depth += {"{": 1, "}": -1}.get(token, 0)
            if depth < 0:
                raise _Malformed
            tokens.append(token)

    def _delimited(self, delimiter: Tokens) -> list[str]:
        """What stands before `delimiter`, which goes too."""
        end = list(reversed(delimiter))
        tokens: list[str] = []
        while self._input[-len(end) :] != end:
            token = self._pop()
            tokens.append(token)
            if token == "{":
                tokens += [*self._until("}"), "}"]
        self._expect(delimiter)
        return tokens

    def _expect(self, tokens: Tokens) -> None:
        for token in tokens:
            if self._pop() != token:
                raise _Malformed

    # --- macros

    def _replace(self, macro: Macro) -> None:
        self._expansions += 1
        if self._expansions > _MOST_EXPANSIONS:
            raise TooMuch
        if macro.fixed:
            for token in macro.body:
                self._emit(token)
            return
        body = self._paired(macro.sides) if macro.sides else self._filled(macro)
        if self._wanted[-1] and len(body) > 1 and not _is_group(body):
            body = ["{", *body, "}"]
        self._push(body)

    def _filled(self, macro: Macro) -> list[str]:
        arguments = self._arguments(macro)
        body: list[str] = []
        for token in macro.body:
            if token[0] == "#" and len(token) == 2:
                at = int(token[1]) - 1
                argument = arguments[at] if 0 <= at < len(arguments) else []
                self._count(len(argument))
                body.extend(argument)
            else:
                body.append(token)
        return body

    def _arguments(self, macro: Macro) -> list[Sequence[str]]:
        if macro.template:
            self._expect(macro.template[0])
            return [self._delimited(t) if t else self._argument() for t in macro.template[1:]]
        arguments: list[Sequence[str]] = []
        if macro.default is not None:
            given = self._optional()
            arguments.append(macro.default if given is None else given)
        while len(arguments) < macro.arguments:
            arguments.append(self._argument())
        return arguments

    def _paired(self, sides: tuple[Tokens, Tokens]) -> list[str]:
        """``\\abs{x}``, ``\\abs*{x}`` (grows with x), ``\\abs[\\big]{x}``, as mathtools has them."""
        if self._star():
            return ["\\left", *sides[0], *self._argument(), "\\right", *sides[1]]
        size = self._optional()
        inner = self._argument()
        if size and len(size) == 1 and size[0].startswith("\\"):
            return [f"{size[0]}l", *sides[0], *inner, f"{size[0]}r", *sides[1]]
        return [*sides[0], *inner, *sides[1]]

    def _edge(self, token: str) -> None:
        """``\\begin{name}`` or ``\\end{name}`` of an environment that the page defines."""
        environment = self._environments.get("".join(self._argument()))
        if environment is None:
            raise _Malformed
        if token == "\\end":
            self._push(environment.end)
        else:
            self._replace(environment.begin)

    # --- definitions

    def _defined_name(self) -> str:
        self._blank()
        token = self._pop()
        if token == "{":
            token = "".join(self._until("}")).strip()
        if not NAME.fullmatch(token):
            raise _Malformed
        return token

    def _header(self) -> tuple[int, Tokens | None]:
        """``[number][default]``"""
        number = "".join(self._optional() or "0").strip()
        default = self._optional()
        if not number.isdecimal() or len(number) > 1:
            raise _Malformed
        return int(number), None if default is None else tuple(default)

    def _body(self) -> Tokens:
        return tokens_of("".join(self._argument()))

    def _set(self, name: str, macro: Macro, known: bool = False) -> None:
        if name in KNOWN and not known:
            return
        if len(self._macros) < MOST_DEFINITIONS or name in self._macros:
            self._macros[name] = macro

    def new_command(self, definer: str) -> None:
        """``\\newcommand{\\name}[2][default]{body}``"""
        self._star()
        name = self._defined_name()
        number, default = self._header()
        body = self._body()
        if definer != "\\providecommand" or name not in self._macros:
            self._set(name, Macro(body, number, default), known=definer == "\\renewcommand")

    def operator(self, definer: str) -> None:
        """``\\DeclareMathOperator*{\\name}{text}``"""
        star = ["*"] if self._star() else []
        name = self._defined_name()
        self._set(name, Macro(("\\operatorname", *star, "{", *self._body(), "}")))

    def paired(self, definer: str) -> None:
        """``\\DeclarePairedDelimiter{\\name}{left}{right}``"""
        name = self._defined_name()
        self._set(name, Macro((), sides=(self._body(), self._body())))

    def define(self, definer: str) -> None:
        """``\\def\\name#1#2{body}``, and with other text around the arguments"""
        name = self._defined_name()
        template: list[list[str]] = [[]]
        while (token := self._pop()) != "{":
            if token == "}" or len(template) > 9:
                raise _Malformed
            if PARAMETER.fullmatch(token):
                template.append([])
            elif not (token.isspace() and not template[-1]):
                template[-1].append(token)
        body = tokens_of("".join(self._until("}")))
        parts = tuple(map(tuple, template)) if any(template) else ()
        self._set(name, Macro(body, len(template) - 1, template=parts))

    def let(self, definer: str) -> None:
        """``\\let\\name=\\other``: what \\other means now, whatever it will mean later"""
        name = self._defined_name()
        self._blank()
        if self._ahead() == "=":
            self._pop()
            self._blank()
        other = self._pop()
        self._set(name, self._macros.get(other, Macro((other,), fixed=True)), known=True)

    def environment(self, definer: str) -> None:
        """``\\newenvironment{name}[2][default]{begin}{end}``"""
        self._star()
        name = "".join(self._argument()).strip()
        number, default = self._header()
        begin, end = Macro(self._body(), number, default), self._body()
        if len(self._environments) < MOST_DEFINITIONS:
            self._environments[name] = Environment(begin, end)


DEFINERS: Mapping[str, Callable[[Expansion, str], None]] = {
    "\\newcommand": Expansion.new_command,
    "\\renewcommand": Expansion.new_command,
    "\\providecommand": Expansion.new_command,
    "\\DeclareRobustCommand": Expansion.new_command,
    "\\DeclareMathOperator": Expansion.operator,
    "\\DeclarePairedDelimiter": Expansion.paired,
    "\\def": Expansion.define,
    "\\gdef": Expansion.define,
    "\\edef": Expansion.define,
    "\\xdef": Expansion.define,
    "\\let": Expansion.let,
    "\\newenvironment": Expansion.environment,
    "\\renewenvironment": Expansion.environment,
}
DEFINING = PREFIXES | DEFINERS.keys()
