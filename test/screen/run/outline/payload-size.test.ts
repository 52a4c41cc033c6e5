import { expect, test } from 'vitest';
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

test('a secret in the error of a step is counted, as it is masked', () => {
  const error = { message: 'refused password=hunter2hunter2', value: undefined };
  const steps = [{ id: 's', name: 'call', type: 'action', status: 'failed', attempt: 1, error }] as const;
  const detail = press(load({ steps }), { type: 'toggle-all' }, { type: 'toggle-all' });
  const lines = detailLines(detail, box, now, plainTheme).join('\n');
  expect(lines).toContain('••••••');
  expect(hiddenSecrets(detail)).toEqual({ count: 1, isAtLeast: false });
});
