import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('importing the package loads undici and eventsource-parser, and nothing that is native or an engine', () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
    await import(${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)});
    const names = loaded.map((url) => /node_modules\\/\\.pnpm\\/[^/]+\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]
      ?? /packages\\/([^/]+)/.exec(url)?.[1] ?? url);
    console.log(JSON.stringify([...new Set(names.filter((name) => !name.startsWith('node:')))].sort()));
    console.log(loaded.some((url) => url.endsWith('.node')));
  `;
  const [names, native] = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n');
  expect(JSON.parse(names!)).toEqual(['clients', 'eventsource-parser', 'protocol', 'undici', 'zod']);
  expect(native).toBe('false');
});
