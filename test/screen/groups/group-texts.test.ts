import { describe, expect, test } from 'vitest';
import { cutApart, groupTexts, placeGroupColumns } from '../../../src/screen/groups/group-columns.ts';
import { groupTableLines } from '../../../src/screen/groups/group-table-lines.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { tableSize } from '../../../src/screen/shell/layout.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';
import { type Failure, failedRun } from './failed-runs.ts';

installFakeClock();

async function openWith(columns: number, failures: readonly Failure[]) {
  const store = createMemoryStore(failures.map((failure, at) => failedRun(at + 1, failure)));
  const { session } = openSession(store, { columns, rows: 30 });
  await settle(300);
  press(session, '!');
  await settle(300);
  const state = session.getState();
  return { rows: state.groups?.rows ?? [], lines: groupTableLines(state, tableSize(state), plainTheme) };
}

const message = 'the payment provider answered 502 after a timeout of the upstream gateway';

describe('a group in a narrow list', () => {
  test.each([60, 80, 100])(
    'keeps the step where the end of the workflow has no room: %i columns',
    async columns => {
      const steps = ['charge', 'refund'];
      const workflow = 'checkout-of-the-european-shop';
      const { lines } = await openWith(
        columns,
        steps.map(step => ({ message, step, workflow })),
      );
      for (const step of steps) expect(lines.join('\n')).toMatch(new RegExp(`ch[a-z-]*… ?· ?${step}`, 'u'));
    },
  );

  test.each([60, 70, 80, 90, 100])('never looks like another one: %i columns', async columns => {
    const { rows } = await openWith(columns, [
      { message, workflow: 'checkout-of-the-european-shop' },
      { message, workflow: 'checkout-of-the-american-shop' },
      { message, step: 'charge-the-card-once', workflow: 'checkout-of-the-asian-shop' },
      { message, step: 'charge-the-card-twice', workflow: 'checkout-of-the-asian-shop' },
      { message: `${message} in Frankfurt`, step: 'refund', workflow: 'checkout-of-the-asian-shop' },
      { message: `${message} in Oregon`, step: 'refund', workflow: 'checkout-of-the-asian-shop' },
    ]);
    const widths = { width: columns - 3, countWidth: 4, hasShares: true, stateWidth: 5 };
    const texts = [...groupTexts(rows, placeGroupColumns(widths)).values()];
    expect(texts).toHaveLength(6);
    expect(new Set(texts.map(text => JSON.stringify(text))).size).toBe(6);
  });

  test('is shown whole where there is room', async () => {
    const { lines } = await openWith(200, [{ message, step: 'charge', workflow: 'checkout' }]);
    expect(lines[1]).toContain('checkout · charge');
  });
});

describe('a text that others begin like', () => {
  const us = 'nightly-report-of-the-us';
  const eu = 'nightly-report-of-the-eu';

  test('is cut before it differs from them', () => {
    expect([us, eu].map(text => cutApart(text, [us, eu], 14))).toEqual(['nigh…of-the-us', 'nigh…of-the-eu']);
  });

  test('is cut at its end where no other would look alike, and left whole where it fits', () => {
    expect(cutApart(us, [us, 'other'], 14)).toBe('nightly-repor…');
    expect(cutApart(us, [us, eu], 30)).toBe(us);
  });

  test('is cut between characters, also wide ones', () => {
    const wide = ['夜間レポート東京支店', '夜間レポート大阪支店'];
    expect(wide.map(text => cutApart(text, wide, 11))).toEqual(['夜…東京支店', '夜…大阪支店']);
  });
});
