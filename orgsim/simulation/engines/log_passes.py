"""What is found in a log by compiled code, visit by visit: for `orgsim.analysis`, once the kernel is loaded.

Nothing here knows the kernel's memory. Every function takes addresses, of columns that stand elsewhere and of where its
findings are to be written, in the order of the names below; what it finds NumPy finds too, in more time.
"""

from __future__ import annotations

import numpy as np

from orgsim.simulation.engines.layout import APPROVAL, NEVER
from orgsim.simulation.engines.places import fixed, memory_at, narrow_in
from orgsim.simulation.engines.whole import entry, inlined

_DAY = 86_400

# fmt: off
# duty, as `DutyTimes` hands it over: where its tables are, and how moments are found in them
(
    DUTY_ROW, DUTY_INTERVAL, DUTY_UNTIL, DUTY_OPENS, DUTY_CLOSES, DUTY_BASE, DUTY_SHIFT, DUTY_FIRST, DUTY_LAST,
    DUTY_MORE
) = range(10)
# visits: addresses of their columns, then of those of their cases, then of what is found; and numbers
(
    ROW_CASE, ROW_READY, ROW_ENQUEUED, ROW_RELEASED, ROW_STARTED, ROW_FINISHED, ROW_SUSPENDED, ROW_STAFF, ROW_LEFT,
    ROW_CATEGORY, ROW_ATTENDED, ROW_AWAY, ROW_ARRIVED, ROW_ENDS, ROW_SUMS, ROW_WAITS, ROW_WORK, ROW_REACHED, ROW_MARKS
) = range(19)
ROW_NUMBER, ROW_CASES, ROW_UNTIL, ROW_PEOPLE = range(4)
(
    PART_WORK, PART_QUEUEING, PART_CALENDAR, PART_APPROVAL, PART_HAND_OVER, PART_SUPPLY, PART_WAITED, PART_PASSED_ON
) = range(PART_WIDTH := 8)
# who had what in hand together: addresses of rows of visits, of their columns, of what is known of people and of hands,
# and of what is found
(
    HAND_ROWS, HAND_STAFF, HAND_STARTED, HAND_ENDS, HAND_LATEST, HAND_ENDS_AT, HAND_BEFORE, HAND_FIRST, HAND_NUMBER,
    HAND_SHARED, HAND_FOUND
) = range(11)
# what is added up: addresses of columns of visits, of what is known of their cases, and of what is found
UP_CODES, UP_CASES, UP_LAST, UP_ENDS, UP_AMOUNTS, UP_SUMS, UP_COUNTS, UP_CUT = range(8)
# who was occupied: addresses of columns of visits, of their rows, and of how far each person was; and numbers
BUSY_STAFF, BUSY_STARTED, BUSY_INTERRUPTED, BUSY_ENDS, BUSY_ROWS, BUSY_REACHED = range(6)
BUSY_NUMBER, BUSY_START, BUSY_END, BUSY_FIRST, BUSY_DAYS = range(5)
# fmt: on

get_1, put_1 = narrow_in(ROW_MARKS, 1)


@inlined
def time_before(t, moment, row):
    """Return the time on duty before a moment, of the clock that a row of the table of stretches is of."""
    stretch = row + max(min(moment >> fixed(t, DUTY_SHIFT), fixed(t, DUTY_LAST)), fixed(t, DUTY_FIRST))
    interval, closes = memory_at(fixed(t, DUTY_INTERVAL))[stretch], memory_at(fixed(t, DUTY_CLOSES))
    for _ in range(fixed(t, DUTY_MORE)):
        interval += closes[interval] <= moment
    return max(moment, memory_at(fixed(t, DUTY_OPENS))[interval]) + memory_at(fixed(t, DUTY_BASE))[interval]


@inlined
def time_between(t, a, b, whose):
    """Return the time on duty between two moments (see `orgsim.simulation.duty_times.DutyTimes`)."""
    row = memory_at(fixed(t, DUTY_ROW))[whose]
    stretch = row + max(min(a >> fixed(t, DUTY_SHIFT), fixed(t, DUTY_LAST)), fixed(t, DUTY_FIRST))
    if a <= b <= memory_at(fixed(t, DUTY_UNTIL))[stretch]:
        return b - a  # most are on duty all the time
    return time_before(t, b, row) - time_before(t, a, row)


