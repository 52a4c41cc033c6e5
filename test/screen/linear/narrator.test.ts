import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { narrate } from '../../../src/screen/linear/narrator.ts';
import { linearSize } from '../../../src/screen/shell/layout.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun, sampleRuns } from '../memory-store.ts';
import { openSession } from '../open-session.ts';

installFakeClock();

/** A session that is read aloud: `said` is what was written since it was asked last. */
async function listen(store = createMemoryStore(sampleRuns(60))) {
  const input = new EventEmitter() as EventEmitter & NodeJS.ReadableStream;
  let written = '';
  let ends = 0;
  const { session, exits } = openSession(store, linearSize);
  const { say, stop } = narrate(session, {
    input,
    write: text => {
      written += text;
    },
    onEnd: () => {
      ends += 1;
    },
  });
  const said = (): string => {
    const since = written;
    written = '';
    return since;
  };
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const send = async (keys: string): Promise<string> => {
    written = '';
    input.emit('data', keys);
    await pass(50);
    return said();
  };
  await pass(100);
  return { store, said, pass, send, say, stop, exits, ends: () => ends };
}

const statusOf = (index: number, status: 'running' | 'failed' | 'success') =>
  sampleRun(index, { status, ...(status === 'running' && { finishedAt: undefined }) });

test('at first the target, the list, the first row and the keys for help and the end are said', async () => {
  const { said } = await listen();
  expect(said()).toMatch(
    /^runlens, local, \.\/runs\.db \(found here\), live\.\nView All, 60 runs, newest first\.\n1 of 60\. Success\. signup-pipeline\. 1 hour ago\.\nQuestion mark lists the keys that work here\. Control-D quits\.\n$/u,
  );
});

test('a key is answered by one sentence, and at the end of the rows by that and the row', async () => {
  const { send } = await listen();
  expect(await send('j')).toBe('2 of 60. Success. signup-pipeline. 1 hour ago.\n');
  expect(await send('G')).toBe('60 of 60. Success. signup-pipeline. 1 hour ago.\n');
  expect(await send('j')).toBe('No more rows. 60 of 60. Success. signup-pipeline. 1 hour ago.\n');
});

test('of fifty keys that arrive at once, the last row is said', async () => {
  const { said, send } = await listen();
  said();
  expect(await send('j'.repeat(50))).toBe('51 of 60. Success. signup-pipeline. 1 hour ago.\n');
});

test('a page is read row by row', async () => {
  const { said, send } = await listen();
  said();
  const rows = (await send('\u001B[6~')).trimEnd().split('\n');
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.map(row => /^(\d+) of 60\. /u.exec(row)?.[1])).toEqual(rows.map((_, at) => `${at + 2}`));
});

test('a typed text is echoed, and begins again after an edit that no line can show', async () => {
  const { said, send } = await listen();
  said();
  expect(await send('/')).toBe('Filter: ');
  expect(await send('stat')).toBe('stat');
  expect(await send('us:failed')).toBe('us:failed');
  expect(await send('\u007F')).toBe('\nFilter: status:faile');
  expect(await send('\u001B[D')).toBe('\nFilter: status:faile. The caret is before e');
  expect(await send('\u0015')).toBe('\nFilter: e. The caret is before e');
});

test('nothing is said between the characters of a text, and what happened once it is finished', async () => {
  const { store, said, send, pass, say } = await listen();
  await send('/stat');
  said();
  store.put(statusOf(61, 'failed'));
  store.announce();
  say('a run has failed');
  await pass(5_000);
  expect(said()).toBe('');
  expect(await send('us:failed')).toBe('us:failed');
  expect(await send('\r')).toBe(
    '\na run has failed\nView All, filter status:failed, 1 run, newest first.\n1 of 1. Failed. signup-pipeline. 59 minutes ago.\n',
  );
});

test('what is wrong with a filter is said when it is entered', async () => {
  const { send } = await listen();
  await send('/stauts:failed');
  expect(await send('\r')).toBe(
    '\nunknown field "stauts": did you mean "status"? quote it to search for the text: "stauts:failed".\nFilter: stauts:failed',
  );
});

