"""The kernel's memory as numba and LLVM see it: each number known by the field in which it stands.

All that a run changes stands in one array. To a compiler any number that is written might then change any number that
was read, so that it reads all of them again after each. Here the type of a place tells of which field of which record
it is: `records_of` gives the place of a record, to add the number of a field gives the place of the field, and to read
or write there tells LLVM that no other field is meant (type-based alias analysis). Numbers that stand in no record, the
lists, may be any other such number; each counter of the run is one of its own.
"""

from __future__ import annotations

import operator

from llvmlite import ir
from numba import types
from numba.core.datamodel import models
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, register_model
from numba.np.arrayobj import make_array

__all__ = ["copier_of", "fetch", "fixed", "memory_at", "memory_in", "narrow_in", "records_of"]

_WORD = ir.IntType(64)


# --- types ------------------------------------------------------------------------------------------------------------


class Memory(types.Type):
    """The array, as what it points to: nobody counts who holds it, and no index is counted from its end."""

    def __init__(self):
        super().__init__("memory")


class Record(types.Type):
    """The place of a record of a table."""

    def __init__(self, table):
        self.table = table
        super().__init__(f"record of {table}")


class Field(types.Type):
    """The place of a field of a record of a table; of any field, if its number is not known beforehand."""

    def __init__(self, table, number):
        self.table, self.number = table, number
        super().__init__(f"field {number} of {table}")


@register_model(Memory)
class _Pointer(models.PrimitiveModel):
    def __init__(self, manager, kind):
        super().__init__(manager, kind, _WORD.as_pointer())


@register_model(Record)
@register_model(Field)
class _Place(models.PrimitiveModel):
    def __init__(self, manager, kind):
        super().__init__(manager, kind, _WORD)


# --- what may be done with them ---------------------------------------------------------------------------------------


@infer_global(operator.add)
class _Add(AbstractTemplate):
    prefer_literal = True

    def generic(self, args, kws):
        if kws or not isinstance(args[0], Record):
            return None
        if isinstance(args[1], types.IntegerLiteral):
            return signature(Field(args[0].table, args[1].literal_value), *args)
        return signature(Field(args[0].table, None), args[0], types.int64)


@infer_global(operator.getitem)
class _Get(AbstractTemplate):
    prefer_literal = True

    def generic(self, args, kws):
        return None if kws or not isinstance(args[0], Memory) else signature(types.int64, *args)


@infer_global(operator.setitem)
class _Set(AbstractTemplate):
    prefer_literal = True

    def generic(self, args, kws):
        return None if kws or not isinstance(args[0], Memory) else signature(types.none, *args[:2], types.int64)


@lower_builtin(operator.add, Record, types.Any)
def _add(context, builder, types_given, arguments):
    del context, types_given
    return builder.add(*arguments)


@lower_builtin(operator.getitem, Memory, types.Any)
def _get(context, builder, types_given, arguments):
    del context
    found = builder.load(builder.gep(arguments[0], [arguments[1]]))
    found.set_metadata("tbaa", _meant(builder.module, types_given.args[1]))
    return found


@lower_builtin(operator.setitem, Memory, types.Any, types.Any)
def _set(context, builder, types_given, arguments):
    written = builder.store(arguments[2], builder.gep(arguments[0], [arguments[1]]))
    written.set_metadata("tbaa", _meant(builder.module, types_given.args[1]))
    return context.get_dummy_value()


def _meant(module, place):
    """Tell LLVM which number is meant: a field, one of the fields of a table, a counter, or one in no record."""
    names = ["list"]
    if isinstance(place, Field):
        names = [f"table {place.table}"] + ([] if place.number is None else [f"field {place.number} of {place.table}"])
    elif isinstance(place, types.IntegerLiteral):
        names = [f"counter {place.literal_value}"]
    node = module.add_metadata([ir.MetaDataString(module, "memory")])
    for name in names:
        node = module.add_metadata([ir.MetaDataString(module, name), node, _WORD(0)])
    return module.add_metadata([node, node, _WORD(0)])


@intrinsic
def memory_in(typing_context, array):
    """Return an array of the kernel's as its memory, or, if it holds smaller numbers, as what it points to."""
    del typing_context

    def code(context, builder, types_given, arguments):
        return make_array(types_given.args[0])(context, builder, arguments[0]).data

    return (Memory() if array.dtype == types.int64 else types.CPointer(array.dtype))(array), code


