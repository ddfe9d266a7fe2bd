"""Several blocks of Philox4x32-10 at once, in the wide registers that processors have for that.

One block takes its time not because it is much work but because each of its ten rounds waits for the one before. Eight
side by side take hardly longer than one.
"""

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from orgsim.simulation.engines.layout import LANES, M0, M1, ROUNDS

__all__ = ["rounds_of_lanes"]

_WORD, _PLACE = ir.IntType(64), ir.IntType(32)
_WORDS = ir.VectorType(_WORD, LANES)


@intrinsic
def rounds_of_lanes(typing_context, m, to, keys, high, low, visits):
    """Draw the words of `LANES` visits of a case.

    Written from `to` on are their first words, then their second, third and fourth. `keys` is where the keys of the
    rounds stand, `high` and `low` are the two words of the key of the case, `visits` is where the uids of the steps
    stand, and then the numbers of the visits.
    """
    del typing_context

    def code(context, builder, types_given, arguments):
        del types_given
        m, to, keys, high, low, visits = arguments

        def number(place, more):
            return builder.gep(m, [builder.add(place, _WORD(more))])

        def lanes(place, more):
            return builder.bitcast(number(place, LANES * more), _WORDS.as_pointer())

        def in_all(value):
            one = builder.insert_element(ir.Constant(_WORDS, ir.Undefined), value, _PLACE(0))
            first = ir.Constant(ir.VectorType(_PLACE, LANES), [0] * LANES)
            return builder.shuffle_vector(one, ir.Constant(_WORDS, ir.Undefined), first)

        half, mask, m0, m1 = (in_all(_WORD(value)) for value in (32, (1 << 32) - 1, M0, M1))
        a, b = in_all(high), in_all(low)
        c, d = (builder.load(lanes(visits, n), align=8) for n in (0, 1))
        for n in range(ROUNDS):
            k0, k1 = (in_all(builder.load(number(keys, 2 * n + k))) for k in (0, 1))
            p, q = builder.mul(builder.and_(a, mask), m0), builder.mul(builder.and_(c, mask), m1)
            a, b = builder.xor(builder.xor(builder.lshr(q, half), b), k0), q
            c, d = builder.xor(builder.xor(builder.lshr(p, half), d), k1), p
        for n, words in enumerate((a, b, c, d)):
            builder.store(builder.and_(words, mask), lanes(to, n), align=8)
        return context.get_dummy_value()

    return types.none(m, to, keys, high, low, visits), code
