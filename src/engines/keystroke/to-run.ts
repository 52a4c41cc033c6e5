import type {
  Log,
  Message,
  Run,
  RunError,
  RunSummary,
  Span,
  Step,
  Trace,
  UsageItem,
} from '../../model/run.ts';
import {
  hasMember,
  isLoose,
  type Loose,
  looseList,
  looseNumber,
  looseStatus,
  looseText,
  looseTime,
  memberOf,
} from './loose.ts';
import { costOf, type Origin, toSummary, withoutAbsent } from './to-summary.ts';

/** A run as a command showed it, with all that came along. */
export type FetchedRun = {
  readonly run: Run;
  readonly steps: readonly Step[];
  readonly messages: readonly Message[];
  readonly trace: Trace;
};

/** Members that have a place of their own among ours; the others are kept as they are. */
const known = /^(input|output|error|steps?|messages?|trace|spans|logs|usage)$/i;

/** What a list showed of the run before. */
export type Known = { readonly origin: Origin; readonly listed?: RunSummary };

/** `undefined` when the answer has no id. */
export function toRun(found: Loose, { origin, listed }: Known): FetchedRun | undefined {
  const shown = toSummary(found, origin);
  if (!shown) return undefined;
  const summary = listed ? withListed(shown, listed, found) : shown;
  const error = memberOf(found, 'error', 'failure');
  const steps = looseList(memberOf(found, 'steps')).filter(isLoose).map(toStep);
  const raw = Object.entries(found).filter(([key]) => !known.test(key));
  const run: Run = {
    ...summary,
    ...present(found, 'input'),
    ...present(found, 'output'),
    ...(error === undefined ? {} : { error: toError(error) }),
    usage: toUsage(memberOf(found, 'usage', 'costs', 'lineitems')),
    raw: { ...(origin.slug === undefined ? {} : { slug: origin.slug }), ...Object.fromEntries(raw) },
  };
  return {
    run,
    steps,
    messages: looseList(memberOf(found, 'messages', 'conversation'))
      .filter(isLoose)
      .map(toMessage),
    trace: toTrace(found),
  };
}

/** What the run itself does not say is as the list had it. */
function withListed(shown: RunSummary, listed: RunSummary, found: Loose): RunSummary {
  const { status, statusRaw } = hasMember(found, 'status', 'state') ? shown : listed;
  return {
    ...listed,
    ...shown,
    kind: listed.kind,
    name: listed.name,
    status,
    statusRaw,
    createdAt: shown.createdAt === 0 ? listed.createdAt : shown.createdAt,
    trigger: shown.trigger.type === 'unknown' ? listed.trigger : shown.trigger,
    models: shown.models.length === 0 ? listed.models : shown.models,
    services: shown.services.length === 0 ? listed.services : shown.services,
  };
}

/** A payload that is `null` was recorded. */
function present(found: Loose, name: 'input' | 'output') {
  return Object.hasOwn(found, name) ? { [name]: found[name] } : {};
}

function toError(value: unknown): RunError {
  if (!isLoose(value)) return { value, message: looseText(value) };
  return {
    value,
    ...withoutAbsent({
      name: looseText(memberOf(value, 'name', 'type')),
      message: looseText(memberOf(value, 'message', 'detail', 'reason')),
      code: looseText(memberOf(value, 'code')),
      stack: looseText(memberOf(value, 'stack', 'stacktrace')),
      stepId: looseText(memberOf(value, 'stepid')),
    }),
  };
}

function toStep(step: Loose, index: number): Step {
  const error = memberOf(step, 'error');
  return {
    id: looseText(memberOf(step, 'id', 'stepid')) ?? `step_${index + 1}`,
    name: looseText(memberOf(step, 'name', 'slug', 'action', 'title')) ?? `step ${index + 1}`,
    type: looseText(memberOf(step, 'type', 'kind')) ?? 'action',
    status: looseStatus(step),
    attempt: looseNumber(memberOf(step, 'attempt', 'attempts')) ?? 1,
    ...present(step, 'input'),
    ...present(step, 'output'),
    ...(error === undefined ? {} : { error: toError(error) }),
    ...withoutAbsent({
      parentId: looseText(memberOf(step, 'parentid', 'parentstepid')),
      startedAt: looseTime(memberOf(step, 'startedat', 'starttime', 'started')),
      finishedAt: looseTime(memberOf(step, 'finishedat', 'completedat', 'endedat', 'finished')),
    }),
  };
}

