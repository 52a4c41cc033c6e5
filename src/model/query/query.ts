import type { RunKind } from '../run.ts';
import type { FilterOf } from '../run-fields.ts';
import type { RunStatus } from '../status.ts';

/** Clauses are joined by AND, the values of a clause by OR; `negated` negates the whole clause. */
export type Query = { readonly clauses: readonly Clause[] };

/** Ignores case, except in an `ExactField`. In a glob `*` is any text, and a backslash escapes both. */
export type TextPattern = { readonly text: string; readonly isGlob: boolean };

export type NumberTest =
  | { readonly op: '>' | '>=' | '<' | '<=' | '='; readonly value: number }
  /** Both ends included. */
  | { readonly op: '..'; readonly from: number; readonly to: number };

export type TextField = FilterOf<'id' | 'text' | 'texts' | 'trigger'> | 'error' | 'step' | 'failure' | 'log';

/** Whether a text without a star matches a part of a value. */
export function isFoundByPart(field: TextField): boolean {
  return field === 'error' || field === 'log';
}

/** `slow` is a multiple of the usual duration: `duration:>3x`. */
export type NumberField = FilterOf<'number'> | 'duration' | 'slow';

/** Fields whose texts are case-sensitive. */
export type ExactField = 'retryOf' | 'key';

export function isExactField(field: string): field is ExactField {
  return field === 'retryOf' || field === 'key';
}

export function isPathName(field: string): field is PathName {
  return /^(?:input|output)\./.test(field);
}

export type TimeField = 'since' | 'until' | 'started';

export type PayloadRoot = 'input' | 'output';

/** `input.plan`, a path as the filter language writes it. */
export type PathName = `${PayloadRoot}.${string}`;

export type ClauseBody =
  | { readonly type: 'word'; readonly text: string }
  | { readonly type: 'status'; readonly values: readonly StatusValue[] }
  | { readonly type: 'kind'; readonly values: readonly RunKind[] }
  /** Failed runs: `yes` if a later run has done their work, else `no`. */
  | { readonly type: 'settled'; readonly values: readonly SettledValue[] }
  | { readonly type: 'text'; readonly field: TextField; readonly values: readonly TextPattern[] }
  | { readonly type: 'number'; readonly field: NumberField; readonly tests: readonly NumberTest[] }
  | { readonly type: 'time'; readonly field: TimeField; readonly tests: readonly TimeTest[] }
  | {
      readonly type: 'path';
      readonly root: PayloadRoot;
      /** Keys of objects, case-sensitive, and indexes of lists. */
      readonly path: readonly string[];
      readonly tests: readonly PathTest[];
    };

export const settledValues = ['no', 'yes'] as const;

export type SettledValue = (typeof settledValues)[number];

export type Clause = ClauseBody & {
  readonly negated: boolean;
  /** The place in the text, in UTF-16 units, for error messages. */
  readonly start: number;
  readonly end: number;
};

/**
 * `active` means `isActive(run)`. `unknown` with `raw` matches this raw status, even if it is mapped to a
 * known one; without `raw`, every unknown status.
 */
export type StatusValue = { readonly status: RunStatus | 'active'; readonly raw?: string };

/**
 * Text as written, because `24h` depends on the time: see `resolveTime`. `since` and `until` are for those
 * fields, other operators for `started`.
 */
export type TimeTest =
  | { readonly op: 'since' | 'until' | 'on' | '>' | '>=' | '<' | '<='; readonly text: string }
  | { readonly op: '..'; readonly from: string; readonly to: string };

export type PathTest =
  | { readonly type: 'text'; readonly pattern: TextPattern }
  | { readonly type: 'number'; readonly test: NumberTest };

export const emptyQuery: Query = { clauses: [] };
