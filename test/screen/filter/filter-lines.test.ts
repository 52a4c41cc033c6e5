import { afterEach, expect, test } from 'vitest';
import { filterLines } from '../../../src/screen/filter/filter-lines.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRuns } from '../memory-store.ts';
import { closeSessions, openSession, press, settle, typeKeys } from '../open-session.ts';

installFakeClock();
afterEach(closeSessions);

test('the line of the filter says what Esc does next: a run that is open is left before the filter', async () => {
  const { session } = openSession(createMemoryStore(sampleRuns(9)), { columns: 160, rows: 30 });
  await settle(50);
  press(session, '/');
  typeKeys(session, 'status:success');
  press(session, 'enter');
  await settle(50);
  const esc = () => /Esc (.*\S)/u.exec(filterLines(session.getState(), plainTheme)[0] ?? '')?.[1];
  expect(esc()).toBe('clear');
  press(session, 'space');
  expect(esc()).toBe('unmark');
  press(session, 'escape', 'enter');
  await settle(50);
  const words = [esc()];
  while (session.getState().detail) {
    press(session, 'escape');
    words.push(esc());
  }
  expect(words).toEqual(['back', 'close run', 'clear']);
});
