/* The physical limit: a queueing network and nothing else, with the draws of orgsim (Philox4x32-10, one block a visit,
 * integer quantile tables), a 4-ary heap of packed events whose root is replaced, arrivals as a sorted stream beside it,
 * and first-in-first-out lists by station and priority. It gives the wait of each case, equal to orgsim's to the tick.
 *
 * No people, no calendars, no phases, no log: what a general simulator pays for on top of this is the price of its features.
 */

#include <stdint.h>
#include <stdlib.h>

enum { CASE_BITS = 30, LEVELS = 8, MOST_WAYS = 4, DONE = -1 };

/* A station for one class of cases. */
typedef struct {
    uint32_t uid;            /* of its draws */
    int32_t station, level;  /* which servers, and the rank of the class */
    int32_t back, next;      /* where rework goes, and the way on without a choice */
    int32_t ways;            /* choices: where to, below which (cumulative) threshold */
    int32_t to[MOST_WAYS];
    int64_t rework_below, below[MOST_WAYS];
    const int64_t *knots;    /* 4097 of the whole, 4097 of the top 1/4096 */
} Task;

typedef struct {
    int32_t head, tail;
} List;

static inline void philox(uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t k0, uint32_t k1, uint32_t *words) {
    for (int round = 0; round < 10; round++) {
        uint64_t p = (uint64_t)0xD2511F53u * a, q = (uint64_t)0xCD9E8D57u * c;
        uint32_t na = (uint32_t)(q >> 32) ^ b ^ k0, nc = (uint32_t)(p >> 32) ^ d ^ k1;
        b = (uint32_t)q, d = (uint32_t)p, a = na, c = nc;
        k0 += 0x9E3779B9u, k1 += 0xBB67AE85u;
    }
    words[0] = a, words[1] = b, words[2] = c, words[3] = d;
}

static inline int64_t ticks_of(const int64_t *knots, uint32_t word) {
    int64_t i = word >> 20, r = word & 0xFFFFF, low, ticks;
    if (i < 4095) {
        low = knots[i];
        ticks = low + (((knots[i + 1] - low) * r + 0x80000) >> 20);
    } else {
        int64_t j = 4097 + (r >> 8);
        low = knots[j];
        ticks = low + (((knots[j + 1] - low) * (r & 0xFF) + 0x80) >> 8);
    }
    return ticks > 1 ? ticks : 1;
}

typedef struct {
    const uint64_t *key;
    int64_t *enqueued;             /* by case: a case is at one place at a time */
    int32_t *task, *after, *goes;
    uint8_t *visited;
    int32_t idle[16];
    List lists[16][LEVELS];
    uint64_t *heap;                /* tick << CASE_BITS | case */
    int64_t size;
    int hole;                      /* the root has been taken; the next event may stand in its place */
    uint32_t touched;
} Run;

static void put(Run *s, const Task *task, int32_t number, int32_t code, int64_t now) {
    List *list = &s->lists[task->station][task->level];
    s->task[number] = code, s->enqueued[number] = now, s->touched |= 1u << task->station;
    /* Who comes at the same tick stands in the order of the case keys, wherever they come from. */
    if (list->head < 0) {
        list->head = list->tail = number, s->after[number] = -1;
    } else if (s->enqueued[list->tail] < now || s->key[list->tail] < s->key[number]) {
        s->after[list->tail] = number, s->after[number] = -1, list->tail = number;
    } else {
        int32_t before = -1, here = list->head;
        while (s->enqueued[here] < now || s->key[here] < s->key[number]) before = here, here = s->after[here];
        s->after[number] = here;
        if (before < 0) list->head = number; else s->after[before] = number;
    }
}

static void sift_down(Run *s, uint64_t event) {
    uint64_t *heap = s->heap;
    int64_t i = 0, size = s->size;
    for (;;) {
        int64_t child = 4 * i + 1, last = child + 4 < size ? child + 4 : size;
        if (child >= size) break;
        int64_t best = child;
        for (int64_t other = child + 1; other < last; other++)
            if (heap[other] < heap[best]) best = other;
        if (heap[best] >= event) break;
        heap[i] = heap[best], i = best;
    }
    heap[i] = event;
}

