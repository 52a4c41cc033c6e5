import { isRecord } from '../../../model/is-record.ts';
import { cancelSignal } from '../invocation/read-suspensions.ts';
import { type Command, decodePayload } from './journal.ts';

/** `childId` is the called or signaled invocation. */
type CommandDescription = { readonly name: string; readonly childId?: string; readonly input?: unknown };

export function describeCommand(kind: string, body: Command['body']): CommandDescription {
  const own = textIn(body.name);
  const request = recordIn(body.request);
  if (request) {
    const childId = textIn(request.invocation_id);
    const target = targetName(request.invocation_target);
    const name = own ?? (kind === 'OneWayCall' ? `send ${target}` : target);
    return { name, ...(childId ? { childId } : {}), input: decodePayload(request.parameter) };
  }
  const other = textIn(body.target_invocation_id) ?? textIn(recordIn(body.target)?.InvocationId);
  const isCancel = recordIn(body.signal_id)?.Index === cancelSignal;
  const verb = isCancel ? 'cancel' : verbOf(kind, body);
  const signal = textIn(recordIn(body.signal_id)?.Name);
  const object = textIn(body.key) ?? (signal && other ? `${signal} to ${other}` : other) ?? textIn(body.id);
  const name = own ?? (object === undefined ? verb : `${verb} ${object}`);
  const input = kind === 'SetState' ? decodePayload(body.value) : completionValue(kind, body);
  return { name, ...(other === undefined ? {} : { childId: other }), input };
}

function verbOf(kind: string, body: Command['body']): string {
  const verb = commandKinds.get(kind)?.verb ?? kind;
  if (!recordIn(completion(kind, body)?.Failure)) return verb;
  return kind === 'SendSignal' ? `reject ${verb}` : verb.replace('complete', 'reject');
}

/** The value or the failure that settles a promise, an awakeable or a signal. */
function completionValue(kind: string, body: Command['body']): unknown {
  const value = completion(kind, body);
  return value && 'Success' in value ? decodePayload(value.Success) : recordIn(value?.Failure);
}

function completion(kind: string, body: Command['body']): Readonly<Record<string, unknown>> | undefined {
  return kind.startsWith('Complete') || kind === 'SendSignal'
    ? (recordIn(body.value) ?? recordIn(body.result))
    : undefined;
}

/** Reads `{"Service": {"name": …, "handler": …}}`; `Object` and `Workflow` have a key too. */
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

type CommandKind = { readonly type: string; readonly verb?: string };

/** The type of the step and the verb of its name, by Restate's word for the command. */
export const commandKinds: ReadonlyMap<string, CommandKind> = new Map(
  Object.entries({
    Run: { type: 'action', verb: 'run' },
    Sleep: { type: 'sleep', verb: 'sleep' },
    Call: { type: 'workflow' },
    OneWayCall: { type: 'workflow', verb: 'send' },
    AttachInvocation: { type: 'workflow', verb: 'attach to' },
    GetInvocationOutput: { type: 'workflow', verb: 'output of' },
    GetPromise: { type: 'hook', verb: 'promise' },
    PeekPromise: { type: 'hook', verb: 'peek at promise' },
    CompletePromise: { type: 'signal', verb: 'complete promise' },
    CompleteAwakeable: { type: 'signal', verb: 'complete awakeable' },
    SendSignal: { type: 'signal', verb: 'signal' },
    GetLazyState: { type: 'state', verb: 'get' },
    GetEagerState: { type: 'state', verb: 'get' },
    GetLazyStateKeys: { type: 'state', verb: 'list keys' },
    GetEagerStateKeys: { type: 'state', verb: 'list keys' },
    SetState: { type: 'state', verb: 'set' },
    ClearState: { type: 'state', verb: 'clear' },
    ClearAllState: { type: 'state', verb: 'clear all' },
  }),
);
