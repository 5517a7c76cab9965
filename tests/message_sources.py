"""What the commands print, read from the source: each template, with the texts that may stand in its holes."""

import ast
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parent.parent / "research"
FIELDS = {"words"}  # of records, that hold texts which are printed
SAME = {"str", "show_line", "translate"}  # functions whose value says what is given to them
EDGES = {"strip", "lstrip", "rstrip", "removeprefix", "removesuffix"}


class Value(NamedTuple):
    """A hole for what is given (any), a number, a text in quotes (repr), or another message."""

    name: str
    kind: str = "any"


class Choice(NamedTuple):
    """A hole for one of several texts of ours."""

    name: str
    texts: "tuple[Template, ...]"


Part = str | Value | Choice
Template = tuple[Part, ...]


class Message(NamedTuple):
    """A template, and where it is printed or raised."""

    place: str
    template: Template


@dataclass(frozen=True, eq=False)
class Scope:
    """A function or a module, in which names have their values."""

    file: Path
    node: ast.FunctionDef | ast.Module
    outer: "Scope | None"

    @cached_property
    def body(self) -> list[ast.AST]:
        """All nodes inside."""
        return list(ast.walk(self.node))

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The annotations of a function's parameters."""
        if isinstance(self.node, ast.Module):
            return {}
        given = self.node.args
        every = (*given.posonlyargs, *given.args, *given.kwonlyargs)
        return {one.arg: ast.unparse(one.annotation) if one.annotation else "" for one in every}


