import { isLazy } from '../payload/lazy/lazy-parts.ts';
import { formatPath } from '../query/format.ts';
import type { TextField } from '../query/query.ts';
import { foldCase } from '../query/search-words.ts';
import { durationMs, type Run, type RunSummary, type Step } from '../run.ts';
import { runTags } from '../run-fields.ts';
import { formatDuration } from '../text/formats.ts';
import { isSecretMember, namesBesideOf } from '../text/secrets/secret-keys.ts';
import type { CreateField, SharedField, ValuePlace, ValueTable } from './value-table.ts';

/** The parts of runs that are compared besides their summaries. */
export type RunParts = Pick<Run, 'input' | 'raw'> & { readonly steps?: readonly ComparedStep[] };

type ComparedStep = Pick<Step, 'name' | 'status' | 'startedAt' | 'finishedAt'>;

export type ComparedRun = RunSummary & RunParts;

/** Adds everything that the run may have in common with others. */
export function addRun(table: ValueTable, run: ComparedRun, parts: RunParts, isFailed: boolean): void {
  table.beginRun(isFailed);
  addMembers(table, run);
  addPayload(table, 'input', parts.input, inputField);
  addPayload(table, 'raw', parts.raw, rawField);
  for (const step of parts.steps ?? []) addStep(table, step);
}

function addMembers(table: ValueTable, run: RunSummary): void {
  const add = (name: string, text: string | undefined) => {
    const place = text ? table.placeOf(name) : undefined;
    if (place && text) table.addValue(place, text, memberField);
  };
  add('workflow', run.name);
  for (const text of distinctTriggers(run)) add('trigger', text);
  for (const tag of runTags) add(tag, run[tag]);
  for (const model of run.models) add('model', model);
  for (const service of run.services) add('service', service);
  add('parent', run.parentId);
  add('target', run.target);
  add('hour', hourOf(run.createdAt));
}

const filterFields: ReadonlyMap<string, TextField> = new Map(
  (['workflow', 'trigger', ...runTags, 'model', 'service'] as const).map(field => [field, field]),
);

function memberField([name = '']: readonly string[]): SharedField {
  const field = filterFields.get(name);
  return field === undefined ? { name } : { name, filter: { field } };
}

/** Texts that differ only in case are one. */
function distinctTriggers({ trigger: { type, label, raw } }: RunSummary): readonly string[] {
  if (raw === type && type === label) return [raw];
  const texts = new Map([raw, label, type].map(text => [foldCase(text), text]));
  return [...texts.values()];
}

/** The hour of the day, in the local time zone: `14:00–14:59`. */
function hourOf(at: number): string {
  const hour = String(new Date(at).getHours()).padStart(2, '0');
  return `${hour}:00–${hour}:59`;
}

function addPayload(table: ValueTable, name: 'input' | 'raw', payload: unknown, create: CreateField): void {
  const root = table.placeOf(name);
  if (typeof payload !== 'object' || payload === null || !root) return;
  eachScalar(payload, root, {
    placeBelow: (place, key) => table.placeOf(key, place),
    found: (place, text) => table.addValue(place, text, create),
  });
}

/** Words in the names of fields that say how the run went, which is no cause: failing makes attempts, too. */
const outcomeWords = new Set(
  'state status result outcome error errors failed failure exception retry retries attempt attempts tries completed completion finished ended end duration elapsed heartbeat last modified updated exit output spans missing sleeps hooks input cancel canceled cancelled'.split(
    ' ',
  ),
);

function rawField([, ...path]: readonly string[]): SharedField | undefined {
  return pathWords(path).some(word => outcomeWords.has(word)) ? undefined : { name: pathName(path) };
}

function pathWords(path: readonly string[]): readonly string[] {
  return path
    .join(' ')
    .replace(/([a-z])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/u);
}

const bucketEnds = [10, 100, 300, 1_000, 3_000, 10_000, 30_000, 60_000, 300_000, 3_600_000];

/** A step that failed took as long as failing takes. */
function addStep(table: ValueTable, step: ComparedStep): void {
  const ms = step.finishedAt === undefined ? undefined : durationMs(step, step.finishedAt);
  if (ms === undefined || step.status !== 'success') return;
  const end = bucketEnds.find(one => ms < one);
  const start = bucketEnds.findLast(one => ms >= one) ?? 0;
  const text =
    end === undefined ? `over ${formatDuration(start)}` : `${formatDuration(start)}–${formatDuration(end)}`;
  const steps = table.placeOf('step');
  const place = steps && table.placeOf(step.name, steps);
  if (place) table.addValue(place, text, durationField);
}

function durationField([, step]: readonly string[]): SharedField {
  return { name: `duration of ${step}` };
}

function inputField([, ...path]: readonly string[]): SharedField {
  const name = `input.${pathName(path)}`;
  return path.includes('*') ? { name } : { name, isOptional: true, filter: { path } };
}

function pathName(path: readonly string[]): string {
  return path.map(key => (key === '*' ? key : formatPath([key]))).join('.');
}

const deepest = 5;
const mostScalars = 200;
const mostItems = 20;
const mostUnits = 120;

type Walk = {
  /** The place of a member; an item of a list of objects has `*` for its key. */
  readonly placeBelow: (place: ValuePlace, key: string) => ValuePlace | undefined;
  readonly found: (place: ValuePlace, text: string) => void;
};

/**
 * Calls back for each text, number, boolean and `null`, but for long texts, those of large payloads, and
 * secrets of which the name stands beside them: the names of fields do not tell these.
 */
function eachScalar(payload: object, root: ValuePlace, { placeBelow, found }: Walk): void {
  let left = mostScalars;

  function visit(value: unknown, place: ValuePlace | undefined, depth: number): void {
    if (left <= 0 || depth > deepest || !place) return;
    if (typeof value === 'object' && value !== null) return visitMembers(value, place, depth);
    const text = typeof value === 'string' ? value : String(value);
    if (text === '' || text.length > mostUnits || place === root) return;
    left -= 1;
    found(place, text);
  }

  function visitMembers(value: object, place: ValuePlace, depth: number): void {
    if (isLazy(value)) return;
    if (Array.isArray(value)) {
      for (const [at, item] of value.slice(0, mostItems).entries())
        if (isNested(item)) visit(item, placeBelow(place, '*'), depth + 1);
        else if (!isSecretMember(value, String(at))) visit(item, place, depth);
    } else
      for (const key of Object.keys(value))
        if (!isSecretByNeighbor(value, key))
          visit(Reflect.get(value, key), placeBelow(place, key), depth + 1);
  }

  visitMembers(payload, root, 0);
}

function isSecretByNeighbor(parent: object, key: string): boolean {
  return namesBesideOf(key).length > 0 && isSecretMember(parent, key);
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
