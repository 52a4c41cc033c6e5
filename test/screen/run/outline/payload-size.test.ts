import { expect, test } from 'vitest';
import { isLazy } from '../../../../src/model/payload/lazy/lazy-parts.ts';
import { openPayload } from '../../../../src/model/payload/lazy/lazy-payload.ts';
import { scanPayload } from '../../../../src/model/payload/lazy/scan-payload.ts';
import { plainTheme } from '../../../../src/screen/paint/theme.ts';
import { hiddenSecrets } from '../../../../src/screen/run/outline/payload-size.ts';
import { detailLines } from '../../checked-drawing.ts';
import { box, load, now, press } from '../detail-of.ts';

test('a secret in the text that a step was given is counted, as it is masked', () => {
  const steps = [
    {
      id: 's',
      name: 'call',
      type: 'action',
      status: 'success',
      attempt: 1,
      input: 'password=hunter2hunter2',
    },
  ] as const;
  const detail = press(load({ steps }), { type: 'toggle-all' }, { type: 'toggle-all' });
  const lines = detailLines(detail, box, now, plainTheme).join('\n');
  expect(lines).toContain('••••••');
  expect(hiddenSecrets(detail)).toEqual({ count: 1, isAtLeast: false });
});

const longText = 'x'.repeat(300_000);

test.each([
  ['text', longText],
  ['list', [longText]],
])('a large %s that is read later leaves the secrets beside it counted', (_, payload) => {
  const lazy = openPayload(scanPayload(new TextEncoder().encode(JSON.stringify(payload))));
  expect(isLazy(lazy)).toBe(true);
  const step = { name: 'call', type: 'action', status: 'success', attempt: 1 } as const;
  const steps = [
    { ...step, id: 'a', input: { password: 'hunter2hunter2' } },
    { ...step, id: 'b', output: lazy },
  ];
  expect(hiddenSecrets(load({ steps }))).toEqual({ count: 1, isAtLeast: true });
  const messages = [
    { role: 'user', id: 'a', content: 'password=hunter2hunter2' },
    { role: 'user', id: 'b', content: lazy },
  ];
  expect(hiddenSecrets(load({ messages }))).toEqual({ count: 1, isAtLeast: true });
});

test('a secret in the error of a step is counted, as it is masked', () => {
  const error = { message: 'refused password=hunter2hunter2', value: undefined };
  const steps = [{ id: 's', name: 'call', type: 'action', status: 'failed', attempt: 1, error }] as const;
  const detail = press(load({ steps }), { type: 'toggle-all' }, { type: 'toggle-all' });
  const lines = detailLines(detail, box, now, plainTheme).join('\n');
  expect(lines).toContain('••••••');
  expect(hiddenSecrets(detail)).toEqual({ count: 1, isAtLeast: false });
});
