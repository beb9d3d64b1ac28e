/**
 * When a figure casts doubt. It does where it is above `above`; and, where these are given, where the time at stake (how
 * late sends or stamps were) also exceeds `floor_ms` and `share` of the latency that it touches: the median TTFT, or
 * the median E2EL where nothing is streamed.
 */
export type Limit = { above: number; floor_ms?: number; share?: number };

/** One row of the table: a figure of the run, and from where on it degrades or voids the measurement. */
export type Threshold = {
  /** What is looked at, for people. */
  figure: string;
  unit: 'ms' | 'share' | 'difference' | 'count';
  degraded?: Limit;
  invalid?: Limit;
  /** What is known that puts the limits there. */
  evidence: string;
};

/** Pauses of garbage collection are looked at only where they take more of the time than this. */
export const GC_SHARE_THAT_MATTERS = 0.01;

const ARITHMETIC = 'Holds for every run by arithmetic, so a difference is a fault of the program or a damaged record.';

/** Every limit of the verdict, with its evidence. Keys are the codes of the reasons. docs/TRUST.md shows this table. */
export const thresholds = {
  'requests-lost': {
    figure: 'requests that the load loop counted as issued and that have no record',
    unit: 'count',
    invalid: { above: 0 },
    evidence: `Issued = completed + failed + cancelled. ${ARITHMETIC}`,
  },
  'requests-repeated': {
    figure: 'records beyond one for each request issued',
    unit: 'count',
    invalid: { above: 0 },
    evidence: `Issued = completed + failed + cancelled. ${ARITHMETIC}`,
  },
  'in-flight-above-asked': {
    figure: 'closed loop: requests in flight at once beyond --concurrency',
    unit: 'count',
    invalid: { above: 0 },
    evidence: ARITHMETIC,
  },
  'littles-law': {
    figure: 'difference between requests in flight counted over time and rate × mean time in system',
    unit: 'share',
    invalid: { above: 0.001 },
    evidence:
      'Every request begins and ends inside the window, so L = λW is exact and not a limit theorem (J. D. C. Little, 1961 and 2011); 0.1 %, and 2 µs a request, are left to the rounding of stamps to a microsecond.',
  },
  'token-times-differ': {
    figure: 'answers whose token times do not begin and end at the first and last token',
    unit: 'count',
    invalid: { above: 0 },
    evidence: ARITHMETIC,
  },
  'impossible-moments': {
    figure: 'completed requests whose moments run backwards or are missing',
    unit: 'share',
    degraded: { above: 0 },
    invalid: { above: 0.01 },
    evidence: 'Such requests enter no latency; from one in a hundred on, what is left out can move a p99.',
  },
  'requests-missing': {
    figure: 'requests at the end of the plan that were not issued though nothing stopped the run',
    unit: 'share',
    degraded: { above: 0.01 },
    evidence: 'A data set that ends early does this; the figures hold for fewer requests than asked.',
  },
  'late-sends': {
    figure: 'open loop: send lag, p99',
    unit: 'ms',
    degraded: { above: 2, floor_ms: 2, share: 0.05 },
    invalid: { above: 10, floor_ms: 10, share: 0.1 },
    evidence:
      'At 1,000 sends a second on one core a precise scheduler has a lag of 0.14 to 0.74 ms at p99, a chain of plain timers 1.0 to 1.6 ms; 2 ms is more than the way of sending explains. Fewer than three late sends only degrade.',
  },
  'behind-plan': {
    figure: 'open loop: how far the rate of the sends is below the rate of the due times',
    unit: 'share',
    degraded: { above: 0.02, floor_ms: 2 },
    invalid: { above: 0.02, floor_ms: 10 },
    evidence:
      'Asked for 800 Poisson arrivals a second, four of eleven published tools delivered 310 to 550 and said nothing. Lateness is the median lag here: one late send at the end of a short run is not falling behind.',
  },
  'arrival-cv': {
    figure: 'open loop: difference of the coefficient of variation of the gaps, sent against planned',
    unit: 'difference',
    degraded: { above: 0.1, floor_ms: 1 },
    invalid: { above: 0.4, floor_ms: 2, share: 0.1 },
    evidence:
      'Eleven published tools, asked for a Poisson process of 800/s, had 0.6 to 3.4 where 1 was asked. Both sides are of the same requests, so none of it is chance. The lag is the p99 of |sent − due|.',
  },
  'arrival-dispersion': {
    figure:
      'open loop: difference of the index of dispersion of counts, sent against planned, as a share of the larger of 1 and the planned one',
    unit: 'difference',
    degraded: { above: 0.25, floor_ms: 1 },
    invalid: { above: 1, floor_ms: 2, share: 0.1 },
    evidence:
      'A Poisson sample of 60,000 arrivals keeps within 0.15 of 1 in windows of 0.1 s. The wait in a busy queue grows with the sum of the variation of arrivals and of service (heavy-traffic formula of Kingman, 1961).',
  },
  'arrival-correlation': {
    figure: 'open loop: difference of the lag-1 correlation of the gaps, sent against planned',
    unit: 'difference',
    degraded: { above: 0.2, floor_ms: 1 },
    evidence:
      'Gaps of a renewal process are independent; being late and catching up makes long and short ones in turn.',
  },
  'arrival-distance': {
    figure: 'open loop, Poisson or gamma: Kolmogorov–Smirnov distance of sent gaps from planned gaps',
    unit: 'difference',
    degraded: { above: 0.1, floor_ms: 1 },
    invalid: { above: 0.3, floor_ms: 2, share: 0.1 },
    evidence:
      'Both samples are of the same requests: 0 where every send is on time. Gaps that are equal by plan (constant, bursts) are left to the other figures, as any microsecond parts them.',
  },
  'plan-not-as-asked': {
    figure: 'open loop: rate and coefficient of variation of the due times, against the formula of the process',
    unit: 'share',
    degraded: { above: 1 },
    evidence:
      'Share of what chance explains: 5 standard errors and 2 %. Less than one run in a million of a sound generator goes further.',
  },
  'empty-slots': {
    figure: 'closed loop: how far the requests in flight are below --concurrency while there is more to send',
    unit: 'share',
    degraded: { above: 0.05, floor_ms: 1 },
    invalid: { above: 0.25, floor_ms: 10 },
    evidence:
      'A freed slot is filled in the same turn of the event loop. Measured between answers of 40 to 70 ms on two cores that other programs used too: 1.3 to 2 ms, 2 to 3 %. The lateness is how long a slot stood empty between two requests, on average.',
  },
  'loop-busy': {
    figure: 'utilisation of the event loop, less what it was busy while others had its CPU',
    unit: 'share',
    degraded: { above: 0.6 },
    invalid: { above: 0.85 },
    evidence:
      'Error of ITL against a server that knows the truth: 12 to 17 µs at the median up to a utilisation of 0.6, 180 to 260 µs (p99 7 to 10 ms) at 0.8; nothing was usable above 0.85. Below a second of watching it only degrades.',
  },
  'loop-stalls': {
    figure: 'how late the event loop came to a timer, p99',
    unit: 'ms',
    degraded: { above: 5, floor_ms: 5, share: 0.05 },
    invalid: { above: 10, floor_ms: 10, share: 0.1 },
    evidence:
      'A sleeping thread of a small virtual machine wakes 0.1 to 0.6 ms late at p99. Only degrades where others had the CPU, or where nothing tells whose doing it was.',
  },
  'events-waiting': {
    figure: 'share of events that were already waiting when the loop polled',
    unit: 'share',
    degraded: { above: 0.6 },
    evidence:
      'Measured 39 to 49 % at a utilisation of 0.4 (ITL error p99 1.0 to 1.3 ms), 74 to 78 % at 0.7 (3.8 to 5 ms), 90 to 95 % at 0.85 (10 ms and more). Below a utilisation of 0.3 many events at once are a server that writes to many streams in one step.',
  },
  'coalesced-reads': {
    figure:
      'share of tokens that shared a socket read, of a server that sends each on its own, while our loop was behind',
    unit: 'share',
    degraded: { above: 0.01 },
    evidence:
      'The single gap of such a token was not seen. With a loop that was not behind, several in one read are the way of the server or of what stands between, and a remark.',
  },
  'gc-pause': {
    figure: 'longest pause for garbage collection, where pauses take more than 1 % of the time',
    unit: 'ms',
    degraded: { above: 10, floor_ms: 10, share: 0.1 },
    evidence:
      'The longest pauses measured for this kind of client are 0.6 to 7 ms, 12 to 25 ms while the server needed both cores too. Pauses that take less than 1 % of the time touch less than one stamp in a hundred, and leave a p99 where it is.',
  },
  'cpu-waited-for': {
    figure:
      'share of the time that the sending thread was ready to run and another had its CPU; the lateness is its part for each socket read, beside the median ITL',
    unit: 'share',
    degraded: { above: 0.1, share: 0.1 },
    evidence:
      'A local engine, its server and the client on two cores, with little else running: 2 to 41 %, which is 0.01 to 0.14 ms for each read, little beside gaps of 20 ms and much beside gaps of 1 ms. Never more than DEGRADED by itself: it is the machine’s doing, and what it did to sends and stamps has rows of its own.',
  },
  steal: {
    figure: 'share of the machine’s CPU time that its host gave to others',
    unit: 'share',
    degraded: { above: 0.05 },
    evidence: 'Up to 18 % was seen on a small virtual machine, with sleeps that ended 1 to 3 ms late.',
  },
  'starved-sends': {
    figure: 'share of sends that found no request prepared',
    unit: 'share',
    degraded: { above: 0.01 },
    evidence: 'Preparing a long prompt takes milliseconds, which then lie between the due time and the send.',
  },
  'reread-differs': {
    figure: 'share of the answers read a second time, event by event, whose counts came out differently',
    unit: 'share',
    degraded: { above: 0 },
    invalid: { above: 0.1 },
    evidence: 'Events are classified by their bytes while they arrive; a full parse must count the same.',
  },
  'token-counts-differ': {
    figure:
      'difference of the output tokens told in the stream from the final usage, answer by answer, of all their tokens',
    unit: 'share',
    degraded: { above: 0.02 },
    invalid: { above: 0.1 },
    evidence:
      'Both are the server’s own counts. 2 % leaves room for an end token in answers of 50; by 10 % of it no token rate and no TPOT can be told.',
  },
  'more-events-than-tokens': {
    figure: 'token-bearing events beyond the tokens that the usage counts, of all tokens',
    unit: 'share',
    degraded: { above: 0.1 },
    evidence:
      'An event that brings text brings a token or a part of one. An engine may send a token in two events, so it takes many of them to doubt the usage, and they are never more than a doubt.',
  },
  'many-short-answers': {
    figure: 'share of completed answers with fewer tokens than the request forced',
    unit: 'share',
    degraded: { above: 0.01 },
    evidence:
      'Short answers are less work: their latency and rate are not those of the load asked for. sageLLM 0.5.4 cuts streams of unequal length this way.',
  },
} as const satisfies Record<string, Threshold>;

export type ThresholdKey = keyof typeof thresholds;
