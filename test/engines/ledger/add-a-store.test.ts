import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isThorough } from '../../trials.ts';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/how-to/add-a-store.md'), 'utf8');

/** The engine of the page, as it stands in `src/engines/`. */
const files = ['ledger-engine.ts', 'ledger-run.ts', 'open-ledger-store.ts'].map(name => ({
  path: `src/engines/ledger/${name}`,
  text: readFileSync(join(import.meta.dirname, name), 'utf8')
    .replaceAll("'../../../src/engines/kit/", "'../kit/")
    .replaceAll("'../../../src/", "'../../"),
}));

it('names each file of the example', () => {
  const names = [...files.map(({ path }) => basename(path)), 'open-ledger-table.ts', 'contract.test.ts'];
  for (const name of names) expect(page).toMatch(new RegExp(`^## .*\`${name}\`$`, 'm'));
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
  expect(parts.filter(name => !page.includes(`\`${name}\``))).toEqual([]);
});

it('builds a working engine in 200 lines', () => {
  const engine = files.map(({ text }) => text.split('\n').length - 1);
  expect(engine.reduce((a, b) => a + b)).toBeLessThanOrEqual(200);
});

it.runIf(isThorough)('runs as it stands: the program finds, filters and opens a run of the engine', () => {
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

  const script = /```sh add-a-store\n(.*?)```/s.exec(page)?.[1] ?? '';
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
