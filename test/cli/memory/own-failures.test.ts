import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createActs } from '../../../src/cli/memory/acts.ts';
import {
  createOwnFailures,
  failureForm,
  keepOwnFailures,
  withMark,
  withSeen,
} from '../../../src/cli/memory/own-failures.ts';
import type { FailureMark } from '../../../src/model/failure/memory/failure-mark.ts';
import { lookKey } from '../../../src/screen/shell/remembered.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runlens-test-'));
  path = join(folder, 'failures.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shown = { firstAt: 1, lastAt: 5, count: 3 };
const mark: FailureMark = { failureId: 'a', kind: 'known', note: 'slow', at: 9, shown };

test('what was seen of a target is kept by group, and two inspectors lose nothing of each other', () => {
  const [one, other] = [createOwnFailures(path, './runs.db'), createOwnFailures(path, './runs.db')];
  expect([one.seen(), other.seen()]).toEqual([[], []]);
  one.addSeen([{ failureId: 'a', shown }]);
  other.addSeen([{ failureId: 'b', shown }]);
  one.addSeen([{ failureId: 'a', shown: { firstAt: 2, lastAt: 7, count: 2 } }]);
  expect(createOwnFailures(path, './runs.db').seen()).toEqual([
    { failureId: 'b', shown },
    { failureId: 'a', shown: { firstAt: 1, lastAt: 7, count: 3 } },
  ]);
  expect(createOwnFailures(path, './other.db').seen()).toEqual([]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('marks for stores that keep none are kept by kind, until they are removed', () => {
  const own = createOwnFailures(path, 'traces.jsonl');
  own.putMark(mark);
  own.putMark({ ...mark, kind: 'muted', mutedForCount: 3 });
  own.putMark({ ...mark, note: 'it was the firewall', by: 'ada' });
  const again = createOwnFailures(path, 'traces.jsonl');
  expect(again.marks().map(({ kind, note }) => [kind, note])).toEqual([
    ['known', 'it was the firewall'],
    ['muted', 'slow'],
  ]);
  again.removeMarks(['a']);
  expect(createOwnFailures(path, 'traces.jsonl').marks()).toEqual([]);
});

test('a file in another form is left as it is, and what is kept lasts until the end', () => {
  writeFileSync(path, '{"targets":{"./runs.db":{"seen":[],"marks":{}}}}');
  const own = createOwnFailures(path, './runs.db');
  own.putMark(mark);
  expect(own.marks()).toEqual([mark]);
  expect(own.problem()).toContain('is not in a form that this version knows');
  expect(createOwnFailures(path, './runs.db').marks()).toEqual([]);
});

test('what is seen of a sample that is removed at the end lasts as long, and the next one is new', async () => {
  const context = userOf(folder);
  const target = {
    name: 'demo',
    kind: 'sqlite',
    location: path,
    key: 'demo',
    isSample: true,
    reason: '',
  } as const;
  const open = keepOwnFailures(context);
  (await open(target)).addSeen([{ failureId: 'a', shown }]);
  const own = await open(target);
  expect([own.seen(), own.problem()]).toEqual([[{ failureId: 'a', shown }], undefined]);
  expect((await keepOwnFailures(context)(target)).seen()).toEqual([]);
});

test('what is seen lasts until the end where the file is left as it is, and what others keep is read', async () => {
  const open = keepOwnFailures(userOf(folder));
  const target = { name: 'runs', kind: 'sqlite', location: './runs.db', reason: 'argument' };
  createOwnFailures(path, lookKey(target)).addSeen([{ failureId: 'b', shown }]);
  expect((await open(target)).seen()).toEqual([{ failureId: 'b', shown }]);
  createOwnFailures(path, lookKey(target)).addSeen([{ failureId: 'c', shown }]);
  expect((await open(target)).seen()).toHaveLength(2);
  writeFileSync(path, '{broken');
  (await open(target)).addSeen([{ failureId: 'a', shown }]);
  const again = await open(target);
  expect(again.seen()).toContainEqual({ failureId: 'a', shown });
  expect(again.problem()).toContain('is not valid JSON');
});

test('what is kept is read once the frame that shows the groups was painted', async () => {
  const open = keepOwnFailures(userOf(folder));
  const target = { name: 'runs', kind: 'sqlite', location: './runs.db', reason: 'argument' };
  await open(target);
  const opened = open(target);
  // A frame is painted before the next turn of the event loop.
  await new Promise(resolve => process.nextTick(resolve));
  createOwnFailures(path, lookKey(target)).addSeen([{ failureId: 'a', shown }]);
  expect((await opened).seen()).toEqual([{ failureId: 'a', shown }]);
});

test('entries that make no sense are left out, and the file is left as it is', () => {
  writeFileSync(
    path,
    JSON.stringify({
      targets: {
        './runs.db': { seen: { a: { firstAt: 'x' }, b: shown }, marks: [mark, { ...mark, note: 7 }, null] },
      },
    }),
  );
  const own = createOwnFailures(path, './runs.db');
  expect(own.seen()).toEqual([{ failureId: 'b', shown }]);
  expect(own.marks()).toEqual([mark]);
  expect(own.problem()).toContain('is not in a form');
});

test('ten thousand groups and a thousand long notes leave a file that can be read again', () => {
  const groups = Array.from({ length: 10_000 }, (_, at) => ({ failureId: `group${at}`, shown }));
  const notes = groups
    .slice(0, 1_000)
    .map(({ failureId }) => ({ ...mark, failureId, note: '€'.repeat(2_000) }));
  const content = notes.reduce(
    (all, note) => withMark(all, './runs.db', note),
    withSeen(failureForm.none, './runs.db', groups),
  );
  writeFileSync(path, failureForm.format(withSeen(content, './other.db', groups)));
  const own = createOwnFailures(path, './runs.db');
  expect(own.problem()).toBeUndefined();
  expect([own.seen().length, own.marks().length]).toEqual([1_000, 500]);
});

test('where the file cannot be written, it says why', () => {
  mkdirSync(path);
  const own = createOwnFailures(path, './runs.db');
  own.addSeen([{ failureId: 'a', shown }]);
  expect(own.seen()).toHaveLength(1);
  expect(own.problem()).toContain('cannot read');
});

function userOf(path: string) {
  const user = { userDataFolder: async () => path, now: () => 0 };
  return { ...user, acts: createActs(user) };
}
