import type { TextField } from '../../model/query/query.ts';
import { runFields, runTags, type Tag } from '../../model/run-fields.ts';

type TagColumn = (typeof runFields)[Tag]['column'];

/** The fields with few enough values to list: for completion, and to turn a pattern into an `IN (…)`. */
export type DictionaryField =
  | TagColumn
  | 'trigger_type'
  | 'trigger_label'
  | 'trigger_raw'
  | 'model'
  | 'service'
  | 'error_name'
  | 'error_step';

/** A field with more or longer values also has an entry `<field>!`. */
export const dictionaryLimits = { values: 2_000, valueUnits: 200 } as const;

const fieldsOfTags = Object.fromEntries(
  runTags.map((tag): readonly unknown[] => [runFields[tag].filter, [runFields[tag].column]]),
) as { readonly [Name in Tag as (typeof runFields)[Name]['filter']]: readonly TagColumn[] };

/** The dictionary fields that a field of the filter language is compared with. */
export const dictionaryFieldsOf = {
  ...fieldsOfTags,
  trigger: ['trigger_type', 'trigger_label', 'trigger_raw'],
  model: ['model'],
  service: ['service'],
  step: ['error_step'],
} as const satisfies Partial<Record<TextField, readonly DictionaryField[]>>;

/** The fields that bare words search. */
export const searchedFields = [
  ...runTags.map(tag => runFields[tag].column),
  ...dictionaryFieldsOf.trigger,
] as const satisfies readonly DictionaryField[];

export type SearchedField = (typeof searchedFields)[number];

/** The texts of a run that bare words search, beside id, name and error. */
export type SearchedTexts = { readonly [field in SearchedField]: string | null | undefined };
