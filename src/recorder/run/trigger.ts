import type { Trigger } from '../../model/run.ts';
import { toText } from './to-json.ts';

/**
 * What started a run: a type such as `'cli'`, or also the name of the source, which gives the label
 * `Webhook · signup`. `label` and `raw` (opaque text) replace the defaults; `at` is epoch ms or a Date.
 */
export type TriggerInput = string | TriggerFields;

type TriggerFields = {
  readonly type: string;
  readonly name?: string;
  readonly label?: string;
  readonly raw?: string;
  readonly at?: number | Date;
};

const labels: Readonly<Record<string, string>> = { api: 'API', cli: 'CLI' };

export function toTrigger(input: TriggerInput = 'api'): Trigger {
  const fields: TriggerFields = typeof input === 'string' ? { type: input } : input;
  const { name, label, raw, at } = fields;
  const type = toText(fields.type);
  const word = labels[type] ?? `${type.slice(0, 1).toUpperCase()}${type.slice(1)}`;
  return {
    type,
    label: label ?? (name === undefined ? word : `${word} · ${name}`),
    raw: raw ?? (name === undefined ? type : `${type}:${name}`),
    at: at === undefined ? undefined : Number(at),
  };
}
