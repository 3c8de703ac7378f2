"""Placeholders such as `{{ employer.name }}` in texts: which there are, and the text with their values."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from markpack.model.centre import Centre
from markpack.model.context import Context
from markpack.model.joint_unit import spell_list
from markpack.model.qualification import Qualification
from markpack.model.unit import Unit
from markpack.model.word import by_name

Names = Mapping[str, Mapping[str, str]]
"""What placeholders may name: values by the two parts of a name, `employer` and `short_name`."""

FIXED_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "employer": ("name", "short_name", "sector"),
        "centre": ("name", "number"),
        "unit": ("title", "reference", "level", "credits"),
        "qualification": ("title", "reference"),
    }
)
"""The names that every text may use; those of `vocabulary` are the employer's own."""

VOCABULARY = "vocabulary"
"""The first name of the placeholders for an employer's own words."""

FILTERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "capitalize": lambda text: text[:1].upper() + text[1:],
        "upper": str.upper,
        "lower": str.lower,
        "title": str.title,
    }
)
"""What may be done to a value. `capitalize` makes a sentence's first letter: it leaves the other letters alone."""

_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_REST = r"[ \t]*\.[ \t]*\w+(?:[ \t]*\.[ \t]*\w+)?(?:[ \t]*\|[ \t]*\w+)*"
_ANY, _KNOWN = (rf"{names}{_REST}" for names in (r"[A-Za-z_]\w*", f"(?:{'|'.join((*FIXED_NAMES, VOCABULARY))})"))
_TORN = (
    rf"\{{\{{\s*(?P<unclosed>{_ANY})\s*\}}(?!\}})"
    rf"|(?<!\{{)\{{\s*(?P<unopened>{_ANY})\s*\}}\}}"
    rf"|(?<!\{{)\{{\s*(?P<single>{_KNOWN})\s*\}}"
    rf"|\b(?P<bare>{_KNOWN})\s*\}}\}}"
)
"""A placeholder that has lost one of its braces, or more."""
_MARK_UP = re.compile(rf"{_TORN}|\{{\{{(?P<inside>(?:(?!\{{\{{).)*?)\}}\}}|\{{\{{|\{{%|\{{#", re.DOTALL)
LONGEST = 120
_FORM = "A placeholder has the form {{ employer.name }}."


class PlaceholderError(ValueError):
    """A placeholder that cannot be filled: what is wrong, the remedy, its own words, and its line in the text."""

    def __init__(self, message: str, line: int, *, hint: str = "", words: str = "") -> None:
        super().__init__(message)
        self.message, self.line, self.hint, self.words = message, line, hint, words


@dataclass(frozen=True)
class Placeholder:
    """One placeholder of a text: its two names, the filters, its own words, its line, and where it stands.

    A form of a word is part of the second name, as in team.plural.
    """

    name: str
    key: str
    filters: tuple[str, ...]
    words: str
    line: int
    start: int
    end: int


@lru_cache(maxsize=4096)
def find(text: str) -> tuple[tuple[Placeholder, ...], tuple[PlaceholderError, ...]]:
    """Return the placeholders of a text in order, and what looks like one but is not allowed.

    Jinja's parser reads what stands between the braces; only names and the filters pass, so nothing is ever executed.
    """
    placeholders: list[Placeholder] = []
    errors: list[PlaceholderError] = []
    for match in _MARK_UP.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        try:
            name, key, filters = _parse(match, line)
        except PlaceholderError as error:
            errors.append(error)
        else:
            placeholders.append(Placeholder(name, key, filters, match[0], line, match.start(), match.end()))
    return tuple(placeholders), tuple(errors)


