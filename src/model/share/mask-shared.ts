import { isRecord } from '../is-record.ts';
import { redactValue } from '../text/redact-value.ts';
import type { SharedFindings } from './find-shared.ts';
import type { ValueSet } from './value-sets.ts';
import type { SharedValue } from './value-table.ts';

/** Findings whose values are masked where their field names a secret, or they look like one. */
export function maskShared(findings: SharedFindings): SharedFindings {
  const causes = findings.causes.map(cause => ({ ...cause, sets: cause.sets.map(maskSet) }));
  return { ...findings, causes, ranked: findings.ranked.map(maskSet) };
}

function maskSet(set: ValueSet): ValueSet {
  return { ...set, values: set.values.map(maskValue) };
}

/** A masked value has no filter. */
function maskValue(value: SharedValue): SharedValue {
  const { field, text } = value;
  if (text === undefined) return value;
  const shown = maskAt(field.name, text);
  return shown === text ? value : { field: { name: field.name }, text: shown };
}

/** As in the payload: what is below a secret is one. */
function maskAt(name: string, text: string): string {
  const keys = name.split('.').map(key => key.replaceAll('"', ''));
  let { value } = redactValue(keys.reduceRight<unknown>((member, key) => ({ [key]: member }), text));
  while (isRecord(value)) [value] = Object.values(value);
  return String(value);
}
