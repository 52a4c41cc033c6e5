import { formatPath } from '../query/format.ts';
import type { TextField } from '../query/query.ts';
import { foldCase } from '../query/search-words.ts';
import { durationMs, type Run, type RunSummary, type Step } from '../run.ts';
import { formatDuration } from '../text/formats.ts';
import { eachScalar, keysOf } from './scalar-values.ts';
import type { SharedField, ValueTable } from './value-table.ts';

/** What runs are compared by, besides their rows. */
export type RunParts = Pick<Run, 'input' | 'raw'> & { readonly steps?: readonly ComparedStep[] };

type ComparedStep = Pick<Step, 'name' | 'status' | 'startedAt' | 'finishedAt'>;

export type ComparedRun = RunSummary & RunParts;

/** Adds everything that the run may have in common with others. */
export function addRun(table: ValueTable, run: ComparedRun, isFailed: boolean): void {
  table.beginRun(isFailed);
  addMembers(table, run);
  addInput(table, run.input);
  addRaw(table, run.raw);
  for (const step of run.steps ?? []) addStep(table, step);
}

function addMembers(table: ValueTable, run: ComparedRun): void {
  const add = (field: TextField, text: string | undefined) => {
    if (text) table.addValue(field, text, () => textField(field));
  };
  add('workflow', run.name);
  for (const text of distinctTriggers(run)) add('trigger', text);
  add('actor', run.actor);
  add('project', run.project);
  for (const model of run.models) add('model', model);
  for (const service of run.services) add('service', service);
  const plain = (name: string, text: string | undefined) => {
    if (text) table.addValue(name, text, () => ({ name }));
  };
  plain('parent', run.parentId);
  plain('target', run.target);
  if ((run.attempt ?? 1) > 1) plain('attempt', String(run.attempt));
  plain('hour', hourOf(run.createdAt));
}

/** Texts that differ only in case are one. */
function distinctTriggers({ trigger: { type, label, raw } }: ComparedRun): readonly string[] {
  if (raw === type && type === label) return [raw];
  const texts = new Map([raw, label, type].map(text => [foldCase(text), text]));
  return [...texts.values()];
}

/** Of the day, in the local time zone: `14:00–14:59`. */
function hourOf(at: number): string {
  const hour = String(new Date(at).getHours()).padStart(2, '0');
  return `${hour}:00–${hour}:59`;
}

function addInput(table: ValueTable, input: unknown): void {
  eachScalar(input, (place, text) => {
    table.addValue(`input${place}`, text, () => inputField(keysOf(place)));
  });
}

/** Words in the names of fields that say how the run went, which is no cause. */
const outcomeWords = new Set(
  'state status result outcome error errors failed failure exception retry retries completed completion finished ended end duration elapsed heartbeat last modified updated exit output spans missing sleeps hooks input cancel canceled cancelled'.split(
    ' ',
  ),
);

function addRaw(table: ValueTable, raw: unknown): void {
  eachScalar(raw, (place, text) => {
    if (!wordsOf(place).some(word => outcomeWords.has(word)))
      table.addValue(`raw${place}`, text, () => ({ name: pathName(keysOf(place)) }));
  });
}

function wordsOf(name: string): readonly string[] {
  return name
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
  table.addValue(`step\u0000${step.name}`, text, () => ({ name: `duration of ${step.name}` }));
}

function textField(field: TextField): SharedField {
  return { name: field, filter: { field } };
}

function inputField(path: readonly string[]): SharedField {
  const name = `input.${pathName(path)}`;
  return path.includes('*') ? { name } : { name, isOptional: true, filter: { path } };
}

function pathName(path: readonly string[]): string {
  return path.map(key => (key === '*' ? key : formatPath([key]))).join('.');
}