@inlined
def time_until(t, a, b, last, whose):
    """Return the time on duty between two moments, of what lies before a third."""
    end = min(b, last)
    return time_between(t, min(a, end), end, whose)


@entry
def time_on_duty(table, begins, ends, whose, done, step, number):
    """Write the time on duty between many moments.

    All but the last are addresses of whole numbers, and `step` is how far each of `whose` is from the next.
    """
    t, begin, end, who, time = memory_at(table), memory_at(begins), memory_at(ends), memory_at(whose), memory_at(done)
    for i in range(number):
        time[i] = time_between(t, begin[i], end[i], who[i * step])


@inlined
def told(w, field, i):
    """Return a number of a visit or a case."""
    return memory_at(fixed(w, field))[i]


@inlined
def flag(w, field, i):
    """Return a short number of a visit."""
    return get_1(memory_at(fixed(w, field)), 0, i)


@inlined
def within(moment, first, last):
    """Return a moment, not before one and not after another."""
    return min(max(moment, first), last)


@entry
def read_visits(table, visits, numbers):
    """Find what visits add to the time of their cases, and more (see `orgsim.analysis.visit_stages.Told`).

    All are addresses.
    """
    t, w, n = memory_at(table), memory_at(visits), memory_at(numbers)
    until, cases, people = fixed(n, ROW_UNTIL), fixed(n, ROW_CASES), fixed(n, ROW_PEOPLE)
    office = 2 * people
    sums, reached = memory_at(fixed(w, ROW_SUMS)), memory_at(fixed(w, ROW_REACHED))
    marks, waits, works = (
        memory_at(fixed(w, ROW_MARKS)),
        memory_at(fixed(w, ROW_WAITS)),
        memory_at(fixed(w, ROW_WORK)),
    )
    for i in range(fixed(n, ROW_NUMBER)):
        case, ready, enqueued = told(w, ROW_CASE, i), told(w, ROW_READY, i), told(w, ROW_ENQUEUED, i)
        started, finished, left = told(w, ROW_STARTED, i), told(w, ROW_FINISHED, i), told(w, ROW_LEFT, i)
        first, last = told(w, ROW_ARRIVED, case), told(w, ROW_ENDS, case)
        attended, clock = flag(w, ROW_ATTENDED, i), office
        if enqueued == -1:
            enqueued = NEVER
        released, stops, over, queued = enqueued, left, left, ready if attended else enqueued
        begun = started != -1 and started < until
        if begun:
            released = max(told(w, ROW_RELEASED, i), enqueued)
            stops = over = until
            if finished != -1 and finished < until:
                stops, over = finished - told(w, ROW_SUSPENDED, i), finished
            if told(w, ROW_STAFF, i) >= 0:
                clock = told(w, ROW_STAFF, i) + people * flag(w, ROW_AWAY, i)

        waited = time_until(t, queued, left, last, office)
        if stops < over:
            waited += time_until(t, stops, over, last, office)
        start, finish = NEVER if started == -1 else started, NEVER if finished == -1 else finished
        waits[i], works[i] = waited, time_until(t, start, finish, last, office)
        its = PART_WIDTH * case
        sums[its + PART_WAITED] += waited
        if ready < queued:
            sums[its + PART_PASSED_ON] += time_until(t, ready, queued, last, office)
        if ready >= until:
            continue

        if min(ready, enqueued) < reached[case]:
            put_1(marks, 0, case, 1)
        reached[case] = min(max(over, released), until)
        if begun and (ready > enqueued or released > left or left > stops):
            put_1(marks, cases, case, 1)

        ready, enqueued = within(ready, first, last), within(enqueued, first, last)
        released, left = within(released, first, last), within(left, first, last)
        stops, over = within(stops, first, last), within(over, first, last)
        begin, work = min(released, left), stops - left
        queue, queue_on_duty = left - begin, time_between(t, begin, left, clock)
        work_on_duty = work if attended else time_between(t, left, stops, clock)
        if attended and ready < enqueued:  # citizens are at the counter when they are ready
            queue += enqueued - ready
            queue_on_duty += time_between(t, ready, enqueued, clock)
        if stops < over:  # who is interrupted is in the queue again
            queue += over - stops
            queue_on_duty += time_between(t, stops, over, clock)
        cause = PART_APPROVAL if flag(w, ROW_CATEGORY, i) == APPROVAL else PART_QUEUEING
        sums[its + cause] += queue_on_duty
        sums[its + PART_WORK] += work_on_duty
        sums[its + PART_CALENDAR] += queue - queue_on_duty + work - work_on_duty
        sums[its + PART_HAND_OVER] += 0 if attended else max(enqueued - ready, 0)
        sums[its + PART_SUPPLY] += max(released - enqueued, 0)


