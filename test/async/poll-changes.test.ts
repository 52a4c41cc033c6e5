import { expect, it } from 'vitest';
import { pollChanges } from '../../src/async/poll-changes.ts';
import { sleep } from '../../src/async/sleep.ts';
import { InspectorError } from '../../src/model/errors.ts';

/** The changes reported while these values are read one after the other. */
async function toldOf(
  looks: readonly (number | InspectorError)[],
  seen?: number,
  isShown?: () => boolean,
): Promise<readonly string[]> {
  const ending = new AbortController();
  const rest = [...looks];
  const look = async () => {
    const next = rest.shift();
    if (next === undefined) {
      ending.abort();
      return 0;
    }
    if (next instanceof InspectorError) throw next;
    return next;
  };
  const told: string[] = [];
  const polling = { pollMs: 0, seen, isShown, isRemote: isShown !== undefined };
  for await (const change of pollChanges(look, polling, ending.signal)) told.push(change.type);
  return told;
}

const gone = new InspectorError('unreachable', 'it is gone');

it('tells of what is another one now', async () => {
  expect(await toldOf([1, 1, 2, 2, 3])).toEqual(['changed', 'changed']);
});

it('tells at once what changed since it was shown', async () => {
  expect(await toldOf([2, 2], 1)).toEqual(['changed']);
});

it('tells at once of what may have changed since something was shown', async () => {
  expect(await toldOf([2, 2], undefined, () => true)).toEqual(['changed']);
  expect(await toldOf([2, 2], undefined, () => false)).toEqual([]);
});

it('asks a server that is slow less often', async () => {
  const ending = new AbortController();
  const times: number[] = [];
  const look = async () => {
    times.push(performance.now());
    await sleep(5, ending.signal);
    times.push(performance.now());
    if (times.length === 4) ending.abort();
    return 1;
  };
  for await (const _ of pollChanges(look, { pollMs: 1, isRemote: true }, ending.signal));
  const [start = 0, end = 0, next = 0] = times;
  expect(next - end).toBeGreaterThan(18 * (end - start));
});

it('says once what goes wrong, and that it is over', async () => {
  expect(await toldOf([1, gone, gone, 1, 1])).toEqual(['error', 'changed']);
});

it('takes what is no expected failure for a bug', async () => {
  const look = async () => {
    throw new TypeError('a bug');
  };
  const changes = pollChanges(look, { pollMs: 0 }, new AbortController().signal);
  await expect(changes.next()).rejects.toThrow('a bug');
});
