import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openRunWriter } from '../../../../src/database/sqlite/write/open-run-writer.ts';
import type { Run } from '../../../../src/model/run.ts';
import { signedBefore } from '../../../contract/second-signature.ts';
import { rewrite } from '../../../database/sqlite/temp-store.ts';
import type { createHome } from '../../../targets/temporary-home.ts';
import { createFakeStore } from '../../fake-store.ts';
import { createHomeWithStore } from '../../real-store.ts';
import { runCli } from '../../run-cli.ts';
import { createRun, failedRun, now } from '../../sample-runs.ts';

const day = 86_400_000;

/** One failure of today, one of three days ago after which two runs succeeded. */
const runs: readonly Run[] = [
  failedRun,
  createRun({
    id: 'run_old',
    name: 'invoice-sync',
    status: 'failed',
    createdAt: now - 3 * day,
    error: { value: 'rate limit', message: 'rate limit' },
  }),
  createRun({ id: 'run_good', name: 'invoice-sync', createdAt: now - 2 * day }),
  createRun({ id: 'run_better', name: 'invoice-sync', createdAt: now - day }),
];

let home: ReturnType<typeof createHome>;
let id = '';

const run = (...words: readonly string[]) =>
  runCli(['failures', ...words], { store: 'real', home, env: { USER: 'ada' } });

async function json(...words: readonly string[]) {
  const { code, out, err } = await run(...words);
  expect(code, err).toBe(0);
  return JSON.parse(out);
}

async function groups(): Promise<readonly Record<string, unknown>[]> {
  return (await json('list')).data;
}

beforeEach(async () => {
  home = await createHomeWithStore(runs);
  // The runs are the same for every test, and so is the id.
  id ||= String((await groups())[0]?.['id']);
});

describe('failures list', () => {
  it('tells the state of every group, with how many runs have succeeded since', async () => {
    expect(await groups()).toEqual([
      expect.objectContaining({ id, state: 'new', unseen: 1 }),
      expect.objectContaining({ state: 'quiet', runsSince: 2 }),
    ]);
    const { out } = await run('list', '-o', 'table');
    expect(out).toMatch(/STATE/u);
    expect(out).toMatch(/quiet: 2 runs since/u);
  });

  it('is new however often it was listed or read by a program, and seen once a person has printed it', async () => {
    await run('list', '-o', 'table');
    await json('get', id);
    expect((await groups())[0]).toMatchObject({ id, state: 'new' });
    await run('get', id, '-o', 'table');
    expect((await groups())[0]).toMatchObject({ id, state: 'seen', unseen: 0 });
  });

  it('lists only the groups of some states with --state, by the words of the column', async () => {
    const states = async (words: string) =>
      (await json('list', '--state', words)).data.map(({ state }: { state: string }) => state);
    expect(await states('new')).toEqual(['new']);
    expect(await states('quiet,new')).toEqual(['new', 'quiet']);
    expect(await states('seen')).toEqual([]);
    expect((await run('list', '--state', 'seen,back', '-o', 'table')).err).toContain(
      'no group of failures is seen or back',
    );
    expect((await run('list', '--state', 'old')).code).toBe(2);
  });
});