class Sources:
    """Modules, and what their messages are made of.

    Parameters
    ----------
    files
        The modules.
    values
        Texts that are names of files, columns and the like, which are not translated.
    holes
        Names of holes for such.
    """

    def __init__(self, files: Iterable[Path], values: Collection[str] = (), holes: Collection[str] = ()) -> None:
        self.values, self.holes = set(values), set(holes)
        self.functions: dict[str, list[Scope]] = defaultdict(list)
        self.calls: dict[str, list[tuple[ast.Call, Scope]]] = defaultdict(list)
        self.constants: dict[str, list[tuple[ast.expr, Scope]]] = defaultdict(list)
        self.owners: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self.errors = {"InputError", "ReadingWarning"}
        self.imports: dict[tuple[Path, str], Path] = {}
        self._templates: dict[ast.expr, list[Template]] = {}
        self._elements: dict[ast.expr, list[tuple[ast.expr, Scope]]] = {}
        for file in files:
            tree = ast.parse(file.read_text("utf-8"))
            module = Scope(file, tree, None)
            for node in tree.body:
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    self.constants[node.targets[0].id].append((node.value, module))
            self._add(tree, module)

    def _add(self, node: ast.AST, scope: Scope) -> None:
        for child in ast.iter_child_nodes(node):
            inner = scope
            if isinstance(child, ast.FunctionDef):
                inner = Scope(scope.file, child, scope)
                if "report" not in scope.file.parts and child.name != "choose":  # whose texts are in two languages
                    self.functions[child.name].append(inner)
            elif isinstance(child, ast.ClassDef):
                fields = [one.target for one in child.body if isinstance(one, ast.AnnAssign)]
                if any(re.search("InputError|Warning", ast.unparse(base)) for base in child.bases):
                    self.errors.add(child.name)
                for place, field in enumerate(fields):
                    self.owners[ast.unparse(field)].append((child.name, place))
            elif isinstance(child, ast.ImportFrom) and child.module:
                source = PACKAGE.parent / (child.module.replace(".", "/") + ".py")
                self.imports |= {(scope.file, one.name): source for one in child.names}
            elif isinstance(child, ast.Call):
                self.calls[name_call(child)].append((child, scope))
            self._add(child, inner)

    def find_messages(self) -> Iterator[Message]:
        """Every text that is raised for the user, or printed."""
        for call, scope in chain.from_iterable(self.calls.values()):
            first = [
                one for one in call.args[:1] if name_call(call) in self.errors and not isinstance(one, ast.Starred)
            ]
            for expression in first or list_printed(call):
                for template in self.read(expression, scope):
                    if has_words(template):
                        yield Message(f"{scope.file.relative_to(PACKAGE.parent)}:{expression.lineno}", template)

    def read(self, node: ast.expr, scope: Scope) -> list[Template]:
        """The templates that an expression may be; none for what is a value."""
        if node not in self._templates:
            self._templates[node] = []  # what leads back to itself adds nothing
            self._templates[node] = list(dict.fromkeys(self._read(node, scope)))
        return self._templates[node]

    def _read(self, node: ast.expr, scope: Scope) -> list[Template]:  # noqa: C901 - one case for each form of expression
        match node:
            case ast.Constant(value=str(text)):
                return [] if text in self.values else [(text,)]
            case ast.JoinedStr(values=parts):
                return [join(self._read_part(part, scope) for part in parts)]
            case ast.IfExp(body=one, orelse=other):
                return self._either([one, other], scope)
            case ast.BoolOp(op=ast.Or(), values=values) | ast.Subscript(value=ast.Dict(values=values)):
                return self._either(values, scope)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return [join([self._fill(left, scope), self._fill(right, scope)])]
            case ast.BinOp(op=ast.Mult(), left=left):  # a text times a truth
                return [*self.read(left, scope), ("",)]
            case ast.NamedExpr(value=value):
                return self.read(value, scope)
            case ast.Name(id=name):
                return self._read_name(name, scope)
            case ast.Attribute(attr=name) if name in FIELDS:
                return self._read_field(name)
            case ast.Subscript(value=ast.Name() as held):
                return self._list(held, scope)
            case ast.Call():
                return self._read_call(node, scope)
        return []

    def _either(self, nodes: Sequence[ast.expr], scope: Scope) -> list[Template]:
        return join_ways([(node, self.read(node, scope)) for node in nodes])

    def _read_call(self, call: ast.Call, scope: Scope) -> list[Template]:
        name = name_call(call)
        if name == "count_noun":
            return self._read_count(call, scope)
        if name in SAME and call.args:
            return self.read(call.args[0], scope)
        match call.func:
            case ast.Attribute(value=text, attr=attribute) if attribute in EDGES:
                return self.read(text, scope)
            case ast.Attribute(value=ast.Constant(value=str(between)), attr="join"):
                return self._read_join(between, call.args[0], scope)
            case ast.Attribute(value=held, attr="get"):
                return join_ways([(one, self.read(one, where)) for one, where in self._list_values(call, held, scope)])
            case ast.Name(id="next"):
                return self._list(call.args[0], scope)
        return [
            template
            for function in self._find_functions(call, scope)
            for node in function.body
            if isinstance(node, ast.Return) and node.value is not None
            for template in self.read(node.value, function)
        ]

    def _list_values(self, call: ast.Call, held: ast.expr, scope: Scope) -> list[tuple[ast.expr, Scope]]:
        return [*self._list_held(held, scope), *((one, scope) for one in call.args[1:])]

    def _read_join(self, between: str, joined: ast.expr, scope: Scope) -> list[Template]:
        elements = tuple(self._list(joined, scope))
        if not any(map(has_words, elements)):
            numbers = ast.unparse(joined).startswith(("map(str", "(str("))
            given = Value(shorten(joined), "number" if numbers else "any")
            return [(given, between, given)] if has_words((between,)) else []
        if between in ("\n", ""):
            return list(elements)
        return [
            (Choice("first", elements),),
            (Choice("first", elements), between, Choice("rest", tuple(reversed(elements)))),
        ]

    def _find_functions(self, call: ast.Call, scope: Scope) -> list[Scope]:
        name = name_call(call)
        found = self.functions.get(name, [])
        imported = self.imports.get((scope.file, name), scope.file)
        found = [function for function in found if function.file == imported] or found
        of_library = any(hasattr(kind, name) for kind in (str, dict, Path))
        return found if isinstance(call.func, ast.Name) or (len(found) == 1 and not of_library) else []

    def _read_count(self, call: ast.Call, scope: Scope) -> list[Template]:
        words = [*call.args[1:], *(keyword.value for keyword in call.keywords if keyword.arg == "many")]
        if isinstance(words[0], ast.Starred) and isinstance(words[0].value, ast.Name):
            words = next(one.elts for one in list_assigned(words[0].value.id, scope) if isinstance(one, ast.Tuple))
        singular = self.read(words[0], scope)
        plural = [template for one in words[1:] for template in self.read(one, scope)]
        plural = plural or [join([template, ("s",)]) for template in singular]
        return [join([(Value("number", "number"), " "), template]) for template in (*singular, *plural)]

    def _read_part(self, part: ast.expr, scope: Scope) -> Template:
        if isinstance(part, ast.Constant):
            return (str(part.value),)
        assert isinstance(part, ast.FormattedValue)
        if part.conversion == ord("r"):
            return (Value(shorten(part.value), "repr"),)
        if part.format_spec is not None:
            percent = "%" if "%" in ast.unparse(part.format_spec) else ""
            return (Value(shorten(part.value), f"number{percent}"),)
        return self._fill(part.value, scope)

    def _fill(self, node: ast.expr, scope: Scope) -> Template:
        """What an expression adds to a template: its text, a choice of texts, or a value."""
        name = shorten(node)
        if name in self.holes and not isinstance(node, ast.Call):
            return (Value(name),)
        constants = [value for value, _ in self._find_constants(getattr(node, "id", ""), scope)]
        if is_number(node) or any(isinstance(one, ast.Constant) and isinstance(one.value, int) for one in constants):
            return (Value(name, "number"),)
        templates = self.read(node, scope)
        if any(map(has_literal, templates)):
            return templates[0] if len(templates) == 1 else (Choice(name, tuple(templates)),)
        if len(templates) == 1 and all(isinstance(part, str) or part.kind == "message" for part in templates[0]):
            return templates[0]
        return (Value(name),)

    def _read_name(self, name: str, scope: Scope) -> list[Template]:
        here: Scope | None = scope
        while here is not None and here.outer is not None:
            if is_error(name, here):
                return [(Value(name, "message"),)]
            ways = [(value, self.read(value, here)) for value in list_assigned(name, here)]
            ways = ways or [(held, self._list(held, here)) for held in list_looped(name, here)]
            if ways := ways or self._list_given(name, here):
                return join_ways(ways)
            here = here.outer
        rows = [(cell, self.read(cell, scope)) for cell in self._list_cells(name, scope)]
        rows = rows or [(value, self.read(value, module)) for value, module in self._find_constants(name, scope)]
        return [one for one in join_ways(rows) if len(one) > 1 or " " in str(one[0])]  # a single word is a name

    def _find_constants(self, name: str, scope: Scope) -> list[tuple[ast.expr, Scope]]:
        """The values of a constant of the module, or of the one that it is imported from."""
        source = self.imports.get((scope.file, name), scope.file)
        return [(value, module) for value, module in self.constants.get(name, ()) if module.file == source]

    def _list_given(self, name: str, function: Scope) -> list[tuple[ast.expr, list[Template]]]:
        """What calls give a parameter, and its default."""
        if name not in function.parameters:
            return []
        assert isinstance(function.node, ast.FunctionDef)
        given = [
            (find_argument(call, name, function.node), scope) for call, scope in self.calls.get(function.node.name, ())
        ]
        given.append((find_default(name, function.node), function))
        return [(one, self.read(one, scope)) for one, scope in given if one is not None]

    def _list_cells(self, name: str, scope: Scope) -> list[ast.expr]:
        """The cells that a name runs through in a loop over the rows of a constant."""
        cells = []
        for loop in (node for node in scope.body if isinstance(node, ast.For)):
            if isinstance(loop.target, ast.Tuple) and isinstance(loop.iter, ast.Name):
                names = [ast.unparse(one) for one in loop.target.elts]
                for value, _ in self._find_constants(loop.iter.id, scope) if name in names else ():
                    cells += [row.elts[names.index(name)] for row in getattr(value, "elts", ())]
        return cells

    def _read_field(self, name: str) -> list[Template]:
        found: list[Template] = []
        for owner, place in self.owners.get(name, ()):
            for call, scope in self.calls.get(owner, ()):
                given = [keyword.value for keyword in call.keywords if keyword.arg == name]
                for one in given or call.args[place : place + 1]:
                    found += self.read(one, scope)
        return found

    def _list(self, node: ast.expr, scope: Scope) -> list[Template]:
        """The templates that the elements of an expression may be, single words aside, which are mostly names."""
        found = [one for held, where in self._list_held(node, scope) for one in self.read(held, where)]
        return [one for one in dict.fromkeys(found) if len(one) > 1 or " " in str(one[0])]

    def _list_held(self, node: ast.expr, scope: Scope) -> list[tuple[ast.expr, Scope]]:
        """The expressions that are the elements of another."""
        if node not in self._elements:
            self._elements[node] = []
            self._elements[node] = list(self._iterate_held(node, scope))
        return self._elements[node]

    def _iterate_held(self, node: ast.expr, scope: Scope) -> Iterator[tuple[ast.expr, Scope]]:
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Dict(values=elements):
                for one in elements:
                    if isinstance(one, ast.Starred):
                        yield from self._list_held(one.value, scope)
                    else:
                        yield one, scope
            case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element):
                yield element, scope
            case ast.IfExp(body=one, orelse=other) | ast.BinOp(op=ast.Add(), left=one, right=other):
                yield from self._list_held(one, scope)
                yield from self._list_held(other, scope)
            case ast.Call(func=ast.Name(id="filter" | "list" | "tuple" | "sorted"), args=[*_, held]):
                yield from self._list_held(held, scope)
            case ast.Call(func=ast.Attribute(value=held, attr="values")):
                yield from self._list_held(held, scope)
            case ast.Call():
                yield from self._list_returned(node, scope)
            case ast.Name(id=name):
                yield from self._list_collected(name, scope)

    def _list_returned(self, call: ast.Call, scope: Scope) -> Iterator[tuple[ast.expr, Scope]]:
        for function in self._find_functions(call, scope):
            for node in function.body:
                if isinstance(node, ast.Return) and node.value is not None:
                    yield from self._list_held(node.value, function)
                elif isinstance(node, ast.Yield) and node.value is not None:
                    yield node.value, function

    def _list_collected(self, name: str, scope: Scope) -> Iterator[tuple[ast.expr, Scope]]:
        assigned = [value for value in list_assigned(name, scope) if not isinstance(value, ast.Name)]
        for value in assigned:
            yield from self._list_held(value, scope)
        for node in scope.body:
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=held), attr="append"), args=[value]) if held == name:
                    yield value, scope
        for value, module in () if assigned else self._find_constants(name, scope):
            yield from self._list_held(value, module)


