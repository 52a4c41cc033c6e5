import type { Run, RunSummary } from '../../../model/run.ts';
import { statusLabel } from '../../../model/status.ts';
import { formatCount, formatDuration, formatExactCost } from '../../../model/text/formats.ts';
import { wakeTimeLabel } from '../../../model/text/wake-time.ts';
import type { FieldNode, FieldValue, Part, SectionNode } from './outline-node.ts';
import { entries, section } from './outline-parts.ts';
import { describePayload } from './payload-size.ts';

/** The second tab: every field of a run, then the store's own fields. */
export function metadataOutline(run: RunSummary | Run, reveal: boolean): SectionNode {
  const { trigger } = run;
  const text = (value: string | undefined): FieldValue =>
    value === undefined || value === '' ? absent : { type: 'text', text: value };
  const fields: readonly (readonly [string, FieldValue])[] = [
    ['Run ID', text(run.id)],
    ['Target', text(run.target)],
    ['Kind', text(run.kind)],
    [run.kind === 'agent' ? 'Agent' : 'Workflow', text(run.name)],
    ['Status', { type: 'status', label: statusLabel(run, run.createdAt) }],
    ['Status, raw', text(run.statusRaw)],
    ...(run.wakeAt === undefined ? [] : [[wakeTimeLabel(run.status), time(run.wakeAt)] as const]),
    ['Actor', text(run.actor)],
    ['Project', text(run.project)],
    ['Trigger', text(trigger.label)],
    ['Trigger, raw', text(trigger.raw)],
    ['Triggered', time(trigger.at)],
    ['Created', time(run.createdAt)],
    ['Queued', time(run.queuedAt)],
    ['Started', time(run.startedAt)],
    ['Queue wait', run.queuedAt === undefined && run.status !== 'queued' ? absent : { type: 'queue-wait' }],
    ['Finished', time(run.finishedAt)],
    ['Duration', run.startedAt === undefined ? absent : { type: 'duration' }],
    ['Usually', text(usualFigures(run))],
    ['Models', text(run.models.join(', '))],
    ['Services', text(run.services.join(', '))],
    ['Total cost', text(run.costUsd === undefined ? undefined : formatExactCost(run.costUsd))],
    ['Steps', count(run.stepCount)],
    ['Messages', count(run.messageCount)],
    ['Attempt', count(run.attempt)],
    ['Parent run', text(run.parentId)],
    ['Again of', text(run.retryOf)],
    ['Run again as', text('retries' in run ? run.retries?.join(', ') : undefined)],
  ];
  const shown = fields.filter(([label, value]) => !optionalLabels.has(label) || value.type !== 'absent');
  const rows = shown.map(([label, value]): FieldNode => ({ type: 'field', key: label, label, value }));
  return section('metadata', '', [...rows, ...rawParts(run, reveal)]);
}

const absent: FieldValue = { type: 'absent', word: 'not recorded' };

/** Fields that few stores record, omitted when absent. */
const optionalLabels: ReadonlySet<string> = new Set([
  'Status, raw',
  'Usually',
  'Attempt',
  'Parent run',
  'Again of',
  'Run again as',
  'Target',
]);

/** `9.1s, 95% within 17.2s`. */
function usualFigures({ usual }: RunSummary): string | undefined {
  return usual && `${formatDuration(usual.medianMs)}, 95% within ${formatDuration(usual.p95Ms)}`;
}

function time(at: number | undefined): FieldValue {
  return at === undefined ? absent : { type: 'time', at };
}

function count(value: number | undefined): FieldValue {
  return value === undefined ? absent : { type: 'text', text: formatCount(value) };
}

function rawParts(run: RunSummary | Run, reveal: boolean): readonly Part[] {
  if (!('raw' in run) || run.raw === undefined) return [];
  const { raw } = run;
  return [
    section('raw', 'Store fields', [entries(raw, reveal)], {
      note: describePayload(raw),
      pathName: 'raw',
      content: { type: 'value', value: raw },
    }),
  ];
}
