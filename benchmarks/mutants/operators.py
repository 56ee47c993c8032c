"""What a mutant changes: cosmic-ray's operators where they are arithmetic, and five kinds of ours.

A message, a type or a name is no arithmetic; `faults` leaves out where such a thing stands.
"""

from __future__ import annotations

from collections.abc import Iterator

import parso
from cosmic_ray.operators import provider
from cosmic_ray.operators.operator import Operator
from parso.python.tree import Name, Number
from parso.tree import NodeOrLeaf

_BINARY = (
    "Add_Sub",
    "Sub_Add",
    "Mul_Div",
    "Div_Mul",
    "FloorDiv_Div",
    "Mod_FloorDiv",
    "Pow_Mul",
    "BitAnd_BitOr",
    "BitOr_BitAnd",
)
_COMPARED = (
    "Lt_LtE",
    "LtE_Lt",
    "Gt_GtE",
    "GtE_Gt",
    "Lt_Gt",
    "Gt_Lt",
    "LtE_GtE",
    "GtE_LtE",
    "Eq_NotEq",
    "NotEq_Eq",
    "Is_IsNot",
    "IsNot_Is",
)
_UNARY = ("Delete_Not", "Delete_USub", "Delete_Invert")
_OTHER = (
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
)
_PAIRS = (
    ("min", "max"),
    ("minimum", "maximum"),
    ("min_horizontal", "max_horizontal"),
    ("any", "all"),
    ("any_horizontal", "all_horizontal"),
    ("floor", "ceil"),
    ("mean", "median"),
    ("sum", "mean"),
    ("first", "last"),
    ("head", "tail"),
    ("argmin", "argmax"),
)
_WHOLE_STEPS_UNDER = 10
"""A fraction of 10 or more (60 days, 400 days) is changed by a quarter only: 399 for 400 is no other claim."""
_SWAPPED = {name: other for one, two in reversed(_PAIRS) for name, other in ((one, two), (two, one))}


class ScaleFraction(Operator):
    """A quarter less and a quarter more of a fraction: ±1 throws a probability out of its range, which anything notices."""

    _SCALES = (0.75, 1.25)

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:  # noqa: D102
        if isinstance(node, Number) and "." in node.value and float(node.value) != 0:
            for _ in self._SCALES:
                yield node.start_pos, node.end_pos

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:  # noqa: D102
        return Number(f"{node.prefix}{float(node.value) * self._SCALES[index]!r}", node.start_pos)

    @classmethod
    def examples(cls) -> tuple[()]:  # noqa: D102
        return ()


class StepNumber(Operator):
    """One more and one less than a number, cosmic-ray's own; not of a large fraction, which `ScaleFraction` changes."""

    def __init__(self) -> None:
        self._shipped = provider.OperatorProvider()["NumberReplacer"]()

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:  # noqa: D102
        if not (isinstance(node, Number) and "." in node.value and float(node.value) >= _WHOLE_STEPS_UNDER):
            yield from self._shipped.mutation_positions(node)

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:  # noqa: D102
        return self._shipped.mutate(node, index)

    @classmethod
    def examples(cls) -> tuple[()]:  # noqa: D102
        return ()


class SwapName(Operator):
    """Swap one reduction for its neighbour, `min` for `max`, where it is called or passed on."""

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:  # noqa: D102
        if (
            isinstance(node, Name)
            and node.value in _SWAPPED
            and not node.is_definition()
            and _is_called(node)
        ):
            yield node.start_pos, node.end_pos

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:  # noqa: D102
        node.value = _SWAPPED[node.value]
        return node

    @classmethod
    def examples(cls) -> tuple[()]:  # noqa: D102
        return ()


class SwapMembership(Operator):
    """Swap `in` and `not in`, outside loops."""

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:  # noqa: D102
        if node.type == "comparison" and node.children[1].get_code().split() in (["in"], ["not", "in"]):
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:  # noqa: D102
        swapped = " in" if node.children[1].get_code().split() == ["not", "in"] else " not in"
        node.children[1] = parso.parse(swapped)
        return node

    @classmethod
    def examples(cls) -> tuple[()]:  # noqa: D102
        return ()


class ReturnNothing(Operator):
    """Return None instead of what was worked out."""

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:  # noqa: D102
        if node.type == "return_stmt" and node.children[1].get_code().strip() != "None":
            yield node.start_pos, node.children[1].start_pos

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:  # noqa: D102
        node.children[1] = parso.parse(" None")
        return node

    @classmethod
    def examples(cls) -> tuple[()]:  # noqa: D102
        return ()


def _is_called(node: Name) -> bool:
    following = node.get_next_leaf()
    return following is not None and following.value == "("


def arithmetic() -> dict[str, Operator]:
    """Return every operator by its name."""
    shipped = provider.OperatorProvider()
    names = [f"ReplaceBinaryOperator_{pair}" for pair in _BINARY] + [
        f"ReplaceComparisonOperator_{pair}" for pair in _COMPARED
    ]
    names += [f"ReplaceUnaryOperator_{kind}" for kind in _UNARY] + list(_OTHER)
    own = (StepNumber, ScaleFraction, SwapName, SwapMembership, ReturnNothing)
    return {name: shipped[name]() for name in names} | {kind.__name__: kind() for kind in own}
