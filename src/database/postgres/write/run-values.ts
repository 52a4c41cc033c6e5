import type { RunFields } from '../../../contract/run-events.ts';
import { errorLine } from '../../../model/error-line.ts';
import { arrayText } from '../binary-array.ts';
import type { Column } from './row-statement.ts';

/** The columns of `runs` that facts may say again: each keeps its value until it is given another. */
export const fieldColumns: readonly Column<{ readonly fields: RunFields }>[] = [
  { name: 'queued_at', type: 'number', of: ({ fields }) => toFinite(fields.queuedAt) },
  { name: 'started_at', type: 'number', of: ({ fields }) => toFinite(fields.startedAt) },
  { name: 'cost_usd', type: 'number', of: ({ fields }) => toFinite(fields.costUsd) },
  { name: 'step_count', type: 'number', of: ({ fields }) => toFinite(fields.stepCount) },
  { name: 'message_count', type: 'number', of: ({ fields }) => toFinite(fields.messageCount) },
  { name: 'attempt', type: 'number', of: ({ fields }) => toFinite(fields.attempt) },
  {
    name: 'models',
    type: 'text',
    of: ({ fields }) => fields.models && arrayText(fields.models),
    as: 'u.models::text[]',
  },
  {
    name: 'services',
    type: 'text',
    of: ({ fields }) => fields.services && arrayText(fields.services),
    as: 'u.services::text[]',
  },
];

export type ErrorTexts = {
  readonly errorName: string | null;
  readonly errorMessage: string | null;
  readonly errorStep: string | null;
};

export const noError: ErrorTexts = { errorName: null, errorMessage: null, errorStep: null };

/** A run's failure as far as its row holds it. */
export function errorTexts(error: NonNullable<RunFields['error']>): ErrorTexts {
  return {
    errorName: error.name ?? null,
    errorMessage: errorLine(error.message ?? ''),
    errorStep: error.stepName ?? null,
  };
}

/** A number that is none is absent. */
export function toFinite(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
