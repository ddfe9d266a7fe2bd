"""The kernel: the loop of the reference engine over one array of integers, compiled by numba.

`docs/model.md` is its specification.

One file on purpose: numba's cache notices a change of the file that holds a function, not of one that it calls. Every
function here says in integers what a function of `orgsim.simulation.engines` says in objects, under the same name where
it has one; both give equal logs, bit for bit. `packing` lays the arrays out, `compiled` calls `advance` and grows what
is full.

Events stand in a 4-ary heap ordered by (tick and turn, case key, uid and number of the visit); requests and what is
known of the calendar come as sorted streams beside it. Who waits stands in doubly linked lists, one per queue. A visit
that is going on has a slot, which is used again; a row of the log is made when it starts.

What every visit does is taken in where it is called; what few do stays apart, for it would take registers from the
rest.
"""

from __future__ import annotations

import numpy as np

from orgsim.simulation.engines.lanes import rounds_of_lanes
from orgsim.simulation.engines.layout import *
from orgsim.simulation.engines.places import copier_of, fetch, fixed, memory_in, narrow_in, records_of
from orgsim.simulation.engines.whole import apart, entry, inlined, part

_DAY = 86_400
_PPM = 1_000_000
_LARGEST, _LARGEST_4 = 1 << 62, (1 << 31) - 1
_WORD = 0xFFFFFFFF
_SIGN = np.uint64(1 << 63)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_M0, _M1 = np.uint64(M0), np.uint64(M1)
_STEPS = 64
_FINE = 1 << 16
_WEEK = 7 * _DAY
_ALL = 1 << 62
_SOON = 12  # cases in the log: so far ahead the processor fetches their places
_CODES, _CATEGORY = 2 * R_NUMBERS * BLOCK, (4 * R_NUMBERS + 2 * R_CODES) * BLOCK  # numbers of their size before them


# --- places -----------------------------------------------------------------------------------------------------------


task_at = records_of(TASKS, T_WIDTH)  # a task type, as it is in one phase
queue_at = records_of(QUEUES, Q_WIDTH)
group_at = records_of(GROUPS, G_WIDTH)
server_at = records_of(SERVERS, S_WIDTH)  # a person at a queue
person_at = records_of(PEOPLE, P_WIDTH)
phase_at = records_of(PHASES, F_WIDTH)
visit_at = records_of(VISITS, V_WIDTH)  # a visit that is going on
case_at = records_of(CASES_AT, C_WIDTH)
entry_at = records_of(ENTRIES, L_WIDTH)  # a case in the log
wide_at = records_of(WIDE, Z_WIDTH)  # a visit in a log of wide numbers
get_4, put_4 = narrow_in(ROWS, 4)
get_2, put_2 = narrow_in(ROWS, 2)
get_1, put_1 = narrow_in(ROWS, 1)
sum_at = records_of(SUMS, U_WIDTH)
event_at = records_of(HEAP_AT, O_WIDTH)
copy_event = copier_of(HEAP_AT, O_WIDTH)
calendar_at = records_of(CALENDAR, Y_WIDTH)
clock_at = records_of(CLOCKS, D_WIDTH)
interval_at = records_of(HOURS, H_WIDTH)
thing_at = records_of(THINGS, X_WIDTH)
practice_at = records_of(PRACTICE, I_WIDTH)  # of a person in a kind of work
walk_at = records_of(WALKS_AT, W_WIDTH)
node_at = records_of(NODES_AT, B_WIDTH)


def _free_places(record_at, first_free, used, after):
    """Return a function of the memory: the number of a record that nobody uses, one that was given back if there is."""

    @inlined
    def free_place(m):
        number = m[first_free]
        if number >= 0:
            m[first_free] = m[record_at(m, number) + after]
            return number
        m[used] += 1
        return m[used] - 1

    return free_place


free_visit = _free_places(visit_at, FREE_VISIT, USED_VISITS, V_AFTER)
free_case = _free_places(case_at, FREE_CASE, USED_CASES, C_AFTER)
free_node = _free_places(node_at, FREE_NODE, USED_NODES, B_AFTER)


# --- numbers ----------------------------------------------------------------------------------------------------------


@inlined
def rounds(m, keys, a, b, c, d):
    """Return the four words of a block of Philox4x32-10, given where the keys of its rounds stand."""
    a, b, c, d = np.uint64(a), np.uint64(b), np.uint64(c), np.uint64(d)
    for n in range(ROUNDS):
        p, q = _M0 * a, _M1 * c
        k0, k1 = np.uint64(fixed(m, keys + 2 * n)), np.uint64(fixed(m, keys + 2 * n + 1))
        a, b, c, d = ((q >> _HALF) ^ b ^ k0) & _LOW, q & _LOW, ((p >> _HALF) ^ d ^ k1) & _LOW, p & _LOW
    return np.int64(a), np.int64(b), np.int64(c), np.int64(d)


@inlined
def keys_of(m, purpose):
    """Return where the keys of the rounds for a purpose stand."""
    return fixed(m, KEYS) + 2 * ROUNDS * purpose


@inlined
def halves(key):
    """Return the two words of the key of a case, which is kept in signed order."""
    luck = np.uint64(key) ^ _SIGN
    return np.int64(luck >> _HALF), np.int64(luck & _LOW)


@inlined
def decision(m, purpose, key, uid, number):
    """Return the four words of a decision (see `orgsim.simulation.draws`)."""
    high, low = halves(key)
    return rounds(m, keys_of(m, purpose), high, low, uid, number)


@apart
def philox(m, purpose, key, uid, number):
    """Return the four words of a decision other than that of a visit."""
    return decision(m, purpose, key, uid, number)


@part
def ticks_of(m, table, word):
    """Return the duration of a word (see `QuantileTable.ticks`)."""
    at = fixed(m, TABLES) + KNOTS * table
    i, r = word >> 20, word & 0xFFFFF
    if i < 4095:
        low = m[at + i]
        ticks = low + (((m[at + i + 1] - low) * r + 0x80000) >> 20)
    else:
        j = at + 4097 + (r >> 8)
        low = m[j]
        ticks = low + (((m[j + 1] - low) * (r & 0xFF) + 0x80) >> 8)
    return ticks if ticks > 1 else np.int64(1)


@part
def scale(m, base, ppm):
    """Return base × ppm / 10^6, half-even (see `scale_ppm`); an overflow ends the run with an error."""
    if ppm == _PPM and base < (1 << 42):
        return base
    if ppm > 0 and base > (_LARGEST - 1) // ppm:
        m[ERROR] = OVERFLOW
        return base
    product = base * ppm
    whole = product // _PPM
    rest = product - whole * _PPM
    if 2 * rest > _PPM or (2 * rest == _PPM and whole & 1 == 1):
        whole += 1
    return whole


# --- clocks -----------------------------------------------------------------------------------------------------------


@part
def interval_after(m, clock, t):
    """Return the place of the first interval that closes after a tick."""
    low, number = fixed(m, clock_at(m, clock) + D_FIRST), fixed(m, clock_at(m, clock) + D_NUMBER)
    high, start = low + number, low
    hint = m[clock_at(m, clock) + D_CURSOR]
    if t >= m[NOW]:  # the cursor stands at the present, which only grows
        while hint < high and fixed(m, interval_at(m, hint) + H_CLOSES) <= m[NOW]:
            hint += 1
        m[clock_at(m, clock) + D_CURSOR] = hint
        if hint == high or fixed(m, interval_at(m, hint) + H_CLOSES) > t:
            return hint
        low = hint
    while low < high:
        middle = (low + high) >> 1
        if fixed(m, interval_at(m, middle) + H_CLOSES) <= t:
            low = middle + 1
        else:
            high = middle
    return low if low > start else start


@part
def on_duty(m, clock, t):
    """Whether a person with this clock is on duty."""
    i = interval_after(m, clock, t)
    return (
        i < fixed(m, clock_at(m, clock) + D_FIRST) + fixed(m, clock_at(m, clock) + D_NUMBER)
        and fixed(m, interval_at(m, i) + H_OPENS) <= t
    )


@part
def next_open(m, clock, t):
    """Return the tick itself if on duty, else the next opening."""
    i = interval_after(m, clock, t)
    if i == fixed(m, clock_at(m, clock) + D_FIRST) + fixed(m, clock_at(m, clock) + D_NUMBER):
        return NEVER
    opening = fixed(m, interval_at(m, i) + H_OPENS)
    return t if opening <= t else opening


@part
def close_of(m, clock, t):
    """Return the end of the interval that holds a tick; -1 if off duty."""
    i = interval_after(m, clock, t)
    if (
        i < fixed(m, clock_at(m, clock) + D_FIRST) + fixed(m, clock_at(m, clock) + D_NUMBER)
        and fixed(m, interval_at(m, i) + H_OPENS) <= t
    ):
        return fixed(m, interval_at(m, i) + H_CLOSES)
    return -1


@part
def work_before(m, clock, t):
    """Return the time on duty before a tick."""
    i = interval_after(m, clock, t)
    done = fixed(m, interval_at(m, i) + H_BEFORE)
    if i == fixed(m, clock_at(m, clock) + D_FIRST) + fixed(m, clock_at(m, clock) + D_NUMBER):
        return done
    opening = fixed(m, interval_at(m, i) + H_OPENS)
    return done + (t - opening if t > opening else 0)


@part
def work_between(m, clock, a, b):
    """Return the time on duty from one tick to another."""
    return work_before(m, clock, b) - work_before(m, clock, a)


@part
def add_work(m, clock, t, d):
    """Return when a service ends that begins at ``t`` and takes ``d`` ticks."""
    if d == 0:
        return t
    i = interval_after(m, clock, t)
    last = fixed(m, clock_at(m, clock) + D_FIRST) + fixed(m, clock_at(m, clock) + D_NUMBER)
    if i == last:
        return NEVER
    start = fixed(m, interval_at(m, i) + H_OPENS)
    if t > start:
        start = t
    end = start + d
    if end <= fixed(m, interval_at(m, i) + H_CLOSES):
        return end
    target = fixed(m, interval_at(m, i) + H_BEFORE) + start - fixed(m, interval_at(m, i) + H_OPENS) + d
    low, high = i + 1, last + 1  # the first place with at least so much done before it, among those after i
    while low < high:
        middle = (low + high) >> 1
        if fixed(m, interval_at(m, middle) + H_BEFORE) < target:
            low = middle + 1
        else:
            high = middle
    j = low - 1
    if j == last:
        return NEVER
    return fixed(m, interval_at(m, j) + H_OPENS) + target - fixed(m, interval_at(m, j) + H_BEFORE)


@part
def common(m, v, t):
    """Return the first interval, from a tick on, in which all of a visit's team are on duty."""
    at, number = m[visit_at(m, v) + V_TEAM_AT], m[visit_at(m, v) + V_TEAM_N]
    begin = t
    while begin < NEVER:
        later, until = begin, NEVER
        for k in range(-1, number):
            staff = m[visit_at(m, v) + V_STAFF] if k < 0 else m[fixed(m, TEAMS_AT) + at + k]
            clock = fixed(m, person_at(m, staff) + P_CLOCK)
            later = max(later, next_open(m, clock, begin))
        if later == begin:
            for k in range(-1, number):
                staff = m[visit_at(m, v) + V_STAFF] if k < 0 else m[fixed(m, TEAMS_AT) + at + k]
                until = min(until, close_of(m, fixed(m, person_at(m, staff) + P_CLOCK), begin))
            return begin, until
        begin = later
    return np.int64(NEVER), np.int64(NEVER)


@part
def clock_of(m, v):
    """Return the clock of who serves a visit alone."""
    staff = m[visit_at(m, v) + V_STAFF]
    return (
        fixed(m, person_at(m, staff) + P_CALENDAR)
        if fixed(m, task_at(m, m[visit_at(m, v) + V_ROW]) + T_AWAY)
        else fixed(m, person_at(m, staff) + P_CLOCK)
    )


@part
def visit_add_work(m, v, t, d):
    """Return when a service of a visit ends, by the clock of all who take part."""
    if m[visit_at(m, v) + V_TEAM_N] == 0:
        return add_work(m, clock_of(m, v), t, d)
    if d == 0:
        return t
    while True:
        begin, until = common(m, v, t)
        if begin >= NEVER:
            return NEVER
        if d <= until - begin:
            return begin + d
        d -= until - begin
        t = until


@part
def visit_work_between(m, v, a, b):
    """Return the time from one tick to another at which all who take part in a visit are on duty."""
    if m[visit_at(m, v) + V_TEAM_N] == 0:
        return work_between(m, clock_of(m, v), a, b)
    done = 0
    while True:
        begin, until = common(m, v, a)
        if begin >= b:
            return done
        done += min(until, b) - begin
        a = until


@part
def visit_on_duty(m, v, t):
    """Whether all who take part in a visit are on duty."""
    if m[visit_at(m, v) + V_TEAM_N] == 0:
        return on_duty(m, clock_of(m, v), t)
    return common(m, v, t)[0] == t


# --- events -----------------------------------------------------------------------------------------------------------


@part
def before(m, i, rank, key, sub):
    """Whether an event comes before another."""
    event = event_at(m, i)
    if m[event + O_RANK] != rank:
        return m[event + O_RANK] > rank
    if m[event + O_KEY] != key:
        return m[event + O_KEY] < key
    return m[event + O_SUB] < sub


@part
def push(m, tick, turn, key, sub, what, stamp):
    """Let something happen at a tick, at once if it has passed; what lies beyond the run never happens."""
    if tick > fixed(m, RUN_LIMIT):
        return
    if tick < m[NOW]:
        tick = m[NOW]
    rank, i = LATEST - (tick << 4 | turn), m[HEAP]
    if not m[HOLE]:
        m[HEAP] = i + 1
        while i > 0:
            parent = (i - 1) >> 2
            if before(m, parent, rank, key, sub):
                break
            copy_event(m, event_at(m, i), event_at(m, parent))
            i = parent
    event = event_at(m, i)
    m[event + O_RANK], m[event + O_KEY], m[event + O_SUB] = rank, key, sub
    m[event + O_WHAT], m[event + O_STAMP] = what, stamp
    if m[HOLE]:
        m[HOLE] = 0
        sift_down(m, i)


@part
def fill(m):
    """Fill the place of the first event of the heap, which has been taken, with the last one."""
    m[HOLE] = 0
    m[HEAP] -= 1
    if m[HEAP] > 0:
        sift_down(m, m[HEAP])
    else:
        m[event_at(m, 0) + O_RANK] = 0


@part
def sift_down(m, last):
    """Put the event that stands behind the heap into it, beginning at the place of the first one, which is free."""
    end = event_at(m, last)
    rank, key, sub = m[end + O_RANK], m[end + O_KEY], m[end + O_SUB]
    i = 0
    while 4 * i + 1 < last:
        best = soonest(m, 4 * i + 1)
        if not before(m, best, rank, key, sub):
            break
        copy_event(m, event_at(m, i), event_at(m, best))
        i = best
    copy_event(m, event_at(m, i), end)
    m[end + O_RANK] = 0


@part
def soonest(m, child):
    """Return the first of four events, of which the last may be missing, without a branch that is hard to guess."""
    a, b = m[event_at(m, child) + O_RANK], m[event_at(m, child + 1) + O_RANK]
    c, d = m[event_at(m, child + 2) + O_RANK], m[event_at(m, child + 3) + O_RANK]
    first = max(max(a << 2 | 3, b << 2 | 2), max(c << 2 | 1, d << 2))
    rank = first >> 2
    if np.int64(a == rank) + np.int64(b == rank) + np.int64(c == rank) + np.int64(d == rank) == 1:
        return child + 3 - (first & 3)
    best = child
    for other in range(child + 1, child + 4):
        event = event_at(m, best)
        if before(m, other, m[event + O_RANK], m[event + O_KEY], m[event + O_SUB]):
            best = other
    return best


