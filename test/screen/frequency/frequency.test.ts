import { expect, test } from 'vitest';
import { createFrequency, withCounts } from '../../../src/screen/frequency/frequency.ts';

const count = (value: string) => ({ value, failed: 0, active: 0, others: 1 });
const totals = { runs: { failed: 0, active: 0, others: 2 }, unlisted: 0 };
const progress = { phase: 'counting', read: 2 } as const;

test('a value that is not in the list, and a first page without runs, leave the cursor on the first row', () => {
  const opened = createFrequency('actor', { value: 'ada' });
  const empty = withCounts(opened, { rows: [], totals, progress });
  const counted = withCounts(empty, { rows: [count('bob'), count('eve')], totals, progress });
  expect(counted.index).toBe(0);
});