function toMessage(message: Loose, index: number): Message {
  const id = looseText(memberOf(message, 'id', 'messageid')) ?? `message_${index + 1}`;
  const calls = looseList(memberOf(message, 'toolcalls', 'tools')).filter(isLoose);
  const error = memberOf(message, 'error');
  return {
    id,
    role: looseText(memberOf(message, 'role', 'author', 'type')) ?? 'unknown',
    content: memberOf(message, 'content', 'text', 'parts'),
    ...withoutAbsent({
      at: looseTime(memberOf(message, 'at', 'createdat', 'timestamp')),
      thought: looseText(memberOf(message, 'thought', 'thinking', 'reasoning')),
      toolCalls:
        calls.length === 0 ? undefined : calls.map((call, at) => toToolCall(call, `${id}_call_${at + 1}`)),
      error: error === undefined ? undefined : toError(error),
    }),
  };
}

function toToolCall(call: Loose, id: string) {
  const error = memberOf(call, 'error');
  return {
    id: looseText(memberOf(call, 'id', 'toolcallid')) ?? id,
    name: looseText(memberOf(call, 'name', 'toolname', 'tool')) ?? 'unknown',
    ...withoutAbsent({
      arguments: memberOf(call, 'arguments', 'args', 'input'),
      result: memberOf(call, 'result', 'output'),
      error: error === undefined ? undefined : toError(error),
      durationMs: looseNumber(memberOf(call, 'durationms')),
    }),
  };
}

/** Line items, or an object with a total and the items. */
function toUsage(value: unknown): readonly UsageItem[] {
  const items = Array.isArray(value) ? value : looseList(memberOf(value, 'items', 'lineitems', 'costs'));
  return items.filter(isLoose).map((item, index) => ({
    name: looseText(memberOf(item, 'name', 'model', 'service', 'label')) ?? `item ${index + 1}`,
    kind: usageKind(looseText(memberOf(item, 'kind', 'type')) ?? '', item),
    ...withoutAbsent({
      quantity: looseNumber(memberOf(item, 'quantity', 'count')),
      unit: looseText(memberOf(item, 'unit')),
      costUsd: costOf(memberOf(item, 'costusd', 'cost', 'totalcost')),
      inputTokens: looseNumber(memberOf(item, 'inputtokens', 'prompttokens')),
      outputTokens: looseNumber(memberOf(item, 'outputtokens', 'completiontokens')),
    }),
  }));
}

function usageKind(word: string, item: Loose): UsageItem['kind'] {
  if (/model|llm|token/i.test(word) || memberOf(item, 'model') !== undefined) return 'model';
  if (/duration|compute|time/i.test(word)) return 'duration';
  return /service/i.test(word) || memberOf(item, 'service') !== undefined ? 'service' : 'other';
}

function toTrace(found: Loose): Trace {
  const trace = memberOf(found, 'trace') ?? found;
  const spans = Array.isArray(trace) ? trace : looseList(memberOf(trace, 'spans'));
  return {
    spans: spans
      .filter(isLoose)
      .map(toSpan)
      .sort((a, b) => a.startAt - b.startAt || (a.id < b.id ? -1 : 1)),
    logs: looseList(memberOf(trace, 'logs'))
      .filter(isLoose)
      .map(toLog)
      .sort((a, b) => a.at - b.at),
  };
}

function toSpan(span: Loose, index: number): Span {
  const status = looseText(memberOf(span, 'status', 'state')) ?? '';
  const attributes = memberOf(span, 'attributes', 'metadata');
  return {
    id: looseText(memberOf(span, 'id', 'spanid')) ?? `span_${index + 1}`,
    name: looseText(memberOf(span, 'name', 'title')) ?? `span ${index + 1}`,
    kind: looseText(memberOf(span, 'kind', 'type')) ?? 'span',
    startAt: looseTime(memberOf(span, 'startat', 'startedat', 'starttime', 'start')) ?? 0,
    status: /^(error|failed)/i.test(status) ? 'error' : status === '' ? 'unset' : 'ok',
    attributes: isLoose(attributes) ? attributes : {},
    events: looseList(memberOf(span, 'events'))
      .filter(isLoose)
      .map(event => ({
        name: looseText(memberOf(event, 'name')) ?? 'event',
        at: looseTime(memberOf(event, 'at', 'time', 'timestamp')) ?? 0,
        attributes: isLoose(event.attributes) ? event.attributes : {},
      })),
    ...withoutAbsent({
      parentId: looseText(memberOf(span, 'parentid', 'parentspanid')),
      endAt: looseTime(memberOf(span, 'endat', 'endedat', 'finishedat', 'endtime', 'end')),
    }),
  };
}

function toLog(log: Loose): Log {
  return {
    at: looseTime(memberOf(log, 'at', 'timestamp', 'time', 'createdat')) ?? 0,
    level: looseText(memberOf(log, 'level', 'severity')) ?? 'info',
    message: looseText(memberOf(log, 'message', 'text', 'body')) ?? '',
    attributes: isLoose(log.attributes) ? log.attributes : {},
    ...withoutAbsent({ spanId: looseText(memberOf(log, 'spanid')) }),
  };
}
