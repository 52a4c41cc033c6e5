import { expect, test } from 'vitest';
import type { TargetInfo } from '../../src/contract/target-info.ts';
import { noSuchRunText } from '../../src/operations/target-refusal.ts';

test('a run that is not there was removed from a store, or not saved in a case file', () => {
  const store: TargetInfo = { name: 'shop', kind: 'sqlite', location: './runs.db', reason: 'argument' };
  expect(noSuchRunText(store, 'run_2')).toBe(
    'there is no run run_2 in ./runs.db: it was removed, or it is in another target',
  );
  const file: TargetInfo = { ...store, kind: 'case', location: './x.case.json' };
  expect(noSuchRunText(file, 'run_2')).toBe(
    'there is no run run_2 in ./x.case.json: it was not saved with the others',
  );
});
