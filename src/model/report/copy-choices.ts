import { once } from '../memo.ts';
import { withWholeValues } from '../payload/lazy/lazy-parts.ts';
import type { Run } from '../run.ts';
import { missingOutput } from '../status.ts';
import {
  type CopySource,
  isUnmasked,
  type Rendered,
  renderContent,
  renderGetCommand,
  renderNote,
  renderRetryCommand,
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

/** The text is rendered on first use. */
export type CopyChoice = {
  readonly id: CopyChoiceId;
  readonly label: string;
  readonly source: CopySource;
  readonly text: () => string;
  /** How many secrets the text masks. */
  readonly hidden: () => number;
  readonly reason?: string;
};

/** The focused item is first; parts that were not recorded stay, so that the order never changes. */
export function copyChoices(source: CopySource): readonly CopyChoice[] {
  const { run, focus, format } = source;
  const whole = wholeRun(source);
  const choice = choicesOf(source);
  const payload = (
    id: CopyChoiceId,
    label: string,
    read: (run: Run) => unknown,
    missing = 'not recorded',
  ): CopyChoice => {
    const named = choice(id, `${label} as ${format === 'yaml' ? 'YAML' : 'JSON'}`, known =>
      renderValue(read(wholeRun(known)), format, known),
    );
    if (read(whole) !== undefined) return named;
    return { ...named, reason: 'usage' in run ? missing : 'not read yet' };
  };
  return [
    ...(focus
      ? [choice('focus', focus.label, read => renderContent(read.focus?.content ?? focus.content, read))]
      : []),
    choice('id', 'run id', read => renderText(run.id, read)),
    payload('input', 'input', ({ input }) => input),
    payload('output', 'output', ({ output }) => output, missingOutput(run)),
    payload('error', 'error', errorPayload),
    choice('run-json', 'whole run as JSON', read => renderRun(wholeRun(read), 'json', read)),
    choice('run-yaml', 'whole run as YAML', read => renderRun(wholeRun(read), 'yaml', read)),
    ...commandChoices(whole, source),
    choice('note', 'note for a bug report (Markdown)', read => renderNote(wholeRun(read), read)),
  ];
}

/** Commands only work with the real id and target, so none is offered where these are masked. */
function commandChoices(run: Run, source: CopySource): readonly CopyChoice[] {
  if (!isUnmasked(run.id, source) || !isUnmasked(source.target ?? '', source)) return [];
  const canRunAgain = run.kind === 'workflow' && source.canRunAgain === true;
  const choice = choicesOf(source);
  return [
    ...(canRunAgain
      ? [choice('command', 'command that runs it again', read => renderRetryCommand(run, read))]
      : []),
    choice('get-command', 'command that prints it', read => renderGetCommand(run, read)),
  ];
}

function wholeRun({ run }: CopySource): Run {
  return 'usage' in run ? run : { ...run, usage: [] };
}

/** Lazy payloads are read when a choice is rendered. */
function choicesOf(source: CopySource) {
  return (id: CopyChoiceId, label: string, render: (read: CopySource) => Rendered): CopyChoice => {
    const rendered = once(() => render(withWholeValues(source)));
    return { id, label, source, text: () => rendered().text, hidden: () => rendered().hidden };
  };
}

/** The error as recorded, else the one in the summary. */
export function errorPayload({ error, errorSummary }: Run): unknown {
  if (!error) return errorSummary;
  const { value, name, message, code, stack } = error;
  return value ?? { name, message, code, stack };
}