@inlined
def soonest_event(m):
    """Return when the first event of the heap comes, or the first of the others if that has been taken."""
    if not m[HOLE]:
        return LATEST - m[event_at(m, 0) + O_RANK]
    a, b = m[event_at(m, 1) + O_RANK], m[event_at(m, 2) + O_RANK]
    c, d = m[event_at(m, 3) + O_RANK], m[event_at(m, 4) + O_RANK]
    return LATEST - max(max(a, b), max(c, d))


@part
def case_order(uid, number):
    """Return the order of what happens to one case."""
    return ((uid - (1 << 31)) << 32) | number


@part
def push_visit(m, tick, turn, what, v, stamp):
    """Let something happen to a visit."""
    visit = visit_at(m, v)
    sub = case_order(fixed(m, task_at(m, m[visit + V_ROW]) + T_UID), m[visit + V_NUMBER])
    push(m, tick, turn, m[case_at(m, m[visit + V_CASE]) + C_KEY], sub, what << 32 | v, stamp)


@part
def push_case(m, tick, what, case, number):
    """Let something happen to a case, with the arrivals."""
    if tick <= fixed(m, RUN_LIMIT):
        one = case_at(m, case)
        m[one + C_PENDING] += 1
        push(m, tick, TURN_ARRIVAL, m[one + C_KEY], case_order(0, number), what << 32 | case, number)


# --- tasks, sites, units ----------------------------------------------------------------------------------------------


@part
def row_now(m, code):
    """Return the row of a task as it is in the phase in force; -1 if it is not there."""
    return fixed(m, m[ROWS_NOW] + code)


@part
def known(m, code):
    """Return the row of a task as it is now or was last."""
    return fixed(m, m[ROWS_KNOWN] + code)


@part
def at_site(m, row, site, what):
    """Return a task's queue (0), owner (1), unit (2) or post (3) at a site."""
    return fixed(m, fixed(m, LISTS) + fixed(m, task_at(m, row) + T_SITES) + 4 * (site + 1) + what)


@part
def queue_now(m, code, site):
    """Return the queue of a task and site in the phase in force; -1 if there is none."""
    row = row_now(m, code)
    return np.int64(-1) if row < 0 else at_site(m, row, site, 0)


@part
def holds(m, row, case_class):
    """Whether cases of a class take a task."""
    return (
        case_class & fixed(m, task_at(m, row) + T_HAS) == fixed(m, task_at(m, row) + T_HAS)
        and case_class & fixed(m, task_at(m, row) + T_LACKS) == 0
    )


@part
def takes(m, case, code):
    """Whether a task exists in the phase in force and is for cases like this one."""
    row = row_now(m, code)
    return row >= 0 and holds(m, row, m[case_at(m, case) + C_CLS])


@inlined
def enter(m, case, code):
    """Return the row that a code leads to, passing by what is gone or not for this case; -1 at the end."""
    passed = 0
    while code != DONE:
        row = row_now(m, code)
        if row >= 0 and holds(m, row, m[case_at(m, case) + C_CLS]):
            return row
        row = known(m, code)
        if fixed(m, task_at(m, row) + T_JOINS) and m[case_at(m, case) + C_BRANCHES] > 0:
            return row
        code = fixed(m, task_at(m, row) + T_NEXT)
        passed += 1
        if passed > fixed(m, phase_at(m, m[PHASE]) + F_KNOWN_N):
            return -1
    return -1


@inlined
def way_on(m, v, overdue):
    """Return the code that a visit leads to, or the place and number of its branches (code -2)."""
    visit = visit_at(m, v)
    row = m[visit + V_ROW]
    if m[visit + V_PHASE] != m[PHASE]:
        row = known(m, fixed(m, task_at(m, row) + T_CODE))
    task = task_at(m, row)
    if fixed(m, task + T_REWORK_BELOW) > 0 or fixed(m, task + T_CHOICES_N) > 0:
        if not m[visit + V_DRAWN]:
            draw(m, v)
        below = (
            fixed(m, task + T_OVERDUE_REWORK)
            if overdue and fixed(m, task + T_EXCEPTION_N) >= 0
            else fixed(m, task + T_REWORK_BELOW)
        )
        if m[visit + V_WORD_1] < below:
            return np.int64(fixed(m, task + T_REWORK_TO)), np.int64(0), np.int64(0)
        for k in range(fixed(m, task + T_CHOICES_N)):
            at = fixed(m, task + T_CHOICES) + 4 * k
            cls = m[case_at(m, m[visit + V_CASE]) + C_CLS]
            has, lacks = m[fixed(m, LISTS) + at + 2], m[fixed(m, LISTS) + at + 3]
            if m[visit + V_WORD_2] < m[fixed(m, LISTS) + at + 1] and cls & has == has and cls & lacks == 0:
                return m[fixed(m, LISTS) + at], np.int64(0), np.int64(0)
    if fixed(m, task + T_PARALLEL_N) > 0:
        return np.int64(-2), np.int64(fixed(m, task + T_PARALLEL)), np.int64(fixed(m, task + T_PARALLEL_N))
    return np.int64(fixed(m, task + T_NEXT)), np.int64(0), np.int64(0)


@part
def owner(m, code, site):
    """Return the unit that owns a task now; -1 if nobody, or if the task has gone and its unit too."""
    if code < 0:
        return -1
    unit = at_site(m, known(m, code), site, 1)
    if row_now(m, code) >= 0:
        return unit
    if unit >= 0 and m[fixed(m, LISTS) + fixed(m, phase_at(m, m[PHASE]) + F_UNITS_THERE) + unit]:
        return unit
    return -1


@part
def crosses(m, case):
    """Whether the tasks of a case's service belong to more than one unit."""
    return m[fixed(m, LISTS) + fixed(m, phase_at(m, m[PHASE]) + F_CROSSING) + m[case_at(m, case) + C_SERVICE]] > 0


@part
def disposition(m, v):
    """Return the ticks of delay before a visit is queued, if another unit hands the case over."""
    phase = phase_at(m, m[PHASE])
    case = m[visit_at(m, v) + V_CASE]
    if fixed(m, phase + F_DELAYS) < 0 or not crosses(m, case):
        return 0
    site = m[case_at(m, case) + C_SITE]
    giver, receiver = owner(m, m[visit_at(m, v) + V_GIVER], site), at_site(m, m[visit_at(m, v) + V_ROW], site, 1)
    if giver < 0 or receiver < 0:
        return 0
    return m[fixed(m, LISTS) + fixed(m, phase + F_DELAYS) + giver * fixed(m, N_UNITS) + receiver]


@part
def gives(m, case, code, home, site):
    """Whether a way on leads to another unit."""
    row = enter(m, case, code)
    if row < 0:
        return False
    unit = at_site(m, row, site, 1)
    return unit >= 0 and unit != home


@apart
def hand_over_work(m, v):
    """Return the ticks of work that receiving a case, and handing it over, add to a visit."""
    ticks = fixed(m, phase_at(m, m[PHASE]) + F_HAND_OVER_WORK)
    visit = visit_at(m, v)
    case = m[visit + V_CASE]
    if fixed(m, task_at(m, m[visit + V_ROW]) + T_CATEGORY) != 0 or not crosses(m, case):
        return 0
    site = m[case_at(m, case) + C_SITE]
    home = at_site(m, m[visit + V_ROW], site, 1)
    code, at, number = way_on(m, v, 0)
    handed = False
    if code == -2:
        for k in range(number):
            handed = handed or gives(m, case, m[fixed(m, LISTS) + at + k], home, site)
    else:
        handed = gives(m, case, code, home, site)
    giver = owner(m, m[visit + V_GIVER], site)
    return ticks * (np.int64(giver >= 0 and giver != home) + np.int64(handed))


# --- visits -----------------------------------------------------------------------------------------------------------


@part
def number_of(m, case, task, more):
    """Return how often a case has visited steps of one uid, counting one more if asked.

    Up to 254 times are told by a byte of the case, for as many steps as there are bytes; the others by a list.
    """
    one = case_at(m, case)
    place = fixed(m, task + T_COUNTED_AT)
    if place >= 0:
        times = m[one + C_TIMES] >> place & 0xFF
        if times < 0xFF:
            m[one + C_TIMES] += more << place
            return times + more
        return times + number_listed(m, one, fixed(m, task + T_SAME), more)
    return number_listed(m, one, fixed(m, task + T_SAME), more)


@apart
def number_listed(m, one, same, more):
    """Return how often the list of a case tells of steps of one uid, counting one more if asked."""
    number = m[one + C_NODES]
    while number >= 0:
        node = node_at(m, number)
        if m[node + B_SAME] == same:
            m[node + B_TIMES] += more
            return m[node + B_TIMES]
        number = m[node + B_AFTER]
    if more == 0:
        return 0
    number = free_node(m)
    node = node_at(m, number)
    m[NODES] += 1
    m[node + B_SAME], m[node + B_TIMES], m[node + B_AFTER] = same, 1, m[one + C_NODES]
    m[one + C_NODES] = number
    return 1


@inlined
def forget(m, case):
    """Let go of a closed case for which nothing more can come, and of what was remembered of its visits."""
    one = case_at(m, case)
    if m[one + C_OUTCOME] != OPEN and m[one + C_GOING] == 0:
        forget_closed(m, case)


@part
def forget_closed(m, case):
    """Let go of a closed case of which nothing goes on."""
    one = case_at(m, case)
    node = m[one + C_NODES]
    while node >= 0:
        after_it = m[node_at(m, node) + B_AFTER]
        m[node_at(m, node) + B_AFTER] = m[FREE_NODE]
        m[FREE_NODE] = node
        m[NODES] -= 1
        node = after_it
    m[one + C_NODES] = -1
    if m[one + C_PENDING] == 0:
        record(m, case)
        m[one + C_NUMBER] = -1
        m[one + C_AFTER] = m[FREE_CASE]
        m[FREE_CASE] = case
        m[OPENED] -= 1


@part
def record(m, case):
    """Keep of a case what the run is asked for."""
    one = case_at(m, case)
    if fixed(m, KEEPS) == KEEP_LOG:
        entry = entry_at(m, m[one + C_NUMBER])
        m[entry + L_KEY], m[entry + L_ARRIVED] = m[one + C_KEY], m[one + C_ARRIVED]
        m[entry + L_DUE], m[entry + L_FINISHED] = m[one + C_DUE], m[one + C_FINISHED]
        m[entry + L_PARENT] = (m[one + C_PARENT] + 1) << 32 | m[one + C_CLS] & _WORD
        m[entry + L_ABOUT] = (
            m[one + C_SERVICE] << 40 | (m[one + C_SITE] + 1) << 24 | (m[one + C_COMPLAINT_CLASS] + 1) << 16
            | m[one + C_OUTCOME] << 8 | m[one + C_WRONG]
        )  # fmt: skip
    elif m[one + C_REQUEST] < 0:
        return
    elif fixed(m, KEEPS) == KEEP_WAITS:
        m[fixed(m, WAITED) + m[one + C_REQUEST]] = m[one + C_WAITED]
    else:
        add_up(m, one)


@apart
def add_up(m, one):
    """Add a request to the sums of its service and of the stretch of time in which it came."""
    arrived, finished = m[one + C_ARRIVED], m[one + C_FINISHED]
    if arrived < fixed(m, STRETCH_FROM) or arrived >= fixed(m, STRETCH_TO):
        return
    stretch = (arrived - fixed(m, STRETCH_FROM)) // fixed(m, STRETCH)
    at = sum_at(m, stretch * fixed(m, N_SERVICES) + m[one + C_SERVICE])
    done = m[one + C_OUTCOME] == FINISHED
    m[at + U_CAME] += 1
    m[at + U_DONE] += done
    m[at + U_OPEN] += m[one + C_OUTCOME] == OPEN
    m[at + U_TIME] += finished - arrived if done else 0
    m[at + U_WAITED] += m[one + C_WAITED] if done else 0
    m[at + U_PROMISED] += m[one + C_DUE] >= 0
    m[at + U_KEPT] += done and finished <= m[one + C_DUE]
    m[at + U_COMPLAINED] += m[one + C_COMPLAINED]


@inlined
def new_visit(m, case, row, ready, giver, role):
    """Begin a visit of a case to a task."""
    v = free_visit(m)
    m[LIVE] += 1
    m[VISIT_ID] += 1
    visit = visit_at(m, v)
    task = task_at(m, row)
    m[visit + V_NUMBER] = number_of(m, case, task, 1) if fixed(m, task + T_AGAIN) else 1
    m[visit + V_ID], m[visit + V_PHASE] = m[VISIT_ID], m[PHASE]
    m[visit + V_CASE], m[visit + V_ROW], m[visit + V_ENTRY], m[visit + V_GIVER], m[visit + V_ROLE] = (
        case,
        row,
        row,
        giver,
        role,
    )
    m[visit + V_READY] = m[visit + V_ENQUEUED] = m[visit + V_RELEASED] = ready
    for field in range(V_FIRST_UNSET, V_FIRST_ZERO):
        m[visit + field] = -1
    for field in range(V_FIRST_ZERO, V_FIRST_TRUE):
        m[visit + field] = 0
    m[visit + V_LEADS] = m[visit + V_LIVE] = True
    m[case_at(m, case) + C_GOING] += 1
    return v


