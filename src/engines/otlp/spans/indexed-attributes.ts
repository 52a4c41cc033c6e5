import { isRecord } from '../../../model/is-record.ts';
import { type RunStatus, toStatus } from '../../../model/status.ts';
import { shortName } from '../../workflow-names.ts';
import { parseJsonText } from '../files/any-value.ts';
import { type Picked, pickedNumber, pickedText } from '../messages/attribute-names.ts';
import type { CallMessages } from '../messages/chat-message.ts';
import { readAttributeMessages, readEventMessages } from '../messages/read-messages.ts';
import type { StringPool } from './exception.ts';

const textNames = [
  'runId',
  'runStatus',
  'phase',
  'conversation',
  'agent',
  'tool',
  'model',
  'stepStatus',
  'actor',
  'method',
  'route',
  'destination',
] as const;

const numberNames = [
  ['inputTokens', 'inputTokens'],
  ['outputTokens', 'outputTokens'],
  ['costUsd', 'cost'],
  ['attempt', 'attempt'],
] as const;

export type IndexedAttributes = {
  /**
   * `endStatus` is Mastra's word for the end of the span's run, agent or step. `phase` is set by engines that
   * run a workflow in many spans: the Workflow SDK's `start` or `execute`.
   */
  readonly [Name in (typeof textNames)[number] | 'endStatus' | 'workflow' | 'step' | 'operation']?: string;
} & { readonly [Name in (typeof numberNames)[number][0]]?: number } & {
  readonly services: readonly string[];
  /** Set on Mastra's spans of a run that was suspended before. */
  readonly resumed?: boolean;
  readonly skipped?: boolean;
  readonly open?: { readonly steps: number; readonly hooks: number; readonly waits: number };
  readonly messageKeys?: MessageKeys;
};

export type MessageKeys = {
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** How many of the first messages are instructions. */
  readonly instructions?: number;
  /** Whether spans below only repeat parts of it. */
  readonly isWhole?: boolean;
};

const noServices: readonly string[] = [];

type Draft = { -readonly [Name in keyof IndexedAttributes]: IndexedAttributes[Name] };

/** Sets only members with a value, because a file may have millions of spans. */
export function toIndexedAttributes(
  picked: Picked | undefined,
  events: unknown,
  pool: StringPool,
): IndexedAttributes | undefined {
  const messageKeys = ownMessageKeys(picked, events);
  if (!picked) return messageKeys && { services: noServices, messageKeys };
  const attributes: Draft = { services: noServices };
  for (const name of textNames) {
    if (picked[name] === undefined) continue;
    const text = pickedText(picked, name);
    if (text !== undefined) attributes[name] = pool(text);
  }
  for (const [name, picks] of numberNames) {
    const number = pickedNumber(picked, picks);
    if (number !== undefined) attributes[name] = number;
  }
  addNames(attributes, picked, pool);
  const open = openOf(picked);
  if (open) attributes.open = open;
  const endStatus = pickedEndStatus(picked);
  if (endStatus !== undefined) attributes.endStatus = pool(endStatus);
  if (picked.skipped === true) attributes.skipped = true;
  if (picked.resumed === true) attributes.resumed = true;
  const services = [pickedText(picked, 'provider'), pickedText(picked, 'peer')];
  const known = services.filter(service => service !== undefined);
  if (known.length > 0) attributes.services = known.map(pool);
  if (messageKeys) attributes.messageKeys = messageKeys;
  return attributes;
}

function addNames(attributes: Draft, picked: Picked, pool: StringPool): void {
  const workflow = pickedText(picked, 'workflow');
  if (workflow !== undefined) attributes.workflow = pool(shortName(workflow));
  const step = pickedText(picked, 'step');
  if (step !== undefined) attributes.step = pool(shortName(step));
  const word = pickedText(picked, 'operation');
  const operation = word && toOperation(word);
  if (operation) attributes.operation = pool(operation);
  const entity = pickedText(picked, 'entity');
  if (entity === undefined) return;
  if (operation === 'invoke_agent') attributes.agent ??= pool(entity);
  if (operation === 'execute_tool') attributes.tool ??= pool(entity);
}

