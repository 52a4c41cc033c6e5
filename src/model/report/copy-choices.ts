import type { Run } from '../run.ts';
import type { CopySource } from './copy-source.ts';
import { errorPayload } from './error-payload.ts';
import {
  isUnmasked,
  type Rendered,
  renderCommand,
  renderContent,
  renderGetCommand,
  renderNote,
  renderRun,
  renderText,
  renderValue,
} from './render-copy.ts';

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

/** The focused item first, without parts that were not recorded. */
export function copyChoices(source: CopySource): readonly CopyChoice[] {
  const { run, focus, format } = source;
  const whole: Run = 'usage' in run ? run : { ...run, usage: [] };
  const payload = (id: CopyChoiceId, label: string, value: unknown): readonly CopyChoice[] =>
    value === undefined
      ? []
      : [choice(id, `${label} as ${formatName(format)}`, () => renderValue(value, format, source))];
  return [
    ...(focus ? [choice('focus', focus.label, () => renderContent(focus.content, source))] : []),
    choice('id', 'run id', () => renderText(run.id, source)),
    ...payload('input', 'input', whole.input),
    ...payload('output', 'output', whole.output),
    ...payload('error', 'error', errorPayload(whole)),
    choice('run-json', 'whole run as JSON', () => renderRun(whole, 'json', source)),
    choice('run-yaml', 'whole run as YAML', () => renderRun(whole, 'yaml', source)),
    ...commandChoices(whole, source),
    choice('note', 'note for a bug report (Markdown)', () => renderNote(whole, source)),
  ];
}

/** Only those that work: with a masked id, name or target they would not. */
function commandChoices(run: Run, source: CopySource): readonly CopyChoice[] {
  if (!isUnmasked(run.id, source) || !isUnmasked(source.target ?? '', source)) return [];
  const canRunAgain = run.kind === 'workflow' && source.canStart === true && isUnmasked(run.name, source);
  return [
    ...(canRunAgain
      ? [choice('command', 'command that runs it again', () => renderCommand(run, source))]
      : []),
    choice('get-command', 'command that prints it', () => renderGetCommand(run, source)),
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
