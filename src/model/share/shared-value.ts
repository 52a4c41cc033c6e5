import type { TextField } from '../query/query.ts';

/** What runs may have in common: a member of the run, or a place in its input. */
export type SharedField = {
  /** As it is written before a value: `actor`, `input.plan`. */
  readonly name: string;
  /** What the filter language calls it, where it has a name. */
  readonly filter?: { readonly field: TextField } | { readonly path: readonly string[] };
  /** Whether it is worth knowing that a run has the field at all. */
  readonly isOptional?: true;
  /** Whether it is of an item of a list. */
  readonly isItem?: true;
  /** Whether it is a length or a size, and of what. */
  readonly isSize?: true;
  /** The name of the field that is measured. */
  readonly base?: string;
};

/** How a field relates to a text, other than by being equal to it; `*` is for texts that begin with it. */
export const relations = ['>', '<=', '*', 'not'] as const;

export type Relation = (typeof relations)[number];

export type SharedValue = {
  readonly field: SharedField;
  /** Absent for any value of the field. */
  readonly text?: string;
  readonly is?: Relation;
};

/** How a run ended: `other` is a failure of another cause, or a cancel. */
export type Outcome = {
  readonly id: string;
  readonly target?: string;
  readonly at: number;
  readonly end: 'failed' | 'success' | 'other';
};
