/**
 * The fields whose values are few enough to be listed: for completion, and to turn a pattern into an `IN
 * (…)`.
 */
export const dictionaryFields = [
  'project',
  'actor',
  'trigger_type',
  'trigger_label',
  'trigger_raw',
  'model',
  'service',
  'error_name',
  'error_step',
] as const;

export type DictionaryField = (typeof dictionaryFields)[number];

/** What is listed of a field at most; of one that has more, `<field>!` is listed too. */
export const dictionaryLimits = { values: 2_000, valueUnits: 200 } as const;
