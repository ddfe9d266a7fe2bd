"""The memory of the kernel: one array of integers, and the places of everything in it.

The counters of a run stand first, then where each table begins. A table is a row of records of one size; the names
of a record's fields begin with a letter of their own, and the field of the n-th record of a table stands at
``m[TABLE] + WIDTH * n + FIELD``. One array, because a function takes longer to compile the more arguments it hands
on, and because a run that has reached a point can so be copied as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Memory = npt.NDArray[np.int64]

# --- what the kernel knows by number ----------------------------------------------------------------------------------
NEVER: Final = 1 << 62
LATEST: Final = 1 << 60  # after all ticks and turns
DONE: Final = -1
FINISHED, ABANDONED, REFUSED, OPEN = 0, 1, 2, 4
NOBODY, APPROVAL, TEAM = -1, 1, 7
AT_STAY, AT_RETURN, AT_LEAVE = range(3)
TURN_SWITCH, TURN_CALL, TURN_OVERTIME, TURN_EVENING, TURN_COMPLETION, TURN_ARRIVAL = range(6)
TURN_DISPATCH, TURN_END = 9, 10
E_COMPLETE, E_SERVED, E_EXTERNAL, E_READY, E_PATIENCE, E_WITHDRAW, E_CALL, E_COMEBACK = range(8)
E_LATENESS, E_ASK, E_AGAIN = 8, 9, 10
K_OPEN, K_PHASE, K_EVENING, K_SESSION, K_DELIVER, K_OUTAGE, K_OVERTIME, K_END = range(8)
DRAW_VISIT, DRAW_EXTERNAL, DRAW_PATIENCE, DRAW_EXCEPTION, DRAW_COMPLAINT, DRAW_CHASE = range(6)
ROLE_WAY, ROLE_STRAY, ROLE_QUESTION, ROLE_ASIDE = range(4)
MORE, FULL, ENDED = range(3)
ERROR_FOUND: Final = -3
OVERFLOW, TOO_MANY_AT_ONCE = 1, 2
KEEP_LOG, KEEP_WAITS, KEEP_SUMS = range(3)
WALKS: Final = 1 << 12
MOST_AT_ONCE: Final = 1 << 10
LANES: Final = 8
CHECK_EVERY: Final = 200_000
AHEAD: Final = 4
ASKED_AT_ONCE: Final = (1 << 12) + 72  # no power of 2, for the columns would share their places in the cache
ROUNDS: Final = 10
M0, M1 = 0xD2511F53, 0xCD9E8D57  # of Philox4x32-10, as the number of rounds is
KNOTS: Final = 8194
BLOCK: Final = 8192 + 48  # rows: the columns of so many visits, one after the other, and then those of the next

# --- counters and settings of a run -----------------------------------------------------------------------------------
# fmt: off
(
    NOW, HEAP, HOLE, PHASE, LIVE, USED_VISITS, FREE_VISIT, VISIT_ID, GENERATION, OUT, CASES, OPENED, USED_CASES,
    FREE_CASE, COHORT, OVER, DISPATCH_DUE, TOUCHED, WALK_HEAD, WALK_TAIL, NODES, USED_NODES, FREE_NODE, TEAMS,
    NEXT_REQUEST, NEXT_CALENDAR, ERROR, FIRST_REQUEST, N_REQUESTS, MORE_REQUESTS, N_CALENDAR, N_UNITS, N_KINDS,
    N_SITES, N_STAFF, N_SERVICES, N_CLOSINGS, N_PRACTICE, OFFICE, RUN_END, RUN_LIMIT, KEEPS, STRETCH_FROM, STRETCH_TO,
    STRETCH, TEAM_MOST, ROOM_ASKS, ROOM_VISITS, ROOM_HEAP, ROOM_OPENED, ROOM_CASES, ROOM_ROWS, ROOM_TEAMS, ROOM_NODES,
    COUNTS, ROWS_NOW, ROWS_KNOWN, IS_WIDE, NEVER_BEGAN, FETCHED, BEGAN_AT,
    BEGUN, UNORDERED
) = range(63)

# --- where each table begins ------------------------------------------------------------------------------------------
(
    LISTS, CLOSINGS, EVENINGS, QUEUED, INSIDE, TOUCHED_AT, TAKEN, TEAMS_AT, SPARE, HEAP_AT, HOURS, CLOCKS, CALENDAR,
    THINGS, PRACTICE, WALKS_AT, LANES_AT, NODES_AT, ASKS, KEYS, TABLES, TASKS, QUEUES, GROUPS, SERVERS, PEOPLE,
    PHASES, VISITS, CASES_AT, ENTRIES, WAITED, SUMS, BEGUN_AT, WIDE, ROWS
) = range(63, 98)
HEADER: Final = 98

# --- fields -----------------------------------------------------------------------------------------------------------
# a task type, as it is in one phase
(
    T_UID, T_CODE, T_SAME, T_PHASE, T_TABLE, T_MEAN, T_KIND, T_PRIORITY, T_CATEGORY, T_EXTERNAL,
    T_SITES, T_HAS, T_LACKS, T_NEXT, T_SAME_KIND_WAIT, T_HOURS, T_ATTENDED, T_AT_CLOSING, T_WORKING_DELAY,
    T_SHORTEST_FIRST, T_REWORK_BELOW, T_REWORK_TO, T_CHOICES, T_CHOICES_N, T_PARALLEL, T_PARALLEL_N, T_JOINS,
    T_AWAY, T_GATHERS, T_SIZE, T_LONGEST_WAIT, T_MOST, T_FIXED, T_MOMENTS, T_MOMENTS_N, T_USES, T_USES_N,
    T_CONSUMES, T_CONSUMES_N, T_QUOTA, T_LOSES, T_ROOM, T_PATIENCE, T_PATIENCE_WORKING, T_EXCEPTIONS,
    T_EXCEPTION_N, T_EXCEPTION_BELOW, T_CLIMB_BELOW, T_DEADLINE, T_OVERDUE_REWORK, T_WRONG_FROM, T_STRAY_TASK,
    T_STRAY_UID, T_STRAY_BELOW, T_PREEMPTIVE, T_AGAIN, T_STRAIGHT, T_COUNTED_AT, T_LANE, T_SECOND_LANE
) = range(T_WIDTH := 60)
# a queue: a task type at a site, in one phase
(
    Q_ROW, Q_UNIT, Q_POST, Q_GROUP, Q_OWN, Q_OWN_N, Q_HELPERS, Q_HELPERS_N, Q_DEPUTIES, Q_DEPUTIES_N, Q_TEAM,
    Q_TEAM_N, Q_EARLIER, Q_AWAY, Q_PLAIN, Q_HEAD, Q_TAIL, Q_SIZE, Q_PLACE, Q_LACKING, Q_RELEASED, Q_GIVEN,
    Q_GIVEN_DAY, Q_NUMBERS, Q_NUMBERS_DAY, Q_PRESENT, Q_PRESENT_DAY, Q_POINTER, Q_TRIED, Q_ANY_TIME,
    Q_KIND
) = range(Q_WIDTH := 31)
# a group: queues that share people or things, in one phase
G_WAITING, G_WAITING_N, G_IDLE, G_SECOND_PASS, G_INTERRUPTS, G_TOUCHED, G_FREED = range(G_WIDTH := 7)
# a server: a person at a queue
S_STAFF, S_LEVEL, S_PPM, S_LEARNS, S_ABOVE = range(S_WIDTH := 5)
# a person
(
    P_CLOCK, P_CALENDAR, P_PACE, P_PACE_N, P_KIND, P_VISIT, P_GROUP, P_FINISHED, P_STAYS_FROM, P_STAYS_TO,
    P_BUSY, P_UNTIL
) = range(P_WIDTH := 12)
# a phase
(
    F_ROWS, F_KNOWN, F_KNOWN_N, F_FIRST, F_DELAYS, F_SWITCHING, F_CROSSING, F_UNITS_THERE, F_UNIT_OF, F_POSITION_OF,
    F_GROUP_OF, F_EQUIPMENT, F_USERS, F_OVERTIME, F_COMPLAINTS, F_CHASING, F_LEARNING, F_LEARNING_N,
    F_LEARNING_STEP, F_KEEPS, F_KEEPS_N, F_LIMITS, F_QUEUES, F_QUEUES_N, F_GROUPS, F_GROUPS_N, F_HAND_OVER_WORK,
    F_SHORTEST_LINE
) = range(F_WIDTH := 28)
# a visit that is going on; fields that begin with one value stand together
(
    V_CASE, V_ROW, V_ENTRY, V_GIVER, V_ROLE, V_NUMBER, V_ID, V_PHASE, V_READY, V_ENQUEUED, V_RELEASED, V_PRIOR,
    V_AFTER, V_WORD_0, V_WORD_1, V_WORD_2, V_WORD_3, V_STARTED, V_FINISHED, V_STAFF, V_END, V_PAUSED, V_ASKER, V_OTHER,
    V_QUEUE, V_OUT, V_TEAM_AT, V_BASE, V_SWITCHING, V_HAND_OVER, V_SUSPENDED, V_REMAINING, V_GENERATION, V_TEAM_N,
    V_OUT_N, V_ASKED, V_WAITS, V_CALLED, V_DRAWN, V_TICKS, V_LEADS, V_LIVE
) = range(V_WIDTH := 42)
V_FIRST_UNSET, V_FIRST_ZERO, V_FIRST_TRUE = V_STARTED, V_BASE, V_LEADS
# a case that is open, or of which something may still come; last the words drawn with it, word by word
(
    C_KEY, C_ARRIVED, C_DUE, C_EXPECTED, C_FINISHED, C_SERVICE, C_CLS, C_SITE, C_PARENT, C_FOLLOWER, C_NODES,
    C_BRANCHES, C_JOINING_READY, C_JOINING_GIVER, C_GOING, C_ASKS_AT, C_OUTCOME, C_COMPLAINED, C_WRONG,
    C_COMPLAINT_CLASS, C_WAITED, C_NUMBER, C_REQUEST, C_PENDING, C_AFTER, C_TIMES, C_WORDS
) = range(27)
C_WIDTH: Final = C_WORDS + 4 * LANES
# a case in the log: parent + 1 and class share a word, and service, site + 1, complaint class + 1, outcome and wrong
L_KEY, L_ARRIVED, L_DUE, L_FINISHED, L_PARENT, L_ABOUT = range(L_WIDTH := 6)
# a visit in the log is a row of columns (see `BLOCK`): twelve of 4 bytes; six of 2, last the row of its task type; its
# category. Times that 4 bytes may not hold are told from when it was ready (see `kept`), and that is in a table beside
(
    R_CASE, R_VISIT, R_STAFF, R_READY, R_ENQUEUED, R_RELEASED, R_STARTED, R_FINISHED, R_BASE, R_SWITCHING, R_HAND_OVER,
    R_SUSPENDED
) = range(R_NUMBERS := 12)
R_SERVICE, R_STEP, R_PHASE, R_UNIT, R_POSITION, R_TYPE = range(R_CODES := 6)
R_BYTES: Final = 4 * R_NUMBERS + 2 * R_CODES + 1
# of a visit in a log of wide numbers: when it was ready, its unit and position
Z_READY, Z_UNIT, Z_POSITION = range(Z_WIDTH := 3)
# what is added up of the requests of one service in one stretch of time
U_CAME, U_DONE, U_TIME, U_WAITED, U_PROMISED, U_KEPT, U_COMPLAINED, U_OPEN = range(U_WIDTH := 8)
# an event in the heap: how long before `LATEST` it comes (0: none is there), case key, uid and number of the visit;
# what happens to whom
O_RANK, O_KEY, O_SUB, O_WHAT, O_STAMP = range(O_WIDTH := 5)
# what the calendar says
Y_WHEN, Y_KIND, Y_ONE, Y_TWO = range(Y_WIDTH := 4)
# a clock: its intervals, and which of them the present is in
D_FIRST, D_NUMBER, D_CURSOR = range(D_WIDTH := 3)
# an interval on duty, and the time on duty before it
H_OPENS, H_CLOSES, H_BEFORE = range(H_WIDTH := 3)
# equipment, or supplies
X_STOCK, X_USED, X_FAILS = range(X_WIDTH := 3)
# the practice of a person in a kind of work, since when it has not grown, and whether it counts
I_TICKS, I_SINCE, I_COUNTS = range(I_WIDTH := 3)
# who is to walk on
W_CASE, W_CODE, W_GIVER, W_READY = range(W_WIDTH := 4)
# how often a case has been at steps of one uid, and where the next such stands
B_SAME, B_TIMES, B_AFTER = range(B_WIDTH := 3)
# the columns of requests, as `Requests` tells them, keys in signed order
A_KEY, A_SERVICE, A_CLASS, A_SITE, A_ARRIVED, A_DUE, A_EXPECTED, A_FOLLOWER, A_FOLLOWS = range(A_WIDTH := 9)
# fmt: on
BLOCK_WIDTH: Final = BLOCK * R_BYTES // 8


def fields(letter: str) -> dict[str, int]:
    """Return the fields of a record, with their places in it.

    Examples
    --------
    >>> fields("G")["idle"]
    2
    """
    return {
        name[2:].lower(): place
        for name, place in globals().items()
        if name.startswith(f"{letter}_") and not name[2:].startswith(("WIDTH", "FIRST_")) and isinstance(place, int)
    }


def records(letter: str, rows: Sequence[Mapping[str, int]]) -> Memory:
    """Return records as rows of a table; what is not given is 0."""
    names = fields(letter)
    assert all(row.keys() <= names.keys() for row in rows)
    return np.array([[row.get(name, 0) for name in names] for row in rows], np.int64).reshape(-1, len(names))
