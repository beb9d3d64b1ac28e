export type PrometheusSample = { labels: Readonly<Record<string, string>>; value: number };

export type PrometheusHistogram = {
  labels: Readonly<Record<string, string>>;
  /** Upper bounds in the order of the text, cumulative counts; the last bound is Infinity. */
  buckets: readonly { le: number; count: number }[];
  sum: number | undefined;
  count: number | undefined;
};

export type PrometheusFamily = {
  /** As `# TYPE` says; `untyped` where nothing does. The name's ending proves nothing. */
  type: string;
  samples: PrometheusSample[];
};

export type PrometheusText = {
  /** By name of the series, e.g. `vllm:num_preemptions_total`; the parts of histograms and `_created` are not here. */
  readonly families: ReadonlyMap<string, PrometheusFamily>;
  readonly histograms: ReadonlyMap<string, readonly PrometheusHistogram[]>;
  /** Lines that are no exposition text; counted, so that a page of HTML is noticed. */
  readonly strangeLines: number;
};

/** Reads Prometheus exposition text, version 0.0.4 or 1.0.0 (quoted label escapes, optional timestamps, exemplars). */
export function parsePrometheus(text: string): PrometheusText {
  const types = new Map<string, string>();
  const families = new Map<string, PrometheusFamily>();
  const histograms = new Map<string, Map<string, PrometheusHistogram & { buckets: { le: number; count: number }[] }>>();
  let strangeLines = 0;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '') continue;
    if (line.startsWith('#')) {
      const declared = /^#\s*TYPE\s+(\S+)\s+(\S+)/.exec(line);
      if (declared) types.set(declared[1]!, declared[2]!);
      continue;
    }
    const sample = parseLine(line);
    if (!sample) strangeLines++;
    else if (!keepHistogramPart(types, histograms, sample)) keepSample(types, families, sample);
  }
  return {
    families,
    histograms: new Map([...histograms].map(([name, series]) => [name, [...series.values()]])),
    strangeLines,
  };
}

/** Sum of a family over all its label sets (engines of a data-parallel server); undefined where there is no such family. */
export function sumOf(text: PrometheusText, name: string): number | undefined {
  return text.families.get(name)?.samples.reduce((total, sample) => total + sample.value, 0);
}

type Line = { name: string; labels: Record<string, string>; value: number };

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;

function parseLine(line: string): Line | undefined {
  NAME.lastIndex = 0;
  const name = NAME.exec(line)?.[0];
  if (!name) return undefined;
  let position = name.length;
  const labels: Record<string, string> = {};
  if (line[position] === '{') {
    const end = parseLabels(line, position + 1, labels);
    if (end === undefined) return undefined;
    position = end;
  }
  const [number] = line.slice(position).trim().split(/\s+/);
  const value = parseNumber(number);
  return value === undefined ? undefined : { name, labels, value };
}

const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?/y;

/** Position behind the closing brace, or undefined where the text is no label set. */
function parseLabels(line: string, start: number, labels: Record<string, string>): number | undefined {
  let position = start;
  for (;;) {
    const closing = /\s*\}/y;
    closing.lastIndex = position;
    if (closing.test(line)) return closing.lastIndex;
    LABEL.lastIndex = position;
    const label = LABEL.exec(line);
    if (!label) return undefined;
    labels[label[1]!] = label[2]!.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
    position = LABEL.lastIndex;
  }
}

function parseNumber(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^[+-]?Inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^NaN$/i.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isNaN(value) ? undefined : value;
}

/** Parts of a family declared as histogram. `iteration_tokens_total` is one, `x_bucket` alone is none. */
function keepHistogramPart(
  types: ReadonlyMap<string, string>,
  histograms: Map<string, Map<string, PrometheusHistogram & { buckets: { le: number; count: number }[] }>>,
  line: Line,
): boolean {
  const part = /^(.*)_(bucket|sum|count)$/.exec(line.name);
  if (!part || types.get(part[1]!) !== 'histogram') return false;
  const name = part[1]!;
  const { le, ...labels } = line.labels;
  const series = histograms.get(name) ?? new Map();
  histograms.set(name, series);
  const key = JSON.stringify(Object.entries(labels).sort());
  const histogram = series.get(key) ?? { labels, buckets: [], sum: undefined, count: undefined };
  series.set(key, histogram);
  if (part[2] === 'sum') histogram.sum = line.value;
  else if (part[2] === 'count') histogram.count = line.value;
  else histogram.buckets.push({ le: parseNumber(le) ?? Number.NaN, count: line.value });
  return true;
}

function keepSample(types: ReadonlyMap<string, string>, families: Map<string, PrometheusFamily>, line: Line): void {
  // Client libraries export the birth time of each counter as a gauge of its own.
  if (line.name.endsWith('_created')) return;
  const type = types.get(line.name) ?? types.get(line.name.replace(/_total$/, '')) ?? 'untyped';
  const family = families.get(line.name) ?? { type, samples: [] };
  families.set(line.name, family);
  family.samples.push({ labels: line.labels, value: line.value });
}
