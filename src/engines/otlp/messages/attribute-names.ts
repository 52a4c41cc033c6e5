import { isRecord, listOf, textOf } from '../../../model/is-record.ts';
import {
  inputTokenAttributes,
  modelAttributes,
  outputTokenAttributes,
} from '../../../model/trace/call-facts.ts';
import { toValue } from '../files/any-value.ts';
import { type FlatAttribute, isFlatMessage } from './chat-message.ts';

/**
 * Attributes that describe a run, with their keys, preferred first: `gen_ai.*` is OpenTelemetry (in
 * development; with earlier versions), `workflow.*` and `step.*` the Workflow SDK, `ai.*` the AI SDK 5 and 6,
 * `llm.*` and `openinference.*` OpenInference, `traceloop.*` OpenLLMetry, `mastra.*` Mastra.
 */
const names = {
  runId: ['workflow.run.id'],
  runStatus: ['workflow.run.status'],
  endStatus: ['mastra.workflow_run.status', 'mastra.workflow_step.status'],
  agentOutput: ['mastra.agent_run.output'],
  resumed: ['mastra.metadata.resumed'],
  phase: ['workflow.operation'],
  workflow: ['workflow.name', 'gen_ai.workflow.name', 'traceloop.workflow.name'],
  conversation: ['gen_ai.conversation.id'],
  operation: ['gen_ai.operation.name', 'openinference.span.kind', 'traceloop.span.kind', 'ai.operationId'],
  agent: ['gen_ai.agent.name'],
  entity: ['traceloop.entity.name', 'ai.telemetry.functionId'],
  tool: ['gen_ai.tool.name', 'ai.toolCall.name', 'tool.name'],
  model: modelAttributes,
  provider: ['gen_ai.provider.name', 'gen_ai.system', 'llm.provider', 'llm.system', 'ai.model.provider'],
  inputTokens: inputTokenAttributes,
  outputTokens: outputTokenAttributes,
  cost: ['gen_ai.usage.cost', 'llm.cost.total', 'operation.cost'],
  instructions: ['gen_ai.system_instructions'],
  inputMessages: ['gen_ai.input.messages', 'ai.prompt.messages', 'mastra.agent_run.input'],
  outputMessages: ['gen_ai.output.messages'],
  finishReason: ['ai.response.finishReason'],
  turn: ['mastra.model_step.output'],
  answerText: ['ai.response.text', 'ai.response.object'],
  answerCalls: ['ai.response.toolCalls'],
  answerThought: ['ai.response.reasoning'],
  step: ['step.name', 'workflow.step.name', 'mastra.workflow_step.step_id'],
  stepStatus: ['step.status'],
  skipped: ['step.skipped'],
  attempt: ['step.attempt', 'workflow.step.attempt'],
  openHooks: ['workflow.suspension.hook_count'],
  openWaits: ['workflow.suspension.wait_count'],
  openSteps: ['workflow.suspension.step_count'],
  errorType: ['workflow.error.name', 'step.error.name', 'error.type'],
  errorMessage: ['workflow.error.message', 'step.error.message'],
  peer: ['peer.service'],
  actor: ['enduser.id', 'user.id', 'ai.telemetry.metadata.userId'],
  method: ['http.request.method', 'http.method'],
  route: ['http.route', 'url.path', 'http.target'],
  destination: ['messaging.destination.name', 'messaging.destination'],
} as const;

export type AttributeName = keyof typeof names;

export function attributeKeys(picks: readonly AttributeName[]): readonly string[] {
  return picks.flatMap(name => names[name]);
}

export type Picked = Partial<Record<AttributeName, unknown>> & { flat?: FlatAttribute[] };

const byKey = new Map<string, { readonly name: AttributeName; readonly rank: number }>(
  (Object.keys(names) as AttributeName[]).flatMap(name =>
    names[name].map((key, rank) => [key, { name, rank }] as const),
  ),
);

/** Describe how a run was started, so only entry spans count. */
const entryOnly: ReadonlySet<AttributeName> = new Set(['method', 'route', 'destination']);

/** `undefined` without such attributes, as for most spans. */
export function pickAttributes(attributes: unknown, isEntry: boolean): Picked | undefined {
  let picked: Picked | undefined;
  let ranks: Partial<Record<AttributeName, number>> | undefined;
  for (const item of listOf(attributes)) {
    if (!isRecord(item) || typeof item.key !== 'string') continue;
    const known = byKey.get(item.key);
    if (!known) {
      if (!isFlatMessage(item.key)) continue;
      picked ??= {};
      picked.flat ??= [];
      picked.flat.push({ key: item.key, value: toValue(item.value) });
      continue;
    }
    if (!isEntry && entryOnly.has(known.name)) continue;
    picked ??= {};
    ranks ??= {};
    const before = ranks[known.name];
    if (before !== undefined && before < known.rank) continue;
    const value = toValue(item.value);
    if (value === undefined || value === null || value === '') continue;
    picked[known.name] = value;
    ranks[known.name] = known.rank;
  }
  return picked;
}

export function pickedText(picked: Picked | undefined, name: AttributeName): string | undefined {
  const value = picked?.[name];
  if (typeof value === 'number') return String(value);
  return isRecord(value) && value.$type === 'bigint' ? textOf(value.value) : textOf(value);
}

/** Accepts a text of a number; `undefined` for negative numbers. */
export function pickedNumber(picked: Picked | undefined, name: AttributeName): number | undefined {
  const value = picked?.[name];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
}
