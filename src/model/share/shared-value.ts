import type { TextField } from '../query/query.ts';

/** What runs may have in common: a member of the run, or a place in its input. */
export type SharedField = {
  /** As it is written before a value: `actor`, `input.plan`. */
  readonly name: string;
  /** Its name in the filter language, if it has one. */
  readonly filter?: { readonly field: TextField } | { readonly path: readonly string[] };
  /** Whether it matters that a run has the field at all. */
  readonly isOptional?: true;
  readonly isItem?: true;
  readonly isSize?: true;
  /** The name of the field that is measured. */
  readonly base?: string;
};

/** How a field relates to a text that it does not equal; `*`: begins with it. */
export const relations = ['>', '<=', '*', 'not'] as const;

export type Relation = (typeof relations)[number];

export type SharedValue = {
  readonly field: SharedField;
  /** Absent for any value of the field. */
  readonly text?: string;
  readonly is?: Relation;
};

/** `other`: a failure of another cause, or a cancel. */
export type Outcome = {
  readonly id: string;
  readonly target?: string;
  readonly at: number;
  readonly end: 'failed' | 'success' | 'other';
};
