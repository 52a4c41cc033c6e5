import { expect, test } from 'vitest';
import { type TriggerInput, toTrigger } from '../../../src/recorder/run/run-options.ts';

test.each<[TriggerInput | undefined, string, string]>([
  [undefined, 'Program', 'program'],
  ['cli', 'CLI', 'cli'],
  ['schedule', 'Schedule', 'schedule'],
  [{ type: 'webhook', name: 'signup' }, 'Webhook · signup', 'webhook:signup'],
  [{ type: 'tool', name: 'support-agent', raw: 'call 7' }, 'Tool · support-agent', 'call 7'],
  [{ type: 'poll', label: 'Inbox', raw: '' }, 'Inbox', ''],
  ['constructor', 'Constructor', 'constructor'],
  [null as never, 'Program', 'program'],
  [{ type: 'poll', name: null as never }, 'Poll', 'poll'],
  [{ type: 'poll', label: 7 as never, raw: 8 as never }, '7', '8'],
])('%j is labelled %j', (input, label, raw) => {
  expect(toTrigger(input)).toMatchObject({ label, raw });
});

test('a time may be a Date', () => {
  expect(toTrigger({ type: 'poll', at: new Date(7) }).at).toBe(7);
});

test('a time that is null was not given', () => {
  expect(toTrigger(JSON.parse('{"type": "poll", "at": null}')).at).toBeUndefined();
});
