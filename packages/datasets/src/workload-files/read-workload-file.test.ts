import { ExitCode } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { take, temporaryFiles, textsOf, words } from '../../__fixtures__/sampling.ts';
import { workloadFileDataset } from '../sets/workload-file.ts';
import { readWorkloadFile } from './read-workload-file.ts';
import { workloadTemplate } from './workload-template.ts';

const file = await temporaryFiles();
const read = async (content: string | Buffer, name = 'workloads.yaml') => readWorkloadFile(await file(name, content));

const least = { name: 'mine', prompt: 'Say hello.' };
const spec = {
  name: 'mine',
  title: 'from a workload file',
  topic: '',
  prompt_tokens: 64,
  output_tokens: 128,
  requests: 1,
  concurrency: 1,
  warmup: 0,
  stream: true,
  sampling: {},
  turns: ['user'],
  distinct: false,
};

describe('a workload file', () => {
  it.each([
    ['list.yaml', '- name: mine\n  prompt: Say hello.\n'],
    ['object.yml', 'workloads:\n  - { name: mine, prompt: Say hello. }\n'],
    ['list.json', JSON.stringify([least])],
    ['object.json', JSON.stringify({ workloads: [least] }, null, 2)],
    ['mark.yaml', '\ufeff- name: mine\n  prompt: Say hello.\n'],
    ['UPPER.YAML', '- name: mine\n  prompt: Say hello.\n'],
  ])('may be %s, and needs no more than name and prompt', async (name, content) => {
    expect(await read(content, name)).toEqual([{ workload: spec, prompt: 'Say hello.' }]);
  });

  it('says what it wants, by the names of today or by the older ones', async () => {
    const wanted = {
      ...spec,
      prompt_tokens: 16,
      output_tokens: 32,
      requests: 4,
      concurrency: 2,
      warmup: 1,
      stream: false,
      sampling: { temperature: 0, top_p: 0.5, top_k: -1, repetition_penalty: 1.1 },
    };
    const sampling = { temperature: 0, top_p: 0.5, top_k: -1, repetition_penalty: 1.1, concurrency: 2, stream: false };
    const today = { ...least, prompt_tokens: 16, output_tokens: 32, requests: 4, warmup: 1, ...sampling };
    const older = { ...least, prompt_tokens: 16, max_tokens: 32, num_requests: 4, warmup_rounds: 1, ...sampling };
    expect((await read(JSON.stringify([today])))[0]?.workload).toEqual(wanted);
    expect(
      (await read(JSON.stringify([{ ...older, concurrent: true, workload_type: 'Short', extra_params: {} }])))[0]
        ?.workload,
    ).toEqual(wanted);
  });

  it('takes null for a key that is left out', async () => {
    const [entry] = await read('- {name: mine, prompt: Say hello., temperature: null, top_k: ~, concurrency: null}');
    expect(entry?.workload).toEqual(spec);
  });

  it.each([
    ['concurrent: true, num_requests: 7', 7],
    ['concurrent: true, num_requests: 7, concurrency: 3', 3],
    ['concurrent: false, num_requests: 7', 1],
    ['num_requests: 7', 1],
    ['concurrency: 3', 3],
  ])('with "%s" has %i in flight', async (keys, concurrency) => {
    expect((await read(`- {name: mine, prompt: a, ${keys}}`))[0]?.workload.concurrency).toBe(concurrency);
  });
});

