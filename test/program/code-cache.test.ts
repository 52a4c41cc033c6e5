import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { isolatedEnvironment } from '../pty/isolated-environment.ts';
import { startProgram } from '../pty/program.ts';
import { someOf, trials } from '../trials.ts';
import { builtProgram } from './workplace.ts';

type Environment = Readonly<Record<string, string | undefined>>;

let folder: string;
const kept = () => join(folder, 'runlens');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runlens-code-'));
});

afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

/** Runs the built program as a user without settings of Node does. */
async function run(...argv: readonly string[]): Promise<string> {
  return runWith({}, ...argv);
}

async function runWith(settings: Environment, ...argv: readonly string[]): Promise<string> {
  const env = isolatedEnvironment({
    ...{ HOME: folder, XDG_CACHE_HOME: folder, XDG_CONFIG_HOME: folder },
    ...{ NODE_COMPILE_CACHE: undefined, NODE_DISABLE_COMPILE_CACHE: undefined },
    ...settings,
  });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [builtProgram, ...argv], {
    env,
    cwd: folder,
  });
  expect(stderr).not.toContain('Warning');
  return stdout;
}

function keptFiles(): readonly string[] {
  if (!existsSync(kept())) return [];
  return readdirSync(kept()).filter(name => /^[0-9a-f]{16}-v/u.test(name));
}

describe('the compiled code that a start keeps for the next', () => {
  test('is used by the same command, and by no other', async () => {
    const first = await run('targets', 'list');
    const names = keptFiles();
    expect(names.map(name => name.replace(/^.*x64-|^.*arm64-/u, ''))).toEqual(['targets-list']);
    const times = names.map(name => readFileSync(join(kept(), name)));
    expect(await run('targets', 'list')).toBe(first);
    expect(keptFiles()).toEqual(names);
    expect(names.map(name => readFileSync(join(kept(), name)))).toEqual(times);
    await run('completion', 'bash');
    expect(keptFiles()).toHaveLength(2);
  });

  test('is used by the screen too, which changes flags of V8', async () => {
    const quit = async () => {
      const env = { HOME: folder, XDG_CACHE_HOME: folder, NODE_COMPILE_CACHE: undefined };
      const program = startProgram({ args: ['demo', '--size', '5'], env });
      await program.waitFor('q quit');
      program.send('q');
      expect(await program.exited).toMatchObject({ exitCode: 0 });
      return keptFiles().map(name => statSync(join(kept(), name)).ino);
    };
    const files = await quit();
    expect(files.length).toBeGreaterThan(1);
    expect(await quit()).toEqual(files);
  });

  const words = [
    ['--version', 'version'],
    ['-V', 'version'],
    ['--help', 'help'],
    ['-h', 'help'],
  ] as const;

  test.each(someOf(words, 4))(
    'is of one file for %s, which needs nothing of the screen',
    async (word, name) => {
      const first = await run(word);
      expect(keptFiles().map(file => file.replace(/^.*x64-|^.*arm64-/u, ''))).toEqual([name]);
      expect(await run(word)).toBe(first);
    },
  );

  test('is made again where it is damaged', async () => {
    const first = await run('targets', 'list');
    const [name = ''] = keptFiles();
    const good = readFileSync(join(kept(), name));
    for (const place of [10, good.length / 4, good.length - 10].slice(-trials(3, 1))) {
      const bad = Buffer.from(good);
      bad[Math.floor(place)] = (bad[Math.floor(place)] ?? 0) ^ 0xff;
      writeFileSync(join(kept(), name), bad);
      expect(await run('targets', 'list')).toBe(first);
      expect(readFileSync(join(kept(), name)).equals(bad)).toBe(false);
    }
    writeFileSync(join(kept(), name), good.subarray(0, 1_000));
    expect(await run('targets', 'list')).toBe(first);
  });

  test('is not taken from a folder that others may write to', async () => {
    mkdirSync(kept(), { mode: 0o777 });
    chmodSync(kept(), 0o777);
    await run('targets', 'list');
    expect(keptFiles()).toEqual([]);
  });

  const relative = [
    { HOME: '', XDG_CACHE_HOME: undefined },
    { XDG_CACHE_HOME: 'cache' },
    { NODE_COMPILE_CACHE: './cache' },
  ];

  test.each(someOf(relative, 2))('is never looked for in the folder of a project: %j', async settings => {
    await runWith(settings, 'targets', 'list');
    expect(
      readdirSync(folder, { recursive: true }).filter(name => /[0-9a-f]{16}-v/u.test(String(name))),
    ).toEqual([]);
  });

  test('is not needed: a start works where no folder can be made', async () => {
    writeFileSync(kept(), 'a file in its place');
    expect(await run('targets', 'list')).not.toBe('');
  });

  test('is not kept of help, which runs next to nothing', async () => {
    await run('history', 'list', '--help');
    expect(keptFiles()).toEqual([]);
  });

  test('is named by words of commands, and never by what else a user types', async () => {
    const { commandWords } = createRequire(import.meta.url)('../../bin/runlens.js');
    const stream = { write: () => true, columns: 100 };
    const context = Object.assign(Object.create(null), { stdout: stream, stderr: stream });
    const words = (command: Command): readonly string[] => [
      command.name(),
      ...command.commands.flatMap(words),
    ];
    const program = await createProgram({ context, done: () => {} }, []);
    const known = program.commands.flatMap(words).filter(word => !word.startsWith('_'));
    expect(known.length).toBeGreaterThan(15);
    expect(known.filter(word => !commandWords.has(word))).toEqual([]);
  });
});