test('a run that ends is said once, and one that only grows older is not said again', async () => {
  const store = createMemoryStore([...sampleRuns(3), statusOf(4, 'running')]);
  const { said, pass } = await listen(store);
  expect(said()).toContain('1 of 4. Running. signup-pipeline.');
  await pass(30_000);
  expect(said()).toBe('');
  store.put(statusOf(4, 'failed'));
  store.announce();
  await pass(5_000);
  expect(said()).toMatch(/^1 of 4\. Failed\. signup-pipeline\. \d+ hours? ago\.\n$/u);
});

test('new runs above the cursor are said once, however many come', async () => {
  const { store, said, send, pass } = await listen();
  await send('jjjjj');
  said();
  for (let index = 61; index < 90; index += 1) {
    store.put(sampleRun(index));
    store.announce();
    await pass(300);
  }
  await pass(5_000);
  expect(said()).toMatch(/^\d+ new above, g\.\n$/u);
});

test('the cursor stays at the run that was said, while new ones come above the first row', async () => {
  const { store, said, pass, send } = await listen();
  said();
  for (let index = 61; index < 90; index += 1) {
    store.put(sampleRun(index));
    store.announce();
    await pass(300);
  }
  await pass(5_000);
  expect(said()).toMatch(/^\d+ new above, g\.\n$/u);
  expect(await send('k')).toMatch(/^29 of 89\. /u);
});

test('a question is asked in words, and No is the answer unless the other is given', async () => {
  const { send, exits } = await listen(createMemoryStore([statusOf(1, 'running')]));
  expect(await send('x')).toBe(
    [
      'Cancel.',
      'Cancel signup-pipeline?',
      'run: run_0001.',
      'status: Running.',
      'target: ./runs.db.',
      'No (chosen), Yes, cancel.',
      'y: yes, cancel. Enter: answer. n: no. Left or Right: choose.',
      '',
    ].join('\n'),
  );
  expect(await send('\t')).toBe('No, Yes, cancel (chosen).\n');
  expect(await send('n')).toMatch(/^1 of 1\. Running\. signup-pipeline\. /u);
  expect(exits).toEqual([]);
});

test('a key that does nothing here says so', async () => {
  const { send } = await listen();
  expect(await send('n')).toBe('the table has no search: / filters the runs.\n');
});

test('? lists what works here, in the table and in a dialog', async () => {
  const { send } = await listen();
  const inTable = await send('?');
  expect(inTable).toMatch(/^j or Down: down one line\.$/mu);
  expect(inTable).toMatch(/^Page Down or Control-F: /mu);
  expect(inTable).toMatch(/^Control-D: quit\.$/mu);
  expect(inTable).not.toMatch(/down half a page/u);
  await send('s');
  const inMenu = await send('?');
  expect(inMenu).toMatch(/^Enter: choose the item\.$/mu);
  expect(inMenu).not.toMatch(/filter the runs/u);
});

test('Ctrl-D ends, but deletes a character of a text', async () => {
  const { send, ends } = await listen();
  await send('/abc\u0001\u0004');
  expect(ends()).toBe(0);
  await send('\u001B');
  await send('\u0004');
  expect(ends()).toBe(1);
});

test('what takes long is said to be awaited, once', async () => {
  const store = createMemoryStore(sampleRuns(3));
  store.runDelayMs = 10_000;
  const { said, send, pass } = await listen(store);
  said();
  expect(await send('\r')).toBe('');
  await pass(5_000);
  expect(said()).toBe('Reading...\n');
  await pass(6_000);
  expect(said()).toMatch(/^signup-pipeline, Success, run_0003, .*\nOverview\.\n/u);
});

test('a search in the help is typed as other lines are, with a question mark in it', async () => {
  const { send, ends } = await listen();
  await send(':');
  await send('what to do here');
  await send('\r');
  expect(await send('/')).toMatch(/^Search: $/mu);
  expect(await send('why')).toBe('why');
  expect(await send('?')).toBe('?');
  await send('\u0004');
  expect(ends()).toBe(0);
});
