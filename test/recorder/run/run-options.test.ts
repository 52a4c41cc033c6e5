import { expect, test } from 'vitest';
import { type TriggerInput, toTrigger } from '../../../src/recorder/run/run-options.ts';

test.each<[TriggerInput | undefined, string, string]>([
  [undefined, 'Program', 'program'],
  ['cli', 'CLI', 'cli'],
  ['schedule', 'Schedule', 'schedule'],
  [{ type: 'webhook', name: 'signup' }, 'Webhook · signup', 'webhook:signup'],
  [{ type: 'tool', name: 'support-agent', raw: 'call 7' }, 'Tool · support-agent', 'call 7'],
  [{ type: 'poll', label: 'Inbox', raw: '' }, 'Inbox', ''],
])('%j is labelled %j', (input, label, raw) => {
  expect(toTrigger(input)).toMatchObject({ label, raw });
});

test('a time may be a Date', () => {
  expect(toTrigger({ type: 'poll', at: new Date(7) }).at).toBe(7);
});

test('a time that is null was not given', () => {
  expect(toTrigger(JSON.parse('{"type": "poll", "at": null}')).at).toBeUndefined();
});
