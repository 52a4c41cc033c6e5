import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { spoolFolderOf } from '../../src/recorder/outbox/spool-files.ts';
import { createToken } from '../../src/server/access/tokens.ts';
import { inTime, scaleToLoad } from '../in-time.ts';
import { someOf, trials } from '../trials.ts';
import { makeFolder, readRuns, readTrace, share } from './recorded.ts';
import { freeUrl, startHanging, startServer } from './served.ts';

type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** The lines of the recorder in it. */
  readonly printed: readonly string[];
  readonly ms: number;
};

type Started = {
  readonly child: ChildProcess;
  /** Resolves when the program says that it has recorded what it shall. */
  readonly recorded: () => Promise<void>;
  readonly ended: Promise<Ended>;
};

function start(url: string, spoolFolder: string, name: string, ending: string, token?: string): Started {
  const file = join(import.meta.dirname, 'programs', 'end-with-server.ts');
  const env = { ...process.env, ...(token !== undefined && { RUNLENS_TOKEN: token }) };
  const startedAt = performance.now();
  const child = spawn(process.execPath, [file, url, spoolFolder, name, ending], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const spoken = once(child.stdout, 'data');
  const end = async (): Promise<Ended> => {
    const [[code, signal], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
    const printed = stderr.match(/^runlens: .*$/gm) ?? [];
    return { code, signal, stderr, printed, ms: performance.now() - startedAt };
  };
  return { child, recorded: async () => void (await spoken), ended: end() };
}

/** Each test has runs of its own there, the ids of which begin with a letter of its own. */
const shared = share(atEnd => startServer({}, atEnd));

const runProgram = (...args: Parameters<typeof start>): Promise<Ended> => start(...args).ended;

function oneWaits(spoolFolder: string, url: string): string {
  const folder = spoolFolderOf(spoolFolder, url);
  return `runlens: 1 batch of runs waits in ${folder} for the next program on this machine that records to ${url}`;
}

/** Every file below a folder. */
function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
}

const batchesBelow = (folder: string): readonly string[] =>
  filesBelow(folder).filter(name => name.endsWith('.batch'));

async function idsAt(
  server: Awaited<ReturnType<typeof startServer>>,
  prefix = '',
): Promise<readonly string[]> {
  const ids = (await readRuns(await server.store())).map(run => run.id);
  return ids.filter(id => id.startsWith(prefix)).sort();
}

describe('a program that never closes its recorder', () => {
  test('delivers what it recorded when it has nothing left to do, and prints nothing', async () => {
    const server = shared();
    const spoolFolder = makeFolder();
    expect(await runProgram(server.url, spoolFolder, 'a', 'fall-off')).toMatchObject({ code: 0, stderr: '' });
    expect(await idsAt(server, 'a')).toEqual(['a']);
    expect(await (await server.store()).getRun('a')).toMatchObject({ status: 'success' });
    expect(filesBelow(spoolFolder)).toEqual([]);
  });

  test('delivers to each of several servers, whatever becomes of the others', async () => {
    const [one, two] = [shared(), await startServer()];
    const { url: dead } = await freeUrl();
    const spoolFolder = makeFolder();
    const ended = await runProgram([one.url, dead, two.url, one.url].join(), spoolFolder, 'b', 'fall-off');
    expect(ended.code).toBe(0);
    expect(await idsAt(one, 'b')).toEqual(['b']);
    expect(await idsAt(two)).toEqual(['b']);
    expect(batchesBelow(spoolFolder)).toHaveLength(1);
    expect(ended.printed).toEqual([oneWaits(spoolFolder, dead)]);
  });

  test('delivers too what it records when it has nothing left to do', async () => {
    const server = shared();
    expect((await runProgram(server.url, makeFolder(), 'c', 'later')).code).toBe(0);
    expect(await idsAt(server, 'c')).toEqual(['c', 'c-later']);
  });

  test('ends also when it records something at each end', async () => {
    const server = shared();
    const spoolFolder = makeFolder();
    expect((await runProgram(server.url, spoolFolder, 'd', 'at-each-end')).code).toBe(0);
    expect((await runProgram(server.url, spoolFolder, 'd-last', 'fall-off')).code).toBe(0);
    const ids = await idsAt(server, 'd');
    expect(ids).toEqual(['d', 'd-1', 'd-2', 'd-3', 'd-4', 'd-last']);
  });

  test.each([
    ['is not there', async () => (await freeUrl()).url],
    ['does not answer', startHanging],
  ])(
    'ends within the patience of close when its server %s, and says what waits where',
    inTime,
    async (_, start_) => {
      const url = await start_();
      const spoolFolder = makeFolder();
      const ended = await runProgram(url, spoolFolder, 'a', 'fall-off');
      expect(ended.code).toBe(0);
      expect(ended.ms).toBeLessThan(scaleToLoad(10_000));
      expect(batchesBelow(spoolFolder)).toHaveLength(1);
      expect(ended.printed).toEqual([oneWaits(spoolFolder, url)]);
      expect(ended.stderr).toContain('RunlensWarning');
    },
  );

  test.each(someOf(['fall-off', 'exit'], 2))(
    'and that has a wrong token says so when it ends (%s)',
    inTime,
    async ending => {
      const server = await startServer();
      const token = createToken();
      await server.served.tokens.add({ id: token.id, name: 't', scopes: ['write'], hash: token.hash });
      const spoolFolder = makeFolder();
      const wrong = await runProgram(server.url, spoolFolder, 'a', ending, createToken().text);
      expect(wrong.printed).toEqual([oneWaits(spoolFolder, server.url)]);
      expect(wrong.ms).toBeLessThan(scaleToLoad(5_000));
      expect(await runProgram(server.url, spoolFolder, 'b', 'fall-off', token.text)).toMatchObject({
        stderr: '',
      });
      expect(await idsAt(server)).toEqual(['a', 'b']);
    },
  );
});

describe('a program that ends at once', () => {
  const endings = [
    ['exit', 4],
    ['throw', 1],
    ['reject', 1],
  ] as const;

  test.each(someOf(endings, 3))(
    'leaves on the disk what was not delivered, and says so (%s)',
    async (ending, code) => {
      const server = shared();
      const spoolFolder = makeFolder();
      const ended = await runProgram(server.url, spoolFolder, `e-${ending}`, ending);
      expect(ended.code).toBe(code);
      expect(batchesBelow(spoolFolder)).toHaveLength(1);
      expect(ended.printed).toEqual([oneWaits(spoolFolder, server.url)]);
    },
  );

  test.each(someOf(['SIGTERM', 'SIGINT'] as const, 2))(
    'by %s dies of it, and leaves everything on the disk',
    async name => {
      const spoolFolder = makeFolder();
      const url = await startHanging();
      const { child, recorded, ended } = start(url, spoolFolder, 'a', 'wait');
      await recorded();
      child.kill(name);
      expect(await ended).toMatchObject({ code: null, signal: name, printed: [oneWaits(spoolFolder, url)] });
      expect(batchesBelow(spoolFolder)).toHaveLength(1);
    },
  );

  test('by a signal that it listens for ends as it likes', async () => {
    const spoolFolder = makeFolder();
    const url = await startHanging();
    const { child, recorded, ended } = start(url, spoolFolder, 'a', 'own-signal');
    await recorded();
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 5, signal: null, printed: [oneWaits(spoolFolder, url)] });
    expect(batchesBelow(spoolFolder)).toHaveLength(1);
  });

  test('reports what is lost because the disk is full', async () => {
    const file = join(makeFolder(), 'file');
    writeFileSync(file, '');
    const { url } = await freeUrl();
    const { printed } = await runProgram(url, file, 'a', 'exit');
    expect(printed).toEqual([
      expect.stringMatching(/^runlens: cannot write to .*: 1 of the batches of runs for .* are lost$/),
    ]);
  });
});

