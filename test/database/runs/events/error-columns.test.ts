import { expect, it } from 'vitest';
import { errorColumns } from '../../../../src/database/runs/events/error-columns.ts';
import { createRandom } from '../../../../src/demo/draw/random.ts';
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
