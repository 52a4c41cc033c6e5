import type { TextField } from '../../model/query/query.ts';

/** The fields with few enough values to list: for completion, and to turn a pattern into an `IN (…)`. */
export type DictionaryField =
  | 'project'
  | 'actor'
  | 'trigger_type'
  | 'trigger_label'
  | 'trigger_raw'
  | 'model'
  | 'service'
  | 'error_name'
  | 'error_step';

/** A field with more or longer values also has an entry `<field>!`. */
export const dictionaryLimits = { values: 2_000, valueUnits: 200 } as const;

/** The dictionary fields that a field of the filter language is compared with. */
export const dictionaryFieldsOf = {
  project: ['project'],
  actor: ['actor'],
  trigger: ['trigger_type', 'trigger_label', 'trigger_raw'],
  model: ['model'],
  service: ['service'],
  step: ['error_step'],
} as const satisfies Partial<Record<TextField, readonly DictionaryField[]>>;

/** The fields that bare words search. */
export const searchedFields = [
  ...dictionaryFieldsOf.project,
  ...dictionaryFieldsOf.actor,
  ...dictionaryFieldsOf.trigger,
] as const satisfies readonly DictionaryField[];

export type SearchedField = (typeof searchedFields)[number];

/** The texts of a run that bare words search, beside id, name and error. */
export type SearchedTexts = { readonly [field in SearchedField]: string | null | undefined };
