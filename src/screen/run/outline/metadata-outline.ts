import type { Run, RunSummary } from '../../../model/run.ts';
import { type FieldsWith, fieldConverter, runFields, runTags } from '../../../model/run-fields.ts';
import { formatCount, formatDuration, formatExactCost } from '../../../model/text/formats.ts';
import { wakeTimeLabel } from '../../../model/text/queue-wait.ts';
import {
  type FieldNode,
  type FieldValue,
  labelColumns,
  type Part,
  type SectionNode,
  section,
} from './outline-node.ts';
import { payloadSection } from './payload-size.ts';

export function metadataOutline(run: RunSummary | Run, reveal: boolean): SectionNode {
  const { trigger, usual } = run;
  const fields: readonly LabeledValue[] = [
    ...rowsOf(run, ['id', 'target', 'kind']),
    [run.kind === 'agent' ? 'Agent' : 'Workflow', text(run.name)],
    ['Status', { type: 'status' }],
    ...rowsOf(run, ['statusRaw', 'strandedBy']),
    ...(run.wakeAt === undefined ? [] : [[wakeTimeLabel(run.status), time(run.wakeAt)] as const]),
    ...rowsOf(run, runTags),
    ['Trigger', text(trigger.label)],
    ['Trigger, raw', text(trigger.raw)],
    ['Triggered', time(trigger.at)],
    ...rowsOf(run, ['createdAt', 'queuedAt', 'startedAt']),
    ['Queue wait', run.queuedAt === undefined && run.status !== 'queued' ? absent : { type: 'queue-wait' }],
    ...rowsOf(run, ['finishedAt']),
    ['Duration', run.startedAt === undefined ? absent : { type: 'duration' }],
    [
      'Usually',
      text(usual && `${formatDuration(usual.medianMs)}, 95% within ${formatDuration(usual.p95Ms)}`),
    ],
    ...rowsOf(run, ['models', 'services']),
    ['Total cost', text(run.costUsd === undefined ? undefined : formatExactCost(run.costUsd))],
    ...rowsOf(run, ['stepCount', 'messageCount']),
    [runFields.attempt.label, text(attemptWords(run))],
    ...rowsOf(run, ['parentId', 'retryOf', 'key']),
    ['Run again as', text('retries' in run ? run.retries?.join(', ') : undefined)],
  ];
  const shown = fields.filter(([label, value]) => !optionalLabels.has(label) || value.type !== 'absent');
  const rows = shown.map(([label, value]): FieldNode => ({ type: 'field', key: label, label, value }));
  const recorded = rows.filter(({ value }) => value.type !== 'absent');
  return section('metadata', '', [...recorded, ...absentParts(rows), ...rawParts(run, reveal)]);
}

/** Programs that do not number the attempts of a whole run record the highest one of its steps. */
function attemptWords({ attempt, ...run }: RunSummary | Run): string | undefined {
  if (attempt === undefined || attempt < 2) return attempt?.toString();
  const steps = 'steps' in run ? (run.steps ?? []) : [];
  const highest = steps.reduce((most, step) => Math.max(most, step.attempt), 0);
  return formatCount(attempt) + (highest === attempt ? ', the highest of its steps' : '');
}

function absentParts(rows: readonly FieldNode[]): readonly Part[] {
  const missing = rows.filter(({ value }) => value.type === 'absent');
  if (missing.length === 0) return [];
  const note = missing.map(({ label }) => label).join(' · ');
  const options = { note, titleWidth: labelColumns, tone: 'dim', isOpenAtFirst: false } as const;
  return [section('absent', 'Not recorded', missing, options)];
}

const absent: FieldValue = { type: 'absent' };

/** Fields that few stores record: their absence is not listed. */
const optionalLabels: ReadonlySet<string> = new Set([
  'Status, raw',
  'Stranded',
  'Usually',
  'Attempt',
  'Parent run',
  'Again of',
  'Run again as',
  'Key',
  'Target',
]);

type LabeledValue = readonly [label: string, value: FieldValue];

type Labeled = FieldsWith<{ readonly label: string }>;

function rowsOf(run: RunSummary, names: readonly Labeled[]): readonly LabeledValue[] {
  const values = fieldConverter(names, toValue)(run);
  return names.map(name => [runFields[name].label, values[name] ?? absent]);
}

const toValue = {
  id: text,
  text,
  kind: text,
  texts: (texts: readonly string[]) => text(texts.join(', ')),
  time,
  number: (value: number): FieldValue => ({ type: 'text', text: formatCount(value) }),
};

function text(value: string | undefined): FieldValue {
  return value === undefined || value === '' ? absent : { type: 'text', text: value };
}

function time(at: number | undefined): FieldValue {
  return at === undefined ? absent : { type: 'time', at };
}

function rawParts(run: RunSummary | Run, reveal: boolean): readonly Part[] {
  if (!('raw' in run) || run.raw === undefined) return [];
  return [payloadSection('raw', 'Store fields', run.raw, reveal, { pathName: 'raw' })];
}
