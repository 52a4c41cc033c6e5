import { expect, test } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { statusMessages } from '../../../src/screen/shell/status-lines.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

test('says what the store could not read, for as long as it cannot', async () => {
  const inner = createMemoryStore(Array.from({ length: 300 }, (_, index) => sampleRun(300 - index)));
  let notes: readonly string[] | undefined = ['2 lines of a.jsonl could not be read', '1 span left out'];
  const store: RunStore = {
    ...inner,
    // Pages further down need not say it again.
    listRuns: async (query, options) => {
      const page = await inner.listRuns(query, options);
      return options.cursor === undefined && notes ? { ...page, notes } : page;
    },
  };
  const { session } = openSession(store);
  await settle(100);
  const words = '2 lines of a.jsonl could not be read · 1 span left out';
  expect(statusMessages(session.getState())[0]).toEqual({ text: words, tone: 'warning' });
  press(session, 'G');
  await settle(500);
  expect(statusMessages(session.getState())[0]?.text).toBe(words);
  notes = undefined;
  press(session, 'R');
  await settle(500);
  expect(statusMessages(session.getState())[0]?.text).not.toBe(words);
});
