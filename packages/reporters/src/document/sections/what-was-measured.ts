import type { BenchmarkReport, EngineIdentity, RunManifest, TokenizerIdentity } from '@sagellm/bench-protocol';
import { countText, durationText } from '../../values/number-text.ts';
import type { Block, Fact } from '../blocks.ts';

/** Who answered, with which model, when: the frame that the numbers belong to. */
export function whatWasMeasured({ manifest }: BenchmarkReport): Fact[] {
  return [
    { label: 'engine', text: joined([engineText(manifest.engine), profileText(manifest.engine)]) },
    { label: 'model', text: modelText(manifest.engine) },
    { label: 'tokenizer', text: tokenizerText(manifest.tokenizer) },
    ...datasetFact(manifest),
    { label: 'seed', text: String(manifest.seed) },
    { label: 'measured', text: timeText(manifest) },
    { label: 'host', text: hostText(manifest) },
    { label: 'run', text: runText(manifest) },
  ];
}

/** The same in four lines, without what only a stranger to the machine asks. */
export function whatWasMeasuredInBrief({ manifest }: BenchmarkReport): Fact[] {
  const { engine, host, run_id, seed } = manifest;
  return [
    { label: 'engine', text: engineText(engine) },
    { label: 'model', text: modelText({ ...engine, model_sha256: undefined }) },
    { label: 'tokenizer', text: tokenizerText(manifest.tokenizer) },
    ...datasetFact(manifest),
    {
      label: 'run',
      text: joined([run_id, lengthText(manifest), `seed ${seed}`, `${host.cpu}, ${coresText(host.cores)}`]),
    },
  ];
}

/** Stands above everything else where numbers are not of a model. */
export function simulatedBanner({ manifest: { engine } }: BenchmarkReport): Block[] {
  if (!engine.simulated) return [];
  const text = `SIMULATED: these numbers are made by a formula (${engine.name}), not measured on a model.`;
  return [{ kind: 'banner', text }];
}

function engineText(engine: EngineIdentity): string {
  return joined([
    `${engine.name}${engine.version ? ` ${engine.version}` : ''}${engine.simulated ? ' (SIMULATED)' : ''}`,
    `backend ${engine.backend}`,
    engine.url,
    `transport ${engine.transport}`,
    `stamps ${engine.stamp_source}`,
  ]);
}

/** How the client speaks to the engine; the latency profile of a simulated one is part of its name. */
function profileText({ profile }: EngineIdentity): string | undefined {
  return profile && `client profile ${profile}`;
}

function modelText(engine: Omit<EngineIdentity, 'model_sha256'> & { model_sha256?: string | undefined }): string {
  return joined([
    engine.model ?? 'unknown',
    engine.model_sha256 && `sha256 ${engine.model_sha256.slice(0, 12)}`,
    engine.max_model_len && `${countText(engine.max_model_len)} tokens long at most`,
    engine.slots && `${countText(engine.slots)} slots`,
    engine.prefix_cache && `prefix cache ${engine.prefix_cache}`,
    engine.speculation && `speculation ${engine.speculation}`,
  ]);
}

function tokenizerText(tokenizer: TokenizerIdentity): string {
  const own = tokenizer.own ? 'the model’s own' : 'not the model’s own: the engine may count prompts differently';
  return joined([tokenizer.name, own]);
}

/** Prompts made for the workloads need no word. */
function datasetFact({ dataset }: RunManifest): Fact[] {
  if (!dataset || (dataset.name === 'default' && !dataset.options)) return [];
  const skipped = Object.values(dataset.skipped ?? {}).reduce((sum, count) => sum + count, 0);
  const options = Object.entries(dataset.options ?? {}).map(([name, value]) => `${name} ${value}`);
  const text = joined([
    dataset.name,
    dataset.file_name,
    dataset.file_sha256 && `sha256 ${dataset.file_sha256.slice(0, 12)}`,
    dataset.items !== undefined && `${countText(dataset.items)} items`,
    skipped > 0 && `${countText(skipped)} left out`,
    ...options,
  ]);
  return [{ label: 'dataset', text }];
}

function timeText(manifest: RunManifest): string {
  const start = Date.parse(manifest.started_at);
  const day = new Date(start).toISOString().replace('T', ' ').slice(0, 19);
  return joined([`${day} UTC`, lengthText(manifest)]);
}

function lengthText({ started_at, ended_at }: RunManifest): string | undefined {
  return ended_at && `over ${durationText((Date.parse(ended_at) - Date.parse(started_at)) / 1000)}`;
}

function hostText({ host }: RunManifest): string {
  const cores = coresText(host.cores);
  const memory = `${countText(host.memory_mb)} MB`;
  return joined([host.cpu, cores, memory, `${host.os} ${host.kernel}`, `Node ${host.node.replace(/^v/, '')}`]);
}

function coresText(cores: number): string {
  return `${cores} ${cores === 1 ? 'core' : 'cores'}`;
}

function runText({ run_id, tool }: RunManifest): string {
  return joined([run_id, `${tool.name} ${tool.version}`, tool.commit && `commit ${tool.commit.slice(0, 12)}`]);
}

function joined(parts: (string | false | 0 | undefined)[]): string {
  return parts.filter((part) => part).join(' · ');
}