function openOf(picked: Picked): IndexedAttributes['open'] {
  const steps = pickedNumber(picked, 'openSteps');
  const hooks = pickedNumber(picked, 'openHooks');
  const waits = pickedNumber(picked, 'openWaits');
  const isSuspended = steps !== undefined || hooks !== undefined || waits !== undefined;
  return isSuspended ? { steps: steps ?? 0, hooks: hooks ?? 0, waits: waits ?? 0 } : undefined;
}

function ownMessageKeys(picked: Picked | undefined, events: unknown): MessageKeys | undefined {
  const messages = readAttributeMessages(picked) ?? readEventMessages(events);
  const keys = messages && toMessageKeys(messages);
  return keys && picked?.turn !== undefined ? { ...keys, isWhole: true } : keys;
}

export function toMessageKeys({ input, output }: CallMessages): MessageKeys {
  const spoken = input.findIndex(({ role }) => role !== 'system');
  const instructions = spoken < 0 ? input.length : spoken;
  return {
    input: input.map(({ key }) => key),
    output: output.map(({ key }) => key),
    ...(instructions > 0 ? { instructions } : {}),
  };
}

/** Other conventions' words for values of `gen_ai.operation.name`. */
const operations: Readonly<Record<string, string | undefined>> = {
  LLM: 'chat',
  EMBEDDING: 'embeddings',
  TOOL: 'execute_tool',
  AGENT: 'invoke_agent',
  RETRIEVER: 'retrieval',
  agent: 'invoke_agent',
  tool: 'execute_tool',
  'ai.toolCall': 'execute_tool',
  'ai.embed.doEmbed': 'embeddings',
  'ai.embedMany.doEmbed': 'embeddings',
};

/** Span kinds that are not operations: OpenInference's, OpenLLMetry's and Mastra's. */
const withoutOperation = new Set([
  'CHAIN',
  'RERANKER',
  'GUARDRAIL',
  'EVALUATOR',
  'PROMPT',
  'UNKNOWN',
  'workflow',
  'task',
  'workflow_step',
  'workflow_conditional',
  'workflow_conditional_eval',
  'workflow_parallel',
  'workflow_loop',
  'model_generation',
  'agent_step',
  'model_chunk',
  'generic',
]);

const aiSdk = /^ai\.(?:generate|stream)(?:Text|Object)(\.do(?:Generate|Stream))?$/;

/** Converts to a value of `gen_ai.operation.name`; its own values stay as they are. */
function toOperation(word: string): string | undefined {
  if (Object.hasOwn(operations, word)) return operations[word];
  const match = aiSdk.exec(word);
  if (match) return match[1] === undefined ? 'invoke_agent' : 'chat';
  return withoutOperation.has(word) || word.startsWith('ai.') ? undefined : word;
}

/** Mastra's words that are not ours (`WorkflowRunStatus` of @mastra/core 1.71). */
const words: Readonly<Record<string, RunStatus | undefined>> = {
  paused: 'waiting',
  tripwire: 'failed',
  bailed: 'success',
  skipped: 'success',
};

/** The status in which a span left its run or step; `undefined` for an unknown word. */
export function toEndStatus(word: unknown): RunStatus | undefined {
  if (typeof word !== 'string') return undefined;
  const status = Object.hasOwn(words, word) ? words[word] : toStatus(word);
  return status === 'unknown' ? undefined : status;
}

/** An agent that waits for an approval, or was stopped by a guard, says so in its output alone. */
export function pickedEndStatus(picked: Picked | undefined): string | undefined {
  const word = pickedText(picked, 'endStatus');
  const output = picked?.agentOutput;
  if (word !== undefined || typeof output !== 'string' || !agentEnd.test(output)) return word;
  const end = parseJsonText(output);
  if (!isRecord(end)) return undefined;
  if (isRecord(end.tripwire)) return 'tripwire';
  return end.status === 'suspended' ? end.status : undefined;
}

const agentEnd = /^\{"(?:status|tripwire)":/;
