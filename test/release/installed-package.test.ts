import { globSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isThorough } from '../trials.ts';
import { copyRepository, root, runIn } from './copied-repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'runlens-installed-'));
const project = join(folder, 'project');

afterAll(() => rmSync(folder, { recursive: true }));

function run(cwd: string, file: string, ...args: readonly string[]): string {
  return runIn(folder, cwd, file, ...args);
}

function packCopy(): string {
  const copy = join(folder, 'copy');
  copyRepository(copy);
  run(copy, 'npm', 'publish', '--dry-run', '--offline', '--tag', 'latest');
  run(copy, 'npm', 'pack', '--ignore-scripts', '--pack-destination', folder);
  return join(folder, globSync('runlens-*.tgz', { cwd: folder })[0] ?? '');
}

/** The packages that npm installed, and the bytes of their files. */
function installed(): { readonly packages: readonly string[]; readonly bytes: number } {
  const list = readFileSync(join(project, 'node_modules', '.package-lock.json'), 'utf8');
  const files = globSync('node_modules/**', { cwd: project }).map(path => lstatSync(join(project, path)));
  return {
    packages: Object.keys(JSON.parse(list).packages).map(path => path.replace('node_modules/', '')),
    bytes: files.filter(file => file.isFile()).reduce((sum, { size }) => sum + size, 0),
  };
}

const program = `
import { openRecorder } from 'runlens/recorder';

const recorder = await openRecorder();
const charge = recorder.workflow('charge-card', async (input: { cents: number }, run) =>
  run.step('ask-bank', () => {
    if (input.cents > 100) throw new Error('the bank said no');
    return input.cents;
  }),
);
await charge({ cents: 50 });
await charge({ cents: 500 }).catch((error: unknown) => console.log(String(error)));
await recorder.close();
`;

const strict = {
  compilerOptions: {
    ...{ strict: true, skipLibCheck: false, noEmit: true, exactOptionalPropertyTypes: true },
    ...{
      target: 'esnext',
      module: 'nodenext',
      types: ['node'],
      typeRoots: [join(root, 'node_modules', '@types')],
    },
  },
  files: ['charge.mts'],
};

/** Prints the files of every module that is loaded after it. */
const hooks = `import { registerHooks } from 'node:module';
registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) });
`;

describe.runIf(isThorough)('the packed file, installed into an empty project', () => {
  beforeAll(() => {
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{"private":true,"type":"module"}');
    run(project, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', packCopy());
    writeFileSync(join(project, 'charge.mts'), program);
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(strict));
  });

  test('brings better-sqlite3 and what that needs, in at most 50 MB', () => {
    const { packages, bytes } = installed();
    process.stdout.write(`installed: ${packages.join(', ')}; ${(bytes / 1e6).toFixed(1)} MB\n`);
    expect(packages).toEqual(['better-sqlite3', 'node-addon-api', 'runlens']);
    expect(bytes).toBeLessThan(50e6);
    const written = globSync('node_modules/runlens/dist/*.{1,txt}', { cwd: project });
    expect(written.map(path => basename(path)).sort()).toEqual(['runlens.1', 'third-party-notices.txt']);
  });

  test('records a program, and lists what it recorded', () => {
    expect(run(project, process.execPath, 'charge.mts')).toBe('Error: the bank said no\n');
    const runlens = join(project, 'node_modules', '.bin', 'runlens');
    const failed = run(project, runlens, 'workflows', 'runs', 'list', '--status', 'failed', '--json');
    expect(failed).toContain('charge-card');
    expect(run(project, runlens, 'history', 'list', '-o', 'table')).toMatch(
      /Failed +charge-card.*bank said no/u,
    );
    expect(run(project, runlens, 'failures', 'list')).toContain('the bank said no');
  });

  test('has types that a strict project accepts, without any other package', () => {
    run(project, 'tsc', '-p', '.');
    writeFileSync(join(project, 'charge.mts'), program.replace('cents: 50 ', 'cents: "50" '));
    expect(() => run(project, 'tsc', '-p', '.')).toThrow();
  });

  test('loads one file of the package, and no other one, before the recorder is opened', () => {
    writeFileSync(join(project, 'load.mjs'), `${hooks}await import('runlens/recorder');\n`);
    const loaded = run(project, process.execPath, 'load.mjs').trim().split('\n');
    expect(loaded.map(url => basename(url))).toEqual(['recorder.js']);
  });
});
