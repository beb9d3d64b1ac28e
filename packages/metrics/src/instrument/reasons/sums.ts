import type { VerdictReason } from '@sagellm/bench-protocol';
import { inFlight } from '../conservation/in-flight.ts';
import { littlesLaw } from '../conservation/littles-law.ts';
import { countPositions } from '../conservation/positions.ts';
import { tokenTimesApart } from '../conservation/token-times.ts';
import type { Subject } from '../subject.ts';
import { reasonsOf } from './reason.ts';

const OUR_FAULT = 'do not use these figures; keep the folder and report it as a fault of this program';

/** Sums that must hold whatever was measured, in virtual time too. */
export function brokenSums(subject: Subject): VerdictReason[] {
  return [...positions(subject), ...overfull(subject), ...little(subject), ...tokenTimes(subject)];
}

function positions(subject: Subject): VerdictReason[] {
  const counted = countPositions(subject.measured, subject.run);
  if (!counted) return [];
  const { issued, lost, repeated, missing } = counted;
  return [
    ...outcomes(subject),
    ...reasonsOf(
      'requests-lost',
      subject,
      { value: lost },
      {
        message: `${lost} of ${issued} requests issued have no record, so issued = completed + failed + cancelled does not hold`,
        remedy: 'do not use these figures; keep requests.jsonl and manifest.json of one run together, or run it again',
      },
    ),
    ...reasonsOf(
      'requests-repeated',
      subject,
      { value: repeated },
      {
        message: `${repeated} records stand for a request that has another one`,
        remedy: 'do not use these figures; requests.jsonl must be of one run',
      },
    ),
    ...reasonsOf(
      'requests-missing',
      subject,
      { value: missing > 0 ? missing / (issued + missing) : 0 },
      {
        message: `${missing} of ${issued + missing} requests of the plan were not issued`,
        remedy: 'ask for as many --requests as the data set has',
      },
    ),
  ];
}

/** Each request issued ends in exactly one way. */
function outcomes(subject: Subject): VerdictReason[] {
  const { total_requests: issued, successful_requests, failed_requests, cancelled_requests } = subject.metrics;
  const ended = successful_requests + failed_requests + cancelled_requests;
  return reasonsOf(
    'requests-lost',
    subject,
    { value: Math.abs(issued - ended) },
    { message: `${issued} requests were issued and ${ended} ended in some way`, remedy: OUR_FAULT },
  );
}

function overfull(subject: Subject): VerdictReason[] {
  const { run, measured } = subject;
  if (run?.pattern.kind !== 'closed') return [];
  const { concurrency } = run.pattern;
  const { most } = inFlight(measured);
  return reasonsOf(
    'in-flight-above-asked',
    subject,
    { value: most - concurrency },
    {
      message: `${most} requests were in flight at once where ${concurrency} were asked for`,
      remedy: OUR_FAULT,
    },
  );
}

function little(subject: Subject): VerdictReason[] {
  const twice = littlesLaw(subject.metrics, subject.measured);
  if (!twice) return [];
  const { counted, by_littles_law: law, tolerance } = twice;
  const apart = Math.max(0, Math.abs(counted - law) - tolerance);
  return reasonsOf(
    'littles-law',
    subject,
    { value: law > 0 ? apart / law : apart },
    {
      message: `L = λW does not hold: ${counted.toFixed(3)} requests were in flight on average, rate × time in system gives ${law.toFixed(3)}`,
      remedy: OUR_FAULT,
    },
  );
}

function tokenTimes(subject: Subject): VerdictReason[] {
  const apart = tokenTimesApart(subject.measured, subject.tokenTimes);
  return reasonsOf(
    'token-times-differ',
    subject,
    { value: apart.length },
    {
      message: `token times of ${apart.length} answers do not begin and end at their first and last token (first: ${apart[0]?.request_id})`,
      remedy: 'keep requests.jsonl and token-times.u32 of one run together',
    },
  );
}
