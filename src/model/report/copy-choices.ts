import { toJsonText, toYamlText } from '../payload/payload-text.ts';
import type { Run, RunSummary } from '../run.ts';
import { mask } from '../text/mask.ts';
import { redactLeaf, redactText } from '../text/redact.ts';
import { redactValue } from '../text/redact-value.ts';
import { errorPayload } from './error-payload.ts';
import { markdownNote } from './markdown-note.ts';
import { maskRun } from './mask-run.ts';
import { toRunJson } from './run-json.ts';
import { type CommandTarget, getCommand, runAgainCommand } from './shell-command.ts';

/** A text that is copied unchanged, or a payload that is copied as JSON or YAML. */
export type CopyContent =
  | {
      readonly type: 'text';
      readonly text: string;
      /** May be the name of a secret. */
      readonly key?: string;
      /** Whether the value is inside a member with a secret name. */
      readonly isSecret?: boolean;
    }
  | { readonly type: 'value'; readonly value: unknown; readonly isSecret?: boolean };

export type CopySource = {
  readonly run: RunSummary | Run;
  /** The item under the cursor. */
  readonly focus?: { readonly label: string; readonly content: CopyContent };
  readonly format: 'json' | 'yaml';
  readonly reveal: boolean;
  readonly now: number;
} & CommandTarget;

export type CopyChoiceId =
  | 'focus'
  | 'id'
  | 'input'
  | 'output'
  | 'error'
  | 'run-json'
  | 'run-yaml'
  | 'command'
  | 'get-command'
  | 'note';

/** The text is created on first use. */
export type CopyChoice = {
  readonly id: CopyChoiceId;
  readonly label: string;
  readonly text: () => string;
  /** The number of secrets masked in the text. */
  readonly hidden: () => number;
};

type Rendered = { readonly text: string; readonly hidden: number };

/** The focused item first, without parts that were not recorded. */
export function copyChoices(source: CopySource): readonly CopyChoice[] {
  const { run, focus, format, now } = source;
  const whole: Run = 'usage' in run ? run : { ...run, usage: [] };
  const payload = (id: CopyChoiceId, label: string, value: unknown): readonly CopyChoice[] =>
    value === undefined
      ? []
      : [choice(id, `${label} as ${formatName(format)}`, () => renderValue(value, format, source))];
  const masked = () => maskValue(toRunJson(whole, now), source);
  return [
    ...(focus ? [choice('focus', focus.label, () => renderContent(focus.content, source))] : []),
    choice('id', 'run id', () => renderText(run.id, source)),
    ...payload('input', 'input', whole.input),
    ...payload('output', 'output', whole.output),
    ...payload('error', 'error', errorPayload(whole)),
    choice('run-json', 'whole run as JSON', () =>
      withText(masked(), value => toJsonText(value, { indent: 2 })),
    ),
    choice('run-yaml', 'whole run as YAML', () => withText(masked(), value => toYamlText(value))),
    ...(run.kind === 'workflow'
      ? [choice('command', 'command that runs it again', () => renderCommand(whole, source))]
      : []),
    choice('get-command', 'command that prints it', () => renderGetCommand(run, source)),
    choice('note', 'note for a bug report (Markdown)', () => renderNote(whole, source)),
  ];
}

function choice(id: CopyChoiceId, label: string, render: () => Rendered): CopyChoice {
  let rendered: Rendered | undefined;
  const once = () => {
    rendered ??= render();
    return rendered;
  };
  return { id, label, text: () => once().text, hidden: () => once().hidden };
}

function formatName(format: CopySource['format']): string {
  return format === 'yaml' ? 'YAML' : 'JSON';
}

function renderContent(content: CopyContent, source: CopySource): Rendered {
  if (content.type === 'value') {
    const { value, isSecret } = content;
    const masked = isSecret && !source.reveal ? maskBelowSecret(value) : maskValue(value, source);
    return withText(masked, shown => toPayloadText(shown, source.format));
  }
  if (source.reveal) return { text: content.text, hidden: 0 };
  const { value, hidden } = redactLeaf(content.key, content.text, content.isSecret);
  return { text: String(value), hidden };
}

function renderValue(value: unknown, format: CopySource['format'], source: CopySource): Rendered {
  return withText(maskValue(value, source), shown => toPayloadText(shown, format));
}

function toPayloadText(value: unknown, format: CopySource['format']): string {
  return format === 'yaml' ? toYamlText(value) : toJsonText(value, { indent: 2 });
}

/** Masks every value, because the value alone does not show that its parent has a secret name. */
function maskBelowSecret(value: unknown): { readonly value: unknown; readonly hidden: number } {
  const masked = redactValue({ secret: value });
  const wrapper = masked.value;
  const isWrapped = typeof wrapper === 'object' && wrapper !== null && 'secret' in wrapper;
  return { value: isWrapped ? wrapper.secret : mask, hidden: masked.hidden };
}

function renderText(text: string, { reveal }: CopySource): Rendered {
  return reveal ? { text, hidden: 0 } : redactText(text);
}

/** Masks each word before it is quoted: in quotes, a secret looks different. */
function renderGetCommand({ id, kind, name }: RunSummary, source: CopySource): Rendered {
  const words = maskWords({ id, name, target: source.target }, source);
  return { text: getCommand({ ...words.shown, kind }, { ...source, ...words.shown }), hidden: words.hidden };
}

function renderCommand({ name, input }: Run, source: CopySource): Rendered {
  const words = maskWords({ id: '', name, target: source.target }, source);
  const masked = maskValue(input, source);
  const text = runAgainCommand(words.shown.name, masked.value, { ...source, ...words.shown });
  return { text, hidden: words.hidden + masked.hidden };
}

type Words = { readonly id: string; readonly name: string; readonly target: string | undefined };

function maskWords({ id, name, target }: Words, source: CopySource) {
  const [shownId, shownName, shownTarget] = [id, name, target ?? ''].map(word => renderText(word, source));
  return {
    shown: { id: shownId?.text ?? '', name: shownName?.text ?? '', target: target && shownTarget?.text },
    hidden: [shownId, shownName, shownTarget].reduce((sum, word) => sum + (word?.hidden ?? 0), 0),
  };
}

function renderNote(run: Run, source: CopySource): Rendered {
  if (source.reveal) return { text: markdownNote(run, source.now), hidden: 0 };
  const { text } = redactText(markdownNote(maskRun(run), source.now));
  return { text, hidden: text.split(mask).length - 1 };
}

function maskValue(
  value: unknown,
  { reveal }: CopySource,
): { readonly value: unknown; readonly hidden: number } {
  return reveal ? { value, hidden: 0 } : redactValue(value);
}

function withText(
  masked: { readonly value: unknown; readonly hidden: number },
  toText: (value: unknown) => string,
): Rendered {
  return { text: toText(masked.value), hidden: masked.hidden };
}
