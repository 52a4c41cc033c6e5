import type { RunSummary } from '../model/run.ts';
import { type RunStatus, statusLabel } from '../model/status.ts';

/** What an engine can do to a run beside ending it and repeating it as a new one. */
export type Verb = {
  /** As it is typed: `resume`. */
  readonly id: string;
  /** As it is read: `resume`, `retry in place`. */
  readonly label: string;
  readonly isFor: (run: RunSummary) => boolean;
  /** Names the runs of `isFor`: `a canceled run`. */
  readonly of: string;
  /** What it does and does not do: sentences of the question. */
  readonly notes: readonly string[];
  readonly input?: VerbInput;
  /** What the run loses; it is saved before. */
  readonly loses?: string;
};

export type VerbInput = {
  /** The word for the name that is asked for: `event`, `topic`. */
  readonly name: string;
  readonly isNameOptional?: true;
  /** The name that a run waits for, where its engine tells. */
  readonly nameFor?: (run: RunSummary) => string | undefined;
};

export type VerbRequest = {
  readonly verb: string;
  readonly name?: string;
  readonly payload?: unknown;
  /** Set once the run is saved as it is: without it, no verb that loses something is performed. */
  readonly isSaved?: true;
};

export type VerbResult =
  /** Confirmed by reading the run again; without a status, the engine no longer keeps it. */
  | { readonly type: 'done'; readonly status?: RunStatus; readonly label?: string; readonly newId?: string }
  /** Sent, and not confirmed yet. */
  | { readonly type: 'requested' }
  | { readonly type: 'refused'; readonly reason: string; readonly hint?: string }
  | { readonly type: 'not-found' }
  | { readonly type: 'unsupported' };

export function verbRefusal(verb: Verb, run: RunSummary, now: number): string | undefined {
  if (verb.isFor(run)) return undefined;
  return `${verb.label} is for ${verb.of}, and ${run.name} is ${statusLabel(run, now).toLowerCase()}`;
}
