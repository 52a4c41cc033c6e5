import { toJsonText, toYamlText } from '../payload/payload-text.ts';
import type { Run, RunSummary } from '../run.ts';
import { mask } from '../text/mask.ts';
import { redactLeaf, redactText } from '../text/redact.ts';
import { redactValue } from '../text/redact-value.ts';
import type { CopyContent, CopySource } from './copy-source.ts';
import { markdownNote } from './markdown-note.ts';
import { maskRun } from './mask-run.ts';
import { toRunJson } from './run-json.ts';
import { getCommand, runAgainCommand } from './shell-command.ts';

/** A text to be copied, and the number of secrets that are masked in it. */
export type Rendered = { readonly text: string; readonly hidden: number };

export function renderContent(content: CopyContent, source: CopySource): Rendered {
  if (content.type === 'value') {
    const { value, isSecret } = content;
    const masked = isSecret && !source.reveal ? maskBelowSecret(value) : maskValue(value, source);
    return withText(masked, shown => toPayloadText(shown, source.format));
  }
  if (source.reveal) return { text: content.text, hidden: 0 };
  const { value, hidden } = redactLeaf(content.key, content.text, content.isSecret);
  return { text: String(value), hidden };
}

export function renderValue(value: unknown, format: CopySource['format'], source: CopySource): Rendered {
  return withText(maskValue(value, source), shown => toPayloadText(shown, format));
}

/** The run as the command `get` prints it. */
export function renderRun(run: Run, format: CopySource['format'], source: CopySource): Rendered {
  return renderValue(toRunJson(run, source.now), format, source);
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

export function renderText(text: string, { reveal }: CopySource): Rendered {
  return reveal ? { text, hidden: 0 } : redactText(text);
}

/** Masks each word before it is quoted: in quotes, a secret looks different. */
export function renderGetCommand({ id, kind, name }: RunSummary, source: CopySource): Rendered {
  const words = maskWords({ id, name, target: source.target }, source);
  return { text: getCommand({ ...words.shown, kind }, { ...source, ...words.shown }), hidden: words.hidden };
}

export function renderCommand({ name, input }: Run, source: CopySource): Rendered {
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

export function renderNote(run: Run, source: CopySource): Rendered {
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
