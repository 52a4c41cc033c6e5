import { errorLine } from '../../model/error-line.ts';
import type { ErrorSummary, RunKind, RunSummary, Trigger } from '../../model/run.ts';
import {
  hasMember,
  isLoose,
  type Loose,
  looseList,
  looseNumber,
  looseStatus,
  looseText,
  looseTexts,
  looseTime,
  memberOf,
  statusWord,
} from './loose.ts';
import { idNames } from './parse-answer.ts';

/** How a run was met: by which list, and under which slug, which is needed to ask for it again. */
export type Origin = {
  readonly from: 'workflow' | 'history';
  readonly slug?: string;
  readonly kind?: RunKind;
};

/** A row of a list, or a whole run, as one of ours: every field may be absent. `undefined` without an id. */
export function toSummary(row: Loose, origin: Origin): RunSummary | undefined {
  const id = looseText(memberOf(row, ...idNames));
  if (id === undefined) return undefined;
  const kind = kindOf(row, origin);
  const word = statusWord(row) ?? 'unknown';
  const status = looseStatus(row);
  const startedAt = timeOf(row, 'startedat', 'starttime', 'started');
  const queuedAt = timeOf(row, 'queuedat', 'queuetime', 'enqueuedat');
  const finishedAt = timeOf(row, 'finishedat', 'finishtime', 'completedat', 'endedat', 'finished', 'endtime');
  const trigger = toTrigger(row);
  const createdAt =
    timeOf(row, 'createdat', 'created') ?? queuedAt ?? trigger.at ?? startedAt ?? finishedAt ?? 0;
  const error = memberOf(row, 'error', 'errormessage', 'failure');
  return {
    id,
    kind,
    name: slugOf(row, origin) ?? 'unknown',
    status,
    ...(status === 'unknown' ? { statusRaw: word } : {}),
    trigger,
    ...withoutAbsent({
      actor: looseText(memberOf(row, 'actor', 'user', 'startedby')),
      project: looseText(memberOf(row, 'project', 'projectslug', 'projectname')),
      queuedAt,
      startedAt,
      finishedAt,
      costUsd: costOf(memberOf(row, 'totalcost', 'totalcostusd', 'costusd', 'cost')),
      stepCount: countOf(row, 'stepcount', 'steps'),
      messageCount: countOf(row, 'messagecount', 'messages'),
      attempt: looseNumber(memberOf(row, 'attempt', 'attemptcount')),
      parentId: looseText(memberOf(row, 'parentrunid', 'parentid')),
      errorSummary: status === 'failed' || error !== undefined ? toErrorSummary(error, row) : undefined,
    }),
    createdAt,
    models: looseTexts(memberOf(row, 'models', 'modelsused', 'model')),
    services: looseTexts(memberOf(row, 'services', 'servicesused')),
  };
}

/** The workflow's or agent's slug: what the row says, else under which it was asked for. */
export function slugOf(row: Loose, { slug }: Origin): string | undefined {
  const named = memberOf(
    row,
    'workflowslug',
    'agentslug',
    'slug',
    'workflow',
    'agent',
    'workflowid',
    'agentid',
  );
  return slug ?? looseText(named) ?? looseText(memberOf(row, 'workflowname', 'agentname', 'name'));
}

function kindOf(row: Loose, { kind }: Origin): RunKind {
  const word = looseText(memberOf(row, 'kind', 'type')) ?? '';
  if (/agent|session/i.test(word)) return 'agent';
  if (/workflow/i.test(word)) return 'workflow';
  return kind ?? (hasMember(row, 'agent', 'agentslug', 'agentid', 'sessionid') ? 'agent' : 'workflow');
}

function timeOf(row: Loose, ...names: readonly string[]): number | undefined {
  return looseTime(memberOf(row, ...names));
}

/** A number of things, or the things themselves. */
function countOf(row: Loose, count: string, items: string): number | undefined {
  const inner = memberOf(row, items);
  return looseNumber(memberOf(row, count)) ?? (Array.isArray(inner) ? inner.length : looseNumber(inner));
}

export function costOf(value: unknown): number | undefined {
  return looseNumber(isLoose(value) ? memberOf(value, 'usd', 'total', 'totalusd', 'amount', 'value') : value);
}

function toTrigger(row: Loose): Trigger {
  const value = memberOf(row, 'trigger', 'triggertype', 'source');
  const inner = isLoose(value) ? value : row;
  const type = isLoose(value) ? looseText(memberOf(value, 'type', 'source', 'kind')) : looseText(value);
  const label =
    looseText(memberOf(row, 'triggerlabel')) ??
    looseText(memberOf(inner, isLoose(value) ? 'label' : 'triggerlabel'));
  const raw =
    memberOf(row, 'triggerraw', 'rawtrigger') ?? (isLoose(value) ? memberOf(value, 'raw') : undefined);
  const at = looseTime(
    memberOf(row, 'triggeredat', 'triggertime') ??
      (isLoose(value) ? memberOf(value, 'at', 'time', 'triggeredat') : undefined),
  );
  return {
    type: type ?? 'unknown',
    label: label ?? type ?? '',
    raw: rawText(raw ?? value),
    ...(at === undefined ? {} : { at }),
  };
}

function rawText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function toErrorSummary(error: unknown, row: Loose): ErrorSummary | undefined {
  const message = isLoose(error)
    ? looseText(memberOf(error, 'message', 'detail', 'reason'))
    : looseText(error);
  if (message === undefined) return undefined;
  const name = isLoose(error) ? looseText(memberOf(error, 'name', 'type', 'code')) : undefined;
  const step =
    looseText(
      (isLoose(error) ? memberOf(error, 'step', 'stepname') : undefined) ?? memberOf(row, 'failedstep'),
    ) ?? failedStep(row);
  return {
    ...(name === undefined ? {} : { name }),
    message: errorLine(message),
    ...(step === undefined ? {} : { step }),
  };
}

function failedStep(row: Loose): string | undefined {
  const steps = looseList(memberOf(row, 'steps')).filter(isLoose);
  const failed = steps.findLast(step => looseStatus(step) === 'failed');
  return failed && looseText(memberOf(failed, 'name', 'slug', 'id'));
}

/** Leaves out what is not there. */
export function withoutAbsent<T extends Readonly<Record<string, unknown>>>(fields: T): Partial<T> {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Partial<T>;
}
