import { toIsoTime } from '../text/formats.ts';

/** What a part of a run is that runlens itself describes. Payloads and attributes have no shape. */
export type RecordShape = keyof typeof members;

/** The members that have a shape: those of an object by name, or each item of a list. */
const members = {
  steps: 'step',
  step: { startedAt: 'time', finishedAt: 'time', wakeAt: 'time' },
  messages: 'message',
  message: { at: 'time' },
  trace: { spans: 'spans', logs: 'logs' },
  spans: 'span',
  /** With the attempts of its step, where these are copied with it. */
  span: { startAt: 'time', endAt: 'time', events: 'events', steps: 'steps' },
  events: 'event',
  event: { at: 'time' },
  logs: 'log',
  log: { at: 'time' },
  /** Epoch ms. */
  time: {},
} as const;

export function shapeOfMember(shape: RecordShape, name: string): RecordShape | undefined {
  const of: string | Readonly<Record<string, RecordShape>> = members[shape];
  if (typeof of === 'string') return of as RecordShape;
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

/** The part as the commands print it: its times in ISO 8601, everything else as it is. */
export function toRecordJson(value: unknown, shape: RecordShape): unknown {
  if (shape === 'time') return typeof value === 'number' ? toIsoTime(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const of: string | Readonly<Record<string, RecordShape>> = members[shape];
  if (typeof of === 'string')
    return Array.isArray(value) ? value.map(item => toRecordJson(item, of as RecordShape)) : value;
  const copy: Record<string, unknown> = { ...value };
  for (const [name, member] of Object.entries(of)) {
    if (copy[name] !== undefined) copy[name] = toRecordJson(copy[name], member);
  }
  return copy;
}
