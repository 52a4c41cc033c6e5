import { isObject } from '../is-record.ts';
import type { LazyText } from '../payload/lazy/lazy-text.ts';
import { toJsonText, toYamlText } from '../payload/payload-text.ts';
import type { ErrorSummary, Run, RunError, RunSummary, Settled, Step, Trace, Trigger } from '../run.ts';
import { fieldConverter, fieldNames } from '../run-fields.ts';
import { maskText, redactLeaf, redactText } from '../text/redact.ts';
import { redactValue } from '../text/redact-value.ts';
import { mask } from '../text/secrets/secret-value.ts';
import { failingStep } from './failing-step.ts';
import type { HowUsual } from './how-usual.ts';
import { markdownNote } from './markdown-note.ts';
import { type RecordShape, toRecordJson, toRunJson } from './run-json.ts';
import { type CommandTarget, getCommand, retryCommand } from './shell-command.ts';

/** A text to be copied, and how many secrets it masks. */
export type Rendered = { readonly text: string; readonly hidden: number };

export function renderContent(content: CopyContent, source: CopySource): Rendered {
  if (content.type === 'value') {
    const { isSecret, shape } = content;
    const value = shape === undefined ? content.value : toRecordJson(content.value, shape);
    const masked = isSecret && !source.reveal ? maskBelowSecret(value) : maskValue(value, source);
    return withText(masked, shown => toPayloadText(shown, source.format));
  }
  const text = content.text.toString();
  if (source.reveal) return { text, hidden: 0 };
  const { value, hidden } = redactLeaf(content.key, text, content.isSecret);
  return { text: String(value), hidden };
}

export function renderValue(value: unknown, format: CopySource['format'], source: CopySource): Rendered {
  return withText(maskValue(value, source), shown => toPayloadText(shown, format));
}

/** As the command `get` prints it. */
export function renderRun(run: Run, format: CopySource['format'], source: CopySource): Rendered {
  const { now, failureId } = source;
  return renderValue({ ...toRunJson(run, now), failureId }, format, source);
}

function toPayloadText(value: unknown, format: CopySource['format']): string {
  return format === 'yaml' ? toYamlText(value) : toJsonText(value, { indent: 2 });
}

/** Masks every value, which by itself does not show that its parent has a secret name. */
function maskBelowSecret(value: unknown): Masked {
  const masked = redactValue({ secret: value });
  const wrapper = masked.value;
  const isWrapped = isObject(wrapper) && 'secret' in wrapper;
  return { value: isWrapped ? wrapper.secret : mask, hidden: masked.hidden };
}

export function renderText(text: string, { reveal }: CopySource): Rendered {
  return reveal ? { text, hidden: 0 } : redactText(text);
}

export function isUnmasked(text: string, source: CopySource): boolean {
  return renderText(text, source).hidden === 0;
}

/** Leaves out a masked name, since the id suffices. */
export function renderGetCommand({ id, kind, name }: RunSummary, source: CopySource): Rendered {
  const shown = isUnmasked(name, source) ? name : undefined;
  return { text: getCommand({ id, kind, name: shown }, source), hidden: 0 };
}

export function renderRetryCommand({ id }: RunSummary, source: CopySource): Rendered {
  return { text: retryCommand(id, source), hidden: 0 };
}

export function renderNote(run: Run, source: CopySource): Rendered {
  if (source.reveal) return { text: markdownNote(run, source.now, source), hidden: 0 };
  const ofGroup = source.ofGroup?.map(words => maskText(words));
  const { text } = redactText(markdownNote(maskRun(run), source.now, { usual: source.usual, ofGroup }));
  return { text, hidden: text.split(mask).length - 1 };
}

type Masked = { readonly value: unknown; readonly hidden: number };

function maskValue(value: unknown, { reveal }: CopySource): Masked {
  return reveal ? { value, hidden: 0 } : redactValue(value);
}

function withText(masked: Masked, toText: (value: unknown) => string): Rendered {
  return { text: toText(masked.value), hidden: masked.hidden };
}

/** Masks everything that a note shows, names included, before a format escapes it. */
export function maskRun(run: Run): Run {
  const { error, steps, trace } = run;
  const failing = failingStep(run);
  return {
    ...run,
    ...maskFields(run),
    input: redactValue(run.input).value,
    error: error && maskError(error),
    steps: steps?.map(step => maskStep(step, step === failing)),
    trace: trace && maskTrace(trace),
  };
}

const maskFields = fieldConverter(fieldNames, {
  id: maskText<string>,
  text: maskText<string>,
  texts: (texts: readonly string[]) => texts.map(maskText<string>),
  trigger: (trigger: Trigger) => ({
    ...trigger,
    label: maskText(trigger.label),
    raw: maskText(trigger.raw),
  }),
  error: ({ name, message, step, code, cause, failure }: ErrorSummary) => ({
    name: maskText(name),
    message: maskText(message),
    step: maskText(step),
    code: maskText(code),
    cause: cause && { name: maskText(cause.name), message: maskText(cause.message) },
    failure,
  }),
  settled: (settled: Settled) => ({ ...settled, by: maskText(settled.by) }),
});

function maskError(error: RunError): RunError {
  return {
    ...error,
    value: redactValue(error.value).value,
    name: maskText(error.name),
    message: maskText(error.message),
    code: maskText(error.code),
    stack: maskText(error.stack),
  };
}

/** A note shows the input of the failing step alone. */
function maskStep(step: Step, isFailing: boolean): Step {
  const input = isFailing ? redactValue(step.input).value : undefined;
  return { ...step, name: maskText(step.name), input };
}

function maskTrace({ spans, logs }: Trace): Trace {
  return {
    spans: spans.map(span => ({ ...span, name: maskText(span.name) })),
    logs: logs.map(log => ({ ...log, level: maskText(log.level), message: maskText(log.message) })),
  };
}

export type CopyContent =
  | {
      readonly type: 'text';
      readonly text: string | LazyText;
      /** May be the name of a secret. */
      readonly key?: string;
      /** Whether a parent has a secret name. */
      readonly isSecret?: boolean;
    }
  | {
      readonly type: 'value';
      readonly value: unknown;
      readonly isSecret?: boolean;
      /** Set for a part of a run, which is copied as the commands print it. */
      readonly shape?: RecordShape;
    };

export type CopySource = {
  readonly run: RunSummary | Run;
  /** The item under the cursor. */
  readonly focus?: { readonly label: string; readonly content: CopyContent };
  readonly format: 'json' | 'yaml';
  readonly reveal: boolean;
  readonly now: number;
  readonly canRunAgain?: boolean;
  readonly failureId?: string;
  readonly usual?: HowUsual;
  /** The team's note on the group, and what `W` last found. */
  readonly ofGroup?: readonly string[];
} & CommandTarget;
