import type { RunScope } from '../run/run-scope.ts';
import { innermost, type Scope } from '../run/scope.ts';
import { toJson, toText } from '../run/to-json.ts';
import { createConversation, type MessageInput } from './conversation.ts';
import { runStep } from './run-step.ts';
import { createActions } from './scope-actions.ts';

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
      const input = toJson(args);
      const call = conversation.openCall(toText(name), input);
      const plan = {
        name: toText(name),
        type: 'tool',
        status: 'running',
        input,
        attempts: 1,
        retryDelayMs: 0,
      } as const;
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
