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
  const { value: masked } = redactValue({ [field.name.split('.').at(-1) ?? '']: text });
  const [shown] = Object.values(Object(masked));
  return shown === text ? value : { field: { name: field.name }, text: String(shown) };
}