@intrinsic
def memory_at(typing_context, address):
    """Return whole numbers of 8 bytes that begin at an address: of arrays that differ in whether one may write them."""
    del typing_context

    def code(context, builder, types_given, arguments):
        del context, types_given
        return builder.inttoptr(arguments[0], _WORD.as_pointer())

    return Memory()(types.int64), code


@intrinsic
def fixed(typing_context, m, place):
    """Return a setting of the run, or where a table begins: what changes between calls of the kernel only."""
    del typing_context

    def code(context, builder, types_given, arguments):
        del context, types_given
        return _unchanged(builder, arguments[0], arguments[1])

    return types.int64(m, place), code


def copier_of(table, width):
    """Return a function of the memory and two places of records of a table: write the second to the first, at once."""
    numbers = ir.VectorType(_WORD, width).as_pointer()

    @intrinsic
    def copy(typing_context, m, to, record):
        del typing_context

        def code(context, builder, types_given, arguments):
            del types_given
            m, *places = arguments
            there, here = (builder.bitcast(builder.gep(m, [place]), numbers) for place in places)
            found = builder.load(here, align=8)
            written = builder.store(found, there, align=8)
            for one in (found, written):
                one.set_metadata("tbaa", _meant(builder.module, Field(table, None)))
            return context.get_dummy_value()

        return types.none(m, to, record), code

    return copy


def records_of(table, width):
    """Return a function of the memory and a number: the place of the record with that number in a table."""

    @intrinsic
    def place(typing_context, m, number):
        del typing_context, number

        def code(context, builder, types_given, arguments):
            del context, types_given
            begin = _unchanged(builder, arguments[0], _WORD(table))  # tables move between calls only
            return builder.add(begin, builder.mul(arguments[1], _WORD(width)))

        return Record(table)(m, types.int64), code

    return place


def narrow_in(table, size):
    """Return what reads and what writes numbers of few bytes in a table.

    They are functions of the memory, the place in it from which on the numbers are counted, and how many stand before;
    the second takes the number too, of which it keeps the lowest bytes.
    """
    kind = ir.IntType(8 * size)

    def here(builder, m, begin, n):
        return builder.gep(builder.bitcast(builder.gep(m, [begin]), kind.as_pointer()), [n])

    @intrinsic
    def get(typing_context, m, begin, n):
        del typing_context

        def code(context, builder, types_given, arguments):
            del context, types_given
            found = builder.load(here(builder, *arguments))
            found.set_metadata("tbaa", _meant(builder.module, Field(table, None)))
            return builder.sext(found, _WORD)

        return types.int64(m, begin, n), code

    @intrinsic
    def put(typing_context, m, begin, n, value):
        del typing_context

        def code(context, builder, types_given, arguments):
            del types_given
            written = builder.store(builder.trunc(arguments[3], kind), here(builder, *arguments[:3]))
            written.set_metadata("tbaa", _meant(builder.module, Field(table, None)))
            return context.get_dummy_value()

        return types.none(m, begin, n, types.int64), code

    return get, put


@intrinsic
def fetch(typing_context, m, begin, n):
    """Let the processor fetch what will be written soon, so many bytes after a place; it may lie beyond the end."""
    del typing_context

    def code(context, builder, types_given, arguments):
        del types_given
        m, begin, n = arguments
        byte = ir.IntType(8)
        place = builder.gep(builder.bitcast(builder.gep(m, [begin]), byte.as_pointer()), [n])
        how = [ir.IntType(32)(number) for number in (1, 3, 1)]  # to be written, into the nearest cache, of data
        function = ir.FunctionType(ir.VoidType(), [place.type, *(one.type for one in how)])
        builder.call(builder.module.declare_intrinsic("llvm.prefetch.p0i8", (), function), [place, *how])
        return context.get_dummy_value()

    return types.none(m, begin, n), code


def _unchanged(builder, m, place):
    """Read a number that no function of the kernel writes."""
    found = builder.load(builder.gep(m, [place]))
    found.set_metadata("invariant.load", builder.module.add_metadata([]))
    return found
