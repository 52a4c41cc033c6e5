import { formatBytes, formatCount, formatDuration } from '../text/formats.ts';
import type { Measure } from './number-column.ts';
import type { SharedField } from './shared-value.ts';
import type { CreateField } from './value-table.ts';

export const waitInQueue: Measure = {
  name: 'wait',
  field: () => ({ name: 'wait in the queue' }),
  format: formatDuration,
};

export const inputSize: Measure = {
  name: 'size',
  field: () => ({ name: 'size of input', isSize: true }),
  format: formatBytes,
};

export const stepDuration: Measure = {
  name: 'duration',
  field: ([, step]) => ({ name: `duration of ${step}` }),
  format: formatDuration,
};

export type ValueMeasures = ReturnType<typeof measuresOf>;

export const dayMs = 86_400_000;

export function measuresOf(create: CreateField) {
  const measured = (keys: readonly string[], words: string, more: Partial<SharedField>) => {
    const field = create(keys);
    return (
      field && {
        name: `${words} ${field.name}`,
        base: field.name,
        ...(field.isItem ? { isItem: field.isItem } : {}),
        ...more,
      }
    );
  };
  const number: Measure = { name: 'number', field: create, format: String };
  const characters: Measure = {
    name: 'characters',
    field: keys => measured(keys, 'length of', { isSize: true }),
    format: formatCount,
  };
  const items: Measure = {
    name: 'items',
    field: keys => measured(keys, 'items in', { isSize: true }),
    format: formatCount,
  };
  const ageInDays: Measure = { name: 'age', field: keys => measured(keys, 'age of', {}), format: formatDays };
  return { number, characters, items, ageInDays };
}

function formatDays(days: number): string {
  return Number.isInteger(days) ? `${formatCount(days)}d` : formatDuration(days * dayMs);
}