@entry
def add_busy(table, visits, numbers, busy):
    """Add the time on duty that people are occupied to their days (see `orgsim.analysis.staff_time`).

    All are addresses; the visits come in the order of their starts.
    """
    t, w, n, busy_on = memory_at(table), memory_at(visits), memory_at(numbers), memory_at(busy)
    start, end, first, days = fixed(n, BUSY_START), fixed(n, BUSY_END), fixed(n, BUSY_FIRST), fixed(n, BUSY_DAYS)
    reached = memory_at(fixed(w, BUSY_REACHED))
    for k in range(fixed(n, BUSY_NUMBER)):
        i = told(w, BUSY_ROWS, k)
        staff, ends = told(w, BUSY_STAFF, i), told(w, BUSY_ENDS, i)
        begin, until = max(told(w, BUSY_STARTED, i), reached[staff], start), min(ends, end)
        if told(w, BUSY_INTERRUPTED, i) > 0 or ends <= reached[staff]:
            continue
        reached[staff] = ends
        while begin < until:
            day = begin // _DAY
            closes = min(until, (day + 1) * _DAY)
            busy_on[staff * days + day - first] += time_between(t, begin, closes, staff)
            begin = closes


@entry
def add_by_code(visits, number):
    """Add up an amount of visits by a code of each (see `orgsim.analysis.sums_by_code`).

    Of those that are cut short, how many they are comes before their places.
    """
    w, few = memory_at(visits), np.int64(0)
    sums, counts = memory_at(fixed(w, UP_SUMS)), memory_at(fixed(w, UP_COUNTS))
    for i in range(number):
        last = told(w, UP_LAST, told(w, UP_CASES, i))
        if last == -NEVER:  # the case is not asked for
            continue
        code = told(w, UP_CODES, i)
        counts[code] += 1
        if told(w, UP_ENDS, i) < last:
            sums[code] += told(w, UP_AMOUNTS, i)
        else:
            few += 1
            memory_at(fixed(w, UP_CUT))[few] = i
    memory_at(fixed(w, UP_CUT))[0] = few


@entry
def find_shared(visits, number):
    """Find the visits that somebody had in hand together with others (see `orgsim.analysis.visit_work`).

    They come in the order of their starts. Of those found, how many they are comes before their rows.
    """
    w, few, hands = memory_at(visits), np.int64(0), np.int64(0)
    latest, ends_at = memory_at(fixed(w, HAND_LATEST)), memory_at(fixed(w, HAND_ENDS_AT))
    before, first = memory_at(fixed(w, HAND_BEFORE)), memory_at(fixed(w, HAND_FIRST))
    numbers, made = memory_at(fixed(w, HAND_NUMBER)), np.int64(0)
    shared, found = memory_at(fixed(w, HAND_SHARED)), memory_at(fixed(w, HAND_FOUND))
    for k in range(number):
        row = told(w, HAND_ROWS, k)
        staff, start, end = told(w, HAND_STAFF, row), told(w, HAND_STARTED, row), told(w, HAND_ENDS, row)
        hand = latest[staff]  # of those that the person took up at this tick, the latest
        if hand >= 0 and told(w, HAND_STARTED, first[hand]) != start:
            latest[staff] = hand = -1
        while hand >= 0 and ends_at[hand] != end:
            hand = before[hand]
        if hand < 0:
            ends_at[made], before[made], first[made], numbers[made] = end, latest[staff], row, -1
            latest[staff] = made
            made += 1
            continue
        if numbers[hand] < 0:
            numbers[hand] = hands
            hands += 1
            few += 1
            shared[few], found[few] = first[hand], numbers[hand]
        few += 1
        shared[few], found[few] = row, numbers[hand]
    shared[0] = few
