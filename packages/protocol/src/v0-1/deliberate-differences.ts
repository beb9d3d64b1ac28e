/** One way in which this package reads differently from sagellm_protocol, on purpose. */
export type DeliberateDifference = {
  name: string;
  python: string;
  here: string;
  why: string;
  /** Fields of these kinds differ for these JSON texts, wherever Python accepts them. */
  probes?: { kinds: readonly ('integer' | 'number' | 'boolean')[]; inputs: readonly string[] };
  /** Golden samples that differ, as `Model: sample`. */
  samples?: readonly string[];
};

/**
 * The whole list. The golden tests read it: a difference that is not here fails them, and so does one that is here and
 * no longer there. Rows without probes and samples concern what the golden data does not show; unit tests cover them.
 */
export const DELIBERATE_DIFFERENCES: readonly DeliberateDifference[] = [
  {
    name: 'text is no number',
    python: '"3" is read as 3',
    here: 'rejected',
    why: 'a number in quotes is a mistake of the writer; to measure it as if it were none hides it',
    probes: { kinds: ['integer', 'number'], inputs: ['"3"'] },
    samples: ['Request: max_tokens numeric text', 'Response: output_tokens text ids'],
  },
  {
    name: 'a boolean is no number',
    python: 'true is read as 1',
    here: 'rejected',
    why: 'a token count of "true" is nobody’s intention',
    probes: { kinds: ['integer', 'number'], inputs: ['true'] },
    samples: ['Request: max_tokens true is 1'],
  },
  {
    name: 'only true and false are booleans',
    python: '0, 1, 1.0, "yes", "no" are read as booleans',
    here: 'rejected',
    why: 'as for numbers',
    probes: { kinds: ['boolean'], inputs: ['0', '1', '1.0'] },
    samples: ['Request: stream yes', 'Error: retryable text'],
  },
  {
    name: 'integers above 2^53 − 1',
    python: 'kept exactly',
    here: 'rejected',
    why: 'JavaScript would round them without a word; a wrong count is worse than none',
    probes: { kinds: ['integer'], inputs: ['9007199254740993'] },
    samples: ['Metrics: large int'],
  },
  {
    name: 'infinite numbers',
    python: '1e400 passes every lower bound and is written as null',
    here: 'rejected',
    why: 'no measurement is infinite, and the null could not be read again',
    probes: { kinds: ['number'], inputs: ['1e400'] },
  },
  {
    name: 'NaN and Infinity in JSON text',
    python: 'read as numbers, then judged field by field',
    here: 'the text is no JSON, so it fails as a whole',
    why: 'JSON has no such words',
    samples: [
      'Metrics: Infinity token is accepted and dumps as null',
      'Metrics: NaN inside itl_list is accepted and dumps as null',
      'Metrics: NaN token fails the bound',
      'Metrics: -Infinity token fails the bound',
      'Metrics: NaN error_rate',
      'Timestamps: NaN is accepted and dumps as null',
    ],
  },
  {
    name: 'UUIDs have dashes',
    python: 'the 32 digits alone are accepted and written with dashes',
    here: 'rejected',
    why: 'nobody writes them so',
    samples: ['kv.KVHandle: UUID without dashes'],
  },
  {
    name: '`created` that is left out',
    python: 'becomes the reader’s own time',
    here: 'stays absent',
    why: 'a time that nobody wrote is an invention',
  },
  {
    name: 'digits in version and device texts',
    python: '" 0.1", "+0.1", "0_0.1", "-0.1" and "cuda: 2" are accepted',
    here: 'rejected',
    why: 'these come from how Python reads integers, not from the protocol',
  },
];
