import type { ParseParts } from '../../../contract/reading/compared-parts.ts';
import { tryParseJson } from '../../../model/payload/json-text.ts';

/** Larger inputs and outputs of steps are left out, and the steps of runs with more of them. */
export const mostComparedBytes = 64 * 1_024;
export const mostOutputBytes = 2_048;
const mostSteps = 200;

export type InputRow = {
  readonly key: number;
  readonly id: string;
  readonly input: string | null;
  readonly input_bytes: number | null;
  readonly step_count: number | null;
};

/** A step that succeeded or failed. `output` is JSON text. */
export type ComparedStepRow = {
  readonly run: number;
  readonly name: string;
  readonly status: string;
  readonly output: string | null;
  readonly started_at: number | null;
  readonly finished_at: number | null;
};

export function keysWithSteps(rows: readonly InputRow[]): readonly number[] {
  return rows
    .filter(({ step_count }) => step_count !== null && step_count > 0 && step_count <= mostSteps)
    .map(({ key }) => key);
}

/** In the order of the ids. A damaged input is left out. */
export function toRunParts(
  ids: readonly string[],
  inputs: readonly InputRow[],
  steps: readonly ComparedStepRow[],
): readonly ParseParts[] {
  const stepsOf = Map.groupBy(steps, ({ run }) => run);
  const rows = new Map(inputs.map(row => [row.id, row]));
  return ids.map(id => () => {
    const row = rows.get(id);
    if (!row) return {};
    return {
      input: row.input === null ? undefined : tryParseJson(row.input),
      inputBytes: row.input_bytes ?? undefined,
      steps: stepsOf.get(row.key)?.map(toStep),
    };
  });
}

function toStep({ name, status, started_at, finished_at, output }: ComparedStepRow) {
  return {
    name,
    status: status === 'success' ? 'success' : 'failed',
    startedAt: started_at ?? undefined,
    finishedAt: finished_at ?? undefined,
    output: output === null ? undefined : tryParseJson(output),
  } as const;
}
