import { expect, test } from 'vitest';
import { openRecorded } from './recorded.ts';

type Thrown = { readonly text: string; readonly fingerprint?: unknown };

async function failuresOf(errors: readonly Error[]): Promise<readonly unknown[]> {
  const { recorder, runs } = await openRecorded();
  for (const error of errors)
    await recorder
      .run({ workflow: 'charge' }, run =>
        run.step('pay', () => {
          throw error;
        }),
      )
      .catch(() => {});
  return (await runs()).map(({ errorSummary }) => errorSummary?.failure);
}

const toError = ({ text, fingerprint }: Thrown) => Object.assign(new Error(text), { fingerprint });

test.each([
  ['a text', 'card-declined', 'card-declined'],
  ['a list', ['card', 'declined'], ['card', 'declined']],
])('errors with the same fingerprint, %s, are one group, whatever they say', async (_, one, other) => {
  const [first, second] = await failuresOf([
    toError({ text: 'no money on this card', fingerprint: one }),
    toError({ text: 'the bank said no', fingerprint: other }),
  ]);
  expect(first).toBe(second);
});

test('errors that say the same with other fingerprints are two groups', async () => {
  const [first, second] = await failuresOf([
    toError({ text: 'it failed', fingerprint: 'a' }),
    toError({ text: 'it failed', fingerprint: 'b' }),
  ]);
  expect(first).not.toBe(second);
});

test('the fingerprint of a cause counts where an error wraps it', async () => {
  const cause = toError({ text: 'no money on this card', fingerprint: 'card-declined' });
  const [first, second] = await failuresOf([cause, new Error('payment 17 failed', { cause })]);
  expect(first).toBe(second);
});

test('an empty fingerprint, or one that is no text, leaves the group to what the error says', async () => {
  const [first, second, third] = await failuresOf([
    toError({ text: 'it failed' }),
    toError({ text: 'it failed', fingerprint: '' }),
    toError({ text: 'it failed', fingerprint: { a: 1 } }),
  ]);
  expect([second, third]).toEqual([first, first]);
});
