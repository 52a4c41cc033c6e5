import { expect, it } from 'vitest';
import { errorColumns, signAhead } from '../../../../src/database/runs/events/error-columns.ts';
import { createRandom } from '../../../../src/demo/data/random.ts';
import { summarizeFailure } from '../../../../src/model/failure/summarize-failure.ts';

const texts = ['no rate for "EUR"', 'no rate for "USD"', 'the model gave no answer', ''] as const;
const causes = [undefined, 'ECONNREFUSED', 'disk full'] as const;

it('knows the same of an error that came before as of a new one, whatever differs', () => {
  const { int, pick } = createRandom(3);
  for (let round = 0; round < 3_000; round += 1) {
    const name = pick(['signup', 'billing']);
    const message = pick(texts);
    const cause = pick(causes);
    const value = { name: 'Error', message, ...(cause && { cause: { message: cause } }) };
    const told = {
      name: pick(['Error', 'TimeoutError']),
      message,
      code: pick([undefined, 'E_RATE', '53300']),
      stack: pick([undefined, `Error: ${message}\n    at a`, `Error: ${message}\nCaused by: B: ${int(3)}`]),
    };
    const stepName = pick([undefined, 'send', 'billing']);
    const known = summarizeFailure({ error: { ...told, value }, step: stepName, name });
    expect(errorColumns(name, { ...told, stepName, value: JSON.stringify(value) })).toEqual({
      errorName: known.name,
      errorMessage: known.message,
      errorStep: known.step ?? null,
      causeCode: known.code ?? null,
      causeName: known.cause?.name ?? null,
      causeMessage: known.cause?.message ?? null,
      failure: known.failure,
    });
  }
});

it('reads all that an error says, although one with a stack alone is not parsed', () => {
  const plain = { $type: 'Error', name: 'Error', message: 'a "," b', stack: 'Error: a "," b\n    at c' };
  const values: readonly Readonly<Record<string, unknown>>[] = [
    plain,
    { ...plain, code: 'E_RATE' },
    { ...plain, cause: { message: 'disk full' } },
    { ...plain, fingerprint: 'mine' },
    { ...plain, status: 503, path: ['items', 0] },
    { $type: 'Error', name: 'Error', cause: 'no memory left', message: plain.message, stack: plain.stack },
    { $type: 'Error', name: 'Error', message: plain.message, status: 409, stack: plain.stack },
    { ...plain, cause: plain },
    { ...plain, message: '{"$type":"Error","message":"inner"}' },
  ];
  const ids = values.map(value => {
    const told = { name: 'Error', message: String(value.message), stack: plain.stack };
    const known = summarizeFailure({ error: { ...told, value }, name: 'signup' });
    expect(errorColumns('signup', { ...told, value: JSON.stringify(value) }).failure).toBe(known.failure);
    return known.failure;
  });
  expect(new Set(ids).size).toBe(values.length - 1);
});

it('signs an error ahead for runs of one name alone', () => {
  const error = { name: 'Error', message: 'no price for "tea" in basket 4811', value: '{}' };
  const expected = ['signup', 'billing'].map(name => errorColumns(name, { ...error }));
  signAhead('signup', error);
  signAhead('billing', error);
  expect(['signup', 'billing'].map(name => errorColumns(name, error))).toEqual(expected);
  expect(errorColumns('signup', error)).toBe(errorColumns('signup', error));
  expect(expected[0]?.failure).not.toBe(expected[1]?.failure);
});
