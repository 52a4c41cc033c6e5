import type { NumberField, TextField, TimeField } from '../model/query/query.ts';
import type { RunStatus } from '../model/status.ts';
import type { SortField } from './lists/sort.ts';
import type { Verb } from './verbs.ts';

export type Capabilities = {
  readonly cancel: boolean;
  /** What a cancel leaves running or deletes, by the status of the run: shown before it is sent. */
  readonly cancelNotes?: Readonly<Partial<Record<RunStatus, string>>>;
  readonly kill: boolean;
  /** How many cancels are sent at once, where the store commits them together; a few by default. */
  readonly cancelsAtOnce?: number;
  readonly start: boolean;
  readonly restart?: true;
  /** Where a repeated run begins, if not at its start: `begins at the node that failed`. */
  readonly restartNote?: string;
  readonly restartFrom?: RestartFrom;
  /** The acts on a run that only this engine has; in a merged list, each target has its own. */
  readonly verbs?: readonly Verb[];
  /** Whether `changes` reports changes. If not, the session polls. */
  readonly live: boolean;
  readonly sorts: readonly SortField[];
  /** Set where a store cannot list by creation, but by `changedAt`, which is never before `createdAt`. */
  readonly order?: 'lastChange';
  /** The fields that no run of an engine has; `reason` is a sentence that ends with the field's name. */
  readonly lacks?: {
    readonly fields: readonly (TextField | NumberField | TimeField)[];
    readonly reason: string;
  };
  /** In a merged list, those of each target that was opened, by its name in `RunSummary.target`. */
  readonly members?: ReadonlyMap<string, Capabilities>;
};

export type RestartFrom = {
  /** What is kept of the results before the step: `the results of the steps before it are copied`. */
  readonly keeps: string;
  /** Set where the run itself begins again, not a new one: `its error, and what its steps returned`. */
  readonly loses?: string;
};

export function capabilitiesFor(can: Capabilities, target: string | undefined): Capabilities {
  return (target === undefined ? undefined : can.members?.get(target)) ?? can;
}