def _parse(match: re.Match[str], line: int) -> tuple[str, str, tuple[str, ...]]:
    words = match[0]
    if torn := match["unclosed"] or match["unopened"] or match["single"] or match["bare"]:
        raise PlaceholderError(f"“{words}” has lost a brace.", line, hint=f"Write {{{{ {torn} }}}}.", words=words)
    if match["inside"] is None:
        if words == "{{":
            raise PlaceholderError("A placeholder is not closed.", line, hint="Close it with }}.", words=words)
        message = f"“{words}” starts a statement or comment, which texts may not hold."
        raise PlaceholderError(message, line, hint="Write it in another way.", words=words)
    excerpt = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
    error = PlaceholderError(f"“{excerpt}” is not a placeholder.", line, hint=_FORM, words=words)
    if len(words) > LONGEST:  # nothing that is allowed is so long, and the parser recurses
        raise error
    try:
        body = _ENVIRONMENT.parse(words).body
    except TemplateSyntaxError:
        raise error from None
    match body:
        case [nodes.Output(nodes=[node])]:
            pass
        case _:
            raise error
    filters: list[str] = []
    while isinstance(node, nodes.Filter):
        if node.args or node.kwargs or node.dyn_args or node.dyn_kwargs or node.node is None:
            raise error
        if node.name not in FILTERS:
            hint = f"Those that can be used are {', '.join(FILTERS)}."
            raise PlaceholderError(f"“{node.name}” cannot be used in “{words}”.", line, hint=hint, words=words)
        filters.insert(0, node.name)
        node = node.node
    match node:
        case nodes.Getattr(node=nodes.Name(name=name), attr=key):
            return name, key, tuple(filters)
        case nodes.Getattr(node=nodes.Getattr(node=nodes.Name(name=name), attr=key), attr=form) if name == VOCABULARY:
            return name, f"{key}.{form}", tuple(filters)
        case _:
            raise error


def check(text: str, names: Names) -> list[PlaceholderError]:
    """Return every placeholder of a text that cannot be filled from the names."""
    placeholders, errors = find(text)
    undefined = [error for placeholder in placeholders if (error := undefined_error(placeholder, names))]
    return sorted([*errors, *undefined], key=lambda error: error.line)


def undefined_error(
    placeholder: Placeholder, names: Mapping[str, Sequence[str] | Mapping[str, str]]
) -> PlaceholderError | None:
    """Return what is wrong where the names do not hold a placeholder's, with the nearest that they do hold."""
    if placeholder.key in names.get(placeholder.name, ()):
        return None
    full_names = [f"{name}.{key}" for name, keys in names.items() for key in keys]
    full = f"{placeholder.name}.{placeholder.key}"
    nearest = difflib.get_close_matches(full, full_names, n=1)
    options = ", ".join(full_names)
    hint = f"Did you mean “{{{{ {nearest[0]} }}}}”?" if nearest else f"Names that can be used are {options}."
    return PlaceholderError(f"“{full}” is not defined.", placeholder.line, hint=hint, words=placeholder.words)


def fill(text: str, names: Names, *, escape: Callable[[str], str] = str) -> str:
    """Return the text with each placeholder's value, passed through `escape`; values are data, never read again.

    Raises PlaceholderError for the first one that cannot be filled.
    """
    if errors := check(text, names):
        raise errors[0]
    return "".join(_pieces(text, names, escape))


def _pieces(text: str, names: Names, escape: Callable[[str], str]) -> Iterator[str]:
    end = 0
    for placeholder in find(text)[0]:
        yield text[end : placeholder.start]
        value = names[placeholder.name][placeholder.key]
        for name in placeholder.filters:
            value = FILTERS[name](value)
        yield escape(value)
        end = placeholder.end
    yield text[end:]


def context_names(context: Context, centre: Centre, unit: Unit | None, qualification: Qualification) -> Names:
    """Return the names for one employer's texts; without those of a unit where no unit is meant.

    Of several units together, all titles, references and levels are named, and the credits added up.
    """
    names: dict[str, Mapping[str, str]] = {
        "employer": {
            "name": context.employer.name,
            "short_name": context.employer.short_name,
            "sector": context.employer.sector,
        },
        VOCABULARY: by_name(context.vocabulary),
        "centre": {"name": centre.name, "number": centre.number},
        "qualification": {"title": qualification.title, "reference": qualification.reference},
    }
    if unit:
        names["unit"] = {
            "title": spell_list(member.title for member in unit.members),
            "reference": spell_list(member.reference for member in unit.members),
            "level": spell_list(dict.fromkeys(str(member.level) for member in unit.members)),
            "credits": str(unit.credits),
        }
    return names