describe('what ended programs left', () => {
  const count = trials(6, 2);

  test.each(someOf(['nothing', 'fall-off', 'close'], 3))(
    'is delivered by one short program (%s)',
    async ending => {
      const server = shared();
      const spoolFolder = makeFolder();
      const prefix = `f-${ending}`;
      for (let at = 1; at <= count; at += 1)
        expect((await runProgram(server.url, spoolFolder, `${prefix}-${at}`, 'throw')).code).toBe(1);
      expect(batchesBelow(spoolFolder).length).toBeGreaterThan(0);
      expect(await runProgram(server.url, spoolFolder, `${prefix}-last`, ending)).toMatchObject({
        code: 0,
        stderr: '',
      });
      expect(filesBelow(spoolFolder)).toEqual([]);
      const failed = Array.from({ length: count }, (_, at) => `${prefix}-${at + 1}`);
      const last = ending === 'nothing' ? [] : [`${prefix}-last`];
      expect(await idsAt(server, prefix)).toEqual([...failed, ...last]);
    },
  );

  test('is delivered once and in order, also when several programs are after it', async () => {
    const server = shared();
    const spoolFolder = makeFolder();
    const failed = ['g-1', 'g-2', 'g-3'].slice(0, trials(3, 2));
    for (const name of failed) await runProgram(server.url, spoolFolder, name, 'exit');
    const names = ['g-x', 'g-y', 'g-z'].slice(0, trials(3, 2));
    await Promise.all(names.map(name => runProgram(server.url, spoolFolder, name, 'fall-off')));
    await runProgram(server.url, spoolFolder, 'g-last', 'close');
    expect(filesBelow(spoolFolder)).toEqual([]);
    const store = await server.store();
    const runs = (await readRuns(store)).filter(run => run.id.startsWith('g-'));
    expect(runs.map(run => run.id).sort()).toEqual([...failed, 'g-last', ...names]);
    for (const run of runs) {
      expect(run).toMatchObject({ status: 'success', steps: [{ name: 'one' }, { name: 'two' }] });
      expect((await readTrace(store, run.id)).logs).toHaveLength(1);
    }
  });

  test('keeps a program no longer than its patience, when the server is away', inTime, async () => {
    const { url } = await freeUrl();
    const spoolFolder = makeFolder();
    await runProgram(url, spoolFolder, 'a', 'throw');
    const { code, ms, printed } = await runProgram(url, spoolFolder, 'b', 'nothing');
    expect(code).toBe(0);
    expect(ms).toBeLessThan(scaleToLoad(5_000));
    expect(printed).toEqual([oneWaits(spoolFolder, url)]);
    expect(batchesBelow(spoolFolder)).toHaveLength(1);
  });

  test('is counted with what the program itself leaves', async () => {
    const { url } = await freeUrl();
    const spoolFolder = makeFolder();
    await runProgram(url, spoolFolder, 'a', 'throw');
    const { printed } = await runProgram(url, spoolFolder, 'b', 'throw');
    expect(printed).toEqual([expect.stringContaining('2 batches of runs wait in ')]);
  });
});
