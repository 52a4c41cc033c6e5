import { expect, test } from 'vitest';
import { addEvent, createEventBatch } from '../../../../src/contract/event-batch.ts';
import { createDictionary, dictionaryLimits } from '../../../../src/database/runs/events/dictionary.ts';
import { runCreated } from '../../../contract/sample-events.ts';

function runsOf(models: readonly string[]) {
  const batch = createEventBatch();
  addEvent(batch, runCreated('r', { models }));
  return batch.runs.values();
}

const modelsIn = (entries: readonly { readonly field: string; readonly value: string }[]) =>
  entries.filter(({ field }) => field.startsWith('model'));

test('lists each value once, until it has been stored and after', () => {
  const dictionary = createDictionary();
  const entries = dictionary.newEntries(runsOf(['b', 'a', 'b']));
  expect(modelsIn(entries).map(({ value }) => value)).toEqual(['a', 'b']);
  expect(dictionary.newEntries(runsOf(['a']))).not.toEqual([]);
  dictionary.add(entries);
  expect(dictionary.newEntries(runsOf(['a']))).toEqual([]);
});

test('marks a field as incomplete when it has too many values or one that is too long, once', () => {
  const dictionary = createDictionary();
  const most = Array.from({ length: dictionaryLimits.values }, (_, n) => `m${n}`);
  dictionary.add(dictionary.newEntries(runsOf([...most, 'm0'])));
  expect(dictionary.newEntries(runsOf(['m1']))).toEqual([]);
  const entries = dictionary.newEntries(runsOf(['one more']));
  expect(entries).toEqual([{ field: 'model!', value: '!' }]);
  dictionary.add(entries);
  expect(dictionary.newEntries(runsOf(['another', 'x'.repeat(dictionaryLimits.valueUnits + 1)]))).toEqual([]);
});
