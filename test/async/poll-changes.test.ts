import { expect, it } from 'vitest';
import { pollChanges } from '../../src/async/poll-changes.ts';
import { InspectorError } from '../../src/model/errors.ts';

/** The changes reported while these values are read one after the other. */
async function toldOf(
  looks: readonly (number | InspectorError)[],
  seen?: number,
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
  for await (const change of pollChanges(look, { pollMs: 0, seen }, ending.signal)) told.push(change.type);
  return told;
}

const gone = new InspectorError('unreachable', 'it is gone');

it('tells of what is another one now', async () => {
  expect(await toldOf([1, 1, 2, 2, 3])).toEqual(['changed', 'changed']);
});

it('tells at once what changed since it was shown', async () => {
  expect(await toldOf([2, 2], 1)).toEqual(['changed']);
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
