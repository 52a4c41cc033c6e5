import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { sampleRun } from '../memory-store.ts';

export type Failure = { readonly message: string; readonly step?: string; readonly workflow?: string };

export const timeout: Failure = { message: 'mail provider did not answer in 3000 ms', step: 'send-email' };
export const missing: Failure = { message: 'relation "orders" does not exist', workflow: 'nightly-report' };
export const refused: Failure = { message: 'the card was refused by the bank', step: 'charge' };

/** Run number `index`, which failed so. */
export function failedRun(index: number, { message, step, workflow }: Failure): RunSummary {
  const name = workflow ?? 'signup-pipeline';
  const errorSummary = summarizeFailure({ error: { value: { message }, message }, step, name });
  return sampleRun(index, { status: 'failed', name, errorSummary });
}
