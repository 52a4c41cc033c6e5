import { memo } from '../../../model/memo.ts';
import { isLazy } from '../../../model/payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import { payloadBytes } from '../../../model/payload/payload-text.ts';
import type { Message, Run } from '../../../model/run.ts';
import { runTags } from '../../../model/run-fields.ts';
import { isActive } from '../../../model/status.ts';
import { countOf, formatBytes } from '../../../model/text/formats.ts';
import { redactText } from '../../../model/text/redact.ts';
import { redactValue } from '../../../model/text/redact-value.ts';
import { entries, type SectionNode, section } from './outline-node.ts';
import { entryCount, isContainer, isList } from './payload-values.ts';

export function payloadSection(
  key: string,
  title: string,
  value: unknown,
  reveal: boolean,
  options?: Partial<SectionNode>,
): SectionNode {
  const content = { type: 'value', value } as const;
  return section(key, title, [entries(value, reveal)], { note: describePayload(value), content, ...options });
}

const mostValues = 5000;
const mostUnits = 256 * 1024;

type PayloadSize = {
  /** As compact JSON; a lower bound unless `isWhole`. */
  readonly bytes: number;
  readonly isWhole: boolean;
  /** The number of masked secrets; 0 unless `isWhole`. */
  readonly hidden: number;
};

export function measurePayload(value: unknown): PayloadSize {
  return isContainer(value) ? measureObject(value) : measure(value);
}

const measureObject = memo(measure);

function measure(payload: unknown): PayloadSize {
  const atLeast = (bytes: number): PayloadSize => ({ bytes, isWhole: false, hidden: 0 });
  const stack: unknown[] = [payload];
  let units = 0;
  let values = 0;
  while (stack.length > 0) {
    const value = stack.pop();
    values += 1;
    if (value instanceof LazyText) return atLeast(units + value.length);
    if (value instanceof LazyContainer) return atLeast(units + value.bytes);
    if (typeof value === 'string') units += value.length;
    if (values + stack.length > mostValues || units > mostUnits) return atLeast(units);
    if (!isContainer(value)) continue;
    if (entryCount(value) > mostValues) return atLeast(units + 2 * entryCount(value));
    const isArray = Array.isArray(value);
    for (const [key, entry] of Object.entries(value)) {
      if (!isArray) units += key.length;
      stack.push(entry);
      if (stack.length > mostValues) return atLeast(units);
    }
  }
  return { bytes: payloadBytes(payload), isWhole: true, hidden: redactValue(payload).hidden };
}

/** `3 keys · 61 B`, `1,204 items · over 256 KB`. */
export function describePayload(value: unknown): string {
  const size = measurePayload(value);
  const isKnown = size.isWhole || value instanceof LazyContainer;
  const bytes = isKnown ? formatBytes(size.bytes) : `over ${formatBytes(size.bytes)}`;
  if (value instanceof LazyText || (typeof value === 'string' && !size.isWhole))
    return countOf(value.length, 'character');
  if (!isContainer(value)) return bytes;
  return `${countOf(entryCount(value), isList(value) ? 'item' : 'key')} · ${bytes}`;
}

type HiddenSecrets = { readonly count: number; readonly isAtLeast: boolean };

const none: HiddenSecrets = { count: 0, isAtLeast: false };

const longestCounted = 20_000;
/** Secrets in the payloads of more steps are not counted. */
const mostSteps = 1_000;

type ShownRun = { readonly run?: Run; readonly look: { readonly reveal: boolean } };

export function hiddenSecrets({ run, look }: ShownRun): HiddenSecrets {
  return run && !look.reveal ? secretsOfRun(run) : none;
}

const secretsOfRun = memo((run: Run): HiddenSecrets => {
  const { steps = [], messages = [] } = run;
  const shownPayloads = [run.input, run.output, run.error?.value, run.raw];
  const hasFewSteps = steps.length <= mostSteps;
  const countedSteps = hasFewSteps ? steps : [];
  const stepPayloads = countedSteps
    .flatMap(({ input, output, error }) => [input, output, error?.value])
    .filter(payload => isContainer(payload) || isLazy(payload) || typeof payload === 'string');
  const lists = [...lazyApart(stepPayloads, isLazy), ...lazyApart(messages, hasLazyPart)];
  const payloads = [...shownPayloads, ...lists].map(measurePayload);
  const texts = [...namesOf(run), ...[run, ...countedSteps].flatMap(errorTexts)];
  const count =
    payloads.reduce((sum, { hidden }) => sum + hidden, 0) +
    texts.reduce((sum, text = '') => sum + redactText(text.slice(0, longestCounted)).hidden, 0);
  const isWhole =
    hasFewSteps &&
    payloads.every(payload => payload.isWhole) &&
    texts.every((text = '') => text.length <= longestCounted);
  return { count, isAtLeast: !isWhole };
});

/** Measured with the others, one lazy payload would leave the secrets of all uncounted. */
function lazyApart<Item>(items: readonly Item[], isLazyItem: (item: Item) => boolean): readonly unknown[] {
  return [items.filter(item => !isLazyItem(item)), ...items.filter(isLazyItem)];
}

function hasLazyPart({ content, error, toolCalls = [] }: Message): boolean {
  const calls = toolCalls.flatMap(call => [call.arguments, call.result, call.error?.value]);
  return [content, error?.value, ...calls].some(isLazy);
}

/** Empty where the recorded value, which is counted anyway, has these texts. */
function errorTexts({ error }: Pick<Run, 'error'>): readonly (string | undefined)[] {
  return error === undefined || error.value !== undefined ? [] : [error.name, error.message, error.stack];
}

/** The texts that the heading, the overview and the metadata show. */
function namesOf(run: Run): readonly (string | undefined)[] {
  const { trigger, cancel, retryOf, retries = [] } = run;
  const steps = (run.steps ?? []).filter(isActive);
  return [
    ...[run.id, run.name, run.target, run.statusRaw, run.waitingFor, run.strandedBy, run.parentId, retryOf],
    ...[...runTags.map(tag => run[tag]), ...retries.slice(0, 1), run.key, run.settled?.by],
    ...[trigger.label, trigger.raw, ...run.models, ...run.services],
    ...[cancel?.by, cancel?.outcome, run.errorSummary?.step],
    ...[...run.usage, ...steps].map(({ name }) => name),
  ];
}
