import { scanPayload } from '../../../model/payload/lazy/scan-payload.ts';
import type { StepRow, StoredPayload, StoredRun } from './stored-run.ts';
import type { StoredSteps } from './stored-steps.ts';

/** Finds the places of payloads that were read as bytes, which takes a while. */
export function scanStoredRun(run: StoredRun): StoredRun {
  const { input, output, error_value } = run.row;
  return {
    ...run,
    row: { ...run.row, input: scan(input), output: scan(output), error_value: scan(error_value) },
    steps: run.steps?.map(scanStep),
    messages: run.messages?.map(message => scan(message)),
  };
}

export function scanStoredSteps(page: StoredSteps): StoredSteps {
  return { ...page, steps: page.steps.map(scanStep) };
}

function scanStep<Row extends StepRow>(step: Row): Row {
  return { ...step, input: scan(step.input), output: scan(step.output), error: scan(step.error) };
}

function scan<Payload extends StoredPayload | null>(payload: Payload): Payload | StoredPayload {
  if (!(payload instanceof Uint8Array)) return payload;
  const { buffer, byteOffset, byteLength } = payload;
  const isOwn = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength;
  return scanPayload(isOwn ? new Uint8Array(buffer, byteOffset, byteLength) : new Uint8Array(payload));
}
