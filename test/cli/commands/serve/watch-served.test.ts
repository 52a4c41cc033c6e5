import { expect, test } from 'vitest';
import { watchServed } from '../../../../src/cli/commands/serve/watch-served.ts';
import { InspectorError } from '../../../../src/model/errors.ts';

test('reports once that a store cannot be used, and once that it can be used again', async () => {
  const answers = [undefined, 'db is away', 'db is away still', undefined, undefined];
  const ending = new AbortController();
  const told: (string | undefined)[] = [];
  await watchServed(
    {
      check: async () => {
        if (answers.length === 1) ending.abort();
        const problem = answers.shift();
        if (problem !== undefined) throw new InspectorError('unreachable', problem);
      },
    },
    problem => told.push(problem),
    ending.signal,
    { everyMs: 1 },
  );
  expect(told).toEqual(['db is away', undefined]);
});
