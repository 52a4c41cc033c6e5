import { fieldsOf, isRecord, listOf, textOf } from '../../../model/is-record.ts';
import type { Log, Span, SpanStatus } from '../../../model/run.ts';
import { cutText } from '../../../model/text/cut-text.ts';
import { shortName } from '../../workflow-names.ts';
import { toMs, toRecord, toValue } from '../files/any-value.ts';
import type { Framed } from '../files/otlp-line.ts';
import { clientKind, isErrorCode, type LogEntry, type SpanEntry } from './span-entry.ts';

/** A parent that is not in the files becomes the attribute `missingParent`. */
export function toSpan(
  entry: SpanEntry,
  { raw, resource, scope }: Framed,
  { isRoot, hasParent }: { readonly isRoot: boolean; readonly hasParent: boolean },
): Span {
  const status = fieldsOf(raw.status);
  const message = textOf(status.message);
  const attributes = toRecord(raw.attributes);
  const links = listOf(raw.links)
    .filter(isRecord)
    .map(link => ({
      ...{ traceId: textOf(link.traceId), spanId: textOf(link.spanId) },
      ...toRecord(link.attributes),
    }));
  const dropped = {
    droppedAttributes: toCount(raw.droppedAttributesCount),
    droppedEvents: toCount(raw.droppedEventsCount),
  };
  return {
    id: entry.id,
    ...(hasParent ? { parentId: entry.parentId } : {}),
    name: readableName(entry.name),
    kind: spanKind(entry, isRoot, isRequest(attributes)),
    startAt: entry.startAt,
    ...(entry.isOpen ? {} : { endAt: entry.endAt }),
    status: toStatus(status.code),
    attributes: {
      ...attributes,
      ...(hasParent || entry.parentId === undefined ? {} : { missingParent: entry.parentId }),
      ...(message === undefined ? {} : { 'status.message': message }),
      ...(links.length === 0 ? {} : { links }),
      ...(isRecord(resource) ? { resource: toRecord(resource.attributes) } : {}),
      ...scopeOf(scope),
      ...(dropped.droppedAttributes + dropped.droppedEvents > 0 ? dropped : {}),
    },
    events: listOf(raw.events)
      .filter(isRecord)
      .map(event => ({
        name: textOf(event.name) ?? 'event',
        at: toMs(event.timeUnixNano) ?? entry.startAt,
        attributes: toRecord(event.attributes),
      })),
  };
}

export function scopeOf(scope: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(scope)) return {};
  const name = textOf(scope.name);
  const version = textOf(scope.version);
  const attributes = toRecord(scope.attributes);
  return {
    ...(name === undefined ? {} : { scope: name }),
    ...(version === undefined ? {} : { 'scope.version': version }),
    ...(Object.keys(attributes).length === 0 ? {} : { 'scope.attributes': attributes }),
  };
}

/** Shortens the Workflow SDK's `STEP step//./src/jobs//send` to `STEP send`. */
function readableName(name: string): string {
  return name.replace(
    /^(\S+ )((?:workflow|step)\/\/\S+)$/,
    (_, prefix: string, name: string) => prefix + shortName(name),
  );
}

/** Accepts a numeric text; 0 for anything else. */
function toCount(value: unknown): number {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : 0;
}

function toStatus(code: unknown): SpanStatus {
  if (isErrorCode(code)) return 'error';
  return code === 1 || code === 'STATUS_CODE_OK' ? 'ok' : 'unset';
}

const modelCalls = new Set(['chat', 'text_completion', 'generate_content', 'embeddings']);
const kindWords = ['span', 'span', 'server', 'http', 'producer', 'consumer'];

export function spanKind({ attributes, kind }: SpanEntry, isRoot: boolean, isRequest: boolean): string {
  const operation = attributes?.operation;
  if (operation !== undefined && modelCalls.has(operation)) return 'model';
  if (operation === 'execute_tool' || (attributes?.tool !== undefined && operation === undefined))
    return 'tool';
  if (isRoot) return 'run';
  if (operation !== undefined) return operation === 'invoke_agent' ? 'agent' : operation;
  if (attributes?.step !== undefined) return 'step';
  if (kind === clientKind && !isRequest) return 'client';
  return kindWords[kind] ?? 'span';
}

function isRequest(attributes: Readonly<Record<string, unknown>>): boolean {
  return attributes['http.request.method'] !== undefined || attributes['http.method'] !== undefined;
}

const levels: readonly (readonly [number, string])[] = [
  [21, 'fatal'],
  [17, 'error'],
  [13, 'warn'],
  [9, 'info'],
  [5, 'debug'],
  [1, 'trace'],
];

/** Accepts a number, or its name in Protocol Buffers: `SEVERITY_NUMBER_ERROR2`. */
function severityOf(value: unknown): number {
  const match = typeof value === 'string' ? /^SEVERITY_NUMBER_([A-Z]+)([2-4]?)$/.exec(value) : null;
  const from = levels.find(([, word]) => word.toUpperCase() === match?.[1])?.[0];
  return from === undefined ? toCount(value) : from + (Number(match?.[2] || 1) - 1);
}

export function toLog(entry: LogEntry, { raw, resource, scope }: Framed): Log {
  const body = toValue(raw.body);
  const number = severityOf(raw.severityNumber);
  const event = textOf(raw.eventName);
  return {
    at: entry.loggedAt,
    level: levels.find(([from]) => number >= from)?.[1] ?? textOf(raw.severityText)?.toLowerCase() ?? 'info',
    message: typeof body === 'string' ? body : (event ?? messageOf(body)),
    ...(entry.spanId === undefined ? {} : { spanId: entry.spanId }),
    attributes: {
      ...toRecord(raw.attributes),
      ...(typeof body === 'object' && body !== null ? { body } : {}),
      ...(event === undefined ? {} : { 'event.name': event }),
      ...(isRecord(resource) ? { resource: toRecord(resource.attributes) } : {}),
      ...scopeOf(scope),
    },
  };
}

const maxMessageLength = 10_000;

function messageOf(body: unknown): string {
  if (body === undefined || body === null) return '';
  return cutText(JSON.stringify(body) ?? '', maxMessageLength);
}
