import type { RunKind } from '../run.ts';
import type { RunStatus } from '../status.ts';

/**
 * A parsed filter. Clauses are joined by AND; the values inside one clause by OR; `negated` turns the whole
 * clause. The empty query (`clauses: []`) matches every run.
 */
export type Query = {
  readonly clauses: readonly Clause[];
};

/**
 * A text pattern, always case-insensitive. Not a glob: `text` must equal the value. A glob: a `*` in `text`
 * stands for any text, and a backslash makes the star or backslash after it literal (`globPieces` in
 * `pattern.ts` reads it).
 */
export type TextPattern = {
  readonly text: string;
  readonly isGlob: boolean;
};

export type NumberTest =
  | { readonly op: '>' | '>=' | '<' | '<=' | '='; readonly value: number }
  /** Both ends included. */
  | { readonly op: '..'; readonly from: number; readonly to: number };

export type TextField =
  | 'workflow'
  | 'project'
  | 'trigger'
  | 'actor'
  | 'model'
  | 'service'
  | 'error'
  | 'step'
  | 'id';

export type NumberField = 'cost' | 'messages' | 'steps' | 'duration';

export type TimeField = 'since' | 'until' | 'started';

export type PayloadRoot = 'input' | 'output';

export type ClauseBody =
  | { readonly type: 'word'; readonly text: string }
  | { readonly type: 'status'; readonly values: readonly StatusValue[] }
  | { readonly type: 'kind'; readonly values: readonly RunKind[] }
  | { readonly type: 'text'; readonly field: TextField; readonly values: readonly TextPattern[] }
  | { readonly type: 'number'; readonly field: NumberField; readonly tests: readonly NumberTest[] }
  | { readonly type: 'time'; readonly field: TimeField; readonly tests: readonly TimeTest[] }
  | {
      readonly type: 'path';
      readonly root: PayloadRoot;
      /** Keys of objects, exactly as they are written, and indexes of lists. */
      readonly path: readonly string[];
      readonly tests: readonly PathTest[];
    };

export type Clause = ClauseBody & {
  readonly negated: boolean;
  /** Where the clause stands in the source text, in UTF-16 units, for error messages. */
  readonly start: number;
  readonly end: number;
};

export type ClauseType = Clause['type'];

/**
 * A status of ours; or `active`, which means `isActive(run)`; or, with `status: 'unknown'` and `raw`, a word
 * that is none of ours, which matches runs whose raw status is that word, whatever it was mapped to.
 * `unknown` without `raw` matches every unknown one.
 */
export type StatusValue = { readonly status: RunStatus | 'active'; readonly raw?: string };

/**
 * A time kept as it was written, because `24h` means something else a minute later: `resolveTime(test, now)`
 * in `resolve-time.ts` gives the bounds in epoch ms. `since` and `until` are for the fields of those names;
 * `started` takes the other operators.
 */
export type TimeTest =
  | {
      readonly op: 'since' | 'until' | 'on' | '>' | '>=' | '<' | '<=';
      readonly text: string;
    }
  /** Both ends included. */
  | { readonly op: '..'; readonly from: string; readonly to: string };

export type PathTest =
  | { readonly type: 'text'; readonly pattern: TextPattern }
  | { readonly type: 'number'; readonly test: NumberTest };

export const emptyQuery: Query = { clauses: [] };
