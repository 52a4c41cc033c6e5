import { expect, test } from 'vitest';
import type { Message } from '../../../../src/model/run.ts';
import { activePane } from '../../../../src/screen/run/detail-state.ts';
import { load, place, press } from '../detail-of.ts';

test('a conversation of very many messages opens, and is walked to its end', () => {
  const messages = Array.from({ length: 20_000 }, (_, at): Message => {
    return { id: `m${at}`, role: 'user', content: `message ${at}` };
  });
  const opened = load({ kind: 'agent', messages });
  expect(activePane(opened).root.rows).toBeGreaterThan(messages.length);
  const folded = press(opened, { type: 'toggle-all' }, { type: 'bottom' });
  expect(place(folded)).toBe('usage');
});
