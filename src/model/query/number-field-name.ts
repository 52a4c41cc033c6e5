import type { NumberField } from './query.ts';

/** The word before the colon: `slow` is written as `duration:>3x`. */
export function numberFieldName(field: NumberField): Exclude<NumberField, 'slow'> {
  return field === 'slow' ? 'duration' : field;
}
