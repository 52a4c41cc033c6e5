import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startFakePostgres } from '../database/postgres/fake-postgres.ts';
import { oneIn, someOf } from '../trials.ts';
import { writeSample } from './sample-store.ts';
import { test, type Workplace } from './workplace.ts';

const config = 'runlens.config.yaml';

type Make = (place: Workplace, port: number) => void | Promise<void>;

const write =
  (yaml: (port: number) => string): Make =>
  (place, port) =>
    writeFileSync(place.path(config), yaml(port));

async function storeWithPipe(place: Workplace, ending: string): Promise<void> {
  await writeSample(place.path('sample.db'));
  mkdirSync(place.path('.runlens'));
  copyFileSync(place.path('sample.db'), place.path('.runlens/runs.db'));
  execFileSync('mkfifo', [place.path(`.runlens/runs.db${ending}`)]);
}

const folders: Readonly<Record<string, Make>> = {
  'a database as target': write(port => `target: postgres://x@127.0.0.1:${port}/db\n`),
  'a database as cloud': write(port => `cloud: postgres://x@127.0.0.1:${port}/db\n`),
  'a database behind a parameter': write(port => `target: "postgres:///db?host=127.0.0.1&port=${port}"\n`),
  'a device as certificate': write(
    port => `target: "postgres://x@127.0.0.1:${port}/db?sslrootcert=/dev/zero"\n`,
  ),
  'a device as configuration': place => symlinkSync('/dev/zero', place.path(config)),
  'a pipe as configuration': place => void execFileSync('mkfifo', [place.path(config)]),
  'a link as configuration': place => {
    writeFileSync(place.path('secret.txt'), 'from-a-file-of-the-user');
    symlinkSync('secret.txt', place.path(config));
  },
  'sequences of a terminal': write(() => '"\\e]0;x\\a": 1\ntarget: "\\e[31m\\x9b2J"\n'),
  'a NUL character': write(() => 'target: "a\\0b"\n'),
  'a program': write(() => 'target: "keystroke:"\n'),
  'deep lists': write(() => `targets: ${'['.repeat(30_000)}\n`),
  'a pipe as journal': place => storeWithPipe(place, '-journal'),
  'a pipe as store': place => {
    mkdirSync(place.path('.runlens'));
    execFileSync('mkfifo', [place.path('.runlens/runs.db')]);
  },
};

const ways = [
  ['targets'],
  ['targets', 'test'],
  ['history', 'list'],
  ['__complete', 'bash', 'runlens history get ', ':='],
] as const;

const raw = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;

test.skipIf(process.platform === 'win32').for(someOf(Object.keys(folders), 2))(
  "a stranger's folder with %s sends no secret, hangs nothing and prints no byte that a terminal obeys",
  async (name, { place }) => {
    const { port, received } = await startFakePostgres();
    mkdirSync(join(place.folder, 'home'));
    writeFileSync(place.path('home/.pgpass'), '*:*:*:*:from-a-file-of-the-user\n', { mode: 0o600 });
    await folders[name]?.(place, port);
    const tried = ways.filter((_, at) => (at + Object.keys(folders).indexOf(name)) % oneIn(1, 4) === 0);
    const ended = await Promise.all(tried.map(way => place.run(...way)));
    for (const { exitCode, stdout, stderr } of ended) {
      expect(exitCode).toBeGreaterThanOrEqual(0);
      expect(stdout + stderr).not.toMatch(raw);
      expect(stdout + stderr).not.toMatch(/this is a bug|from-a-file/u);
    }
    expect(received()).not.toContain('from-a-file');
  },
);

test.skipIf(process.platform === 'win32')(
  "the screen lists 150 targets of a stranger's file, of which some hold sequences of a terminal, and q ends it",
  async ({ place }) => {
    await writeSample(place.path('.runlens/runs.db'));
    const many = Array.from({ length: 150 }, (_, at) => `  t${at}: https://127.0.0.1:${at + 1}\n`).join('');
    const hostile = '  "\\e]0;x\\a\\e[31m": https://127.0.0.1:1\n  "a\\x9b2J": postgres://x@127.0.0.1:1/db\n';
    writeFileSync(place.path(config), `target: .runlens/runs.db\ntargets:\n${hostile}${many}`);
    const listed = /\bt0\b.*127\.0\.0\.1/u;
    const program = place.open({ cwd: place.folder });
    await program.waitFor('flow-0040');
    program.send('t');
    await program.waitFor(lines => lines.some(line => listed.test(line)));
    program.send('\u001b');
    await program.waitFor(lines => !lines.some(line => listed.test(line)));
    program.send('q');
    expect(await program.exited).toMatchObject({ exitCode: 0 });
    expect(program.rawOutput()).not.toMatch(/\u001b\]0;x|\u009b/u);
  },
);
