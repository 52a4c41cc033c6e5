import { isObject, listOf, textOf, toValue } from './any-value.ts';

/**
 * The attributes that say what a run is. Those of `gen_ai.*` are OpenTelemetry's (in development), each by its name of today and the
 * ones it had before; those of `workflow.*` and `step.*` are what workflow engines write.
 */
const names = {
  runId: ['workflow.run.id'],
  runStatus: ['workflow.run.status'],
  workflow: ['workflow.name', 'gen_ai.workflow.name'],
  conversation: ['gen_ai.conversation.id'],
  operation: ['gen_ai.operation.name'],
  agent: ['gen_ai.agent.name'],
  tool: ['gen_ai.tool.name'],
  model: ['gen_ai.response.model', 'gen_ai.request.model'],
  provider: ['gen_ai.provider.name', 'gen_ai.system'],
  inputTokens: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'],
  outputTokens: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens'],
  cost: ['gen_ai.usage.cost'],
  instructions: ['gen_ai.system_instructions'],
  inputMessages: ['gen_ai.input.messages'],
  outputMessages: ['gen_ai.output.messages'],
  step: ['step.name', 'workflow.step.name'],
  attempt: ['step.attempt', 'workflow.step.attempt'],
  errorType: ['error.type'],
  peer: ['peer.service'],
  actor: ['enduser.id', 'user.id'],
  method: ['http.request.method', 'http.method'],
  route: ['http.route', 'url.path', 'http.target'],
  destination: ['messaging.destination.name', 'messaging.destination'],
} as const;

export type AttributeName = keyof typeof names;

export type Picked = Partial<Record<AttributeName, unknown>>;

/** What each attribute is to us, and how late it comes among those that mean the same. */
const byKey = new Map<string, { readonly name: AttributeName; readonly rank: number }>(
  (Object.keys(names) as AttributeName[]).flatMap(name =>
    names[name].map((key, rank) => [key, { name, rank }] as const),
  ),
);

/** Of interest only where a run may begin. */
const ofEntries: ReadonlySet<AttributeName> = new Set(['method', 'route', 'destination']);

/**
 * The attributes among a span's that say what its run is; `undefined` when there are none, as of most spans. Those that say how a run was
 * started are picked when the span `isEntry`.
 */
export function pickAttributes(attributes: unknown, isEntry: boolean): Picked | undefined {
  let picked: Picked | undefined;
  let ranks: Partial<Record<AttributeName, number>> | undefined;
  for (const item of listOf(attributes)) {
    if (!isObject(item) || typeof item.key !== 'string') continue;
    const known = byKey.get(item.key);
    if (!known || (!isEntry && ofEntries.has(known.name))) continue;
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

/** A text, or a number as a text. */
export function pickedText(picked: Picked | undefined, name: AttributeName): string | undefined {
  const value = picked?.[name];
  if (typeof value === 'number') return String(value);
  return isObject(value) && value.$type === 'bigint' ? textOf(value.value) : textOf(value);
}

/** A number that is not negative, also one that was written as a text. */
export function pickedNumber(picked: Picked | undefined, name: AttributeName): number | undefined {
  const value = picked?.[name];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
}