static void push(Run *s, uint64_t event) {
    uint64_t *heap = s->heap;
    if (s->hole) {
        s->hole = 0;
        sift_down(s, event);
        return;
    }
    int64_t i = s->size++;
    while (i > 0 && heap[(i - 1) >> 2] > event) heap[i] = heap[(i - 1) >> 2], i = (i - 1) >> 2;
    heap[i] = event;
}

static void fill(Run *s) {
    if (!s->hole) return;
    s->hole = 0;
    if (--s->size) sift_down(s, s->heap[s->size]);
}

/* The tick of the next event beside the root that has been taken, or of the root. */
static int64_t coming(const Run *s) {
    uint64_t best = UINT64_MAX;
    int64_t i = s->hole ? 1 : 0, last = s->hole ? 5 : 1;
    for (; i < last && i < s->size; i++)
        if (s->heap[i] < best) best = s->heap[i];
    return best == UINT64_MAX ? INT64_MAX : (int64_t)(best >> CASE_BITS);
}

/* Returns the number of visits, or -1 without memory. `first` is by service. */
int64_t five_stations(int64_t cases, const uint64_t *key, const int32_t *service, const int64_t *arrived,
                      const int32_t *first, const Task *tasks, int32_t stations, const int32_t *servers,
                      uint32_t k0, uint32_t k1, int64_t end, int64_t *waits) {
    Run run = {.key = key}, *s = &run;
    int64_t people = 0, next = 0, open = 0, visits = 0, cohort = 0;
    for (int32_t i = 0; i < stations; i++) {
        people += s->idle[i] = servers[i];
        for (int32_t level = 0; level < LEVELS; level++) s->lists[i][level] = (List){-1, -1};
    }
    s->enqueued = malloc(cases * sizeof(int64_t)), s->task = malloc(cases * sizeof(int32_t));
    s->after = malloc(cases * sizeof(int32_t)), s->goes = malloc(cases * sizeof(int32_t));
    s->visited = calloc(cases * stations, 1), s->heap = malloc((people + 4) * sizeof(uint64_t));
    if (!s->enqueued || !s->task || !s->after || !s->goes || !s->visited || !s->heap) return -1;
    while (cohort < cases && arrived[cohort] < end) cohort++;
    open = cohort;
    while (open > 0) {
        int64_t now = coming(s);
        if (next < cases && arrived[next] < now) now = arrived[next];
        /* All that is finished, then all who come, then one dispatch. */
        while (coming(s) == now) {
            fill(s);
            int32_t number = s->heap[0] & ((1u << CASE_BITS) - 1), station = tasks[s->task[number]].station;
            s->hole = 1, s->idle[station]++, s->touched |= 1u << station;
            if (s->goes[number] != DONE) put(s, &tasks[s->goes[number]], number, s->goes[number], now);
            else open -= number < cohort;
        }
        for (; next < cases && arrived[next] == now; next++)
            put(s, &tasks[first[service[next]]], (int32_t)next, first[service[next]], now);
        for (; s->touched; s->touched &= s->touched - 1) {
            int32_t station = __builtin_ctz(s->touched);
            for (int32_t level = 0; level < LEVELS; level++) {
                List *list = &s->lists[station][level];
                for (int32_t number = list->head; number >= 0 && s->idle[station]; number = list->head) {
                    const Task *task = &tasks[s->task[number]];
                    uint64_t k = key[number];
                    uint32_t words[4], visit = ++s->visited[(int64_t)number * stations + station];
                    philox(k >> 32, (uint32_t)k, task->uid, visit, k0, k1, words);
                    int32_t to = task->next;
                    if (words[1] < task->rework_below) {
                        to = task->back;
                    } else {
                        for (int32_t way = 0; way < task->ways; way++)
                            if (words[2] < task->below[way]) { to = task->to[way]; break; }
                    }
                    list->head = s->after[number], s->goes[number] = to, s->idle[station]--, visits++;
                    waits[number] += now - s->enqueued[number];
                    push(s, (uint64_t)(now + ticks_of(task->knots, words[0])) << CASE_BITS | (uint32_t)number);
                }
            }
        }
        fill(s);
    }
    free(s->enqueued), free(s->task), free(s->after), free(s->goes), free(s->visited), free(s->heap);
    return visits;
}