describe('failures note', () => {
  it('keeps a note and a ticket in the store, with who wrote it, for everyone', async () => {
    expect((await json('note', id, 'the provider is slow', '--ticket', 'OPS-12')).data).toEqual([
      expect.objectContaining({ id, result: 'kept', keptIn: 'store', ticket: 'OPS-12' }),
    ]);
    const noted = { id, state: 'known', note: 'the provider is slow', ticket: 'OPS-12', notedBy: 'ada' };
    expect((await groups())[0]).toMatchObject(noted);
    expect(await json('get', id)).toMatchObject(noted);
    expect((await run('list', '-o', 'table')).out).toContain('known · OPS-12');
  });

  it('stands in the text of the group and of its runs, with who wrote it and when', async () => {
    await json('note', id, 'BR needs CPF', '--ticket', 'OPS-12');
    expect((await run('get', id, '-o', 'table')).out).toMatch(/^note +OPS-12: BR needs CPF · ada, /mu);
    const line = ['history', 'get', failedRun.id, '-o', 'table'];
    const { out } = await runCli(line, { store: 'real', home });
    expect(out).toMatch(/^Error {2}failed in send-email.*\n {2}OPS-12: BR needs CPF · ada, /mu);
  });

  it('adds a ticket to the note before it', async () => {
    await json('note', id, 'the provider is slow');
    await json('note', id, '--ticket', 'OPS-12');
    expect((await groups())[0]).toMatchObject({ note: 'the provider is slow', ticket: 'OPS-12' });
  });

  it('does not take where a note is kept for a part of the note', async () => {
    const noted = await run('note', id, 'the database moved', '-o', 'table');
    expect(noted.out).toBe(`${id}  known · the database moved (kept in ./.runlens/runs.db)\n`);
    const muted = await run('mute', id, '--count', '5', '-o', 'table');
    expect(muted.out).toBe(`${id}  muted until 5 more runs have failed (kept in ./.runlens/runs.db)\n`);
    const removed = await run('unmark', id, '-o', 'table');
    expect(removed.out.split('\n').sort()).toEqual([
      '',
      `${id}  no longer known · the database moved`,
      `${id}  no longer muted until 5 more runs have failed`,
    ]);
  });

  it('masks the secrets of a note as those of a run', async () => {
    await json('note', id, 'try it with password=hunter2 \u001B[31mnow');
    const { out } = await run('get', id, '--json', '--redact');
    expect(out).not.toContain('hunter2');
    const table = await run('list', '-o', 'table');
    expect(table.out).not.toMatch(/hunter2|\u001B/u);
  });

  it('needs a group that has failed, and something to say', async () => {
    expect((await run('note', 'abc', 'text')).code).toBe(3);
    expect((await run('note', id)).code).toBe(2);
    expect((await run('note', id, 'x'.repeat(2_001))).code).toBe(2);
  });

  it('keeps it for this user where the store keeps none, and says so', async () => {
    const store = createFakeStore(
      runs.map(one => (one.errorSummary ? withFailure(one, 'signature01') : one)),
    );
    const ask = (...words: readonly string[]) => runCli(['failures', ...words], { store, home });
    const { code, out } = await ask('note', 'signature01', 'slow', '-o', 'table');
    expect(code).toBe(0);
    expect(out).toContain('for you alone: ./.runlens/runs.db keeps no notes');
    expect(JSON.parse((await ask('list')).out).data[0]).toMatchObject({ state: 'known', note: 'slow' });
    expect(readFileSync(home.path('data', 'failures.json'), 'utf8')).toContain('slow');
    const removed = JSON.parse((await ask('unmark', 'signature01')).out).data;
    expect(removed).toEqual([expect.objectContaining({ result: 'removed', note: 'slow', keptIn: 'own' })]);
    expect(JSON.parse((await ask('list')).out).data[0]).toMatchObject({ state: 'seen' });
  });

  it.skipIf(process.getuid?.() === 0)('keeps it for this user where the store can only be read', async () => {
    const folder = home.path('project', '.runlens');
    chmodSync(`${folder}/runs.db`, 0o444);
    const [row] = (await json('note', id, 'slow')).data;
    expect(row).toMatchObject({ keptIn: 'own', reason: expect.stringContaining('cannot be written') });
    expect((await groups())[0]).toMatchObject({ state: 'known', note: 'slow' });
  });
});

function withFailure(one: Run, failure: string): Run {
  return { ...one, errorSummary: { message: 'no answer', ...one.errorSummary, failure } };
}

describe('failures mute', () => {
  it('mutes until a time or a count, and unmark ends it', async () => {
    await json('mute', id, '--until', '7d');
    expect((await groups())[0]).toMatchObject({
      state: 'muted',
      mutedUntil: new Date(now + 7 * day).toISOString(),
      mutedBy: 'ada',
    });
    await json('mute', id, '--until', 'tomorrow');
    const tomorrow = new Date(now);
    tomorrow.setHours(24, 0, 0, 0);
    expect((await groups())[0]).toMatchObject({ mutedUntil: tomorrow.toISOString() });
    await json('mute', id, '--count', '20');
    expect((await groups())[0]).toMatchObject({ state: 'muted', mutedMore: 20 });
    expect((await run('list', '-o', 'table')).out).toContain('muted for 20 more');
    await json('note', id, 'slow');
    expect((await json('unmark', id)).data.map(({ kind }: { kind: string }) => kind).sort()).toEqual([
      'known',
      'muted',
    ]);
    expect((await groups())[0]).toMatchObject({ state: 'seen' });
    expect((await run('unmark', id)).err).toContain(`nobody has noted or muted ${id}`);
  });

  it('needs a time to come, or a count', async () => {
    expect((await run('mute', id)).code).toBe(2);
    expect((await run('mute', id, '--until', '2001-01-01')).code).toBe(2);
    expect((await run('mute', id, '--until', 'soon')).code).toBe(2);
    expect((await run('mute', id, '--count', '0')).code).toBe(2);
  });
});

describe('the id that a group had before its failures were signed anew', () => {
  it('is taken by get, note, mute and unmark, which go on with the new one', async () => {
    const path = join(home.cwd, '.runlens', 'runs.db');
    rewrite(path, signedBefore);
    const [older] = await groups();
    const before = String(older?.['id']);
    await json('note', before, 'slow');
    const writer = await openRunWriter({ path, owner: 'none' });
    await expect.poll(async () => (await groups())[0]).toMatchObject({ id, state: 'known', note: 'slow' });
    await writer.close();
    expect(await json('get', before)).toMatchObject({ id, note: 'slow' });
    await json('note', before, '--ticket', 'OPS-12');
    await json('mute', before, '--until', '7d');
    expect((await groups())[0]).toMatchObject({ id, state: 'muted', note: 'slow', ticket: 'OPS-12' });
    expect((await json('unmark', before)).data).toMatchObject([{ id }, { id }]);
    expect((await groups())[0]).toMatchObject({ id, state: 'seen' });
  });
});
