import type { JsonText } from '../../contract/run-events.ts';
import { type JsonParts, joinJson } from '../../model/payload/json-text.ts';
import { toErrorJson, toRecordedError } from '../run/recorded-error.ts';
import type { Recording } from '../run/recording.ts';
import type { RunScope } from '../run/run-scope.ts';
import { innermost, type Scope } from '../run/scope.ts';
import { toJson, toJsonParts, toText } from '../run/to-json.ts';
import { runStep } from './run-step.ts';
import { createActions, toPlan } from './scope-actions.ts';

export type AgentSession = RunScope & {
  /** Adds a message to the conversation; returns its id. */
  message(message: MessageInput): string;
  /**
   * Calls a tool as a step of type `tool`; resolves and rejects as `work` does. The outcome is added to the
   * first open call with that name in the last assistant message, or else to a new call there.
   */
  tool<T>(name: string, args: unknown, work: () => T | PromiseLike<T>): Promise<T>;
};

export function createAgentSession(scope: Scope): AgentSession {
  const { run } = scope;
  const conversation = createConversation(run);
  return {
    ...createActions(scope),
    message: message => conversation.add(message).id,
    async tool(name, args, work) {
      const plan = toPlan(name, { type: 'tool', input: args });
      const call = conversation.openCall(plan.name, plan.input);
      try {
        const result = await runStep(innermost(scope), plan, () => work());
        call.end({ result: toJson(result) });
        return result;
      } catch (error) {
        call.end({ error });
        throw error;
      }
    },
  };
}

export type MessageInput = {
  /** `system`, `user`, `assistant`, `tool` or any other word. */
  readonly role: string;
  readonly content?: unknown;
  readonly thought?: string;
  /** The model's tool calls; each `session.tool` with the same name, in order, adds its outcome. */
  readonly toolCalls?: readonly ToolCallInput[];
  /** Why there is no response. */
  readonly error?: unknown;
};

export type ToolCallInput = {
  readonly name: string;
  readonly id?: string;
  readonly arguments?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly durationMs?: number;
};

type Call = {
  readonly id: string;
  readonly name: string;
  readonly arguments: JsonText | undefined;
  result?: JsonText;
  error?: JsonText;
  durationMs?: number;
  isOpen: boolean;
};

type KeptMessage = {
  readonly id: string;
  readonly role: string;
  readonly parts: JsonParts;
  readonly calls: Call[];
};

/** The messages of one session. Keeps only the message in memory that tool calls may still change. */
function createConversation(run: Recording) {
  let last: KeptMessage | undefined;

  function put({ id, parts, calls }: KeptMessage): void {
    const toolCalls = calls.length > 0 ? `[${calls.map(toCallJson).join(',')}]` : undefined;
    run.write({ type: 'message-put', runId: run.id, id, message: joinJson({ ...parts, toolCalls }) });
  }
  function add(input: MessageInput): KeptMessage {
    const id = run.nextId('message');
    const message = toKeptMessage(id, run.now(), input);
    run.totals.messageCount = (run.totals.messageCount ?? 0) + 1;
    run.totalsChanged();
    put(message);
    if (message.role === 'assistant') last = message;
    return message;
  }

  return {
    add,
    openCall(name: string, args: JsonText | undefined) {
      const message = last ?? add({ role: 'assistant' });
      const startedAt = run.now();
      const call =
        message.calls.find(each => each.isOpen && each.name === name) ?? addCall(message, name, args);
      call.isOpen = false;
      put(message);
      return {
        end(outcome: { readonly result: JsonText | undefined } | { readonly error: unknown }) {
          call.durationMs = run.now() - startedAt;
          if ('error' in outcome) call.error = toErrorJson(toRecordedError(outcome.error));
          else call.result = outcome.result;
          put(message);
        },
      };
    },
  };
}

function toKeptMessage(
  id: string,
  at: number,
  { role, content, thought, toolCalls, error }: MessageInput,
): KeptMessage {
  const parts = {
    ...toJsonParts({ id, role: toText(role), at, content }),
    thought: thought === undefined ? undefined : toJson(toText(thought)),
    error: error === undefined ? undefined : toErrorJson(toRecordedError(error)),
  };
  const calls = toolCalls?.map((call, index) => toCall(`${id}_call_${index + 1}`, call)) ?? [];
  return { id, role: toText(role), parts, calls };
}

function toCall(id: string, input: ToolCallInput): Call {
  const { result, error, durationMs } = input;
  return {
    id: input.id === undefined ? id : toText(input.id),
    name: toText(input.name),
    arguments: toJson(input.arguments),
    result: toJson(result),
    error: error === undefined ? undefined : toErrorJson(toRecordedError(error)),
    durationMs,
    isOpen: result === undefined && error === undefined,
  };
}

function addCall(message: KeptMessage, name: string, args: JsonText | undefined): Call {
  const id = `${message.id}_call_${message.calls.length + 1}`;
  const call: Call = { id, name, arguments: args, isOpen: true };
  message.calls.push(call);
  return call;
}

function toCallJson({ id, name, arguments: args, result, error, durationMs }: Call): JsonText {
  return joinJson({ ...toJsonParts({ id, name, durationMs }), arguments: args, result, error });
}
