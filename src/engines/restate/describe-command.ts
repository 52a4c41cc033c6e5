import { isRecord } from '../../model/is-record.ts';
import type { Command } from './journal.ts';
import { decodePayload } from './payload.ts';
import { cancelSignal } from './suspension.ts';

const verbs: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Run: 'run',
    Sleep: 'sleep',
    OneWayCall: 'send',
    GetPromise: 'promise',
    PeekPromise: 'peek at promise',
    CompletePromise: 'complete promise',
    CompleteAwakeable: 'complete awakeable',
    SendSignal: 'signal',
    AttachInvocation: 'attach to',
    GetInvocationOutput: 'output of',
    GetLazyState: 'get',
    GetEagerState: 'get',
    GetLazyStateKeys: 'list keys',
    GetEagerStateKeys: 'list keys',
    SetState: 'set',
    ClearState: 'clear',
    ClearAllState: 'clear all',
  }),
);

/** `childId` is the invocation that it calls or tells something. */
type Described = { readonly name: string; readonly childId?: string; readonly input?: unknown };

/** A command in a few words, and what goes in. */
export function describeCommand(kind: string, body: Command['body']): Described {
  const own = textIn(body.name);
  const request = recordIn(body.request);
  if (request) {
    const childId = textIn(request.invocation_id);
    const target = targetName(request.invocation_target);
    const name = own ?? (kind === 'OneWayCall' ? `send ${target}` : target);
    return { name, ...(childId ? { childId } : {}), input: decodePayload(request.parameter) };
  }
  const other = textIn(body.target_invocation_id) ?? textIn(recordIn(body.target)?.InvocationId);
  const tellsToCancel = recordIn(body.signal_id)?.Index === cancelSignal;
  const verb = tellsToCancel ? 'cancel' : verbOf(kind, body);
  const signal = textIn(recordIn(body.signal_id)?.Name);
  const object = textIn(body.key) ?? (signal && other ? `${signal} to ${other}` : other) ?? textIn(body.id);
  const name = own ?? (object === undefined ? verb : `${verb} ${object}`);
  const input = kind === 'SetState' ? decodePayload(body.value) : completedWith(kind, body);
  return { name, ...(other === undefined ? {} : { childId: other }), input };
}

function verbOf(kind: string, body: Command['body']): string {
  const verb = verbs.get(kind) ?? kind;
  if (!recordIn(completion(kind, body)?.Failure)) return verb;
  return kind === 'SendSignal' ? `reject ${verb}` : verb.replace('complete', 'reject');
}

/**
 * What a promise, an awakeable or a signal of somebody else is completed with, or the failure that it is
 * rejected with.
 */
function completedWith(kind: string, body: Command['body']): unknown {
  const value = completion(kind, body);
  return value && 'Success' in value ? decodePayload(value.Success) : recordIn(value?.Failure);
}

function completion(kind: string, body: Command['body']): Readonly<Record<string, unknown>> | undefined {
  return kind.startsWith('Complete') || kind === 'SendSignal'
    ? (recordIn(body.value) ?? recordIn(body.result))
    : undefined;
}

/** `{"Service": {"name": …, "handler": …}}`, objects and workflows with their key. */
function targetName(target: unknown): string {
  for (const value of Object.values(recordIn(target) ?? {})) {
    const { name, handler } = recordIn(value) ?? {};
    if (typeof name === 'string' && typeof handler === 'string') return `${name}/${handler}`;
  }
  return 'call';
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function recordIn(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}