def has_words(template: Template) -> bool:
    """Tell whether a template has words of ours."""
    return any(
        re.search("[A-Za-z]", part) is not None
        if isinstance(part, str)
        else isinstance(part, Choice) and any(map(has_words, part.texts))
        for part in template
    )


def has_literal(template: Template) -> bool:
    """Tell whether a template is more than a value: it has words or punctuation of ours."""
    return has_words(template) or (
        len(template) > 1 and any(isinstance(part, str) and part.strip() for part in template)
    )


def join(templates: Iterable[Template]) -> Template:
    joined: list[Part] = []
    for part in chain.from_iterable(templates):
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return tuple(joined)


def join_ways(ways: Sequence[tuple[ast.expr, list[Template]]]) -> list[Template]:
    """The templates of several expressions, with a value for each that has none; nothing where all are values."""
    if not any(has_literal(template) for _, templates in ways for template in templates):
        return []
    return [one for node, templates in ways for one in (templates or [(Value(shorten(node)),)])]


def name_call(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def is_number(node: ast.expr) -> bool:
    """Tell whether an expression is a number, as far as its form shows."""
    called = name_call(node) if isinstance(node, ast.Call) else ""
    counted = called.startswith("count") and called != "count_noun"
    added = isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant) and isinstance(node.right.value, int)
    return counted or added or called in ("len", "sum", "round") or shorten(node) in ("count", "number", "lineno")


