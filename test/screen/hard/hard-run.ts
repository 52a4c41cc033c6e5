import type { RunCreated } from '../../../src/contract/event-batch.ts';

/** The clock of every frame. */
export const hardNow = Date.UTC(2026, 10, 24, 13, 0, 0);

/** Ids as recorders make them: equal for long, different in the middle. */
export function hardId(index: number): string {
  const digits = String(index).padStart(4, '0');
  return `run_01KAT${digits}V5NQW7Y0TB4M6HCDX`;
}

/** A run that succeeded in 1.4 s, created `index` minutes before the clock, with `fields` on top. */
export function hardRun(index: number, fields: Partial<RunCreated> = {}): RunCreated {
  const createdAt = hardNow - index * 60_000 - 5_000;
  return {
    type: 'run-created',
    id: hardId(index),
    kind: 'workflow',
    name: 'signup-pipeline',
    status: 'success',
    trigger: { type: 'webhook', label: 'Webhook · signup', raw: 'hooks/signup' },
    createdAt,
    startedAt: createdAt + 20,
    finishedAt: createdAt + 1_420,
    ...fields,
  };
}

/** Still going on. */
export const unfinished = { finishedAt: undefined } as const;

/** Has not begun. */
export const unstarted = { startedAt: undefined, finishedAt: undefined } as const;

export function failure(name: string | undefined, message: string, stepName?: string): Partial<RunCreated> {
  const value = JSON.stringify({ ...(name !== undefined && { name }), message });
  return { status: 'failed', error: { value, ...(name !== undefined && { name }), message, stepName } };
}
