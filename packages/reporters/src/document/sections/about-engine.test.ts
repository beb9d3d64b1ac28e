import { expect, it } from 'vitest';
import { measuredReport } from '../../../__fixtures__/reports.ts';
import { aboutEngine } from './about-engine.ts';
import { whatWasMeasured } from './what-was-measured.ts';

const { manifest } = measuredReport;

it('says how an engine was recognised, its notes, and what it told beyond any metric', () => {
  const report = {
    ...measuredReport,
    manifest: {
      ...manifest,
      engine: { ...manifest.engine, recognised_by: 'its models are owned_by sagellm', notes: ['no usage in streams'] },
      observations: [{ workload: 'Q5', sources: {}, extras: { 'engine-1 cohorts_total': 3 } }],
    },
  };
  expect(aboutEngine(report)).toEqual([
    { kind: 'heading', text: 'About this engine' },
    {
      kind: 'list',
      items: [
        { label: 'recognised', text: 'its models are owned_by sagellm' },
        { text: 'no usage in streams' },
        { label: 'Q5', text: 'engine-1 cohorts_total 3' },
      ],
    },
  ]);
});

it('is no section where there is nothing to say', () => {
  const report = { ...measuredReport, manifest: { ...manifest, observations: [] } };
  expect(aboutEngine(report)).toEqual([]);
});

it('names a dataset with its file and what was left out of it; the default needs no word', () => {
  const dataset = {
    name: 'sharegpt',
    file_name: 'a.json',
    file_sha256: 'abcdef0123456789',
    items: 1200,
    skipped: { short: 7, long: 2 },
  };
  const facts = (more: object) => whatWasMeasured({ ...measuredReport, manifest: { ...manifest, ...more } });
  expect(facts({ dataset }).find(({ label }) => label === 'dataset')?.text).toBe(
    'sharegpt · a.json · sha256 abcdef012345 · 1,200 items · 9 left out',
  );
  expect(facts({ dataset: { name: 'default' } }).some(({ label }) => label === 'dataset')).toBe(false);
});