def is_error(name: str, scope: Scope) -> bool:
    """Tell whether a name stands for an error or a warning that is a message itself."""
    caught = [node for node in scope.body if isinstance(node, ast.ExceptHandler) and node.name == name and node.type]
    kinds = [ast.unparse(node.type) for node in caught] + [scope.parameters.get(name, "")]
    lists = {one.id for held in list_looped(name, scope) for one in ast.walk(held) if isinstance(one, ast.Name)}
    declared = [node for node in scope.body if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) in lists]
    kinds += [ast.unparse(node.annotation) for node in declared]
    return any(re.search("InputError|Warning", kind) for kind in kinds)


def list_printed(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call that the user gets to read."""
    name = name_call(call)
    first = [one for one in call.args[:1] if not isinstance(one, ast.Starred)]
    if name in ("print_message", "report", "_show_time"):
        return first
    if name == "translate":
        return [] if isinstance(call.args[0], ast.Name) else first
    if name == "warn":
        return first if "ReadingWarning" in ast.unparse(call) else []
    return first if ast.unparse(call.func) == "self.error" else []


def list_assigned(name: str, scope: Scope) -> list[ast.expr]:
    """What is assigned to a name, and what it is with a text added to it."""
    found: list[ast.expr] = []
    for node in scope.body:
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=value):
                sides = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
                names = [ast.unparse(target) for target in targets]
                rows = [side.elts for side in sides if isinstance(side, ast.Tuple)] if name in names else []
                found += [row[names.index(name)] for row in rows]
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                found.append(value)
            case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value) if target == name:
                found.append(value)
            case ast.NamedExpr(target=ast.Name(id=target), value=value) if target == name:
                found.append(value)
            case ast.AugAssign(target=ast.Name(id=target), value=value) if target == name:
                found += [ast.copy_location(ast.BinOp(one, ast.Add(), value), node) for one in found[-1:]]
    return found


def list_looped(name: str, scope: Scope) -> list[ast.expr]:
    """What a name runs through in loops."""
    found = []
    for loop in (node for node in scope.body if isinstance(node, ast.For | ast.comprehension)):
        match loop.target, loop.iter:
            case ast.Name(id=target), held if target == name:
                found.append(held)
            case ast.Tuple(elts=[_, ast.Name(id=target)]), ast.Call(func=ast.Attribute(value=held, attr="items")) if (
                target == name
            ):
                found.append(held)
    return found


def find_argument(call: ast.Call, name: str, function: ast.FunctionDef) -> ast.expr | None:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args) if one.arg not in ("self", "cls")]
    if not any(isinstance(one, ast.Starred) for one in call.args):
        given |= dict(zip(names, call.args, strict=False))
    return given.get(name)


def find_default(name: str, function: ast.FunctionDef) -> ast.expr | None:
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    given: dict[str, ast.expr | None] = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
    return (
        given | dict(zip((one.arg for one in function.args.kwonlyargs), function.args.kw_defaults, strict=True))
    ).get(name)


def shorten(node: ast.expr) -> str:
    """A name for the hole that an expression fills."""
    words = re.findall(r"[A-Za-z]\w*", ast.unparse(node))
    return words[-1] if words else "value"


def show(template: Template) -> str:
    """Write a template as the catalogue has it, with the texts that may stand in a hole."""
    shown = {"repr": "!r", "any": "", "message": "!t"}
    return "".join(
        part
        if isinstance(part, str)
        else f"{{{part.name}{shown.get(part.kind, ':d')}}}"
        if isinstance(part, Value)
        else f"{{{part.name}!t = {' / '.join(map(show, part.texts))}}}"
        for part in template
    )