@inlined
def block_of(m, row):
    """Return where the block of a row of the log begins, and which row of it it is."""
    block = np.int64(np.uint64(row) // np.uint64(BLOCK))
    return fixed(m, ROWS) + BLOCK_WIDTH * block, row - BLOCK * block


@inlined
def take_row(m, v):
    """Give a visit that begins its row of the log, and one to each of the others of its team."""
    visit = visit_at(m, v)
    row, number = m[OUT], 1 + m[visit + V_TEAM_N]
    m[OUT] += number
    if fixed(m, KEEPS) != KEEP_LOG:
        return
    m[visit + V_OUT], m[visit + V_OUT_N] = row, number
    if m[BEGAN_AT] == m[NOW]:
        take_row_among(m, v)
    else:
        m[BEGAN_AT], m[BEGUN], m[fixed(m, BEGUN_AT)] = m[NOW], 1, v
    if m[OUT] >= m[FETCHED]:
        fetch_rows(m)


@apart
def take_row_among(m, v):
    """Put the row of a visit in its place among those of visits that began at the same tick."""
    visit, k = visit_at(m, v), m[BEGUN]
    if k == MOST_AT_ONCE:
        m[UNORDERED] = True
        return
    while k > 0 and visit_before(m, v, m[fixed(m, BEGUN_AT) + k - 1]):
        other = m[fixed(m, BEGUN_AT) + k - 1]
        m[visit + V_OUT] = m[visit_at(m, other) + V_OUT]
        m[visit_at(m, other) + V_OUT] += m[visit + V_OUT_N]
        m[fixed(m, BEGUN_AT) + k] = other
        k -= 1
    m[fixed(m, BEGUN_AT) + k] = v
    m[BEGUN] += 1


@part
def visit_before(m, v, w):
    """Whether one of two visits that began at one tick comes first: by arrival and key of its case, step and number."""
    one, two = visit_at(m, v), visit_at(m, w)
    case, other = case_at(m, m[one + V_CASE]), case_at(m, m[two + V_CASE])
    if m[one + V_CASE] == m[two + V_CASE]:
        uid_1, uid_2 = fixed(m, task_at(m, m[one + V_ROW]) + T_UID), fixed(m, task_at(m, m[two + V_ROW]) + T_UID)
        return uid_1 < uid_2 or (uid_1 == uid_2 and m[one + V_NUMBER] < m[two + V_NUMBER])
    if m[case + C_ARRIVED] != m[other + C_ARRIVED]:
        return m[case + C_ARRIVED] < m[other + C_ARRIVED]
    if m[case + C_KEY] != m[other + C_KEY]:
        return m[case + C_KEY] < m[other + C_KEY]
    return m[case + C_NUMBER] < m[other + C_NUMBER]


@apart
def fetch_rows(m):
    """Let the processor fetch the places of rows that are written next, so that they are there by then."""
    m[FETCHED] += 16
    begin, n = block_of(m, m[FETCHED])
    for column in range(R_NUMBERS):
        fetch(m, begin, 4 * (column * BLOCK + n))
    for column in range(R_CODES):
        fetch(m, begin, 2 * (_CODES + column * BLOCK + n))
    fetch(m, begin, _CATEGORY + n)


@inlined
def kept(m, then, ready):
    """Return when something came of a visit, as 4 bytes hold it: of wide numbers how long after it was ready, or -1."""
    if not fixed(m, IS_WIDE):
        return then
    if then == -1:
        return np.int64(-1)
    if (then - ready) >> 31:
        m[ERROR] = OVERFLOW
    return then - ready


@inlined
def write(m, v):
    """Write a visit into its row of the log."""
    visit = visit_at(m, v)
    if fixed(m, KEEPS) != KEEP_LOG:
        if m[visit + V_STARTED] >= 0:
            m[case_at(m, m[visit + V_CASE]) + C_WAITED] += m[visit + V_STARTED] - m[visit + V_ENQUEUED]
        return
    write_row(m, v, m[visit + V_OUT], m[visit + V_STAFF])
    if m[visit + V_TEAM_N] + m[visit + V_OUT_N] > 1:
        write_team(m, v)


@inlined
def write_row(m, v, row, staff):
    """Write a row of the log for somebody who served a visit."""
    visit = visit_at(m, v)
    one, type_row, ready = case_at(m, m[visit + V_CASE]), m[visit + V_ROW], m[visit + V_READY]
    base, suspended, switching, hand_over, number = (
        m[visit + V_BASE], m[visit + V_SUSPENDED], m[visit + V_SWITCHING], m[visit + V_HAND_OVER], m[visit + V_NUMBER],
    )  # fmt: skip
    if (base | suspended | switching | hand_over | number) >> 31:
        m[ERROR] = OVERFLOW
    task, (begin, n) = task_at(m, type_row), block_of(m, row)
    unit, position = at_site(m, type_row, m[one + C_SITE], 2), at_site(m, type_row, m[one + C_SITE], 3)
    if staff >= 0:
        position = fixed(m, fixed(m, LISTS) + fixed(m, phase_at(m, fixed(m, task + T_PHASE)) + F_POSITION_OF) + staff)
    put_4(m, begin, n + R_CASE * BLOCK, m[one + C_NUMBER])
    put_4(m, begin, n + R_VISIT * BLOCK, number)
    put_4(m, begin, n + R_STAFF * BLOCK, staff)
    put_4(m, begin, n + R_READY * BLOCK, ready)
    put_4(m, begin, n + R_ENQUEUED * BLOCK, kept(m, m[visit + V_ENQUEUED], ready))
    put_4(m, begin, n + R_RELEASED * BLOCK, kept(m, m[visit + V_RELEASED], ready))
    put_4(m, begin, n + R_STARTED * BLOCK, kept(m, m[visit + V_STARTED], ready))
    put_4(m, begin, n + R_FINISHED * BLOCK, kept(m, m[visit + V_FINISHED], ready))
    put_4(m, begin, n + R_BASE * BLOCK, base)
    put_4(m, begin, n + R_SWITCHING * BLOCK, switching)
    put_4(m, begin, n + R_HAND_OVER * BLOCK, hand_over)
    put_4(m, begin, n + R_SUSPENDED * BLOCK, suspended)
    put_2(m, begin, n + (_CODES + R_SERVICE * BLOCK), m[one + C_SERVICE])
    put_2(m, begin, n + (_CODES + R_STEP * BLOCK), fixed(m, task + T_CODE))
    put_2(m, begin, n + (_CODES + R_PHASE * BLOCK), m[visit + V_PHASE])
    put_2(m, begin, n + (_CODES + R_UNIT * BLOCK), unit)
    put_2(m, begin, n + (_CODES + R_POSITION * BLOCK), position)
    put_2(m, begin, n + (_CODES + R_TYPE * BLOCK), type_row)
    put_1(m, begin, n + _CATEGORY, fixed(m, task + T_CATEGORY))
    if fixed(m, IS_WIDE):
        wide = wide_at(m, row)
        m[wide + Z_READY], m[wide + Z_UNIT], m[wide + Z_POSITION] = ready, unit, position


@apart
def write_team(m, v):
    """Write the rows of those who took part in a visit beside the one who led; leave out rows made for others."""
    visit = visit_at(m, v)
    number, most = m[visit + V_TEAM_N], m[visit + V_OUT_N] - 1
    m[UNORDERED] |= number != most
    for k in range(number):
        row = m[visit + V_OUT] + 1 + k
        if k >= most:  # more take part than when it began
            row = m[OUT]
            m[OUT] += 1
        write_row(m, v, row, m[fixed(m, TEAMS_AT) + m[visit + V_TEAM_AT] + k])
        begin, n = block_of(m, row)
        for column in range(R_BASE, R_SUSPENDED):
            put_4(m, begin, n + column * BLOCK, 0)
        put_1(m, begin, n + _CATEGORY, TEAM)
    for k in range(number, most):
        begin, n = block_of(m, m[visit + V_OUT] + 1 + k)
        put_1(m, begin, n + _CATEGORY, NOBODY)


@apart
def write_unserved(m, v):
    """Write a visit into the log that has not begun, whose row stands among the last, or has not ended."""
    visit = visit_at(m, v)
    if m[visit + V_STARTED] < 0:
        m[NEVER_BEGAN] += 1
        m[visit + V_OUT] = fixed(m, ROOM_ROWS) - m[NEVER_BEGAN]
    if not fixed(m, IS_WIDE) and max(m[visit + V_ENQUEUED], m[visit + V_RELEASED]) > _LARGEST_4:
        m[ERROR] = OVERFLOW
    write(m, v)


@inlined
def let_go(m, v):
    """Give the slot of a visit back, for which nothing more can come."""
    visit = visit_at(m, v)
    if m[visit + V_STARTED] < 0:
        write_unserved(m, v)
    m[visit + V_ID] = m[visit + V_WAITS] = m[visit + V_GENERATION] = -1
    m[visit + V_LIVE] = False
    m[visit + V_AFTER] = m[FREE_VISIT]
    m[FREE_VISIT] = v
    m[LIVE] -= 1
    case = m[visit + V_CASE]
    m[case_at(m, case) + C_GOING] -= 1
    forget(m, case)


@part
def draw(m, v):
    """Draw the words of a visit."""
    visit = visit_at(m, v)
    task = task_at(m, m[visit + V_ROW])
    m[visit + V_WORD_0], m[visit + V_WORD_1], m[visit + V_WORD_2], m[visit + V_WORD_3] = decision(
        m, DRAW_VISIT, m[case_at(m, m[visit + V_CASE]) + C_KEY], fixed(m, task + T_UID), m[visit + V_NUMBER]
    )
    m[visit + V_TICKS] = ticks_of(m, fixed(m, task + T_TABLE), m[visit + V_WORD_0])
    m[visit + V_DRAWN] = True


@part
def draw_with(m, case):
    """Draw the words of the visits of a case that are drawn with it, all at once (see `lanes`)."""
    one = case_at(m, case)
    high, low = halves(m[one + C_KEY])
    visits = fixed(m, LANES_AT) + 2 * LANES * m[one + C_SERVICE]
    rounds_of_lanes(m, one + C_WORDS, keys_of(m, DRAW_VISIT), high, low, visits)


@inlined
def know_words(m, v):
    """Take the words of a visit if they were drawn with its case; else draw them."""
    visit = visit_at(m, v)
    task = task_at(m, m[visit + V_ROW])
    lane = fixed(m, task + T_LANE)
    if m[visit + V_NUMBER] != 1:
        lane = fixed(m, task + T_SECOND_LANE) if m[visit + V_NUMBER] == 2 else np.int64(-1)
    if lane < 0 or m[visit + V_ROLE] != ROLE_WAY:
        draw(m, v)
        return
    one, at = case_at(m, m[visit + V_CASE]), C_WORDS + lane
    m[visit + V_WORD_0], m[visit + V_WORD_1] = m[one + at], m[one + (at + LANES)]
    m[visit + V_WORD_2], m[visit + V_WORD_3] = m[one + (at + 2 * LANES)], m[one + (at + 3 * LANES)]
    m[visit + V_TICKS], m[visit + V_DRAWN] = ticks_of(m, fixed(m, task + T_TABLE), m[visit + V_WORD_0]), True


@part
def walk_later(m, case, code, giver, ready):
    """Let a case, or a branch of it, walk on when what is going on is done; ``ERROR_FOUND``: look for an error."""
    one = walk_at(m, m[WALK_TAIL] % WALKS)
    m[one + W_CASE], m[one + W_CODE], m[one + W_GIVER], m[one + W_READY] = case, code, giver, ready
    m[WALK_TAIL] += 1
    m[case_at(m, case) + C_GOING] += 1
    if m[WALK_TAIL] - m[WALK_HEAD] >= WALKS:
        m[ERROR] = TOO_MANY_AT_ONCE


# --- queues -----------------------------------------------------------------------------------------------------------


@inlined
def touch(m, g):
    """Look at a group in the next dispatch, if a match may be possible."""
    group = group_at(m, g)
    if (
        m[group + G_WAITING_N] > 0
        and (m[group + G_IDLE] > 0 or fixed(m, group + G_INTERRUPTS))
        and not m[group + G_TOUCHED]
    ):
        m[group + G_TOUCHED] = True
        m[fixed(m, TOUCHED_AT) + m[TOUCHED]] = g
        m[TOUCHED] += 1


@part
def dispatch_later(m):
    """Let a dispatch come at the end of this instant."""
    if m[TOUCHED] > 0:
        m[DISPATCH_DUE] = 1


@part
def left_of(m, thing):
    """Return how many of a thing are there."""
    equipment = m[fixed(m, LISTS) + fixed(m, phase_at(m, m[PHASE]) + F_EQUIPMENT) + thing]
    if equipment == -1:
        return m[thing_at(m, thing) + X_STOCK]
    return 0 if m[thing_at(m, thing) + X_FAILS] else equipment - m[thing_at(m, thing) + X_USED]


@part
def affordable(m, row, resumed):
    """Return for how many cases there are things."""
    task = task_at(m, row)
    for k in range(fixed(m, task + T_USES_N)):
        if (
            left_of(m, m[fixed(m, LISTS) + fixed(m, task + T_USES) + 2 * k])
            < m[fixed(m, LISTS) + fixed(m, task + T_USES) + 2 * k + 1]
        ):
            return 0
    most = _ALL
    if not resumed:
        for k in range(fixed(m, task + T_CONSUMES_N)):
            most = min(
                most,
                left_of(m, m[fixed(m, LISTS) + fixed(m, task + T_CONSUMES) + 2 * k])
                // m[fixed(m, LISTS) + fixed(m, task + T_CONSUMES) + 2 * k + 1],
            )
    return most


@part
def gathered(m, q):
    """Whether the first of a queue may be taken, alone or with others."""
    queue = queue_at(m, q)
    task = task_at(m, fixed(m, queue + Q_ROW))
    if not fixed(m, task + T_GATHERS):
        return True
    if m[queue + Q_HEAD] < 0:
        return False
    first = visit_at(m, m[queue + Q_HEAD])
    return m[first + V_STARTED] >= 0 or m[first + V_CALLED] or 0 < fixed(m, task + T_SIZE) <= m[queue + Q_SIZE]


@inlined
def note(m, q):
    """Remember when a queue came to lack nothing but people, if it can lack anything else."""
    if not fixed(m, queue_at(m, q) + Q_PLAIN):
        note_what_lacks(m, q)


@apart
def note_what_lacks(m, q):
    """Remember when a queue came to lack nothing but people."""
    queue = queue_at(m, q)
    resumed = m[queue + Q_HEAD] >= 0 and m[visit_at(m, m[queue + Q_HEAD]) + V_STARTED] >= 0
    lacking = not gathered(m, q) or affordable(m, fixed(m, queue + Q_ROW), np.int64(resumed)) == 0
    if m[queue + Q_LACKING] and not lacking:
        m[queue + Q_RELEASED] = max(m[queue + Q_RELEASED], m[NOW])
    m[queue + Q_LACKING] = lacking


@part
def noted(m, thing):
    """Look at the queues that need a thing of which there is more or less now."""
    at = fixed(m, phase_at(m, m[PHASE]) + F_USERS) + 2 * thing
    first, number = m[fixed(m, LISTS) + at], m[fixed(m, LISTS) + at + 1]
    for k in range(number):
        q = m[fixed(m, LISTS) + first + k]
        note(m, q)
        touch(m, fixed(m, queue_at(m, q) + Q_GROUP))


@part
def numbers_left(m, q):
    """Return how many may start today."""
    queue = queue_at(m, q)
    quota = fixed(m, task_at(m, fixed(m, queue + Q_ROW)) + T_QUOTA)
    if quota == 0:
        return _ALL
    return quota - (m[queue + Q_GIVEN] if m[queue + Q_GIVEN_DAY] == m[NOW] // _DAY else 0)


@part
def provided(m, q):
    """Whether a queue lacks nothing but people, numbers of the day included."""
    queue = queue_at(m, q)
    return not m[queue + Q_LACKING] and (m[visit_at(m, m[queue + Q_HEAD]) + V_STARTED] >= 0 or numbers_left(m, q) > 0)


@inlined
def earlier(m, a, b):
    """Whether a visit comes before another of the same rank: by when it was queued, case, uid of the step, number."""
    one, two = visit_at(m, a), visit_at(m, b)
    if m[one + V_ENQUEUED] != m[two + V_ENQUEUED]:
        return m[one + V_ENQUEUED] < m[two + V_ENQUEUED]
    return earlier_at_one_tick(m, a, b)


@apart
def earlier_at_one_tick(m, a, b):
    """Whether a visit comes before another that was queued at the same tick."""
    one, two = visit_at(m, a), visit_at(m, b)
    key_1, key_2 = m[case_at(m, m[one + V_CASE]) + C_KEY], m[case_at(m, m[two + V_CASE]) + C_KEY]
    if key_1 != key_2:
        return key_1 < key_2
    uid_1, uid_2 = fixed(m, task_at(m, m[one + V_ROW]) + T_UID), fixed(m, task_at(m, m[two + V_ROW]) + T_UID)
    if uid_1 != uid_2:
        return uid_1 < uid_2
    return m[one + V_NUMBER] < m[two + V_NUMBER]


@part
def rule_key(m, task):
    """Return what the rule of a queue looks at before the time of queuing."""
    return fixed(m, task + T_MEAN) if fixed(m, task + T_SHORTEST_FIRST) else 0


@part
def link(m, q, v):
    """Put a visit into its place in a queue."""
    queue = queue_at(m, q)
    place = m[queue + Q_TAIL]
    if place >= 0 and earlier(m, v, place):
        place = place_before(m, v, q)
    visit = visit_at(m, v)
    m[visit + V_PRIOR] = place
    m[visit + V_AFTER] = m[queue + Q_HEAD] if place < 0 else m[visit_at(m, place) + V_AFTER]
    if m[visit + V_AFTER] >= 0:
        m[visit_at(m, m[visit + V_AFTER]) + V_PRIOR] = v
    else:
        m[queue + Q_TAIL] = v
    if place >= 0:
        m[visit_at(m, place) + V_AFTER] = v
    else:
        m[queue + Q_HEAD] = v
    m[visit + V_QUEUE] = q
    m[queue + Q_SIZE] += 1
    m[fixed(m, QUEUED) + fixed(m, queue + Q_UNIT)] += 1
    if m[queue + Q_SIZE] == 1:
        group = group_at(m, fixed(m, queue + Q_GROUP))
        m[fixed(m, LISTS) + fixed(m, group + G_WAITING) + m[group + G_WAITING_N]] = q
        m[queue + Q_PLACE] = m[group + G_WAITING_N]
        m[group + G_WAITING_N] += 1


@apart
def place_before(m, v, q):
    """Return after whom a visit comes that is not the last of its queue; -1 if it is the first."""
    place = m[queue_at(m, q) + Q_TAIL]
    place = -1 if earlier(m, v, m[queue_at(m, q) + Q_HEAD]) else m[visit_at(m, place) + V_PRIOR]
    while place >= 0 and earlier(m, v, place):
        place = m[visit_at(m, place) + V_PRIOR]
    return place


@part
def unlink(m, v):
    """Take a visit out of its queue."""
    visit = visit_at(m, v)
    queue = queue_at(m, m[visit + V_QUEUE])
    if m[visit + V_PRIOR] >= 0:
        m[visit_at(m, m[visit + V_PRIOR]) + V_AFTER] = m[visit + V_AFTER]
    else:
        m[queue + Q_HEAD] = m[visit + V_AFTER]
    if m[visit + V_AFTER] >= 0:
        m[visit_at(m, m[visit + V_AFTER]) + V_PRIOR] = m[visit + V_PRIOR]
    else:
        m[queue + Q_TAIL] = m[visit + V_PRIOR]
    m[visit + V_QUEUE] = -1
    m[queue + Q_SIZE] -= 1
    m[fixed(m, QUEUED) + fixed(m, queue + Q_UNIT)] -= 1
    if m[queue + Q_SIZE] == 0:
        group = group_at(m, fixed(m, queue + Q_GROUP))
        m[group + G_WAITING_N] -= 1
        last = m[fixed(m, LISTS) + fixed(m, group + G_WAITING) + m[group + G_WAITING_N]]
        m[fixed(m, LISTS) + fixed(m, group + G_WAITING) + m[queue + Q_PLACE]] = last
        m[queue_at(m, last) + Q_PLACE] = m[queue + Q_PLACE]


@inlined
def put(m, v):
    """Put a visit into the queue of its task."""
    q = at_site(m, m[visit_at(m, v) + V_ROW], m[case_at(m, m[visit_at(m, v) + V_CASE]) + C_SITE], 0)
    link(m, q, v)
    note(m, q)
    touch(m, fixed(m, queue_at(m, q) + Q_GROUP))


@part
def leave_queue(m, v):
    """Take a visit out of its queue; return whether it was in one."""
    q = m[visit_at(m, v) + V_QUEUE]
    if q < 0:
        return False
    unlink(m, v)
    note(m, q)
    dispatch_later(m)
    return True


@apart
def queue_visit(m, v):
    """Put a visit into the queue of its task as it is now, or let it pass on if the task is gone."""
    visit = visit_at(m, v)
    code = fixed(m, task_at(m, m[visit + V_ROW]) + T_CODE)
    if not takes(m, m[visit + V_CASE], code):
        if m[visit + V_STARTED] >= 0:
            m[visit + V_LEADS] = False
            m[visit + V_SUSPENDED] += m[NOW] - m[visit + V_PAUSED]
        push_visit(m, m[NOW], TURN_COMPLETION, E_SERVED, v, m[visit + V_ID])
        return
    m[visit + V_ROW], m[visit + V_PHASE] = row_now(m, code), m[PHASE]
    put(m, v)
    task = task_at(m, m[visit + V_ROW])
    if fixed(m, task + T_GATHERS) and fixed(m, task + T_LONGEST_WAIT) >= 0 and m[visit + V_STARTED] < 0:
        until = add_work(m, fixed(m, task + T_HOURS), m[visit + V_ENQUEUED], fixed(m, task + T_LONGEST_WAIT))
        push_visit(m, until, TURN_CALL, E_CALL, v, m[visit + V_ID] * 4096 + m[PHASE])
    dispatch_later(m)


@part
def call(m, v):
    """Call somebody who waits."""
    visit = visit_at(m, v)
    m[visit + V_CALLED] = True
    note(m, m[visit + V_QUEUE])
    touch(m, fixed(m, queue_at(m, m[visit + V_QUEUE]) + Q_GROUP))


@part
def wait_patiently(m, v):
    """Let a citizen who has just queued wait as long as patience lasts."""
    visit = visit_at(m, v)
    task = task_at(m, m[visit + V_ROW])
    if fixed(m, task + T_PATIENCE) < 0:
        return
    word = philox(
        m, DRAW_PATIENCE, m[case_at(m, m[visit + V_CASE]) + C_KEY], fixed(m, task + T_UID), m[visit + V_NUMBER]
    )[0]
    ticks = ticks_of(m, fixed(m, task + T_PATIENCE), word)
    began = m[visit + V_ENQUEUED]
    until = (
        add_work(m, fixed(m, task + T_HOURS), began, ticks) if fixed(m, task + T_PATIENCE_WORKING) else began + ticks
    )
    m[VISIT_ID] += 1
    m[visit + V_WAITS] = m[VISIT_ID]
    push_visit(m, until, TURN_ARRIVAL, E_PATIENCE, v, m[visit + V_WAITS])


# --- the dispatch -----------------------------------------------------------------------------------------------------


@inlined
def has_time(m, server, q):
    """Whether a person is on duty, and long enough for an attended step."""
    queue = queue_at(m, q)
    person = person_at(m, fixed(m, server_at(m, server) + S_STAFF))
    now = m[NOW]
    if fixed(m, queue + Q_ANY_TIME) and now < m[person + P_UNTIL]:
        return True
    return has_time_for(m, server, q)


@apart
def has_time_for(m, server, q):
    """Whether a person is on duty, and long enough for an attended step, by the clock."""
    queue = queue_at(m, q)
    person = person_at(m, fixed(m, server_at(m, server) + S_STAFF))
    now = m[NOW]
    if fixed(m, queue + Q_AWAY):
        closing = close_of(m, fixed(m, person + P_CALENDAR), now)
    else:
        closing = m[person + P_UNTIL]
        if closing <= now:
            closing = m[person + P_UNTIL] = close_of(m, fixed(m, person + P_CLOCK), now)
    if closing <= now and m[person + P_STAYS_FROM] <= now < m[person + P_STAYS_TO] and fixed(m, queue + Q_TEAM_N) == 0:
        closing = m[person + P_STAYS_TO]
    if closing <= now:
        return False
    task = task_at(m, fixed(m, queue + Q_ROW))
    return (
        not fixed(m, task + T_ATTENDED)
        or now + scale(m, fixed(m, task + T_MEAN), fixed(m, server_at(m, server) + S_PPM)) <= closing
    )


@part
def team(m, q, lead):
    """Find the others who take part: into a list of the kernel's; return how many, -1 if one is missing."""
    queue = queue_at(m, q)
    now = m[NOW]
    m[fixed(m, TAKEN) + 0] = lead
    number = 1
    for k in range(fixed(m, queue + Q_TEAM_N)):
        at = fixed(m, queue + Q_TEAM) + 3 * k
        first, candidates, count = m[fixed(m, LISTS) + at], m[fixed(m, LISTS) + at + 1], m[fixed(m, LISTS) + at + 2]
        for _ in range(count):
            best = -1
            for c in range(candidates):
                staff = m[fixed(m, LISTS) + first + c]
                if m[person_at(m, staff) + P_BUSY]:
                    continue
                is_taken = False
                for t in range(number):
                    is_taken = is_taken or m[fixed(m, TAKEN) + t] == staff
                if is_taken or not on_duty(m, fixed(m, person_at(m, staff) + P_CLOCK), now):
                    continue
                if (
                    best < 0
                    or m[person_at(m, staff) + P_FINISHED] < m[person_at(m, best) + P_FINISHED]
                    or (m[person_at(m, staff) + P_FINISHED] == m[person_at(m, best) + P_FINISHED] and staff < best)
                ):
                    best = staff
            if best < 0:
                return -1
            m[fixed(m, TAKEN) + number] = best
            number += 1
    return number - 1


@part
def present(m, q):
    """Whether anybody of the owners is in on this day."""
    queue = queue_at(m, q)
    day = m[NOW] // _DAY
    if m[queue + Q_PRESENT_DAY] != day:
        m[queue + Q_PRESENT_DAY], m[queue + Q_PRESENT] = day, False
        for k in range(fixed(m, queue + Q_OWN_N)):
            person = person_at(m, fixed(m, server_at(m, fixed(m, queue + Q_OWN) + k) + S_STAFF))
            clock = fixed(m, person + P_CALENDAR) if fixed(m, queue + Q_AWAY) else fixed(m, person + P_CLOCK)
            if work_between(m, clock, day * _DAY, (day + 1) * _DAY) > 0:
                m[queue + Q_PRESENT] = True
                break
    return m[queue + Q_PRESENT]


@inlined
def scan_own(m, q):
    """Look for the preferred free server among the owners of a queue, as `scan` does, at who has become free first."""
    queue = queue_at(m, q)
    group = group_at(m, fixed(m, queue + Q_GROUP))
    first, number = fixed(m, queue + Q_OWN), fixed(m, queue + Q_OWN_N)
    if m[group + G_IDLE] == 1 and number > 0 and fixed(m, queue + Q_TEAM_N) == 0:
        freed = m[group + G_FREED]  # mostly who is free, and mostly where the numbers of staff say
        guess = first + freed - fixed(m, server_at(m, first) + S_STAFF)
        if first <= guess < first + number and fixed(m, server_at(m, guess) + S_STAFF) == freed:
            person = person_at(m, freed)
            if not m[person + P_BUSY] and has_time(m, guess, q):
                return guess, m[person + P_KIND] == -1 or m[person + P_KIND] == fixed(m, queue + Q_KIND)
    return scan(m, q, first, number, np.int64(-1), np.int64(-1))


@apart
def scan(m, q, first, number, best, waiting):
    """Look for the preferred free server among some of a queue; return it, and whether one worked on that kind last."""
    kind = fixed(m, queue_at(m, q) + Q_KIND)
    same = False
    idle = m[group_at(m, fixed(m, queue_at(m, q) + Q_GROUP)) + G_IDLE]
    for server in range(first, first + number):
        one = server_at(m, server)
        person = person_at(m, fixed(m, one + S_STAFF))
        if m[person + P_BUSY]:
            continue
        if idle == 0:
            break  # nobody else is free
        idle -= 1
        if (waiting >= 0 and fixed(m, one + S_ABOVE) > 0 and waiting <= fixed(m, one + S_ABOVE)) or not has_time(
            m, server, q
        ):
            continue
        if fixed(m, queue_at(m, q) + Q_TEAM_N) > 0 and team(m, q, fixed(m, one + S_STAFF)) < 0:
            continue
        same = same or m[person + P_KIND] == -1 or m[person + P_KIND] == kind
        if best < 0:
            best = server
            continue
        two = server_at(m, best)
        rival = person_at(m, fixed(m, two + S_STAFF))
        differs, rival_differs = m[person + P_KIND] != kind, m[rival + P_KIND] != kind
        if differs != rival_differs:
            better = rival_differs
        elif fixed(m, one + S_LEVEL) != fixed(m, two + S_LEVEL):
            better = fixed(m, one + S_LEVEL) > fixed(m, two + S_LEVEL)
        elif m[person + P_FINISHED] != m[rival + P_FINISHED]:
            better = m[person + P_FINISHED] < m[rival + P_FINISHED]
        else:
            better = fixed(m, one + S_STAFF) < fixed(m, two + S_STAFF)
        if better:
            best = server
    return best, same


@part
def priority(m, q):
    """Return the priority of the first of a queue; whoever a session has called comes before other work."""
    task = task_at(m, fixed(m, queue_at(m, q) + Q_ROW))
    if (
        fixed(m, task + T_GATHERS)
        and fixed(m, task + T_SIZE) == 0
        and m[visit_at(m, m[queue_at(m, q) + Q_HEAD]) + V_CALLED]
    ):
        return -1
    return fixed(m, task + T_PRIORITY)


@part
def ranks_before(m, q, other_q, best, best_other):
    """Whether the first of a queue, kept back or not, comes before that of another in the order of the dispatch."""
    priority_1, priority_2 = priority(m, q), priority(m, best)
    if priority_1 != priority_2:
        return priority_1 < priority_2
    if other_q != best_other:
        return other_q < best_other
    one, two = queue_at(m, q), queue_at(m, best)
    rule_1, rule_2 = rule_key(m, task_at(m, fixed(m, one + Q_ROW))), rule_key(m, task_at(m, fixed(m, two + Q_ROW)))
    if rule_1 != rule_2:
        return rule_1 < rule_2
    return earlier(m, m[one + Q_HEAD], m[two + Q_HEAD])


@inlined
def first_waiting(m, g):
    """Return the queue of a group whose first comes first in the order of the dispatch, kept back or not."""
    group = group_at(m, g)
    at = fixed(m, LISTS) + fixed(m, group + G_WAITING)
    best = m[at]
    for k in range(1, m[group + G_WAITING_N]):
        if ranks_before(m, m[at + k], 0, best, 0):
            best = m[at + k]
    return best


@inlined
def keeps_back(m, q, same):
    """Whether the first of a queue still waits for somebody who has worked on its kind last."""
    queue = queue_at(m, q)
    limit = fixed(m, task_at(m, fixed(m, queue + Q_ROW)) + T_SAME_KIND_WAIT)
    return limit >= 0 and not same and m[NOW] - m[visit_at(m, m[queue + Q_HEAD]) + V_ENQUEUED] <= limit


@part
def take(m, g):
    """Return the queue whose first is the first in the order of the dispatch that finds all it needs, and a server."""
    q = first_waiting(m, g)
    queue = queue_at(m, q)
    if fixed(m, queue + Q_PLAIN):
        server, same = scan_own(m, q)
        if server >= 0 and not keeps_back(m, q, same):
            return q, server
    return take_any(m, g, True)


@apart
def take_any(m, g, first_pass):
    """Return what `take` does, whoever comes first."""
    group = group_at(m, g)
    best, best_other, best_server = -1, 0, -1
    for k in range(m[group + G_WAITING_N]):
        q = m[fixed(m, LISTS) + fixed(m, group + G_WAITING) + k]
        queue = queue_at(m, q)
        if best >= 0 and not ranks_before(m, q, 0, best, best_other):
            continue
        if not fixed(m, queue + Q_PLAIN) and not provided(m, q):
            continue
        server, same = -1, False
        if first_pass:
            server, same = scan_own(m, q)
        else:
            if fixed(m, queue + Q_HELPERS_N) > 0:
                server, same = scan(
                    m,
                    q,
                    fixed(m, queue + Q_HELPERS),
                    fixed(m, queue + Q_HELPERS_N),
                    server,
                    m[fixed(m, QUEUED) + fixed(m, queue + Q_UNIT)],
                )
            if fixed(m, queue + Q_DEPUTIES_N) > 0 and not present(m, q):
                server, also = scan(m, q, fixed(m, queue + Q_DEPUTIES), fixed(m, queue + Q_DEPUTIES_N), server, -1)
                same = same or also
        if server < 0:
            continue
        other = np.int64(keeps_back(m, q, same))
        if best < 0 or other == 0 or ranks_before(m, q, other, best, best_other):
            best, best_other, best_server = q, other, server
    if best < 0:
        return np.int64(-1), np.int64(-1)
    return best, best_server


@part
def pop_queue(m, q):
    """Take the first of a queue out of it, or as many as a gathering takes (a chain); use up what they consume."""
    queue = queue_at(m, q)
    lead = m[queue + Q_HEAD]
    unlink(m, lead)
    m[visit_at(m, lead) + V_OTHER] = -1
    if not fixed(m, queue + Q_PLAIN):
        provide(m, q, lead)
    return lead


@apart
def provide(m, q, lead):
    """Let others be served with the first of a queue, if it gathers; take away what they consume and use."""
    queue = queue_at(m, q)
    row = fixed(m, queue + Q_ROW)
    task = task_at(m, row)
    now = m[NOW]
    number, chain = 1, lead
    resumed = m[visit_at(m, lead) + V_STARTED] >= 0
    latest = m[visit_at(m, lead) + V_ENQUEUED]
    if fixed(m, task + T_GATHERS) and not resumed:
        most = min(min(fixed(m, task + T_MOST), affordable(m, row, 0)), numbers_left(m, q))
        while number < most and m[queue + Q_HEAD] >= 0:
            v = m[queue + Q_HEAD]
            if m[visit_at(m, v) + V_STARTED] >= 0 or not (m[visit_at(m, v) + V_CALLED] or fixed(m, task + T_SIZE) > 0):
                break
            unlink(m, v)
            m[visit_at(m, chain) + V_OTHER] = v
            m[visit_at(m, v) + V_OTHER] = -1
            chain = v
            latest = max(latest, m[visit_at(m, v) + V_ENQUEUED])
            number += 1
    if not resumed:
        released = m[queue + Q_RELEASED]
        if fixed(m, task + T_GATHERS) and fixed(m, task + T_SIZE) > 0 and not m[visit_at(m, lead) + V_CALLED]:
            released = max(released, latest)
        v = lead
        while v >= 0:
            visit = visit_at(m, v)
            m[visit + V_RELEASED] = max(max(m[visit + V_RELEASED], m[visit + V_ENQUEUED]), released)
            v = m[visit + V_OTHER]
        day = now // _DAY
        m[queue + Q_GIVEN] = number + (m[queue + Q_GIVEN] if m[queue + Q_GIVEN_DAY] == day else 0)
        m[queue + Q_GIVEN_DAY] = day
        if numbers_left(m, q) == 0:
            m[queue + Q_RELEASED] = (day + 1) * _DAY
        for k in range(fixed(m, task + T_CONSUMES_N)):
            thing = m[fixed(m, LISTS) + fixed(m, task + T_CONSUMES) + 2 * k]
            m[thing_at(m, thing) + X_STOCK] -= m[fixed(m, LISTS) + fixed(m, task + T_CONSUMES) + 2 * k + 1] * number
            noted(m, thing)
    for k in range(fixed(m, task + T_USES_N)):
        thing = m[fixed(m, LISTS) + fixed(m, task + T_USES) + 2 * k]
        m[thing_at(m, thing) + X_USED] += m[fixed(m, LISTS) + fixed(m, task + T_USES) + 2 * k + 1]
        noted(m, thing)
    note(m, q)


@part
def assign(m, lead, server, q):
    """Make people busy with a visit, at the cost of switching if it is of another kind than the last."""
    visit = visit_at(m, lead)
    task = task_at(m, m[visit + V_ROW])
    staff = fixed(m, server_at(m, server) + S_STAFF)
    person = person_at(m, staff)
    kind = fixed(m, task + T_KIND)
    if fixed(m, queue_at(m, q) + Q_TEAM_N) > 0:
        gather_team(m, q, staff, lead)
    else:
        m[visit + V_TEAM_N] = 0
    if m[visit + V_STARTED] < 0 and m[person + P_KIND] != -1 and m[person + P_KIND] != kind:
        m[visit + V_SWITCHING] = m[
            fixed(m, LISTS)
            + fixed(m, phase_at(m, m[PHASE]) + F_SWITCHING)
            + m[person + P_KIND] * fixed(m, N_KINDS)
            + kind
        ]
    m[person + P_KIND] = kind
    v = lead
    while v >= 0:
        m[visit_at(m, v) + V_STAFF], m[visit_at(m, v) + V_LEADS] = staff, v == lead
        v = m[visit_at(m, v) + V_OTHER]
    occupy(m, staff, lead)


@apart
def gather_team(m, q, staff, lead):
    """Make the others of a team busy with a visit."""
    visit = visit_at(m, lead)
    number = team(m, q, staff)
    if m[visit + V_TEAM_N] != number:
        m[visit + V_TEAM_AT] = m[TEAMS]
        m[TEAMS] += number
    m[visit + V_TEAM_N] = number
    for k in range(number):
        one = m[fixed(m, TAKEN) + 1 + k]
        m[fixed(m, TEAMS_AT) + m[visit + V_TEAM_AT] + k] = one
        occupy(m, one, lead)


@inlined
def occupy(m, staff, v):
    """Make a person busy with a visit."""
    person = person_at(m, staff)
    m[person + P_BUSY], m[person + P_VISIT] = True, v
    m[group_at(m, m[person + P_GROUP]) + G_IDLE] -= 1


@part
def practice_of(m, staff, row):
    """Return the practice that a person has left in a kind of work."""
    task = task_at(m, row)
    at = staff * fixed(m, N_KINDS) + fixed(m, task + T_KIND)
    ticks = m[practice_at(m, at) + I_TICKS]
    phase = phase_at(m, fixed(m, task + T_PHASE))
    if fixed(m, phase + F_LEARNING) < 0 or ticks == 0:
        return ticks
    weeks = (m[NOW] - m[practice_at(m, at) + I_SINCE]) // _WEEK
    return scale(
        m, ticks, m[fixed(m, LISTS) + fixed(m, phase + F_KEEPS) + min(weeks, np.int64(fixed(m, phase + F_KEEPS_N) - 1))]
    )


@part
def scaled(m, work, server, v):
    """Return ticks of work, first by learning, then by pace."""
    one = server_at(m, server)
    staff, row = fixed(m, one + S_STAFF), m[visit_at(m, v) + V_ROW]
    if fixed(m, phase_at(m, fixed(m, task_at(m, row) + T_PHASE)) + F_LEARNING) >= 0 and fixed(m, one + S_LEARNS):
        work = learned(m, work, staff, row)
    if fixed(m, person_at(m, staff) + P_PACE_N) > 0:
        work = paced(m, work, staff)
    return work


@apart
def learned(m, work, staff, row):
    """Return ticks of work at the practice that a person has."""
    task = task_at(m, row)
    phase = phase_at(m, fixed(m, task + T_PHASE))
    done = practice_of(m, staff, row)
    m[practice_at(m, staff * fixed(m, N_KINDS) + fixed(m, task + T_KIND)) + I_COUNTS] = 1
    step = min(done // fixed(m, phase + F_LEARNING_STEP), fixed(m, phase + F_LEARNING_N) - 1)
    return scale(m, work, m[fixed(m, LISTS) + fixed(m, phase + F_LEARNING) + step])


@apart
def paced(m, work, staff):
    """Return ticks of work at the pace that a person has now."""
    person = person_at(m, staff)
    place = -1
    for k in range(fixed(m, person + P_PACE_N)):
        if m[fixed(m, LISTS) + fixed(m, person + P_PACE) + 2 * k] <= m[NOW]:
            place = k
    if place >= 0:
        work = scale(m, work, m[fixed(m, LISTS) + fixed(m, person + P_PACE) + 2 * place + 1])
    return work


@part
def start(m, lead, server):
    """Settle all about visits that begin together: draws, multipliers and additions, and with them the end."""
    now = m[NOW]
    visit = visit_at(m, lead)
    if m[visit + V_STARTED] >= 0:
        m[visit + V_SUSPENDED] += now - m[visit + V_PAUSED]
        run_for(m, lead, m[visit + V_REMAINING])
        return
    duration, v = fixed(m, task_at(m, m[visit + V_ROW]) + T_FIXED), lead
    while v >= 0:
        duration += begin_work(m, v, server)
        v = m[visit_at(m, v) + V_OTHER]
    run_for(m, lead, duration + m[visit + V_SWITCHING])


@part
def begin_work(m, v, server):
    """Settle what a visit takes of the time of who serves it; return it."""
    visit = visit_at(m, v)
    task = task_at(m, m[visit + V_ROW])
    m[visit + V_STARTED] = m[NOW]
    if not m[visit + V_DRAWN]:
        know_words(m, v)
    m[visit + V_BASE] = m[visit + V_TICKS]
    if m[visit + V_ROW] != m[visit + V_ENTRY]:  # drawn in another phase, it may be
        m[visit + V_BASE] = ticks_of(m, fixed(m, task + T_TABLE), m[visit + V_WORD_0])
    if fixed(m, phase_at(m, m[PHASE]) + F_HAND_OVER_WORK) > 0:
        m[visit + V_HAND_OVER] = hand_over_work(m, v)
    work = scaled(m, scale(m, m[visit + V_BASE], fixed(m, server_at(m, server) + S_PPM)), server, v)
    take_row(m, v)
    return max(1, work) + m[visit + V_HAND_OVER]


@inlined
def run_for(m, v, ticks):
    """Let the work on a visit go on for so many ticks."""
    now = m[NOW]
    end = now + ticks if fixed(m, task_at(m, m[visit_at(m, v) + V_ROW]) + T_ATTENDED) else work_end(m, v, ticks)
    end_at(m, v, end)


@inlined
def end_at(m, v, end):
    """Let a visit end at a tick, unless something changes that."""
    visit = visit_at(m, v)
    m[visit + V_END] = end
    m[GENERATION] += 1
    m[visit + V_GENERATION] = m[GENERATION]
    if end < NEVER:
        push_visit(m, end, TURN_COMPLETION, E_COMPLETE, v, m[visit + V_GENERATION])


@inlined
def work_end(m, v, ticks):
    """Return when work ends that begins or goes on now, overtime counted."""
    now = m[NOW]
    visit = visit_at(m, v)
    person = person_at(m, m[visit + V_STAFF])
    alone = m[visit + V_TEAM_N] == 0 and not fixed(m, task_at(m, m[visit + V_ROW]) + T_AWAY)
    if alone and now < m[person + P_UNTIL] and ticks <= m[person + P_UNTIL] - now:
        return now + ticks
    return work_end_by_clock(m, v, ticks)


@apart
def work_end_by_clock(m, v, ticks):
    """Return when work ends that begins or goes on now, by the clocks of all who do it."""
    now = m[NOW]
    visit = visit_at(m, v)
    person = person_at(m, m[visit + V_STAFF])
    begin, until = m[person + P_STAYS_FROM], m[person + P_STAYS_TO]
    if begin <= now < until and m[visit + V_TEAM_N] == 0 and not on_duty(m, clock_of(m, v), now):
        if ticks <= until - now:
            return now + ticks
        return add_work(m, clock_of(m, v), until, ticks - (until - now))
    return visit_add_work(m, v, now, ticks)


@part
def work_left(m, v):
    """Return the work that is left of a visit in service."""
    now = m[NOW]
    visit = visit_at(m, v)
    person = person_at(m, m[visit + V_STAFF])
    extra = 0
    if m[person + P_STAYS_FROM] <= now < m[person + P_STAYS_TO] and not visit_on_duty(m, v, now):
        extra = max(0, min(m[person + P_STAYS_TO], m[visit + V_END]) - now)
    return extra + visit_work_between(m, v, now + extra, m[visit + V_END])


@inlined
def release(m, staff):
    """Let a person go who was busy."""
    person = person_at(m, staff)
    m[person + P_BUSY], m[person + P_FINISHED], m[person + P_VISIT] = False, m[NOW], -1
    g = m[person + P_GROUP]
    if g >= 0:
        group = group_at(m, g)
        m[group + G_IDLE] += 1
        m[group + G_FREED] = staff
        touch(m, g)


@inlined
def free(m, v):
    """Let people go who have finished or were interrupted, and give equipment back."""
    visit = visit_at(m, v)
    release(m, m[visit + V_STAFF])
    if m[visit + V_TEAM_N] > 0 or fixed(m, task_at(m, m[visit + V_ROW]) + T_USES_N) > 0:
        free_others(m, v)


@apart
def free_others(m, v):
    """Let those go who took part in a visit, and give back what it used."""
    visit = visit_at(m, v)
    for k in range(m[visit + V_TEAM_N]):
        release(m, m[fixed(m, TEAMS_AT) + m[visit + V_TEAM_AT] + k])
    task = task_at(m, m[visit + V_ROW])
    for k in range(fixed(m, task + T_USES_N)):
        thing = m[fixed(m, LISTS) + fixed(m, task + T_USES) + 2 * k]
        m[thing_at(m, thing) + X_USED] -= m[fixed(m, LISTS) + fixed(m, task + T_USES) + 2 * k + 1]
        noted(m, thing)


@apart
def interrupt(m, v):
    """Interrupt a visit: it goes back to its place in the queue with what is left of its work."""
    visit = visit_at(m, v)
    now = m[NOW]
    m[GENERATION] += 1
    m[visit + V_GENERATION] = m[GENERATION]
    m[visit + V_REMAINING] = (
        m[visit + V_END] - now if fixed(m, task_at(m, m[visit + V_ROW]) + T_ATTENDED) else work_left(m, v)
    )
    m[visit + V_PAUSED] = now
    free(m, v)
    queue_visit(m, v)


@part
def gives_way(m, v, q):
    """Whether a visit in service may be interrupted by one of a queue."""
    visit = visit_at(m, v)
    other = task_at(m, m[visit + V_ROW])
    return fixed(m, other + T_PRIORITY) > fixed(m, task_at(m, fixed(m, queue_at(m, q) + Q_ROW)) + T_PRIORITY) and not (
        fixed(m, other + T_ATTENDED) or fixed(m, other + T_GATHERS) or m[visit + V_TEAM_N] > 0
    )


@apart
def make_room(m, g):
    """Let the first case that may interrupt find somebody; return whether anything was interrupted."""
    group = group_at(m, g)
    tried = 0
    for k in range(m[group + G_WAITING_N]):
        m[queue_at(m, m[fixed(m, LISTS) + fixed(m, group + G_WAITING) + k]) + Q_TRIED] = False
    while tried < m[group + G_WAITING_N]:
        q = -1
        for k in range(m[group + G_WAITING_N]):
            one = m[fixed(m, LISTS) + fixed(m, group + G_WAITING) + k]
            if not m[queue_at(m, one) + Q_TRIED] and (q < 0 or ranks_before(m, one, 0, q, 0)):
                q = one
        queue = queue_at(m, q)
        m[queue + Q_TRIED] = True
        tried += 1
        if (
            not fixed(m, task_at(m, fixed(m, queue + Q_ROW)) + T_PREEMPTIVE)
            or fixed(m, queue + Q_TEAM_N) > 0
            or not (fixed(m, queue + Q_PLAIN) or provided(m, q))
        ):
            continue
        chosen, by = -1, -1
        for server in range(fixed(m, queue + Q_OWN), fixed(m, queue + Q_OWN) + fixed(m, queue + Q_OWN_N)):
            staff = fixed(m, server_at(m, server) + S_STAFF)
            v = m[person_at(m, staff) + P_VISIT]
            if v < 0 or not has_time(m, server, q) or not gives_way(m, v, q):
                continue
            if chosen >= 0:
                a, b = (
                    fixed(m, task_at(m, m[visit_at(m, v) + V_ROW]) + T_PRIORITY),
                    fixed(m, task_at(m, m[visit_at(m, chosen) + V_ROW]) + T_PRIORITY),
                )
                c, d = m[visit_at(m, v) + V_STARTED], m[visit_at(m, chosen) + V_STARTED]
                if a < b or (a == b and (c < d or (c == d and staff < by))):
                    continue
            chosen, by = v, staff
        if chosen >= 0:
            interrupt(m, chosen)
            return True
    return False


@part
def match(m):
    """Match cases and people until no pair is left: first those of the owning unit, then those who help."""
    while m[TOUCHED] > 0:
        m[TOUCHED] -= 1
        g = m[fixed(m, TOUCHED_AT) + m[TOUCHED]]
        group = group_at(m, g)
        m[group + G_TOUCHED] = False
        helped = False
        while m[group + G_IDLE] > 0 and m[group + G_WAITING_N] > 0:
            q, server = take_any(m, g, False) if helped else take(m, g)
            if q >= 0:
                begin(m, q, server)
            elif helped or not fixed(m, group + G_SECOND_PASS):
                break
            else:
                helped = True
        if fixed(m, group + G_INTERRUPTS) and make_room(m, g) and not m[group + G_TOUCHED]:
            m[group + G_TOUCHED] = True
            m[fixed(m, TOUCHED_AT) + m[TOUCHED]] = g
            m[TOUCHED] += 1


@inlined
def begin(m, q, server):
    """Let a server begin with the first of a queue."""
    v = pop_queue(m, q)
    assign(m, v, server, q)
    start(m, v, server)


# --- citizens ---------------------------------------------------------------------------------------------------------


@part
def due(m, arrived, days, ticks):
    """Return when something that arrives at a tick is due (see `QueueingNetwork.due`)."""
    by = arrived
    if days > 0 or ticks == 0:
        low, high = 0, fixed(m, N_CLOSINGS)
        while low < high:
            middle = (low + high) >> 1
            if m[fixed(m, CLOSINGS) + middle] <= arrived:
                low = middle + 1
            else:
                high = middle
        by = m[fixed(m, CLOSINGS) + min(low + days, fixed(m, N_CLOSINGS) - 1)]
    return add_work(m, fixed(m, OFFICE), by, ticks)


@part
def allowed(m, case, rule):
    """Return the time in which an answer was expected, in office time."""
    between = work_between(m, fixed(m, OFFICE), m[case_at(m, case) + C_ARRIVED], m[case_at(m, case) + C_EXPECTED])
    return max(between, m[fixed(m, LISTS) + rule + 4])


@part
def begin_reactions(m, case):
    """Let a case that has just arrived react to what comes."""
    one = case_at(m, case)
    if m[one + C_PARENT] >= 0 or m[one + C_EXPECTED] < 0:
        return
    rule = fixed(m, phase_at(m, m[PHASE]) + F_COMPLAINTS)
    if rule >= 0 and m[fixed(m, LISTS) + rule] != m[one + C_SERVICE]:
        word = philox(m, DRAW_COMPLAINT, m[one + C_KEY], 0, 1)[0]
        chances, number = m[fixed(m, LISTS) + rule + 1], m[fixed(m, LISTS) + rule + 2]
        at = -1
        if word < m[fixed(m, LISTS) + chances]:
            at = 0
        else:
            low, high = 0, number
            while low < high:
                middle = (low + high) >> 1
                if m[fixed(m, LISTS) + chances + middle] <= word:
                    low = middle + 1
                else:
                    high = middle
            if low < number:
                below, above = m[fixed(m, LISTS) + chances + low - 1], m[fixed(m, LISTS) + chances + low]
                at = (low - 1) * _FINE - (-(word - below + 1) * _FINE // (above - below))
        if at >= 0:
            elapsed = -(-at * allowed(m, case, rule) // (_STEPS * _FINE))
            push_case(m, add_work(m, fixed(m, OFFICE), m[one + C_ARRIVED], elapsed), E_LATENESS, case, 0)
    ask_later(m, case, m[one + C_EXPECTED], 0)


@part
def ask_later(m, case, tick, number):
    """Let a citizen ask after a late case once more."""
    rule = fixed(m, phase_at(m, m[PHASE]) + F_CHASING)
    if rule < 0 or number >= m[fixed(m, LISTS) + rule + 2]:
        return
    if number == 0 and m[fixed(m, LISTS) + rule + 3 + m[case_at(m, case) + C_SERVICE]] < 0:
        return
    tick = add_work(m, fixed(m, OFFICE), tick, m[fixed(m, LISTS) + rule + 1])
    m[case_at(m, case) + C_ASKS_AT] = tick
    push_case(m, tick, E_ASK, case, number + 1)


@apart
def complain_of_error(m, case):
    """Complain of an error at delivery, unless lateness alone has brought it to that."""
    one = case_at(m, case)
    rule = fixed(m, phase_at(m, m[PHASE]) + F_COMPLAINTS)
    if rule < 0 or m[one + C_PARENT] >= 0 or m[one + C_EXPECTED] < 0 or m[fixed(m, LISTS) + rule] == m[one + C_SERVICE]:
        return
    word, kind, _, _ = philox(m, DRAW_COMPLAINT, m[one + C_KEY], 0, 1)
    elapsed = work_between(m, fixed(m, OFFICE), m[one + C_ARRIVED], m[one + C_FINISHED])
    at = elapsed * _STEPS * _FINE // allowed(m, case, rule)
    place, rest = at // _FINE, at % _FINE
    chances, number = m[fixed(m, LISTS) + rule + 1], m[fixed(m, LISTS) + rule + 2]
    if place >= number - 1:
        reached = m[fixed(m, LISTS) + chances + number - 1]
    else:
        low = m[fixed(m, LISTS) + chances + place]
        reached = low + (m[fixed(m, LISTS) + chances + place + 1] - low) * rest // _FINE
    if reached <= word < reached + m[fixed(m, LISTS) + rule + 3]:
        file_complaint(m, case, rule, kind)


@part
def file_complaint(m, case, rule, word):
    """Open the case of a complaint."""
    if m[case_at(m, case) + C_COMPLAINED]:
        return
    m[case_at(m, case) + C_COMPLAINED] = True
    classes = m[fixed(m, LISTS) + rule + 5]
    number = 0
    while word >= m[fixed(m, LISTS) + classes + 3 * number]:
        number += 1
    now = m[NOW]
    by = due(m, now, m[fixed(m, LISTS) + classes + 3 * number + 1], m[fixed(m, LISTS) + classes + 3 * number + 2])
    new = new_case(
        m, m[case_at(m, case) + C_KEY], m[fixed(m, LISTS) + rule], 0, m[case_at(m, case) + C_SITE], now, by, -1
    )
    m[case_at(m, new) + C_PARENT], m[case_at(m, new) + C_COMPLAINT_CLASS] = m[case_at(m, case) + C_NUMBER], number
    open_case(m, new)


@part
def new_case(m, key, service, cls, site, arrived, due_at, expected):
    """Make a case."""
    case = free_case(m)
    one = case_at(m, case)
    m[one + C_NUMBER] = m[CASES]
    m[CASES] += 1
    if fixed(m, KEEPS) == KEEP_LOG:
        fetch(m, entry_at(m, m[CASES] + _SOON), 0)
    m[OPENED] += 1
    m[one + C_KEY], m[one + C_SERVICE], m[one + C_CLS], m[one + C_SITE] = key, service, cls, site
    m[one + C_ARRIVED], m[one + C_DUE], m[one + C_EXPECTED] = arrived, due_at, expected
    m[one + C_FINISHED] = m[one + C_PARENT] = m[one + C_COMPLAINT_CLASS] = m[one + C_NODES] = m[one + C_FOLLOWER] = -1
    m[one + C_REQUEST] = m[one + C_JOINING_READY] = m[one + C_JOINING_GIVER] = -1
    m[one + C_OUTCOME], m[one + C_COMPLAINED] = OPEN, False
    m[one + C_WRONG] = m[one + C_BRANCHES] = m[one + C_GOING] = m[one + C_PENDING] = m[one + C_WAITED] = 0
    m[one + C_TIMES] = 0
    draw_with(m, case)
    return case


@part
def open_case(m, case):
    """Let a case arrive that was not foreseen."""
    if m[case_at(m, case) + C_ARRIVED] < fixed(m, RUN_END):
        m[COHORT] += 1
    arrive(m, case)


@part
def arrive(m, case):
    """Let a case arrive."""
    one = case_at(m, case)
    phase = phase_at(m, m[PHASE])
    first = m[fixed(m, LISTS) + fixed(m, phase + F_FIRST) + m[one + C_SERVICE]]
    row = row_now(m, first)
    if fixed(m, phase + F_SHORTEST_LINE) and row >= 0:
        best, fewest = m[one + C_SITE], -1
        for site in range(-1, fixed(m, N_SITES)):
            q = at_site(m, row, site, 0)
            if q >= 0 and fixed(m, queue_at(m, q) + Q_OWN_N) > 0:
                inside = m[fixed(m, INSIDE) + first * (fixed(m, N_SITES) + 1) + site + 1]
                if fewest < 0 or inside < fewest:
                    best, fewest = site, inside
        m[one + C_SITE] = best
    begin_reactions(m, case)
    walk_later(m, case, first, -1, m[one + C_ARRIVED])


@part
def close(m, case, outcome):
    """Close a case."""
    one = case_at(m, case)
    if m[one + C_OUTCOME] != OPEN:
        return
    m[one + C_OUTCOME], m[one + C_FINISHED] = outcome, m[NOW]
    if outcome == FINISHED and m[one + C_WRONG] > 0:
        walk_later(m, case, ERROR_FOUND, -1, m[NOW])
    again = m[one + C_FOLLOWER]
    if again >= 0:
        then, key = m[NOW] + asked(m, again, A_ARRIVED), asked(m, again, A_KEY)
        push(m, then, TURN_ARRIVAL, key, case_order(0, 0), E_AGAIN << 32 | again, 0)
    if m[one + C_ARRIVED] < fixed(m, RUN_END):
        m[COHORT] -= 1
        stop_if_done(m)
    forget(m, case)


@part
def stop_if_done(m):
    """End the run once the window is over and every case that arrived in it is closed."""
    if m[COHORT] == 0 and m[NOW] >= fixed(m, RUN_END):
        m[OVER] = 1


@part
def asked(m, number, column):
    """Return what a request says, of those that were handed over."""
    return fixed(m, fixed(m, ASKS) + column * fixed(m, ROOM_ASKS) + number)


@part
def ask_request(m, number):
    """Let a citizen come: of himself, or again."""
    service, cls, site = asked(m, number, A_SERVICE), asked(m, number, A_CLASS), asked(m, number, A_SITE)
    arrived, due_at, expected = asked(m, number, A_ARRIVED), asked(m, number, A_DUE), asked(m, number, A_EXPECTED)
    case = new_case(m, asked(m, number, A_KEY), service, cls, site, arrived, due_at, expected)
    m[case_at(m, case) + C_FOLLOWER] = asked(m, number, A_FOLLOWER)
    m[case_at(m, case) + C_REQUEST] = fixed(m, FIRST_REQUEST) + number
    return case


# --- the way of a case ------------------------------------------------------------------------------------------------


@inlined
def walk(m, case, code, giver, ready):
    """Walk the route from a task on, until a visit begins, the route ends, or a join has branches still open."""
    one = case_at(m, case)
    row = enter(m, case, code)
    if m[one + C_BRANCHES] > 0 and (row < 0 or fixed(m, task_at(m, row) + T_JOINS)):
        if ready > m[one + C_JOINING_READY] or (ready == m[one + C_JOINING_READY] and giver > m[one + C_JOINING_GIVER]):
            m[one + C_JOINING_READY], m[one + C_JOINING_GIVER] = ready, giver
        m[one + C_BRANCHES] -= 1
        if m[one + C_BRANCHES] > 0:
            return
        giver = m[one + C_JOINING_GIVER]
        m[one + C_JOINING_READY] = m[one + C_JOINING_GIVER] = -1
        row = enter(m, case, code)
    if row < 0:
        close(m, case, FINISHED)
        return
    if fixed(m, task_at(m, row) + T_STRAY_TASK) >= 0 and goes_astray(m, case, row):
        v = new_visit(m, case, known(m, fixed(m, task_at(m, row) + T_STRAY_TASK)), ready, giver, ROLE_STRAY)
        m[visit_at(m, v) + V_ASKED] = row
        be_served(m, v)
        return
    begin_visit(m, case, row, giver, ready)


@inlined
def begin_visit(m, case, row, giver, ready):
    """Begin a visit that is part of the route."""
    v = new_visit(m, case, row, ready, giver, ROLE_WAY)
    task = task_at(m, row)
    if fixed(m, task + T_STRAIGHT) and row == row_now(m, fixed(m, task + T_CODE)):
        know_words(m, v)  # long before anything waits for them
        put(m, v)
        dispatch_later(m)
    elif fixed(m, task + T_EXTERNAL):
        begin_external(m, v)
    else:
        be_served(m, v)


@apart
def begin_external(m, v):
    """Let a case wait for somebody outside the office."""
    visit = visit_at(m, v)
    case, ready, task = m[visit + V_CASE], m[visit + V_READY], task_at(m, m[visit + V_ROW])
    word = philox(m, DRAW_EXTERNAL, m[case_at(m, case) + C_KEY], fixed(m, task + T_UID), m[visit + V_NUMBER])[0]
    m[visit + V_BASE] = ticks_of(m, fixed(m, task + T_TABLE), word)
    m[visit + V_STARTED] = ready
    m[visit + V_END] = (
        add_work(m, fixed(m, OFFICE), ready, m[visit + V_BASE])
        if fixed(m, task + T_WORKING_DELAY)
        else ready + m[visit + V_BASE]
    )
    take_row(m, v)
    m[UNORDERED] |= ready != m[NOW]
    push_visit(m, m[visit + V_END], TURN_ARRIVAL, E_EXTERNAL, v, m[visit + V_ID])


@apart
def finish_external(m, v):
    """End a visit to somebody outside the office."""
    visit = visit_at(m, v)
    m[visit + V_FINISHED] = m[visit + V_END]
    write(m, v)


@apart
def goes_astray(m, case, row):
    """Whether a case visits the wrong unit first."""
    task = task_at(m, row)
    if number_of(m, case, task, 0) > 0 or row_now(m, fixed(m, task + T_STRAY_TASK)) < 0:
        return False
    return philox(m, DRAW_EXCEPTION, m[case_at(m, case) + C_KEY], fixed(m, task + T_STRAY_UID), 0)[0] < fixed(
        m, task + T_STRAY_BELOW
    )


@apart
def be_served(m, v):
    """Go through disposition to the queue."""
    delay = disposition(m, v)
    if delay > 0:
        visit = visit_at(m, v)
        m[visit + V_ENQUEUED] = m[visit + V_RELEASED] = add_work(
            m, fixed(m, task_at(m, m[visit + V_ROW]) + T_HOURS), m[visit + V_READY], delay
        )
        push_visit(m, m[visit + V_ENQUEUED], TURN_ARRIVAL, E_READY, v, m[visit + V_ID])
        return
    enqueue(m, v)


@part
def count_inside(m, v, more):
    """Count who waits and is served at a step and site, if anybody asks for that."""
    if fixed(m, COUNTS):
        count(m, v, more)


@apart
def count(m, v, more):
    """Count who waits and is served at the step and site of a visit."""
    visit = visit_at(m, v)
    m[
        fixed(m, INSIDE)
        + fixed(m, task_at(m, m[visit + V_ROW]) + T_CODE) * (fixed(m, N_SITES) + 1)
        + m[case_at(m, m[visit + V_CASE]) + C_SITE]
        + 1
    ] += more


@part
def is_sent_away(m, v):
    """Whether the room is full at arrival, or today's numbers are given."""
    visit = visit_at(m, v)
    task = task_at(m, m[visit + V_ROW])
    site = m[case_at(m, m[visit + V_CASE]) + C_SITE]
    place = fixed(m, INSIDE) + fixed(m, task + T_CODE) * (fixed(m, N_SITES) + 1) + site + 1
    if m[visit + V_GIVER] == -1 and fixed(m, task + T_ROOM) > 0 and m[place] >= fixed(m, task + T_ROOM):
        return True
    if not fixed(m, task + T_LOSES):
        return False
    q = queue_now(m, fixed(m, task + T_CODE), site)
    if q < 0:
        return False
    queue = queue_at(m, q)
    today = next_open(m, fixed(m, task + T_HOURS), m[NOW]) // _DAY
    m[queue + Q_NUMBERS] = 1 + (m[queue + Q_NUMBERS] if m[queue + Q_NUMBERS_DAY] == today else 0)
    m[queue + Q_NUMBERS_DAY] = today
    return m[queue + Q_NUMBERS] > fixed(m, task + T_QUOTA)


@part
def enqueue(m, v):
    """Queue a visit, or send its case away."""
    if is_sent_away(m, v):
        case = m[visit_at(m, v) + V_CASE]
        role, asker = m[visit_at(m, v) + V_ROLE], m[visit_at(m, v) + V_ASKER]
        close(m, case, REFUSED)
        let_go(m, v)
        if role == ROLE_QUESTION:
            let_go(m, asker)
        return
    count_inside(m, v, 1)
    queue_visit(m, v)
    wait_patiently(m, v)


@apart
def practise(m, v):
    """Add the work on visits that have ended together to the practice of who led them."""
    visit = visit_at(m, v)
    at = m[visit + V_STAFF] * fixed(m, N_KINDS) + fixed(m, task_at(m, m[visit + V_ROW]) + T_KIND)
    if m[practice_at(m, at) + I_COUNTS] == 0:
        return
    ticks = m[visit + V_BASE]
    other = m[visit + V_OTHER]
    while other >= 0:
        ticks += m[visit_at(m, other) + V_BASE]
        other = m[visit_at(m, other) + V_OTHER]
    done = practice_of(m, m[visit + V_STAFF], m[visit + V_ROW])
    m[practice_at(m, at) + I_TICKS], m[practice_at(m, at) + I_SINCE] = done + ticks, m[NOW]


@part
def finish(m, v):
    """End a visit, and let go of the people and things that it held."""
    visit = visit_at(m, v)
    now = m[NOW]
    m[visit + V_FINISHED] = now
    write(m, v)
    if not m[visit + V_LEADS]:
        return
    if fixed(m, N_PRACTICE) > 0:
        practise(m, v)
    free(m, v)
    other = m[visit + V_OTHER]
    while other >= 0:
        push_visit(m, now, TURN_COMPLETION, E_SERVED, other, m[visit_at(m, other) + V_ID])
        other = m[visit_at(m, other) + V_OTHER]
    dispatch_later(m)


@part
def served(m, v):
    """End a visit that has been served, or has passed by its queue."""
    if m[visit_at(m, v) + V_STARTED] >= 0:
        finish(m, v)
    count_inside(m, v, -1)


@part
def after(m, v):
    """Go on after a visit: on the way, after a question, or not at all."""
    visit = visit_at(m, v)
    overdue = np.int64(0)
    if m[visit + V_ROLE] != ROLE_WAY:
        v, overdue = after_other(m, v)
        if v < 0:
            return
    elif m[visit + V_STARTED] >= 0:
        entry = task_at(m, m[visit + V_ENTRY])
        if not fixed(m, entry + T_EXTERNAL):
            m[visit + V_GIVER] = fixed(m, entry + T_CODE)
        errs = fixed(m, entry + T_EXCEPTION_N) >= 0 or fixed(m, entry + T_WRONG_FROM) <= _WORD
        if errs and asks_after_work(m, v):
            return
    conclude(m, v, overdue)


@apart
def asks_after_work(m, v):
    """Note whether the work went wrong; return whether a superior is asked before the case goes on."""
    visit = visit_at(m, v)
    task = task_at(m, m[visit + V_ROW])
    if not m[visit + V_DRAWN]:
        draw(m, v)
    if m[visit + V_WORD_3] >= fixed(m, task + T_WRONG_FROM):
        m[case_at(m, m[visit + V_CASE]) + C_WRONG] = 1
    if fixed(m, task + T_EXCEPTION_N) < 0 or m[visit + V_WORD_3] >= fixed(m, task + T_EXCEPTION_BELOW):
        return False
    m[visit + V_ASKED] = 0
    return ask_next(m, v)


@apart
def after_other(m, v):
    """Return whose way goes on after a visit that is not part of one, and whether its question was overdue.

    The number of a visit, or -1.
    """
    visit = visit_at(m, v)
    case, role = m[visit + V_CASE], m[visit + V_ROLE]
    if role == ROLE_STRAY:
        row, code = m[visit + V_ASKED], fixed(m, task_at(m, m[visit + V_ROW]) + T_CODE)
        ready = m[visit + V_FINISHED] if m[visit + V_FINISHED] >= 0 else m[NOW]
        let_go(m, v)
        if m[case_at(m, case) + C_OUTCOME] == OPEN:
            begin_visit(m, case, row, code, ready)
        return np.int64(-1), np.int64(0)
    if role != ROLE_QUESTION:
        let_go(m, v)
        return np.int64(-1), np.int64(0)
    asker, overdue, climbs = m[visit + V_ASKER], m[visit + V_STARTED] < 0, False
    if not overdue:
        uid = fixed(m, task_at(m, m[visit + V_ROW]) + T_UID)
        word = philox(m, DRAW_EXCEPTION, m[case_at(m, case) + C_KEY], uid, m[visit + V_NUMBER])[0]
        climbs = word < fixed(m, task_at(m, m[visit_at(m, asker) + V_ROW]) + T_CLIMB_BELOW)
    let_go(m, v)
    if climbs and ask_next(m, asker):
        return np.int64(-1), np.int64(0)
    return asker, np.int64(overdue)


@apart
def ask_next(m, v):
    """Let the question of a visit go to the next superior in the line; return whether there is one."""
    visit = visit_at(m, v)
    task = task_at(m, m[visit + V_ROW])
    while m[visit + V_ASKED] < fixed(m, task + T_EXCEPTION_N):
        row = row_now(m, m[fixed(m, LISTS) + fixed(m, task + T_EXCEPTIONS) + m[visit + V_ASKED]])
        m[visit + V_ASKED] += 1
        if row >= 0:
            question = new_visit(m, m[visit + V_CASE], row, m[NOW], -1, ROLE_QUESTION)
            m[visit_at(m, question) + V_ASKER] = v
            until = add_work(m, fixed(m, task_at(m, row) + T_HOURS), m[NOW], fixed(m, task + T_DEADLINE))
            push_visit(m, until, TURN_ARRIVAL, E_WITHDRAW, question, m[visit_at(m, question) + V_ID])
            be_served(m, question)
            return True
    return False


@part
def conclude(m, v, overdue):
    """Take the way on after a visit."""
    visit = visit_at(m, v)
    case, giver = m[visit + V_CASE], m[visit + V_GIVER]
    if m[case_at(m, case) + C_OUTCOME] != OPEN:
        let_go(m, v)
        return
    entry = task_at(m, m[visit + V_ENTRY])
    ready = m[visit + V_FINISHED] if m[visit + V_FINISHED] >= 0 and fixed(m, entry + T_EXCEPTION_N) < 0 else m[NOW]
    code, at, number = fixed(m, entry + T_NEXT), 0, 0
    if m[visit + V_STARTED] >= 0:
        code, at, number = way_on(m, v, overdue)
    if code == -2:
        code = branch_out(m, case, at, number, giver, ready)
    let_go(m, v)
    walk(m, case, code, giver, ready)


@apart
def branch_out(m, case, at, number, giver, ready):
    """Let all branches of a case but the first walk later; return the code of the first."""
    if number > 1:
        m[case_at(m, case) + C_BRANCHES] = number
    for k in range(1, number):
        walk_later(m, case, m[fixed(m, LISTS) + at + k], giver, ready)
    return m[fixed(m, LISTS) + at]


# --- the calendar -----------------------------------------------------------------------------------------------------


@part
def touch_all(m):
    """Look at every group in the next dispatch."""
    phase = phase_at(m, m[PHASE])
    for g in range(fixed(m, phase + F_GROUPS), fixed(m, phase + F_GROUPS) + fixed(m, phase + F_GROUPS_N)):
        touch(m, g)


@part
def switch(m, number):
    """Put a phase in force; who waits is queued again."""
    old = phase_at(m, m[PHASE])
    now = m[NOW]
    waiting = 0
    for q in range(fixed(m, old + F_QUEUES), fixed(m, old + F_QUEUES) + fixed(m, old + F_QUEUES_N)):
        queue = queue_at(m, q)
        v = m[queue + Q_HEAD]
        while v >= 0:
            visit = visit_at(m, v)
            if m[visit + V_STARTED] < 0 and not fixed(m, queue + Q_PLAIN):
                m[visit + V_RELEASED] = (
                    now if m[queue + Q_LACKING] else max(m[visit + V_RELEASED], m[queue + Q_RELEASED])
                )
            m[visit + V_QUEUE] = -1
            m[fixed(m, SPARE) + waiting] = v
            waiting += 1
            v = m[visit + V_AFTER]
    while m[TOUCHED] > 0:
        m[TOUCHED] -= 1
        m[group_at(m, m[fixed(m, TOUCHED_AT) + m[TOUCHED]]) + G_TOUCHED] = False
    m[PHASE] = number
    phase = phase_at(m, number)
    for q in range(fixed(m, phase + F_QUEUES), fixed(m, phase + F_QUEUES) + fixed(m, phase + F_QUEUES_N)):
        earlier_one = fixed(m, queue_at(m, q) + Q_EARLIER)
        if earlier_one >= 0:
            m[queue_at(m, q) + Q_NUMBERS] = m[queue_at(m, earlier_one) + Q_NUMBERS]
            m[queue_at(m, q) + Q_NUMBERS_DAY] = m[queue_at(m, earlier_one) + Q_NUMBERS_DAY]
    for unit in range(fixed(m, N_UNITS) + 1):
        m[fixed(m, QUEUED) + unit] = 0
    enter_phase(m)
    for k in range(waiting):
        queue_visit(m, m[fixed(m, SPARE) + k])


@part
def enter_phase(m):
    """Look up where the rows of the phase in force stand, and count who is idle in each of its groups."""
    phase = phase_at(m, m[PHASE])
    m[ROWS_NOW], m[ROWS_KNOWN] = fixed(m, LISTS) + fixed(m, phase + F_ROWS), fixed(m, LISTS) + fixed(m, phase + F_KNOWN)
    for staff in range(fixed(m, N_STAFF)):
        person = person_at(m, staff)
        m[person + P_GROUP] = m[fixed(m, LISTS) + fixed(m, phase + F_GROUP_OF) + staff]
        if m[person + P_GROUP] >= 0 and not m[person + P_BUSY]:
            m[group_at(m, m[person + P_GROUP]) + G_IDLE] += 1


@apart
def send_home(m, q):
    """Citizens who still wait for an attended step at closing go home."""
    task = task_at(m, fixed(m, queue_at(m, q) + Q_ROW))
    number = 0
    v = m[queue_at(m, q) + Q_HEAD]
    while v >= 0:
        m[fixed(m, SPARE) + number] = v
        number += 1
        v = m[visit_at(m, v) + V_AFTER]
    for k in range(number):
        unlink(m, m[fixed(m, SPARE) + k])
    note(m, q)
    for k in range(number):
        v = m[fixed(m, SPARE) + k]
        visit = visit_at(m, v)
        if m[visit + V_STARTED] >= 0:
            put(m, v)
        elif fixed(m, task + T_AT_CLOSING) == AT_LEAVE:
            close(m, m[visit + V_CASE], ABANDONED)
            push_visit(m, m[NOW], TURN_EVENING, E_SERVED, v, m[visit + V_ID])
        else:
            opening = next_open(m, fixed(m, task + T_HOURS), m[NOW])
            m[visit + V_END] = opening
            push_visit(m, opening, TURN_ARRIVAL, E_COMEBACK, v, m[visit + V_ID])


@part
def is_moment(m, row, tick):
    """Whether a task has a session at a tick."""
    task = task_at(m, row)
    low, high = fixed(m, task + T_MOMENTS), fixed(m, task + T_MOMENTS) + fixed(m, task + T_MOMENTS_N)
    while low < high:
        middle = (low + high) >> 1
        if m[fixed(m, LISTS) + middle] < tick:
            low = middle + 1
        else:
            high = middle
    return low < fixed(m, task + T_MOMENTS) + fixed(m, task + T_MOMENTS_N) and m[fixed(m, LISTS) + low] == tick


@part
def held(m, q, tick):
    """Whether anybody who could hold a session is on duty."""
    queue = queue_at(m, q)
    for k in range(fixed(m, queue + Q_OWN_N)):
        person = person_at(m, fixed(m, server_at(m, fixed(m, queue + Q_OWN) + k) + S_STAFF))
        if on_duty(m, fixed(m, person + P_CALENDAR) if fixed(m, queue + Q_AWAY) else fixed(m, person + P_CLOCK), tick):
            return True
    if fixed(m, queue + Q_DEPUTIES_N) > 0 and not present(m, q):
        for k in range(fixed(m, queue + Q_DEPUTIES_N)):
            person = person_at(m, fixed(m, server_at(m, fixed(m, queue + Q_DEPUTIES) + k) + S_STAFF))
            if on_duty(
                m, fixed(m, person + P_CALENDAR) if fixed(m, queue + Q_AWAY) else fixed(m, person + P_CLOCK), tick
            ):
                return True
    return False


@part
def sessions(m, tick):
    """Call who waits for a session, if somebody of its post is on duty."""
    phase = phase_at(m, m[PHASE])
    last = fixed(m, phase + F_QUEUES) + fixed(m, phase + F_QUEUES_N)
    for q in range(fixed(m, phase + F_QUEUES), last):
        queue = queue_at(m, q)
        m[queue + Q_TRIED] = not (
            fixed(m, task_at(m, fixed(m, queue + Q_ROW)) + T_GATHERS)
            and is_moment(m, fixed(m, queue + Q_ROW), tick)
            and held(m, q, tick)
        )
    for first in range(fixed(m, phase + F_QUEUES), last):
        if m[queue_at(m, first) + Q_TRIED]:
            continue
        post = fixed(m, queue_at(m, first) + Q_POST)
        most = _ALL
        for q in range(first, last):
            if not m[queue_at(m, q) + Q_TRIED] and fixed(m, queue_at(m, q) + Q_POST) == post:
                m[queue_at(m, q) + Q_POINTER] = m[queue_at(m, q) + Q_HEAD]
                most = min(most, fixed(m, task_at(m, fixed(m, queue_at(m, q) + Q_ROW)) + T_MOST))
        called = 0
        while called < most:
            best = -1
            for q in range(first, last):
                queue = queue_at(m, q)
                if m[queue + Q_TRIED] or fixed(m, queue + Q_POST) != post or m[queue + Q_POINTER] < 0:
                    continue
                if best < 0 or waits_before(m, m[queue + Q_POINTER], m[queue_at(m, best) + Q_POINTER]):
                    best = q
            if best < 0:
                break
            v = m[queue_at(m, best) + Q_POINTER]
            m[queue_at(m, best) + Q_POINTER] = m[visit_at(m, v) + V_AFTER]
            call(m, v)
            called += 1
        for q in range(first, last):
            if fixed(m, queue_at(m, q) + Q_POST) == post:
                m[queue_at(m, q) + Q_TRIED] = True
    dispatch_later(m)


@part
def waits_before(m, a, b):
    """Whether a visit comes before another in the order of the dispatch, whoever was called."""
    task_1, task_2 = task_at(m, m[visit_at(m, a) + V_ROW]), task_at(m, m[visit_at(m, b) + V_ROW])
    if fixed(m, task_1 + T_PRIORITY) != fixed(m, task_2 + T_PRIORITY):
        return fixed(m, task_1 + T_PRIORITY) < fixed(m, task_2 + T_PRIORITY)
    if rule_key(m, task_1) != rule_key(m, task_2):
        return rule_key(m, task_1) < rule_key(m, task_2)
    return earlier(m, a, b)


@part
def stay_on(m, staff, until):
    """Let a person stay after closing; work in hand goes on."""
    person = person_at(m, staff)
    v = m[person + P_VISIT]
    now = m[NOW]
    left = visit_work_between(m, v, now, m[visit_at(m, v) + V_END]) if v >= 0 else 0
    m[person + P_STAYS_FROM], m[person + P_STAYS_TO] = now, until
    if (
        v >= 0
        and not fixed(m, task_at(m, m[visit_at(m, v) + V_ROW]) + T_ATTENDED)
        and m[visit_at(m, v) + V_TEAM_N] == 0
    ):
        end_at(m, v, work_end(m, v, left))


@part
def outage(m, thing, fails):
    """Equipment fails or is mended; what it was used for is interrupted."""
    m[thing_at(m, thing) + X_FAILS] = fails
    noted(m, thing)
    if fails:
        number = 0
        for staff in range(fixed(m, N_STAFF)):
            v = m[person_at(m, staff) + P_VISIT]
            if v < 0 or m[visit_at(m, v) + V_STAFF] != staff or m[visit_at(m, v) + V_END] <= m[NOW]:
                continue
            task = task_at(m, m[visit_at(m, v) + V_ROW])
            uses = False
            for k in range(fixed(m, task + T_USES_N)):
                uses = uses or m[fixed(m, LISTS) + fixed(m, task + T_USES) + 2 * k] == thing
            if uses and not fixed(m, task + T_GATHERS):
                m[fixed(m, SPARE) + number] = v
                number += 1
        for k in range(number):
            interrupt(m, m[fixed(m, SPARE) + k])
    dispatch_later(m)


@part
def evening(m, hours):
    """Those go home who wait for an attended step that closes now."""
    phase = phase_at(m, m[PHASE])
    for q in range(fixed(m, phase + F_QUEUES), fixed(m, phase + F_QUEUES) + fixed(m, phase + F_QUEUES_N)):
        queue = queue_at(m, q)
        task = task_at(m, fixed(m, queue + Q_ROW))
        closes = (
            fixed(m, task + T_ATTENDED)
            and fixed(m, task + T_AT_CLOSING) != AT_STAY
            and fixed(m, task + T_HOURS) == hours
        )
        if closes and m[queue + Q_SIZE] > 0:
            send_home(m, q)


@part
def overtime(m, first, number):
    """Staff whose unit has too much left at closing stay on."""
    phase = phase_at(m, m[PHASE])
    for k in range(number):
        staff = m[fixed(m, EVENINGS) + first + k]
        unit = m[fixed(m, LISTS) + fixed(m, phase + F_UNIT_OF) + staff]
        if unit < 0:
            continue
        rule = fixed(m, LISTS) + fixed(m, phase + F_OVERTIME) + 2 * unit
        if m[rule] >= 0 and m[fixed(m, QUEUED) + unit] > m[rule]:
            stay_on(m, staff, m[NOW] + m[rule + 1])
    touch_all(m)
    dispatch_later(m)


@part
def deliver(m, thing, number):
    """Add supplies."""
    m[thing_at(m, thing) + X_STOCK] += number
    noted(m, thing)
    dispatch_later(m)


@apart
def by_calendar(m, at):
    """Do what the calendar says."""
    entry = calendar_at(m, at)
    kind, one, two = fixed(m, entry + Y_KIND), fixed(m, entry + Y_ONE), fixed(m, entry + Y_TWO)
    if kind == K_OPEN:
        touch_all(m)
        dispatch_later(m)
    elif kind == K_PHASE:
        switch(m, one)
    elif kind == K_EVENING:
        evening(m, one)
    elif kind == K_SESSION:
        sessions(m, m[NOW])
    elif kind == K_DELIVER:
        deliver(m, one, two)
    elif kind == K_OUTAGE:
        outage(m, one, two)
    elif kind == K_OVERTIME:
        overtime(m, one, two)
    elif one:
        m[OVER] = 1
    else:
        stop_if_done(m)


# --- the loop ---------------------------------------------------------------------------------------------------------


@apart
def lose_patience(m, v, stamp):
    """Let a citizen who has waited long enough give up."""
    visit = visit_at(m, v)
    if m[visit + V_WAITS] != stamp or m[visit + V_STARTED] >= 0:
        return
    if m[case_at(m, m[visit + V_CASE]) + C_OUTCOME] == OPEN and leave_queue(m, v):
        close(m, m[visit + V_CASE], ABANDONED)
        push_visit(m, m[NOW], TURN_COMPLETION, E_SERVED, v, m[visit + V_ID])


@apart
def withdraw(m, v, stamp):
    """Withdraw a question that nobody has taken up in time."""
    visit = visit_at(m, v)
    if m[visit + V_ID] == stamp and m[visit + V_STARTED] < 0 and leave_queue(m, v):
        push_visit(m, m[NOW], TURN_COMPLETION, E_SERVED, v, m[visit + V_ID])


@apart
def call_batch(m, v, stamp):
    """Call somebody who has waited long enough for a batch, by the rule of the phase in force."""
    visit = visit_at(m, v)
    if m[visit + V_ID] == stamp // 4096 and m[visit + V_QUEUE] >= 0 and m[PHASE] == stamp % 4096:
        call(m, v)
        dispatch_later(m)


@apart
def come_back(m, v):
    """Let a citizen who went home queue again."""
    visit = visit_at(m, v)
    if m[case_at(m, m[visit + V_CASE]) + C_OUTCOME] != OPEN:
        let_go(m, v)
        return
    m[visit + V_ENQUEUED] = m[visit + V_RELEASED] = m[visit + V_END]
    queue_visit(m, v)
    wait_patiently(m, v)


@apart
def become_late(m, case):
    """Complain of lateness, if the case is not closed yet."""
    rule = fixed(m, phase_at(m, m[PHASE]) + F_COMPLAINTS)
    one = case_at(m, case)
    if rule >= 0 and (m[one + C_OUTCOME] == OPEN or m[one + C_FINISHED] == m[NOW]):
        file_complaint(m, case, rule, philox(m, DRAW_COMPLAINT, m[one + C_KEY], 0, 1)[1])


@apart
def ask(m, case, number):
    """Ask after a late case; the answer is a visit of its own."""
    rule = fixed(m, phase_at(m, m[PHASE]) + F_CHASING)
    one = case_at(m, case)
    if rule < 0 or m[one + C_OUTCOME] != OPEN:
        return
    ask_later(m, case, m[one + C_ASKS_AT], number)
    code = m[fixed(m, LISTS) + rule + 3 + m[one + C_SERVICE]]
    row = row_now(m, code) if code >= 0 else -1
    if row < 0:
        return
    word = philox(m, DRAW_CHASE, m[one + C_KEY], fixed(m, task_at(m, row) + T_UID), number)[0]
    if word < m[fixed(m, LISTS) + rule]:
        v = new_visit(m, case, row, m[NOW], -1, ROLE_ASIDE)
        be_served(m, v)


@apart
def come_again(m, request):
    """Let a citizen of a closed group come again."""
    case = ask_request(m, request)
    one = case_at(m, case)
    m[one + C_ARRIVED] = m[NOW]
    limits = fixed(m, LISTS) + fixed(m, phase_at(m, m[PHASE]) + F_LIMITS) + 4 * m[one + C_SERVICE]
    if m[limits] >= 0:
        m[one + C_DUE] = due(m, m[one + C_ARRIVED], m[limits], m[limits + 1])
    if m[limits + 2] >= 0:
        m[one + C_EXPECTED] = due(m, m[one + C_ARRIVED], m[limits + 2], m[limits + 3])
    open_case(m, case)


@part
def happen(m, what, who, stamp):
    """Do what an event says, unless it has been overtaken."""
    if what <= E_EXTERNAL:
        visit = visit_at(m, who)
        if what == E_EXTERNAL:
            finish_external(m, who)
        elif what == E_SERVED or m[visit + V_GENERATION] == stamp:
            served(m, who)
        else:
            return
        after(m, who)
    elif what == E_READY:
        enqueue(m, who)
    elif what == E_PATIENCE:
        lose_patience(m, who, stamp)
    elif what == E_WITHDRAW:
        withdraw(m, who, stamp)
    elif what == E_CALL:
        call_batch(m, who, stamp)
    elif what == E_COMEBACK:
        come_back(m, who)
    elif what == E_AGAIN:
        come_again(m, who)
    else:
        if what == E_LATENESS:
            become_late(m, who)
        else:
            ask(m, who, stamp)
        m[case_at(m, who) + C_PENDING] -= 1
        forget(m, who)


@part
def walk_on(m):
    """Let the first of those walk on who were to do so when what was going on is done."""
    one = walk_at(m, m[WALK_HEAD] % WALKS)
    m[WALK_HEAD] += 1
    case, code, giver, ready = m[one + W_CASE], m[one + W_CODE], m[one + W_GIVER], m[one + W_READY]
    if m[WALK_HEAD] == m[WALK_TAIL]:
        m[WALK_HEAD] = m[WALK_TAIL] = 0  # the first place again, which is in the processor's cache
    if code == ERROR_FOUND:
        complain_of_error(m, case)
    else:
        walk(m, case, code, giver, ready)
    m[case_at(m, case) + C_GOING] -= 1
    forget(m, case)


@part
def is_full(m):
    """Whether a list might not hold what the next instants bring."""
    live = m[LIVE] + 256 * AHEAD
    logs = fixed(m, KEEPS) == KEEP_LOG
    return (
        live > fixed(m, ROOM_VISITS)
        or m[HEAP] + 4 * AHEAD * live > fixed(m, ROOM_HEAP)
        or m[OPENED] + 256 * AHEAD > fixed(m, ROOM_OPENED)
        or (logs and m[CASES] + 256 * AHEAD > fixed(m, ROOM_CASES))
        or (logs and m[OUT] + m[NEVER_BEGAN] + AHEAD * (1 + fixed(m, TEAM_MOST)) * live > fixed(m, ROOM_ROWS))
        or m[TEAMS] + AHEAD * fixed(m, TEAM_MOST) * live > fixed(m, ROOM_TEAMS)
        or m[NODES] + 256 * AHEAD > fixed(m, ROOM_NODES)
    )


@part
def next_foreseen(m):
    """Return when, at the soonest, the next request or the next entry of the calendar comes."""
    when, request, entry = NEVER, m[NEXT_REQUEST], m[NEXT_CALENDAR]
    if request < fixed(m, N_REQUESTS):
        when = asked(m, request, A_ARRIVED) << 4 | TURN_ARRIVAL
    elif fixed(m, MORE_REQUESTS):
        return np.int64(-1)
    if entry < fixed(m, N_CALENDAR):
        when = min(when, fixed(m, calendar_at(m, entry) + Y_WHEN))
    return when


@entry
def advance(memory):
    """Run until the end, until a list is full, or for so many events; return why it stopped.

    Raises nothing: an overflow is told by `ERROR`.
    """
    m = memory_in(memory)
    foreseen = next_foreseen(m)
    for turn in range(CHECK_EVERY):
        if turn % AHEAD == 0:
            if m[ERROR]:
                return ENDED
            if is_full(m):
                return FULL
        if m[WALK_HEAD] < m[WALK_TAIL]:
            walk_on(m)
            continue
        when, source, first = soonest_event(m), 1, event_at(m, 0)
        instant = m[NOW] << 4 | TURN_DISPATCH
        if m[DISPATCH_DUE] and when > instant and foreseen > instant:
            m[DISPATCH_DUE] = 0
            match(m)  # what begins now may take the place of what has ended
            continue
        if m[HOLE]:
            fill(m)
        if foreseen <= when:
            request = m[NEXT_REQUEST]
            if request < fixed(m, N_REQUESTS):
                then = max(asked(m, request, A_ARRIVED), m[NOW]) << 4 | TURN_ARRIVAL
                before_it = then < when
                if then == when:
                    its_key, key = asked(m, request, A_KEY), m[first + O_KEY]
                    before_it = its_key < key or (its_key == key and case_order(0, 0) <= m[first + O_SUB])
                if before_it:
                    when, source = then, 2
            elif fixed(m, MORE_REQUESTS):
                return FULL
            entry = calendar_at(m, m[NEXT_CALENDAR])
            if m[NEXT_CALENDAR] < fixed(m, N_CALENDAR) and fixed(m, entry + Y_WHEN) <= when:
                when, source = fixed(m, entry + Y_WHEN), 3
        if when >= LATEST or (m[OVER] and when > instant):
            return ENDED
        m[NOW] = when >> 4
        if source == 1:
            what, who, stamp = m[first + O_WHAT] >> 32, m[first + O_WHAT] & _WORD, m[first + O_STAMP]
            m[HOLE] = 1
            happen(m, what, who, stamp)
        elif source == 2:
            request = m[NEXT_REQUEST] + 1
            while request < fixed(m, N_REQUESTS) and asked(m, request, A_FOLLOWS):
                request += 1  # who follows another comes after that one
            arrive(m, ask_request(m, m[NEXT_REQUEST]))
            m[NEXT_REQUEST] = request
            foreseen = next_foreseen(m)
        else:
            m[NEXT_CALENDAR] += 1
            by_calendar(m, m[NEXT_CALENDAR] - 1)
            foreseen = next_foreseen(m)
    return MORE


@entry
def enter_groups(memory):
    """Begin: count who is idle in each group of the first phase."""
    enter_phase(memory_in(memory))


@entry
def flush(memory):
    """Write the visits that were going on when the run ended, and record the cases that were open."""
    m = memory_in(memory)
    for v in range(m[USED_VISITS]):
        if m[visit_at(m, v) + V_LIVE] and m[visit_at(m, v) + V_FINISHED] < 0:
            write_unserved(m, v)
    for case in range(m[USED_CASES]):
        if m[case_at(m, case) + C_NUMBER] >= 0:
            record(m, case)


@inlined
def copy_row(m, to, row):
    """Write a row of the log in place of another."""
    (there, j), (here, i) = block_of(m, to), block_of(m, row)
    for column in range(R_NUMBERS):
        put_4(m, there, j + column * BLOCK, get_4(m, here, i + column * BLOCK))
    for column in range(R_CODES):
        put_2(m, there, j + (_CODES + column * BLOCK), get_2(m, here, i + (_CODES + column * BLOCK)))
    put_1(m, there, j + _CATEGORY, get_1(m, here, i + _CATEGORY))
    if fixed(m, IS_WIDE):
        for field in range(Z_WIDTH):
            m[wide_at(m, to) + field] = m[wide_at(m, row) + field]


@entry
def move_unserved(memory, room, to):
    """Move the rows of visits that never began from the end of so many rows to the end of so many others."""
    m = memory_in(memory)
    for k in range(-m[NEVER_BEGAN], 0):
        copy_row(m, to + k, room + k)


# --- for others than the engine (see `orgsim.simulation.compiled_code`) -----------------------------------------------


@entry
def draw_words(round_keys, sources, indices, step, visit, words):
    """Write the first word of each decision of many (see `orgsim.simulation.draws.philox_words`)."""
    m, source, index, word = memory_in(round_keys), memory_in(sources), memory_in(indices), memory_in(words)
    for i in range(len(words)):
        word[i] = rounds(m, np.int64(0), source[i], index[i], step, visit)[0]
