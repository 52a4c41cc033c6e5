import { appendFileSync } from 'node:fs';
import { variation } from '../variation.mjs';
import { apiCauses } from './apis.mjs';
import { checkCauses } from './checks.mjs';
import { clientCauses } from './clients.mjs';
import { databaseCauses } from './databases.mjs';
import { nodeCauses } from './node.mjs';
import { startAnswers } from './servers.mjs';

/** Raises every cause of the second set once and writes what was thrown, in the recorder's words. */
const { VARIANT, FORM, OUT, PORTS, ONLY } = process.env;
const { toRecordedError } = await import(process.env.RECORDED_ERROR);
const ports = JSON.parse(PORTS);
const answers = await startAnswers();
const waitMs = 5000;
const late = new Error('UNSEEN: nothing thrown in time');
process.on('unhandledRejection', () => {});
process.on('uncaughtException', () => {});

class StepError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = 'StepError';
  }
}

/** As programs pass an error on: as a cause, or only as words. */
function passedOn(error, step, x) {
  if (FORM === 'in a text') return new Error(`could not ${step} ${x.token}: ${error?.message ?? error}`);
  if (FORM !== 'wrapped') return error;
  if (x.number % 3 === 0) return new Error(`${step} failed for ${x.token}`, { cause: error });
  if (x.number % 3 === 1)
    return new StepError(`could not ${step}`, { cause: new Error('request failed', { cause: error }) });
  return new AggregateError([error], 'all attempts failed');
}

async function raised(raise, x) {
  let stop;
  try {
    await Promise.race([
      (async () => raise(x))(),
      new Promise((_, no) => {
        stop = setTimeout(no, waitMs, late);
      }),
    ]);
    return late;
  } catch (error) {
    return error;
  } finally {
    clearTimeout(stop);
  }
}

for (const [cause, library, step, raise] of [
  ...nodeCauses,
  ...databaseCauses,
  ...clientCauses,
  ...checkCauses,
  ...apiCauses,
]) {
  if (ONLY && !new RegExp(ONLY).test(cause)) continue;
  const x = variation(Number(VARIANT), ports);
  x.answer = (...answer) => answers.add(x.token, ...answer);
  const error = await raised(raise, x);
  if (error === late) {
    console.error(cause, FORM, 'nothing thrown');
    continue;
  }
  const recorded = toRecordedError(passedOn(error, step, x));
  appendFileSync(OUT, `${JSON.stringify({ cause, library, step, form: FORM, error: recorded })}\n`);
}
process.exit(0);
