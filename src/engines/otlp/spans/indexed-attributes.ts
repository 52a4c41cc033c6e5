import { shortName } from '../../workflow-names.ts';
import type { CallMessages } from '../messages/chat-message.ts';
import { readEventMessages } from '../messages/genai-events.ts';
import { readAttributeMessages } from '../messages/read-messages.ts';
import { type Picked, pickedNumber, pickedText } from './attribute-names.ts';
import { toOperation } from './operation-names.ts';
import type { StringPool } from './string-pool.ts';

/** What the attributes and events of a span say of the run. */
export type IndexedAttributes = {
  readonly runId?: string;
  readonly runStatus?: string;
  readonly conversation?: string;
  readonly workflow?: string;
  readonly agent?: string;
  readonly operation?: string;
  readonly tool?: string;
  readonly model?: string;
  readonly services: readonly string[];
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly costUsd?: number;
  readonly step?: string;
  readonly attempt?: number;
  readonly actor?: string;
  readonly method?: string;
  readonly route?: string;
  readonly destination?: string;
  /**
   * What an engine that runs a workflow in many spans says of this one: the Workflow SDK's `start` or
   * `execute`.
   */
  readonly phase?: string;
  readonly stepStatus?: string;
  readonly skipped?: boolean;
  /** What a run waits for that was suspended in this span. */
  readonly open?: { readonly steps: number; readonly hooks: number; readonly waits: number };
  readonly said?: MessageKeys;
};

/** What was said, by the keys of the messages. */
export type MessageKeys = { readonly input: readonly number[]; readonly output: readonly number[] };

const texts = [
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

const numbers = [
  ['inputTokens', 'inputTokens'],
  ['outputTokens', 'outputTokens'],
  ['costUsd', 'cost'],
  ['attempt', 'attempt'],
] as const;

const noServices: readonly string[] = [];

type Facts = { -readonly [Name in keyof IndexedAttributes]: IndexedAttributes[Name] };

/** Holds what is there and nothing else: a file may have millions of spans. */
export function toIndexedAttributes(
  picked: Picked | undefined,
  events: unknown,
  intern: StringPool,
): IndexedAttributes | undefined {
  const said = saidOf(picked, events);
  if (!picked) return said && { services: noServices, said };
  const attributes: Facts = { services: noServices };
  for (const name of texts) {
    if (picked[name] === undefined) continue;
    const text = pickedText(picked, name);
    if (text !== undefined) attributes[name] = intern(text);
  }
  for (const [name, picks] of numbers) {
    const number = pickedNumber(picked, picks);
    if (number !== undefined) attributes[name] = number;
  }
  addNames(attributes, picked, intern);
  const open = openOf(picked);
  if (open) attributes.open = open;
  if (picked.skipped === true) attributes.skipped = true;
  const services = [pickedText(picked, 'provider'), pickedText(picked, 'peer')];
  const named = services.filter(service => service !== undefined);
  if (named.length > 0) attributes.services = named.map(intern);
  if (said) attributes.said = said;
  return attributes;
}

/** Names as people know them, and what a name stands for where the kind of the operation tells it. */
function addNames(attributes: Facts, picked: Picked, intern: StringPool): void {
  const workflow = pickedText(picked, 'workflow');
  if (workflow !== undefined) attributes.workflow = intern(shortName(workflow));
  const step = pickedText(picked, 'step');
  if (step !== undefined) attributes.step = intern(shortName(step));
  const operation = toOperation(pickedText(picked, 'operation') ?? '');
  if (operation) attributes.operation = intern(operation);
  const entity = pickedText(picked, 'entity');
  if (entity === undefined) return;
  if (operation === 'invoke_agent') attributes.agent ??= intern(entity);
  if (operation === 'execute_tool') attributes.tool ??= intern(entity);
}

function openOf(picked: Picked): IndexedAttributes['open'] {
  const [steps, hooks, waits] = (['openSteps', 'openHooks', 'openWaits'] as const).map(name =>
    pickedNumber(picked, name),
  );
  const isSuspended = steps !== undefined || hooks !== undefined || waits !== undefined;
  return isSuspended ? { steps: steps ?? 0, hooks: hooks ?? 0, waits: waits ?? 0 } : undefined;
}

/** The keys of what was said, by the span's attributes, else by its events. */
function saidOf(picked: Picked | undefined, events: unknown): MessageKeys | undefined {
  const said = readAttributeMessages(picked) ?? readEventMessages(events);
  return said && toMessageKeys(said);
}

export function toMessageKeys({ input, output }: CallMessages): MessageKeys {
  return { input: input.map(({ key }) => key), output: output.map(({ key }) => key) };
}