describe('a mistake is refused with line and column', () => {
  const entry = (lines: string) => `- name: mine\n  prompt: hi\n${lines}`;
  it.each([
    [entry('  max_token: 5'), ':3:3: unknown key "max_token", did you mean "max_tokens"?'],
    [entry('  colour: red'), ':3:3: unknown key "colour"'],
    [entry('  requests: 0'), ':3:3: requests 0 is refused (Too small'],
    [entry('  output_tokens: 1.5'), ':3:3: output_tokens 1.5 is refused (Invalid input: expected int'],
    [entry('  num_requests: "5"'), ':3:3: num_requests "5" is refused'],
    [entry('  stream: perhaps'), ':3:3: stream "perhaps" is refused'],
    [entry('  stream: true\n  temperature: 2.5'), ':4:3: temperature 2.5 is refused (Too big'],
    [entry('  top_p: 0'), ':3:3: top_p 0 is refused'],
    [entry('  warmup: -1'), ':3:3: warmup -1 is refused'],
    [entry('  concurrent: 3'), ':3:3: concurrent 3 is not true or false'],
    [entry('  concurrent: false\n  concurrency: 4'), ':4:3: concurrency 4 contradicts concurrent: false'],
    [entry('  output_tokens: 5\n  max_tokens: 5'), ':4:3: max_tokens 5 says the same as output_tokens'],
    [entry('  workload_type: huge'), ':3:3: workload_type "huge" is unknown'],
    [entry('  extra_params: {a: 1}'), ':3:3: extra_params {"a":1} cannot be sent'],
    ['- prompt: hi', ':1:3: name is missing'],
    ['- name: a\n  prompt: hi\n- name: b', ':3:3: prompt is missing'],
    ['- name: a b\n  prompt: hi', ':1:3: name "a b" is refused'],
    ['- name: a\n  prompt: " "', ':2:3: prompt " " is no text'],
    ['- name: a\n  prompt: 7', ':2:3: prompt 7 is no text'],
    ['- {name: a, prompt: hi}\n- {name: A, prompt: ho}', 'yaml:2:4: the name A stands at'],
    ['- just text', ':1:3: workload 1 is not an object'],
    ['- name: a\n  name: b', 'yaml:2:3: Map keys must be unique'],
    ['- name: [', 'yaml:1:10: '],
    ['workloads: []', 'its list of workloads is empty'],
    ['[]', 'its list of workloads is empty'],
    ['workload: []', ':1:1: unknown key "workload"'],
    ['{}', 'has no "workloads"'],
    ['workloads: 7', 'holds no list of workloads'],
    ['just text', 'holds no list of workloads'],
    ['', 'is empty'],
    ['\n \n', 'is empty'],
  ])('%j: %s', async (content, problem) => {
    const error = await read(content).catch((reason) => reason);
    expect(error).toMatchObject({ name: 'BenchmarkError', exitCode: ExitCode.usage, remedy: expect.any(String) });
    expect(error.message.split('\n')).toHaveLength(1);
    expect(error.message).toContain(problem);
    expect(error.message).toContain('workloads.yaml');
  });

  it.each([
    ['{"workloads": [', ':1:16: not JSON (Unexpected end of JSON input)'],
    ['[\n  {"name": "a",\n   prompt: "x"}\n]', ':3:4: not JSON (Expected double-quoted property name)'],
    ['- name: a', ':1:2: not JSON'],
  ])('of JSON: %j', async (content, problem) => {
    await expect(read(content, 'w.json')).rejects.toThrow(problem);
  });

  it('and so is a file that is missing, of another kind, or in another encoding', async () => {
    await expect(readWorkloadFile('/missing.yaml')).rejects.toThrow('/missing.yaml: no such file');
    await expect(readWorkloadFile('w.toml')).rejects.toThrow('w.toml: not a .yaml, .yml or .json file');
    await expect(read(Buffer.from('- name: caf\xe9', 'latin1'))).rejects.toThrow('not UTF-8 (byte 11)');
    await expect(read(Buffer.alloc(4 * 2 ** 20 + 1, 'x'))).rejects.toThrow('larger than 4 MiB');
  });

  it('aliases cannot blow it up', async () => {
    const bomb = `- &a {name: x}\n${Array.from({ length: 30 }, (_, i) => `- &${'b'.repeat(i + 1)} [*a, *a]`).join('\n')}`;
    await expect(read(bomb)).rejects.toMatchObject({ exitCode: ExitCode.usage });
    await expect(read('- {name: a, prompt: *nobody}')).rejects.toThrow(/workloads\.yaml:1:\d+: /);
  });
});

describe('the template', () => {
  it.each(['yaml', 'json'] as const)('of %s is read back', async (format) => {
    const entries = await read(workloadTemplate(format), `template.${format}`);
    expect(
      entries.map(({ workload: w }) => [
        w.name,
        w.output_tokens,
        w.requests,
        w.concurrency,
        w.stream,
        w.warmup,
        w.sampling,
      ]),
    ).toEqual([
      ['custom_short', 64, 5, 1, true, 1, { temperature: 0.7, top_k: 40 }],
      ['custom_streaming', 256, 3, 1, true, 1, {}],
      ['custom_batch', 128, 16, 8, false, 2, {}],
    ]);
  });
});

describe('the prompts of a workload file', () => {
  it('are sent as they stand, with their own tokens counted', async () => {
    const entries = await read('- {name: mine, prompt: "Say hello to all of us."}\n- {name: other, prompt: Bye}');
    const dataset = workloadFileDataset(entries);
    expect(take(dataset, 2, { workload: entries[0]!.workload })).toMatchObject([
      {
        request_id: 'mine-0000',
        input: { kind: 'text', text: 'Say hello to all of us.' },
        prompt_tokens: 6,
        max_tokens: 128,
      },
      { request_id: 'mine-0001', input: { kind: 'text', text: 'Say hello to all of us.' }, prompt_tokens: 6 },
    ]);
    expect(take(dataset, 1, { workload: entries[1]!.workload })).toMatchObject([{ prompt_tokens: 1 }]);
    expect(dataset.identity).toEqual({ name: 'workload-file', items: 2 });
  });

  it('have words of their own before them where the workload is distinct, and these are counted too', async () => {
    const entries = await read('- {name: mine, prompt: "Say hello.", distinct: true}');
    const dataset = workloadFileDataset(entries);
    const requests = [
      ...take(dataset, 3, { workload: entries[0]!.workload }),
      ...take(dataset, 3, { workload: entries[0]!.workload, phase: 'warmup' }),
    ];
    const texts = requests.flatMap(textsOf);
    expect(new Set(texts).size).toBe(6);
    for (const text of texts) expect(text).toMatch(/^(\w{4} ){3}\w{4}: Say hello\.$/);
    expect(requests.map((request) => request.prompt_tokens)).toEqual(texts.map((text) => words.encode(text).length));
  });

  it('are refused for a workload that is not of the file', async () => {
    const dataset = workloadFileDataset(await read('- {name: mine, prompt: a}'));
    expect(() => take(dataset, 1)).toThrow('workload W: the workload file has no prompt for it');
  });
});
