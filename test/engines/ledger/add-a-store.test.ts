import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/how-to/add-a-store.md'), 'utf8');

/** The files that the page shows, whole, by their paths. */
const files = [...page.matchAll(/^`([^`\n]+\.ts)`:\n\n```ts\n(.*?)^```$/gms)].map(
  ([, path = '', text = '']) => ({ path, text }),
);

/** As it stands in the folder of this test, where it lies elsewhere in the tree. */
function movedHere({ path, text }: { readonly path: string; readonly text: string }): string {
  if (path.startsWith('test/')) return text.replace(/'[^']*\/src\/engines\/ledger\//g, "'./");
  return text.replaceAll("'../../", "'../../../src/").replaceAll("'../kit/", "'../../../src/engines/kit/");
}

it('shows the files that the other tests of this folder run, none of them changed', () => {
  expect(files.map(({ path }) => path)).toEqual([
    'src/engines/ledger/ledger-engine.ts',
    'src/engines/ledger/ledger-run.ts',
    'src/engines/ledger/open-ledger-store.ts',
    'src/engines/ledger/open-ledger-table.ts',
    'test/engines/ledger/contract.test.ts',
  ]);
  for (const file of files) {
    const here = readFileSync(join(import.meta.dirname, basename(file.path)), 'utf8');
    expect(movedHere(file), file.path).toBe(here);
  }
});

it.each([
  ['src/engines/kit/define-store.ts', 'EngineParts'],
  ['src/engines/kit/define-store.ts', 'EngineActions'],
  ['src/engines/kit/row-lists.ts', 'ListParts'],
])('tells of each part that an engine may have: those of %s, %s', (path, type) => {
  const text = readFileSync(join(root, path), 'utf8');
  const body = new RegExp(`export type ${type}<Row> = (.*?)^};`, 'ms').exec(text)?.[1] ?? '';
  const parts = [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name);
  expect(parts.length).toBeGreaterThan(5);
  const prose = page.replace(/```ts\n.*?^```$/gms, '');
  expect(parts.filter(name => !prose.includes(`\`${name}\``))).toEqual([]);
});

it('builds a working engine in 200 lines', () => {
  const engine = files.slice(0, 3).map(({ text }) => text.split('\n').length - 1);
  expect(engine.reduce((a, b) => a + b)).toBeLessThanOrEqual(200);
});

it('runs as it stands: the program finds, filters and opens a run of the engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'adding-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['src', 'bin', 'package.json', 'tsconfig.json'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const list = join(folder, 'src/targets/engines.ts');
  const engines = readFileSync(list, 'utf8').replace(/readonly Engine\[\] = \[/, '$&\n  ledgerEngine,');
  writeFileSync(list, `import { ledgerEngine } from '../engines/ledger/ledger-engine.ts';\n${engines}`);

  const script = /```sh\n(.*?)```/s.exec(page)?.[1] ?? '';
  const home = join(folder, 'home');
  const env = { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, HOME: home, TMPDIR: folder };
  const [listed, got] = execFileSync('bash', ['-e', '-c', script], { cwd: folder, env, encoding: 'utf8' })
    .split(/\n(?=\{)/)
    .map(text => JSON.parse(text));
  expect(listed.data).toMatchObject([{ id: 'signup-1', status: 'failed', stepCount: 1 }]);
  expect(got).toMatchObject({
    input: { card: 4711 },
    error: { message: 'the card was refused' },
    steps: [
      { name: 'charge', attempt: 1, error: { message: 'no answer' } },
      { name: 'charge', attempt: 2, error: { message: 'the card was refused' } },
    ],
    trace: { spans: [{ id: 'run' }, { name: 'charge' }, { name: 'attempt 1' }, { name: 'attempt 2' }] },
  });
});
