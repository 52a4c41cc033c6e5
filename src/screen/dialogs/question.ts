import { displayWidth } from '../../model/text/width.ts';
import { isCountTyped, parseTypedCount } from '../../operations/acts/consent.ts';
import type { Theme } from '../paint/theme.ts';
import type { Overlay, SessionContext } from '../shell/state.ts';
import { type Dialog, type DialogBinding, type DialogDefinition, defineDialog } from './define-dialog.ts';
import { changeLine, editedText, type LineAction, lineOf, type TextLine } from './text-line.ts';

export type Answering = { readonly choice: 'no' | 'yes'; readonly typed: TextLine };

export const unanswered: Answering = { choice: 'no', typed: lineOf('') };

/** From ten runs on, their number is typed in place of an answer. */
export type Asking = {
  readonly act: string;
  readonly runs: number;
  /** Whether a smaller number is consent to that many of the newest runs. */
  readonly takesFewer?: boolean;
};

type Question<Shown extends Answering & Overlay> = Pick<
  DialogDefinition<Shown>,
  'type' | 'lines' | 'work'
> & {
  /** Returns `undefined` while there is nothing to answer yet. */
  readonly asks: (shown: Shown) => Asking | undefined;
  readonly reason?: (shown: Shown) => string | undefined;
  readonly no?: (shown: Shown) => string;
  /** What Enter does once the number is typed. */
  readonly enter: string;
  readonly keys?: readonly DialogBinding<Shown>[];
  /** Called after the question is closed, with the number of runs that are meant. */
  readonly onYes: (context: SessionContext, confirmed: Shown, runs: number) => void;
  readonly onNo?: (context: SessionContext, declined: Shown) => void;
};

export function defineQuestion<Shown extends Answering & Overlay>(question: Question<Shown>): Dialog<Shown> {
  const { type, lines, work } = question;
  const keys = { where: 'question', bindings: bindingsOf(question) };
  return defineDialog<Shown>({ type, lines, work, keys });
}

function bindingsOf<Shown extends Answering & Overlay>({
  asks,
  reason,
  no = () => 'no',
  enter,
  keys = [],
  onYes,
  onNo,
}: Question<Shown>): readonly DialogBinding<Shown>[] {
  const whyNoAnswer = (shown: Shown) =>
    reason?.(shown) ?? (asks(shown) ? undefined : 'the runs are still being read');
  const typeFirst = (shown: Shown): string | undefined => {
    const asked = asks(shown);
    return asked && isCountTyped(asked.runs) ? `type ${numberWords(asked, ' for all', ' first')}` : undefined;
  };
  const whyNoChoice = (shown: Shown) => whyNoAnswer(shown) ?? typeFirst(shown);
  const decline: DialogBinding<Shown>['press'] = (shown, context) => () => onNo?.(context, shown);
  const answer: DialogBinding<Shown>['press'] = (shown, context, key) => {
    const runs = consentOf(shown, asks(shown));
    return runs === undefined ? decline(shown, context, key) : () => onYes(context, shown, runs);
  };
  const other: Omit<DialogBinding<Shown>, 'keys'> = {
    label: 'choose',
    help: 'choose the other answer',
    reason: whyNoChoice,
    press: shown => ({ ...shown, choice: shown.choice === 'no' ? 'yes' : 'no' }),
  };
  return [
    {
      keys: ['y', 'Y'],
      label: shown => `yes, ${asks(shown)?.act}`,
      help: 'yes, to fewer than ten runs',
      reason: whyNoChoice,
      press: (shown, context, key) => answer({ ...shown, choice: 'yes' }, context, key),
    },
    {
      keys: ['enter'],
      label: shown => (typeFirst(shown) ? enter : 'answer'),
      help: 'give the chosen answer (No at first); from ten runs on, act on the typed number',
      reason: shown =>
        whyNoAnswer(shown) ?? (consentOf(shown, asks(shown)) === undefined ? typeFirst(shown) : undefined),
      press: answer,
    },
    {
      keys: ['n', 'N', 'q', 'escape'],
      label: no,
      help: 'no: do nothing, or stop reading',
      press: decline,
    },
    ...keys,
    { keys: ['left', 'tab'], ...other },
    { keys: ['right'], ...other },
    {
      keys: [...'0123456789'],
      help: 'type their number, from ten runs on',
      reason,
      press: (shown, _, text) => typeNumber(shown, { type: 'typed', text }),
    },
    {
      keys: ['backspace'],
      help: 'delete the last digit',
      press: shown => typeNumber(shown, { type: 'edited', edit: 'delete-before' }),
    },
    {
      keys: ['ctrl+u'],
      help: 'delete the number',
      press: shown => typeNumber(shown, { type: 'edited', edit: 'delete-to-start' }),
    },
  ];
}

/** The number of runs that the answer consents to; `undefined` for none. */
function consentOf({ choice, typed }: Answering, asked: Asking | undefined): number | undefined {
  if (!asked) return undefined;
  const { runs, takesFewer } = asked;
  if (!isCountTyped(runs)) return choice === 'yes' ? runs : undefined;
  const count = parseTypedCount(typed.text);
  const isFewer = takesFewer && count !== undefined && count > 0 && count < runs;
  return count === runs || isFewer ? count : undefined;
}

function numberWords({ runs, takesFewer }: Asking, all: string, only: string): string {
  return takesFewer ? `${runs}${all}, or fewer for only the newest` : `${runs}${only}`;
}

export function typeNumber<Shown extends Answering>(shown: Shown, action: LineAction): Shown {
  return { ...shown, typed: changeLine(shown.typed, action) };
}

export function answerLine({ choice, typed }: Answering, asked: Asking, width: number, theme: Theme): string {
  if (isCountTyped(asked.runs)) {
    const words = `type ${numberWords(asked, '', '')}: `;
    return `${words}${editedText(typed, '', Math.max(1, width - displayWidth(words)), theme)}`;
  }
  const yes = ` Yes, ${asked.act} `;
  const no = ' No ';
  return choice === 'yes' ? `  ${no}  ${theme.inverse(`[${yes}]`)}` : ` ${theme.inverse(`[${no}]`)}  ${yes} `;
}
