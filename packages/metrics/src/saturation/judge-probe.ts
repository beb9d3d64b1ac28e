import type {
  Attainment,
  BenchmarkReport,
  GateResult,
  ProbeStatus,
  QueueTrend,
  SloClause,
} from '@sagellm/bench-protocol';

type Judgement = { status: ProbeStatus; clear: boolean; reason: string };

/** A mean this near to its limit may lie on the other side with another seed. */
const NEAR_MEAN = 0.1;

/**
 * What a probe says of its rate. It held when every gate is kept (the error rate is one of them) and the queue does not
 * grow without bound. An INVALID measurement says nothing of the server; a gate that is not measurable is never kept.
 *
 * Clear where a repeat could hardly say otherwise: the interval of a clause lies wholly on one side of the share it asks for.
 */
export function judgeProbe({
  verdict,
  gates,
  slo,
  attainment,
  queue,
}: {
  verdict: BenchmarkReport['verdict'];
  gates: readonly GateResult[];
  slo: readonly SloClause[];
  attainment: readonly Attainment[];
  queue: QueueTrend | undefined;
}): Judgement {
  if (verdict?.state === 'INVALID') {
    const why = verdict.reasons.find(({ state }) => state === 'INVALID');
    return { status: 'invalid', clear: false, reason: `INVALID: ${why?.message ?? 'the measurement cannot be used'}` };
  }
  const growing = queue?.unbounded ? [queueText(queue)] : [];
  const broken = gates.filter(({ status }) => status === 'broken');
  if (broken.length > 0) {
    const missed = attainment.some(({ high, asked }) => high < asked);
    const others = broken.filter(({ gate }) => !attainment.some(({ clause }) => clause === gate));
    return {
      status: 'not-held',
      clear: missed || others.some((gate) => !isNear(gate, slo)),
      reason: [...broken.map(({ gate, explanation }) => `${gate} broken: ${explanation}`), ...growing].join('; '),
    };
  }
  if (growing.length > 0) return { status: 'not-held', clear: false, reason: growing.join('') };
  const open = gates.filter(({ status }) => status !== 'kept');
  if (open.length > 0) {
    const reason = open.map(({ gate, explanation }) => `${gate} not measurable: ${explanation}`).join('; ');
    return { status: 'not-measurable', clear: false, reason };
  }
  const clear = attainment.every(({ low, asked }) => low >= asked) && !gates.some((gate) => isNear(gate, slo));
  return { status: 'held', clear, reason: clear ? 'every limit kept' : 'every limit kept, near the border' };
}

/** `in flight grew by 4.1/s, 21 % of the arrivals (t = 9.3), without end` */
export function queueText({ per_second, share, t }: QueueTrend): string {
  const tested = t === undefined ? '' : ` (t = ${t.toFixed(1)})`;
  return `in flight grew by ${per_second.toPrecision(3)}/s, ${Math.round(share * 100)} % of the arrivals${tested}, without end`;
}

/** Only a mean has a border that its own figure shows the distance from. */
function isNear({ gate, measured, limit }: GateResult, slo: readonly SloClause[]): boolean {
  if (measured === undefined || !slo.some(({ text, kind }) => text === gate && kind === 'mean')) return false;
  return Math.abs(measured - limit) <= NEAR_MEAN * limit;
}
