import type { JsonFault } from '../../model/payload/json-fault.ts';
import type { RunSummary } from '../../model/run.ts';
import { safeLine, safeLines } from '../../model/text/safe-text.ts';
import { displayWidth } from '../../model/text/width.ts';
import type { Drawing, Look } from '../dialogs/define-dialog.ts';
import { dialogRoom } from '../shell/window-size.ts';

/** Says where an edited input is not JSON. The text is kept, so that it can be edited further. */
export type InputFault = {
  readonly type: 'input-fault';
  readonly run: RunSummary;
  /** As the user left it, and as it was at first. */
  readonly text: string;
  readonly original: string;
  readonly fault: JsonFault;
};

export function drawInputFault(shown: InputFault, { state, theme }: Look): Drawing {
  const { fault, run } = shown;
  const { width } = dialogRoom(state.size);
  const lines = [
    `line ${fault.line}, column ${fault.column}: ${fault.message}`,
    '',
    ...excerpt(shown, width),
    '',
    `Nothing is started. Edit the input of ${safeLine(run.name)} further?`,
  ];
  return { title: theme.bold('The edited input is not JSON'), lines, width };
}

const linesBefore = 2;
/** A longer excerpt is not read for secrets: then only the place is said. */
const longestExcerpt = 64 * 1024;

/** The line at fault below those before it, cut to what is around the fault; masked as all that is shown. */
function excerpt({ text, fault }: InputFault, width: number): readonly string[] {
  const lines = text.split('\n').slice(Math.max(0, fault.line - 1 - linesBefore), fault.line);
  const joined = lines.join('\n');
  if (joined.length > longestExcerpt) return [];
  const gutter = String(fault.line).length;
  const room = width - gutter - 2;
  const last = lines.at(-1) ?? '';
  const safe = safeLines(joined);
  const isShownAsIs = safe.at(-1) === last;
  const atFault = isShownAsIs ? last : safeLine(hideTexts(last), { reveal: true });
  const start = fault.column < room ? 0 : fault.column - Math.floor(room / 2);
  const shown = [...safe.slice(0, lines.length - 1), atFault].map((line, index) => {
    const number = String(fault.line - lines.length + 1 + index).padStart(gutter);
    return `${number}  ${line.slice(start, start + room)}`;
  });
  const before = (isShownAsIs ? last : hideTexts(last)).slice(start, fault.column - 1);
  return [...shown, `${' '.repeat(gutter + 2 + displayWidth(before))}^`];
}

const plainKey = /((?<=^\s*|[{,]\s*)"[A-Za-z_]\w{0,30}"(?=\s*:))/u;

/** The signs of JSON and its keys, at their columns: what else is in the line may be a secret. */
function hideTexts(line: string): string {
  return line
    .split(plainKey)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[^\s{}[\]",:]/gu, hidden)))
    .join('');
}

/** One for each UTF-16 unit, by which columns are counted. */
function hidden(character: string): string {
  return '•'.repeat(character.length);
}
