import type * as v from 'valibot';
import { fields } from '../model/query/fields.ts';
import type { FailureExplanation } from '../model/share/explanation-json.ts';
import type { Outcome, SharedField, SharedValue } from '../model/share/shared-value.ts';
import type { Later, SinceWhen } from '../model/share/since-when.ts';
import type { ValueSet } from '../model/share/value-sets.ts';
import type {
  explanationSchema,
  sharedValueSchema,
  sinceSchema,
  valueSetSchema,
} from './explanation-schema.ts';
import { toWireTime } from './wire-time.ts';

type WireExplanation = v.InferInput<typeof explanationSchema>;

export function toWireExplanation({
  shared,
  there,
  since,
  lastBad,
  isWhole,
}: FailureExplanation): WireExplanation {
  return {
    isWhole,
    there: {
      ...there,
      from: there.from === undefined ? undefined : toWireTime(there.from),
      to: there.to === undefined ? undefined : toWireTime(there.to),
    },
    shared: {
      ...shared,
      causes: shared.causes.map(({ sets, split, failedIds }) => ({
        ...{ sets: sets.map(toWireSet), split },
        failedIds: failedIds && [...failedIds],
      })),
      ranked: shared.ranked.map(toWireSet),
      tendency: shared.tendency && toWireSet(shared.tendency),
      leftOut: [...shared.leftOut],
    },
    lastBad: lastBad && toWirePlace(lastBad, 'failed'),
    since: since && toWireSince(since),
  };
}

function toWireSet({ values, isAbsent, split, g }: ValueSet): v.InferInput<typeof valueSetSchema> {
  return { values: values.map(toWireValue), isAbsent, split, g };
}

function toWireValue({ field, text, is }: SharedValue): v.InferInput<typeof sharedValueSchema> {
  const { name, filter } = field;
  if (!filter) return { field: name, text, is };
  return 'field' in filter
    ? { field: name, text, is, filterField: filter.field }
    : { field: name, text, is, inputPath: [...filter.path] };
}

function toWireSince(since: SinceWhen): v.InferInput<typeof sinceSchema> {
  if (since.type === 'unchanged') return { ...since, later: toWireLater(since.later) };
  const firstBad = toWirePlace(since.firstBad, 'failed');
  if (since.type === 'never-succeeded') return { ...since, firstBad };
  const lastGood = since.lastGood && toWirePlace(since.lastGood, 'success');
  return { ...since, firstBad, lastGood, later: toWireLater(since.later) };
}

function toWireLater(later: Later | undefined) {
  return later && { ...later, lastBadAt: toWireTime(later.lastBadAt) };
}

function toWirePlace<End extends Outcome['end']>({ id, at }: Outcome, end: End) {
  return { id, at: toWireTime(at), end };
}

export function fromWireExplanation({
  shared,
  ...rest
}: v.InferOutput<typeof explanationSchema>): FailureExplanation {
  return {
    ...rest,
    since: rest.since,
    shared: {
      ...shared,
      causes: shared.causes.map(({ sets, ...cause }) => ({ sets: sets.map(fromWireSet), ...cause })),
      ranked: shared.ranked.map(fromWireSet),
      tendency: shared.tendency && fromWireSet(shared.tendency),
    },
  };
}

function fromWireSet({ values, ...set }: v.InferOutput<typeof valueSetSchema>): ValueSet {
  return { ...set, values: values.map(fromWireValue) };
}

function fromWireValue({ text, is, ...field }: v.InferOutput<typeof sharedValueSchema>): SharedValue {
  return {
    field: fromWireField(field),
    ...(text === undefined ? {} : { text }),
    ...(is === undefined ? {} : { is }),
  };
}

/** A newer server may know fields that this filter language does not have. */
function fromWireField({
  field: name,
  filterField,
  inputPath: path,
}: v.InferOutput<typeof sharedValueSchema>): SharedField {
  if (path) return { name, filter: { path } };
  for (const known of fields)
    if (known.type === 'text' && known.field === filterField) return { name, filter: { field: known.field } };
  return { name };
}
