import { appendFileSync } from 'node:fs';
import { causes } from './causes.mjs';
import { variation } from './variation.mjs';

/** Raises every cause once and writes what was thrown, in the recorder's words. */
const { VARIANT, FORM, OUT, PORTS, ONLY } = process.env;
const ports = JSON.parse(PORTS);
const { toRecordedError } = await import(process.env.RECORDED_ERROR);

/** The clients' own settings, sockets and agents make up most of these errors and say nothing of the cause. */
function slim(error) {
  if (error?.name !== 'AxiosError') return;
  error.config = { url: error.config?.url, method: error.config?.method };
  if (error.request) error.request = undefined;
  if (error.response)
    error.response = {
      status: error.response.status,
      statusText: error.response.statusText,
      data: error.response.data,
    };
}

class StepError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = 'StepError';
  }
}

function wrapped(error, step, x) {
  if (x.number % 3 === 0) return new Error(`${step} failed for ${x.token}`, { cause: error });
  if (x.number % 3 === 1)
    return new StepError(`could not ${step}`, { cause: new Error('request failed', { cause: error }) });
  return new AggregateError([error], 'all attempts failed');
}

for (const [cause, library, step, raise] of causes) {
  if (library === 'better-sqlite3' && process.version.startsWith('v20')) continue;
  if (ONLY && !cause.startsWith(ONLY)) continue;
  const x = variation(Number(VARIANT), ports);
  let thrown;
  try {
    await Promise.race([
      (async () => raise(x))(),
      new Promise((_, no) => setTimeout(no, 8000, new Error('CORPUS: nothing thrown in 8 s')).unref()),
    ]);
    throw new Error('CORPUS: nothing thrown');
  } catch (error) {
    thrown = error;
  }
  if (
    /^CORPUS|different Node|ABI|Could not dynamically/.test(thrown?.message ?? '') ||
    /MODULE_NOT_FOUND/.test(thrown?.code ?? '')
  ) {
    console.error(cause, FORM, String(thrown).slice(0, 200));
    continue;
  }
  slim(thrown);
  const error = toRecordedError(FORM === 'wrapped' ? wrapped(thrown, step, x) : thrown);
  appendFileSync(OUT, `${JSON.stringify({ cause, library, step, form: FORM, error })}\n`);
}
process.exit(0);
